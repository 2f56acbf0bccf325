"""What the last report in a folder said, kept beside it in `last-answers.csv`."""

from pathlib import Path

import pandas as pd

from backstride.clean.staging import current
from backstride.clean.strict_csv import cells_of
from backstride.errors import DataError

NAME = "last-answers.csv"
# One row per report and claim: report 1 is the last one, 0 the one before it on another log.
COLUMNS = ["report", "site", "rated_until", "n_rated", "slug", "status", "estimate", "low", "high"]
NUMBERS = ["estimate", "low", "high"]
LAST, BEFORE = "1", "0"


def open_last_answers(folder: Path) -> pd.DataFrame:
    """Read what earlier reports said; no rows where there was none.

    Returns
    -------
    DataFrame
        `COLUMNS`, every cell as text.

    Raises
    ------
    DataError
        The file is not as it was written.
    """
    path = folder / NAME
    if not current(path).exists():
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    remedy = f"{path}: tells the next report what changed, no more. Delete it, or put it back."
    try:
        cells = cells_of(path, COLUMNS)
    except DataError as fault:
        raise DataError([*fault.problems, remedy]) from None
    if not _is_sound(cells):
        raise DataError([f"{NAME}: found a report, a day or a number that is none.", remedy])
    return cells


def _is_sound(cells: pd.DataFrame) -> bool:
    numbers = pd.concat([cells[name] for name in (*NUMBERS, "n_rated")]).replace("", "0")
    days = cells["rated_until"].replace("", "2025-01-01")
    return (
        set(cells["report"]) <= {LAST, BEFORE}
        and not cells.duplicated(["report", "slug"]).any()
        and bool(pd.to_numeric(numbers, errors="coerce").notna().all())
        and bool(pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").notna().all())
    )


def answers_now(answers: pd.DataFrame, diary: pd.DataFrame, site: str) -> pd.DataFrame:
    """The answers of this report as rows of `COLUMNS`; numbers have four decimals."""
    rated = diary.loc[diary["pain_post"].notna(), "date"]
    rows = answers[["slug", "status", *NUMBERS]].assign(
        report=LAST,
        site=site,
        rated_until=f"{rated.max():%Y-%m-%d}" if len(rated) else "",
        n_rated=str(len(rated)),
    )
    for name in NUMBERS:
        rows[name] = [f"{value:.4f}" if pd.notna(value) else "" for value in answers[name]]
    return rows[COLUMNS].astype("str").reset_index(drop=True)


def before_and_kept(kept: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What this report is compared with, and what is kept for the next one.

    The same log says the same when the report is written again: it is compared with the report
    before, not with itself.

    Parameters
    ----------
    kept : DataFrame
        As from `open_last_answers`.
    now : DataFrame
        As from `answers_now`.

    Returns
    -------
    before : DataFrame
        Rows of the last report that said something else; none where there is none.
    to_keep : DataFrame
    """
    last = kept[kept["report"] == LAST].reset_index(drop=True)
    if last.equals(now):
        return kept[kept["report"] == BEFORE].reset_index(drop=True), kept
    return last, pd.concat([last.assign(report=BEFORE), now], ignore_index=True)
