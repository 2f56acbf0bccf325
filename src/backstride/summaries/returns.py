"""Returns after a break: a table and a sentence that describe and never judge."""

import pandas as pd

from backstride.exposures.returns import BREAK_DAYS, RETURN_DAYS
from backstride.summaries.wording import counted, signed

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
