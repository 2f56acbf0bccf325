"""What changed since the last report in the same folder, in sentences."""

import pandas as pd

from backstride.claims import CLAIM
from backstride.presentation import PLAIN, Presentation

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
