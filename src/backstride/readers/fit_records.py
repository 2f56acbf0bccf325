"""One pass over the records of a FIT file that keeps the few messages a log needs.

A FIT file is a header, records, and a checksum; several may follow one another. A record is a
definition (the layout of a local message: which fields, how many bytes) or a row of that
layout. Sizes alone lead from record to record, so that the thousands of track points are
passed over unread. Developer fields are passed over too: nothing of a log is in them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from backstride.readers.fit_checksum import checksum

FIT_MARK = b".FIT"
FILE_ID, SPORT, SESSION, ACTIVITY = 0, 12, 18, 34
WANTED = frozenset({FILE_ID, SPORT, SESSION, ACTIVITY})

_HEADER = struct.Struct("<2BHI4s")
_COMPRESSED, _DEFINITION, _DEVELOPER = 0x80, 0x40, 0x20
_CHECKSUM_BYTES = 2
_LONGEST_DEFINITION = 6 + 255 * 3 + 1 + 255 * 3
CUT_OFF = "the file is cut off"
WRONG_CHECKSUM = "wrong checksum"


@dataclass(frozen=True)
class FitPart:
    """One of the FIT files of which a file is made (usually the only one).

    Parameters
    ----------
    stream : bytes
        A FIT file of its own with the wanted messages only; its checksum is not computed.
    n_rows : int
        Rows passed, wanted or not.
    faults : tuple of str
        What is wrong with the part, or with what follows it.
    """

    stream: bytes
    n_rows: int
    faults: tuple[str, ...]


def fit_parts(content: bytes) -> Iterator[FitPart]:
    """The FIT files that follow one another in `content`, which begins with one."""
    position = 0
    while position < len(content):
        if not starts_fit(content, position):
            yield FitPart(b"", 0, (f"{len(content) - position} bytes at its end are no FIT",))
            return
        size, *_, body_size, _ = _HEADER.unpack_from(content, position)
        begin = position + size
        end = begin + body_size
        yield _part(content, position, begin, end)
        position = end + _CHECKSUM_BYTES


def starts_fit(content: bytes, position: int = 0) -> bool:
    """Whether the header of a FIT file lies at `position`."""
    mark = content[position + 8 : position + _HEADER.size]
    return mark == FIT_MARK and content[position] >= _HEADER.size


def _part(content: bytes, start: int, begin: int, end: int) -> FitPart:
    kept, n_rows, fault = _kept(content, begin, min(end, len(content)))
    faults = [fault] if fault else []
    if end + _CHECKSUM_BYTES > len(content):
        faults = faults or [CUT_OFF]
    elif checksum(content[start:end]) != int.from_bytes(content[end : end + 2], "little"):
        faults.append(WRONG_CHECKSUM)
    header = _HEADER.pack(_HEADER.size, 0x20, 2132, len(kept), FIT_MARK)
    return FitPart(header + kept + bytes(_CHECKSUM_BYTES), n_rows, tuple(faults))


def _kept(content: bytes, position: int, end: int) -> tuple[bytes, int, str | None]:
    """Wanted records between two positions, how many rows there are, and what stopped the pass."""
    layouts: dict[int, tuple[int, int]] = {}  # by local message: bytes of a row, bytes to keep
    kept: list[bytes] = []
    n_rows = 0
    while position < end:
        head = content[position]
        if head & _DEFINITION and not head & _COMPRESSED:
            layout = _layout(content[position : min(end, position + _LONGEST_DEFINITION)])
            if layout is None:
                return b"".join(kept), n_rows, CUT_OFF
            definition, size, layouts[head & 0x0F] = layout
            kept.append(definition)
            position += size
            continue
        local = head >> 5 & 0x03 if head & _COMPRESSED else head & 0x0F
        if local not in layouts:
            return b"".join(kept), n_rows, f"a message of an undefined kind ({local})"
        row_size, keep_size = layouts[local]
        if position + row_size > end:
            return b"".join(kept), n_rows, CUT_OFF
        if keep_size:
            # the time in a compressed header is told by the rows before, which are not kept
            kept.append(bytes([local]) + content[position + 1 : position + keep_size])
        n_rows += 1
        position += row_size
    return b"".join(kept), n_rows, None


def _layout(record: bytes) -> tuple[bytes, int, tuple[int, int]] | None:
    """Definition to keep, its size as found, and the sizes of its rows; None where cut off."""
    if len(record) < 6:
        return None
    order = ">" if record[2] else "<"
    (message,) = struct.unpack_from(f"{order}H", record, 3)
    end = 6 + 3 * record[5]
    native = sum(record[7:end:3])
    foreign, stop = 0, end
    if record[0] & _DEVELOPER:
        stop = end + 1 + 3 * (record[end] if len(record) > end else 0)
        foreign = sum(record[end + 2 : stop : 3])
    if len(record) < max(stop, end + bool(record[0] & _DEVELOPER)):
        return None
    is_wanted = message in WANTED
    definition = bytes([record[0] & ~_DEVELOPER]) + record[1:end] if is_wanted else b""
    return definition, stop, (1 + native + foreign, 1 + native if is_wanted else 0)
