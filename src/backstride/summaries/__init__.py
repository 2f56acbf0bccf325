"""Tables and sentences that notebooks show; no effect is estimated here."""

from backstride.summaries.account import refused_rows, repair_counts
from backstride.summaries.artefacts import (
    best_lag_sentence,
    bins_sentence,
    coupling_sentence,
    slope_sentence,
    slope_table,
)
from backstride.summaries.asked_otherwise import asked_otherwise
from backstride.summaries.checks import (
    check_rows,
    future_exposure_sentence,
    null_denominator_sentence,
    other_site_sentence,
)
from backstride.summaries.cohort_facts import cohort_answers, cohort_facts, cohort_sentence
from backstride.summaries.curves import (
    beyond_length_sentence,
    beyond_length_table,
    curve_sentence,
    curve_table,
    shapes_sentence,
    shapes_table,
)
from backstride.summaries.doses import dose_table, doses_sentence, weekly_doses
from backstride.summaries.false_alarms import (
    false_alarm_sentence,
    false_alarm_shares,
    fooled_sentence,
    refused_sentence,
    whole_report_sentence,
)
from backstride.summaries.feedback import (
    behaviour_by_rating,
    clearest_behaviours,
    feedback_sentence,
    feedback_table,
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
from backstride.summaries.lags import lag_sentence, lag_table
from backstride.summaries.log_facts import log_facts
from backstride.summaries.looks import look_sentence
from backstride.summaries.marks import marks
from backstride.summaries.months import monthly
from backstride.summaries.more_days import weeks_ahead, weeks_sentence
from backstride.summaries.painful_days import pain_scale_facts, painful_days_sentence
from backstride.summaries.pooled_wrongly import wrong_beside_honest, wrongly_sentence
from backstride.summaries.ramps import raised_weeks, spike_states
from backstride.summaries.returns import returns_sentence, returns_table
from backstride.summaries.rotation import rotation_days, rotation_sentence
from backstride.summaries.runners import (
    differ_sentence,
    evenly,
    other_side_sentence,
    runner_rows,
    spread_table,
)
from backstride.summaries.sensitivity import (
    kept_sentence,
    kept_table,
    leftover_table,
    leftovers_sentence,
    most_shaken,
    sensitivity_sentence,
    sensitivity_table,
)
from backstride.summaries.sentences import (
    answer_sentence,
    formula_text,
    head_and_reason,
    honest_and_plain,
    plain_sentence,
    rounded_answers,
)
from backstride.summaries.shown import show_table
from backstride.summaries.spikes import mean_pain_by_spike, rated_spike_days
from backstride.summaries.wording import counted, percent, signed

__all__ = [
    "answer_sentence",
    "answers_pain",
    "asked_otherwise",
    "behaviour_by_rating",
    "best_lag_sentence",
    "beyond_length_sentence",
    "beyond_length_table",
    "bins_sentence",
    "check_rows",
    "clearest_behaviours",
    "cohort_answers",
    "cohort_facts",
    "cohort_sentence",
    "counted",
    "coupling_sentence",
    "curve_sentence",
    "curve_table",
    "differ_sentence",
    "dose_by_rating",
    "dose_table",
    "doses_sentence",
    "evenly",
    "false_alarm_sentence",
    "false_alarm_shares",
    "feedback_sentence",
    "feedback_table",
    "flare_facts",
    "flare_sentence",
    "flare_table",
    "fooled_sentence",
    "formula_text",
    "future_exposure_sentence",
    "head_and_reason",
    "honest_and_plain",
    "kept_sentence",
    "kept_table",
    "km_by_shoe_and_surface",
    "lag_sentence",
    "lag_table",
    "leftover_table",
    "leftovers_sentence",
    "log_facts",
    "look_sentence",
    "marks",
    "mean_pain_by_spike",
    "mean_pain_by_surface",
    "monthly",
    "most_shaken",
    "null_denominator_sentence",
    "odds_text",
    "other_side_sentence",
    "other_site_sentence",
    "pain_scale_facts",
    "painful_days_sentence",
    "pairs",
    "percent",
    "plain_sentence",
    "raised_weeks",
    "rated_run_days",
    "rated_spike_days",
    "refused_rows",
    "refused_sentence",
    "repair_counts",
    "returns_sentence",
    "returns_table",
    "rotation_days",
    "rotation_sentence",
    "rounded_answers",
    "runner_rows",
    "sensitivity_sentence",
    "sensitivity_table",
    "shapes_sentence",
    "shapes_table",
    "shoe_wear",
    "show_table",
    "signed",
    "slope_sentence",
    "slope_table",
    "spike_states",
    "spread_table",
    "weekly_doses",
    "weeks_ahead",
    "weeks_sentence",
    "whole_report_sentence",
    "wrong_beside_honest",
    "wrongly_sentence",
]
