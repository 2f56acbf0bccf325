"""What one table of a sheet yields: rows, and cells that could not be used."""

from dataclasses import dataclass, field

import pandas as pd

from backstride.readers.choices import UndecidedError
from backstride.readers.columns import Columns
from backstride.readers.numbers import Marks, numbers
from backstride.readers.sheet import Sheet
from backstride.settings import Settings

_LONGEST_FOUND = 40
_PROBLEM = ["row", "column", "found", "expected"]


@dataclass(frozen=True)
class Part:
    """Rows for one table of the log.

    Parameters
    ----------
    rows : DataFrame
        Indexed by row number; a row of the sheet may come several times or not at all.
    problems : DataFrame
        Columns `row`, `column`, `found`, `expected`: cells that were not used.
    """

    rows: pd.DataFrame
    problems: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_PROBLEM))


@dataclass(frozen=True)
class Cells:
    """A sheet, the meaning of its columns and the choices that hold for it."""

    sheet: Sheet
    columns: Columns
    settings: Settings
    marks: Marks

    def text(self, name: str) -> pd.Series:
        """Cells of the column with this meaning; all missing where there is none."""
        known = self.columns.fields.get(name)
        return self.blank() if known is None else self.sheet.column(known.label)

    def unit(self, name: str) -> str | None:
        """Unit that the header of the column with this meaning states."""
        known = self.columns.fields.get(name)
        return known.unit if known else None

    def number(self, name: str, plausible: tuple[float, float]) -> pd.Series:
        """Numbers of the column with this meaning."""
        return numbers(self.text(name), self.marks, plausible)

    def blank(self) -> pd.Series:
        """A column without any value."""
        return pd.Series(index=self.sheet.rows, dtype="str")

    def undecided(self, problem: str) -> UndecidedError:
        """The error that names a choice to make, with the file in front."""
        return UndecidedError(f"{self.sheet.source}: {problem}")


def unused(column: str, found: pd.Series, value: pd.Series, expected: str) -> pd.DataFrame:
    """Problems of cells that hold something (`found`) and gave nothing (`value`)."""
    wrong = found[found.notna() & value.isna()]
    return pd.DataFrame(
        {
            "row": wrong.index,
            "column": column,
            "found": wrong.str[:_LONGEST_FOUND].to_numpy(),
            "expected": expected,
        }
    )


def together(problems: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack problems; none at all gives an empty table."""
    filled = [table for table in problems if not table.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=_PROBLEM)
