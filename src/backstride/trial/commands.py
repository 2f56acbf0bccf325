"""The two commands of a trial, from what was typed to what is told."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from backstride.claims import CLAIM
from backstride.clean.log import Log
from backstride.clean.read import read_log
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.settings import Settings
from backstride.summaries.text import counted, percent
from backstride.trial.analysis import TrialResult, analyse_trial
from backstride.trial.folder import FirstLook, keep_first_look, stop_trial, write_plan
from backstride.trial.plan import Plan, Wish, assignment, fixed_plan
from backstride.trial.power import ASSUMED, own_variability
from backstride.trial.seal import PLAN, plan_hash, read_plan
from backstride.trial.text import (
    adherence_sentence,
    change_sentence,
    diary_sentence,
    expectation_sentence,
    looks_sentence,
    missing_sentence,
    trial_sentence,
    washout_sentence,
)

# What a plan says, and what it could show, in sentences that are computed.


def plan_sentence(result: TrialResult | None) -> str:
    """What was planned, when, and what it could show."""
    return "" if result is None else planned(result.plan)


def planned(plan: Plan) -> str:
    """The plan in words, with its power and where that comes from."""
    return (
        f"{2 * plan.n_pairs} periods of {counted(plan.period_days, 'day')} in {plan.n_pairs} "
        f"pairs, {plan.start} to {plan.last_day}, fixed on {plan.created} with seed {plan.seed}. "
        f"Rated is the pain of one site: {plan.site}. {power_sentence(plan)}"
    )


def power_sentence(plan: Plan) -> str:
    """How often such a trial finds the smallest difference that matters, and what is assumed."""
    size = f"{plan.smallest_difference:.2f}"
    source = (
        f"the pain of your log ({counted(plan.pain_days, 'pair')} of days in a row)"
        if plan.pain_days
        else "a pain that is assumed, since no log with enough different days in a row was given"
    )
    thinner = (
        " That is a difference of the mean of all days: what acts on days with a run alone has to "
        "be larger."
        if CLAIM[plan.claim].is_with_run
        else ""
    )
    return (
        f"If the true difference is {size} points, it is found in {percent(plan.power)} of "
        f"simulated trials (Monte Carlo error {100 * plan.power_error:.1f} percentage points), at "
        f"{source}: mean {plan.pain_mean:.1f}, {percent(plan.pain_carry)} carried from a day to "
        f"the next, noise {plan.pain_noise_sd:.1f} points.{thinner}"
    )


DIARY = "diary.xlsx"
SAID = (
    trial_sentence,
    expectation_sentence,
    change_sentence,
    plan_sentence,
    adherence_sentence,
    missing_sentence,
    looks_sentence,
    washout_sentence,
    diary_sentence,
)

DiaryFile = Callable[[pd.DataFrame, str | None], bytes]


def planned_trial(
    wish: Wish,
    out: Path,
    paths: Sequence[Path],
    settings: Settings,
    diary_file: DiaryFile,
    today: date | None = None,
) -> str:
    """Fix a plan and write its files.

    Parameters
    ----------
    wish : Wish
    out : Path
        Folder for the plan.
    paths : sequence of Path
        The runner's log, for the power; may be empty.
    settings : Settings
    diary_file : callable
        Makes the workbook from the assignment and the unit of distances.
    today : date, optional

    Returns
    -------
    str
        What was planned, and where it lies.

    Raises
    ------
    DataError
        As `fixed_plan` and `write_plan`; or the log cannot be read.
    """
    if (out / PLAN).exists():
        raise DataError(
            f"{out}: holds a plan already, and a plan is never written over. Name another --out."
        )
    pain = ASSUMED
    if paths:
        pain = own_variability(build_diary(read_log(paths, **vars(settings)))["pain_post"])
    plan = fixed_plan(wish, today or date.today(), pain)
    diary = diary_file(assignment(plan), settings.distance_unit)
    write_plan(plan, out, {DIARY: diary})
    return f"{planned(plan)}\nHash of the plan: {plan_hash(plan)}\n{out}"


def analysed_trial(
    folder: Path,
    paths: Sequence[Path],
    settings: Settings,
    is_stopped: bool = False,
    today: date | None = None,
) -> list[str]:
    """Analyse a trial and say what it has shown, a paragraph each.

    What the first analysis sees is put down in the folder.

    Parameters
    ----------
    folder : Path
        Of the plan; a workbook in it is read.
    paths : sequence of Path
        The rest of the log.
    settings : Settings
    is_stopped : bool
        The runner has given the trial up on the last day of the log.
    today : date, optional

    Raises
    ------
    DataError
        As `analyse_trial` and `stop_trial`; or a trial is to be stopped whose plan was changed.
    """
    plan, changes = read_plan(folder)
    log = read_log([folder, *paths], **vars(settings))
    if is_stopped:
        if changes:
            raise DataError(f"{folder}: the plan was changed. Put it back before --stopped.")
        stop_trial(folder, plan, _last_day(log))
    result = analyse_trial(folder, log)
    if result.seen and result.seen.rated_days and not changes:
        keep_first_look(folder, plan, FirstLook(today or date.today(), result.seen))
    return [sentence for sentence in (say(result) for say in SAID) if sentence]


def _last_day(log: Log) -> date:
    days = pd.concat([log.runs["date"], log.pain["date"]]).dropna()
    if days.empty:
        raise DataError("--stopped: the log has no day. Give the files with the ratings.")
    last: date = days.max().date()
    return last
