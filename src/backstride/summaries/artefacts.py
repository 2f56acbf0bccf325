"""What fools one in a diary, in tables and words: artefacts, false alarms, feedback."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from backstride.diagnostics.artefacts import (
    ANSWERS,
    ANY_BIN,
    CLASS_NAMES,
    FEWEST_RATED,
    FEWEST_WEEKS,
    IGNORES,
    P_CLASSES,
)
from backstride.diagnostics.false_alarms import (
    ANY,
    BIN,
    DANGER,
    LAGGED,
    LAGS,
    METHODS,
    OURS,
    PLAIN,
)
from backstride.diagnostics.feedback import behaviours_of
from backstride.models.contrasts import ALPHA, NORMAL_95, half_width
from backstride.models.frame import model_frame
from backstride.presentation import amounts_in_unit
from backstride.summaries.text import counted, percent, signed

# What comes of the way of looking alone, in words.

TOO_FEW_WEEKS = (
    f"There are fewer than {FEWEST_WEEKS} whole logged weeks, or all are alike: nothing to "
    "correlate."
)
NO_PAIN = (
    "The ratings are too few, or too much alike, to draw pain without any effect; or the "
    "kilometres never change."
)
NEVER_VARIES = f"The workload ratio is not known on {FEWEST_RATED} rated days, or never changes."
DANGER_BIN = f"above {DANGER}"
IS_SIGNIFICANT = [
    name for name, end in zip(CLASS_NAMES, P_CLASSES[1:], strict=True) if end <= ALPHA
]


def coupling_sentence(table: pd.DataFrame) -> str:
    """Say what the shuffled weeks show."""
    if table.empty:
        return TOO_FEW_WEEKS
    random = _row(table, "order", "random")
    return (
        f"Where weeks are drawn at random from the {counted(random['n_weeks'], 'whole week')} of "
        "the log, a week has nothing to do with those before it. Yet it correlates at "
        f"{_r(random['coupled'])} with a mean that holds the week itself, and at "
        f"{_r(random['uncoupled'])} with the three weeks before. By arithmetic alone the first "
        "is 0.50."
    )


def _row(table: pd.DataFrame, column: str, name: str) -> dict[str, Any]:
    return dict(table.set_index(column).loc[name])


def _r(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def slope_table(slopes: pd.DataFrame) -> pd.DataFrame:
    """Slopes of many null diaries in short.

    Returns
    -------
    DataFrame
        `pain`, `mean_slope`, `low`, `high` (the middle 95 %), `looks_protective`: the share of
        diaries with a slope below 0. One row per set of null diaries.
    """
    columns = ["pain", "mean_slope", "low", "high", "looks_protective"]
    if slopes.empty:
        return pd.DataFrame(columns=columns)
    by_pain = slopes.groupby("pain", sort=False)["slope"]
    low, high = by_pain.quantile(0.025), by_pain.quantile(0.975)
    below = by_pain.agg(lambda some: float((some < 0).mean()))
    short = pd.DataFrame(
        {"mean_slope": by_pain.mean(), "low": low, "high": high, "looks_protective": below}
    )
    return short.rename_axis("pain").reset_index()


def slope_sentence(slopes: pd.DataFrame) -> str:
    """Say how a workload ratio looks when running does nothing to pain."""
    if slopes.empty:
        return NEVER_VARIES
    rows: list[dict[str, Any]] = [dict(row) for _, row in slope_table(slopes).iterrows()]
    said = [
        f"where {row['pain']}, the mean slope is {signed(row['mean_slope'])} points per 1.0 "
        f"of the ratio, and below 0 in {percent(row['looks_protective'])} of the diaries"
        for row in rows
    ]
    return f"Pain that running does not touch: {'; '.join(said)}."


def best_lag_sentence(table: pd.DataFrame) -> str:
    """Say how often the best of 15 lags is below .05 with nothing to find."""
    if table.empty:
        return NO_PAIN
    found = table[table["smallest_p"].isin(IS_SIGNIFICANT)].groupby("pain", sort=False)["share"]
    said = [f"where {pain}, in {percent(share)}" for pain, share in found.sum().items()]
    return (
        f"The best of {LAGS} lags between kilometres and pain is “significant” (p below .05) with "
        f"nothing to find: {'; '.join(said)} of the diaries. One lag chosen beforehand would be "
        "in about 5 %, were ratings independent from day to day."
    )


def bins_sentence(table: pd.DataFrame) -> str:
    """Say how often a bin of the workload ratio is below .05 with nothing to find."""
    if table.empty:
        return NO_PAIN
    any_bin, danger = _row(table, "acwr", ANY_BIN), _row(table, "acwr", DANGER_BIN)
    if np.isnan(any_bin["answered"]):
        return "No bin of the workload ratio has enough rated days."
    alone = (
        f"The bin {DANGER_BIN} alone is “significant” in {percent(danger['ignored'])} of the "
        f"diaries where {IGNORES}, in {percent(danger['answered'])} where {ANSWERS}. "
        if np.isfinite(danger["answered"])
        else f"The bin {DANGER_BIN} has too few rated days here. "
    )
    return (
        f"{alone}At least one of the four bins is in {percent(any_bin['ignored'])} and "
        f"{percent(any_bin['answered'])}."
    )


# How often each way of looking would be fooled, in a table and in words.

TOO_FEW = (
    "The ratings are too few, or too much alike, to draw other diaries like this one. Nothing can "
    "be said about false alarms yet."
)
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
        f"{percent(known[PLAIN])} of the diaries, by the {LAGGED} in "
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


# Does pain change what is done, in a table and a sentence; and day by day for the figure.

FEWEST_DAYS = 5
FEWEST_SHOWN = 3
CHANGE = ["change", "low", "high"]
COLUMNS = ["behaviour", "unit", "rating", "mean", "low", "high", "n_days"]
MISLEADS = (
    "So a plain correlation of the two mixes what this does to pain with what pain does to it, "
    "and misleads. The estimates here start from the rating before, which allows for it."
)
NO_CHECK = "This is a finding about the runner, not a test of the answers."


def feedback_table(found: pd.DataFrame, unit: str | None = None) -> pd.DataFrame:
    """Changes per point of rating as a reader meets them: rounded, with their unit.

    Parameters
    ----------
    found : DataFrame
        From `feedback`.
    unit : {'km', 'mi'}, optional
        Of distances; as `drawn_unit` says where it is not stated.

    Returns
    -------
    DataFrame
        Columns `behaviour`, `unit`, `rating_before`, `change`, `low`, `high`, `p_holm`,
        `n_days`; behaviours with too few days have no numbers.
    """
    names = ["behaviour", "unit", "rating", "change", "low", "high", "p_holm", "n_days"]
    shown = amounts_in_unit(found[names], CHANGE, unit).rename(columns={"rating": "rating_before"})
    shown[CHANGE] = shown[CHANGE].round(2)
    shown["p_holm"] = shown["p_holm"].round(3)
    return shown.astype({"n_days": "Int64"}).reset_index(drop=True)


def feedback_sentence(found: pd.DataFrame, unit: str | None = None) -> str:
    """Say what changes after a higher rating, and why that makes a plain correlation mislead.

    A behaviour counts as changed where its p, adjusted by Holm over all of them, is below 0.05.

    Parameters
    ----------
    found : DataFrame
        From `feedback`.
    unit : {'km', 'mi'}, optional
        Of distances; as `drawn_unit` says where it is not stated.
    """
    tested = amounts_in_unit(found.dropna(subset=["p_holm"]), CHANGE, unit)
    if tested.empty:
        return "There are too few rated days to see whether pain changes what is done."
    changed = tested[tested["p_holm"] < ALPHA]
    looked = f"{counted(len(tested), 'behaviour')} looked at"
    if changed.empty:
        return (
            f"No change was found after higher ratings, among {looked}. A small one may still "
            f"be there; the estimates allow for it all the same. {NO_CHECK}"
        )
    changes = "; ".join(_change(row) for _, row in _clearest_first(changed).iterrows())
    return f"For each point more in the rating before: {changes} ({looked}). {MISLEADS} {NO_CHECK}"


def _clearest_first(changed: pd.DataFrame) -> pd.DataFrame:
    return changed.sort_values("p_value", kind="stable")


def _change(row: pd.Series) -> str:
    low, high = (_amount(row[name]) for name in ("low", "high"))
    return f"{row['behaviour']} {_amount(row['change'])} {row['unit']} ({low} to {high})"


def _amount(change: float) -> str:
    digits = 2 if abs(change) < 1 else 1
    return f"{round(change, digits) + 0.0:+.{digits}f}".replace("-", "−")


def behaviour_by_rating(diary: pd.DataFrame) -> pd.DataFrame:
    """Mean of each behaviour at each rating before it, with a 95 % interval.

    Plain means, nothing adjusted: what the figure shows. Shares have Wilson intervals, amounts
    t intervals that end at 0. Distances of a run are in km.

    Parameters
    ----------
    diary : DataFrame
        One runner's, from `add_exposures(build_diary(log))`.

    Returns
    -------
    DataFrame
        Columns `behaviour`, `unit` (`%`, `km`, `times`, `minutes`), `rating` (whole points),
        `mean`, `low`, `high`, `n_days`; ratings with fewer than 5 days are left out.

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209, doi:10.1080/01621459.1927.10502953.
    """
    parts = []
    for one in behaviours_of(diary, model_frame(diary)):
        is_log, is_share = one.unit == "%", one.unit == "percentage points"
        amounts = np.exp(one.done) if is_log else one.done
        days = pd.DataFrame({"amount": amounts, "rating": one.ratings.round()}).dropna()
        by_rating = days.groupby("rating")["amount"].agg(["mean", "sem", "size"])
        known = by_rating[by_rating["size"] >= FEWEST_DAYS]
        unit = "%" if is_share else "km" if is_log else one.unit
        low, high = _wilson(known) if is_share else _around_mean(known)
        part = pd.DataFrame(
            {"mean": known["mean"], "low": low, "high": high, "n_days": known["size"]}
        )
        parts.append(part.reset_index().assign(behaviour=one.name, unit=unit))
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def clearest_behaviours(points: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Keep the behaviours with the smallest p: those that changed, and at least 3.

    Parameters
    ----------
    points : DataFrame
        From `behaviour_by_rating`.
    found : DataFrame
        From `feedback`.
    """
    tested = _clearest_first(found.dropna(subset=["p_holm"]))
    n_shown = max(FEWEST_SHOWN, int((tested["p_holm"] < ALPHA).sum()))
    clearest = tested["behaviour"].head(n_shown)
    return points[points["behaviour"].isin(clearest)].reset_index(drop=True)


def _around_mean(known: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    half = half_width(known["sem"], known["size"] - 1)
    return (known["mean"] - half).clip(lower=0), known["mean"] + half


def _wilson(known: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    share, n_days, z = known["mean"] / 100, known["size"], stats.norm.ppf(0.975)
    middle = (share + z**2 / (2 * n_days)) / (1 + z**2 / n_days)
    root = np.sqrt(share * (1 - share) / n_days + z**2 / (4 * n_days**2))
    half = z * root / (1 + z**2 / n_days)
    return 100 * (middle - half).clip(lower=0), 100 * (middle + half).clip(upper=1)
