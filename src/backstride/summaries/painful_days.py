"""Whether good days were rated, too, and whether the scale has room: what both do to answers."""

import pandas as pd

from backstride.summaries.shown import DASH
from backstride.summaries.wording import counted, percent

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
