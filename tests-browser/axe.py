"""What axe-core, the checker of accessibility, finds in a page."""

import pytest


def told_by_axe(page, part: str = "html") -> list[str]:
    """Each violation that axe-core finds in a part of the page, with the first place of it."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    found = axe.Axe().run(page, context=part).response
    assert found["passes"], f"axe looked at nothing in {part}"
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]} "
        f"and {len(one['nodes']) - 1} more"
        for one in found["violations"]
    ]
