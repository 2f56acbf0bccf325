"""Where the repository lies, however deep a test that reads one of its files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
