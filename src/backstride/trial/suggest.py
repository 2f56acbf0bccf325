"""Which trial would settle what the diary cannot, and how long it would be."""

import pandas as pd

from backstride.claims import CLAIM
from backstride.exposures.load import WEEK
from backstride.summaries.text import counted, percent
from backstride.trial.plan import FEWEST_PAIRS, MOST_PERIODS, SHOE_AGE, TRIED
from backstride.trial.power import (
    Power,
    Variability,
    own_variability,
    power_of,
    simulated_differences,
)

ENOUGH_POWER = 0.80
OPEN = ("cannot tell", "order unknown", "too few days", "same as another")
LONGEST_WEEKS = 52
COLUMNS = ["slug", "pairs", "period_days", "weeks", "difference", "power", "mc_error"]


def suggested_trial(answers: pd.DataFrame, diary: pd.DataFrame) -> pd.DataFrame:
    """The shortest trial of each open claim that finds what matters four times in five.

    Simulated at the runner's own level, carry-over and noise of pain; the same log gives the same
    numbers. Pain may be too even, or too low, for a trial of a year: then the longest is given
    with the power that it has.

    Parameters
    ----------
    answers : DataFrame
        From `answer_claims`: `slug`, `status`, `smallest_difference`.
    diary : DataFrame
        The runner's diary: `pain_post`, one row per calendar day.

    Returns
    -------
    DataFrame
        One row per claim that is open and can be tried: `slug`, `pairs`, `period_days`, `weeks`,
        `difference` (points), `power` (0-1), `mc_error`.
    """
    is_open = answers["status"].isin(OPEN) & answers["slug"].isin(list(TRIED))
    rows = answers.loc[is_open, ["slug", "smallest_difference"]].dropna()
    pain = own_variability(diary["pain_post"])
    lengths: dict[tuple[int, float], Power] = {}
    table = []
    for slug, size in rows.itertuples(index=False):
        period_days = TRIED[slug].period_days
        difference = size if CLAIM[slug].said_to == "raise" else -size
        key = period_days, difference
        if key not in lengths:
            lengths[key] = _shortest(period_days, difference, pain)
        power = lengths[key]
        weeks = 2 * power.n_pairs * period_days // WEEK
        length = (power.n_pairs, period_days, weeks)
        table.append((slug, *length, size, power.share, power.mc_error))
    return pd.DataFrame(table, columns=COLUMNS)


def length_sentence(row: pd.Series) -> str:
    """A suggested trial in words.

    Examples
    --------
    >>> row = pd.Series({"pairs": 12, "period_days": 7, "weeks": 24, "difference": 1.0,
    ...                  "power": 0.829})
    >>> length_sentence(row)
    'A randomised trial on oneself of 24 weeks (12 pairs of 7-day periods) would find 1.0 points in
    83 % of tries.'
    >>> length_sentence(row.replace({24: 52, 12: 26, 0.829: 0.641}))
    'A randomised trial on oneself would take more than a year: one of 52 weeks (26 pairs of 7-day
    periods) would find 1.0 points in 64 % of tries.'
    """
    pairs = f"{row['pairs']:.0f} pairs of {row['period_days']:.0f}-day periods"
    length = f"of {counted(row['weeks'], 'week')} ({pairs})"
    found = f"would find {row['difference']:.1f} points in {percent(row['power'])} of tries."
    if row["power"] < ENOUGH_POWER:
        return f"A randomised trial on oneself would take more than a year: one {length} {found}"
    return f"A randomised trial on oneself {length} {found}"


def plan_command(row: pd.Series) -> str:
    """The command that plans a suggested trial; its first day is for the runner to choose.

    Examples
    --------
    >>> row = pd.Series({"slug": "strength", "pairs": 13, "period_days": 14})
    >>> plan_command(row)
    'backstride trial plan --claim strength --periods 26 --period-days 14 --start DAY'
    """
    length = f"--periods {2 * row['pairs']:.0f} --period-days {row['period_days']:.0f}"
    shoes = " --worn-pair NAME --fresh-pair NAME" if row["slug"] == SHOE_AGE else ""
    return f"backstride trial plan --claim {row['slug']} {length}{shoes} --start DAY"


def _shortest(period_days: int, difference: float, pain: Variability) -> Power:
    """Power of the shortest trial that has enough, by halving; of the longest where none has."""
    few, many = FEWEST_PAIRS, min(LONGEST_WEEKS * WEEK // (2 * period_days), MOST_PERIODS // 2)
    differences = simulated_differences(many, period_days, difference, pain)
    while few < many:
        middle = (few + many) // 2
        if power_of(differences[:, :middle], difference).share >= ENOUGH_POWER:
            many = middle
        else:
            few = middle + 1
    return power_of(differences[:, :many], difference)
