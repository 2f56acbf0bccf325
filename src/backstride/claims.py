"""Each claim as data: what is said, what is compared, and what is known from outside."""

from dataclasses import dataclass


@dataclass(frozen=True)
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
    needs : str
        What must be in the log for the claim to be tested.
    evidence : str
        What is known from outside, with its source; mostly about running injuries.
    """

    slug: str
    sentence: str
    exposure: tuple[str, ...]
    contrast: str
    needs: str
    evidence: str


CLAIMS = (
    Claim(
        "spike",
        "Too much in one run",
        ("has_spike",),
        "a run above 1.10 times the longest of the previous 30 days, against a shorter one, "
        "on the same evening",
        "runs with distances over more than 30 days",
        "Overuse injury in runners: hazard ratio 1.64 (1.31–2.05) for a run 10–30 % longer than "
        "the longest of the 30 days before, 1.52 (1.16–2.00) for 30–100 %, 2.28 (1.50–3.48) for "
        "more than double, against up to 10 % (Frandsen 2025). Not about back pain.",
    ),
    Claim(
        "ramp-up",
        "Weekly mileage raised too fast",
        ("weekly_ratio", "has_spike"),
        "one week at 1.3 times the week before, against an equal week, on its last evening",
        "runs with distances over more than two weeks",
        "Raising by more than 30 %, against less than 10 %, in novices: hazard ratio 1.59 "
        "(0.96–2.66) for distance-related running injuries; no difference found over all "
        "injuries (Nielsen 2014). Not about back pain.",
    ),
    Claim(
        "return",
        "Back too fast after a break",
        ("days_since_run", "distance_km"),
        "kilometres of the first 14 days after 7 or more days off, against the 28 days before; "
        "described, not tested: one runner comes back too seldom",
        "runs with distances before and after a break of a week or more",
        "Nothing found about coming back after a break and back pain.",
    ),
    Claim(
        "surface",
        "Concrete and asphalt are bad for the back",
        ("hard_share", "unknown_share"),
        "the same run all on hard ground (road, asphalt, concrete), against all on soft ground "
        "or a treadmill, on the same evening",
        "the surface of runs, hard and soft",
        "Conflicting for running injuries; runners adapt the stiffness of their legs to the "
        "ground. Nothing found about back pain.",
    ),
    Claim(
        "shoe-age",
        "Worn-out shoes",
        ("shoe_km",),
        "a run in a pair with 500 km on it, against 100 km, on the same evening",
        "the shoe of each run and when it was new",
        "Two or more pairs in turn: hazard ratio 0.61 (0.39–0.97) for running injury of the leg "
        "or lower back (Malisoux 2015). Hard against soft soles: 1.52 (1.07–2.16) in one trial "
        "(Malisoux 2020), 0.92 (0.57–1.48) in another (Theisen 2014), running injuries. Nothing "
        "found about the age of shoes and back pain.",
    ),
    Claim(
        "warm-up",
        "Warm up before the run",
        ("warm_up_between",),
        "a run after a warm-up, against one without, on the same evening",
        "the warm-up before each run, or that there was none",
        "Nothing found that tests a warm-up before the run and back pain.",
    ),
    Claim(
        "stretching",
        "Stretch the hamstrings twice a day",
        ("stretching_between",),
        "two doses against none, on the same evening",
        "the time of each stretch, and a rating before it on the same day",
        "Soft-tissue running injuries of the leg: risk ratio 0.85 (0.65–1.12) (Yeung 2011, "
        "Cochrane review). Not about back pain.",
    ),
    Claim(
        "cross-training",
        "Do another sport as well",
        ("cross_training_min",),
        "120 minutes a week kept up, against none, once nothing changes any more",
        "other sports with their minutes",
        "One hour a week more of another sport: hazard ratio 0.85 (0.73–0.98) for running injury "
        "of the leg or lower back (Malisoux 2015). Not about back pain alone.",
    ),
    Claim(
        "strength",
        "Planks and mountain climbers",
        ("strength_between",),
        "3 sessions a week kept up, against none, once nothing changes any more",
        "each session of strength with its time of day",
        "Preventing low back pain, exercise: risk ratio 0.65 (0.50–0.86) (Steffens 2016). "
        "Running injury: hazard ratio 0.66 (0.45–0.97) for hip and core exercises in novices "
        "(Leppänen 2024), risk ratio 0.97 (0.57–1.63) before a first marathon (Toresdahl 2020).",
    ),
    Claim(
        "maintenance",
        "Supermans, lacrosse ball, seated forward folds, legs up the wall",
        ("maintenance_between",),
        "all four against none, on the same evening",
        "the time of each exercise, and a rating before it on the same day",
        "Nothing found that tests these exercises.",
    ),
)
CLAIM = {claim.slug: claim for claim in CLAIMS}
