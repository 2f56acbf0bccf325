"""The pooled fit of one claim against GEE of statsmodels, on the same rows.

python benchmarks/pooled.py [--runners 5200] [--days 550]

Times are of the processor. The whole cohort is kept in `results/cohort-pooled.csv`.
"""

import argparse
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import IterationLimitWarning

from backstride.exposures import add_exposures
from backstride.models.pooled.design import pooled_columns, pooled_model
from backstride.models.pooled.estimate import pooled_estimate
from backstride.models.pooled.sums import added, runner_sums, spread
from backstride.models.specification import SPECIFICATIONS
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import cohort_parts
from backstride.verdict.cohort_sums import cohort_frame

CLAIM = next(one for one in SPECIFICATIONS if one.slug == "stretching")
RESULTS = Path(__file__).parent / "results"
WHOLE = (5200, 550)
STEPS = 5
MB = 1024


def cohort_columns(n_runners: int, n_days: int) -> pd.DataFrame:
    """The columns of the claim for every runner, part by part, in as little room as they need."""
    model = pooled_model(CLAIM)
    parts = []
    for part in cohort_parts(CohortScenario(n_runners=n_runners, n_days=n_days, kappa=0.5)):
        columns = pooled_columns(cohort_frame(add_exposures(part.days)), CLAIM)
        parts.append(columns[["runner", *model.columns]].astype(dict.fromkeys(model.columns, "f4")))
    return pd.concat(parts, ignore_index=True)


def pooled(columns: pd.DataFrame) -> float:
    """Level and trend of each runner taken out, one effect for all, errors by runner."""
    model = pooled_model(CLAIM)
    sums = runner_sums(columns, model)
    whole = added(sums)
    fit = pooled_estimate(whole, spread(sums, model, whole), model)
    return float(fit.coefficients[CLAIM.exposure])


def gee(columns: pd.DataFrame) -> float:
    """GEE, exchangeable, five steps at most; no level or trend of a runner's."""
    model = pooled_model(CLAIM)
    some = columns.iloc[:20_000]
    varying = [term for term in model.terms if some[term].min() < some[term].max()]
    kept = [term for term in varying if not term.startswith("unknown_")]
    exog = sm.add_constant(columns[kept].astype("float64"))
    working = sm.cov_struct.Exchangeable()
    rating, runner = columns["pain_post"].astype("float64"), columns["runner"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IterationLimitWarning)
        fit = sm.GEE(rating, exog, groups=runner, cov_struct=working).fit(maxiter=STEPS)
    return float(fit.params[CLAIM.exposure])


WAYS = (
    ("Backstride, pooled", "a level and a trend for each runner, errors by runner", pooled),
    ("statsmodels GEE", "exchangeable, five steps at most, no level or trend", gee),
)


def measured(fit: Callable[[pd.DataFrame], float], columns: pd.DataFrame) -> dict[str, float]:
    """Seconds, and memory beyond what was held before, sampled every 10 ms."""
    before, peak, is_done = resident_mb(), [0.0], threading.Event()

    def watch() -> None:
        while not is_done.wait(0.01):
            peak[0] = max(peak[0], resident_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.process_time()
    estimate = fit(columns)
    seconds = time.process_time() - began
    is_done.set()
    watcher.join()
    return {"seconds": seconds, "peak_mb": max(peak[0] - before, 0.0), "estimate": estimate}


def resident_mb() -> float:
    """Memory of this process now."""
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1]) / MB


def rows(n_runners: int, n_days: int) -> pd.DataFrame:
    """One row per way: `way`, `time` (1 is ours), `peak_mb` beyond the rows themselves, `note`."""
    columns = cohort_columns(n_runners, n_days)
    found = [(way, note, measured(fit, columns)) for way, note, fit in WAYS]
    ours = found[0][2]["seconds"]
    return pd.DataFrame(
        [
            {
                "way": way,
                "time": measures["seconds"] / ours,
                "peak_mb": round(measures["peak_mb"]),
                "note": f"{len(columns):,} rated days; {note}",
            }
            for way, note, measures in found
        ]
    )


def main() -> None:
    """Print the ratios; fail if the pooled fit is not the faster one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runners", type=int, default=5200)
    parser.add_argument("--days", type=int, default=550)
    chosen = parser.parse_args()
    table = rows(chosen.runners, chosen.days)
    print(table.to_string(index=False))
    if (chosen.runners, chosen.days) == WHOLE:
        RESULTS.mkdir(exist_ok=True)
        table.to_csv(RESULTS / "cohort-pooled.csv", index=False, float_format="%.3g")
    sys.exit(int(table["time"].iloc[1] <= 1))


if __name__ == "__main__":
    main()
