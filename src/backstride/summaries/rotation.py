"""Rotating pairs of shoes: what the evenings were like, described and not compared."""

import pandas as pd

from backstride.exposures.shoes import ALTERNATIONS, ROTATION_DAYS
from backstride.summaries.means import means_by
from backstride.summaries.wording import counted

ROTATING, NOT_ROTATING = "rotating", "not rotating"
NO_COMPARISON = (
    "Each interval describes its own days; it does not compare the two: seasons, distances and "
    "ground changed along with the shoes."
)


def rotation_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Days on which pairs were rotated or not, and the plain mean rating after running of each.

    Counted are logged days from 28 days after the first run in a named pair up to the last one:
    before and after that nobody can know.

    Parameters
    ----------
    diary : DataFrame
        One runner's diary with `is_rotating` from `add_exposures`.

    Returns
    -------
    DataFrame
        One row each for `rotating` and `not rotating`: `shoes`, `days`, `rated_days`, `mean`,
        `low`, `high` (95 % t interval of the one group, which describes and does not compare). No
        rows where no day counts.
    """
    worn = diary.loc[diary["shoe"].notna(), "date"]
    since = worn.min() + pd.Timedelta(days=ROTATION_DAYS - 1)
    known = diary[diary["is_logged"] & diary["date"].between(since, worn.max())]
    state = known["is_rotating"].map({True: ROTATING, False: NOT_ROTATING})
    states = [ROTATING, NOT_ROTATING] if len(known) else []
    means = means_by(state, known["pain_post"]).reindex(states)
    days = state.value_counts().reindex(states).fillna(0).astype(int)
    return pd.DataFrame(
        {
            "shoes": states,
            "days": days.to_numpy(),
            "rated_days": means["n_days"].fillna(0).astype(int).to_numpy(),
            **{name: means[name].to_numpy(dtype=float) for name in ("mean", "low", "high")},
        }
    )


def rotation_sentence(table: pd.DataFrame) -> str:
    """Say how many days were spent rotating, and what the table can and cannot tell."""
    if table.empty:
        return (
            f"Whether pairs were rotated is not known: that takes {ROTATION_DAYS} days of runs "
            "with the name of the pair."
        )
    rotating, other = table.iloc[0], table.iloc[1]
    meaning = f"two pairs or more, changed at least {ALTERNATIONS} times in {ROTATION_DAYS} days"
    if not rotating["days"] or not other["days"]:
        how = "On all" if rotating["days"] else "On none"
        days = counted(rotating["days"] + other["days"], "day")
        return f"{how} of {days} were shoes rotated ({meaning}), so there is nothing to set beside."
    return (
        f"Shoes were rotated ({meaning}) on {counted(rotating['days'], 'day')} and not on "
        f"{counted(other['days'], 'day')}. {_means(rotating, other)} {NO_COMPARISON}"
    )


def _means(rotating: pd.Series, other: pd.Series) -> str:
    if not rotating["rated_days"] or not other["rated_days"]:
        return "Ratings lie on one side only."
    return (
        f"The mean rating was {_mean(rotating)} while rotating and {_mean(other)} otherwise "
        f"({rotating['rated_days']:,.0f} and {other['rated_days']:,.0f} days rated)."
    )


def _mean(group: pd.Series) -> str:
    if pd.isna(group["low"]):
        return f"{group['mean']:.1f}"
    return f"{group['mean']:.1f} (95 % interval {group['low']:.1f} to {group['high']:.1f})"
