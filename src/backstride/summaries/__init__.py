"""Tables and sentences that notebooks show; no effect is estimated here."""

from backstride.summaries.account import refused_rows, repair_counts
from backstride.summaries.artefacts import (
    best_lag_sentence,
    bins_sentence,
    coupling_sentence,
    slope_sentence,
    slope_table,
)
from backstride.summaries.doses import dose_table, doses_sentence, weekly_doses
from backstride.summaries.false_alarms import (
    false_alarm_sentence,
    false_alarm_shares,
    fooled_sentence,
    refused_sentence,
    whole_report_sentence,
)
from backstride.summaries.flares import flare_facts, flare_sentence, flare_table, odds_text
from backstride.summaries.ground import (
    km_by_shoe_and_surface,
    mean_pain_by_surface,
    pairs,
    rated_run_days,
    shoe_wear,
)
from backstride.summaries.habits import answers_pain, dose_by_rating
from backstride.summaries.log_facts import log_facts, pain_free_note
from backstride.summaries.looks import look_sentence
from backstride.summaries.marks import marks
from backstride.summaries.months import monthly
from backstride.summaries.ramps import raised_weeks, spike_states
from backstride.summaries.returns import returns_sentence, returns_table
from backstride.summaries.rotation import rotation_days, rotation_sentence
from backstride.summaries.sentences import (
    answer_sentence,
    formula_text,
    head_and_reason,
    honest_and_plain,
    plain_sentence,
    rounded_answers,
)
from backstride.summaries.shown import show_table
from backstride.summaries.wording import counted, percent, signed

__all__ = [
    "answer_sentence",
    "answers_pain",
    "best_lag_sentence",
    "bins_sentence",
    "counted",
    "coupling_sentence",
    "dose_by_rating",
    "dose_table",
    "doses_sentence",
    "false_alarm_sentence",
    "false_alarm_shares",
    "flare_facts",
    "flare_sentence",
    "flare_table",
    "fooled_sentence",
    "formula_text",
    "head_and_reason",
    "honest_and_plain",
    "km_by_shoe_and_surface",
    "log_facts",
    "look_sentence",
    "marks",
    "mean_pain_by_surface",
    "monthly",
    "odds_text",
    "pain_free_note",
    "pairs",
    "percent",
    "plain_sentence",
    "raised_weeks",
    "rated_run_days",
    "refused_rows",
    "refused_sentence",
    "repair_counts",
    "returns_sentence",
    "returns_table",
    "rotation_days",
    "rotation_sentence",
    "rounded_answers",
    "shoe_wear",
    "show_table",
    "signed",
    "slope_sentence",
    "slope_table",
    "spike_states",
    "weekly_doses",
    "whole_report_sentence",
]
