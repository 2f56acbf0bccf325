"""What is planted in a simulated runner: seed, length, effects, and how pain acts back."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from backstride.errors import DataError

EFFECT_SLUGS = (
    "spike",
    "return",
    "ramp-up",
    "surface",
    "shoe-age",
    "warm-up",
    "stretching",
    "cross-training",
    "strength",
    "maintenance",
)
FORMS = ("carry", "error")
FOLLOWED = ("none", "yesterday", "felt")


@dataclass(frozen=True)
class Scenario:
    """One simulated runner; two scenarios with the same seed share every random draw.

    Parameters
    ----------
    seed : int
        Not negative.
    n_days : int
        Days logged; a longer log begins with the same draws as a shorter one.
    first_day : date
    effects : mapping of slug to float
        Points of latent evening pain, 0 where not named:

        - `spike`: a day with a run above 1.10 × the longest run of the previous 30 days
        - `ramp-up`: a day whose 7-day distance is 1.3 × that of the 7 days before
          (effect / log 1.3 × log ratio)
        - `return`: each of the 14 days from the first run after 7 or more days off
        - `surface`: a run all on hard ground against all on soft
        - `shoe-age`: per 300 km on the pair beyond 300 km, on days with a run
        - `warm-up`: a day with a run and a warm-up before it
        - `stretching`: two doses a day against none, linear in the doses
        - `cross-training`: per 60 min that day
        - `strength`: per session in the last 7 days, today included
        - `maintenance`: a day with all four exercises, a quarter each
    mu, phi, sd : float
        Level of latent pain, its share carried to the next day, SD of the day's noise.
    form : {'carry', 'error'}
        Whether effects are carried to the next day with the pain, or only its noise is.
    kappa, psi : float
        Feedback of last evening's rating on skipping a run (log odds per point) and on its
        length (log km per point).
    habits_follow : {'none', 'yesterday', 'felt'}
        The rating that stretching answers: none, last evening's, or the pain felt that morning.
    habit_slope : float
        Log odds of stretching per point of that rating.
    rated_before_run : bool
        Whether the morning rating is logged beside the evening one.
    missing_intercept : float, optional
        Log odds of a missing rating at pain 3 (-2.7: about 7 %, -1.5: 23 %); None: none missing.
    u_logged : bool
        Whether stress, which drives both running and pain, is logged.
    stress_on_pain, stress_on_km : float
        Points of latent pain, and log km of a run, per SD of the day's stress.

    Raises
    ------
    DataError
        Every unusable value at once.

    Examples
    --------
    >>> Scenario(effects={"spike": 0.8}).effect("spike"), Scenario().effect("spike")
    (0.8, 0.0)
    """

    seed: int = 0
    n_days: int = 730
    first_day: date = date(2024, 1, 1)
    effects: Mapping[str, float] = field(default_factory=dict)
    mu: float = 2.0
    phi: float = 0.45
    sd: float = 1.0
    form: str = "carry"
    kappa: float = 0.0
    psi: float = 0.0
    habits_follow: str = "none"
    habit_slope: float = 0.35
    rated_before_run: bool = True
    missing_intercept: float | None = -2.7
    u_logged: bool = True
    stress_on_pain: float = 0.3
    stress_on_km: float = 0.0

    def __post_init__(self) -> None:
        problems = [*unusable_effects(self.effects), *self._problems()]
        if problems:
            raise DataError(problems)

    def effect(self, slug: str) -> float:
        """Points planted for `slug`; 0 where none were."""
        return float(self.effects.get(slug, 0.0))

    def _problems(self) -> list[str]:
        checks = (
            ("seed", self.seed, self.seed >= 0, "0 or more"),
            ("n_days", self.n_days, self.n_days >= 1, "1 or more"),
            ("phi", self.phi, 0 <= self.phi < 1, "at least 0, below 1"),
            ("sd", self.sd, self.sd > 0, "above 0"),
            ("form", self.form, self.form in FORMS, " or ".join(FORMS)),
            (
                "habits_follow",
                self.habits_follow,
                self.habits_follow in FOLLOWED,
                ", ".join(FOLLOWED),
            ),
        )
        return [
            f"scenario, {name}: found {found!r}, expected {allowed}."
            for name, found, is_fine, allowed in checks
            if not is_fine
        ]


def parse_effects(texts: Iterable[str]) -> dict[str, float]:
    """Effects from the words of the command line.

    Parameters
    ----------
    texts : iterable of str
        Each `slug=points`, in the units of `Scenario`.

    Raises
    ------
    DataError
        No `=`, points that are not a finite number, an unknown slug, or one given twice.

    Examples
    --------
    >>> parse_effects(["spike=0.8", "stretching=-0.3"])
    {'spike': 0.8, 'stretching': -0.3}
    """
    effects: dict[str, float] = {}
    problems: list[str] = []
    for text in texts:
        slug, _, points = (part.strip() for part in text.partition("="))
        value = _number(points)
        if value is None:
            problems.append(f"--effect: found {text!r}, expected slug=points such as spike=0.8.")
        elif slug in effects:
            problems.append(f"--effect: {slug} is given twice; give it once.")
        else:
            effects[slug] = value
    problems += unusable_effects(effects)
    if problems:
        raise DataError(problems)
    return effects


def unusable_effects(effects: Mapping[str, float]) -> list[str]:
    """Say of each effect why it cannot be planted: an unknown slug, or no finite number."""
    allowed = ", ".join(EFFECT_SLUGS)
    unknown = [slug for slug in effects if slug not in EFFECT_SLUGS]
    endless = [slug for slug, points in effects.items() if not math.isfinite(points)]
    return [f"--effect: found {slug!r}, expected one of {allowed}." for slug in unknown] + [
        f"--effect: {slug} has {effects[slug]} points, expected a finite number."
        for slug in endless
    ]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
