"""Bring a table to its schema, or say all that is wrong with it."""

from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from backstride.errors import DataError


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of no rows with the columns and types of `schema`.

    Examples
    --------
    >>> from backstride.tables import SHOES
    >>> list(empty(SHOES).columns)
    ['shoe', 'start_km', 'first_day', 'retired_on', 'source', 'source_row']
    """
    types = [(name, column.metadata["dtype"]) for name, column in schema.columns.items()]
    return _blank(tuple(types)).copy()


@cache
def _blank(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types})


def fit_to(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Bring a table to the columns, order and types of `schema`, then check it.

    Absent columns are added as missing; a column that `schema` does not know is an error.

    Raises
    ------
    DataError
        All breaches at once, one line each.
    """
    blank = empty(schema)
    unknown = [name for name in table.columns if name not in blank.columns]
    if unknown:
        raise DataError(f"{schema.name}: unknown columns {', '.join(map(str, unknown))}")
    shaped = table.reindex(columns=blank.columns).astype(blank.dtypes.to_dict())
    shaped = shaped.reset_index(drop=True)
    # a table of no rows with the right columns and types breaks no rule
    return shaped if shaped.empty else validated(schema, shaped)


def validated(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` if it obeys `schema`.

    Raises
    ------
    DataError
        One line per breach: table, row (counted from 0), column, found, expected.
    """
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as breach:
        cases: list[dict[Any, Any]] = breach.failure_cases.to_dict("records")
        raise DataError(f"{schema.name}, {_sentence(case)}" for case in cases) from None


_EXPECTED = {
    "not_nullable": "a value",
    "field_uniqueness": "a word that is there once",
    "multiple_fields_uniqueness": "a row that is there once",
}


def _sentence(case: dict[Any, Any]) -> str:
    place = f"row {case['index']}, {case['column']}"
    expected = _EXPECTED.get(case["check"], case["check"])
    return f"{place}: found {case['failure_case']}, expected {expected}"
