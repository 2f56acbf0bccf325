"""How often would each way of looking say "yes" on this calendar, were there nothing to find."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.stats.proportion import proportion_confint

from backstride.claims import CLAIM
from backstride.models.frame import model_frame
from backstride.models.power import ALPHA
from backstride.models.specification import SPECIFICATIONS
from backstride.trust.behaviours import driver
from backstride.trust.null_pain import NullPain, null_pain
from backstride.trust.plain_tests import bin_p_values, lag_p_values, plain_p_values
from backstride.trust.refit import refit
from backstride.trust.refit_contrast import contrast_p_values
from backstride.verdict.answers import Answer, put_to

Floats = NDArray[np.float64]
PLAIN, LAGGED, BIN, OURS = "plain correlation", "best of 15 lags", "ACWR above 1.5", "Backstride"
METHODS = (PLAIN, LAGGED, BIN, OURS)
ANY = "any"
ANY_CLAIM = "Any of the claims"
DANGER = 1.5
LOAD_CLAIMS = ("ramp-up",)
COLUMNS = ("slug", "claim", "method", "n_diaries", "share", "low", "high", "mc_error", "status")


def false_alarms(diary: pd.DataFrame, n_diaries: int = 200, seed: int = 1) -> pd.DataFrame:
    """Put every claim, in every way, to null diaries on the runner's own calendar.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    n_diaries : int
        Null diaries drawn per claim.
    seed : int

    Returns
    -------
    DataFrame
        One row per claim and way of looking: `slug`, `claim`, `method`, `n_diaries`, `share` of
        them with "yes" (p < .05), its 95 % Wilson interval `low` and `high`, `mc_error`
        (its standard error), `status`. A claim that Backstride refuses has the reason as
        `status` and no share there: it can raise no false alarm. The last rows, slug `any`, say
        how often at least one claim of the report comes out "yes", with Holm for Backstride.
        No rows without two different ratings, or with too few.
    """
    frame = model_frame(diary)
    answers = [put_to(diary, frame, specification) for specification in SPECIFICATIONS]
    logged = [one for one in answers if _is_logged(one, frame)]
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else ""
    drivers = [driver(one.specification.exposure) for one in logged]
    rows: list[dict[str, object]] = []
    for answer, name in zip(logged, drivers, strict=True):
        pain = null_pain(frame, [name], slot, n_diaries, seed)
        if pain is not None:
            found = _p_values(answer, diary, frame, pain)
            rows += _rows(answer.specification.slug, found, _status(answer))
    pain = null_pain(frame, list(dict.fromkeys(drivers)), slot, n_diaries, seed)
    if pain is not None and logged:
        rows += _rows(ANY, _of_any(logged, frame, pain), "not fitted")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _is_logged(answer: Answer, frame: pd.DataFrame) -> bool:
    exposure = answer.specification.dose
    if exposure not in frame:
        return False
    done = frame.loc[answer.specification.is_compared(frame), exposure].dropna()
    return bool((done != done.iloc[0]).any()) if len(done) else False


def _status(answer: Answer) -> str:
    return answer.refusal.status if answer.refusal else ""


def _p_values(
    answer: Answer, diary: pd.DataFrame, frame: pd.DataFrame, pain: NullPain
) -> dict[str, Floats | None]:
    specification = answer.specification
    found: dict[str, Floats | None] = {
        PLAIN: plain_p_values(frame, specification, pain.post),
        LAGGED: lag_p_values(frame, specification.dose, pain.post).min(axis=0),
    }
    if specification.slug in LOAD_CLAIMS:
        in_bin = bin_p_values(frame, diary["workload_ratio"], DANGER, np.inf, pain.post)
        # p = 1 throughout: too few days in the bin to look at it.
        found |= {BIN: in_bin} if (in_bin < 1).any() else {}
    return found | {OURS: _ours(answer, frame, pain)}


def _ours(answer: Answer, frame: pd.DataFrame, pain: NullPain) -> Floats | None:
    if answer.fit is None or answer.contrast is None:
        return None
    refits = refit(answer.fit, frame, pain)
    return contrast_p_values(refits, answer.fit.rows.contrasted, answer.specification, frame)


def _of_any(answers: list[Answer], frame: pd.DataFrame, pain: NullPain) -> dict[str, Floats | None]:
    plain = [plain_p_values(frame, one.specification, pain.post) for one in answers]
    lagged = [lag_p_values(frame, one.specification.dose, pain.post).min(axis=0) for one in answers]
    ours = [p for p in (_ours(one, frame, pain) for one in answers) if p is not None]
    smallest = np.min(ours, axis=0) * len(ours) if ours else None
    return {PLAIN: np.min(plain, axis=0), LAGGED: np.min(lagged, axis=0), OURS: smallest}


def _rows(slug: str, found: dict[str, Floats | None], status: str) -> Iterator[dict[str, object]]:
    claim = ANY_CLAIM if slug == ANY else CLAIM[slug].sentence
    for method, p_values in found.items():
        row: dict[str, object] = {"slug": slug, "claim": claim, "method": method}
        if p_values is None:
            yield row | {"n_diaries": 0, "status": status}
        else:
            yield row | _share(p_values) | {"status": ""}


def _share(p_values: Floats) -> dict[str, object]:
    n_diaries, n_yes = len(p_values), int((p_values < ALPHA).sum())
    share = n_yes / n_diaries
    low, high = proportion_confint(n_yes, n_diaries, method="wilson")
    error = float(np.sqrt(share * (1 - share) / n_diaries))
    return {"n_diaries": n_diaries, "share": share, "low": low, "high": high, "mc_error": error}
