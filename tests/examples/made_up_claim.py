"""A claim that nobody makes, added as CONTRIBUTING says; run on its own, before anything else.

Prints as JSON what the rest of the package makes of it. `python tests/examples/made_up_claim.py`
"""

import json
import sys
from datetime import date
from pathlib import Path

from backstride import claims

SLUG = "long-run"


def add_claim() -> None:
    made_up = claims.Claim(
        slug=SLUG,
        sentence="Long runs wear the back out",
        exposure=("distance_km",),
        contrast="a run 5 km longer, against the usual one, on the same evening",
        contrast_over="5 km more on each day {over}",
        needs="runs with distances",
        not_logged="how far the runs were",
        evidence="Nothing found: this claim is made up.",
        said_to="raise",
        is_with_run=True,
        trial=claims.Arms("run 5 km more", "run as usual"),
    )
    claims.CLAIMS += (made_up,)
    claims.CLAIM[SLUG] = made_up
    from backstride.models import specification as models

    added = models.Specification(
        SLUG,
        "km",
        5.0,
        ("mean_km_prev7", *models.HABITS),
        lambda frame: frame["km"] > 10,
        lambda frame: frame["ran"] == 1,
    )
    models.SPECIFICATIONS += (added,)
    models.SPECIFICATION[SLUG] = added


def seen() -> dict[str, object]:
    import backstride
    from backstride.dictionary import claims_table
    from backstride.report.text import claim_rows
    from backstride.trial import Wish
    from backstride.trial.plan import fixed_plan
    from backstride.trial.power import ASSUMED

    sys.path.insert(0, str(Path(__file__).parent))
    from claim_entries import lacking

    folder = Path(__file__).parents[2] / "data" / "sample"
    answers = backstride.answer_claims(
        backstride.read_log([folder], timezone="Europe/Berlin", until="2024-06-30")
    )
    (row,) = (row for row in claim_rows(answers) if row["slug"] == SLUG)
    wish = Wish(SLUG, start=date(2027, 1, 4), seed=1, periods=12)
    return {
        "status": row["status"],
        "estimate": row["estimate"],
        "docs": SLUG in claims_table(),
        "trial": fixed_plan(wish, date(2026, 12, 1), ASSUMED).arm_a,
        "lacking": lacking(),
    }


if __name__ == "__main__":
    add_claim()
    print(json.dumps(seen()))
