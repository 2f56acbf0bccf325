"""The hazard of a flare: what the odds of one beginning have to do with what was done that day."""

from dataclasses import dataclass

import numpy as np

from backstride.errors import ModelError
from backstride.models.firth import fit_firth, profile
from backstride.models.flare_rows import FlareRows
from backstride.models.specification import Specification


@dataclass(frozen=True)
class HazardOdds:
    """Hazard odds ratio of a flare, for the contrast of a claim.

    Parameters
    ----------
    odds_ratio : float
        Odds that a flare begins on a day with the exposure, over those without, among days on
        which one can begin. Near a ratio of chances only while flares are rare.
    low, high : float
        95 % profile penalised-likelihood interval.
    p_value : float
        Of the penalised likelihood ratio test; not adjusted for other claims.
    """

    odds_ratio: float
    low: float
    high: float
    p_value: float


def hazard_odds(rows: FlareRows, specification: Specification) -> HazardOdds:
    """Fit the discrete-time hazard of flare onset, with Firth's penalty.

    Days at risk are the intervals; logit of the chance that a flare begins on such a day. Days
    in a row of one person enter as if independent given the terms, of which the rating before
    carries the past.

    Parameters
    ----------
    rows : FlareRows
    specification : Specification

    Raises
    ------
    ModelError
        If the days cannot tell the exposure from the other terms.

    Notes
    -----
    The estimate must not be read without its interval. Firth's penalty draws the odds of a few
    exposed days towards even, which is up where flares are rare. In 200 simulated logs of three
    years without any effect (about 17 days with a spike among those that count) the ratio of a
    spike was 1.40 on the geometric mean and 1.28 in the middle; those of the other claims were
    0.97 to 1.08. The interval kept its promise: 1 lay outside it in 4 % of the logs.

    References
    ----------
    Discrete-time hazard: Allison (1982), Sociol Methodol 13:61, doi:10.2307/270718. Penalty and
    intervals: Heinze & Schemper (2002), Stat Med 21:2409, doi:10.1002/sim.1047.
    """
    if rows.days[specification.exposure].nunique() < 2:
        raise ModelError(f"{specification.exposure}: the same on every day that counts.")
    found = profile(fit_firth(rows.endog, rows.exog), column=1)
    amount = contrast_amount(specification)
    low, high = sorted((amount * found.low, amount * found.high))
    return HazardOdds(
        float(np.exp(amount * found.estimate)),
        float(np.exp(low)),
        float(np.exp(high)),
        found.p_value,
    )


def contrast_amount(specification: Specification) -> float:
    """The claim's contrast of one day, in units of its exposure.

    A raised week is taken at its end; of a lasting dose one session, or one hour, of that day:
    what earlier days did reaches the odds through the rating before, which is held fixed.

    Examples
    --------
    >>> from backstride.models.specification import SPECIFICATIONS
    >>> {one.slug: round(contrast_amount(one), 2) for one in SPECIFICATIONS[:2]}
    {'spike': 1.0, 'ramp-up': 0.26}
    """
    if specification.horizon == "week":
        return float(np.log1p(specification.amount))
    return 1.0 if specification.horizon == "lasting" else specification.amount
