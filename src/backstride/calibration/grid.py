"""The runners that the answers are tried on, and one measure of them as a table."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from backstride.errors import DataError
from backstride.simulate import Scenario

# One measure as a Markdown table: cells down, claims across.

NOTHING = "–"
Wording = Callable[[float], str]


def share(value: float) -> str:
    """A share with three decimals.

    Examples
    --------
    >>> share(0.0504), share(float("nan"))
    ('0.050', '–')
    """
    return NOTHING if pd.isna(value) else f"{value:.3f}"


def points(value: float) -> str:
    """Points of pain with sign.

    Examples
    --------
    >>> points(-0.0123), points(0.0001)
    ('−0.01', '0.00')
    """
    if pd.isna(value):
        return NOTHING
    rounded = round(value, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"


def ratio(value: float) -> str:
    """A ratio with two decimals."""
    return NOTHING if pd.isna(value) else f"{value:.2f}"


def grid(
    table: pd.DataFrame, measure: str, wording: Wording = share, held: str | None = None
) -> str:
    """Lay a measure out, its cells that do not hold their limit in bold.

    Parameters
    ----------
    table : DataFrame
        `scenario`, `days`, `claim`, one row each; the order of first appearance is kept.
    measure : str
        Its column.
    wording : callable
        From number to text.
    held : str, optional
        Column that says whether the limit is held.
    """
    claims = list(dict.fromkeys(table["claim"]))
    shown = {
        (row["scenario"], row["days"], row["claim"]): _cell(row, measure, wording, held)
        for row in table.to_dict("records")
    }
    places = dict.fromkeys((scenario, days) for scenario, days, _ in shown)
    lines = [
        [str(scenario), str(days), *(shown.get((scenario, days, one), NOTHING) for one in claims)]
        for scenario, days in places
    ]
    return markdown(["scenario", "days", *claims], lines)


def markdown(head: list[str], lines: list[list[str]]) -> str:
    """A Markdown table.

    Examples
    --------
    >>> print(markdown(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    rows = [head, *lines]
    drawn = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([drawn[0], "|---" * len(head) + "|", *drawn[1:]])


def _cell(row: dict[object, object], measure: str, wording: Wording, held: str | None) -> str:
    text = wording(row[measure])  # type: ignore[arg-type]
    is_broken = held is not None and pd.notna(row[held]) and not row[held]  # type: ignore[call-overload]
    return f"**{text}**" if is_broken else text


# The runners that the answers are tried on: scenario and length, as data.

SEEDS_PER_CELL = 100_000
NONE_MISSING, MANY_MISSING = None, -1.5
# 730 rated days with 7 % of the ratings missing.
FOUR_LOOKS_DAYS = 830
# A failure is held to no limit and is seen with fewer logs.
FAILURE_SHARE = 4

# How pain acts on what is done: on skipping and on distance, and on stretching.
FEEDBACK: Mapping[str, Any] = {"kappa": 0.5, "psi": 0.06, "habit_slope": 0.35}
FELT: Mapping[str, Any] = {**FEEDBACK, "habits_follow": "felt"}
YESTERDAY: Mapping[str, Any] = {**FEEDBACK, "habits_follow": "yesterday"}
STRONG: Mapping[str, Any] = {
    "kappa": 1.0,
    "psi": 0.12,
    "habit_slope": 0.8,
    "habits_follow": "felt",
}
# Points in the units of `Scenario.effects`; a warm-up never does anything.
EFFECTS = {
    "spike": 0.8,
    "return": 0.3,
    "ramp-up": 0.1,
    "surface": 0.3,
    "shoe-age": 0.3,
    "stretching": -0.3,
    "cross-training": -0.2,
    "strength": -0.1,
    "maintenance": -0.2,
}


@dataclass(frozen=True)
class Cell:
    """One scenario at one length, tried on many simulated runners.

    Parameters
    ----------
    scenario : str
        Its name.
    days : int
        Days of each log; of the repeated looks, rated days at the last one.
    parameters : mapping
        Of `Scenario`, where they differ from its defaults.
    group : {'null', 'effects', 'failure', 'looks'}
        The question it answers. The assumptions of the method cover all but `failure`.
    meaning : str
        In words.
    n_days : int, optional
        Days simulated, where not `days`.
    """

    scenario: str
    days: int
    parameters: Mapping[str, Any] = field(hash=False)
    group: str
    meaning: str
    n_days: int | None = None

    @property
    def key(self) -> str:
        """A name for files.

        Examples
        --------
        >>> CELLS[0].key
        'no-feedback-365'
        """
        return f"{self.scenario.replace(' ', '-').replace(',', '')}-{self.days}"

    def runner(self, number: int) -> Scenario:
        """The scenario of one runner of this cell; no two cells share a seed."""
        first = SEEDS_PER_CELL * (1 + zlib.crc32(self.key.encode()) % 10_000)
        scenario = Scenario(seed=first + number, n_days=self.n_days or self.days)
        return replace(scenario, **self.parameters)


def _cells(
    scenario: str, days: Iterable[int], group: str, meaning: str, **parameters: object
) -> Iterator[Cell]:
    for length in days:
        yield Cell(scenario, length, parameters, group, meaning)


def _null() -> Iterator[Cell]:
    yield from _cells("no feedback", (365, 730), "null", "pain changes nothing that is done")
    yield from _cells(
        "feedback",
        (180, 365, 730),
        "null",
        "the evening before decides about running and stretching",
        **YESTERDAY,
    )
    yield from _cells("felt", (365,), "null", "stretching answers the pain of that morning", **FELT)
    yield from _cells(
        "strong feedback", (365, 730), "null", "the same, far more than is usual", **STRONG
    )


def _effects() -> Iterator[Cell]:
    on = {"effects": EFFECTS, **FELT}
    middle = "mean pain 2, carried on to the next day, 7 % of the ratings missing"
    error, low, high = {"form": "error"}, {"mu": 0.5}, {"mu": 3.0}
    whole, holes = {"missing_intercept": NONE_MISSING}, {"missing_intercept": MANY_MISSING}
    variants: tuple[tuple[str, tuple[int, ...], str, dict[str, Any]], ...] = (
        ("effects", (180, 365, 730), middle, {}),
        ("effects, gone by tomorrow", (365,), "effects are not carried on", error),
        ("effects, little pain", (365,), "mean pain 0.5", low),
        ("effects, more pain", (365,), "mean pain 3", high),
        ("effects, none missing", (365,), "every day is rated", whole),
        ("effects, many missing", (365,), "23 % of the ratings missing", holes),
    )
    for scenario, days, meaning, changed in variants:
        yield from _cells(scenario, days, "effects", meaning, **{**on, **changed})


def _failures() -> Iterator[Cell]:
    unseen = {**FELT, "rated_before_run": False}
    yield from _cells(
        "unlogged stress",
        (365,),
        "failure",
        "stress drives both running and pain, and is not in the log",
        u_logged=False,
    )
    yield from _cells(
        "unlogged stress, strong",
        (365,),
        "failure",
        "the same, with far more pain and longer runs on stressful days",
        u_logged=False,
        stress_on_pain=0.8,
        stress_on_km=0.3,
    )
    yield from _cells(
        "same-day, unrated",
        (365,),
        "failure",
        "stretching answers the pain of that day, and no rating comes before it",
        **unseen,
    )
    yield from _cells(
        "same-day, unrated, strong",
        (365,),
        "failure",
        "the same, with stretching nearly always when it hurts",
        **{**unseen, "habit_slope": 0.8},
    )


CELLS = (
    *_null(),
    *_effects(),
    *_failures(),
    Cell(
        "four looks",
        730,
        YESTERDAY,
        "looks",
        "as `feedback`, reported at 90, 180, 365 and 730 rated days",
        n_days=FOUR_LOOKS_DAYS,
    ),
)
CELL = {(cell.scenario, cell.days): cell for cell in CELLS}


def cells_named(names: Iterable[str]) -> tuple[Cell, ...]:
    """Cells of the scenarios named, all of them without a name.

    Raises
    ------
    DataError
        If there is no scenario of that name.
    """
    wanted = list(names)
    known = list(dict.fromkeys(cell.scenario for cell in CELLS))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise DataError(f"--scenario: found {unknown[0]!r}, expected one of: {'; '.join(known)}.")
    return tuple(cell for cell in CELLS if not wanted or cell.scenario in wanted)


def runs_of(cell: Cell, n_runs: int) -> int:
    """Logs of a cell: all of them, of a failure a quarter.

    Examples
    --------
    >>> runs_of(CELL["feedback", 365], 1000), runs_of(CELL["unlogged stress", 365], 1000)
    (1000, 250)
    """
    return n_runs if cell.group != "failure" else max(n_runs // FAILURE_SHARE, 1)
