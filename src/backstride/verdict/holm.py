"""Several claims of one report, tested together."""

from collections.abc import Mapping

import numpy as np


def holm_adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjust the p-values of the claims that were fitted, by Holm's step-down procedure.

    References
    ----------
    Holm (1979), Scand J Statist 6:65.

    Examples
    --------
    >>> holm_adjusted({"spike": 0.04, "surface": 0.01})
    {'spike': 0.04, 'surface': 0.02}
    """
    ascending = sorted(p_values, key=lambda slug: p_values[slug])
    steps = [p_values[slug] * (len(ascending) - nth) for nth, slug in enumerate(ascending)]
    adjusted = np.minimum(np.maximum.accumulate(steps), 1.0).tolist() if steps else []
    by_slug = dict(zip(ascending, adjusted, strict=True))
    return {slug: by_slug[slug] for slug in p_values}
