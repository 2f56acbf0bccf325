"""Runs from a person's own table."""

import pandas as pd

from backstride.readers.durations import durations_min
from backstride.readers.moments import Moments
from backstride.readers.numbers import numbers
from backstride.readers.parts import Cells, Part, together, unused
from backstride.readers.text import unit_of

KM_PER = {"km": 1.0, "mi": 1.609344, "m": 0.001}
_USUAL_DISTANCE = {"km": (0.1, 300.0), "mi": (0.1, 200.0), "m": (50.0, 300_000.0)}
# half of all runs are slower than 3:00 and faster than 15:00 per km; rides and hikes are not, and
# what lies beyond these is an error in the cells, which has a line of its own
_PACES_OF_RIDES, _PACES_OF_HIKES, _FEWEST_PACES = (1.0, 3.0), (15.0, 30.0), 3
REST_DAY = "a distance above 0; a day without a run is a day of rest"
_WITH_UNIT = r"^(?P<number>.*?[^a-zA-Z\s]|)\s*(?P<unit>[a-zA-Z]+)?$"


def runs_part(cells: Cells, when: Moments, distance_km: pd.Series, is_clock_ours: bool) -> Part:
    """Rows for the table of runs: every row with a distance above 0 or a duration.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the runs.
    """
    duration_field = "duration" if "duration" in cells.columns.fields else _time_as_duration(cells)
    duration = _minutes(cells, duration_field, distance_km)
    elapsed = _minutes(cells, "elapsed", distance_km)
    rpe = cells.number("rpe", (0, 10))
    share = cells.number("unpaved_share", (0, 1)) / (100 if cells.unit("unpaved_share") else 1)
    rows = pd.DataFrame(
        {
            "start": when.start.fillna(when.at) if is_clock_ours else when.start,
            "date": when.date,
            "sport": _sports(cells, distance_km, duration.fillna(elapsed)),
            "distance_km": distance_km,
            "duration_min": duration.fillna(elapsed),
            "elapsed_min": elapsed,
            "surface": cells.text("surface"),
            "unpaved_share": share,
            "shoe": cells.text("shoe"),
            "rpe": rpe,
        }
    )
    is_run = (distance_km > 0) | (duration > 0) | (elapsed > 0) | (distance_km < 0)
    problems = together(
        [
            unused("distance", cells.text("distance"), distance_km, "a distance such as 7.5"),
            unused(
                "duration", cells.text(duration_field), duration, _expected(cells, duration_field)
            ),
            unused("elapsed", cells.text("elapsed"), elapsed, _expected(cells, "elapsed")),
            unused("rpe", cells.text("rpe"), rpe, "a number from 0 to 10"),
            unused("unpaved_share", cells.text("unpaved_share"), share, "a share from 0 to 1"),
            _rest_days(cells, distance_km, is_run),
        ]
    )
    return Part(rows[is_run & when.date.notna()], problems)


def distances_km(cells: Cells) -> pd.Series:
    """Distances in km; the unit is the cell's, the row's, the header's or the runner's word.

    Raises
    ------
    UndecidedError
        If none of them says whether distances are km or miles.
    """
    parts = cells.text("distance").str.extract(_WITH_UNIT)
    unit = parts["unit"].map(unit_of, na_action="ignore").astype("str")
    unit = unit.fillna(cells.text("unit").map(unit_of, na_action="ignore").astype("str"))
    stated = cells.unit("distance") or cells.settings.distance_unit
    if stated is not None:
        unit = unit.fillna(stated)
    readable = numbers(parts["number"], cells.marks, _USUAL_DISTANCE[stated or "km"])
    if (readable.notna() & (readable != 0) & unit.isna()).any():
        raise cells.undecided(
            "distances could be km or miles. Name the unit in the header, "
            "or say which: --distance-unit km|mi."
        )
    said = parts["unit"].isna() | parts["unit"].map(unit_of, na_action="ignore").isin(list(KM_PER))
    return (readable * unit.map(KM_PER).astype("float64").fillna(1.0)).where(
        said & unit.isin(list(KM_PER)) | (readable == 0)
    )


def _sports(cells: Cells, distance_km: pd.Series, minutes: pd.Series) -> pd.Series:
    """The sport as found or stated; a table that says neither must at least have paces of runs."""
    found = cells.text("sport")
    if cells.settings.sport is not None:
        return found.fillna(cells.settings.sport)
    pace = (minutes / distance_km.where(distance_km > 0)).where(found.isna()).dropna()
    typical = pace.median()
    is_other = any(low < typical < high for low, high in (_PACES_OF_RIDES, _PACES_OF_HIKES))
    if len(pace) >= _FEWEST_PACES and is_other:
        raise cells.undecided(
            f"a median of {typical:.1f} min/km is no pace of runs, and no column names "
            "the sport. Say which: --sport run|ride|walk."
        )
    return found


def _time_as_duration(cells: Cells) -> str:
    return "time" if "time" in cells.columns.fields else "duration"


def _minutes(cells: Cells, name: str, distance_km: pd.Series) -> pd.Series:
    return durations_min(cells.text(name), cells.unit(name), distance_km, cells.marks)


def _expected(cells: Cells, name: str) -> str:
    unit = cells.unit(name)
    return "a duration such as 45:30" + ("" if unit else ", or the unit in the header")


def _rest_days(cells: Cells, distance_km: pd.Series, is_run: pd.Series) -> pd.DataFrame:
    rows = distance_km.index[(distance_km == 0) & ~is_run]
    return pd.DataFrame(
        {
            "row": rows,
            "column": "distance",
            "found": cells.text("distance").loc[rows].to_numpy(),
            "expected": REST_DAY,
        }
    )
