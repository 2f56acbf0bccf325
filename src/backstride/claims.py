"""Each claim as data: every fact of it that needs no later package, and nothing about a log."""

from dataclasses import dataclass
from typing import Literal

from backstride.diary.habits import MAINTENANCE_EXERCISES
from backstride.diary.spike import SPIKE_LIMIT, SPIKE_WINDOW_DAYS
from backstride.exposures.returns import BREAK_DAYS, RETURN_DAYS, USUAL_DAYS

DAYS_A_WEEK = 7.0
# What is compared, in numbers.
RAMP = 0.30
FRESH_SHOE_KM, OLD_SHOE_KM = 100.0, 500.0
DOSES_A_DAY = 2.0
SESSIONS_A_WEEK, RIDE_HOURS_A_WEEK = 3.0, 2.0


@dataclass(frozen=True)
class Arms:
    """The two things that a coin decides between in a trial on oneself.

    Parameters
    ----------
    with_it, without_it : str
        What to do in a period of arm A and of arm B.
    days_a_week : float
        Days of a week on which arm A asks for it, among those on which it can be done.
    period_days : int
        Usual length of a period.
    times_a_day : float
        How often arm A asks for it on such a day.
    caution : str
        Who should not do it, for the calendar page.
    """

    with_it: str
    without_it: str
    days_a_week: float = DAYS_A_WEEK
    period_days: int = 7
    times_a_day: float = 1.0
    caution: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim about running and back pain, put to the test on one runner's log.

    Parameters
    ----------
    slug : str
        Its one name, everywhere.
    sentence : str
        The claim as it is usually made.
    exposure : tuple of str
        Columns of the diary with exposures that hold what is tested.
    contrast : str
        What is compared; the estimate, its interval and both differences stand on it.
    contrast_over : str
        The same for a question of one's own, with `{over}` for the window of days; empty where
        none can be asked.
    needs : str
        What must be in the log for the claim to be tested.
    not_logged : str
        What a log lacks where the claim is not logged: what it does not say, or of a habit what
        one dose of it is called.
    evidence : str
        What is known from outside, with its source; mostly about running injuries.
    said_to : {'raise', 'lower'}
        What the claim says that it does to pain; the answers are two-sided all the same.
    habit_column : str
        Of a habit the column of the diary that says how much of it was done; else empty.
    is_with_run : bool
        Whether it belongs to a run, so that other days have none.
    is_load : bool
        Whether it is about load over weeks, which the ratio of workloads is said to measure.
    is_order_needed : bool
        Whether it is done at any time of the day, so that its order with the ratings must be known.
    is_done_for_pain : bool
        Whether it is also done because it hurts: then a rating must come before it that day.
    may_move_other_sites : bool
        Whether it may work on other parts of the body as well, so that these are no control.
    trial : Arms or None
        The arms of a trial on oneself; None where there can be none.
    no_trial : str
        Why there is none.
    cohort_needs : str
        What runners must log to be pooled, where that is more than `needs`.
    """

    slug: str
    sentence: str
    exposure: tuple[str, ...]
    contrast: str
    contrast_over: str = ""
    needs: str
    not_logged: str = ""
    evidence: str
    said_to: Literal["raise", "lower"]
    habit_column: str = ""
    is_with_run: bool = False
    is_load: bool = False
    is_order_needed: bool = False
    is_done_for_pain: bool = False
    may_move_other_sites: bool = False
    trial: Arms | None = None
    no_trial: str = ""
    cohort_needs: str = ""

    @property
    def column_name(self) -> str:
        """The slug as the name of a column."""
        return self.slug.replace("-", "_")


_LOAD = "It would mean to raise the load on purpose, in the belief that it may hurt."

CLAIMS = (
    Claim(
        slug="spike",
        sentence="Too much in one run",
        exposure=("has_spike",),
        contrast=(
            f"a run above {SPIKE_LIMIT:.2f} times the longest of the previous {SPIKE_WINDOW_DAYS} "
            "days, against a shorter one, on the same evening"
        ),
        contrast_over="a run that is a spike {over}, against none",
        needs=f"runs with distances over more than {SPIKE_WINDOW_DAYS} days",
        not_logged=f"how far the runs were over {SPIKE_WINDOW_DAYS} days in a row",
        evidence=(
            "Overuse injury in runners: hazard ratio 1.64 (1.31–2.05) for a run 10–30 % longer "
            "than the longest of the 30 days before, 1.52 (1.16–2.00) for 30–100 %, 2.28 "
            "(1.50–3.48) for more than double, against up to 10 % (Frandsen 2025). Not about back "
            "pain."
        ),
        said_to="raise",
        no_trial=_LOAD,
    ),
    Claim(
        slug="ramp-up",
        sentence="Weekly mileage raised too fast",
        exposure=("weekly_ratio", "has_spike"),
        contrast=(
            f"one week at {1 + RAMP:g} times the week before, against an equal week, on its last "
            "evening"
        ),
        contrast_over=(
            f"{1 + RAMP:g} times the kilometres {{over}}, against as many as in the same time "
            "before"
        ),
        needs="runs with distances over more than two weeks",
        not_logged="how far the runs were over two weeks in a row",
        evidence=(
            "Raising by more than 30 %, against less than 10 %, in novices: hazard ratio 1.59 "
            "(0.96–2.66) for distance-related running injuries; no difference found over all "
            "injuries (Nielsen 2014). Not about back pain."
        ),
        said_to="raise",
        is_load=True,
        no_trial=_LOAD,
    ),
    Claim(
        slug="return",
        sentence="Back too fast after a break",
        exposure=("days_since_run", "distance_km"),
        contrast=(
            f"kilometres of the first {RETURN_DAYS} days after {BREAK_DAYS} or more days off, "
            f"against the {USUAL_DAYS} days before; described, not tested: one runner comes back "
            "too seldom"
        ),
        needs="runs with distances before and after a break of a week or more",
        evidence="Nothing found about coming back after a break and back pain.",
        said_to="raise",
        no_trial="It would mean to stop running again and again and come back too fast on purpose.",
    ),
    Claim(
        slug="surface",
        sentence="Concrete and asphalt are bad for the back",
        exposure=("hard_share", "unknown_share"),
        contrast=(
            "the same run all on hard ground (road, asphalt, concrete), against all on soft ground"
            " or a treadmill, on the same evening"
        ),
        contrast_over=(
            "all kilometres on hard ground {over}, against all on soft ground or a treadmill"
        ),
        needs="the surface of runs, hard and soft",
        not_logged="what the runs were on",
        evidence=(
            "Conflicting for running injuries; runners adapt the stiffness of their legs to the "
            "ground. Nothing found about back pain."
        ),
        said_to="raise",
        is_with_run=True,
        trial=Arms(
            "run on hard ground: road, asphalt, concrete",
            "run on soft ground or a treadmill: trail, grass, track",
        ),
    ),
    Claim(
        slug="shoe-age",
        sentence="Worn-out shoes",
        exposure=("shoe_km",),
        contrast=(
            f"a run in a pair with {OLD_SHOE_KM:g} km on it, against {FRESH_SHOE_KM:g} km, on the "
            "same evening"
        ),
        contrast_over=(
            f"runs in a pair with {OLD_SHOE_KM:g} km on it {{over}}, against {FRESH_SHOE_KM:g} km"
        ),
        needs="the shoe of each run and when it was new",
        not_logged="how many kilometres the shoes had",
        evidence=(
            "Two or more pairs in turn: hazard ratio 0.61 (0.39–0.97) for running injury of the "
            "leg or lower back (Malisoux 2015). Hard against soft soles: 1.52 (1.07–2.16) in one "
            "trial (Malisoux 2020), 0.92 (0.57–1.48) in another (Theisen 2014), running injuries. "
            "Nothing found about the age of shoes and back pain."
        ),
        said_to="raise",
        is_with_run=True,
        trial=Arms("run in the worn pair: {worn}", "run in the fresh pair: {fresh}"),
        cohort_needs="the shoe of each run and when it was new, of two pairs or more",
    ),
    Claim(
        slug="warm-up",
        sentence="Warm up before the run",
        exposure=("warm_up_between",),
        contrast="a run after a warm-up, against one without, on the same evening",
        contrast_over="a warm-up before every run {over}, against none",
        needs="the warm-up before each run, or that there was none",
        not_logged="warm-up",
        evidence="Nothing found that tests a warm-up before the run and back pain.",
        said_to="lower",
        habit_column="warm_up_done",
        is_with_run=True,
        trial=Arms("warm up before each run", "run without a warm-up"),
    ),
    Claim(
        slug="stretching",
        sentence="Stretch the hamstrings twice a day",
        exposure=("stretching_between",),
        contrast="two doses against none, on the same evening",
        contrast_over="two doses a day {over}, against none",
        needs="the time of each stretch, and a rating before it on the same day",
        not_logged="stretching",
        evidence=(
            "Soft-tissue running injuries of the leg: risk ratio 0.85 (0.65–1.12) (Yeung 2011, "
            "Cochrane review). Not about back pain."
        ),
        said_to="lower",
        habit_column="stretching_done",
        is_order_needed=True,
        is_done_for_pain=True,
        trial=Arms(
            "stretch the hamstrings twice a day", "no hamstring stretching", times_a_day=DOSES_A_DAY
        ),
    ),
    Claim(
        slug="cross-training",
        sentence="Do another sport as well",
        exposure=("cross_training_min",),
        contrast=(
            f"{60 * RIDE_HOURS_A_WEEK:g} minutes a week kept up, against none, once nothing "
            "changes any more"
        ),
        contrast_over=f"{60 * RIDE_HOURS_A_WEEK:g} minutes a week {{over}}, against none",
        needs="other sports with their minutes",
        not_logged="other sport",
        evidence=(
            "One hour a week more of another sport: hazard ratio 0.85 (0.73–0.98) for running "
            "injury of the leg or lower back (Malisoux 2015). Not about back pain alone."
        ),
        said_to="lower",
        habit_column="cross_training_min",
        may_move_other_sites=True,
        no_trial=(
            "It is more load on purpose, and what another sport does builds up over months: it "
            "would outlast every period."
        ),
    ),
    Claim(
        slug="strength",
        sentence="Planks and mountain climbers",
        exposure=("strength_between",),
        contrast=(
            f"{SESSIONS_A_WEEK:g} sessions a week kept up, against none, once nothing changes any "
            "more"
        ),
        contrast_over=f"{SESSIONS_A_WEEK:g} sessions a week {{over}}, against none",
        needs="each session of strength with its time of day",
        not_logged="strength exercise",
        evidence=(
            "Preventing low back pain, exercise: risk ratio 0.65 (0.50–0.86) (Steffens 2016). "
            "Running injury: hazard ratio 0.66 (0.45–0.97) for hip and core exercises in novices "
            "(Leppänen 2024), risk ratio 0.97 (0.57–1.63) before a first marathon (Toresdahl "
            "2020)."
        ),
        said_to="lower",
        habit_column="strength_done",
        is_order_needed=True,
        may_move_other_sites=True,
        # A week of sessions is what the claim speaks of; it takes a week to build up.
        trial=Arms(
            f"{SESSIONS_A_WEEK:g} sessions of strength a week",
            "no strength exercises",
            SESSIONS_A_WEEK,
            14,
        ),
    ),
    Claim(
        slug="maintenance",
        sentence="Supermans, lacrosse ball, seated forward folds, legs up the wall",
        exposure=("maintenance_between",),
        contrast="all four against none, on the same evening",
        contrast_over="all four exercises a day {over}, against none",
        needs="the time of each exercise, and a rating before it on the same day",
        not_logged="exercise of these four",
        evidence="Nothing found that tests these exercises.",
        said_to="lower",
        habit_column="maintenance_done",
        is_order_needed=True,
        is_done_for_pain=True,
        may_move_other_sites=True,
        trial=Arms(
            "supermans, lacrosse ball, seated forward folds and legs up the wall each day",
            "none of these four exercises",
            times_a_day=float(len(MAINTENANCE_EXERCISES)),
            caution="Seated forward folds are not for a herniated or bulging disc.",
        ),
    ),
)
CLAIM = {claim.slug: claim for claim in CLAIMS}
