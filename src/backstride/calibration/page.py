"""The page `docs/calibration.md`: every sentence computed from the table."""

import pandas as pd

from backstride.calibration import sentences
from backstride.calibration.grid import grid, markdown, points, ratio, share
from backstride.calibration.limits import claims_only, with_limits
from backstride.calibration.scenarios import CELLS
from backstride.calibration.scoring import ANY, LAGGED, OURS, PLAIN, SAME_LEVEL, UNREFUSED

DROPPED = {OURS: "Backstride", PLAIN: "plain correlation", LAGGED: "best of 15 lags"}


def calibration_page(table: pd.DataFrame, hours: float) -> str:
    """Tables by question, and what they say.

    Parameters
    ----------
    table : DataFrame
        From `read_calibration`: as it stands in `calibration.csv`.
    hours : float
        Of computing, on one core.
    """
    judged = with_limits(table)
    parts = [
        sentences.opening(judged),
        *_section("Without any effect: false alarms", _false_alarms(judged)),
        *_section("A whole report", _reports(judged)),
        *_section("With effects: does the interval hold the truth", _effects(judged)),
        *_section("What a “yes” is worth", _verdicts(judged)),
        *_section("Kept failures", _failures(judged)),
        *_section("The scenarios", [_scenarios(judged)]),
        *_section("How to repeat", [sentences.repeating(judged, hours)]),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, parts: list[str]) -> list[str]:
    shown = [part for part in parts if part]
    return [f"## {title}", *shown] if shown else []


def _false_alarms(judged: pd.DataFrame) -> list[str]:
    null = claims_only(judged[judged["group"] == "null"])
    if null.empty:
        return []
    parts = [sentences.false_alarms(judged), *_type1(null, OURS)]
    return parts + _type1(null, PLAIN) + _type1(null, LAGGED)


def _type1(rows: pd.DataFrame, method: str) -> list[str]:
    chosen = rows[rows["method"] == method]
    title = f"Share of logs with p < 0.05, {DROPPED[method]}:"
    return [title, grid(chosen, "type1", held="is_type1_held")] if len(chosen) else []


def _reports(judged: pd.DataFrame) -> list[str]:
    reports = judged[(judged["claim"] == ANY) & judged["group"].isin(["null", "looks"])]
    if reports.empty:
        return []
    # Methods stand where claims do in the other tables.
    by_method = reports.assign(claim=reports["method"].replace(DROPPED))
    once = by_method[by_method["group"] == "null"]
    looks = by_method[
        by_method["method"].isin([OURS, SAME_LEVEL]) & (by_method["group"] == "looks")
    ]
    tables = [grid(part, "type1", held="is_type1_held") for part in (once, looks) if len(part)]
    return [sentences.reports(judged), *tables]


def _effects(judged: pd.DataFrame) -> list[str]:
    ours = claims_only(judged[(judged["method"] == OURS) & (judged["group"] == "effects")])
    if ours.empty:
        return []
    spread = ours.assign(spread=ours["mean_se"] / ours["empirical_sd"])
    return [
        sentences.coverage(judged),
        "Coverage of the 95 % interval:",
        grid(ours, "coverage", held="is_coverage_held"),
        "Bias, in points:",
        grid(ours, "bias", points),
        "Mean standard error over the SD of the estimates (1 is right, above 1 is careful):",
        grid(spread, "spread", ratio),
        "Power: share of logs with p < 0.05, before Holm. Where an effect was planted, higher is "
        "better; the warm-up has none and stands under false alarms:",
        grid(ours, "power"),
        "False alarms of the claims without an effect, among others that have one:",
        grid(ours[ours["type1"].notna()], "type1", held="is_type1_held"),
    ]


def _verdicts(judged: pd.DataFrame) -> list[str]:
    ours = claims_only(judged[(judged["method"] == OURS) & (judged["group"] == "effects")])
    if ours.empty:
        return []
    return [
        sentences.verdicts(ours),
        "Share of logs with a verdict “raises” or “lowers”:",
        grid(ours, "p_verdict"),
        "Size of the estimate over that of the truth, given a verdict:",
        grid(ours, "exaggeration", ratio),
        "Share of verdicts with the wrong sign:",
        grid(ours, "wrong_sign"),
    ]


def _failures(judged: pd.DataFrame) -> list[str]:
    failed = judged[judged["group"] == "failure"]
    if failed.empty:
        return []
    stretching = failed[
        (failed["claim"] == "stretching") & failed["method"].isin([OURS, UNREFUSED])
    ]
    unlogged = claims_only(failed[failed["method"] == OURS])
    lines = [
        [row["scenario"], str(row["days"]), row["method"], str(row["runs"]), share(row["type1"]),
         share(row["p_verdict"])]
        for row in stretching.to_dict("records")
    ]  # fmt: skip
    head = ["scenario", "days", "method", "logs with an estimate", "p < 0.05", "verdicts"]
    return [
        sentences.failures(failed),
        "Share of logs with p < 0.05 where nothing has an effect, Backstride:",
        grid(unlogged, "type1"),
        "Stretching:",
        markdown(head, lines),
    ]


def _scenarios(judged: pd.DataFrame) -> str:
    present = set(zip(judged["scenario"], judged["days"], strict=True))
    cells = [cell for cell in CELLS if (cell.scenario, cell.days) in present]
    meanings = {cell.scenario: (cell.group != "failure", cell.meaning) for cell in cells}
    lines = [
        [scenario, meaning, "yes" if is_covered else "no"]
        for scenario, (is_covered, meaning) in meanings.items()
    ]
    return markdown(["scenario", "what happens in it", "covered by the assumptions"], lines)
