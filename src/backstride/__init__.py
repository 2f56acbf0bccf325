"""Running and back pain: one log, one diary, honest answers.

`read_log(paths)` → `build_diary(log)` → `add_exposures(diary)` → `answer_claims(log)`.
"""

from importlib import import_module
from typing import Any

__all__ = ["Log", "add_exposures", "answer_claims", "build_diary", "read_log", "write_log"]

_HOMES = {
    "Log": "backstride.clean",
    "write_log": "backstride.clean",
    "read_log": "backstride.clean.read",
    "build_diary": "backstride.diary",
    "add_exposures": "backstride.exposures",
    "answer_claims": "backstride.verdict",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: `backstride --help` need not wait for pandas.
    if name not in _HOMES:
        raise AttributeError(f"module 'backstride' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
