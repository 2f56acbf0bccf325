"""The sheet for the practitioner: one page, the same bytes, nothing that tells on the runner."""

import re
import zlib

import numpy as np
import pandas as pd
import pytest
from fpdf import FPDF
from logs import pain_of, runs_of

from backstride.claims import CLAIMS
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.presentation import Presentation
from backstride.report import pdf
from backstride.report.page import Findings
from backstride.settings import Settings


def all_claims(status="cannot tell", estimate=0.8) -> pd.DataFrame:
    rows = [
        {
            "slug": claim.slug,
            "claim": claim.sentence,
            "contrast": claim.contrast,
            "status": status,
            "verdict": f"{status}: {'a reason that is very long ' * 9}",
            "estimate": estimate,
            "low": estimate - 0.6,
            "high": estimate + 0.6,
            "n_days": 1640.0,
            "n_exposed": 15.0,
            "smallest_difference": 0.5,
            "needed": "",
            "evidence": "",
        }
        for claim in CLAIMS
    ]
    return pd.DataFrame(rows)


def a_log(**stated) -> Log:
    days = pd.date_range("2025-03-01", periods=20).strftime("%Y-%m-%d")
    runs = runs_of(*((f"{day} 07:00", 10.0, 60.0) for day in days)).assign(shoe="Secret shoe")
    pain = pain_of(*((f"{day} 20:00", n % 2) for n, day in enumerate(days)), note="a secret")
    return Log(runs=runs, pain=pain, settings=Settings(**stated))


@pytest.fixture
def drawn(monkeypatch):
    """Every text that was put on the sheet, in order."""
    texts: list[str] = []
    for name in ("cell", "multi_cell"):
        plain = getattr(FPDF, name)

        def noted(self, *places, plain=plain, **named):
            said = named.get("text", places[2] if len(places) > 2 else "")
            if not named.get("dry_run"):
                texts.append(str(said))
                assert self.get_y() < 297, "beyond the paper"
            return plain(self, *places, **named)

        monkeypatch.setattr(FPDF, name, noted)
    return texts


def sheet_of(log: Log, answers: pd.DataFrame, presentation=None) -> bytes:
    diary = add_exposures(build_diary(log))
    return pdf.sheet_pdf(Findings(log, diary, answers), presentation or Presentation())


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def test_one_page_of_the_same_bytes():
    first = sheet_of(a_log(), all_claims())
    assert first.startswith(b"%PDF-")
    assert pages(first) == 1
    assert first == sheet_of(a_log(), all_claims())
    assert b"D:20000101" in first


def test_what_stands_on_the_sheet(drawn):
    sheet_of(a_log(), all_claims())
    text = " ".join(drawn)
    for phrase in (
        "1 March 2025 to 20 March 2025. Site of the pain: lower back.",
        "This is not medical advice",
        "**Urgent review for** fever",
        "20 Runs 200.0 km Distance 20 Pain ratings",
        "0.5 of 10 Mean of those ratings 50 % Share of zeros among them",
        "Of 10 claims, 10 cannot be told yet.",
        "+0.80 (+0.20 to +1.40) 1,640 days, 15 with it",
        "the verdicts assume that no earlier report was looked at",
        "Runs with a known surface: 0 %.",
        "Runs with a named shoe: 100 %.",
        "Nothing that a claim needs is missing altogether.",
        "gives no advice",
    ):
        assert phrase in text
    assert "ecret" not in text


def test_the_sheet_of_nothing_still_says_so(drawn):
    nothing = all_claims("not logged", np.nan).assign(n_days=np.nan, n_exposed=np.nan)
    needed = ["Log the ground."] * 9 + ["Log the shoes."] * (len(nothing) - 9)
    pdf = sheet_of(Log(), nothing.assign(smallest_difference=np.nan, needed=needed))
    text = " ".join(drawn)
    assert pages(pdf) == 1
    assert "Nothing is logged yet." in text
    assert "none Days rated after the run" in text
    assert "For an answer to every claim: Log the ground. Log the shoes." in text
    assert "Without a pain rating that can be used, none can be answered." in text
    assert "nan" not in text


def test_numbers_and_distances_as_the_reader_writes_them(drawn):
    sheet_of(a_log(), all_claims(), Presentation("de", "mi"))
    text = " ".join(drawn)
    assert "1. März 2025 to 20. März 2025" in text
    assert "124,3 mi Distance" in text
    assert "+0,80 (+0,20 to +1,40) 1.640 days" in text


def test_a_long_name_of_a_site_keeps_to_its_line(drawn):
    log = a_log()
    site = "(back) \\ ** " + "x" * 200
    sheet_of(Log(runs=log.runs, settings=Settings(site=site)), all_claims("not logged", np.nan))
    assert any(text.endswith("x….") for text in drawn)


def test_words_reach_the_file_as_they_are():
    pdf = sheet_of(a_log(), all_claims())
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = b""
    for stream in streams:
        try:
            unpacked += zlib.decompress(stream)
        except zlib.error:
            continue
    assert b"Secret" not in pdf + unpacked
    assert b"/Title (Running and back pain: one page for the practitioner)" in pdf
