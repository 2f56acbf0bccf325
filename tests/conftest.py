import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time, and few; `make fuzz` takes many, and others each time.
CALM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("quick", max_examples=30, derandomize=True, **CALM)
settings.register_profile("fuzz", max_examples=2000, print_blob=True, **CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def real_files():
    """Folder of real exports, kept outside the repository."""
    folder = os.environ.get("BACKSTRIDE_REAL_FILES")
    if not folder:
        pytest.skip("BACKSTRIDE_REAL_FILES names no folder of real exports")
    return Path(folder)
