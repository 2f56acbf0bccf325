import pandas as pd
import pandera.pandas as pa
import pytest
from pandas.api.types import is_datetime64_dtype, is_float_dtype, is_integer_dtype, is_string_dtype

from backstride import schemas
from backstride.errors import DataError

SCHEMAS = [value for value in vars(schemas).values() if isinstance(value, pa.DataFrameSchema)]
DAY = pd.Timestamp("2025-03-01")


def ratings(**columns: object) -> pd.DataFrame:
    rows = {
        "date": [DAY, DAY],
        "site": "lower back",
        "rating": ["3", "4"],
        "scale": "0-10",
        "pain_nrs": [3.0, 4.0],
        "source": "pain.csv",
        "source_row": [2, 3],
    }
    return pd.DataFrame(rows | columns)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_table_and_column_is_described(schema: pa.DataFrameSchema) -> None:
    assert schema.description
    assert [name for name, column in schema.columns.items() if not column.description] == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_an_empty_table_obeys_its_own_schema(schema: pa.DataFrameSchema) -> None:
    blank = schemas.empty(schema)
    assert list(blank.columns) == list(schema.columns)
    assert schemas.validated(schema, blank).empty


@pytest.mark.parametrize("name", schemas.LOG_TABLES)
def test_tables_of_a_log_are_known_by_their_name(name: str) -> None:
    assert schemas.LOG_TABLES[name].name == name


@pytest.mark.parametrize("name", ["distance_km", "duration_min", "elapsed_min"])
def test_a_unit_is_the_suffix_of_the_column(name: str) -> None:
    assert schemas.RUNS.columns[name].metadata["unit"] == name.rpartition("_")[2]


def test_types_of_an_empty_table() -> None:
    blank = schemas.empty(schemas.RUNS)
    assert is_datetime64_dtype(blank["start"])
    assert is_string_dtype(blank["shoe"])
    assert is_float_dtype(blank["distance_km"])
    assert is_integer_dtype(blank["source_row"])


def test_hard_surfaces_are_surfaces() -> None:
    assert set(schemas.HARD_SURFACES) < set(schemas.SURFACES)


def test_absent_columns_become_missing_in_the_order_of_the_schema() -> None:
    shaped = schemas.fit_to(schemas.PAIN, ratings())
    assert list(shaped.columns) == list(schemas.PAIN.columns)
    assert shaped["rated_at"].isna().all()
    assert shaped["pain_nrs"].tolist() == [3.0, 4.0]


def test_fitting_leaves_the_argument_alone() -> None:
    given = ratings().set_index(pd.Index([7, 8]))
    before = given.copy()
    shaped = schemas.fit_to(schemas.PAIN, given)
    pd.testing.assert_frame_equal(given, before)
    assert shaped.index.tolist() == [0, 1]


def test_a_column_nobody_described_is_named() -> None:
    with pytest.raises(DataError, match=r"^pain: unknown columns mood, weight$"):
        schemas.fit_to(schemas.PAIN, ratings(mood=1, weight=2))


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("pain_nrs", [3.0, 14.0], "pain, row 1, pain_nrs: found 14.0, expected "),
        ("pain_nrs", [-1.0, 3.0], "pain, row 0, pain_nrs: found -1.0, expected "),
        ("source_row", [0, 3], "pain, row 0, source_row: found 0, expected "),
        ("time_of_day", ["noonish", "evening"], "pain, row 0, time_of_day: found noonish"),
    ],
)
def test_a_breach_says_where_and_what(column: str, values: list, message: str) -> None:
    with pytest.raises(DataError) as breach:
        schemas.fit_to(schemas.PAIN, ratings(**{column: values}))
    assert [line for line in breach.value.problems if line.startswith(message)]


def test_all_breaches_are_told_at_once() -> None:
    with pytest.raises(DataError) as breach:
        schemas.fit_to(schemas.PAIN, ratings(pain_nrs=[14.0, -1.0]))
    assert len(breach.value.problems) == 2


@pytest.mark.parametrize("limit", [0.0, 10.0])
def test_the_limits_themselves_are_allowed(limit: float) -> None:
    assert schemas.fit_to(schemas.PAIN, ratings(pain_nrs=[limit, 5.0]))["pain_nrs"][0] == limit


def test_a_missing_rating_is_allowed_and_a_missing_day_is_not() -> None:
    assert schemas.fit_to(schemas.PAIN, ratings(pain_nrs=[None, 3.0]))["pain_nrs"].isna()[0]
    with pytest.raises(DataError, match="pain, row 0, date"):
        schemas.fit_to(schemas.PAIN, ratings(date=[pd.NaT, DAY]))


def test_a_row_has_one_line_in_the_ledger() -> None:
    twice = pd.DataFrame({"source": "a.csv", "row": [2, 2], "table": "runs", "outcome": "kept"})
    with pytest.raises(DataError, match=r"^ledger, "):
        schemas.fit_to(schemas.LEDGER, twice)
