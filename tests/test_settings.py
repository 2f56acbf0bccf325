from datetime import date
from zoneinfo import ZoneInfo

import pytest

from backstride.errors import DataError
from backstride.settings import Settings

EARLY, LATE = date(2025, 3, 1), date(2025, 4, 15)


def test_nothing_is_stated_by_default() -> None:
    settings = Settings()
    assert (settings.timezone, settings.rated, settings.unlogged) == (None, None, ())
    assert settings.zone is None
    assert settings.site == "lower back"


def test_a_stated_zone_is_the_zone() -> None:
    assert Settings(timezone="America/New_York").zone == ZoneInfo("America/New_York")


@pytest.mark.parametrize("name", ["Europe/Berln", "", "CEST+2", "../etc/passwd"])
def test_an_unknown_zone_is_refused_with_the_option_and_an_example(name: str) -> None:
    with pytest.raises(DataError) as told:
        Settings(timezone=name)
    assert str(told.value) == (
        f"--timezone: found {name!r}, expected an IANA name such as "
        "Europe/Berlin or America/New_York."
    )


def test_an_unknown_time_of_rating_is_refused() -> None:
    with pytest.raises(DataError, match=r"^--rated: found 'noon', expected morning or evening.$"):
        Settings(rated="noon")


@pytest.mark.parametrize("rated", ["morning", "evening"])
def test_both_times_of_rating_are_taken(rated: str) -> None:
    assert Settings(rated=rated).rated == rated


@pytest.mark.parametrize("points", [0, -1, 10.5, float("nan")])
def test_a_smallest_difference_off_the_scale_is_refused(points: float) -> None:
    with pytest.raises(DataError, match=r"^--smallest-difference: found .*, expected points above"):
        Settings(smallest_difference=points)


@pytest.mark.parametrize("points", [0.1, 10])
def test_a_smallest_difference_on_the_scale_is_taken(points: float) -> None:
    assert Settings(smallest_difference=points).smallest_difference == points


def test_a_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DataError, match="--unlogged: 2025-04-15 lies after 2025-03-01; give the"):
        Settings(unlogged=((EARLY, LATE), (LATE, EARLY)))


def test_since_after_until_is_refused() -> None:
    with pytest.raises(DataError, match=r"^--since/--until: 2025-04-15 lies after 2025-03-01"):
        Settings(since=LATE, until=EARLY)


def test_one_day_is_a_stretch() -> None:
    assert Settings(since=EARLY, until=EARLY, unlogged=((EARLY, EARLY),)).since == EARLY


def test_one_end_alone_is_enough() -> None:
    assert Settings(since=LATE).until is None


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(DataError) as told:
        Settings(timezone="Nowhere", rated="noon", since=LATE, until=EARLY)
    assert [line.split(":")[0] for line in told.value.problems] == [
        "--timezone",
        "--rated",
        "--since/--until",
    ]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"date_order": "ydm"}, "--date-order: found 'ydm', expected dmy or mdy or ymd."),
        ({"distance_unit": "m"}, "--distance-unit: found 'm', expected km or mi."),
    ],
)
def test_an_unknown_choice_is_told(choice, message):
    with pytest.raises(DataError) as told:
        Settings(**choice)
    assert str(told.value) == message
