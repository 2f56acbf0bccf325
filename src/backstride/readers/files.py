"""Bytes of a file or of a member of a zip, packed or not: bounded, every fault a sentence."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from backstride.errors import DataError

# Bytes of a file or of a member of a zip: read whole, bounded, every fault a sentence.

FilePath = Path | zipfile.Path

LARGEST_FILE_BYTES = 200 * 1024 * 1024
LARGEST_STREAM_BYTES = 32 * 1024**3
CHUNK_BYTES = 512 * 1024
# Text packs to a tenth or less, and a log of many zeros to a fiftieth; a zip bomb to a thousandth.
MOST_TIMES_PACKED = 200
SMALL_BYTES = 1024 * 1024
_READ_FAULTS = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
_PICTURES_AND_OTHERS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a database",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32_LITTLE = b"\xff\xfe\x00\x00"
EXCEL_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
HEAD_BYTES = 65_536


def read_bytes(path: FilePath) -> bytes:
    """All bytes of a file.

    Raises
    ------
    DataError
        If it cannot be read, is empty, or is larger than `LARGEST_FILE_BYTES`.
    """
    content = _read(path, LARGEST_FILE_BYTES + 1)
    if not content.strip():
        raise DataError(f"{path.name}: the file is empty.")
    if len(content) > LARGEST_FILE_BYTES:
        limit = LARGEST_FILE_BYTES // (1024 * 1024)
        raise DataError(f"{path.name}: larger than {limit} MB, more than any log of one runner.")
    return content


def chunks_of(path: FilePath) -> Iterator[bytes]:
    """A file piece by piece, for formats of gigabytes; at most `CHUNK_BYTES` at a time.

    Raises
    ------
    DataError
        If it cannot be read to its end, or is larger than `LARGEST_STREAM_BYTES`.
    """
    n_bytes = 0
    _check(path)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                n_bytes += len(chunk)
                if n_bytes > LARGEST_STREAM_BYTES:
                    limit = LARGEST_STREAM_BYTES // 1024**3
                    raise DataError(f"{path.name}: larger than {limit} GB, more than any export.")
                yield bytes(chunk)
    except _READ_FAULTS as fault:
        raise _unreadable(path, fault) from None


def read_head(path: FilePath) -> bytes:
    """The first `HEAD_BYTES` bytes of a file; empty for an empty file."""
    return _read(path, HEAD_BYTES)


def fault_of(head: bytes) -> str | None:
    r"""Why bytes are no text, or None if they may be.

    Examples
    --------
    >>> fault_of(b"\x89PNG\r\n")
    'this is a PNG picture, not a table'
    >>> fault_of(b"date,km") is None
    True
    """
    for mark, kind in _PICTURES_AND_OTHERS.items():
        if head.startswith(mark):
            return f"this is {kind}, not a table"
    if b"\x00" in head and (not head.startswith(_UTF16) or head.startswith(_UTF32_LITTLE)):
        return "this is a binary file, not a table"
    return None


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip unpacks to far more than it takes up, as no log does.

    Its size is the one that the zip states; reading stops there, and the checksum tells a lie.
    """
    packed = max(member.compress_size, 1)
    return member.file_size > max(SMALL_BYTES, MOST_TIMES_PACKED * packed)


def _check(path: FilePath) -> None:
    if isinstance(path, zipfile.Path):
        if path.exists() and path.is_file() and is_bomb(path.root.getinfo(path.at)):
            raise DataError(
                f"{path.name}: unpacks to more than {MOST_TIMES_PACKED} times its size in the zip, "
                "as no log does. It was not unpacked."
            )
    elif path.is_symlink():
        raise DataError(f"{path.name}: a link that leads out of the folder. Give the file itself.")
    elif path.exists() and not path.is_file() and not path.is_dir():
        raise DataError(f"{path.name}: cannot be read (not a regular file).")


def _read(path: FilePath, limit: int) -> bytes:
    _check(path)
    try:
        if isinstance(path, Path):
            # a file is given as much memory as is asked for, before the first byte is read
            limit = min(limit, path.stat().st_size + 1)
        with path.open("rb") as stream:
            return bytes(stream.read(limit))
    except _READ_FAULTS as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: FilePath, fault: Exception) -> DataError:
    reason = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return DataError(f"{path.name}: cannot be read ({reason}).")


# Bytes of files that may be packed with gzip (`run.fit.gz`): bounded, every fault a sentence.

GZIP_MARK = b"\x1f\x8b"
_GZIP_FORMAT = 31  # zlib's number for: window of 32 KB, with the header and checksum of gzip


def unpacked_head(path: FilePath) -> bytes:
    """The first bytes of a file, at most `files.HEAD_BYTES`, unpacked where it is a gzip."""
    head = read_head(path)
    if not head.startswith(GZIP_MARK):
        return head
    try:
        return zlib.decompressobj(_GZIP_FORMAT).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def unpacked(path: FilePath) -> bytes:
    """All bytes of a file, unpacked where it is a gzip.

    Raises
    ------
    DataError
        If it cannot be read, is empty or damaged, or unpacks to more than
        `files.LARGEST_FILE_BYTES`.
    """
    packed = read_bytes(path)
    if not packed.startswith(GZIP_MARK):
        return packed
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            content = _read_up_to(stream, LARGEST_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise DataError(f"{path.name}: the gzip is damaged ({fault}).") from None
    if len(content) > LARGEST_FILE_BYTES:
        limit = LARGEST_FILE_BYTES // (1024 * 1024)
        raise DataError(f"{path.name}: unpacks to more than {limit} MB, more than any session.")
    if not content.strip():
        raise DataError(f"{path.name}: the file is empty.")
    return content


def _read_up_to(stream: gzip.GzipFile, limit: int) -> bytes:
    # read(limit) would take that much memory at once, whatever the file holds
    content = bytearray()
    while len(content) < limit and (chunk := stream.read(CHUNK_BYTES)):
        content += chunk
    return bytes(content)
