"""Workouts and back-pain records cut out of an Apple Health export, in constant memory.

An export is gigabytes of heart rates around a few thousand workouts. Its bytes are searched for
the two kinds of element and only these are cut out, so that a malformed DOCTYPE, entities that it
declares and control characters elsewhere do no harm.
"""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

ROOT = b"<HealthData"
PAIN_TYPE = b"HKCategoryTypeIdentifierLowerBackPain"
LARGEST_FRAGMENT_BYTES = 16 * 1024 * 1024
"""A workout that carries a point of its route every second for 20 hours is 15 MB."""

_WORKOUT, _RECORD, _END = b"<Workout", b"<Record", b"</HealthData"
# `<` cannot stand in an attribute: a missing quote does not swallow the elements that follow
_TAG = re.compile(rb"""<\w+(?=[\s/>])(?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+>""")
_CLOSE = re.compile(rb"</Workout\s*>")
_AFTER_NAME = re.compile(rb"[\s/>]")
_LONGEST_TAIL = 1024

Kind = Literal["runs", "pain", "cut"]


@dataclass(frozen=True)
class Span:
    """One element as it stands in the file.

    Parameters
    ----------
    kind : {'runs', 'pain', 'cut'}
        A workout, the start tag of a record of back pain, or the sign that the file ends early.
    text : bytes
        Empty where there is a fault.
    fault : str or None
        Why the element could not be cut out.
    """

    kind: Kind
    text: bytes = b""
    fault: str | None = None


def spans(chunks: Iterable[bytes]) -> Iterator[Span]:
    """Every workout and back-pain record in the order of the file.

    Parameters
    ----------
    chunks : iterable of bytes
        The file piece by piece, no piece empty; an element may lie across several.

    Examples
    --------
    >>> found = spans([b'<HealthData><Workout a="1"/><Wor', b'kout></Workout></HealthData>'])
    >>> [span.text for span in found]
    [b'<Workout a="1"/>', b'<Workout></Workout>']
    """
    held, tail, has_begun = b"", b"", False
    for chunk in chain(chunks, [b""]):
        text = held + chunk
        tail = (tail + chunk[-_LONGEST_TAIL:])[-_LONGEST_TAIL:]
        begin = 0 if has_begun else text.find(ROOT)
        has_begun = begin >= 0
        held = (yield from _cut_out(text, begin, not chunk)) if has_begun else text[-len(ROOT) :]
    if _END not in tail:
        yield Span("cut")


def _cut_out(text: bytes, begin: int, is_last: bool) -> Generator[Span, None, bytes]:
    """Yield the complete elements; return the bytes that the next piece may complete."""
    starts = _starts(text, begin)
    workouts = [start for start, kind in starts if kind == "runs"]
    done = begin
    for start, kind in starts:
        if start < done:
            continue
        following = bisect_right(workouts, start)
        limit = workouts[following] if following < len(workouts) else len(text)
        span = _span_at(text, start, kind, limit, is_last)
        if span is None:
            return text[start:]
        yield span
        done = start + max(len(span.text), 1)
    last = text.rfind(b"<", done)
    return text[last:] if 0 <= len(text) - last <= LARGEST_FRAGMENT_BYTES and last >= 0 else b""


def _starts(text: bytes, begin: int) -> list[tuple[int, Kind]]:
    starts: list[tuple[int, Kind]] = [
        (place, "runs")
        for place in _places(text, _WORKOUT, begin)
        if _AFTER_NAME.match(text, place + len(_WORKOUT))
    ]
    for place in _places(text, PAIN_TYPE, begin):
        start = text.rfind(b"<", begin, place)
        if text.startswith(_RECORD, start):
            starts.append((start, "pain"))
    return sorted(set(starts))


def _places(text: bytes, word: bytes, begin: int) -> Iterator[int]:
    place = text.find(word, begin)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _span_at(text: bytes, start: int, kind: Kind, limit: int, is_last: bool) -> Span | None:
    tag = _TAG.match(text, start)
    if tag is None and text.find(b"<", start + 1) >= 0:
        return Span(kind, fault="its start tag is not well formed")
    if tag is not None and (kind == "pain" or tag[0].endswith(b"/>")):
        return Span(kind, tag[0])
    if tag is not None:
        close = _CLOSE.search(text, tag.end(), limit)
        if close:
            return Span(kind, text[start : close.end()])
        if limit < len(text):
            return Span(kind, fault="not closed before the next workout")
    if is_last:
        return Span(kind, fault="the file ends within it")
    if len(text) - start > LARGEST_FRAGMENT_BYTES:
        megabytes = LARGEST_FRAGMENT_BYTES // (1024 * 1024)
        return Span(kind, fault=f"larger than {megabytes} MB, more than any workout")
    return None
