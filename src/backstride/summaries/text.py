"""Numbers, tables, means and marks as every summary writes them."""

from typing import Any

import numpy as np
import pandas as pd
from IPython.display import display

from backstride.diagnostics.common import HIGHEST, LOWEST
from backstride.diary.runs import NEW_PAIR_AFTER_DAYS
from backstride.exposures.returns import BREAK_DAYS, RETURN_DAYS
from backstride.models.contrasts import half_width

# Numbers as they stand in a sentence.


def signed(points: float) -> str:
    """A difference in points, with its sign and two decimals.

    Examples
    --------
    >>> signed(-0.3), signed(-0.001)
    ('−0.30', '+0.00')
    """
    return f"{round(points, 2) + 0.0:+.2f}".replace("-", "−")


def interval_text(estimate: float, low: float, high: float) -> str:
    """An estimate in points with its 95 % interval, where there is no room for the unit.

    Examples
    --------
    >>> interval_text(0.84, 0.21, 1.47)
    '+0.84 (+0.21 to +1.47)'
    """
    return f"{signed(estimate)} ({signed(low)} to {signed(high)})"


def with_interval(estimate: float, low: float, high: float) -> str:
    """An estimate with its 95 % interval, rounded as in the tables.

    Examples
    --------
    >>> with_interval(0.84, 0.21, 1.47)
    '+0.84 points (+0.21 to +1.47)'
    """
    return f"{signed(estimate)} points ({signed(low)} to {signed(high)})"


def counted(number: float, noun: str) -> str:
    """A whole number and its noun, which takes an s for any number but 1.

    Examples
    --------
    >>> counted(1, "day"), counted(1200, "day")
    ('1 day', '1,200 days')
    """
    return f"{number:,.0f} {noun}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 1 in whole percent; never 0 or 100 where some, or not all, were found.

    Examples
    --------
    >>> percent(0.15), percent(0.002), percent(0.998), percent(1.0)
    ('15 %', 'less than 1 %', 'more than 99 %', '100 %')
    """
    if 0 < share < 0.005:
        return "less than 1 %"
    if 0.995 <= share < 1:
        return "more than 99 %"
    return f"{share:.0%}".replace("%", " %")


# A table as a reader meets it: headings in words, no row numbers, a dash where nothing is.

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
    "usual_km": f"usual km in {RETURN_DAYS} days",
    "return_km": f"km in {RETURN_DAYS} days back",
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


# Plain means with the interval of their own group.

FEWEST_DAYS = 5


def means_by(groups: pd.Series, ratings: pd.Series) -> pd.DataFrame:
    """Mean rating of each group with its 95 % t interval, which describes and does not compare.

    The interval ends where the scale ends. It is missing for a group with fewer than 5 days, or
    with equal ratings only.

    Returns
    -------
    DataFrame
        Indexed by group: `n_days` (rated), `mean`, `low`, `high`.

    Examples
    --------
    >>> means_by(pd.Series(["trail"] * 5), pd.Series([1.0, 2, 3, 4, 5])).round(2).values.tolist()
    [[5.0, 3.0, 1.04, 4.96]]
    """
    by_group = ratings.groupby(groups).agg(["mean", "sem", "count"])
    spread = by_group["sem"].replace(0, np.nan).where(by_group["count"] >= FEWEST_DAYS)
    half = half_width(spread, np.maximum(by_group["count"] - 1, 1))
    mean = by_group["mean"]
    return pd.DataFrame(
        {
            "n_days": by_group["count"],
            "mean": mean,
            "low": (mean - half).clip(LOWEST, HIGHEST),
            "high": (mean + half).clip(LOWEST, HIGHEST),
        }
    )


# Moments to mark on a timeline: new pairs and breaks.


def marks(diary: pd.DataFrame) -> pd.DataFrame:
    """List new pairs of shoes and breaks of 7 logged days or more without a run.

    Pairs in use in the first 30 days of the log are not new.

    Returns
    -------
    DataFrame
        Columns `date`, `until` (missing for a moment), `label`, in order of time.
    """
    both = pd.concat([_new_pairs(diary), _breaks(diary)], ignore_index=True)
    return both.sort_values("date", kind="stable").reset_index(drop=True)


def _new_pairs(diary: pd.DataFrame) -> pd.DataFrame:
    worn = diary.dropna(subset=["shoe"])
    first = worn.groupby("shoe")["date"].min().sort_values()
    new = first[first > diary["date"].min() + pd.Timedelta(days=NEW_PAIR_AFTER_DAYS)]
    return pd.DataFrame(
        {"date": new.to_numpy(), "until": pd.NaT, "label": "new pair"},
    ).astype({"date": "datetime64[us]", "until": "datetime64[us]", "label": "str"})


def _breaks(diary: pd.DataFrame) -> pd.DataFrame:
    is_rest = diary["is_logged"] & (diary["n_runs"] == 0)
    stretch = (~is_rest).cumsum()[is_rest]
    days = diary.loc[is_rest].groupby(stretch)["date"].agg(["min", "max", "size"])
    long = days[days["size"] >= BREAK_DAYS]
    return pd.DataFrame(
        {"date": long["min"].to_numpy(), "until": long["max"].to_numpy(), "label": "break"}
    ).astype({"date": "datetime64[us]", "until": "datetime64[us]", "label": "str"})
