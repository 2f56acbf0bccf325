"""Questions of one's own: the report's model where asked for, and never a word of a verdict."""

import re
import sys

import ipywidgets
import numpy as np
import pandas as pd
import pytest

from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.explore import EXPOSURES, OUTCOMES, Choice, Controls, controls, explored
from backstride.explore.choices import windowed
from backstride.explore.controls import show_choices
from backstride.explore.results import explored_sentence, explored_table
from backstride.exposures import add_exposures
from backstride.figures.answers import interval_strips
from backstride.models.frame import model_frame
from backstride.simulate import SAMPLE, as_log, simulate_runner
from backstride.verdict.answers import answer_diary

VERDICTS = re.compile(r"raises|lowers|no difference|can[’n]?t tell|cannot tell|proves|causes", re.I)
FIRST = (0,)


@pytest.fixture(scope="module")
def diary() -> pd.DataFrame:
    return add_exposures(build_diary(as_log(simulate_runner(SAMPLE)))).iloc[:300]


def test_the_reports_own_window_gives_the_reports_numbers(diary):
    answers = answer_diary(diary).set_index("slug")
    for slug in ("spike", "ramp-up", "surface", "strength"):
        found = explored(diary, Choice(slug), FIRST).iloc[0]
        sizes = ["estimate", "low", "high", "n_days", "n_exposed"]
        assert found[sizes].tolist() == pytest.approx(
            answers.loc[slug, sizes].tolist(), nan_ok=True
        )


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_exposure_gives_a_number_or_a_reason(diary, outcome):
    for slug in EXPOSURES:
        choice = Choice(slug, 7, outcome)
        row = explored(diary, choice, (7,)).iloc[0]
        assert bool(row["why_not"]) == bool(np.isnan(row["estimate"]))
        if not row["why_not"]:
            assert row["low"] <= row["estimate"] <= row["high"]
        sentence = explored_sentence(explored(diary, choice, (7,)), choice, 0.5)
        assert sentence.startswith("Exploratory, not an answer.")
        assert not VERDICTS.search(sentence)


def test_windows_end_on_the_day_and_start_from_the_rating_before_them(diary):
    frame = model_frame(diary)
    laid_out, _ = windowed(diary, frame, "cross-training", 3)
    minutes = diary["cross_training_min"].iloc[98:101].to_numpy()
    assert laid_out["explored"].iloc[100] == pytest.approx(minutes.sum() / 60 * 7 / 3)
    assert laid_out["pain_pre"].equals(frame["pain_pre"].shift(2))
    assert laid_out["pain_post_lag1"].equals(frame["pain_post"].shift(3))
    ratio, _ = windowed(diary, frame, "ramp-up", 7)
    weekly = np.log(diary["weekly_ratio"].where(diary["weekly_ratio"] > 0))
    assert ratio["explored"].iloc[60:].to_numpy() == pytest.approx(
        weekly.iloc[60:].to_numpy(), nan_ok=True
    )


def test_a_range_of_days_leaves_out_the_others(diary):
    first, last = diary["date"].iloc[0], diary["date"].iloc[150]
    whole = explored(diary, Choice(), FIRST).iloc[0]
    part = explored(diary, Choice(since=first, until=last), FIRST).iloc[0]
    assert part["why_not"] or part["n_days"] < whole["n_days"]
    after = last + pd.Timedelta(days=9999)
    assert explored(diary, Choice(since=after), FIRST)["why_not"][0] == "No day lies in this range."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"exposure": "moon"}, "exposure: found 'moon', expected one of spike, ramp-up"),
        ({"window": 4}, "window: found 4, expected one of 0, 1, 2, 3"),
        ({"outcome": "mood"}, "outcome: found 'mood', expected one of pain_post"),
        (
            {"since": pd.Timestamp("2025-03-02"), "until": pd.Timestamp("2025-03-01")},
            "days: found 2025-03-02 to 2025-03-01, expected the first day first.",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_refused(given, message):
    with pytest.raises(DataError, match=re.escape(message)):
        Choice(**given)


RESULTS = pd.DataFrame(
    {
        "window": [0, 7],
        "estimate": [0.2, np.nan],
        "low": [-0.1, np.nan],
        "high": [0.5, np.nan],
        "n_days": [200, np.nan],
        "n_exposed": [1, np.nan],
        "why_not": ["", "No day has all that is needed."],
    }
)


def test_a_sentence_is_made_of_its_numbers():
    wide = explored_sentence(RESULTS, Choice("warm-up"), 0.4)
    assert "+0.20 points (−0.10 to +0.50), from 200 days, 1 of them with it." in wide
    assert wide.endswith("reaches beyond 0.40 points, the smallest difference chosen.")
    assert "lies within 0.60 points" in explored_sentence(RESULTS, Choice("warm-up"), 0.6)
    odds = explored_sentence(RESULTS, Choice("warm-up", outcome="flare"), 0.6)
    assert "0.20 times the odds (-0.10 to 0.50), from 200 days" in odds
    none = explored_sentence(RESULTS, Choice("warm-up", 7), 0.6)
    assert none.endswith("No number: No day has all that is needed.")


def test_the_table_marks_the_window_chosen():
    table = explored_table(RESULTS, Choice("warm-up", 7))
    assert table["exploratory"].tolist() == ["as in the report", "► 7 days"]


@pytest.fixture
def quick(monkeypatch):
    """Results made up, to try the controls alone; gives the choices that were computed."""
    computed = []

    def made_up(_diary, choice, windows):
        computed.append(choice)
        size = len(computed) / 100
        row = {"window": windows[0], "estimate": size, "low": -0.1, "high": 0.9}
        return pd.DataFrame([{**row, "n_days": 100, "n_exposed": 10, "why_not": ""}])

    monkeypatch.setattr(sys.modules[Controls.__module__], "explored", made_up)
    return computed


def shown_by(made: Controls) -> tuple[str, str]:
    text = made.result.value
    return text.partition("<table")[2].partition("</table>")[0], re.search(r"src='(.+?)'", text)[1]


def test_moving_a_control_redraws_table_and_picture(diary, quick):
    made = Controls(diary, 0.6)
    table, picture = shown_by(made)
    made.exposure.value = "shoe-age"
    assert quick[-1].exposure == "shoe-age"
    assert shown_by(made)[0] != table
    assert shown_by(made)[1] != picture
    assert "Choices looked at: 2." in made.result.value
    assert not VERDICTS.search(re.sub(r"src='.+?'", "", made.result.value))


def test_what_was_computed_is_not_computed_again(diary, quick):
    made = Controls(diary, 0.6)
    n_computed = len(quick)
    made.smallest.value = 0.3
    made.window.value = 7
    assert len(quick) == n_computed
    assert "0.30 points, the smallest difference chosen" in made.result.value


@pytest.mark.usefixtures("quick")
def test_days_the_wrong_way_round_are_said(diary):
    made = Controls(diary, 0.6)
    made.until.value = made.since.value.replace(year=2000)
    assert "expected the first day first" in made.result.value


def test_no_widget_is_made_where_no_notebook_is_open(diary, monkeypatch, capsys):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(ipywidgets, "VBox", None)
    controls(diary, 0.6)
    assert "when this cell is run in JupyterLab" in capsys.readouterr().out
    controls(diary.iloc[:0], 0.6)
    assert "the log has no day" in capsys.readouterr().out


def test_widgets_are_asked_for_where_they_are_absent(diary, monkeypatch, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", "explore.ipynb")
    monkeypatch.setattr("backstride.errors.find_spec", lambda _: None)
    controls(diary, 0.6)
    said = "controls: needs the package ipywidgets. Install it: pip install 'backstride[notebooks]'"
    assert said in capsys.readouterr().out


def test_choices_without_a_kernel_are_plain_html(diary, monkeypatch):
    shown = []
    module = sys.modules[show_choices.__module__]  # the package has a function of this name
    monkeypatch.setattr(module, "FEW_WINDOWS", (1,))
    monkeypatch.setattr(module, "display", lambda contents, **_: shown.append(contents))
    show_choices(diary, 0.6)
    html = shown[0]["text/html"]
    assert html.count("<details") == html.count("<svg role") == len(EXPOSURES)
    assert not re.search(r"<script|src=|href=|url\(|http", html)
    assert not VERDICTS.search(html + shown[0]["text/plain"])


def test_strips_escape_words_and_name_what_has_no_number():
    rows = RESULTS.assign(window=["<b>", "7 days"])
    svg = interval_strips(rows, 'a "title"', 0.6)
    assert "&lt;b&gt;" in svg
    assert "a &#34;title&#34;" in svg
    assert svg.count("<circle") == 1
    assert "no number" in svg
