"""Whether tomorrow's exposure goes with older pain than the model has taken into account."""

from dataclasses import replace

import pandas as pd

from backstride.models.frame import CONFOUNDERS, model_frame
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.trust.coefficients import (
    ALPHA,
    check_table,
    fitted_row,
    refused_row,
    weighted_sum,
)
from backstride.verdict.answers import put_to

SAME_DAY = "same day"
# Running and confounders of the day of the earlier rating, which they may have changed.
EARLIER = ("ran_lag1", "km_lag1", *CONFOUNDERS)
PASSED = "No sign that it follows pain in a way the model does not see."
FAILED = "It goes with older pain than the model has taken into account: read its answer with care."


def future_exposure(diary: pd.DataFrame) -> pd.DataFrame:
    """Test for each claim that the exposure follows no pain but the pain the model knows.

    METHODS: `pain_lag1 ~ A_lead1 + pain + A + A_lag1 + pain_lag2 + nuisance`, coefficient of
    `A_lead1` = 0. An exposure cannot change a rating made before it. If it still goes with an
    older rating once the last one before it is known, it follows pain by a way that the model
    does not see, and so may the estimate.

    Told from the day s of the exposure, *pain* is whatever the claim's model has before it and
    *pain_lag1* is the rating one slot earlier:

    ```
    slot         earlier (outcome)     known                     exposure
    day before   evening of s-2        evening of s-1            A of s
    same day     before running, s-1   evening of s-1 and        A of s
                                       before running, s
    ```
    The nuisance is the claim's own at s, with running and confounders of the earlier days.

    Parameters
    ----------
    diary : DataFrame
        One runner's, from `add_exposures(build_diary(log))`.

    Returns
    -------
    DataFrame
        One row per tested claim: `slug`, `estimate` (points of the earlier rating per contrast
        of the claim), `low`, `high` (95 %), `p_value`, `n_days`, `is_passed` (p of at least
        0.05; missing where the check cannot be made) and `wording`.

    Notes
    -----
    One check in twenty fails by chance. A passed check is no proof: it is blind to an unlogged
    confounder, and to pain that was felt before the exposure and never rated.

    References
    ----------
    Future treatments as a test of confounding: Elwert & Pfeffer (2022), Sociol Methods Res
    51:1014, doi:10.1177/0049124119875958.
    """
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else SAME_DAY
    frame = one_slot_back(model_frame(diary), slot)
    return check_table([_checked(diary, frame, one) for one in SPECIFICATIONS])


def one_slot_back(frame: pd.DataFrame, slot: str) -> pd.DataFrame:
    """Put the rating one slot earlier in the place of the outcome, and add second lags.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`.
    slot : {'same day', 'day before'}

    Returns
    -------
    DataFrame
        `frame` with `pain_pre` of the day before as `pain_post`, the rating before that one as
        `pain_earlier`, and for each `..._lag1` its value another day before, `..._lag2`.

    Examples
    --------
    >>> days = pd.DataFrame({"pain_pre": [1.0, 3, 5], "pain_post": [2.0, 4, 6],
    ...                      "pain_post_lag1": [None, 2.0, 4], "ran_lag1": [None, 1.0, 0]})
    >>> asked = ["pain_post", "pain_earlier", "ran_lag2"]
    >>> one_slot_back(days, "same day")[asked].iloc[2].tolist()
    [3.0, 2.0, 1.0]
    >>> one_slot_back(days, "day before")[asked].iloc[2].tolist()
    [3.0, 1.0, 1.0]
    """
    lags = {
        name.replace("_lag1", "_lag2"): frame[name].shift()
        for name in map(str, frame.columns)
        if name.endswith("_lag1") and name != "pain_post_lag1"
    }
    before = frame["pain_post_lag1"] if slot == SAME_DAY else frame["pain_pre"].shift()
    return frame.assign(**lags, pain_post=frame["pain_pre"].shift(), pain_earlier=before.shift())


def _checked(
    diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification
) -> dict[str, object]:
    names = (f"{specification.exposure}_lag1", *EARLIER)
    earlier = tuple(name.replace("_lag1", "_lag2") for name in names)
    others = (*specification.others, *earlier, "pain_earlier")
    asked = replace(specification, others=others, horizon="evening")
    answer = put_to(diary, frame, asked)
    if answer.fit is None:
        return refused_row(specification.slug, answer.refusal.why if answer.refusal else "")
    found = weighted_sum(answer.fit, {specification.exposure: specification.amount})
    wording = FAILED if found.p_value < ALPHA else PASSED
    return fitted_row(specification.slug, found, len(answer.fit.rows.frame), wording)
