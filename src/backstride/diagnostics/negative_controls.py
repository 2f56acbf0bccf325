"""Exposures and outcomes that should show nothing: tomorrow, and another part of the body."""

from dataclasses import replace

import pandas as pd

from backstride.claims import CLAIM
from backstride.clean.log import Log, folded
from backstride.diagnostics.common import check_table, fitted_row, refused_row, weighted_sum
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.models.contrasts import ALPHA
from backstride.models.fit import Fit
from backstride.models.frame import CONFOUNDERS, model_frame
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict.answers import fit_claim

# Whether tomorrow's exposure goes with older pain than the model has taken into account.

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
    others = (*specification.covariates, *earlier, "pain_earlier")
    asked = replace(specification, covariates=others, horizon="evening")
    answer = fit_claim(diary, frame, asked)
    if answer.fit is None:
        return refused_row(specification.slug, answer.refusal.why if answer.refusal else "")
    found = weighted_sum(answer.fit, {specification.exposure: specification.contrast_size})
    wording = FAILED if found.p_value < ALPHA else PASSED
    return fitted_row(specification.slug, found, len(answer.fit.rows.frame), wording)


# Whether what is claimed about the back goes with a part of the body it should leave alone.

# Running loads everything below; only what it leaves alone can be a control.
UNMOVED = (
    "shoulder | shoulders | neck | arm | arms | forearm | elbow | elbows | wrist | wrists | hand"
    " | hands | jaw | Schulter | Schultern | Nacken | Hals | Arm | Arme | Unterarm | Ellbogen"
    " | Ellenbogen | Handgelenk | Kiefer | épaule | épaules | cou | nuque | bras | avant-bras"
    " | coude | poignet | main | mâchoire | hombro | hombros | cuello | brazo | codo | muñeca"
    " | mano | mandíbula | schouder | schouders | nek | onderarm | elleboog | pols | kaak"
)
UNMOVED_WORDS = frozenset(folded(word) for word in UNMOVED.split("|"))
BEFORE = "other_site_before"


def control_site(log: Log) -> str | None:
    """The site rated most often among those that running leaves alone, or None.

    Examples
    --------
    >>> control_site(Log()) is None
    True
    """
    pain = log.pain[log.pain["site"].str.casefold() != log.settings.site.casefold()]
    counts = pain.loc[pain["site"].map(_is_unmoved), "site"].value_counts()
    return str(counts.index[0]) if len(counts) else None


def _is_unmoved(site: str) -> bool:
    return not UNMOVED_WORDS.isdisjoint(folded(site).split())


def diary_of_site(log: Log, site: str) -> pd.DataFrame:
    """The diary with the ratings of another site as its ratings.

    Raises
    ------
    DataError
        If the log has no rating of that site, or they cannot be put before or after the run.
    """
    return build_diary(replace(log, settings=replace(log.settings, site=site)))


def other_site(log: Log, diary: pd.DataFrame | None = None) -> pd.DataFrame:
    """Put each claim about running to a part of the body that it should leave alone.

    The claim's own model, with the rating of the other site as outcome and that site's own
    rating before beside the back's. An exposure that moves both is likely to stand for
    something else: a bad day, or a change in how ratings are made.

    Parameters
    ----------
    log : Log
    diary : DataFrame, optional
        `add_exposures(build_diary(log))`, where it is at hand.

    Returns
    -------
    DataFrame
        One row per tested claim: `slug`, `estimate` (points of the other site per contrast of
        the claim: the coefficient of the day, with that of the day before for a contrast over
        more days), `low`, `high` (95 %), `p_value`, `n_days`, `is_passed` (p of at least 0.05;
        missing where the check cannot be made) and `wording`.

    References
    ----------
    Lipsitch, Tchetgen Tchetgen & Cohen (2010), Epidemiology 21:383,
    doi:10.1097/EDE.0b013e3181d61eeb (negative control outcomes).
    """
    site = control_site(log)
    if site is None:
        return _refused(_why_none(log))
    own = add_exposures(build_diary(log)) if diary is None else diary
    try:
        other = diary_of_site(log, site).set_index("date").reindex(own["date"])
    except DataError:
        return _refused(f"It is not known whether ratings of the {site} came before the run.")
    frame = model_frame(own).assign(
        **{"pain_post": other["pain_post"].to_numpy(), BEFORE: other["pain_pre"].to_numpy()}
    )
    return check_table([_site_checked(own, frame, one, site) for one in SPECIFICATIONS])


def _refused(why: str) -> pd.DataFrame:
    return check_table([refused_row(one.slug, why) for one in SPECIFICATIONS])


def _why_none(log: Log) -> str:
    own = log.settings.site.casefold()
    others = sorted({site for site in log.pain["site"] if site.casefold() != own})
    if not others:
        return f"No site but the {log.settings.site} is rated; a shoulder or a neck would do."
    return (
        f"Running may move the other sites ({', '.join(others)}); "
        "it takes one that it leaves alone, such as a shoulder or the neck."
    )


def _site_checked(
    diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification, site: str
) -> dict[str, object]:
    if CLAIM[specification.slug].may_move_other_sites:
        return refused_row(specification.slug, f"It may work on the {site} itself.")
    asked = replace(
        specification, covariates=(*specification.covariates, BEFORE), horizon="evening"
    )
    answer = fit_claim(diary, frame, asked)
    if answer.fit is None:
        why = answer.refusal.why if answer.refusal else ""
        return refused_row(specification.slug, f"Ratings of the {site}: {why}")
    found = weighted_sum(answer.fit, _weights(answer.fit, specification))
    n_days = len(answer.fit.rows.frame)
    is_moved = not found.interval[0] <= 0 <= found.interval[1]
    wording = (
        f"It goes with the {site} as well, which it should leave alone."
        if is_moved
        else f"Nothing seen in the {site}, as it should be."
    )
    return fitted_row(specification.slug, found, n_days, wording)


def _weights(fit: Fit, specification: Specification) -> dict[str, float]:
    names = [specification.exposure]
    if specification.is_carried:
        names.append(f"{specification.exposure}_lag1")
    return dict.fromkeys(
        (name for name in names if name in fit.rows.terms), specification.exposure_change
    )
