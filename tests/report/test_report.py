"""The report: execution, escaping, stability, refusals; notebooks of the tests' own."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from importlib.resources import files
from pathlib import Path

import nbformat as nf
import numpy as np
import pandas as pd
import pytest
from logs import pain_of, runs_of
from markupsafe import escape

from backstride import ledger, schemas
from backstride.clean import open_tidy_folder
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.figures import png
from backstride.figures.style import blank
from backstride.presentation import PLAIN, Presentation, stated_presentation
from backstride.report import build, execute
from backstride.report.execute import Chapter, Executed, execute_notebooks, settings_parameters
from backstride.report.page import Findings, page_html, strip_of
from backstride.report.sections import (
    Section,
    allowed_html,
    section_of,
    size_of,
    smaller,
    with_links,
)
from backstride.report.text import claim_rows, open_rows, start_diary, trial_words
from backstride.settings import Settings
from backstride.trial.folder import trial_folders, write_plan
from backstride.trial.sample import sample_plan
from backstride.trial.seal import read_plan
from backstride.verdict.looks import apply_look, look_due

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


@pytest.fixture(scope="module")
def notebook_files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("notebooks {with braces}")
    notebooks = {
        "1-tables.ipynb": a_notebook("What is shown?", RESULT, TABLE),
        "2-broken.ipynb": a_notebook("What fails?", "raise ValueError('<i>no</i> ratings')"),
    }
    for name, notebook in notebooks.items():
        nf.write(notebook, folder / name)
    return [folder / name for name in notebooks]


SETTINGS = Settings(timezone="Europe/Berlin")


@pytest.fixture(scope="module")
def executed(notebook_files, tmp_path_factory):
    workplace = tmp_path_factory.mktemp("work")
    told = []
    here = Path.cwd()
    done = execute_notebooks(
        [Chapter(path, Path("/log")) for path in notebook_files],
        SETTINGS,
        workplace,
        lambda *said: told.append(said),
    )
    assert Path.cwd() == here
    return done, sorted(told), workplace


def test_notebooks_get_folder_and_settings_and_a_directory_of_their_own(executed):
    (first, _), _, workplace = executed
    printed = first.notebook.cells[3].outputs[0].text.splitlines()[0]
    assert json.loads(printed) == ["/log", settings_parameters(SETTINGS), str(workplace)]


def test_a_failing_notebook_does_not_stop_the_others(executed):
    (first, second), told, _ = executed
    assert first.problem == ""
    assert (second.notebook, second.problem) == (None, "ValueError: <i>no</i> ratings")
    assert {name for name, _, _ in told} == {"1-tables", "2-broken"}
    assert {(n_done, n_all) for _, n_done, n_all in told} == {(1, 2), (2, 2)}


def test_whatever_stops_a_notebook_is_said_in_its_place(tmp_path, monkeypatch):
    def dies(*_args, **_options):
        raise RuntimeError("Kernel died")

    monkeypatch.setattr("papermill.execute_notebook", dies)
    nf.write(a_notebook("Who is there?"), tmp_path / "1-x.ipynb")
    (one,) = execute_notebooks([Chapter(tmp_path / "1-x.ipynb", tmp_path)], Settings(), tmp_path)
    assert one.problem == "RuntimeError: Kernel died"


def test_settings_become_plain_values():
    stated = settings_parameters(Settings(since=pd.Timestamp("2025-01-02").date(), rated="evening"))
    assert json.loads(json.dumps(stated)) == {
        "timezone": None,
        "rated": "evening",
        "unlogged": [],
        "since": "2025-01-02",
        "until": None,
        "site": "lower back",
        "smallest_difference": None,
    }


def test_a_section_has_words_pictures_and_tables_but_no_code(executed):
    section = section_of(executed[0][0])
    assert section.title == "What is shown?"
    assert not section.has_failed
    assert "<h3>Question</h3>" in section.body
    assert "<em>this</em>" in section.body
    assert "import json" not in section.body
    assert "<h1" not in section.body
    assert " id=" not in section.body


def test_a_section_keeps_alt_text_and_caption(executed):
    body = section_of(executed[0][0]).body
    assert 'alt="one pixel &amp; more"' in body
    assert '<p class="said">A caption with &lt;b&gt;.</p>' in body
    assert "No description has been provided" not in body


def test_a_section_escapes_what_tables_hold(executed):
    body = section_of(executed[0][0]).body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<script" not in body
    assert "<style" not in body
    assert ".dataframe" not in body


def test_tables_scroll_have_one_header_row_and_numbers_to_the_right(executed):
    body = section_of(executed[0][0]).body
    assert re.search(r'<div[^>]*class="scroll"[^>]*>\s*<table', body)
    header = re.search(r"<thead>(.*?)</thead>", body, re.DOTALL).group(1)
    assert header.count("<tr") == 1
    assert re.sub(r"<[^>]+>|\s+", " ", header).split() == ["pair", "km", "worn"]
    assert '<td class="number">20.0</td>' in body
    assert "<td>b</td>" in body


def test_a_failed_section_says_so_under_its_own_title(executed):
    section = section_of(executed[0][1])
    assert (section.slug, section.title) == ("2-broken", "What fails?")
    assert section.has_failed
    assert "could not be computed" in section.body
    assert "&lt;i&gt;no&lt;/i&gt; ratings" in section.body


def test_a_failed_notebook_without_a_title_goes_by_its_name(tmp_path):
    nf.write(nf.v4.new_notebook(), tmp_path / "3-x.ipynb")
    assert section_of(Executed(tmp_path / "3-x.ipynb", None, "KeyError: 1")).title == "3-x"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<img src="x" onerror="alert(1)">', '&lt;img src="x" onerror="alert(1)"&gt;'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<b onclick="x()">y</b>', "<b>y</b>"),
        ("<style>td {}</style>plain", "plain"),
    ],
)
def test_only_harmless_html_passes(html, kept):
    assert allowed_html(html) == kept


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


NO_DAYS = add_exposures(build_diary(Log()))


def page_of(log, answers, sections, diary=NO_DAYS, presentation=PLAIN, **said) -> str:
    return page_html(Findings(log, diary, answers, **said), sections, presentation)


def words(page: str) -> str:
    body = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", page.split("<body>")[1])
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_claims_in_words_and_refusals_without_numbers():
    answered, refused = claim_rows(some_answers())
    assert (answered["estimate"], answered["interval"]) == ("+0.80", "+0.20 to +1.40")
    assert (answered["days"], answered["exposed"]) == ("640", "15")
    assert [refused[name] for name in ("estimate", "interval", "days", "exposed")] == [""] * 4
    assert refused["needed"] == "Log the surface of each run."


def test_the_page_opens_with_red_flags_and_then_the_claims():
    text = words(page_of(a_log(), some_answers(), []))
    places_ = [
        text.index(phrase)
        for phrase in (
            "This is not medical advice",
            "Go to an emergency department for numbness around genitals, anus or inner thighs, new "
            "bladder or bowel trouble, new or growing leg weakness, a serious fall, back pain "
            "together with chest pain.",
            "Urgent review for fever, unexplained weight loss, history of cancer, steroid or "
            "immunosuppressant use, constant night pain, osteoporosis, first episode under 20 or "
            "over 55.",
            "Raises pain. +0.80 (+0.20 to +1.40) 640 15 with it",
            "Not logged. none none",
            "What would settle it",
            "Hard ground Log the surface of each run.",
        )
    ]
    assert places_ == sorted(places_)


def test_a_verdict_stands_apart_from_its_reason():
    reason = "No rating comes before the stretching."
    answers = some_answers().tail(1).assign(verdict=f"order unknown: {reason}")
    (row,) = claim_rows(answers)
    assert (row["verdict"], row["reason"]) == ("Order unknown", reason)
    page = page_of(a_log(), answers, [])
    assert f"</strong><small>{reason}</small>" in page


def test_the_claims_come_before_the_contents():
    page = page_of(a_log(), some_answers(), [])
    assert page.index('<section id="claims" ') < page.index("<nav ")


def test_without_an_estimate_there_is_no_figure_and_no_size_that_matters():
    refused = some_answers().tail(1).assign(smallest_difference=1.0)
    page = page_of(a_log(), refused, [])
    assert "<svg" not in page
    assert "Each strip" not in page
    assert "smallest difference that matters is" not in page


def test_the_page_counts_runs_and_not_other_sports():
    text = words(page_of(a_log(), some_answers(), []))
    assert "1 March 2025 to 5 March 2025: 2 runs, 22.5 km, 2 pain ratings on 2 days." in text


def test_one_run_and_one_rating_are_singular():
    log = a_log()
    one = replace(log, runs=log.runs.head(1), pain=log.pain.head(1))
    assert ": 1 run, " in words(page_of(one, some_answers(), []))
    assert "1 pain rating on 1 day." in words(page_of(one, some_answers(), []))


def test_the_page_accounts_for_every_row():
    text = words(page_of(a_log(), some_answers(), []))
    assert "my <runs>.csv runs 3 3 0 0" in text
    assert "pain.csv pain 3 2 0 1" in text
    assert "all files 6 5 0 1" in text


def test_the_page_states_what_it_rests_on():
    text = words(page_of(a_log(), some_answers(), []))
    assert "the verdicts assume that no earlier report was looked at" in text
    assert "Time zone: Europe/Berlin." in text
    assert "The smallest difference that matters is 0.75 points." in text
    told = words(page_of(a_log(), some_answers(), [], looks="The second look."))
    assert "Log the surface" in told
    assert told.index("What this log says") < told.index("The second look.")
    unstated = words(page_of(a_log(settings=Settings()), some_answers(), []))
    assert "Time zone: not stated; times are taken as they stand in the files" in unstated


def test_the_page_loads_nothing_runs_nothing_and_tells_no_notes():
    section = Section("1-x", "Q & A?", "<p>fine</p>")
    page = page_of(a_log(), some_answers(), [section])
    assert "<script" not in page
    assert "<runs>" not in page
    assert "2025 <b>" not in page
    assert "&lt;p&gt;fine" in page, "what is not marked as safe is escaped"
    assert not re.findall(r"""(?:src|href)=["'](?!data:|\#)""", page)
    assert "@import" not in page
    assert "url(" not in page
    assert "a secret" not in page
    assert "default-src 'none'" in page


def test_the_contents_lead_to_every_section():
    page = page_of(a_log(), some_answers(), [Section("1-x", "What was read?", "x")])
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'\bid="([^"]+)"', page))
    assert '<a href="#1-x">What was read?</a>' in page


def test_ids_are_unique_and_pictures_say_what_they_show():
    diary = add_exposures(build_diary(a_log()))
    page = page_of(a_log(), some_answers(), [], diary)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    (image,) = re.findall(r"<img [^>]*>", page)
    assert 'alt="Running and pain, 1 March 2025 to 5 March 2025: 22 km on 2 days' in image
    assert re.search(r'width="\d+" height="\d+"', image)
    (strip,) = re.findall(r"<svg [^>]*>", page)
    assert "The interval lies above 0 and reaches beyond what is too small to matter." in strip


def test_a_strip_lies_where_its_numbers_say():
    answered, refused = some_answers().to_dict("records")
    strip = strip_of(answered, 1.4)
    assert (strip.low, strip.at, strip.high) == ("113.4", "153.7", "194.0")
    assert (strip.zone_left, strip.zone_width) == ("49.6", "100.7")
    assert strip.is_firm
    assert strip_of(refused, 1.4) is None


def test_sections_fold_and_name_themselves():
    page = page_of(a_log(), some_answers(), [Section("1-x", "What was read?", "x")])
    folded = '<summary><h2 id="1-x-title">What was read?</h2></summary>'
    assert folded in page
    assert page.count("<details open>") == page.count("<summary>") == 4
    labelled = re.findall(r'aria-labelledby="([^"]+)"', page)
    assert set(labelled) <= set(re.findall(r'\bid="([^"]+)"', page))


def test_the_first_use_of_a_term_leads_to_the_glossary():
    page = page_of(a_log(), some_answers(), [Section("1-x", "A?", "<p>HC3 and HC3</p>")])
    assert page.count('href="#term-hc3"') == 1
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'\bid="([^"]+)"', page))
    assert not re.search(r"<h2[^>]*>[^<]*<a class", page)


def test_every_term_of_the_glossary_stands_on_the_page():
    page = page_of(a_log(), some_answers(), [])
    table = files("backstride.report") / "glossary.csv"
    names = pd.read_csv(io.StringIO(table.read_text("utf-8")))["term"]
    assert len(names)
    assert re.findall(r'<dt id="term-[^"]+">(.+?)</dt>', page) == [escape(name) for name in names]


def test_links_leave_attributes_code_and_words_of_every_day_alone():
    told = '<p title="interval"><code>interval</code> A run. Intervals. <b>An interval</b></p>'
    assert with_links(told) == told.replace(
        "Intervals", '<a class="term" href="#term-interval">Intervals</a>'
    )


def test_dates_numbers_and_distances_as_the_reader_writes_them():
    german = Presentation("de", "mi")
    text = words(page_of(a_log(), some_answers(), [], presentation=german))
    assert "1. März 2025 to 5. März 2025: 2 runs, 14,0 mi" in text
    assert "+0,80 (+0,20 to +1,40)" in text
    assert "As they are stay: words; formulas and the terms of models" in text
    assert "As they are stay" not in words(page_of(a_log(), some_answers(), []))


def test_the_timeline_is_drawn_in_miles_where_asked():
    diary = add_exposures(build_diary(a_log()))
    page = page_of(a_log(), some_answers(), [], diary, Presentation(units="mi"))
    assert "14 mi on 2 days with a run" in page
    assert "Above: miles per day" in page


@pytest.mark.parametrize(
    ("locale", "units", "told"),
    [
        ("xx_YY", None, "--locale: found 'xx_YY', expected a language such as de"),
        ("", "furlong", "--units: found 'furlong', expected km or mi."),
    ],
)
def test_an_unknown_locale_or_unit_is_told(locale, units, told):
    with pytest.raises(DataError, match=told):
        stated_presentation(locale, units)


def test_a_smaller_picture_looks_the_same():
    picture = png(blank("day", "km"))
    small = smaller(picture)
    assert len(small) < len(picture)
    assert size_of(small) == size_of(picture)
    assert smaller(b"no picture") == b"no picture"
    assert size_of(b"") == (0, 0)


def test_the_page_says_where_the_sample_is_simulated():
    assert "one simulated runner" in page_of(a_log(), some_answers(), [], is_sample=True)
    assert "one simulated runner" not in page_of(a_log(), some_answers(), [])


def test_without_a_diary_the_page_tells_how_to_start_one():
    text = words(page_of(a_log(with_diary=False), some_answers().tail(1), []))
    assert "no pain diary yet" in text
    assert "pain.csv lies beside this report" in text
    assert "The running side is shown below." in text


def test_a_diary_of_which_nothing_is_left_is_not_called_missing():
    log = a_log()
    refused = replace(log, pain=log.pain.head(0))
    text = words(page_of(refused, some_answers().tail(1), []))
    assert "no pain rating that can be used" in text
    assert "No rating of the pain diary can be used" in text
    assert "lies beside this report" not in text


def test_a_log_of_which_nothing_is_left_is_not_called_empty():
    log = a_log()
    text = words(
        page_of(
            replace(log, pain=log.pain.head(0), runs=log.runs.head(0)), some_answers().tail(1), []
        )
    )
    assert "No run and no rating of this log can be used." in text
    assert "The running side" not in text


def test_an_empty_log_still_makes_a_page():
    text = words(page_of(Log(), some_answers().tail(1), []))
    assert "Nothing is logged yet." in text


FILES = ["last-answers.csv", "report.html"]


@pytest.fixture
def pipeline(monkeypatch):
    """The steps before the report replaced by a hand-made log and answers."""
    asked = []

    def read_log(paths, **stated):
        asked.append((paths, stated))
        return a_log(with_diary="no-diary" not in str(paths[0]))

    def write_log(_log, out):
        out.mkdir()

    monkeypatch.setattr(build, "read_log", read_log)
    monkeypatch.setattr(build, "write_log", write_log)
    monkeypatch.setattr(build, "answer_claims", lambda _log: some_answers())
    monkeypatch.setattr(build, "notebook_paths", lambda: [])
    monkeypatch.setattr(build, "sample_folder", lambda: Path("/sample"))
    return asked


@pytest.mark.usefixtures("pipeline")
def test_the_same_input_gives_the_same_bytes(monkeypatch, tmp_path, notebook_files):
    silent = a_notebook("What is shown?", "import pandas as pd", TABLE)
    nf.write(silent, tmp_path / "1-tables.ipynb")
    monkeypatch.setattr(
        build, "notebook_paths", lambda: [tmp_path / "1-tables.ipynb", notebook_files[1]]
    )
    first = build.written_report(["a.csv"], SETTINGS, tmp_path / "one" / "deep")
    second = build.written_report(["a.csv"], SETTINGS, tmp_path / "two")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.path == tmp_path / "one" / "deep" / "report.html"
    assert first.failed == ("What fails?",)
    assert sorted(path.name for path in first.path.parent.iterdir()) == FILES


def test_the_input_is_read_once_with_what_was_stated(pipeline, tmp_path):
    assert build.write_report(["a.csv"], SETTINGS, tmp_path) == tmp_path / "report.html"
    assert pipeline == [([Path("a.csv")], vars(SETTINGS))]


def test_no_files_means_the_sample(pipeline, tmp_path):
    page = build.write_report([], SETTINGS, tmp_path).read_text(encoding="utf-8")
    assert pipeline[0][0] == [Path("/sample")]
    assert "one simulated runner" in page


@pytest.mark.usefixtures("pipeline")
def test_without_a_diary_an_empty_one_is_started(tmp_path):
    report = build.written_report(["no-diary.csv"], SETTINGS, tmp_path)
    assert report.diary == tmp_path / "pain.csv"
    assert report.diary.read_bytes() == b"date,time,pain,site,note\n"
    assert build.written_report(["a.csv"], SETTINGS, tmp_path / "b").diary is None


def test_a_diary_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "pain.csv").write_text("mine")
    assert start_diary(tmp_path) is None
    assert (tmp_path / "pain.csv").read_text() == "mine"


@pytest.mark.usefixtures("pipeline")
def test_what_cannot_be_read_leaves_nothing_behind(monkeypatch, tmp_path):
    def refuse(*_args, **_stated):
        raise DataError("a.csv: is empty.")

    monkeypatch.setattr(build, "read_log", refuse)
    with pytest.raises(DataError, match="is empty"):
        build.write_report(["a.csv"], SETTINGS, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("pipeline")
def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "deep"):
        with pytest.raises(DataError, match=r"--out: cannot write to .*\. Name a folder"):
            build.write_report(["a.csv"], SETTINGS, place)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(pipeline, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        build.write_report(["a.csv"], SETTINGS, tmp_path / "file")
    assert pipeline == []


@pytest.fixture
def daily(monkeypatch):
    """A log of `rated` days, each with a run at 7 and a rating at 20 o'clock, and one claim."""
    told = {"rated": 100}

    def read_log(_paths, **_stated):
        days = pd.date_range("2025-01-01", periods=told["rated"]).strftime("%Y-%m-%d")
        runs = runs_of(*((f"{day} 07:00", 10.0, 60.0) for day in days))
        return Log(runs=runs, pain=pain_of(*((f"{day} 20:00", 3) for day in days)))

    def answer_claims(log):
        due = look_due(build_diary(log), log.looks, log.settings.site)
        return apply_look(some_answers().assign(p_holm=[0.001, np.nan]), due, log.looks)

    def page_html(found, _sections, _presentation):
        told = f"{found.looks} Sample: {found.is_sample}. {' '.join(found.changes)}"
        return f"{told} {found.answers.to_csv()}"

    monkeypatch.setattr(build, "read_log", read_log)
    monkeypatch.setattr(build, "answer_claims", answer_claims)
    monkeypatch.setattr(build, "page_html", page_html)
    monkeypatch.setattr(build, "notebook_paths", lambda: [])
    monkeypatch.setattr(build, "sample_folder", lambda: Path("/sample"))
    return told


def test_a_look_is_kept_beside_the_page_and_used_by_the_next_report(daily, tmp_path):
    page = build.write_report(["a.csv"], Settings(), tmp_path).read_bytes()
    kept = (tmp_path / "looks.csv").read_text("utf-8")
    assert kept.splitlines()[1].startswith("90,100,2025-04-10,lower back,0.002,spike,raises,0.8,")
    assert build.write_report(["a.csv"], Settings(), tmp_path).read_bytes() == page
    assert (tmp_path / "looks.csv").read_text("utf-8") == kept
    daily["rated"] = 190
    later = build.write_report(["a.csv"], Settings(), tmp_path).read_text("utf-8")
    assert "those of the second look, drawn on 190 rated days up to 9 July 2025" in later
    assert (tmp_path / "looks.csv").read_text("utf-8").startswith(kept)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "last-answers.csv",
        "looks.csv",
        "report.html",
    ]


def test_the_notebooks_get_the_looks_kept_before(daily, monkeypatch, tmp_path):
    given = []

    def execute(chapters, settings, *_others):
        (folder,) = {chapter.folder for chapter in chapters}
        given.append(open_tidy_folder(folder, settings).looks["milestone"].tolist())
        return []

    monkeypatch.setattr(build, "notebook_paths", lambda: [Path("1-x.ipynb")])
    monkeypatch.setattr(build, "execute_notebooks", execute)
    for daily["rated"] in (100, 190, 200):
        build.write_report(["a.csv"], Settings(), tmp_path)
    assert given == [[], [90], [90, 180]]


@pytest.mark.usefixtures("daily")
def test_each_trial_of_a_folder_has_a_section_in_the_order_of_their_first_days(
    monkeypatch, tmp_path
):
    plan = sample_plan()
    later = replace(plan, start=plan.start + timedelta(days=200))
    write_plan(later, tmp_path / "log" / "a-later")
    write_plan(plan, tmp_path / "log" / "b-first")
    given, shown = [], []

    def execute(chapters, *_others):
        given.extend(
            [one.path.stem, *map(read_plan, trial_folders([one.folder]))] for one in chapters
        )
        return [Executed(one.path, a_notebook("Settled?"), part=one.part) for one in chapters]

    def page_html(found, sections, _presentation):
        shown.extend([section.slug, section.title] for section in sections)
        return str([trial.start for trial in found.trials])

    notebooks = [Path("1-x.ipynb"), Path("9-trial.ipynb")]
    monkeypatch.setattr(build, "notebook_paths", lambda: notebooks)
    monkeypatch.setattr(build, "execute_notebooks", execute)
    monkeypatch.setattr(build, "page_html", page_html)
    page = build.write_report([tmp_path / "log"], Settings(timezone="Europe/Berlin"), tmp_path)
    assert given == [["1-x"], ["9-trial", (plan, ())], ["9-trial", (later, ())]]
    assert shown == [
        ["1-x", "Settled?"],
        [
            "9-trial-trial-1-of-2-stretching-from-6-january-2025",
            "Settled? Trial 1 of 2: stretching, from 6 January 2025",
        ],
        [
            "9-trial-trial-2-of-2-stretching-from-25-july-2025",
            "Settled? Trial 2 of 2: stretching, from 25 July 2025",
        ],
    ]
    assert page.read_text() == str([plan.start, later.start])


def test_a_claim_with_trials_names_each_where_it_is_open():
    plan = sample_plan()
    later = replace(plan, start=plan.start + timedelta(days=200))
    answers, diary = some_answers(), build_diary(a_log())
    one = trial_words(answers, diary, [plan])["stretching"]
    both = trial_words(answers, diary, [plan, later], Presentation("de"))["stretching"]
    assert one == (
        "A trial of it, 6 January 2025 to 22 June 2025, has a section of its own below.",
        "",
    )
    assert both == (
        "2 trials of it, 6. Januar 2025 to 22. Juni 2025; 25. Juli 2025 to 8. Januar 2026, "
        "have sections of their own below.",
        "",
    )


def test_before_the_first_look_and_for_the_sample_none_is_kept(daily, tmp_path):
    build.write_report([], Settings(), tmp_path)
    daily["rated"] = 89
    page = build.write_report(["a.csv"], Settings(), tmp_path).read_text("utf-8")
    assert "first drawn at 90 days with a rating after the run (1 more rated day)" in page
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_the_sample_pays_no_heed_to_looks_of_a_person(daily, tmp_path):
    build.write_report(["a.csv"], Settings(), tmp_path)
    kept = (tmp_path / "looks.csv").read_bytes()
    daily["rated"] = 50
    sample = build.write_report([], Settings(), tmp_path).read_text("utf-8")
    assert "first drawn at 90" in sample
    assert "Sample: True" in sample
    assert (tmp_path / "looks.csv").read_bytes() == kept
    with pytest.raises(DataError, match=r"100 rated days up to 2025-04-10.*or name another --out"):
        build.write_report(["a.csv"], Settings(), tmp_path)


@pytest.mark.usefixtures("daily")
def test_page_and_look_are_written_both_or_neither(monkeypatch, tmp_path):
    (tmp_path / "report.html").write_text("before", "utf-8")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_tables", full)
    with pytest.raises(DataError, match="No space left on device"):
        build.write_report(["a.csv"], Settings(), tmp_path)
    assert (tmp_path / "report.html").read_text("utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_spoilt_looks_are_told_before_anything_is_read(pipeline, tmp_path):
    (tmp_path / "looks.csv").write_text("mine", "utf-8")
    with pytest.raises(DataError, match="expected the columns milestone"):
        build.write_report(["a.csv"], SETTINGS, tmp_path)
    assert pipeline == []


def test_notebooks_come_in_the_order_of_their_numbers_without_that_of_many(monkeypatch, tmp_path):
    for name in ("11-b.ipynb", "10-many-runners.ipynb", "2-a.ipynb", "explore.ipynb"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(execute, "_first_folder", lambda *_places: tmp_path)
    assert [path.name for path in execute.notebook_paths()] == ["2-a.ipynb", "11-b.ipynb"]


def test_missing_notebooks_and_sample_are_said(monkeypatch, tmp_path):
    monkeypatch.setattr(execute, "PACKAGE", tmp_path)
    monkeypatch.setattr(execute, "REPOSITORY", tmp_path)
    with pytest.raises(DataError, match=r"folder not found\. Install Backstride again"):
        execute.sample_folder()
    (tmp_path / "_notebooks").mkdir()
    with pytest.raises(DataError, match="no notebook found"):
        execute.notebook_paths()


def test_a_caption_that_came_in_two_messages_is_one(tmp_path):
    make = nf.v4
    texts = ("A caption.", "\n")
    parts = [make.new_output("stream", name="stdout", text=text) for text in texts]
    cells = [make.new_markdown_cell("# Is it?"), make.new_code_cell("", outputs=parts)]
    notebook = make.new_notebook(cells=cells)
    body = section_of(Executed(tmp_path / "1-x.ipynb", notebook)).body
    assert body.count("<p") == 1
    assert ">A caption.</p>" in body


def test_what_would_settle_a_claim_names_the_trial_and_its_length():
    rows = [
        {"slug": "stretching", "status": "cannot tell", "needed": "More days."},
        {"slug": "spike", "status": "cannot tell", "needed": "More days."},
        {"slug": "surface", "status": "raises", "needed": ""},
    ]
    told = open_rows(rows, {"stretching": ("A trial of 24 weeks.", "plan it")})
    assert [row["trial"] for row in told] == ["A trial of 24 weeks.", ""]
    assert [row["command"] for row in told] == ["plan it", ""]
