"""The checksum at the end of a FIT file, two bytes at a time."""

from functools import cache

import numpy as np

_POLYNOMIAL = 0xA001  # CRC-16/ARC, reflected


def checksum(content: bytes) -> int:
    """CRC-16/ARC of some bytes, as FIT files carry it.

    Examples
    --------
    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    table = _table()
    even = len(content) & ~1
    value = 0
    for word in np.frombuffer(content[:even], dtype="<u2").tolist():
        value = table[value ^ word]
    if len(content) > even:
        low = value ^ content[-1]
        # shifting in one byte is shifting in two with the upper byte kept aside
        value = table[(low & 0xFF) << 8] ^ (low >> 8)
    return value


@cache
def _table() -> list[int]:
    """The checksum after each pair of bytes, by the checksum before exclusive-or the pair."""
    values = np.arange(65_536, dtype="uint32")
    for _ in range(16):
        values = np.where(values & 1, (values >> 1) ^ _POLYNOMIAL, values >> 1)
    return [int(value) for value in values]
