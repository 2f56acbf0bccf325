import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings

NEW = (
    "\ufefffull_date,date,weekday,time,mood,activities,note_title,note\n"
    '2024-03-03,March 3,Sunday,10:15\u202fpm,rad,"Stretching | friends | Plank",A,B\n'
    '2024-03-02,March 2,Saturday,8:00 am,meh,"friends",,secret\n'
    '2024-03-02,March 2,Saturday,noon,knapp,"Dehnen",,\n'
)
OLD = (
    "year,date,weekday,time,mood,activities,note\n"
    '2018,18 mai,vendredi,23:54,super,"étirements | musique",\n'
    '2018,29 Mrz,Do,07:30,gut,"Krafttraining",\n'
    '2018,,Do,07:30,gut,"Krafttraining",\n'
)


def read(tmp_path, text, **stated):
    path = tmp_path / "daylio_export.csv"
    path.write_text(text, encoding="utf-8")
    return read_paths([path], Settings(**stated))


def test_exercises_among_the_activities_are_habits_with_their_time(tmp_path):
    log = clean_reading(read(tmp_path, NEW), Settings())
    columns = ["date", "time", "habit", "dose", "dose_unit"]
    told = log.habits[columns].astype("str").fillna("").to_numpy().tolist()
    assert told == [
        ["2024-03-02", "", "stretching", "1.0", "times"],
        ["2024-03-03", "22:15", "plank", "1.0", "times"],
        ["2024-03-03", "22:15", "stretching", "1.0", "times"],
    ]


def test_a_mood_is_not_pain(tmp_path):
    reading = read(tmp_path, NEW)
    assert reading.pain.empty
    assert reading.ledger["outcome"].tolist() == ["kept", "refused", "kept"]
    assert reading.ledger["reason"][1] == (
        "a mood is not a rating of pain, and no exercise is among the activities"
    )
    assert reading.repairs[["row", "column", "found", "done"]].to_numpy().tolist() == [
        [4, "time", "noon", "not used: expected a time such as 07:30"]
    ]
    assert "secret" not in reading.ledger.to_csv() + reading.repairs.to_csv()


def test_the_older_export_has_its_year_apart_in_any_language(tmp_path):
    reading = read(tmp_path, OLD)
    assert reading.habits["date"].astype("str").tolist() == ["2018-05-18", "2018-03-29"]
    assert reading.habits["time"].tolist() == ["23:54", "07:30"]
    assert reading.ledger["reason"][2].startswith("date: found nothing, expected a date such as")


def test_a_mood_offered_as_pain_is_refused_with_the_option(tmp_path):
    with pytest.raises(DataError) as told:
        read(tmp_path, NEW, pain_column="Mood")
    assert str(told.value) == (
        "daylio_export.csv: --pain-column names 'mood', and a mood is not a rating of pain. Name "
        "the column of the ratings: --pain-column NAME. If it does hold ratings of pain, call it "
        "pain."
    )


def test_a_column_of_ratings_beside_the_mood_is_read(tmp_path):
    text = (
        NEW.replace("note_title", "My back").replace(",A,", ",3,").replace('friends",,', 'x",n/a,')
    )
    reading = read(tmp_path, text, pain_column="my back")
    assert reading.pain["rating"].tolist() == ["3"]
    assert str(reading.pain["rated_at"][0]) == "2024-03-03 22:15:00"


def test_entries_without_any_activity_are_refused(tmp_path):
    header = NEW.split("\n")[0]
    reading = read(tmp_path, f"{header}\n2024-03-03,March 3,Sunday,22:15,rad,,,\n")
    assert reading.ledger["outcome"].tolist() == ["refused"]


def test_a_header_unlike_its_rows_is_told(tmp_path):
    header, *entries = NEW.split("\n")
    text = "\n".join([header, *(entry.replace(",", ";") for entry in entries)])
    with pytest.raises(DataError, match="the header cannot be split as the rows are; export the"):
        read(tmp_path, text)
