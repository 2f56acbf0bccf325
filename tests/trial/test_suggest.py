import random

import pandas as pd

from backstride.trial.power import own_variability, simulated_power
from backstride.trial.suggest import ENOUGH_POWER, length_sentence, plan_command, suggested_trial


def test_the_trial_that_would_settle_it_is_as_short_as_can_be():
    steps = random.Random(2)
    diary = pd.DataFrame({"pain_post": [4 + steps.gauss(0, 1) for _ in range(200)]})
    answers = pd.DataFrame(
        {
            "slug": ["spike", "stretching", "surface", "strength", "warm-up"],
            "status": ["cannot tell", "order unknown", "cannot tell", "cannot tell", "lowers"],
            "smallest_difference": 1.0,
        }
    )
    trials = suggested_trial(answers, diary).set_index("slug")
    assert list(trials.index) == ["stretching", "surface", "strength"]
    row = trials.loc["stretching"]
    assert row["weeks"] == 2 * row["pairs"]
    assert row["power"] >= ENOUGH_POWER
    pain = own_variability(diary["pain_post"])
    shorter = simulated_power(int(row["pairs"]) - 1, 7, -1.0, pain)
    assert row["pairs"] == 6 or shorter.share < ENOUGH_POWER + 3 * shorter.mc_error
    assert trials.loc["strength", "period_days"] == 14
    assert f"of {row['weeks']:.0f} weeks ({row['pairs']:.0f} pairs of 7-day" in length_sentence(row)
    asked = f"--claim stretching --periods {2 * row['pairs']:.0f} --period-days 7 --start DAY"
    assert plan_command(trials.reset_index().iloc[0]).endswith(asked)


def test_a_trial_of_more_than_a_year_is_called_one():
    answers = pd.DataFrame(
        {"slug": ["shoe-age"], "status": ["cannot tell"], "smallest_difference": [0.1]}
    )
    row = suggested_trial(answers, pd.DataFrame({"pain_post": [1.0, 2.0]})).iloc[0]
    assert row["weeks"] == 52
    assert row["power"] < ENOUGH_POWER
    assert "would take more than a year: one of 52 weeks (26 pairs" in length_sentence(row)
    assert "--worn-pair NAME --fresh-pair NAME --start DAY" in plan_command(row)


def test_without_an_open_claim_no_trial_is_suggested():
    answers = pd.DataFrame({"slug": ["surface"], "status": ["raises"], "smallest_difference": 1.0})
    assert suggested_trial(answers, pd.DataFrame({"pain_post": [1.0, 2.0]})).empty
