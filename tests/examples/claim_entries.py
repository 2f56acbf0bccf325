"""What else must know of a claim, beside its record and its model: mappings by slug."""

from collections.abc import Collection

from backstride.calibration.cohort_scores import SDS
from backstride.calibration.grid import EFFECTS
from backstride.claims import CLAIMS
from backstride.explore.choices import WINDOWED
from backstride.models.specification import SPECIFICATIONS
from backstride.simulate.exposure import COLUMNS
from backstride.simulate.truth import ELIGIBLE

TESTED = tuple(one.slug for one in SPECIFICATIONS)
# File and name of each mapping, its entries, and the slugs that stay out of it for a reason.
ENTRIES: dict[str, tuple[Collection[str], Collection[str]]] = {
    "src/backstride/models/specification.py: SPECIFICATIONS": (TESTED, {"return"}),
    "src/backstride/explore/choices.py: WINDOWED": (WINDOWED, {"return"}),
    "src/backstride/simulate/scenario.py: EFFECT_SLUGS": (COLUMNS, ()),
    "src/backstride/simulate/truth.py: ELIGIBLE": (ELIGIBLE, {"return"}),
    # A warm-up never does anything there: that is the claim that must come out empty.
    "src/backstride/calibration/grid.py: EFFECTS": (EFFECTS, {"warm-up"}),
    "src/backstride/calibration/cohort_scores.py: SDS": (SDS, {"return"}),
}


def lacking() -> list[str]:
    """Say of every mapping which claim it has no entry for, and which it knows in vain."""
    slugs = [claim.slug for claim in CLAIMS]
    missing = [
        f"{where} lacks {slug}"
        for where, (entries, without) in ENTRIES.items()
        for slug in slugs
        if slug not in entries and slug not in without
    ]
    unknown = [
        f"{where} has {slug}, which is no claim"
        for where, (entries, _) in ENTRIES.items()
        for slug in entries
        if slug not in slugs
    ]
    return missing + unknown
