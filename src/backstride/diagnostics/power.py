"""What more weeks of the same diary would be able to show."""

import numpy as np
import pandas as pd

STEP_WEEKS = 4
MOST_WEEKS = 104


def detectable_ahead(answers: pd.DataFrame, n_days: int) -> pd.DataFrame:
    """Detectable difference of each fitted claim over further weeks of logging.

    At the present mix of days the standard error of a contrast falls with the square root of the
    days (`models.contrasts.days_needed`); the number of claims and the level in force stay as they
    are.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_claims`.
    n_days : int
        Calendar days of the diary.

    Returns
    -------
    DataFrame
        One row per fitted claim and 4 weeks, from today to 104 weeks ahead: `slug`, `claim`,
        `more_weeks`, `detectable_difference` and `smallest_difference` (points); no rows where
        no claim is fitted.

    Examples
    --------
    >>> row = {"slug": "spike", "claim": "Too much", "n_days": 100, "detectable_difference": 1.0}
    >>> today = pd.DataFrame([row | {"smallest_difference": 0.6}])
    >>> ahead = detectable_ahead(today, 140).set_index("more_weeks")["detectable_difference"]
    >>> ahead[[0, 20, 60]].round(2).tolist()
    [1.0, 0.71, 0.5]
    """
    fitted = answers.dropna(subset=["detectable_difference"])
    weeks = pd.DataFrame({"more_weeks": np.arange(0, MOST_WEEKS + 1, STEP_WEEKS)})
    ahead = fitted.merge(weeks, how="cross")
    longer = 1 + 7 * ahead["more_weeks"] / n_days if n_days else 1.0
    return ahead[["slug", "claim", "more_weeks"]].assign(
        detectable_difference=ahead["detectable_difference"] / np.sqrt(longer),
        smallest_difference=ahead["smallest_difference"],
    )
