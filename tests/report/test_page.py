"""The page: what stands on it and where, what it never loads, what it never tells."""

import io
import re
from dataclasses import replace
from html import unescape
from importlib.resources import files

import pandas as pd
import pytest
from markupsafe import escape
from report_examples import a_log, some_answers

from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.presentation import PLAIN, Presentation, stated_presentation
from backstride.report.page import Findings, page_html, strip_of
from backstride.report.sections import Section
from backstride.report.text import claim_rows
from backstride.settings import Settings

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
