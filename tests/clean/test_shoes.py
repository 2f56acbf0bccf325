from clean_examples import DAY, cleaned_runs, reading_of, refusal, rows_of, run, said

from backstride.clean import clean_reading
from backstride.settings import Settings


def test_shoes_are_spelled_the_most_frequent_way_everywhere():
    names = ["PEGASUS 40", "Pegasus 40", " Pegasus  40", "Ghost"]
    runs = [run(start=f"{DAY} {10 + place}:00", shoe=name) for place, name in enumerate(names)]
    shoes = rows_of("shoes", [{"shoe": "pegasus 40", "start_km": 80}, {"shoe": "Ghost 15"}])
    log = cleaned_runs(*runs, shoes=shoes.assign(source="shoes.csv"))
    assert log.runs["shoe"].tolist() == ["Pegasus 40"] * 3 + ["Ghost"]
    assert log.shoes["shoe"].tolist() == ["Ghost 15", "Pegasus 40"]
    assert said(log, "shoe").count("spelled as elsewhere: Pegasus 40") == 3


def test_a_pair_listed_twice_is_one_and_a_nameless_one_refused():
    shoes = rows_of("shoes", [{"shoe": "Ghost", "start_km": 80}, {"shoe": "ghost "}, {}])
    log = clean_reading(reading_of(shoes=shoes), Settings())
    assert log.shoes[["shoe", "start_km"]].to_numpy().tolist() == [["Ghost", 80.0]]
    assert refusal(log) == "shoe: found no name. Name the pair as in the runs."
