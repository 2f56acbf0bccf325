"""Claims are whole: each has its columns, its model, and what is known from outside."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from claim_entries import ENTRIES, lacking

from backstride import dictionary, readers
from backstride.claims import CLAIMS, Claim
from backstride.clean import read_log
from backstride.ledger import open_entries
from backstride.models.specification import SPECIFICATIONS
from backstride.readers import registry
from backstride.readers.base import About, Reading, raw_table
from backstride.schemas import DIARY, EXPOSURES


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.slug)
def test_the_exposure_of_a_claim_is_in_the_diary(claim: Claim) -> None:
    habit = f"{claim.slug.replace('-', '_')}_between"
    assert set(claim.exposure) <= {*DIARY.columns, *EXPOSURES.columns, habit}


def test_every_claim_but_the_return_has_a_model_and_no_drug_is_a_claim() -> None:
    slugs = [claim.slug for claim in CLAIMS]
    assert set(slugs) - {one.slug for one in SPECIFICATIONS} == {"return"}
    assert not any("medic" in slug or "relax" in slug for slug in slugs)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.slug)
def test_evidence_names_its_source_or_says_that_there_is_none(claim: Claim) -> None:
    has_source = any(f"{year}" in claim.evidence for year in range(2010, 2027))
    assert has_source or "othing found" in claim.evidence


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.slug)
def test_a_claim_can_be_tried_or_says_why_not(claim: Claim) -> None:
    assert (claim.trial is None) == bool(claim.no_trial)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.slug)
def test_a_claim_with_a_model_can_be_refused_and_explored_in_words(claim: Claim) -> None:
    has_model = claim.slug in {one.slug for one in SPECIFICATIONS}
    assert bool(claim.not_logged) == bool(claim.contrast_over) == has_model
    assert not has_model or "{over}" in claim.contrast_over


def test_every_mapping_by_slug_knows_every_claim_and_no_other() -> None:
    assert lacking() == []


@pytest.fixture(scope="module")
def made_up() -> dict[str, object]:
    """What the package makes of a claim that was added before anything else was imported."""
    script = Path(__file__).parent / "examples" / "made_up_claim.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_a_made_up_claim_is_answered_described_and_tried(made_up: dict[str, object]) -> None:
    assert made_up["status"] == "no difference"
    assert re.fullmatch(r"[−+]?\d\.\d\d", str(made_up["estimate"]))
    assert made_up["docs"]
    assert made_up["trial"] == "run 5 km more"


def test_what_a_made_up_claim_lacks_is_said_with_the_file_to_edit(
    made_up: dict[str, object],
) -> None:
    lacks = {line.partition(" lacks ")[0] for line in made_up["lacking"]}
    assert lacks == set(ENTRIES) - {"src/backstride/models/specification.py: SPECIFICATIONS"}


def test_contributing_names_every_file_that_a_claim_must_be_entered_in() -> None:
    recipe = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")
    recipe = recipe.partition("## How to add a claim")[2]
    assert [file for file in ENTRIES if file.partition(":")[0] not in recipe] == []


def test_a_made_up_source_is_read_and_described(tmp_path, monkeypatch) -> None:
    def read(path, _settings, source):
        days = pd.to_datetime(pd.Series(path.read_text("utf-8").split()[1:]))
        runs = pd.DataFrame({"date": days, "sport": "run", "distance_km": 5.0, "source": source})
        runs["source_row"] = range(2, len(runs) + 2)
        book = open_entries(source, runs["source_row"], "runs")
        return Reading(runs=raw_table("runs", runs), ledger=book)

    about = About(source="Made up", runs="every line", zone="days only")
    source = SimpleNamespace(
        recognises=lambda path: path.read_text("utf-8").startswith("MADE-UP"),
        read=read,
        ABOUT=about,
    )
    for module in (readers, dictionary):
        monkeypatch.setattr(module, "READERS", (source, *registry.READERS))
    (tmp_path / "runs.made-up").write_text("MADE-UP\n2025-03-01\n2025-03-03\n", "utf-8")
    log = read_log([tmp_path / "runs.made-up"], timezone="Europe/Berlin")
    assert log.runs["distance_km"].tolist() == [5.0, 5.0]
    assert set(log.ledger["outcome"]) == {"kept"}
    assert "Made up" in dictionary.sources_table()
