"""Bytes of files that may be packed with gzip (`run.fit.gz`): bounded, every fault a sentence."""

import gzip
import io
import zlib

from backstride.errors import DataError
from backstride.readers import files
from backstride.readers.files import FilePath, read_bytes, read_head

GZIP_MARK = b"\x1f\x8b"
_GZIP_FORMAT = 31  # zlib's number for: window of 32 KB, with the header and checksum of gzip


def unpacked_head(path: FilePath) -> bytes:
    """The first bytes of a file, at most `files.HEAD_BYTES`, unpacked where it is a gzip."""
    head = read_head(path)
    if not head.startswith(GZIP_MARK):
        return head
    try:
        return zlib.decompressobj(_GZIP_FORMAT).decompress(head, files.HEAD_BYTES)
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
            content = _read_up_to(stream, files.LARGEST_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise DataError(f"{path.name}: the gzip is damaged ({fault}).") from None
    if len(content) > files.LARGEST_FILE_BYTES:
        limit = files.LARGEST_FILE_BYTES // (1024 * 1024)
        raise DataError(f"{path.name}: unpacks to more than {limit} MB, more than any session.")
    if not content.strip():
        raise DataError(f"{path.name}: the file is empty.")
    return content


def _read_up_to(stream: gzip.GzipFile, limit: int) -> bytes:
    # read(limit) would take that much memory at once, whatever the file holds
    content = bytearray()
    while len(content) < limit and (chunk := stream.read(files.CHUNK_BYTES)):
        content += chunk
    return bytes(content)
