"""A table as a reader meets it: headings in words, no row numbers, a dash where nothing is."""

from typing import Any

import numpy as np
import pandas as pd
from IPython.display import display

DASH = "–"
HEADINGS = {
    "source": "file",
    "first_row": "first such row",
    "run_days": "days with a run",
    "rated_after": "rated after",
    "mean_pain_pre": "mean pain before",
    "mean_pain_post": "mean pain after",
    "rated_days": "days rated",
    "logged_days": "days logged",
    "n_days": "days",
    "n_runners": "runners",
    "n_exposed": "days with it",
    "p_holm": "p (Holm)",
    "p_value": "p",
    "mean_dose": "times a day",
    "pain_pre": "rating before",
    "km_at_first": "km before its first run",
    "km_at_last": "km before its last run",
    "detectable_difference": "detectable",
    "last_run_on": "last run",
    "back_on": "back on",
    "usual_km": "usual km in 14 days",
    "return_km": "km in 14 days back",
    "return_ratio": "times the usual",
    "pain_before": "mean pain before",
    "pain_after": "mean pain after",
    "rated_before": "rated before",
    "days_last_28": "days of the last 28",
    "passed": "passed?",
    "chi_squared": "chi-squared",
    "plain_alarms": "false “yes”, plain",
    "alarms": "false “yes”, Backstride",
    "coverage": "interval holds the truth",
    "verdicts": "effect found",
    "exaggeration": "finding over truth",
    "done_days": "days done",
    "followed": "as assigned",
    "differ_by": "runners differ by (SD)",
    "next_low": "one more, low",
    "next_high": "one more, high",
    "evenings_later": "evenings later",
    "sum": "all so far",
    "sum_low": "all, low",
    "sum_high": "all, high",
}
SMALLEST_P = 0.001


def show_table(table: pd.DataFrame, otherwise: str, digits: int = 2) -> None:
    """Display a table in a notebook, or print a sentence in place of an empty one.

    Parameters
    ----------
    table : DataFrame
        Its index is not shown.
    otherwise : str
        What to say where there is no row; nothing is printed for an empty text.
    digits : int
        Decimals of columns of fractions; whole numbers have none.
    """
    if table.empty:
        if otherwise:
            print(otherwise)
        return
    shown = in_words(table, digits)
    contents = {
        "text/html": shown.to_html(index=False, border=0),
        "text/plain": shown.to_string(index=False),
    }
    display(contents, raw=True)


def in_words(table: pd.DataFrame, digits: int = 2) -> pd.DataFrame:
    """Every cell as text and every heading in words.

    Examples
    --------
    >>> in_words(pd.DataFrame({"n_days": [3, 1200], "low": [-0.004, float("nan")]})).values.tolist()
    [['3', '0.00'], ['1,200', '–']]
    """
    cells = {name: [_cell(name, value, digits) for value in table[name]] for name in table}
    words = {name: HEADINGS.get(str(name), str(name).replace("_", " ")) for name in table}
    return pd.DataFrame(cells, index=table.index).rename(columns=words)


def _cell(name: object, value: Any, digits: int) -> str:
    if pd.isna(value):
        return DASH
    if not isinstance(value, (float, np.floating)):
        return f"{value:,}" if isinstance(value, (int, np.integer)) else str(value)
    is_p_value = str(name).startswith("p_")
    if is_p_value and value < SMALLEST_P:
        return f"<{SMALLEST_P}"
    if is_p_value and round(float(value), digits) == 0:
        return f"{value:.3f}"
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")
