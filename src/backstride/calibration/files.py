"""`calibration.csv` and the page made of it."""

from pathlib import Path

import pandas as pd

from backstride.calibration.measures import calibration_table
from backstride.calibration.page import calibration_page
from backstride.calibration.running import computing_hours

TABLE, PAGE = "calibration.csv", "calibration.md"


def write_calibration(scores: pd.DataFrame, out: Path) -> None:
    """Write table and page into the folder `out`, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    lines = calibration_table(scores).to_csv(index=False, float_format="%.4f", lineterminator="\n")
    write_whole(out / TABLE, lines)
    page = calibration_page(read_calibration(out / TABLE), computing_hours(scores))
    write_whole(out / PAGE, page)


def read_calibration(path: Path) -> pd.DataFrame:
    """The table as it was written."""
    return pd.read_csv(path, dtype={"scenario": "str", "claim": "str", "method": "str"})


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
