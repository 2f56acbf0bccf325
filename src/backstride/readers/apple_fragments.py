"""What one element of an Apple Health export says: the attributes that matter, still as text."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from backstride.readers.apple_spans import Span

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));"
)
_DISTANCE, _ON_FOOT = "HKQuantityTypeIdentifierDistance", "HKQuantityTypeIdentifierDistanceWalking"
_METADATA, _STATISTICS = "MetadataEntry", "WorkoutStatistics"
_RUNNING = "HKWorkoutActivityTypeRunning"
# HealthKit's own numbers of the severities: 0 is unspecified and 1 is absent, so they are no scale
_SEVERITY = "HKCategoryValueSeverity"
_SEVERITIES = ("Unspecified", "NotPresent", "Mild", "Moderate", "Severe")


@dataclass
class _Outline:
    """Attributes of the outermost element and of its direct children; deeper ones are let go."""

    depth: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of a start tag."""
        if self.depth == 0:
            self.attributes = dict(attributes)
        elif self.depth == 1:
            self.children.append((tag, dict(attributes)))
        self.depth += 1

    def end(self, _tag: str) -> None:
        """Step out of an element."""
        self.depth -= 1

    def close(self) -> "_Outline":
        """Give what was noted, as the parser asks of its target."""
        return self


def facts_of(span: Span) -> dict[str, str | None]:
    """Facts of one workout or record by name, missing ones absent; `fault` where it has none.

    Examples
    --------
    >>> tag = b'<Record type="HKCategoryTypeIdentifierLowerBackPain" value="2" startDate="x">'
    >>> facts_of(Span("pain", tag))
    {'start': 'x', 'rating': 'HKCategoryValueSeverityMild', 'code': '2'}
    >>> facts_of(Span("runs", b"<Workout>&a;</Workout>"))
    {'fault': 'not well-formed XML: undefined entity'}
    """
    if span.fault is not None:
        return {"fault": span.fault}
    try:
        outline = _outline(span)
    except ParseError as fault:
        return {"fault": f"not well-formed XML: {str(fault).split(':')[0].split(' &')[0]}"}
    except DefusedXmlException:
        return {"fault": "entities and document types are not allowed within an element"}
    facts = _workout(outline) if span.kind == "runs" else _rating(outline.attributes)
    return {name: value for name, value in facts.items() if value is not None}


def _outline(span: Span) -> _Outline:
    text = _CONTROL_REFERENCE.sub(b"", span.text.translate(None, _CONTROLS))
    if span.kind == "pain" and not text.endswith(b"/>"):
        text = text[:-1] + b"/>"  # what a record holds inside says nothing about pain
    parser = DefusedXMLParser(target=_Outline(), forbid_dtd=True)
    parser.feed(text.decode("utf-8", errors="replace"))
    outline: _Outline = parser.close()
    return outline


def _workout(outline: _Outline) -> dict[str, str | None]:
    found = outline.attributes
    activity = found.get("workoutActivityType", "other")
    noted = {one.get("key"): one.get("value") for tag, one in outline.children if tag == _METADATA}
    is_indoor = noted.get("HKIndoorWorkout") == "1"
    distance, unit = _distance(outline, activity)
    return {
        "start": found.get("startDate"),
        "end": found.get("endDate"),
        "sport": activity,
        "duration": found.get("duration"),
        "duration_unit": found.get("durationUnit"),
        "distance": distance,
        "distance_unit": unit,
        "surface": "treadmill" if is_indoor and activity == _RUNNING else None,
        "device": found.get("sourceName"),
    }


def _distance(outline: _Outline, activity: str) -> tuple[str | None, str | None]:
    """The total of the workout; since iOS 16 a statistic, of which a run takes that on foot."""
    total = outline.attributes.get("totalDistance")
    if total is not None and re.search("[1-9]", total):
        return total, outline.attributes.get("totalDistanceUnit")
    sums = [one for tag, one in outline.children if tag == _STATISTICS and "sum" in one]
    moved = [one for one in sums if one.get("type", "").startswith(_DISTANCE)]
    on_foot = [one for one in moved if one["type"].startswith(_ON_FOOT)]
    others = [one for one in moved if one not in on_foot]
    first = next(iter(on_foot + others if activity == _RUNNING else others + on_foot), None)
    return (first["sum"], first.get("unit")) if first else (None, None)


def _rating(found: dict[str, str]) -> dict[str, str | None]:
    value = found.get("value")
    codes = {str(code): _SEVERITY + word for code, word in enumerate(_SEVERITIES)}
    return {
        "start": found.get("startDate"),
        "entered": found.get("creationDate"),
        "rating": codes.get(value, value) if value is not None else None,
        "code": value if value in codes else None,
    }
