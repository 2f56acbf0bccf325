"""How often each way of looking would be fooled, in a table and in words."""

import pandas as pd

from backstride.summaries.wording import percent
from backstride.trust.false_alarms import ANY, BIN, LAGGED, METHODS, OURS, PLAIN

TOO_FEW = (
    "The ratings are too few, or too much alike, to draw other diaries like this one. Nothing can "
    "be said about false alarms yet."
)
NORMAL_95 = 1.96
# The most that calibration allows a single claim.
MOST_FOOLED = 0.08


def false_alarm_shares(alarms: pd.DataFrame) -> pd.DataFrame:
    """One row per claim, one column per way of looking, each cell the share of false “yes”.

    Parameters
    ----------
    alarms : DataFrame
        From `false_alarms`.

    Returns
    -------
    DataFrame
        `claim` and the methods, shares as text; missing where a way is not used on a claim, or
        the claim is refused. No rows without null diaries.
    """
    known = alarms.dropna(subset=["share"])
    if known.empty:
        return pd.DataFrame(columns=["claim", *METHODS])
    shares = known.assign(share=[percent(share) for share in known["share"]])
    table = shares.pivot(index="claim", columns="method", values="share")
    methods = [method for method in METHODS if method in table.columns]
    return table.reindex(index=known["claim"].unique(), columns=methods).reset_index()


def false_alarm_sentence(alarms: pd.DataFrame) -> str:
    """Say which claim fools the plain ways most often, and how often Backstride is fooled."""
    known = alarms.dropna(subset=["share"])
    if known.empty:
        return TOO_FEW
    plain = known[(known["method"] == PLAIN) & (known["slug"] != ANY)]
    worst = plain.sort_values("share", ascending=False, kind="stable").iloc[0]
    parts = [_said(known, worst["slug"], method) for method in (PLAIN, LAGGED, BIN, OURS)]
    error = f"{100 * NORMAL_95 * known['mc_error'].max():.0f}"
    return (
        f"Were nothing of all this true, “{worst['claim']}” would be the claim that fools a plain "
        f"correlation most often. False “yes”: {', '.join(part for part in parts if part)}. "
        f"A fair test is fooled in 5 %. Each share comes from {known['n_diaries'].max():,.0f} "
        f"diaries drawn and may be off by up to {error} percentage points."
    )


def _said(known: pd.DataFrame, slug: str, method: str) -> str:
    row = known[(known["slug"] == slug) & (known["method"] == method)]
    return f"{method} {percent(row['share'].iloc[0])}" if len(row) else ""


def whole_report_sentence(alarms: pd.DataFrame) -> str:
    """Say how often at least one claim of the whole report would be a false “yes”."""
    known = alarms[(alarms["slug"] == ANY) & alarms["share"].notna()].set_index("method")["share"]
    if known.empty:
        return ""
    ours = (
        f"Backstride, which counts all its claims together (Holm), in {percent(known[OURS])}"
        if OURS in known
        else "Backstride gives no number for any claim yet, so it cannot be fooled"
    )
    return (
        "At least one claim of the whole list would come out “yes” by plain correlation in "
        f"{percent(known[PLAIN])} of the diaries, by the best of 15 lags in "
        f"{percent(known[LAGGED])}; {ours}."
    )


def fooled_sentence(alarms: pd.DataFrame) -> str:
    """Name the claims on which Backstride itself is fooled clearly too often here."""
    own = alarms[(alarms["method"] == OURS) & (alarms["slug"] != ANY)].dropna(subset=["share"])
    if own.empty:
        return ""
    over = own[own["low"] > MOST_FOOLED]
    limit = percent(MOST_FOOLED)
    if over.empty:
        return f"On no claim is Backstride clearly fooled in more than {limit}."
    named = "; ".join(
        f"{row['claim']} ({percent(row['share'])}, interval {percent(row['low'])} to "
        f"{percent(row['high'])})"
        for _, row in over.iterrows()
    )
    return (
        f"On this calendar Backstride itself is fooled in more than {limit} for: {named}. What it "
        "says there deserves more doubt than its interval shows."
    )


def refused_sentence(alarms: pd.DataFrame) -> str:
    """Name the claims that Backstride refuses on this log; nothing where there is none."""
    refused = alarms[(alarms["method"] == OURS) & alarms["share"].isna() & (alarms["slug"] != ANY)]
    if refused.empty:
        return ""
    named = "; ".join(f"{row['claim']} ({row['status']})" for _, row in refused.iterrows())
    return f"Backstride gives no number, so raises no false alarm, for: {named}."
