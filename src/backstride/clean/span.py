"""The days to use, out of all the days of a log."""

from dataclasses import replace
from datetime import date

import pandas as pd

from backstride.clean.log import Log

OUTSIDE = "outside --since/--until"


def within_span(log: Log) -> Log:
    """Leave out the rows outside `settings.since` to `settings.until` (both days inclusive).

    Their ledger lines stay `kept`, with a reason: nothing is wrong with them. Shoes have no day
    and stay.
    """
    first, last = log.settings.since, log.settings.until
    if first is None and last is None:
        return log
    inside, outside = {}, []
    for name in ("runs", "pain", "habits", "days"):
        table = getattr(log, name)
        used = table["date"].between(
            pd.Timestamp(first or date.min), pd.Timestamp(last or date.max)
        )
        inside[name] = table[used].reset_index(drop=True)
        outside.append(table.loc[~used, ["source", "source_row"]])
    return replace(log, **inside, ledger=_told(log.ledger, pd.concat(outside)))


def _told(ledger: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    gone = pd.MultiIndex.from_frame(outside)
    where = pd.MultiIndex.from_frame(ledger[["source", "row"]]).isin(gone)
    where &= (ledger["outcome"] == "kept").to_numpy()
    reason = ledger["reason"].fillna("")
    joined = (reason + "; " + OUTSIDE).mask(reason == "", OUTSIDE)
    return ledger.assign(reason=ledger["reason"].mask(where, joined))
