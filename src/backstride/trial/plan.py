"""The plan of a trial: what can be tried, and what is done when, fixed before the first day."""

import random
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from backstride.claims import CLAIM, CLAIMS, Arms
from backstride.errors import DataError
from backstride.settings import Settings
from backstride.summaries.text import counted
from backstride.trial.power import ASSUMED, Variability, simulated_power, smallest_p

# What can be tried on oneself, in the words of the calendar page, and what never is.

SHOE_AGE = "shoe-age"
TRIED = {claim.slug: claim.trial for claim in CLAIMS if claim.trial is not None}
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
    arms = CLAIM[claim].trial if claim in CLAIM else None
    if arms is None:
        raise DataError(_refusal(claim))
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
    if claim in CLAIM:
        return f"--claim {claim} cannot be tried on oneself. {CLAIM[claim].no_trial}"
    if any(word in claim.casefold() for word in _DRUG_WORDS):
        return f"--claim {claim} cannot be tried here. {_NO_DRUGS}"
    return (
        f"--claim: found {claim!r}, expected one of {', '.join(TRIED)}. A medicine is never tried."
    )


def spelled(name: str) -> str:
    """A name as it is compared: without regard to capitals and spaces.

    Examples
    --------
    >>> spelled(" Blue  Pair")
    'blue pair'
    """
    return " ".join(name.casefold().split())


# The plan of a trial: what is done when, fixed before the first day.

FEWEST_PAIRS = 6
MOST_PERIODS = 60
FEWEST_RATINGS = 3
LONGEST_PERIOD_DAYS = 60
MOST_DAYS_AHEAD = 366
ORDERS = ("AB", "BA")


@dataclass(frozen=True)
class Plan:
    """A trial as it was fixed; every field stands in `plan.json`.

    Parameters
    ----------
    claim : str
    arm_a, arm_b : str
        What is done in a period of each arm.
    worn_pair, fresh_pair : str
        Names of the two pairs of shoes; empty for other claims.
    seed : int
        Of the coin.
    order : tuple of str
        `AB` or `BA`, pair by pair.
    period_days, washout_days : int
    created, start : date
    smallest_difference : float
        That matters, in points.
    site : str
        Which pain is rated.
    pain_mean, pain_carry, pain_noise_sd : float
        The variability that `power` stands on.
    pain_days : int
        Days it was estimated from; 0 where it was assumed.
    power, power_error : float
        Share of simulated trials that find the smallest difference, and its Monte Carlo error.
    """

    claim: str
    arm_a: str
    arm_b: str
    worn_pair: str
    fresh_pair: str
    seed: int
    order: tuple[str, ...]
    period_days: int
    washout_days: int
    created: date
    start: date
    smallest_difference: float
    site: str
    pain_mean: float
    pain_carry: float
    pain_noise_sd: float
    pain_days: int
    power: float
    power_error: float

    @property
    def n_pairs(self) -> int:
        """Pairs of periods."""
        return len(self.order)

    @property
    def last_day(self) -> date:
        """Last day of the last period."""
        return self.start + timedelta(days=2 * self.n_pairs * self.period_days - 1)


@dataclass(frozen=True)
class Wish:
    """What a runner asks for; `fixed_plan` makes a plan of it.

    Parameters
    ----------
    claim : str
    start : date
    periods, washout_days : int
    period_days : int, optional
        By default as long as is usual for the claim: a week, or two for strength.
    seed : int, optional
        Of the coin; drawn where it is not given.
    worn_pair, fresh_pair : str, optional
    smallest_difference : float, optional
        By default min(1 point, 30 % of the mean rating).
    site : str
    """

    claim: str
    start: date
    periods: int = 24
    period_days: int | None = None
    washout_days: int = 2
    seed: int | None = None
    worn_pair: str | None = None
    fresh_pair: str | None = None
    smallest_difference: float | None = None
    site: str = "lower back"

    @classmethod
    def stated(cls, claim: str, start: str, settings: Settings, **others: Any) -> "Wish":
        """A wish from words: the first day as `YYYY-MM-DD`, the rest as in `Wish`.

        Examples
        --------
        >>> Wish.stated("stretching", "2027-01-04", Settings(), periods=12).start.year
        2027
        """
        try:
            first = date.fromisoformat(start)
        except ValueError:
            raise DataError(
                f"--start: found {start!r}, expected a day such as 2027-01-04."
            ) from None
        own: dict[str, Any] = {
            "smallest_difference": settings.smallest_difference,
            "site": settings.site,
        }
        return cls(claim, first, **own, **others)


def fixed_plan(wish: Wish, today: date, pain: Variability = ASSUMED) -> Plan:
    """Toss the coin for every pair and fix the plan.

    Parameters
    ----------
    wish : Wish
    today : date
        The day it is fixed on; the trial begins later.
    pain : Variability
        Of the runner, for the power.

    Raises
    ------
    DataError
        A claim that is not for a trial, fewer than 6 pairs, an odd number of periods, a start
        that is not in the year after today; all that is wrong with the numbers at once.
    """
    arms = arms_of(wish.claim, wish.worn_pair, wish.fresh_pair)
    period_days = arms.period_days if wish.period_days is None else wish.period_days
    problems = [*_count_problems(wish), *_length_problems(period_days, wish.washout_days)]
    if problems := [*problems, *_day_problems(wish, today)]:
        raise DataError(problems)
    n_pairs, seed = wish.periods // 2, _seed(wish)
    smallest = wish.smallest_difference or min(1.0, 0.3 * pain.mean)
    direction = 1.0 if CLAIM[wish.claim].said_to == "raise" else -1.0
    power = simulated_power(n_pairs, period_days, direction * smallest, pain)
    return Plan(
        claim=wish.claim,
        arm_a=arms.with_it,
        arm_b=arms.without_it,
        worn_pair=wish.worn_pair or "",
        fresh_pair=wish.fresh_pair or "",
        seed=seed,
        order=coin_order(seed, n_pairs),
        period_days=period_days,
        washout_days=wish.washout_days,
        created=today,
        start=wish.start,
        smallest_difference=round(smallest, 4),
        site=wish.site,
        pain_mean=round(pain.mean, 4),
        pain_carry=round(pain.carry, 4),
        pain_noise_sd=round(pain.noise_sd, 4),
        pain_days=pain.n_days,
        power=round(power.share, 4),
        power_error=round(power.mc_error, 4),
    )


def coin_order(seed: int, n_pairs: int) -> tuple[str, ...]:
    """Toss a coin for each pair; the same seed gives the same order on every machine.

    Examples
    --------
    >>> coin_order(7, 6) == coin_order(7, 8)[:6]
    True
    """
    coin = random.Random(seed)
    return tuple(ORDERS[coin.getrandbits(1)] for _ in range(n_pairs))


def assignment(plan: Plan) -> pd.DataFrame:
    """Lay a plan out on its days.

    Returns
    -------
    DataFrame
        One row per day: `date`, `period` and `pair` (from 1), `arm` (`A` or `B`), `assigned`
        (what to do, in words), `is_washout` (the first days of a period, which the sensitivity
        analysis leaves out).
    """
    letters = "".join(plan.order)
    n_days = len(letters) * plan.period_days
    dates = pd.date_range(plan.start, periods=n_days, unit="us")
    place = pd.Series(range(n_days)) // plan.period_days
    arm = place.map(dict(enumerate(letters))).astype("str")
    words: dict[Any, str] = {"A": plan.arm_a, "B": plan.arm_b}
    return pd.DataFrame(
        {
            "date": dates,
            "period": place + 1,
            "pair": place // 2 + 1,
            "arm": arm,
            "assigned": arm.map(words).astype("str"),
            "is_washout": pd.Series(range(n_days)) % plan.period_days < plan.washout_days,
        }
    )


def _seed(wish: Wish) -> int:
    return secrets.randbits(32) if wish.seed is None else wish.seed


def _count_problems(wish: Wish) -> list[str]:
    found = f"--periods: found {wish.periods}, expected"
    if wish.periods % 2:
        return [f"{found} an even number: periods come in pairs."]
    if wish.periods > MOST_PERIODS:
        return [f"{found} at most {MOST_PERIODS}."]
    if wish.periods >= 2 * FEWEST_PAIRS:
        return []
    n_pairs = max(wish.periods, 0) // 2
    smallest = (
        f"With {counted(n_pairs, 'pair')} the smallest p that is possible is 2/2^{n_pairs} = "
        f"{smallest_p(n_pairs):.3g}: nothing could ever be found."
        if n_pairs
        else "Without a pair there is nothing to compare."
    )
    return [f"{found} at least {2 * FEWEST_PAIRS}. {smallest}"]


def _length_problems(period_days: int, washout_days: int) -> list[str]:
    if not FEWEST_RATINGS <= period_days <= LONGEST_PERIOD_DAYS:
        return [
            f"--period-days: found {period_days}, expected {FEWEST_RATINGS} to "
            f"{LONGEST_PERIOD_DAYS}: a mean needs {FEWEST_RATINGS} ratings."
        ]
    most = period_days - FEWEST_RATINGS
    if 0 <= washout_days <= most:
        return []
    return [
        f"--washout-days: found {washout_days}, expected 0 to {most}, so that {FEWEST_RATINGS} of "
        f"{counted(period_days, 'day')} are left."
    ]


def _day_problems(wish: Wish, today: date) -> list[str]:
    problems = []
    if wish.start <= today:
        problems.append(
            f"--start: found {wish.start}, expected a day after {today}: a plan is fixed before "
            "the first day."
        )
    elif (wish.start - today).days > MOST_DAYS_AHEAD:
        problems.append(
            f"--start: found {wish.start}, expected a day within a year of {today}: what a trial "
            "can show is worked out from pain as it is now."
        )
    if wish.seed is not None and wish.seed < 0:
        problems.append(f"--seed: found {wish.seed}, expected 0 or more.")
    return problems
