import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings

HEADER = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
BACK = (
    "2024-03-01,1st Mar 2024,Friday,am,Symptom,2,Back pain,\n"
    "2024-03-01,1st Mar 2024,Friday,mid,Symptom,1,Headache,\n"
    "2024-03-01,1st Mar 2024,Friday,pm,Symptom,4,Back pain,sat long\n"
    "2024-03-01,1st Mar 2024,Friday,pm,Mood,7,,\n"
    "2024-03-02,2nd Mar 2024,Saturday,am,Symptom,5,Back pain,\n"
    "2024-03-03,3rd Mar 2024,Sunday,am,Symptom,,Back pain,\n"
)
OTHERS = BACK.replace("Back pain", "Sciatica")


def read(tmp_path, rows, **stated):
    path = tmp_path / "bearable.csv"
    path.write_text("\ufeff" + HEADER + rows, encoding="utf-8")
    return read_paths([path], Settings(**stated))


def test_the_one_symptom_of_the_back_is_the_pain(tmp_path):
    reading = read(tmp_path, BACK)
    log = clean_reading(reading, Settings())
    assert log.pain["pain_nrs"].tolist() == [5.0, 10.0]
    assert log.pain["time_of_day"].tolist() == ["morning", "evening"]
    assert set(log.pain["site"]) == {"lower back"}
    assert log.pain["note"].fillna("").tolist() == ["", "sat long"]
    assert ("site", "Back pain", "the symptom taken for the pain") in set(
        log.repairs[["column", "found", "done"]].itertuples(index=False, name=None)
    )


def test_every_other_row_is_refused_with_its_kind(tmp_path):
    ledger = clean_reading(read(tmp_path, BACK), Settings()).ledger.set_index("row")
    assert ledger["outcome"].tolist() == ["kept", "refused", "kept", *["refused"] * 3]
    assert ledger["reason"][3] == "another symptom than the pain"
    assert ledger["reason"][5] == "category: found Mood, expected a symptom"
    assert ledger["reason"][6].startswith("pain_nrs: found 5, expected 0 to 4.")
    assert ledger["reason"][7] == "rating/amount: found nothing, expected 1 to 4"
    assert "Headache" not in ledger.to_csv()


def test_several_symptoms_and_none_of_the_back_ask_for_the_option(tmp_path):
    with pytest.raises(DataError) as told:
        read(tmp_path, OTHERS)
    assert str(told.value) == (
        "bearable.csv: no symptom names the back; found: Sciatica, Headache. "
        'Say which is the pain: --pain-detail "Back pain".'
    )
    with pytest.raises(DataError, match="--pain-detail"):
        read_paths([tmp_path], Settings())


def test_the_option_decides_whatever_its_case(tmp_path):
    reading = read(tmp_path, OTHERS, pain_detail="sciatica")
    assert reading.pain["rating"].tolist() == ["2", "4", "5"]
    assert set(clean_reading(reading, Settings()).pain["site"]) == {"lower back"}


def test_an_option_that_fits_nothing_lists_what_there_is(tmp_path):
    with pytest.raises(DataError, match="no symptom is called 'Knee'; found: Back pain, Head"):
        read(tmp_path, BACK, pain_detail="Knee")


def test_two_symptoms_of_the_back_are_not_mixed(tmp_path):
    both = BACK.replace("Headache", "Upper back pain")
    with pytest.raises(DataError, match="several symptoms name the back"):
        read(tmp_path, both)
    reading = read(tmp_path, both, pain_detail="Upper back pain")
    assert reading.pain[["site", "rating"]].to_numpy().tolist() == [["upper back", "1"]]


@pytest.mark.parametrize("name", ["Rückenschmerzen", "Lower back pain", "Backache", "Rugpijn"])
def test_the_back_has_many_names(tmp_path, name):
    reading = read(tmp_path, BACK.replace("Back pain", name))
    assert reading.pain["rating"].tolist() == ["2", "4", "5"]


def test_a_severity_behind_the_symptom_is_no_part_of_its_name(tmp_path):
    reading = read(tmp_path, BACK.replace("4,Back pain", "4,Back pain (Severe)"))
    assert reading.pain["rating"].tolist() == ["2", "4", "5"]


def test_an_only_symptom_that_is_a_pain_keeps_its_site(tmp_path):
    rows = "2024-03-01,,Friday,am,Symptom,2,Knee pain,\nsoon,,,am,Symptom,2,Knee pain,\n"
    reading = read(tmp_path, rows)
    assert reading.pain["site"].tolist() == ["knee"]
    assert reading.ledger["reason"][1] == "date: found no day, expected a date such as 2024-03-01"


def test_an_only_symptom_that_is_no_pain_is_not_taken_for_one(tmp_path):
    with pytest.raises(DataError, match="no symptom names the back; found: Fatigue"):
        read(tmp_path, "2024-03-01,,Friday,am,Symptom,2,Fatigue,\n")


def test_a_diary_without_symptoms_has_no_ratings(tmp_path):
    reading = read(tmp_path, "2024-03-01,,Friday,am,Mood,2,,\n")
    assert reading.pain.empty
    assert reading.ledger["outcome"].tolist() == ["refused"]


def test_a_header_unlike_its_rows_is_told(tmp_path):
    with pytest.raises(DataError, match="the header cannot be split as the rows are; export the"):
        read(tmp_path, BACK.replace(",", ";"))
