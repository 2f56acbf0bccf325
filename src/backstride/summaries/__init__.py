"""Tables and sentences that notebooks show; no effect is estimated here."""

from backstride.summaries.account import refused_rows, repair_counts
from backstride.summaries.ground import (
    km_by_shoe_and_surface,
    mean_pain_by_surface,
    pairs,
    rated_run_days,
    shoe_wear,
)
from backstride.summaries.habits import answers_pain, dose_by_rating
from backstride.summaries.log_facts import log_facts, pain_free_note
from backstride.summaries.marks import marks
from backstride.summaries.months import monthly
from backstride.summaries.ramps import raised_weeks, spike_states
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
    "counted",
    "dose_by_rating",
    "formula_text",
    "head_and_reason",
    "honest_and_plain",
    "km_by_shoe_and_surface",
    "log_facts",
    "marks",
    "mean_pain_by_surface",
    "monthly",
    "pain_free_note",
    "pairs",
    "percent",
    "plain_sentence",
    "raised_weeks",
    "rated_run_days",
    "refused_rows",
    "repair_counts",
    "rounded_answers",
    "shoe_wear",
    "show_table",
    "signed",
    "spike_states",
]
