"""The sample cohort: what its function writes, what its description says, what comes out of it."""

import re

import pytest
from repository import ROOT

from backstride.cohort.answers import cohort_diary
from backstride.errors import DataError
from backstride.simulate.cohort.write import FILE, SAMPLE_COHORT, write_sample_cohort
from backstride.verdict.cohort import answer_whole_cohort

SAMPLE = ROOT / "data" / "sample-cohort"
LARGEST_BYTES = 1_000_000


@pytest.fixture(scope="module")
def diary():
    return cohort_diary(SAMPLE)


def test_the_sample_is_what_its_function_writes(tmp_path):
    write_sample_cohort(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (SAMPLE / FILE).read_bytes()
    assert (SAMPLE / FILE).stat().st_size < LARGEST_BYTES


def test_the_sample_is_what_its_description_says():
    text = (ROOT / "data" / "README.md").read_text("utf-8").replace("−", "-")
    part = text.partition("## The sample cohort")[2].partition("\n## ")[0]
    scenario = SAMPLE_COHORT
    assert (
        f"Seed **{scenario.seed}**, **{scenario.n_runners}** runners, **{scenario.n_days}** days"
        in part
    )
    points = re.search(r"(\S+), (\S+) and (\S+) points", part).groups()
    assert tuple(float(one) for one in points) == scenario.km_points
    assert (
        f"{scenario.effects['stretching']} points, SD {scenario.effect_sds['stretching']}" in part
    )


def test_it_is_read_whole(diary):
    assert diary["runner"].nunique() == SAMPLE_COHORT.n_runners
    assert len(diary) == SAMPLE_COHORT.n_runners * SAMPLE_COHORT.n_days
    assert diary.groupby("runner")["date"].is_monotonic_increasing.all()


def test_what_is_planted_is_found_and_what_nobody_logged_is_told_so(diary):
    answers = answer_whole_cohort(diary).set_index("slug")
    assert answers.loc["stretching", "low"] < SAMPLE_COHORT.effects["stretching"]
    assert answers.loc["stretching", "high"] < 0
    assert answers.loc["strength", "status"] == "not logged"
    assert answers.loc["warm-up", "status"] == "not logged"


def test_settings_are_those_of_every_reader(tmp_path):
    with pytest.raises(DataError, match="timezone"):
        cohort_diary(SAMPLE, timezone="Mars/Olympus")
    with pytest.raises(DataError):
        cohort_diary(tmp_path)
