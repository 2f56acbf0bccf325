"""TCX files: each `Activity` is a session; laps tell its time and distance.

Duration is the sum of the laps' timer times. The distance is the sum of the laps' distances;
where a lap tells none, it is the farthest distance of a track point, else missing. Elapsed
time runs from the first start to the last track point or the end of the last lap.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backstride.readers.activity import (
    Activities,
    Piece,
    Session,
    activities_of,
    has_root,
    moment_of,
    number_of,
    pieces,
    reading_of,
    utc_of,
)
from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath
from backstride.settings import Settings

ABOUT = About(
    source="TCX",
    runs="every activity; distance from its laps",
    moving_time="timer time of the laps",
    zone="UTC; needs `--timezone`",
    refuses="files without an activity, activities without a start",
)


_ROOT = "TrainingCenterDatabase"


@dataclass
class _Lap:
    seconds: float | None = None
    metres: float | None = None
    start: float | None = None


@dataclass
class _Activity:
    sport: str | None = None
    laps: list[_Lap] = field(default_factory=list)
    starts: list[tuple[float, float | None]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    farthest_m: float | None = None


def recognises(path: FilePath) -> bool:
    """Whether a file is a TCX file, packed with gzip or not."""
    return has_root(path, _ROOT)


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of one file; `read_activities` then `activity.reading_of`."""
    return reading_of([read_activities(path, source)], settings)


def read_activities(path: FilePath, source: str) -> Activities:
    """Sessions of one file.

    Raises
    ------
    DataError
        If the XML is damaged or declares entities.
    """
    activities = _activities(pieces(path, source))
    nothing = "not an activity: a TCX file without one (a course or a workout)"
    return activities_of(source, activities, _session, nothing)


def _activities(found: Iterator[Piece]) -> Iterator[_Activity]:
    activity: _Activity | None = None
    for piece in found:
        if piece.is_start and piece.name == "Activity":
            activity = _Activity(sport=(piece.element.get("Sport") or "").strip() or None)
        elif activity is None:
            continue
        elif piece.is_start and piece.name == "Lap":
            moment = moment_of((piece.element.get("StartTime") or "").strip())
            activity.laps.append(_Lap(start=moment[0] if moment else None))
            activity.starts += [moment] if moment else []
        elif not piece.is_start and piece.name == "Activity":
            yield activity
            activity = None
        elif not piece.is_start:
            _take(activity, piece)


def _take(activity: _Activity, piece: Piece) -> None:
    place = (piece.parent, piece.name)
    if place == ("Activity", "Id"):
        moment = moment_of(piece.text)
        activity.starts += [moment] if moment else []
    elif place == ("Trackpoint", "Time"):
        moment = moment_of(piece.text)
        activity.times += [moment[0]] if moment else []
    elif place == ("Trackpoint", "DistanceMeters"):
        metres = number_of(piece.text)
        if metres is not None:
            activity.farthest_m = max(metres, activity.farthest_m or 0.0)
    elif place == ("Lap", "TotalTimeSeconds") and activity.laps:
        activity.laps[-1].seconds = number_of(piece.text)
    elif place == ("Lap", "DistanceMeters") and activity.laps:
        activity.laps[-1].metres = number_of(piece.text)


def _session(row: int, activity: _Activity) -> Session | str:
    if not activity.starts and not activity.times:
        return "start: found nothing, expected a date and time"
    starts = activity.starts or [(min(activity.times), None)]
    # `Id` and the first lap tell the same moment; the first point may be an older fix
    start, offset_min = min(starts, key=lambda moment: moment[0])
    laps = activity.laps
    seconds = _sum([lap.seconds for lap in laps])
    metres = _sum([lap.metres for lap in laps])
    ends = [lap.start + lap.seconds for lap in laps if lap.start and lap.seconds]
    elapsed_s = max([*activity.times, *ends, start + (seconds or 0)]) - start
    return Session(
        row=row,
        start_utc=utc_of(start),
        offset_min=offset_min,
        sport=activity.sport,
        surface=None,
        distance_km=_over(activity.farthest_m if metres is None else metres, 1000),
        duration_min=_over(seconds, 60),
        elapsed_min=elapsed_s / 60 if elapsed_s > 0 else None,
    )


def _sum(values: list[float | None]) -> float | None:
    """Sum of the values; None where there is none, or one of them is missing."""
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _over(value: float | None, unit: float) -> float | None:
    return None if value is None else value / unit
