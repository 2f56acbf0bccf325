"""What more weeks would show, in a table and in words."""

import pandas as pd

from backstride.summaries.wording import counted

SHOWN_WEEKS = (0, 12, 52, 104)


def weeks_ahead(ahead: pd.DataFrame) -> pd.DataFrame:
    """Detectable difference of each claim today and after 12, 52 and 104 more weeks, rounded.

    Parameters
    ----------
    ahead : DataFrame
        From `trust.more_days.detectable_ahead`.
    """
    shown = ahead[ahead["more_weeks"].isin(SHOWN_WEEKS)]
    wide = shown.pivot(index="claim", columns="more_weeks", values="detectable_difference")
    ordered = wide.reindex(shown["claim"].unique()).round(2)
    names = {0: "today", **{weeks: f"{weeks} weeks on" for weeks in SHOWN_WEEKS[1:]}}
    return ordered.rename(columns=names).rename_axis(columns=None).reset_index()


def weeks_sentence(ahead: pd.DataFrame) -> str:
    """How many claims could show a difference that matters, now and after more weeks."""
    if ahead.empty:
        return "No claim is estimated yet, so nothing can be said about more weeks."
    can_show = ahead["detectable_difference"] <= ahead["smallest_difference"]
    by_week = can_show.groupby(ahead["more_weeks"]).sum()
    n_claims, last = ahead["slug"].nunique(), int(by_week.index.max())
    later = by_week[by_week > by_week.iloc[0]]
    now = f"Of {counted(n_claims, 'estimated claim')}, {by_week.iloc[0]} could show today"
    size = f"a difference of {ahead['smallest_difference'].iloc[0]:.2f} points, if it is there"
    if later.empty:
        return f"{now} {size}; {last} more weeks like these would not change that."
    weeks, number = int(later.index[0]), int(later.iloc[0])
    return (
        f"{now} {size}; with {weeks} more weeks "
        f"like these {number}, with {last} more weeks {by_week.iloc[-1]}."
    )
