"""GPX files (1.0 and 1.1): each track is a session.

The distance is the sum of great-circle steps within the segments of the track: the way from
the end of one segment to the begin of the next is a pause. Elapsed time runs from the earliest
to the latest point; moving time is the sum over segments, without steps of more than a minute
slower than 0.5 m/s (standing). Places are used for the distance only and go no further.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import numpy as np

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
    source="GPX 1.0 and 1.1",
    runs="every track; distance along its points; a track without a sport needs `--sport`",
    moving_time="time on segments without standing",
    zone="UTC; needs `--timezone`",
    refuses="routes, waypoints, tracks without times or of a single point",
)


EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Geodetic Reference System 1980 (Moritz 2000, J Geodesy 74:128)."""
STANDING_S, STANDING_M_PER_S = 60.0, 0.5
# numbers that Strava wrote as type
_STRAVA_TYPES = {"1": "Ride", "4": "Hike", "9": "Run", "10": "Walk"}
_WHOLE = frozenset({"trkpt"})


@dataclass
class _Track:
    sport: str | None = None
    is_timed: bool = False
    # of the first point with a time, and of the last; a time without offset has the last one's
    offset_min: float | None = None
    last_offset_min: float | None = None
    # of each segment: latitude, longitude (degrees), seconds since 1970
    segments: "list[array[float]]" = field(default_factory=list)


def recognises(path: FilePath) -> bool:
    """Whether a file is a GPX file, packed with gzip or not."""
    return has_root(path, "gpx")


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
    tracks = _tracks(pieces(path, source, _WHOLE))
    nothing = "not an activity: a GPX file without a track (a route or places)"
    return activities_of(source, tracks, _session, nothing)


def _tracks(found: Iterator[Piece]) -> Iterator[_Track]:
    track = _Track()
    for piece in found:
        if piece.is_start and piece.name == "trk":
            track = _Track()
        elif piece.is_start and piece.name == "trkseg":
            track.segments.append(array("d"))
        elif piece.is_start:
            continue
        elif piece.name == "trkpt" and piece.parent == "trkseg" and track.segments:
            track.segments[-1].extend(_point(piece.element, track))
        elif piece.name == "type" and piece.parent == "trk":
            track.sport = _STRAVA_TYPES.get(piece.text or "", piece.text)
        elif piece.name == "trk":
            yield track


def _point(element: Element, track: _Track) -> tuple[float, float, float]:
    latitude, longitude = (number_of(element.get(name)) for name in ("lat", "lon"))
    times = (child.text for child in element if child.tag.rpartition("}")[2] == "time")
    moment = moment_of((next(times, None) or "").strip(), track.last_offset_min)
    if moment and not track.is_timed:
        track.offset_min = moment[1]
    if moment:
        track.is_timed, track.last_offset_min = True, moment[1]
    numbers = (latitude, longitude, moment[0] if moment else None)
    first, second, third = (np.nan if one is None else one for one in numbers)
    return first, second, third


def _session(row: int, track: _Track) -> Session | str:
    segments = [np.array(points).reshape(-1, 3) for points in track.segments if points]
    points = np.concatenate(segments) if segments else np.empty((0, 3))
    timed = points[np.isfinite(points[:, 2])]
    if not len(timed):
        return _fault_of(track)
    first, last = timed[:, 2].min(), timed[:, 2].max()
    metres, moving_s = np.sum([_way_and_time(segment) for segment in segments], axis=0)
    if not metres and first == last:
        return _fault_of(track)
    return Session(
        row=row,
        start_utc=utc_of(first),
        offset_min=track.offset_min,
        sport=track.sport,
        surface=None,
        distance_km=float(metres) / 1000,
        duration_min=float(moving_s) / 60,
        elapsed_min=float(last - first) / 60,
    )


def _fault_of(track: _Track) -> str:
    fault = "none of its points has a time" if any(track.segments) else "it has no points"
    fault = "it is one place at one moment" if track.is_timed else fault
    return f"a track that was not recorded: {fault}"


def _way_and_time(segment: np.ndarray) -> tuple[float, float]:
    """Metres and seconds of movement in one segment."""
    placed = segment[np.isfinite(segment[:, :2]).all(axis=1)]
    steps_m = great_circle_m(placed[:-1, 0], placed[:-1, 1], placed[1:, 0], placed[1:, 1])
    timed = np.isfinite(placed[:, 2])
    way = np.concatenate([[0.0], np.cumsum(steps_m)])[: len(placed)]
    # a first point of an older fix lies after the second: a step back in time is none
    steps_s = np.clip(np.diff(placed[timed, 2]), 0, None)
    standing = (steps_s > STANDING_S) & (np.diff(way[timed]) < STANDING_M_PER_S * steps_s)
    return float(steps_m.sum()), float(steps_s[~standing].sum())


def great_circle_m(
    latitude: np.ndarray, longitude: np.ndarray, to_latitude: np.ndarray, to_longitude: np.ndarray
) -> np.ndarray:
    """Distances in metres between pairs of places in degrees, by the haversine formula.

    On a sphere; the true ellipsoid differs by up to 0.6 % (Sinnott 1984, Virtues of the
    haversine, Sky & Telescope 68:159).

    Examples
    --------
    >>> quarter = great_circle_m(np.array([0.0]), np.array([0.0]), np.array([90.0]), np.array([0]))
    >>> round(quarter[0] / 1000)
    10008
    """
    places = np.radians([latitude, longitude, to_latitude, to_longitude])
    up, across = (places[2] - places[0]) / 2, (places[3] - places[1]) / 2
    half = np.sin(up) ** 2 + np.cos(places[0]) * np.cos(places[2]) * np.sin(across) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
