"""The plain correlation, shown beside the honest estimate: right only if pain changes nothing."""

import pandas as pd
from scipy import stats

from backstride.models.contrasts import half_width
from backstride.models.specification import Specification

FEWEST_DAYS = 4


def plain_difference(frame: pd.DataFrame, specification: Specification) -> tuple[float, ...]:
    """Slope of the rating on the exposure of the day, and nothing else, times the contrast.

    The p-value of this slope is that of Pearson's correlation. It ignores that pain changes
    what the runner does.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`; only days that count for the claim are used.
    specification : Specification

    Returns
    -------
    tuple of float
        Estimate, low, high (95 %), p-value; all missing with fewer than 4 days or no variation.
    """
    days = frame[specification.is_compared(frame)]
    pairs = days[[specification.dose, "pain_post"]].dropna()
    if len(pairs) < FEWEST_DAYS or pairs[specification.dose].std() == 0:
        return (float("nan"),) * 4
    line = stats.linregress(pairs[specification.dose], pairs["pain_post"])
    half = half_width(line.stderr, len(pairs) - 2)
    low, high = line.slope - half, line.slope + half
    amount = specification.exposure_change
    return line.slope * amount, low * amount, high * amount, line.pvalue
