"""Rows of tables with a column `runner`, sorted into buckets: all rows of a runner into one."""

from collections.abc import Iterator
from glob import escape
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.cohort.places import RUNNER, Table, unreadable
from backstride.cohort.shards import write_whole
from backstride.errors import DataError

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
