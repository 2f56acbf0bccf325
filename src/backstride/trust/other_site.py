"""Whether what is claimed about the back goes with a part of the body it should leave alone."""

from dataclasses import replace

import numpy as np
import pandas as pd

from backstride.clean.log import Log
from backstride.clean.words import folded
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.models.adl import Fit
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.trust.coefficients import check_table, fitted_row, refused_row, weighted_sum
from backstride.verdict.answers import put_to

# Running loads everything below; only what it leaves alone can be a control.
UNMOVED = (
    "shoulder | shoulders | neck | arm | arms | forearm | elbow | elbows | wrist | wrists | hand"
    " | hands | jaw | Schulter | Schultern | Nacken | Hals | Arm | Arme | Unterarm | Ellbogen"
    " | Ellenbogen | Handgelenk | Kiefer | épaule | épaules | cou | nuque | bras | avant-bras"
    " | coude | poignet | main | mâchoire | hombro | hombros | cuello | brazo | codo | muñeca"
    " | mano | mandíbula | schouder | schouders | nek | onderarm | elleboog | pols | kaak"
)
UNMOVED_WORDS = frozenset(folded(word) for word in UNMOVED.split("|"))
# These may work on shoulders, arms and neck themselves.
MAY_MOVE_IT = ("strength", "cross-training", "maintenance")
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
    return check_table([_checked(own, frame, one, site) for one in SPECIFICATIONS])


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


def _checked(
    diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification, site: str
) -> dict[str, object]:
    if specification.slug in MAY_MOVE_IT:
        return refused_row(specification.slug, f"It may work on the {site} itself.")
    asked = replace(specification, others=(*specification.others, BEFORE), horizon="evening")
    answer = put_to(diary, frame, asked)
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
    is_ramp = specification.horizon == "week"
    amount = float(np.log1p(specification.amount)) if is_ramp else specification.amount
    names = [specification.exposure]
    if specification.is_carried:
        names.append(f"{specification.exposure}_lag1")
    return dict.fromkeys((name for name in names if name in fit.rows.terms), amount)
