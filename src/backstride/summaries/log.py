"""What the log holds: counts, account of rows, months, painful days."""

import pandas as pd

from backstride.clean.log import Log
from backstride.summaries.text import DASH, counted, percent

# What the log holds, in counts.

NONE = "none"


def log_facts(log: Log, diary: pd.DataFrame) -> pd.DataFrame:
    """Count what was logged and what was not.

    Returns
    -------
    DataFrame
        Columns `fact` and `value` (text), one row per fact.
    """
    return pd.DataFrame(
        [*_running_facts(log, diary), *_pain_facts(diary)], columns=["fact", "value"]
    )


def _running_facts(log: Log, diary: pd.DataFrame) -> list[tuple[str, str]]:
    runs = log.runs[log.runs["sport"] == "run"]
    unlogged = int((~diary["is_logged"].astype(bool)).sum())
    return [
        ("first day", f"{diary['date'].min():%Y-%m-%d}" if len(diary) else NONE),
        ("last day", f"{diary['date'].max():%Y-%m-%d}" if len(diary) else NONE),
        ("time zone", log.settings.timezone or "not stated; clock times as they stand in the log"),
        ("runs", f"{len(runs):,}"),
        ("kilometres run", f"{runs['distance_km'].sum():,.0f}"),
        ("other sessions", f"{len(log.runs) - len(runs):,}"),
        ("days without a record of running", f"{unlogged:,}"),
        ("days of silence of more than two weeks", f"{int(diary['is_silence'].sum()):,}"),
    ]


def _pain_facts(diary: pd.DataFrame) -> list[tuple[str, str]]:
    n_rated = int((diary["n_ratings"] > 0).sum())
    n_before = int(diary["pain_pre"].notna().sum())
    after = diary["pain_post"].dropna()
    return [
        ("days with a rating", f"{n_rated:,}"),
        ("days without any rating", f"{len(diary) - n_rated:,}"),
        (
            "ratings typed more than a day later (shown, not used)",
            f"{int(diary['n_backfilled'].sum()):,}",
        ),
        ("days with a rating in the 24 hours before running time", f"{n_before:,}"),
        ("the rating before is from", diary["pain_pre_slot"].iloc[0] if n_before else NONE),
        ("days with a rating in the 24 hours after it", f"{len(after):,}"),
        ("mean of the ratings after", f"{after.mean():.1f}" if len(after) else NONE),
        ("share of zeros among them", percent((after == 0).mean()) if len(after) else NONE),
    ]


# The ledger and the repairs in few lines.


def refused_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    """Count refused rows by file and reason: `source`, `reason`, `rows`, `first_row`."""
    refused = ledger[ledger["outcome"] == "refused"].fillna({"reason": ""})
    by_reason = refused.groupby(["source", "reason"], sort=False).agg(
        rows=("row", "size"), first_row=("row", "min")
    )
    return by_reason.reset_index().sort_values(
        ["source", "rows"], ascending=[True, False], ignore_index=True
    )


def repair_counts(repairs: pd.DataFrame) -> pd.DataFrame:
    """Count repairs by file and column, with one example: what was found, what was done."""
    by_column = repairs.groupby(["source", "column"], sort=True)
    table = by_column.agg(
        repairs=("row", "size"), for_example=("found", "first"), done=("done", "first")
    )
    return table.reset_index()


# Running and pain month by month.


def monthly(diary: pd.DataFrame) -> pd.DataFrame:
    """One row per calendar month, days and kilometres counted, ratings averaged.

    Returns
    -------
    DataFrame
        Columns `month`, `logged_days`, `runs`, `km` (missing where no day is logged),
        `rated_days`, `mean_pain_post` (plain mean of the ratings after running, missing without
        one), rounded.
    """
    by_month = diary.groupby(diary["date"].dt.strftime("%Y-%m"))
    table = by_month.agg(
        logged_days=("is_logged", "sum"),
        runs=("n_runs", "sum"),
        rated_days=("n_ratings", lambda counts: int((counts > 0).sum())),
        mean_pain_post=("pain_post", "mean"),
    )
    km = by_month["distance_km"].sum(min_count=1).round().astype("Int64")
    table.insert(2, "km", km)
    counts = dict.fromkeys(("logged_days", "runs", "rated_days"), "Int64")
    return table.astype(counts).round({"mean_pain_post": 1}).rename_axis("month").reset_index()


# Whether good days were rated, too, and whether the scale has room: what both do to answers.

FEWEST_RATED = 20
SPARSE, FEW_ZEROS, HALF = 0.80, 0.02, 0.5
TOO_SMALL = (
    "Effects then come out too small, not false: in simulated diaries of this kind one of half a "
    "point read as a fifth to a quarter of a point. Rate the good days, too; 0 is a rating."
)


def painful_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Count rated days, days without pain among them, and the runner's own mean.

    Returns
    -------
    DataFrame
        One row: `span_days` (from the first to the last rated day), `rated_days`,
        `rated_share`, `pain_free_days` (every rating of the day is 0), `pain_free_share` of the
        rated days, `mean_pain_post`, `zero_share` of the ratings after running. Shares and
        means are missing where there is nothing to divide by.
    """
    is_rated = diary["n_ratings"] > 0
    days = diary.loc[is_rated]
    span = (days["date"].max() - days["date"].min()).days + 1 if len(days) else 0
    is_free = days["pain_worst"] == 0
    after = diary["pain_post"].dropna()
    return pd.DataFrame(
        {
            "span_days": [span],
            "rated_days": [len(days)],
            "rated_share": [len(days) / span if span else float("nan")],
            "pain_free_days": [int(is_free.sum())],
            "pain_free_share": [float(is_free.mean())],
            "mean_pain_post": [float(after.mean())],
            "zero_share": [float((after == 0).mean())],
        }
    )


def is_rated_when_painful(diary: pd.DataFrame) -> bool:
    """Whether ratings look as if only painful days had one.

    At least 20 rated days, at most 2 % of them without pain, and more than a fifth of the days
    from the first to the last without a rating.
    """
    (row,) = painful_days(diary).to_dict("records")
    is_enough = row["rated_days"] >= FEWEST_RATED
    return bool(is_enough and row["rated_share"] < SPARSE and row["pain_free_share"] <= FEW_ZEROS)


def pain_scale_facts(diary: pd.DataFrame) -> pd.DataFrame:
    """`painful_days` as it is shown.

    Returns
    -------
    DataFrame
        Columns `fact` and `value` (text), one row per fact.
    """
    (row,) = painful_days(diary).to_dict("records")
    facts = {
        "days from the first rating to the last": f"{row['span_days']:,}",
        "rated ones among them": f"{row['rated_days']:,}",
        "share of them that is rated": _share(row["rated_share"]),
        "share of the rated days without any pain": _share(row["pain_free_share"]),
        "share of zeros among the ratings after running time": _share(row["zero_share"]),
    }
    return pd.DataFrame({"fact": list(facts), "value": list(facts.values())})


def painful_days_sentence(diary: pd.DataFrame) -> str:
    """Say whether only painful days seem to be rated, where the scale ends, and what both do."""
    (row,) = painful_days(diary).to_dict("records")
    if not row["rated_days"]:
        return "No day has a rating, so no claim can be put to them."
    if row["rated_days"] < FEWEST_RATED:
        few = (
            f"{counted(row['rated_days'], 'day')} with a rating: too few to see whether good "
            "days are rated, too."
        )
        return " ".join([few, *_floor(row["zero_share"])])
    rated = (
        f"{percent(row['rated_share'])} of the {counted(row['span_days'], 'day')} from the first "
        "rating to the last are rated"
    )
    free = f"{percent(row['pain_free_share'])} of them without any pain"
    if is_rated_when_painful(diary):
        return f"Only {rated}, {free}: it looks as if only painful days were rated. {TOO_SMALL}"
    if row["pain_free_share"] <= FEW_ZEROS:
        return f"{_begun(rated)}, {free}: pain that is hardly ever gone, and rated all the same."
    good = f"{_begun(rated)}, {free}: good days are rated, too."
    return " ".join([good, *_floor(row["zero_share"])])


def _floor(zero_share: float) -> list[str]:
    if pd.isna(zero_share):
        return ["No rating was made after running time, so no claim can be put to them."]
    if zero_share == 1:
        return ["Every rating after running time is 0: there is nothing to explain."]
    if zero_share > HALF:
        return [
            f"{_begun(percent(zero_share))} of the ratings after running time are 0. Pain cannot "
            "fall below 0, so anything that lowers it looks smaller than it is."
        ]
    return []


def _share(share: float) -> str:
    return DASH if pd.isna(share) else percent(share)


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]
