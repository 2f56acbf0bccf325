"""A trial, period by period: what was assigned and how much it hurt."""

import pandas as pd
from matplotlib.axes import Axes

from backstride.figures.style import (
    MARKERS,
    PAIN,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    date_axis,
    styled,
)
from backstride.summaries.text import counted, signed
from backstride.trial.analysis import TrialResult

PAIN_AXIS = "mean pain of a period (0–10)"
_FILLS = {"A": PAIN, "B": "white"}


@styled
def trial_pairs(result: TrialResult | None) -> Picture:
    """Mean pain of every period, the two of a pair joined by a line.

    Parameters
    ----------
    result : TrialResult, optional
        None, or a trial before its end, gives an empty picture.
    """
    if result is None or result.test is None:
        reason = "no trial lies in this folder" if result is None else "the trial has not ended yet"
        return blank("day", PAIN_AXIS, reason)
    periods = result.periods[result.periods["pair"].isin(result.pairs["pair"])]
    middle = periods["first"] + (periods["last"] - periods["first"]) / 2
    shown = periods.assign(middle=middle).dropna(subset=["mean_pain"])
    figure, (axes,) = canvas(3.6)
    for _, pair in shown.groupby("pair"):
        axes.plot(pair["middle"], pair["mean_pain"], color=SOFT_INK, linewidth=1.2, zorder=1)
    words = {"A": result.plan.arm_a, "B": result.plan.arm_b}
    _draw_arms(axes, shown, words)
    axes.set(ylabel=PAIN_AXIS, ylim=(0, None))
    date_axis(axes)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0))
    pairs = (result.plan.worn_pair, result.plan.fresh_pair)
    return Picture(figure, _alt(result), CAPTION, pairs)


CAPTION = (
    "Each point: the mean rating of one period. Filled: arm A; hollow: arm B. A line joins the two "
    "periods of a pair, whose order a coin decided."
)


def _draw_arms(axes: Axes, shown: pd.DataFrame, words: dict[str, str]) -> None:
    for place, (arm, fill) in enumerate(_FILLS.items()):
        of_arm = shown[shown["arm"] == arm]
        axes.scatter(
            of_arm["middle"],
            of_arm["mean_pain"],
            s=44,
            marker=MARKERS[place],
            c=fill,
            edgecolors=PAIN,
            linewidths=1.4,
            label=f"{arm}: {words[arm]}",
            zorder=2,
        )


def _alt(result: TrialResult) -> str:
    used = result.pairs.dropna(subset=["difference"])
    told = zip(used["pair"], used["difference"], strict=True)
    parts = [f"pair {pair}: {signed(difference)}" for pair, difference in told]
    return (
        f"Mean pain of each period of a trial, {counted(len(used), 'pair')}. A minus B in points, "
        f"{'; '.join(parts)}."
    )
