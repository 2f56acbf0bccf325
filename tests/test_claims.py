"""Claims are whole: each has its columns, its model, and what is known from outside."""

import pytest

from backstride.claims import CLAIMS, Claim
from backstride.models.specification import SPECIFICATIONS
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
