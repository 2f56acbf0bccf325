"""Names of pairs of shoes, spelled one way throughout the log."""

import unicodedata

import pandas as pd

from backstride.clean.audit import Rows, mapped
from backstride.clean.duplicates import merged_groups
from backstride.clean.values import within, without_early_days

MOST_START_KM = 5000.0


def shoe_spelling(text: str) -> str | None:
    """Name without odd letter forms and superfluous blanks; capitals as found.

    Examples
    --------
    >>> shoe_spelling("  Pegasus   40 ")
    'Pegasus 40'
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()) or None


def shoe_key(text: str) -> str | None:
    """What two spellings of one pair have in common; similar names stay two pairs."""
    spelling = shoe_spelling(text)
    return spelling.casefold() if spelling else None


def one_spelling(runs: Rows, shoes: Rows) -> tuple[Rows, Rows]:
    """Spell each pair the way it is spelled most often (ties: the spelling found first)."""
    found = pd.concat([runs.table["shoe"], shoes.table["shoe"]], ignore_index=True).dropna()
    names = pd.DataFrame({"key": mapped(found, shoe_key), "name": mapped(found, shoe_spelling)})
    names = names.dropna()
    times = names.groupby(["key", "name"])["name"].transform("size")
    ranked = names.assign(times=times).sort_values("times", ascending=False, kind="stable")
    first = ranked.drop_duplicates("key")
    spelled = dict(zip(first["key"], first["name"], strict=True))
    return _spelled(runs, spelled), _spelled(shoes, spelled)


def _spelled(rows: Rows, spelled: dict[str, str]) -> Rows:
    found = rows.table["shoe"]
    name = mapped(mapped(found, shoe_key), spelled.get)
    differs = found.notna() & (found != name)
    return rows.changed(differs, "shoe", name, "spelled as elsewhere: " + name)


def pairs_of_shoes(rows: Rows) -> Rows:
    """One row per pair; a row without a name is refused, impossible cells are emptied."""
    unnamed = rows.table["shoe"].isna()
    reason = pd.Series("shoe: found no name. Name the pair as in the runs.", index=unnamed.index)
    rows = within(rows.refused(reason.where(unnamed)), "start_km", 0, MOST_START_KM)
    rows = without_early_days(without_early_days(rows, "first_day"), "retired_on")
    for column in ("first_day", "retired_on"):
        rows = rows.with_column(column, rows.table[column].dt.normalize())
    rows = merged_groups(rows, rows.table["shoe"], "the same pair", with_conflicts=True)
    backwards = rows.table["retired_on"] < rows.table["first_day"]
    return rows.noted(
        backwards, "retired_on", rows.table["retired_on"], "kept: lies before the first day"
    )
