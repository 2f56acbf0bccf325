"""A trial put to the test: golden numbers, stages, missing ratings, adherence, null trials."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from trial_examples import SAMPLE, START, TODAY, WISH

from backstride import figures, read_log
from backstride.errors import DataError
from backstride.trial.analysis import analysed, find_trial, pair_table, period_table, trial_days
from backstride.trial.commands import SAID, plan_sentence
from backstride.trial.folder import stop_trial, stopped_on, write_plan
from backstride.trial.plan import assignment, coin_order, fixed_plan
from backstride.trial.power import (
    ALPHA,
    ASSUMED,
    Variability,
    flip_test,
    simulated_differences,
    simulated_ratings,
)
from backstride.trial.text import (
    NO_TRIAL,
    adherence_sentence,
    change_sentence,
    diary_sentence,
    expectation_sentence,
    missing_sentence,
    periods_table,
    result_table,
    trial_sentence,
    washout_sentence,
)


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


def diary_of(plan, ratings, done=None, n_days=None):
    """A diary with what a trial looks at: one rating a day, done or not."""
    days = assignment(plan)["date"]
    days = days if n_days is None else days[:n_days]
    ratings = np.broadcast_to(np.asarray(ratings, dtype=float), len(days))
    done = as_assigned(plan) if done is None else np.asarray(done, dtype=float)
    done = done[: len(days)]
    return pd.DataFrame(
        {
            "date": days,
            "pain_post": ratings,
            "pain_pre": np.nan,
            "n_ratings": np.isfinite(ratings).astype(int),
            "stretching_done": 2 * done,
            "distance_km": 0.0,
        }
    )


def as_assigned(plan):
    return (assignment(plan)["arm"] == "A").to_numpy(dtype=float)


def judged(plan, ratings, **others):
    """Analyse without the model of the diary, which needs a whole log."""
    stopped = others.pop("stopped", None)
    changes = others.pop("changes", ())
    facts = {name: others.pop(name) for name in ("n_ratings", "pain_pre") if name in others}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backstride.trial.analysis._diary_answer", lambda *_: None)
        diary = diary_of(plan, ratings, **others).assign(**facts)
        return analysed(plan, diary, changes, stopped)


def by_arm(plan, a, b, noise=0.0):
    arm = assignment(plan)["arm"].to_numpy()
    return np.where(arm == "A", a, b) + noise * np.random.default_rng(1).standard_normal(len(arm))


@pytest.mark.parametrize("pain", [ASSUMED, Variability(1.0, 0.8, 1.0)])
@pytest.mark.parametrize("difference", [0.0, -1.0])
def test_null_trials_and_intervals_err_as_seldom_as_they_should(pain, difference):
    # 300 trials: .05 + 3 SE = .088 and .95 - 3 SE = .912; benchmarks/trial.py takes 1,000
    differences = simulated_differences(8, 7, difference, pain, seed=9, n_simulated=300)
    truth = differences.mean() if difference else 0.0
    tests = [flip_test(row) for row in differences]
    assert np.mean([one.low <= truth <= one.high for one in tests]) >= 0.912
    if not difference:
        assert np.mean([one.p_value <= ALPHA for one in tests]) <= 0.088


def test_a_clear_difference_lowers_pain(plan):
    result = judged(plan, by_arm(plan, 2.0, 4.0, 0.3))
    assert (result.stage, result.status, result.verdict) == ("ended", "lowers", "lowers pain")
    assert result.test.estimate == pytest.approx(-2.0, abs=0.2)
    assert trial_sentence(result).startswith("Stretch the hamstrings twice a day: lowers pain. ")
    assert "p = 0.031 by all 64 assignments" in trial_sentence(result)
    assert "Nobody was blind here" in expectation_sentence(result)
    assert result_table(result)["pairs"].tolist() == [6, 6]


def test_the_verdicts_are_those_of_the_rules(plan):
    assert judged(plan, by_arm(plan, 4.0, 2.0, 0.3)).verdict == "raises pain"
    same = judged(plan, by_arm(plan, 3.0, 3.0, 0.3))
    assert same.verdict == "makes no difference that matters"
    wild = judged(plan, by_arm(plan, 3.0, 3.0, 4.0))
    assert wild.verdict == "can’t tell yet"


def test_before_the_end_nothing_about_pain_is_computed(plan):
    result = judged(plan, 3.0, n_days=60)
    assert (result.stage, result.test) == ("running", None)
    assert result.periods["mean_pain"].isna().all()
    assert result.pairs["difference"].isna().all()
    said = trial_sentence(result)
    assert "runs until 2027-03-28. Nothing about pain is computed before the last day" in said
    assert expectation_sentence(result) == missing_sentence(result) == ""
    assert "not ended" in figures.trial_pairs(result).alt
    assert result_table(result).empty
    before = diary_of(plan, 1.0)[:1].assign(date=pd.to_datetime(["2027-01-01"]))
    early = analysed(plan, before)
    assert early.verdict == "begins on 2027-01-04"


def test_a_trial_that_was_given_up_is_judged_by_its_complete_pairs_for_good(tmp_path):
    plan = fixed_plan(replace(WISH, periods=16), date(2026, 12, 1))
    ratings = by_arm(plan, 2.0, 4.0, 0.3)
    folder = write_plan(plan, tmp_path / "trial")
    stop_trial(folder, plan, START + timedelta(days=14 * 7 - 3))
    stopped = stopped_on(folder)
    first = judged(plan, ratings[: 14 * 7 - 2], n_days=14 * 7 - 2, stopped=stopped)
    assert first.stage == "stopped early"
    assert (first.test.n_pairs, len(first.pairs)) == (6, 6)
    assert "given up on 2027-04-09, after 6 of 8 pairs" in trial_sentence(first)
    later = judged(plan, ratings, stopped=stopped)
    assert later.test == first.test
    with pytest.raises(DataError, match=r"was stopped before\. Leave out --stopped"):
        stop_trial(folder, plan, START)


def test_too_few_pairs_give_no_verdict(plan):
    result = judged(plan, by_arm(plan, 2.0, 4.0), stopped=START + timedelta(days=60))
    assert (result.status, result.test.n_pairs) == ("too few pairs", 4)
    assert "the smallest p that so few can give is 0.125" in trial_sentence(result)
    none = judged(plan, np.nan)
    assert "No pair of periods can be used." in trial_sentence(none)


def test_a_period_with_fewer_than_three_ratings_takes_its_pair_out(plan):
    ratings = by_arm(plan, 2.0, 4.0)
    ratings[:5] = np.nan
    ratings[20:24] = np.nan
    result = judged(plan, ratings)
    assert result.test.n_pairs == 5
    said = missing_sentence(result)
    assert said.startswith("75 of 84 days are rated; a mean is over the rated days.")
    assert "Left out, for fewer than 3 ratings in a period: pair 1. 5 pairs count." in said
    assert result.pairs["difference"].tolist()[1:] == [-2.0] * 5


def test_a_mean_is_over_the_rated_days(plan):
    ratings = np.full(84, 1.0)
    ratings[:7] = [2, np.nan, 4, np.nan, 6, np.nan, np.nan]
    days = trial_days(plan, diary_of(plan, ratings))
    periods = period_table(days, plan)
    assert periods.loc[0, ["rated_days", "mean_pain"]].tolist() == [3, 4.0]
    difference = pair_table(periods)["difference"].tolist()
    assert difference == [3.0 if plan.order[0] == "AB" else -3.0, *[0.0] * 5]


def test_the_first_days_are_left_out_in_the_second_analysis(plan):
    days = assignment(plan)
    ratings = np.where(days["is_washout"], 10.0, by_arm(plan, 2.0, 4.0, 0.1))
    result = judged(plan, ratings)
    assert result.test.estimate == pytest.approx(-2 * 5 / 7, abs=0.1)
    assert result.without_washout.estimate == pytest.approx(-2.0, abs=0.1)
    assert "Without the first 2 days of each period" in washout_sentence(result)
    few = judged(plan, np.where(days["is_washout"] | (days["period"] == 1), 3.0, np.nan))
    assert "too few pairs are left" in washout_sentence(few)
    assert washout_sentence(judged(replace(plan, washout_days=0), ratings)) == ""


def test_a_changed_plan_gives_no_verdict(plan):
    changes = ("The content of the plan does not match its hash.",)
    result = judged(plan, by_arm(plan, 2.0, 4.0, 0.3), changes=changes)
    assert result.verdict == "no verdict: the plan was changed after it was fixed"
    said = change_sentence(result)
    assert "The plan was changed after it was fixed. The content of the plan does not" in said
    assert "No verdict is drawn from it." in said
    assert expectation_sentence(result) == ""


def test_what_was_done_is_set_beside_what_was_assigned(plan):
    days = assignment(plan)
    done = (days["arm"] == "A").astype(float)
    assert "100 % in the periods of A, 100 % in the periods of B" in adherence_sentence(
        judged(plan, 3.0, done=done)
    )
    done[days["period"] == 1] = np.nan
    done[days["period"] == 2] = 1.0 - done[days["period"] == 2]
    said = adherence_sentence(judged(plan, 3.0, done=done))
    assert "Of 1 period the log says nothing." in said
    silent = adherence_sentence(judged(plan, 3.0, done=np.full(84, np.nan)))
    assert silent.startswith("The log does not say what was done")


def kept_on(plan, **facts):
    """How far each of the first three days, all of one arm, is as assigned; -1 where unknown."""
    columns = {"pain_post": 1.0, "pain_pre": 1.0, "n_ratings": 1, "distance_km": 5.0, **facts}
    diary = pd.DataFrame({"date": assignment(plan)["date"][:3], **columns})
    return trial_days(plan, diary)["kept"][:3].fillna(-1).tolist()


@pytest.mark.parametrize(
    ("claim", "facts", "of_a", "of_b"),
    [
        (
            "warm-up",
            {"warm_up_done": [1.0, 0, 0], "distance_km": [5.0, 5, 0]},
            [1, 0, -1],
            [0, 1, -1],
        ),
        ("stretching", {"stretching_done": [1.0, 3, 0]}, [0.5, 1, 0], [0, 0, 1]),
        ("maintenance", {"maintenance_done": [1.0, 4, 0]}, [0.25, 1, 0], [0, 0, 1]),
        ("strength", {}, [-1, -1, -1], [-1, -1, -1]),
        (
            "surface",
            {"hard_share": [0.9, 0.1, 0.0], "unknown_share": [0.0, 0, 0.8]},
            [1, 0, -1],
            [0, 1, -1],
        ),
        # a third pair is what neither arm asks for
        ("shoe-age", {"shoe": ["old pair", "New", "other"]}, [1, 0, 0], [0, 1, 0]),
    ],
)  # fmt: skip
def test_each_claim_has_its_own_way_of_being_done(plan, claim, facts, of_a, of_b):
    named = replace(plan, claim=claim, worn_pair="Old  Pair", fresh_pair="new")
    assert kept_on(replace(named, order=("AB",) * 6), **facts) == of_a
    assert kept_on(replace(named, order=("BA",) * 6), **facts) == of_b


def test_three_sessions_a_week_are_all_that_strength_asks_for(plan):
    strong = replace(plan, claim="strength")
    done = np.array([1.0, 0, 1, 0, 1, 0, 0] * 12)
    kept = np.where(as_assigned(plan) == 1, done, 1 - done)
    days = trial_days(strong, diary_of(plan, 1.0)).assign(is_done=done, kept=kept)
    followed = period_table(days, strong).groupby("arm")["followed"].mean()
    assert followed.round(2).to_dict() == {"A": 1.0, "B": 0.57}


def test_arms_that_were_done_alike_are_no_evidence_of_no_difference(plan):
    ratings = by_arm(plan, 3.0, 3.0, 0.3)
    kept = judged(plan, ratings)
    assert (kept.status, kept.parted) == ("no difference", 1.0)
    for done, why in (
        (np.ones(84), "what was done hardly differed between A and B"),
        (np.full(84, np.nan), "the log does not say what was done"),
    ):
        alike = judged(plan, ratings, done=done)
        assert alike.test == kept.test
        assert alike.status == "cannot tell"
        assert why in alike.verdict
    said = adherence_sentence(judged(plan, ratings, done=np.ones(84)))
    assert "100 % in the periods of A, 0 % in the periods of B. So A and B hardly differed" in said
    # a difference that was found needs no such proof: the coin alone can have made it
    assert judged(plan, by_arm(plan, 2.0, 4.0, 0.3), done=np.full(84, np.nan)).status == "lowers"


def test_periods_that_have_not_begun_are_not_missed(plan):
    said = adherence_sentence(judged(plan, 3.0, n_days=60))
    assert (
        said == "What was assigned was done: 100 % in the periods of A, 100 % in the periods of B."
    )


def test_who_runs_out_of_log_is_told_how_to_stop(plan):
    said = trial_sentence(judged(plan, 3.0, n_days=60))
    assert "The log goes up to 2027-03-04. Who gave the trial up says so, once" in said


def test_ratings_that_never_move_are_not_called_exact(plan):
    still = trial_sentence(judged(plan, 3.0))
    assert "All pairs differ alike, so the interval has no width." in still
    without_pain = trial_sentence(judged(plan, 0.0))
    assert "Every rating was 0: there was no pain that could have been lowered." in without_pain
    assert "no width" not in trial_sentence(judged(plan, by_arm(plan, 2.0, 4.0, 0.3)))


def test_ratings_of_unknown_order_are_told_from_none(plan):
    result = judged(plan, np.nan, n_ratings=1)
    said = missing_sentence(result)
    assert "84 more days have a rating that is not known to lie before or after running" in said
    assert "give the file with the runs, or say when ratings were made (--rated)" in said
    assert expectation_sentence(result) == ""
    before_running = judged(plan, np.nan, n_ratings=1, pain_pre=2.0)
    assert "not known to lie" not in missing_sentence(before_running)


def test_a_tie_by_rounding_is_told_like_a_tie():
    # the smallest mean of a subset is 0 but for rounding: p says so, and the limits must
    found = flip_test(np.array([0.1 + 0.2 - 0.3, 0.7, 0.9, 1.1, 1.3, 1.5]))
    assert 0.1 + 0.2 - 0.3 > 0
    assert (found.p_value, found.low) == (0.0625, 0.0)


def test_null_trials_put_through_the_whole_analysis_err_as_seldom_as_they_should():
    # 200 trials, each with a coin of its own: .05 + 3 SE = .096; 1,000 in benchmarks/trial.py
    fixed = fixed_plan(replace(WISH, periods=16), date(2026, 12, 1))
    plans = [replace(fixed, seed=seed, order=coin_order(seed, 8)) for seed in range(200)]
    draw = np.random.default_rng(12)
    found = []
    for one in plans:
        still = np.zeros((1, len(assignment(one))), dtype=np.int64)
        ratings = simulated_ratings(still, 0.0, Variability(3.0, 0.8, 1.0), draw)[0]
        found.append(judged(one, ratings).test.p_value <= ALPHA)
    assert 0 < np.mean(found) <= 0.096


def test_a_true_difference_keeps_its_sign_through_the_whole_analysis(plan):
    draw = np.random.default_rng(5)
    arms = as_assigned(plan).astype(np.int64)[None, :]
    ratings = simulated_ratings(arms, -3.0, Variability(5.0, 0.45, 0.8), draw)[0]
    assert -3.0 < judged(plan, ratings).test.estimate < -2.0


@pytest.fixture(scope="module")
def sample():
    log = read_log(SAMPLE, timezone="Europe/Berlin")
    return find_trial(SAMPLE, log)


def test_the_sample_finds_what_was_planted(sample):
    assert (sample.stage, sample.changes, sample.test.n_pairs) == ("ended", (), 12)
    # it settles at -1 point; carried over, and done on 85 % of days, less than that is seen
    assert sample.test.low < -0.7 < sample.test.high
    assert sample.status == "lowers"
    assert len(periods_table(sample)) == 24
    assert "comes second" in diary_sentence(sample)
    assert "12 pairs" in figures.trial_pairs(sample).alt


def test_the_plan_is_never_read_as_a_log():
    log = read_log(SAMPLE, timezone="Europe/Berlin")
    assert not log.ledger["source"].str.contains("plan|calendar").any()


def test_a_log_without_a_trial_says_so_and_nothing_more(tmp_path):
    assert find_trial(tmp_path, read_log(SAMPLE, timezone="Europe/Berlin")) is None
    assert [say(None) for say in SAID if say(None)] == [NO_TRIAL]
    assert periods_table(None).empty
    assert result_table(None).empty
    assert "no trial lies in this folder" in figures.trial_pairs(None).alt


def test_the_pain_of_a_trial_is_that_of_its_site(tmp_path):
    log = read_log(SAMPLE, timezone="Europe/Berlin")
    of_hip = replace(fixed_plan(WISH, date(2026, 12, 1)), site="hip")
    write_plan(of_hip, tmp_path / "hip")
    with pytest.raises(DataError, match="found no rating of 'hip'; the diary has: lower back"):
        find_trial(tmp_path, log)
    result = find_trial(tmp_path, replace(log, pain=log.pain.assign(site="hip")))
    assert result.stage == "not begun"
    assert "Rated is the pain of one site: hip." in plan_sentence(result)
