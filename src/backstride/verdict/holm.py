"""Several claims of one report, tested together."""

from collections.abc import Mapping

from statsmodels.stats.multitest import multipletests


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
    if not p_values:
        return {}
    adjusted = multipletests(list(p_values.values()), method="holm")[1]
    return dict(zip(p_values, map(float, adjusted), strict=True))
