"""What the last report in a folder said, and what changed since then."""

from pathlib import Path

import pandas as pd

from backstride.claims import CLAIM
from backstride.clean.csv_files import cells_of, current
from backstride.errors import DataError
from backstride.presentation import PLAIN, Presentation

# What the last report in a folder said, kept beside it in `last-answers.csv`.

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


# What changed since the last report in the same folder, in sentences.

SHRINKS = (
    "First findings are usually too large: an effect found early tends to shrink with more days."
)
FIRST = "This is the first report in this folder, so there is nothing to compare it with."
OTHER_SITE = "The last report in this folder was about another site, so nothing is compared."
VERDICTS = {
    "raises": "raises pain",
    "lowers": "lowers pain",
    "no difference": "makes no difference that matters",
    "cannot tell": "can’t tell yet",
}


def changes(
    before: pd.DataFrame, now: pd.DataFrame, presentation: Presentation = PLAIN
) -> list[str]:
    """Say what is new: rated days, verdicts, and how far the estimates moved.

    Parameters
    ----------
    before, now : DataFrame
        Rows of `last_answers.COLUMNS`; `before` may have none.

    Returns
    -------
    list of str
        Sentences, the last of which holds for every report.
    """
    if before.empty:
        return [FIRST, SHRINKS]
    if before["site"].iloc[0] != now["site"].iloc[0]:
        return [OTHER_SITE, SHRINKS]
    both = before.merge(now, on="slug", suffixes=("_before", "_now"))
    return [
        _days(before.iloc[0], now.iloc[0], presentation),
        *_verdicts(both, presentation),
        *_moved(both, presentation),
        SHRINKS,
    ]


def _days(before: pd.Series, now: pd.Series, presentation: Presentation) -> str:
    more = int(now["n_rated"]) - int(before["n_rated"])
    since = "Since the last report in this folder"
    if before["rated_until"]:
        until = presentation.day(pd.Timestamp(before["rated_until"]))
        since = f"{since}, which went up to {until}"
    if more == 0:
        return f"{since}, there is no new rated day."
    if more < 0:
        return f"{since}, there are {presentation.counted(-more, 'rated day')} fewer."
    verb = "there is" if more == 1 else "there are"
    return f"{since}, {verb} {presentation.counted(more, 'new rated day')}."


def _verdicts(both: pd.DataFrame, presentation: Presentation) -> list[str]:
    changed = both[both["status_before"] != both["status_now"]]
    if changed.empty:
        return ["No verdict changed."]
    return [
        f"{CLAIM[row['slug']].sentence}: it was “{_verdict(row['status_before'])}”"
        f"{_number(row['estimate_before'], presentation)}, it is now "
        f"“{_verdict(row['status_now'])}”{_number(row['estimate_now'], presentation)}."
        for row in changed.to_dict("records")
    ]


def _verdict(status: str) -> str:
    return VERDICTS.get(status, status)


def _number(estimate: str, presentation: Presentation) -> str:
    return f" ({presentation.signed(float(estimate))})" if estimate else ""


def _moved(both: pd.DataFrame, presentation: Presentation) -> list[str]:
    had = both[(both["estimate_before"] != "") & (both["estimate_now"] != "")]
    if had.empty:
        return []
    moved = (had["estimate_now"].astype(float) - had["estimate_before"].astype(float)).abs()
    most = CLAIM[str(had["slug"].iloc[int(moved.to_numpy().argmax())])].sentence
    by = presentation.number(moved.max(), 2)
    if round(moved.max(), 2) == 0:
        return ["No estimate moved."]
    return [f"The estimate that moved most is that of “{most}”, by {by} points."]
