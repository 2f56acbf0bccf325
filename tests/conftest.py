import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_files():
    """Folder of real exports, kept outside the repository."""
    folder = os.environ.get("BACKSTRIDE_REAL_FILES")
    if not folder:
        pytest.skip("BACKSTRIDE_REAL_FILES names no folder of real exports")
    return Path(folder)
