"""A randomised trial on oneself: planned before the start, analysed once."""

from backstride.trial.analysis import TrialResult, analyse_trial, find_trial
from backstride.trial.commands import planned_trial, told_trial
from backstride.trial.conduct_sentences import (
    adherence_sentence,
    change_sentence,
    looks_sentence,
    missing_sentence,
)
from backstride.trial.files import stop_trial, write_plan
from backstride.trial.length import length_sentence, suggested_trial
from backstride.trial.plan import Plan, Wish, assignment, fixed_plan
from backstride.trial.plan_sentences import plan_sentence
from backstride.trial.sentences import (
    diary_sentence,
    expectation_sentence,
    trial_sentence,
    washout_sentence,
)
from backstride.trial.shown import shown_periods, shown_result
from backstride.trial.variability import own_variability

__all__ = [
    "Plan",
    "TrialResult",
    "Wish",
    "adherence_sentence",
    "analyse_trial",
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
    "plan_sentence",
    "planned_trial",
    "shown_periods",
    "shown_result",
    "stop_trial",
    "suggested_trial",
    "told_trial",
    "trial_sentence",
    "washout_sentence",
    "write_plan",
]
