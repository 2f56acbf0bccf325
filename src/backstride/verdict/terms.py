"""The fitted model of one claim, laid open."""

import numpy as np
import pandas as pd
from scipy import stats

from backstride.errors import DataError
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS
from backstride.verdict.answers import put_to

CALENDAR_TERMS = ("C(weekday)", "cr(day")


def model_terms(diary: pd.DataFrame, slug: str) -> pd.DataFrame:
    """Coefficients of one claim's model, weekdays and trend left out.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    slug : str
        A claim that is tested.

    Returns
    -------
    DataFrame
        Columns `term`, `coefficient`, `standard_error` (HC3), `p_value`, in points on 0-10 per
        unit of the term; no rows where the claim was refused.

    Raises
    ------
    DataError
        If no claim of that name is tested.
    """
    by_slug = {specification.slug: specification for specification in SPECIFICATIONS}
    if slug not in by_slug:
        raise DataError(f"claim: found {slug!r}, expected one of {', '.join(by_slug)}.")
    fit = put_to(diary, model_frame(diary), by_slug[slug]).fit
    if fit is None:
        return pd.DataFrame(columns=["term", "coefficient", "standard_error", "p_value"])
    error = np.sqrt(np.diag(fit.covariance))
    table = pd.DataFrame({"coefficient": fit.results.params, "standard_error": error})
    t_value = table["coefficient"].abs() / error
    table = table.assign(p_value=2 * stats.t.sf(t_value, fit.results.df_resid))
    shown = table[~table.index.str.startswith(CALENDAR_TERMS)]
    return shown.rename_axis("term").reset_index()
