"""Shards: the diaries of some runners in one file; buckets and cells on the way to them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from backstride import schemas
from backstride.cohort.places import RUNNER, Table, unreadable
from backstride.errors import DataError
from backstride.schemas.log import COUNT, FLAG, NUMBER, TIME, column

# Shards: the diaries of some runners in one file, and the ledger of their rows in another.


@dataclass(frozen=True)
class Shard:
    """Some runners, whole; what is known of them without opening the files.

    Parameters
    ----------
    diary, ledger : Path
        Parquet: the diary with exposures, runner by runner, and the lines of `COHORT_LEDGER`.
    runners : tuple of str
        Keys of all runners, of those that cannot be read too.
    n_days, n_unread : int
        Days of the diary, and runners that are not in it.
    counts : DataFrame
        Units read and their outcomes, by table.
    unread : tuple of str
        Columns of the runners' own logs of which no meaning is known.
    """

    diary: Path
    ledger: Path
    runners: tuple[str, ...]
    n_days: int
    n_unread: int
    counts: pd.DataFrame
    unread: tuple[str, ...]


def write_shard(
    diary: pd.DataFrame,
    ledger: pd.DataFrame,
    folder: Path,
    name: str,
    runners: set[str],
    unread: Iterable[str] = (),
) -> Shard:
    """Write a shard; a file is there whole or not at all, and is the same when written again."""
    days, lines = folder / f"diary-{name}.parquet", folder / f"ledger-{name}.parquet"
    write_whole(diary, days)
    write_whole(ledger, lines)
    n_unread = len(runners) - diary["runner"].nunique()
    keys, columns = tuple(sorted(runners)), tuple(sorted(unread))
    return Shard(days, lines, keys, len(diary), n_unread, outcomes(ledger), columns)


def write_whole(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet; two that write the same at once do not meet."""
    beside = path.with_name(f"{uuid4()}.new")
    table.to_parquet(beside, index=False)
    beside.replace(path)


def read_diary(shard: Shard) -> pd.DataFrame:
    """The diary of a shard, with exposures."""
    return pd.read_parquet(shard.diary)


def outcomes(ledger: pd.DataFrame) -> pd.DataFrame:
    """Units read, kept, merged and refused by table: rows, and files and runners as a whole.

    Examples
    --------
    >>> lines = pd.DataFrame({"table": "days", "outcome": ["kept", "refused"]})
    >>> outcomes(lines).loc["days"].tolist()
    [2, 1, 0, 1]
    """
    counts = pd.crosstab(ledger["table"].astype(object), ledger["outcome"].astype(object))
    counts = counts.reindex(columns=list(schemas.OUTCOMES), fill_value=0)
    counts.insert(0, "read", counts.sum(axis=1))
    return counts.rename_axis(columns=None)


# Rows of tables with a column `runner`, sorted into buckets: all rows of a runner into one.

ROWS_AT_A_TIME = 100_000
ROWS_PER_BUCKET = 200_000
BYTES_OF_HEAD = 65_536
SOURCE, SOURCE_ROW = "table of the cohort", "row of that table"
# What the parser of pandas makes of Ctrl-C; without it a table would be refused half read.
INTERRUPTED = "Calling read(nbytes) on source failed"
NO_RUNNER = "runner: found nothing, expected the key of a runner"


def n_buckets(tables: tuple[Table, ...]) -> int:
    """How many buckets keep each at about 200,000 rows, by a guess from the files alone."""
    rows = sum(_n_rows(table) for table in tables)
    return max(1, round(rows / ROWS_PER_BUCKET))


def fill_buckets(table: Table, n_wanted: int, into: Path) -> pd.DataFrame:
    """Write the rows of one table into buckets, piece by piece.

    The bucket of a runner hangs on its key alone, so that every table, read anywhere, puts its
    rows into the same one. No more than 100,000 rows are in memory at a time.

    Parameters
    ----------
    table : Table
    n_wanted : int
        Number of buckets.
    into : Path
        Folder of the buckets; pieces are named after the table, and written anew each time.

    Returns
    -------
    DataFrame
        Row (`SOURCE_ROW`) and `reason` of every row without a runner; row 0 with the reason where
        the table cannot be read, and then nothing of it is in any bucket.
    """
    refused: list[pd.DataFrame] = []
    try:
        for number, rows in enumerate(_chunks(table)):
            runner = rows[RUNNER].astype("str").str.strip()
            has_none = (runner.isna() | (runner == "")).to_numpy()
            refused.append(rows.loc[has_none, [SOURCE_ROW]].assign(reason=NO_RUNNER))
            known = rows.assign(**{RUNNER: runner})[~has_none]
            place = bucket_of(known[RUNNER], n_wanted)
            for bucket, part in known.groupby(place):
                folder = into / f"bucket-{bucket:04d}"
                folder.mkdir(exist_ok=True)
                write_whole(part, folder / _piece(table, number))
    except DataError as fault:
        for piece in into.glob(f"*/{escape(table.path.name)}-{'[0-9]' * 6}.parquet"):
            piece.unlink()
        return pd.DataFrame({SOURCE_ROW: [0], "reason": [str(fault)]})
    return pd.concat(refused, ignore_index=True) if refused else _nothing_refused()


def filled_buckets(place: Path) -> list[Path]:
    """The buckets with rows in them; one may be empty whose table broke off."""
    return [bucket for bucket in sorted(place.iterdir()) if _pieces(bucket)]


def bucket_of(runner: pd.Series, n_wanted: int) -> NDArray[np.int64]:
    """Number of each runner's bucket, from 0: the same for a key on every machine.

    Examples
    --------
    >>> bucket_of(pd.Series(["ann", "bo", "ann"]), 1).tolist()
    [0, 0, 0]
    """
    code, names = pd.factorize(runner)
    bucket = pd.util.hash_array(np.asarray(names, dtype=object)) % np.uint64(n_wanted)
    return bucket.astype(np.int64)[code]


def rows_of_bucket(bucket: Path) -> list[pd.DataFrame]:
    """The rows of a bucket, a table for each file they came from."""
    pieces: dict[str, list[pd.DataFrame]] = {}
    for piece in _pieces(bucket):
        rows = pd.read_parquet(piece)
        pieces.setdefault(str(rows[SOURCE].iloc[0]), []).append(rows)
    return [pd.concat(parts, ignore_index=True) for parts in pieces.values()]


def _pieces(bucket: Path) -> list[Path]:
    # What a worker was writing when it died lies beside the pieces, under another ending.
    return sorted(bucket.glob("*.parquet"))


def _n_rows(table: Table) -> float:
    if not table.delimiter:
        from pyarrow import parquet

        return int(parquet.read_metadata(table.path).num_rows)
    with table.path.open("rb") as text:
        head = text.read(BYTES_OF_HEAD)
    return table.path.stat().st_size / max(len(head), 1) * head.count(b"\n")


def _chunks(table: Table) -> Iterator[pd.DataFrame]:
    """Rows with the table and the row they are from, or the reason for none.

    A disk that is full while a piece is written is no fault of the table, and not told as one.
    """
    try:
        yield from _numbered(table)
    except (OSError, ValueError) as fault:
        if INTERRUPTED in str(fault):
            raise KeyboardInterrupt from None
        raise DataError(unreadable(fault)) from None


def _numbered(table: Table) -> Iterator[pd.DataFrame]:
    """Rows with their numbers; the header is row 1."""
    first = 2
    for rows in _text_chunks(table) if table.delimiter else _parquet_chunks(table):
        named = rows.rename(columns=lambda name: str(name).strip())
        named[SOURCE] = table.path.name
        named[SOURCE_ROW] = np.arange(first, first + len(rows))
        yield named
        first += len(rows)


def _text_chunks(table: Table) -> Iterator[pd.DataFrame]:
    with pd.read_csv(
        table.path,
        sep=table.delimiter,
        dtype="str",
        keep_default_na=False,
        encoding="utf-8-sig",
        index_col=False,
        chunksize=ROWS_AT_A_TIME,
    ) as chunks:
        yield from chunks


def _parquet_chunks(table: Table) -> Iterator[pd.DataFrame]:
    from pyarrow import parquet

    with parquet.ParquetFile(table.path) as file:
        for batch in file.iter_batches(batch_size=ROWS_AT_A_TIME):
            # A null must not turn runner 7 of one batch into 7.0, nor the index take a column.
            yield batch.to_pandas(ignore_metadata=True, integer_object_nulls=True)


def _piece(table: Table, number: int) -> str:
    return f"{table.path.name}-{number:06d}.parquet"


def _nothing_refused() -> pd.DataFrame:
    return pd.DataFrame({SOURCE_ROW: pd.Series(dtype="int64"), "reason": pd.Series(dtype="str")})


# Cells of a day table to typed columns, with the problems of every row that has some.

NOTHING = ("", "NA", "NaN", "nan", "None", "<NA>")
FLAGS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
INDEX = re.compile(r"__index_level_\d+__")
COMMA, POINT = r"-?\d+,\d+", "; a point in decimals, no comma"
DOSES = re.compile(r"[a-z_]+_(done|between)")
FIRST_DAY, LAST_DAY = pd.Timestamp("1970-01-01"), pd.Timestamp("2100-01-01")
_DOSE = column(NUMBER, "times a habit was done", low=0)


def described(name: str) -> pa.Column | None:
    """How a column of a day table is described; nothing for one that is not used."""
    columns: dict[str, pa.Column] = schemas.COHORT_DAYS.columns
    return columns.get(name, _DOSE if DOSES.fullmatch(name) else None)


def unused_columns(names: Iterable[str]) -> set[str]:
    """Those of the columns that a day table is not known to have.

    Examples
    --------
    >>> unused_columns(["date", "mood", "stretching_done"])
    {'mood'}
    """
    return {name for name in names if described(name) is None and not INDEX.fullmatch(name)}


def typed_days(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Give every known column its type.

    Parameters
    ----------
    cells : DataFrame
        Columns as found, text or typed; those that are not described are left out.

    Returns
    -------
    days : DataFrame
        Typed columns: numbers as float64 (missing where empty), flags as 1, 0 or missing, days.
    problems : Series of str
        What is wrong with the cells of each row that cannot be used; missing where nothing is.

    Examples
    --------
    >>> cells = pd.DataFrame({"date": ["2025-02-01", "1.2.25"], "pain_post": ["3", "12"]})
    >>> typed_days(cells)[1].tolist()[1:]
    ['date: found 1.2.25, expected a day as YYYY-MM-DD; pain_post: found 12, expected 0 to 10']
    """
    problems = pd.Series(None, index=cells.index, dtype="str")
    typed: dict[str, pd.Series] = {}
    for name in map(str, cells):
        how = described(name)
        if how is None:
            continue
        if name == "runner":
            # A bucket holds no row without a key, and NA is somebody's.
            typed[name] = cells[name].astype("str")
            continue
        values, expected = _typed(cells[name], how)
        is_wrong = _has_cell(cells[name]) & values.isna()
        if name == "date":
            is_wrong |= values.isna()
        typed[name] = values
        if is_wrong.any():
            found = cells.loc[is_wrong, name].astype("str").fillna("nothing").replace("", "nothing")
            said = f"{name}: found " + found + f", expected {expected}"
            said = said.mask(found.str.fullmatch(COMMA), said + POINT)
            problems = joined(problems, said)
    return pd.DataFrame(typed, index=cells.index), problems


def joined(problems: pd.Series, more: pd.Series) -> pd.Series:
    """Add problems to those of the same rows.

    Examples
    --------
    >>> joined(pd.Series(["a", None, None]), pd.Series(["b", "c"], index=[0, 2])).tolist()
    ['a; b', nan, 'c']
    """
    both = problems.copy()
    before = both.loc[more.index]
    both.loc[more.index] = (before + "; " + more).fillna(more)
    return both


def _has_cell(cells: pd.Series) -> pd.Series:
    if cells.dtype != "str" and cells.dtype != object:
        return cells.notna()
    return cells.notna() & ~cells.astype("str").str.strip().isin(NOTHING)


def _typed(cells: pd.Series, how: pa.Column) -> tuple[pd.Series, str]:
    limits = how.metadata or {}
    dtype = limits["dtype"]
    if dtype == TIME:
        return _days(cells), "a day as YYYY-MM-DD"
    if dtype == FLAG:
        words = cells.astype("str").str.strip().str.casefold()
        return words.map(FLAGS).astype("float64"), "true or false"
    if dtype in (NUMBER, COUNT):
        return _numbers(cells, limits["low"], limits["high"]), _range(limits["low"], limits["high"])
    text = cells.astype("str").str.strip()
    known = text.where(_has_cell(cells))
    if not limits["allowed"]:
        return known, "a word"
    return known.where(known.isin(limits["allowed"])), " or ".join(limits["allowed"])


def _days(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        cells = cells.dt.tz_localize(None)
    if not pd.api.types.is_datetime64_any_dtype(cells):
        text = cells.astype("str").str.strip()
        cells = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    days = cells.astype("datetime64[us]").dt.normalize()
    return days.where((days >= FIRST_DAY) & (days < LAST_DAY))


def _numbers(cells: pd.Series, low: float | None, high: float | None) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    is_within = np.isfinite(numbers)
    if low is not None:
        is_within &= numbers >= low
    if high is not None:
        is_within &= numbers <= high
    return numbers.where(is_within)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else "a number"
