"""Does pain change what is done, in a table and a sentence; and day by day for the figure."""

import numpy as np
import pandas as pd
from scipy import stats

from backstride.models.frame import model_frame
from backstride.presentation import amounts_in_unit
from backstride.summaries.wording import counted
from backstride.trust.choices import behaviours_of

ALPHA = 0.05
FEWEST_DAYS = 5
FEWEST_SHOWN = 3
CHANGE = ["change", "low", "high"]
COLUMNS = ["behaviour", "unit", "rating", "mean", "low", "high", "n_days"]
MISLEADS = (
    "So a plain correlation of the two mixes what this does to pain with what pain does to it, "
    "and misleads. The estimates here start from the rating before, which allows for it."
)
NO_CHECK = "This is a finding about the runner, not a test of the answers."


def feedback_table(found: pd.DataFrame, unit: str | None = None) -> pd.DataFrame:
    """Changes per point of rating as a reader meets them: rounded, with their unit.

    Parameters
    ----------
    found : DataFrame
        From `feedback`.
    unit : {'km', 'mi'}, optional
        Of distances; as `drawn_unit` says where it is not stated.

    Returns
    -------
    DataFrame
        Columns `behaviour`, `unit`, `rating_before`, `change`, `low`, `high`, `p_holm`,
        `n_days`; behaviours with too few days have no numbers.
    """
    names = ["behaviour", "unit", "rating", "change", "low", "high", "p_holm", "n_days"]
    shown = amounts_in_unit(found[names], CHANGE, unit).rename(columns={"rating": "rating_before"})
    shown[CHANGE] = shown[CHANGE].round(2)
    shown["p_holm"] = shown["p_holm"].round(3)
    return shown.astype({"n_days": "Int64"}).reset_index(drop=True)


def feedback_sentence(found: pd.DataFrame, unit: str | None = None) -> str:
    """Say what changes after a higher rating, and why that makes a plain correlation mislead.

    A behaviour counts as changed where its p, adjusted by Holm over all of them, is below 0.05.

    Parameters
    ----------
    found : DataFrame
        From `feedback`.
    unit : {'km', 'mi'}, optional
        Of distances; as `drawn_unit` says where it is not stated.
    """
    tested = amounts_in_unit(found.dropna(subset=["p_holm"]), CHANGE, unit)
    if tested.empty:
        return "There are too few rated days to see whether pain changes what is done."
    changed = tested[tested["p_holm"] < ALPHA]
    looked = f"{counted(len(tested), 'behaviour')} looked at"
    if changed.empty:
        return (
            f"No change was found after higher ratings, among {looked}. A small one may still "
            f"be there; the estimates allow for it all the same. {NO_CHECK}"
        )
    changes = "; ".join(_change(row) for _, row in _clearest_first(changed).iterrows())
    return f"For each point more in the rating before: {changes} ({looked}). {MISLEADS} {NO_CHECK}"


def _clearest_first(changed: pd.DataFrame) -> pd.DataFrame:
    return changed.sort_values("p_value", kind="stable")


def _change(row: pd.Series) -> str:
    low, high = (_amount(row[name]) for name in ("low", "high"))
    return f"{row['behaviour']} {_amount(row['change'])} {row['unit']} ({low} to {high})"


def _amount(change: float) -> str:
    digits = 2 if abs(change) < 1 else 1
    return f"{round(change, digits) + 0.0:+.{digits}f}".replace("-", "−")


def behaviour_by_rating(diary: pd.DataFrame) -> pd.DataFrame:
    """Mean of each behaviour at each rating before it, with a 95 % interval.

    Plain means, nothing adjusted: what the figure shows. Shares have Wilson intervals, amounts
    t intervals that end at 0. Distances of a run are in km.

    Parameters
    ----------
    diary : DataFrame
        One runner's, from `add_exposures(build_diary(log))`.

    Returns
    -------
    DataFrame
        Columns `behaviour`, `unit` (`%`, `km`, `times`, `minutes`), `rating` (whole points),
        `mean`, `low`, `high`, `n_days`; ratings with fewer than 5 days are left out.

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209, doi:10.1080/01621459.1927.10502953.
    """
    parts = []
    for one in behaviours_of(diary, model_frame(diary)):
        is_log, is_share = one.unit == "%", one.unit == "percentage points"
        amounts = np.exp(one.done) if is_log else one.done
        days = pd.DataFrame({"amount": amounts, "rating": one.ratings.round()}).dropna()
        by_rating = days.groupby("rating")["amount"].agg(["mean", "sem", "size"])
        known = by_rating[by_rating["size"] >= FEWEST_DAYS]
        unit = "%" if is_share else "km" if is_log else one.unit
        low, high = _wilson(known) if is_share else _around_mean(known)
        part = pd.DataFrame(
            {"mean": known["mean"], "low": low, "high": high, "n_days": known["size"]}
        )
        parts.append(part.reset_index().assign(behaviour=one.name, unit=unit))
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def clearest_behaviours(points: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Keep the behaviours with the smallest p: those that changed, and at least 3.

    Parameters
    ----------
    points : DataFrame
        From `behaviour_by_rating`.
    found : DataFrame
        From `feedback`.
    """
    tested = _clearest_first(found.dropna(subset=["p_holm"]))
    n_shown = max(FEWEST_SHOWN, int((tested["p_holm"] < ALPHA).sum()))
    clearest = tested["behaviour"].head(n_shown)
    return points[points["behaviour"].isin(clearest)].reset_index(drop=True)


def _around_mean(known: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    half = stats.t.ppf(0.975, known["size"] - 1) * known["sem"]
    return (known["mean"] - half).clip(lower=0), known["mean"] + half


def _wilson(known: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    share, n_days, z = known["mean"] / 100, known["size"], stats.norm.ppf(0.975)
    middle = (share + z**2 / (2 * n_days)) / (1 + z**2 / n_days)
    root = np.sqrt(share * (1 - share) / n_days + z**2 / (4 * n_days**2))
    half = z * root / (1 + z**2 / n_days)
    return 100 * (middle - half).clip(lower=0), 100 * (middle + half).clip(upper=1)
