"""One measure as a Markdown table: cells down, claims across."""

from collections.abc import Callable

import pandas as pd

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
