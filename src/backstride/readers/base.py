"""What every reader hands on, says of itself, and may refuse."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import stacked

# What a reader hands on: rows in canonical units, words as found, and the account of its rows.

RAW_COLUMNS = {
    "runs": {
        "start": "datetime64[us]",
        "date": "datetime64[us]",
        "sport": "str",
        "distance_km": "float64",
        "duration_min": "float64",
        "elapsed_min": "float64",
        "surface": "str",
        "unpaved_share": "float64",
        "shoe": "str",
        "rpe": "float64",
    },
    "pain": {
        "rated_at": "datetime64[us]",
        "date": "datetime64[us]",
        "site": "str",
        "rating": "str",
        "scale": "str",
        "time_of_day": "str",
        "entered_at": "datetime64[us]",
        "note": "str",
    },
    "shoes": {
        "shoe": "str",
        "start_km": "float64",
        "first_day": "datetime64[us]",
        "retired_on": "datetime64[us]",
    },
    "habits": {
        "date": "datetime64[us]",
        "time": "str",
        "habit": "str",
        "dose": "float64",
        "dose_unit": "str",
    },
    "days": {
        "date": "datetime64[us]",
        "sleep_h": "float64",
        "stress": "float64",
        "sitting_h": "float64",
        "illness": "float64",
        "medication": "float64",
    },
}
ORIGIN = {"source": "str", "source_row": "int64"}


def raw_table(name: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Bring rows to the columns and types of raw table `name`; absent columns are missing.

    Parameters
    ----------
    name : {'runs', 'pain', 'shoes', 'habits', 'days'}
    rows : DataFrame, optional
        None gives an empty table.

    Examples
    --------
    >>> raw_table("shoes").columns.tolist()
    ['shoe', 'start_km', 'first_day', 'retired_on', 'source', 'source_row']
    """
    dtypes = {**RAW_COLUMNS[name], **ORIGIN}
    if rows is None or rows.empty:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in dtypes.items()})
    return rows.reindex(columns=list(dtypes)).astype(dtypes).reset_index(drop=True)


@dataclass(frozen=True)
class Reading:
    """Rows of one or more files, before cleaning.

    Distances are km, durations minutes, times naive local wall clock of the runner; sport,
    surface, shoe, site and habit are still spelled as found. `ledger` has a line for every
    input row, refused ones already settled; `repairs` lists what the reader changed.
    """

    runs: pd.DataFrame = field(default_factory=lambda: raw_table("runs"))
    pain: pd.DataFrame = field(default_factory=lambda: raw_table("pain"))
    shoes: pd.DataFrame = field(default_factory=lambda: raw_table("shoes"))
    habits: pd.DataFrame = field(default_factory=lambda: raw_table("habits"))
    days: pd.DataFrame = field(default_factory=lambda: raw_table("days"))
    ledger: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.LEDGER))
    repairs: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.REPAIRS))


def joined(readings: list[Reading]) -> Reading:
    """Stack the tables of several readings in the order given."""
    if not readings:
        return Reading()
    parts = {
        name: _stack([getattr(reading, name) for reading in readings], raw_table(name))
        for name in RAW_COLUMNS
    }
    return replace(
        Reading(),
        **parts,
        ledger=stacked([reading.ledger for reading in readings], schemas.LEDGER),
        repairs=stacked([reading.repairs for reading in readings], schemas.REPAIRS),
    )


def _stack(parts: list[pd.DataFrame], blank: pd.DataFrame) -> pd.DataFrame:
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else blank


# What each source gives: the row of a reader in `docs/sources.md`.


@dataclass(frozen=True)
class About:
    """What is taken from a source, in words; an empty word means that it does not say.

    Parameters
    ----------
    source : str
        Service and file, as the runner knows them.
    runs, moving_time, surface, shoe, rpe, pain : str
        Where each is found.
    zone : str
        How its clock times are meant, and whether `--timezone` is needed.
    refuses : str
        What ends as a refused row or an error.
    """

    source: str
    runs: str = ""
    moving_time: str = ""
    surface: str = ""
    shoe: str = ""
    rpe: str = ""
    pain: str = ""
    zone: str = ""
    refuses: str = ""


# Errors that a folder treats in a way of its own: an open choice, and a table that is no log.


class UndecidedError(DataError):
    """A unit, date order or time zone that no file states; the message names the option.

    Inside a folder other unreadable files become ledger lines; this one stops the reading,
    because one word on the command line makes the file readable.
    """


class NotALogError(DataError):
    """A table in which no column has a meaning.

    The message quotes the names of its columns. What stands in their place may be the first line
    of a letter, so a ledger is given `unquoted`.

    Parameters
    ----------
    problems : iterable of str
        What to show to the person who named the file.
    unquoted : str
        The same without a word of the file.
    """

    def __init__(self, problems: Iterable[str], unquoted: str) -> None:
        super().__init__(problems)
        self.unquoted = unquoted


def reason_of(fault: DataError) -> str:
    """What a ledger says about a file that could not be read; never words of the file."""
    return fault.unquoted if isinstance(fault, NotALogError) else " ".join(fault.problems)
