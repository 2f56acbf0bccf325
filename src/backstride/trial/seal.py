"""The plan as a file: its content, its hash, and what shows that it was changed."""

import hashlib
import json
import re
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from backstride.errors import DataError
from backstride.trial.plan import ORDERS, TRIED, Plan, coin_order

PLAN, PAGE, CALENDAR = "plan.json", "calendar.html", "calendar.ics"
STOPPED, FIRST_LOOK = "stopped.json", "analysed.json"
_SEAL, _FORMAT = "sha256", "backstride trial plan"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_REMEDY = "Put it back as it was, or move it out of the folder."
_DAYS = ("created", "start")
_WHOLE = ("seed", "period_days", "washout_days", "pain_days")
_TEXTS = ("claim", "arm_a", "arm_b", "worn_pair", "fresh_pair", "site")
_NUMBERS = tuple(field.name for field in fields(Plan) if field.type is float)


def plan_text(plan: Plan) -> str:
    """Content of `plan.json`: every field of the plan, and the hash of them all."""
    return (
        json.dumps(_content(plan) | {_SEAL: plan_hash(plan)}, indent=2, ensure_ascii=False) + "\n"
    )


def plan_hash(plan: Plan) -> str:
    """SHA-256 of the plan's content: keys in order, no spaces, UTF-8."""
    return _hash(_content(plan))


def read_plan(folder: Path) -> tuple[Plan, tuple[str, ...]]:
    """Read the plan in a folder, and tell what shows that it was changed after it was fixed.

    Returns
    -------
    Plan
    tuple of str
        One sentence per sign of a change: the content does not match its hash; the hash is
        another one than in a file beside it (calendar page, calendar file, the stop, the first
        analysis); the order is not what the coin gave; it was fixed after the start.

    Raises
    ------
    DataError
        If there is no plan, or it cannot be read as one.
    """
    path = folder / PLAN
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(
            f"{path}: no such file. Plan a trial first: backstride trial plan."
        ) from None
    except (OSError, ValueError):
        raise DataError(f"{path}: cannot be read as a plan. {_REMEDY}") from None
    plan = _plan_of(content, path)
    stated = content.get(_SEAL)
    return plan, tuple(_changes(plan, stated, _hash(content), folder))


def is_plan(path: Path) -> bool:
    """Whether a file is a plan of a trial, be it spoilt; other programs have a `plan.json`, too."""
    try:
        return _FORMAT in path.read_text("utf-8")
    except (OSError, ValueError):
        return False


def _content(plan: Plan) -> dict[str, Any]:
    days = {name: str(getattr(plan, name)) for name in _DAYS}
    return {"format": _FORMAT} | asdict(plan) | days | {"order": list(plan.order)}


def _hash(content: dict[str, Any]) -> str:
    bare = {name: value for name, value in content.items() if name != _SEAL}
    canonical = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plan_of(content: Any, path: Path) -> Plan:
    broken = DataError(f"{path}: is no plan of a trial. {_REMEDY}")
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise broken
    try:
        values = {field.name: content[field.name] for field in fields(Plan)}
        values |= {name: date.fromisoformat(values[name]) for name in _DAYS}
        values["order"] = tuple(values["order"])
    except (KeyError, TypeError, ValueError):
        raise broken from None
    is_known = values["claim"] in TRIED and all(pair in ORDERS for pair in values["order"])
    if not _has_types(values) or not is_known or not values["order"]:
        raise broken
    return Plan(**values)


def _has_types(values: dict[str, Any]) -> bool:
    is_whole = all(type(values[name]) is int and values[name] >= 0 for name in _WHOLE)
    is_text = all(isinstance(values[name], str) for name in _TEXTS)
    is_number = all(type(values[name]) in (int, float) for name in _NUMBERS)
    return is_whole and is_text and is_number and values["period_days"] > 0


def _changes(plan: Plan, stated: Any, found: str, folder: Path) -> list[str]:
    changes = []
    if stated != found:
        changes.append("The content of the plan does not match its hash.")
    for name in (PAGE, CALENDAR, STOPPED, FIRST_LOOK):
        printed = _hashes_in(folder / name)
        if printed and found not in printed:
            changes.append(f"The hash is another one than in {name}.")
    if plan.order != coin_order(plan.seed, plan.n_pairs):
        changes.append("The order of the periods is not the one that the coin gave.")
    if plan.created >= plan.start:
        changes.append("The plan was not fixed before its first day.")
    return changes


def _hashes_in(path: Path) -> set[str]:
    try:
        # a line of a calendar file goes on after a line break and a space
        return set(_HASH.findall(path.read_text("utf-8").replace("\n ", "")))
    except (OSError, ValueError):
        return set()
