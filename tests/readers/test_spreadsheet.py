from datetime import datetime, time, timedelta

import openpyxl
import pandas as pd
import pytest

from backstride.clean import read_log
from backstride.diary.runs import add_shoe_wear
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.base import RAW_COLUMNS
from backstride.readers.parse.columns import pain_header
from backstride.settings import Settings


def read(tmp_path, text, name="log.csv", **settings):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_paths([path], Settings(**settings))


def outcomes(reading):
    return dict(zip(reading.ledger["row"], reading.ledger["outcome"], strict=True))


def reason(reading, row):
    return reading.ledger.set_index("row")["reason"][row]


MIXED = (
    "Datum;km;Schmerz;Dehnen\n"
    "01.02.2024;7,5;3;ja\n"
    "02.02.2024;;4;nein\n"
    "03.02.2024;0;;\n"
    ";5;1;1\n"
    "05.02.2024;abc;;\n"
    "06.02.2024;8,1;weh;2\n"
    "07.02.2024;n/a;--;\n"
)


def test_one_row_feeds_several_tables_and_has_one_outcome(tmp_path):
    reading = read(tmp_path, MIXED)
    assert reading.runs["distance_km"].tolist() == [7.5, 8.1]
    assert reading.pain["rating"].tolist() == ["3", "4"]
    assert reading.habits[["dose", "dose_unit"]].fillna("").to_numpy().tolist() == [
        [1.0, "times"],
        [0.0, "times"],
        [2.0, ""],
    ]
    assert set(reading.ledger["table"]) == {"runs+pain+habits"}
    kept = {row for row, outcome in outcomes(reading).items() if outcome == "kept"}
    assert (kept, len(reading.ledger)) == ({2, 3, 7}, 7)


def test_refused_rows_say_why_and_kept_rows_list_what_was_not_used(tmp_path):
    reading = read(tmp_path, MIXED)
    assert "a day without a run is a day of rest" in reason(reading, 4)
    assert reason(reading, 5).startswith("date: found nothing, expected a date such as")
    assert reason(reading, 6) == "distance: found abc, expected a distance such as 7.5"
    assert reason(reading, 8) == "no value in it"
    assert reading.repairs[["row", "column", "found", "done"]].to_numpy().tolist() == [
        [7, "rating", "weh", "not used: expected a number on the scale 0-10"]
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Distance (km),Moving time (min),Shoe,Surface",
        "Datum,Distanz in km,Dauer (min),Schuh,Untergrund",
        "Fecha,Distancia (km),Duración (min),Zapatillas,Superficie",
        "Jour,Distance (km),Durée (min),Chaussures,Revêtement",
        "Datum,Afstand (km),Duur (min),Schoenen,Ondergrond",
    ],
)
def test_runs_in_five_languages(tmp_path, header):
    run = read(tmp_path, f"{header}\n2024-03-01,7.5,45,Peg,track\n").runs.iloc[0]
    assert run["date"] == pd.Timestamp("2024-03-01")
    assert (run["distance_km"], run["duration_min"]) == (7.5, 45.0)
    assert (run["shoe"], run["surface"]) == ("Peg", "track")


@pytest.mark.parametrize(
    ("header", "site"),
    [
        ("Date,Lower back pain,Time of day", "lower back"),
        ("Datum,Rückenschmerzen,Tageszeit", "rücken"),
        ("Fecha,Dolor espalda baja,Momento del día", "espalda baja"),
        ("Date,Douleur bas du dos,Moment de la journée", "bas du dos"),
        ("Datum,Rugpijn,Dagdeel", "rug"),
    ],
)
def test_pain_in_five_languages(tmp_path, header, site):
    entry = read(tmp_path, f"{header}\n2024-03-01,3,am\n").pain.iloc[0]
    assert (entry["site"], entry["rating"], entry["scale"]) == (site, "3", "0-10")
    assert entry["time_of_day"] == "am"


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("date,distance,unit\n2024-03-01,10,mi\n", 16.09344),
        ("date,distance_mi\n2024-03-01,10\n", 16.09344),
        ("date,distance\n2024-03-01,10 km\n", 10.0),
        ("date,distance (m)\n2024-03-01,800\n", 0.8),
    ],
)
def test_units_of_distance(tmp_path, text, km):
    assert read(tmp_path, text).runs["distance_km"].tolist() == [pytest.approx(km)]


def test_a_distance_without_a_unit_asks_for_it(tmp_path):
    text = "date,distance\n2024-03-01,10\n"
    with pytest.raises(DataError, match=r"km or miles.*--distance-unit km\|mi"):
        read(tmp_path, text)
    assert read(tmp_path, text, distance_unit="mi").runs["distance_km"][0] == 16.09344
    assert read(tmp_path, text, distance_unit="km").runs["distance_km"][0] == 10


def test_time_is_a_duration_or_a_clock_by_the_pace(tmp_path):
    lasting = read(tmp_path, "date,km,time\n2024-03-01,10,52:30\n2024-03-03,5,27:10\n").runs
    assert lasting["duration_min"].tolist() == [52.5, pytest.approx(27 + 10 / 60)]
    assert lasting["start"].isna().all()
    clock = read(tmp_path, "date,km,time\n2024-03-01,10,07:30\n2024-03-03,21,19:30\n").runs
    assert clock["start"].dt.hour.tolist() == [7, 19]
    with pytest.raises(DataError, match="could be the time of day or the duration"):
        read(tmp_path, "date,km,time\n2024-03-01,5,18:30\n")


def test_the_clock_of_a_run_is_not_the_clock_of_the_rating(tmp_path):
    reading = read(tmp_path, "date,start time,km,pain\n2024-03-01,07:30,5,3\n")
    assert reading.runs["start"].tolist() == [pd.Timestamp("2024-03-01 07:30")]
    assert reading.pain["rated_at"].isna().all()


def test_ratings_before_and_after_are_two_entries(tmp_path):
    text = "date,pain_before,post_run_pain,evening pain\n2024-03-01,1,2,\n"
    pain = read(tmp_path, text).pain
    assert pain["time_of_day"].tolist() == ["before-run", "after-run"]
    assert pain["rating"].tolist() == ["1", "2"]
    assert pain["source_row"].tolist() == [2, 2]


def test_ratings_keep_their_clock_and_words_for_the_part_of_the_day(tmp_path):
    text = "Date, Time, Pain\n2024-03-01,07:30,3\n2024-03-01,abends,4\n2024-03-02,25:00,4\n"
    reading = read(tmp_path, text)
    assert reading.pain["rated_at"].dt.hour.fillna(-1).tolist() == [7, -1, -1]
    assert reading.pain["time_of_day"].fillna("").tolist() == ["", "abends", ""]
    assert reading.repairs["found"].tolist() == ["25:00"]


@pytest.mark.parametrize(
    ("text", "rating", "scale"),
    [
        ("date,pain\n2024-03-01,7/10\n", "7/10", "0-10"),
        ("date,pain\n2024-03-01,70%\n", "70%", "0-10"),
        ("date,severity 1-4\n2024-03-01,3\n", "3", "1-4"),
        ("date,pain (%)\n2024-03-01,30\n", "30", "0-100"),
        ("date,rating,scale\n2024-03-01,3,1–4\n", "3", "1-4"),
        ("date,pain\n2024-03-01,14\n", "14", "0-10"),
        ("date,pain\n2024-03-01,moderate\n2024-03-02,mild\n", "moderate", "words"),
    ],
)
def test_ratings_stay_as_found_with_their_scale(tmp_path, text, rating, scale):
    entry = read(tmp_path, text).pain.iloc[0]
    assert (entry["rating"], entry["scale"]) == (rating, scale)


def test_words_on_a_numeric_scale_are_refused(tmp_path):
    reading = read(tmp_path, "date,pain\n2024-03-01,3\n2024-03-02,4\n2024-03-03,bad\n")
    assert reason(reading, 4) == "rating: found bad, expected a number on the scale 0-10"


@pytest.mark.parametrize("cell", ["pain medication", "back", "duration of pain", "painter", ""])
def test_what_is_no_rating(cell):
    assert pain_header(cell) is None


def test_a_timestamp_beside_a_date_says_when_it_was_typed(tmp_path):
    text = "Zeitstempel,Datum,Schmerz,Uhrzeit\n2024-02-01 10:00,2024-01-31,3,21 Uhr\n"
    entry = read(tmp_path, text).pain.iloc[0]
    assert entry["entered_at"] == pd.Timestamp("2024-02-01 10:00")
    assert entry["rated_at"] == pd.Timestamp("2024-01-31 21:00")
    alone = read(tmp_path, "Timestamp;Intensity;\n2024-01-01 08:00;3,5;\n").pain.iloc[0]
    assert alone["rated_at"] == pd.Timestamp("2024-01-01 08:00")
    assert pd.isna(alone["entered_at"])


def test_habits_long_and_wide(tmp_path):
    long = read(tmp_path, "date,time,habit,dose,unit\n2024-03-01,19:00,plank,60,s\n,,plank,1,\n")
    assert long.habits.iloc[0][["time", "habit", "dose", "dose_unit"]].tolist() == [
        "19:00",
        "plank",
        60.0,
        "s",
    ]
    assert outcomes(long) == {2: "kept", 3: "refused"}
    wide = read(tmp_path, "date,stretching,plank (s),warm_up\n2024-03-01,2,60,yes\n").habits
    assert wide["habit"].tolist() == ["stretching", "plank", "warm up"]
    assert wide["dose_unit"].fillna("").tolist() == ["", "s", "times"]


def test_days_never_say_which_medicine(tmp_path):
    text = "date,sleep_h,stress,medication,illness\n2024-03-01,7:30,3,Ibuprofen 400,no\n"
    reading = read(tmp_path, text)
    assert reading.days.iloc[0][["sleep_h", "stress", "illness", "medication"]].tolist() == [
        7.5,
        3.0,
        0.0,
        1.0,
    ]
    assert "Ibuprofen" not in reading.days.to_csv() + reading.repairs.to_csv()


def test_shoes_need_a_name(tmp_path):
    reading = read(tmp_path, "Schuh,Anfangskilometer (km),gekauft am\nPeg,120,1.2.2024\n,3,\n")
    assert reading.shoes.iloc[0][["shoe", "start_km"]].tolist() == ["Peg", 120.0]
    assert reading.shoes["first_day"][0] == pd.Timestamp("2024-02-01")
    assert reason(reading, 3) == "shoe: found nothing, expected the name of a pair"
    with pytest.raises(DataError, match="--distance-unit"):
        read(tmp_path, "shoe,start distance\nPeg,100\n")
    own = read(tmp_path, "Schuh,Anfangskilometer\nPeg,100\n").shoes
    assert own["start_km"].tolist() == [100.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "no date column; found: a, b. Expected: A date column"),
        ("date,b\n2024-01-01,2\n", "no known columns beside the date; found: date, b"),
        ("date,runner,pain\n2024-01-01,Ann,1\n2024-01-01,Bob,1\n", "found several runners"),
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("date,pain\n03/04/2024,1\n", "--date-order dmy|mdy|ymd"),
        ("start,km\n2024-03-01T08:00:00Z,5\n", "--timezone"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, text, message):
    with pytest.raises(DataError) as told:
        read(tmp_path, text)
    assert message in str(told.value)
    assert str(told.value).startswith("log.csv")


def test_a_title_above_the_header_is_passed_over(tmp_path):
    text = "Bericht von Anna;;\n\nDatum;Distanz in km;Dauer\n18.02.12;7,4;45\n19.02.12;10,2;60\n"
    reading = read(tmp_path, text)
    assert reading.runs["duration_min"].tolist() == [45.0, 60.0]
    assert reading.ledger["row"].tolist() == [2, 3]


def test_rows_that_do_not_fit_the_header_are_refused(tmp_path):
    text = "date,km,pain\n2024-03-01,5,3\ndate,km,pain\n2024-03-02,7,5,3\n2024-03-03,6\n"
    reading = read(tmp_path, text)
    assert outcomes(reading) == {2: "kept", 3: "refused", 4: "refused", 5: "kept"}
    assert reason(reading, 3) == "the header again"
    assert reason(reading, 4) == "found 4 cells, expected 3 as in the header"


def test_columns_without_a_meaning_are_listed(tmp_path):
    reading = read(tmp_path, "date,km,Cadence\n2024-03-01,5,170\n")
    assert reading.repairs[["row", "column", "done"]].to_numpy().tolist() == [
        [1, "Cadence", "not read: no meaning is known for a column of this name"]
    ]


def test_a_workbook_with_several_sheets(tmp_path):
    book = openpyxl.Workbook()
    runs, pain, legend = book.active, book.create_sheet("Schmerz"), book.create_sheet("Legend")
    runs.title = "Läufe"
    runs.append(["Datum", "km", "Dauer", "Uhrzeit"])
    runs.append([datetime(2024, 3, 1), 7.5, timedelta(minutes=45), time(7, 30)])
    runs.append([])
    runs.append([datetime(2024, 3, 3), 5, time(0, 27, 30), None])
    pain.append(["Datum", "Schmerz"])
    pain.append([datetime(2024, 3, 1, 21, 0), 3])
    legend.append(["0", "no pain"])
    book.save(tmp_path / "log.xlsx")
    reading = read_paths([tmp_path / "log.xlsx"], Settings())
    assert reading.runs["duration_min"].tolist() == [45.0, 27.5]
    assert reading.runs["source_row"].tolist() == [2, 4]
    assert reading.runs["start"][0] == pd.Timestamp("2024-03-01 07:30")
    assert reading.pain["rating"].tolist() == ["3"]
    lines = reading.ledger[["source", "row", "outcome"]].to_numpy().tolist()
    assert ["log.xlsx [Legend]", 0, "refused"] in lines
    assert len(lines) == 4


TIDY = {
    "runs.csv": "start,date,sport,distance_km,duration_min,elapsed_min,surface,unpaved_share,shoe,"
    "rpe,source,source_row\n"
    "2024-03-01T08:00:00+01:00,2024-03-01,run,10.0,55.5,60.0,road,0.3,Peg,6.0,a.csv,2\n"
    ",2024-03-02,ride,20.0,60.0,,unknown,,,,a.csv,3\n",
    "pain.csv": "rated_at,date,site,rating,scale,pain_nrs,time_of_day,entered_at,note,source,"
    "source_row\n"
    "2024-03-01T21:00:00+01:00,2024-03-01,lower back,3,0-10,3.0,evening,"
    '2024-03-01T21:05:00+01:00,"a, b",b.csv,2\n'
    ",2024-03-02,left knee,2,1-4,5.0,,,,b.csv,3\n",
    "shoes.csv": "shoe,start_km,first_day,retired_on,source,source_row\n"
    "Peg,120.5,2024-01-01,,c.csv,2\nNova,,,2024-02-01,c.csv,3\n",
    "habits.csv": "date,time,habit,dose,dose_unit,source,source_row\n"
    "2024-03-01,19:00,plank,60.0,s,d.csv,2\n2024-03-01,,stretching,2.0,times,d.csv,3\n",
    "days.csv": "date,sleep_h,stress,sitting_h,illness,medication,source,source_row\n"
    "2024-03-01,7.5,3.0,8.0,0.0,1.0,e.csv,2\n2024-03-02,,,4.0,,,e.csv,3\n",
}


@pytest.mark.parametrize("name", TIDY)
@pytest.mark.parametrize("timezone", [None, "Europe/Berlin"])
def test_our_own_tables_read_back_as_they_are(tmp_path, name, timezone):
    table = name.removesuffix(".csv")
    first = read(tmp_path, TIDY[name], name, timezone=timezone)
    rows = getattr(first, table)
    written = rows.drop(columns=["source", "source_row"])
    again = getattr(read(tmp_path, written.to_csv(index=False), name), table)
    pd.testing.assert_frame_equal(rows, again)
    assert (first.ledger["outcome"] == "kept").all()
    assert first.repairs.empty
    assert len(rows) == 2
    stated = pd.read_csv(tmp_path / name).columns.intersection(list(RAW_COLUMNS[table]))
    assert (rows[stated].notna().any()).all()


def test_other_real_tables_are_read_or_told(real_files):
    shoes = read_paths([real_files / "gear" / "hand-kept-shoes.csv"], Settings())
    assert len(shoes.shoes) == 41
    runs = read_paths([real_files / "runkeeper" / "cardioActivities.csv"], Settings())
    assert (len(runs.runs), runs.runs["distance_km"][0]) == (178, pytest.approx(4.860219))


CHOICE = "Date,Ache level (0-10),Pain after,Mood\n2024-03-01,7/10,2,4\n2024-03-02,-,n/a,1\n"


def test_the_named_column_alone_holds_the_pain(tmp_path):
    reading = read(tmp_path, CHOICE, pain_column="ache level")
    assert reading.pain[["rating", "scale"]].to_numpy().tolist() == [["7/10", "0-10"]]
    told = dict(zip(reading.repairs["found"], reading.repairs["done"], strict=True))
    assert told == {
        "Pain after": "not read: another column holds the ratings",
        "Mood": "not read: a mood is not a rating of pain",
    }
    assert outcomes(reading) == {2: "kept", 3: "refused"}


def test_a_name_that_fits_no_column_is_told(tmp_path):
    reading = read(tmp_path, CHOICE, pain_column="Soreness")
    assert reading.pain["rating"].tolist() == ["7/10", "2"]
    assert (
        "--pain-column names no column of this table: ratings read from its own columns"
        in reading.repairs["done"].tolist()
    )


@pytest.mark.parametrize("name", ["Mood", "Stimmung", "Estado de ánimo", "Humeur"])
def test_a_mood_is_never_pain(tmp_path, name):
    text = f"Date,{name}\n2024-03-01,4\n"
    with pytest.raises(DataError, match=r"a mood is not a rating of pain: name .*--pain-column"):
        read(tmp_path, text)
    with pytest.raises(DataError, match=f"--pain-column names '{name}', and a mood is not"):
        read(tmp_path, text, pain_column=name)


def test_words_on_a_numeric_scale_are_refused_and_numbers_among_words_are_not(tmp_path):
    text = "Date,Level (0-10)\n2024-03-01,bad\n2024-03-02,7/10\n2024-03-03,-\n2024-03-04,n/a\n"
    reading = read(tmp_path, text, pain_column="Level")
    assert reading.pain["rating"].tolist() == ["7/10"]
    assert reason(reading, 2) == "rating: found bad, expected a number on the scale 0-10"
    assert reason(reading, 4) == reason(reading, 5) == "no value in it"


RIDES = "Date,km,minutes\n2024-03-01,30,70\n2024-03-02,25,60\n2024-03-03,40,95\n"


def test_a_table_that_names_no_sport_and_cannot_be_runs_asks_for_it(tmp_path):
    with pytest.raises(DataError, match=r"2\.4 min/km is no pace of runs.*--sport run\|ride\|walk"):
        read(tmp_path, RIDES)
    assert set(read(tmp_path, RIDES, sport="ride").runs["sport"]) == {"ride"}
    assert set(read(tmp_path, RIDES, sport="run").runs["sport"]) == {"run"}
    assert read(tmp_path, "Date,km,minutes\n2024-03-01,30,170\n").runs["sport"].isna().all()


RUNS = "start,distance_km,duration_min,shoe\n2024-03-02T18:00,10,55,harrier 5\n"


@pytest.fixture
def runs(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text(RUNS)
    return path


def test_stated_kilometres_count_for_the_pair_in_any_spelling(runs):
    log = read_log(runs, shoes=["Harrier 5=120"])
    assert add_shoe_wear(log.runs, log.shoes)["shoe_km"].tolist() == [120.0]
    told = log.ledger[log.ledger["source"] == "--shoe"]
    assert told[["row", "table", "outcome"]].to_numpy().tolist() == [[1, "shoes", "kept"]]


def test_a_first_day_can_be_stated_alone(runs):
    log = read_log(runs, shoes=["Harrier 5=,2024-02-01"])
    assert log.shoes["first_day"].tolist() == [pd.Timestamp("2024-02-01")]
    assert log.shoes["start_km"].isna().all()


def test_what_is_stated_goes_before_what_a_file_says(runs, tmp_path):
    shoes = tmp_path / "shoes.csv"
    shoes.write_text("shoe,start_km\nHarrier 5,50\n")
    log = read_log([runs, shoes], shoes=["Harrier 5=120"])
    assert log.shoes["start_km"].tolist() == [120.0]
    assert "merged" in log.ledger["outcome"].tolist()


@pytest.mark.parametrize("words", ["Harrier 5", "=120", "Harrier 5=", "Harrier 5=far", "A=1,June"])
def test_other_words_are_asked_for_again(words):
    with pytest.raises(DataError, match=r"--shoe: found .*expected NAME=KM or NAME=KM,FIRST_DAY"):
        Settings.stated(shoes=[words])
