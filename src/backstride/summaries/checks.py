"""Checks of the answers on the reader's own days: rounded tables and one sentence each."""

import pandas as pd

from backstride.claims import CLAIM
from backstride.summaries.wording import counted, signed
from backstride.trust.null_denominator import CONSTANT, LATER, OWN, SHUFFLED

Row = pd.Series
ALPHA = 0.05
BLIND = (
    "What passes is not proven: the check does not see something unlogged that moves both pain "
    "and what is done, nor pain that was felt and not rated."
)
FOLLOWS = (
    "What does not pass goes with older pain than its model takes into account: read its answer "
    "with care."
)


def check_rows(found: pd.DataFrame) -> pd.DataFrame:
    """A check of `future_exposure` or `other_site` as a reader meets it.

    Returns
    -------
    DataFrame
        Columns `claim`, `passed` (`yes`, `no`, or `not made`), `estimate`, `low`, `high`,
        `p_value`, `n_days`, `wording`.
    """
    passed = found["is_passed"].map({True: "yes", False: "no"}).astype("str")
    shown = pd.DataFrame(
        {
            "claim": [CLAIM[slug].sentence for slug in found["slug"]],
            "passed": passed.where(found["is_passed"].notna().to_numpy(), "not made").to_numpy(),
        }
    )
    numbers = found[["estimate", "low", "high"]].round(2).assign(p_value=found["p_value"].round(3))
    rest = pd.concat([numbers, found[["n_days", "wording"]]], axis=1)
    return pd.concat([shown, rest.reset_index(drop=True)], axis=1)


def future_exposure_sentence(found: pd.DataFrame) -> str:
    """Say how many claims pass the check on earlier pain, and what it cannot see."""
    made = found.dropna(subset=["is_passed"])
    if made.empty:
        return "The check on earlier pain cannot be made with the days logged so far."
    failed = [FOLLOWS] if not made["is_passed"].all() else []
    return " ".join([f"Earlier pain: {_counts(made)}", *failed, BLIND])


def other_site_sentence(found: pd.DataFrame) -> str:
    """Say how many claims leave the other site alone, or why the check cannot be made."""
    made = found.dropna(subset=["is_passed"])
    if made.empty:
        why = found["wording"].mode()
        return f"The check on another site was not made. {why.iloc[0] if len(why) else ''}".strip()
    return f"Another site: {_counts(made)}"


def _counts(made: pd.DataFrame) -> str:
    failed = made[~made["is_passed"].astype(bool)]
    by_chance = "One in twenty fails by chance."
    if failed.empty:
        every = "the one claim checked passes" if len(made) == 1 else f"all {len(made)} pass"
        return f"{every}. {by_chance}"
    names = ", ".join(f"“{CLAIM[slug].sentence}”" for slug in failed["slug"])
    verb = "does" if len(failed) == 1 else "do"
    return (
        f"of {counted(len(made), 'claim')} checked, {len(failed)} {verb} not pass: {names}. "
        f"{by_chance}"
    )


def null_denominator_sentence(found: pd.DataFrame) -> str:
    """Say whether the ratio says more than it does with a denominator that says nothing."""
    if found.empty:
        return "There are too few rated days with four logged weeks before them for this test."
    rows: dict[str, Row] = {row["denominator"]: row for _, row in found.iterrows()}
    said = [
        f"{_slope(rows[OWN])} with its own chronic load",
        f"{_slope(rows[CONSTANT])} with a constant in its place",
        f"{_slope(rows[SHUFFLED])} with chronic loads in random order",
    ]
    start = f"Points of pain per standard deviation of the workload ratio: {', '.join(said)}."
    return f"{start} {_reading(rows)} {_afterwards(rows[LATER])}"


def _slope(row: Row) -> str:
    return f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"


def _reading(rows: dict[str, Row]) -> str:
    own, constant = rows[OWN], rows[CONSTANT]
    if own["p_value"] >= ALPHA and constant["p_value"] >= ALPHA:
        return "There is no plain association here that a denominator could have made."
    is_alike = own["estimate"] * constant["estimate"] > 0 and constant["p_value"] < ALPHA
    if own["p_value"] < ALPHA and is_alike:
        return (
            "The association stays when the denominator says nothing, so it is not what was run "
            "in the weeks before that makes it."
        )
    return (
        "The association is not the same with a denominator that says nothing, so the weeks "
        "before, too, play a part in it."
    )


def _afterwards(later: Row) -> str:
    if later["p_value"] >= ALPHA:
        return "The ratio of the week after a rating, which cannot cause it, does not go with it."
    way = "protects" if later["estimate"] < 0 else "harms"
    return (
        f"The ratio of the week after a rating goes with it, too: {_slope(later)}. That week "
        f"cannot have caused the rating; pain that changes how much is run makes the ratio look "
        f"as if it {way}."
    )
