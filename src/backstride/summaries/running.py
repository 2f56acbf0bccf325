"""Spikes, raised weeks, returns, ground, rotation and curves: tables and sentences."""

import numpy as np
import pandas as pd

from backstride.claims import FRESH_SHOE_KM, OLD_SHOE_KM, RAMP
from backstride.clean.log import Log
from backstride.diary.runs import add_shoe_wear
from backstride.diary.spike import SPIKES_ABOVE
from backstride.exposures import ALTERNATIONS, ROTATION_DAYS
from backstride.exposures.returns import BREAK_DAYS, RETURN_DAYS
from backstride.models.contrasts import Contrast
from backstride.models.curves import WORN_KM
from backstride.schemas import SURFACES
from backstride.summaries.text import counted, means_by, percent, signed, with_interval

# Spikes and raised weeks, counted.

STATES = ("usual", *SPIKES_ABOVE, "return")


def spike_states(diary: pd.DataFrame) -> pd.DataFrame:
    """Count run days by spike state, with the plain mean of the ratings before and after.

    Returns
    -------
    DataFrame
        Columns `state`, `run_days`, `rated_after`, `mean_pain_pre`, `mean_pain_post`; one row
        per state, or none at all where no run has 30 logged days before it.
    """
    days = diary.dropna(subset=["spike_state"]).groupby("spike_state")
    table = days.agg(
        run_days=("date", "size"),
        rated_after=("pain_post", "count"),
        mean_pain_pre=("pain_pre", "mean"),
        mean_pain_post=("pain_post", "mean"),
    )
    states = list(STATES) if len(table) else []
    whole = table.reindex(states).rename_axis("state").reset_index()
    counts = ["run_days", "rated_after"]
    return whole.assign(**{name: whole[name].fillna(0).astype(int) for name in counts})


def raised_weeks(diary: pd.DataFrame) -> str:
    """Say how often the last 7 days were above 1.3 times the 7 before."""
    ratio = diary["weekly_ratio"].dropna()
    if ratio.empty:
        return (
            "No week can be set against the one before: that takes two logged weeks in a row, "
            "with a run in the first."
        )
    return (
        f"{counted(len(ratio), 'day')} can be set against the week before; on "
        f"{percent((ratio > 1 + RAMP).mean())} of them the last 7 days were more than {1 + RAMP:g} "
        "times the 7 before."
    )


# Runs by how far they went beyond the longest before, and the rating that came next.


def rated_spike_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Rated days with a run of known spike ratio: `spike_state`, `spike_ratio`, `pain_post`."""
    columns = ["spike_state", "spike_ratio", "pain_post"]
    return diary.dropna(subset=columns)[columns].reset_index(drop=True)


def mean_pain_by_spike(days: pd.DataFrame) -> pd.DataFrame:
    """Plain mean of the next rating by spike state, with its 95 % t interval.

    Parameters
    ----------
    days : DataFrame
        From `rated_spike_days`.

    Returns
    -------
    DataFrame
        `spike_state`, `median_ratio`, `n_days`, `mean`, `low`, `high`, from usual to large; the
        interval is missing for a state with fewer than 5 days, or with equal ratings only.
    """
    means = means_by(days["spike_state"], days["pain_post"])
    median = days.groupby("spike_state")["spike_ratio"].median().rename("median_ratio")
    states = [name for name in STATES if name in means.index]
    table = pd.concat([median, means], axis=1).loc[states].rename_axis("spike_state")
    return table.reset_index()


# Returns after a break: a table and a sentence that describe and never judge.

ALIKE = 0.1
ONLY_DESCRIBES = (
    "This describes what happened. Rest, illness and pain often lie behind a break, so it cannot "
    "show what coming back did."
)


def returns_table(events: pd.DataFrame) -> pd.DataFrame:
    """The events of `exposures.returns.returns` as they are shown.

    Returns
    -------
    DataFrame
        One row per return: `last_run_on`, `back_on` (text), `days_off`, `usual_km`, `return_km`
        (whole), `return_ratio`, `pain_before`, `pain_after`, `rated_before`, `rated_after`.
    """
    whole = {name: events[name].round().astype("Int64") for name in _WHOLE}
    dates = {name: events[name].dt.strftime("%Y-%m-%d") for name in ("last_run_on", "back_on")}
    named = events.assign(**dates, **whole).rename(
        columns={"n_rated_before": "rated_before", "n_rated_after": "rated_after"}
    )
    return named[list(_SHOWN)].reset_index(drop=True)


_WHOLE = ("days_off", "usual_km", "return_km")
_SHOWN = (
    *("last_run_on", "back_on", "days_off", "usual_km", "return_km", "return_ratio"),
    *("pain_before", "pain_after", "rated_before", "rated_after"),
)


def returns_sentence(events: pd.DataFrame) -> str:
    """Say how often running was taken up again, how fast, and how the ratings went.

    Parameters
    ----------
    events : DataFrame
        From `exposures.returns.returns`.
    """
    known = events.dropna(subset=["days_off"])
    hidden = _hidden(len(events) - len(known))
    if known.empty:
        none = f"The log holds no return to running after {BREAK_DAYS} days off or more."
        return " ".join([none, *hidden])
    said = _one(known.iloc[0]) if len(known) == 1 else _many(known)
    return " ".join([*said, *hidden, ONLY_DESCRIBES])


def _one(event: pd.Series) -> list[str]:
    said = [
        f"The log holds 1 return to running, on {event['back_on']:%Y-%m-%d} after "
        f"{counted(event['days_off'], 'day')} off."
    ]
    if pd.notna(event["return_ratio"]):
        said.append(
            f"The first {RETURN_DAYS} days back had {event['return_km']:.0f} km, "
            f"{event['return_ratio']:.1f} times what was usual before."
        )
    change = event["pain_after"] - event["pain_before"]
    if pd.notna(change):
        said.append(
            f"The mean rating was {event['pain_before']:.1f} in the {RETURN_DAYS} days before the "
            f"break and {event['pain_after']:.1f} in the {RETURN_DAYS} days after it "
            f"({signed(change)} points)."
        )
    return said


def _many(known: pd.DataFrame) -> list[str]:
    fewest, most = known["days_off"].min(), known["days_off"].max()
    off = f"{fewest:.0f} to {most:.0f}" if most > fewest else f"{most:.0f}"
    said = [f"The log holds {len(known)} returns to running, after {off} days off."]
    ratio = known["return_ratio"].dropna()
    if len(ratio):
        said.append(f"The first {RETURN_DAYS} days back had {_spread(ratio)}.")
    change = (known["pain_after"] - known["pain_before"]).dropna()
    if len(change):
        higher, lower = int((change >= ALIKE).sum()), int((change <= -ALIKE).sum())
        said.append(
            f"Of {len(change)} with ratings on both sides, the mean rating after the break was "
            f"higher than before it in {higher}, lower in {lower} and about the same in "
            f"{len(change) - higher - lower}."
        )
    return said


def _spread(ratio: pd.Series) -> str:
    least, most = f"{ratio.min():.1f}", f"{ratio.max():.1f}"
    if least == most:
        return f"{most} times the usual distance"
    middle = f"middle value {ratio.median():.1f}, known for {len(ratio)}"
    return f"{least} to {most} times the usual distance ({middle})"


def _hidden(number: int) -> list[str]:
    if not number:
        return []
    return [
        f"{counted(number, 'gap')} of {BREAK_DAYS} days or more without records may hide a break: "
        "nobody knows whether there were runs."
    ]


# Ground and shoes: what was run on, and in what.

NO_PAIR = "not logged"


def km_by_shoe_and_surface(log: Log) -> pd.DataFrame:
    """Kilometres of each pair (`not logged` where unknown) on each surface of the runs.

    Pairs stand in the order of their first run, what was run without a named pair last.
    """
    runs = log.runs[log.runs["sport"] == "run"].sort_values("date", kind="stable")
    named = runs.assign(shoe=runs["shoe"].fillna(NO_PAIR))
    table = named.pivot_table(index="shoe", columns="surface", values="distance_km", aggfunc="sum")
    order = [pair for pair in named["shoe"].unique() if pair in table.index and pair != NO_PAIR]
    order += [NO_PAIR] if NO_PAIR in table.index else []
    surfaces = [name for name in SURFACES if name in table.columns]
    return (
        table.reindex(index=pd.Index(order, name="shoe"), columns=surfaces)
        .fillna(0.0)
        .rename_axis(columns=None)
    )


def rated_run_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Rated days with a run: `surface` (most of the day's km) and `pain_post`."""
    days = diary[(diary["distance_km"] > 0) & diary["pain_post"].notna()]
    km = days[[f"km_{surface}" for surface in SURFACES]].set_axis(list(SURFACES), axis=1)
    surface = km.idxmax(axis=1).astype("str") if len(km) else pd.Series(dtype="str")
    return pd.DataFrame({"surface": surface, "pain_post": days["pain_post"]}).reset_index(drop=True)


def mean_pain_by_surface(days: pd.DataFrame) -> pd.DataFrame:
    """Plain mean of the ratings after runs by surface of the day, with its 95 % t interval.

    The interval ends where the scale ends. It is missing for a surface with fewer than 5 days,
    or with equal ratings only.
    """
    means = means_by(days["surface"], days["pain_post"])
    surfaces = [name for name in SURFACES if name in means.index]
    return means.loc[surfaces].rename_axis("surface").reset_index()


def shoe_wear(log: Log) -> pd.DataFrame:
    """Every run with a named pair: `shoe`, `date`, `shoe_km` before the run."""
    worn = add_shoe_wear(log.runs, log.shoes)
    runs = worn[(worn["sport"] == "run") & worn["shoe"].notna()]
    return runs[["shoe", "date", "distance_km", "shoe_km", "shoe_age_days"]].reset_index(drop=True)


def pairs(wear: pd.DataFrame) -> pd.DataFrame:
    """One row per pair: runs, first and last run, km on it before the first and the last run.

    Kilometres are missing where nobody stated how worn the pair was.
    """
    by_pair = wear.groupby("shoe", sort=False)
    table = by_pair.agg(
        runs=("date", "size"),
        first_run=("date", "min"),
        last_run=("date", "max"),
        km_at_first=("shoe_km", "first"),
        km_at_last=("shoe_km", "last"),
    )
    dates = {name: table[name].dt.strftime("%Y-%m-%d") for name in ("first_run", "last_run")}
    km = {name: table[name].round().astype("Int64") for name in ("km_at_first", "km_at_last")}
    return table.assign(**dates, **km).sort_values("first_run", kind="stable").reset_index()


# Rotating pairs of shoes: what the evenings were like, described and not compared.

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


# Secondary shapes of an effect, in tables and in words.

SHAPES = {
    "straight": "as a straight line",
    "bend": f"flat up to {WORN_KM:g} km and straight from there",
    "curve": "as a smooth curve",
}
POINTS = ["estimate", "low", "high"]
SHOWN_PLACES = 5


def shapes_table(shapes: pd.DataFrame) -> pd.DataFrame:
    """The table of `shoe_age_shapes` as it is shown: 500 against 100 km under each shape.

    Returns
    -------
    DataFrame
        Columns `effect`, `estimate`, `low`, `high` (points), `p_value`.
    """
    shown = shapes.assign(effect=shapes["shape"].map(SHAPES))
    shown[POINTS] = shown[POINTS].astype(float).round(2)
    shown["p_value"] = shown["p_value"].astype(float).round(3)
    return shown[["effect", *POINTS, "p_value"]]


def curve_table(curve: pd.DataFrame) -> pd.DataFrame:
    """A curve at 5 places, its ends among them.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve` or `distance_curve`.

    Returns
    -------
    DataFrame
        Columns `km`, `estimate`, `low`, `high` (points).
    """
    places = np.unique(np.linspace(0, len(curve) - 1, SHOWN_PLACES).round().astype(int))
    shown = curve.iloc[places] if len(curve) else curve
    shown = shown.rename(columns={"x": "km"})[["km", *POINTS]].astype(float)
    return shown.round({"km": 1, **dict.fromkeys(POINTS, 2)}).reset_index(drop=True)


def shapes_sentence(shapes: pd.DataFrame) -> str:
    """Say what 500 against 100 km on the pair comes to under each shape.

    Parameters
    ----------
    shapes : DataFrame
        From `shoe_age_shapes`.
    """
    known = shapes.dropna(subset=["estimate"])
    if known.empty:
        return "These days cannot tell any shape of the effect of shoe age."
    parts = [
        f"{SHAPES[row['shape']]} {with_interval(row['estimate'], row['low'], row['high'])}"
        for _, row in known.iterrows()
    ]
    compared = f"{OLD_SHOE_KM:g} km against one with {FRESH_SHOE_KM:g} km"
    return f"A pair with {compared}: {'; '.join(parts)}."


def curve_sentence(curve: pd.DataFrame) -> str:
    """Say over what range a curve is drawn, and where its band lies off 0.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve` or `distance_curve`.
    """
    if curve.empty:
        return "The rated runs are too few or too alike to draw a curve."
    reference, x = curve["reference"].iloc[0], curve["x"]
    start = f"Against {reference:,.0f} km, over the {x.min():.0f} to {x.max():,.0f} km of the runs,"
    off = curve[(curve["low"] > 0) | (curve["high"] < 0)]
    if off.empty:
        return f"{start} the band holds 0 everywhere: no distance stands out."
    most = off.iloc[int(off["estimate"].abs().argmax())]
    return (
        f"{start} the band lies off 0 over {percent(len(off) / len(curve))} of the way; the "
        f"largest difference there is {signed(most['estimate'])} points at {most['x']:,.0f} km."
    )


def beyond_length_table(own: Contrast | None, beyond: Contrast | None) -> pd.DataFrame:
    """The spike's contrast above what it adds beyond its length; what is not known is left out.

    Returns
    -------
    DataFrame
        Columns `spike`, `estimate`, `low`, `high` (points), `p_value`.
    """
    parts = {"its length included": own, "beyond its length": beyond}
    rows = [
        (name, one.estimate, *one.interval, one.p_value)
        for name, one in parts.items()
        if one is not None
    ]
    table = pd.DataFrame(rows, columns=["spike", *POINTS, "p_value"])
    return table.round({**dict.fromkeys(POINTS, 2), "p_value": 3})


def beyond_length_sentence(own: Contrast | None, beyond: Contrast | None) -> str:
    """Set the spike's contrast beside what it adds beyond its length."""
    if own is None:
        return "There is no estimate of a spike, so none of what it adds beyond its length."
    whole = with_interval(own.estimate, *own.interval)
    if beyond is None:
        return f"A spike: {whole}. These days cannot tell it from its length."
    added = with_interval(beyond.estimate, *beyond.interval)
    return f"A spike, its length included: {whole}. Beyond its length: {added}."
