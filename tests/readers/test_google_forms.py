import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings


def read(tmp_path, text, **stated):
    path = tmp_path / "Back pain (Responses) - Form Responses 1.csv"
    path.write_text(text, encoding="utf-8")
    return read_paths([path], Settings(**stated))


FORM = (
    "Timestamp,Date,Back pain (0-10)\n"
    "2024/06/12 9:15:32 PM GMT+2,06/11/2024,3\n"
    "2024/06/13 9:15:32 PM GMT+2,06/13/2024,4\n"
    "2024/06/14 9:15:32 PM MDT,06/14/2024,n/a\n"
)


def test_the_typed_day_is_believed_and_both_are_shown(tmp_path):
    reading = read(tmp_path, FORM)
    assert reading.pain["date"].astype("str").tolist() == ["2024-06-11", "2024-06-13"]
    assert reading.pain["entered_at"].astype("str").tolist() == [
        "2024-06-12 21:15:32",
        "2024-06-13 21:15:32",
    ]
    assert reading.pain["rated_at"].isna().all()
    told = reading.repairs[reading.repairs["column"] == "date"]
    assert told[["row", "found", "done"]].to_numpy().tolist() == [
        [2, "06/11/2024", "believed, though the timestamp says 2024-06-12 21:15"]
    ]
    assert reading.ledger["outcome"].tolist() == ["kept", "kept", "refused"]


def test_an_offset_is_brought_to_the_stated_zone(tmp_path):
    reading = read(tmp_path, FORM, timezone="America/New_York")
    assert reading.pain["entered_at"][0] == pd.Timestamp("2024-06-12 15:15:32")


@pytest.mark.parametrize(
    "question", ["What is the date of your rating?", "Datum der Bewertung", "Fecha del dolor"]
)
def test_a_question_that_asks_for_the_day_is_the_day(tmp_path, question):
    reading = read(tmp_path, FORM.replace(",Date,", f",{question},"))
    assert reading.pain["date"].astype("str").tolist() == ["2024-06-11", "2024-06-13"]


def test_a_date_of_birth_is_no_day_of_a_rating(tmp_path):
    text = (
        "Timestamp,Date of birth,Back pain\n2024/06/12 9:15:32 PM,01/31/1980,3\n"
        "2024/06/13 9:15:32 PM,01/31/1980,3\n"
    )
    reading = read(tmp_path, text)
    assert reading.pain["date"].astype("str").tolist() == ["2024-06-12", "2024-06-13"]


def test_two_typed_days_ask_which_to_believe(tmp_path):
    text = "Timestamp,Day of rating,Day of run,Back pain\n2024/06/12 9:15:32 PM,{0},{0},3\n"
    with pytest.raises(DataError, match="'Day of rating' and 'Day of run' could both be the day"):
        read(tmp_path, text.format("06/30/2024"))
    named = text.format("06/30/2024").replace("Day of rating", "Date")
    assert read(tmp_path, named).pain["date"].astype("str").tolist() == ["2024-06-30"]


def test_days_that_could_be_months_ask_for_their_order(tmp_path):
    text = FORM.replace("06/13", "06/12").replace("06/14", "06/10")
    with pytest.raises(DataError, match="--date-order"):
        read(tmp_path, text)
    reading = read(tmp_path, text, date_order="mdy")
    assert reading.pain["date"][0] == pd.Timestamp("2024-06-11")


def test_a_question_is_named_as_the_pain(tmp_path):
    text = FORM.replace("Back pain (0-10)", "How does it feel?")
    with pytest.raises(DataError, match="--pain-column NAME"):
        read(tmp_path, text)
    reading = read(tmp_path, text, pain_column="How does it feel?")
    assert reading.pain["rating"].tolist() == ["3", "4"]


def test_a_form_without_a_typed_day_is_dated_by_its_timestamp(tmp_path):
    reading = read(tmp_path, "Zeitstempel,Schmerz\n12.06.2024 21:15:32,3\n")
    assert reading.pain["rated_at"][0] == pd.Timestamp("2024-06-12 21:15:32")


def test_a_header_unlike_its_rows_is_told(tmp_path):
    header, *answers = FORM.split("\n")
    text = "\n".join([header, *(answer.replace(",", ";") for answer in answers)])
    with pytest.raises(DataError, match="the header cannot be split as the rows are; export the"):
        read(tmp_path, text)
