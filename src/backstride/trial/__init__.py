"""A randomised trial on oneself: planned before the start, analysed once."""

from backstride.trial.analysis import TrialResult, analyse_trial, find_trial
from backstride.trial.commands import analysed_trial, plan_sentence, planned_trial
from backstride.trial.folder import stop_trial, write_plan
from backstride.trial.plan import Plan, Wish, assignment, fixed_plan
from backstride.trial.power import own_variability
from backstride.trial.suggest import length_sentence, suggested_trial
from backstride.trial.text import (
    adherence_sentence,
    change_sentence,
    diary_sentence,
    expectation_sentence,
    looks_sentence,
    missing_sentence,
    periods_table,
    result_table,
    trial_sentence,
    washout_sentence,
)

__all__ = [
    "Plan",
    "TrialResult",
    "Wish",
    "adherence_sentence",
    "analyse_trial",
    "analysed_trial",
    "assignment",
    "change_sentence",
    "diary_sentence",
    "expectation_sentence",
    "find_trial",
    "fixed_plan",
    "length_sentence",
    "looks_sentence",
    "missing_sentence",
    "own_variability",
    "periods_table",
    "plan_sentence",
    "planned_trial",
    "result_table",
    "stop_trial",
    "suggested_trial",
    "trial_sentence",
    "washout_sentence",
    "write_plan",
]
