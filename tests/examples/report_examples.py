"""Notebooks, a log and answers of a few rows, for tests of the report."""

import nbformat as nf
import numpy as np
import pandas as pd

from backstride import ledger, schemas
from backstride.clean.log import Log
from backstride.settings import Settings

RESULT = """
import json, os
import pandas as pd
from IPython.display import display
print(json.dumps([folder, settings, os.getcwd()]))
pixel = b"\\x89PNG"
shown = {"image/png": pixel, "text/plain": "x"}
display(shown, raw=True, metadata={"image/png": {"alt": "one pixel & more"}})
print("A caption with <b>.")
"""
TABLE = """
rows = {"pair": ["<script>alert(1)</script>", "B"], "km": [1.5, 20.0], "worn": ["a", "b"]}
pd.DataFrame(rows).set_index("pair")
"""


def a_notebook(title: str, *code: str) -> nf.NotebookNode:
    cells = [
        nf.v4.new_markdown_cell(f"# {title}\n\n## Question\n\nIs *this* so?", id="title"),
        nf.v4.new_code_cell(
            "folder = None\nsettings = {}", id="parameters", metadata={"tags": ["parameters"]}
        ),
        *(nf.v4.new_code_cell(text, id=f"code-{n}") for n, text in enumerate(code)),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nf.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


SETTINGS = Settings(timezone="Europe/Berlin")


def some_answers() -> pd.DataFrame:
    answered = {
        "slug": "spike",
        "claim": "Too much in one run",
        "contrast": "a long run against a short one",
        "status": "raises",
        "verdict": "raises pain.",
        "estimate": 0.8,
        "low": 0.2,
        "high": 1.4,
        "n_days": 640.0,
        "n_exposed": 15.0,
        "smallest_difference": 0.75,
        "needed": "Nothing.",
        "evidence": "Frandsen 2025 <b>",
    }
    refused = {
        **answered,
        "slug": "surface",
        "claim": "Hard ground",
        "status": "not logged",
        "verdict": "Not logged.",
        **dict.fromkeys(["estimate", "low", "high", "n_days", "n_exposed"], np.nan),
        "needed": "Log the surface of each run.",
    }
    return pd.DataFrame([answered, refused])


def a_log(with_diary: bool = True, settings: Settings = SETTINGS) -> Log:
    runs = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-03-01", "2025-03-03", "2025-03-04"]),
            "sport": ["run", "run", "ride"],
            "distance_km": [10.0, 12.5, 40.0],
            "surface": "road",
            "source": "my <runs>.csv",
            "source_row": [2, 3, 4],
        }
    )
    pain = pd.DataFrame(
        {
            "rated_at": pd.to_datetime(["2025-03-03 20:00", "2025-03-05 20:00"]),
            "date": pd.to_datetime(["2025-03-03", "2025-03-05"]),
            "site": "lower back",
            "rating": "3",
            "scale": "0-10",
            "pain_nrs": 3.0,
            "note": "a secret",
            "source": "pain.csv",
            "source_row": [2, 3],
        }
    )
    refused = pd.DataFrame({"source": ["pain.csv"], "row": [4], "reason": ["found 14"]})
    book = [
        ledger.open_entries("my <runs>.csv", [2, 3, 4], "runs"),
        ledger.record_outcome(
            ledger.open_entries("pain.csv", [2, 3, 4], "pain"), refused, "refused"
        ),
    ]
    return Log(
        runs=schemas.fit_to(schemas.RUNS, runs),
        pain=schemas.fit_to(schemas.PAIN, pain if with_diary else pain.head(0)),
        ledger=pd.concat(book if with_diary else book[:1], ignore_index=True),
        settings=settings,
    )
