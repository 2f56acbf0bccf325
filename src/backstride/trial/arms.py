"""What can be tried on oneself, in the words of the calendar page, and what never is."""

from dataclasses import dataclass, replace

from backstride.claims import CLAIM
from backstride.diary.habits import UPKEEP_EXERCISES
from backstride.errors import DataError

DAYS_A_WEEK = 7.0
SHOE_AGE = "shoe-age"
# What is done with a run, and cannot be done on other days.
OF_RUN_DAYS = ("surface", SHOE_AGE, "warm-up")


@dataclass(frozen=True)
class Arms:
    """The two things that a coin decides between.

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


TRIED = {
    "surface": Arms(
        "run on hard ground: road, asphalt, concrete",
        "run on soft ground or a treadmill: trail, grass, track",
    ),
    SHOE_AGE: Arms("run in the worn pair: {worn}", "run in the fresh pair: {fresh}"),
    "warm-up": Arms("warm up before each run", "run without a warm-up"),
    "stretching": Arms(
        "stretch the hamstrings twice a day", "no hamstring stretching", times_a_day=2.0
    ),
    # A week of sessions is what the claim speaks of; it takes a week to build up.
    "strength": Arms("3 sessions of strength a week", "no strength exercises", 3.0, 14),
    "maintenance": Arms(
        "supermans, lacrosse ball, seated forward folds and legs up the wall each day",
        "none of these four exercises",
        times_a_day=float(len(UPKEEP_EXERCISES)),
        caution="Seated forward folds are not for a herniated or bulging disc.",
    ),
}

_LOAD = "It would mean to raise the load on purpose, in the belief that it may hurt."
_REFUSED = {
    "spike": _LOAD,
    "ramp-up": _LOAD,
    "return": "It would mean to stop running again and again and come back too fast on purpose.",
    "cross-training": (
        "It is more load on purpose, and what another sport does builds up over months: it would "
        "outlast every period."
    ),
}
_DRUG_WORDS = ("drug", "ibuprofen", "medic", "muscle", "naproxen", "painkiller", "pill", "relaxant")
_NO_DRUGS = (
    "Backstride plans no trial of a medicine and gives no advice on any: what to take, when, and "
    "when not to, is for a doctor to say."
)


def arms_of(claim: str, worn: str | None = None, fresh: str | None = None) -> Arms:
    """The two arms of a trial.

    Parameters
    ----------
    claim : str
        Slug of a claim.
    worn, fresh : str, optional
        The two pairs of shoes; needed for `shoe-age`, and for no other claim.

    Raises
    ------
    DataError
        If the claim is not one for a trial on oneself, with the reason, or the pairs are missing.

    Examples
    --------
    >>> arms_of("stretching").without_it
    'no hamstring stretching'
    >>> arms_of("spike")
    Traceback (most recent call last):
    backstride.errors.DataError: --claim spike cannot be tried on oneself. It would mean to raise
    the load on purpose, in the belief that it may hurt.
    """
    if claim not in TRIED:
        raise DataError(_refusal(claim))
    arms = TRIED[claim]
    if claim != SHOE_AGE:
        if worn or fresh:
            raise DataError(f"--worn-pair and --fresh-pair belong to {SHOE_AGE}. Leave them out.")
        return arms
    if not (worn and fresh and f"{worn}{fresh}".isprintable()) or spelled(worn) == spelled(fresh):
        raise DataError(
            f"--claim {SHOE_AGE} needs two pairs, named as in the log: "
            "--worn-pair NAME --fresh-pair NAME."
        )
    named = (arms.with_it.format(worn=worn), arms.without_it.format(fresh=fresh))
    return replace(arms, with_it=named[0], without_it=named[1])


def _refusal(claim: str) -> str:
    if claim in _REFUSED:
        return f"--claim {claim} cannot be tried on oneself. {_REFUSED[claim]}"
    if any(word in claim.casefold() for word in _DRUG_WORDS):
        return f"--claim {claim} cannot be tried here. {_NO_DRUGS}"
    known = [slug for slug in CLAIM if slug in TRIED]
    return (
        f"--claim: found {claim!r}, expected one of {', '.join(known)}. A medicine is never tried."
    )


def spelled(name: str) -> str:
    """A name as it is compared: without regard to capitals and spaces.

    Examples
    --------
    >>> spelled(" Blue  Pair")
    'blue pair'
    """
    return " ".join(name.casefold().split())
