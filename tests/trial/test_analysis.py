"""A trial put to the test: golden numbers, stages, missing ratings, adherence, null trials."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
from repository import ROOT
from scipy.stats import permutation_test

from backstride import cli, figures, read_log
from backstride.errors import DataError
from backstride.trial.analysis import analysed, find_trial, pair_table, period_table, trial_days
from backstride.trial.commands import SAID, plan_sentence
from backstride.trial.folder import first_look, stop_trial, stopped_on, write_plan
from backstride.trial.plan import Wish, assignment, coin_order, fixed_plan
from backstride.trial.power import (
    ALPHA,
    ASSUMED,
    MOST_EXACT_PAIRS,
    Variability,
    flip_test,
    p_values,
    simulated_differences,
    simulated_ratings,
    smallest_p,
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

SAMPLE = ROOT / "data" / "sample-trial"
START = date(2027, 1, 4)
WISH = Wish("stretching", START, periods=12, seed=3)
EIGHT = np.array([-1.4, 0.3, -0.9, -2.1, 0.2, -0.6, -1.1, 0.5])


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, date(2026, 12, 1))


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


def test_p_and_interval_are_those_of_another_implementation():
    # R 4.x, differences as above:
    # s <- as.matrix(expand.grid(rep(list(c(-1,1)), 8)))
    # p <- function(t) { e <- d - t; mean(abs(s %*% e) >= abs(sum(e)) - 1e-9) }; p(0)
    # g <- seq(-4, 3, by=.0005); range(g[sapply(g, p) > .05])     # grid inside the closed limits
    found = flip_test(EIGHT)
    assert found.p_value == pytest.approx(0.09375)
    assert (found.low, found.high) == (
        pytest.approx(-1.4665, abs=5.1e-4), pytest.approx(0.25, abs=5.1e-4),
    )  # fmt: skip
    assert (found.n_assignments, found.mc_error) == (256, 0.0)


def brute_force_p(differences, shift):
    moved = differences - shift
    sums = [abs(np.dot(signs, moved)) for signs in product((-1, 1), repeat=len(moved))]
    return np.mean(np.array(sums) >= abs(moved.sum()) - 1e-9)


@pytest.mark.parametrize("n_pairs", [6, 7, 9])
def test_the_interval_is_what_the_test_does_not_reject(n_pairs):
    differences = np.random.default_rng(n_pairs).normal(-0.5, 1, n_pairs)
    found = flip_test(differences)
    assert found.p_value == pytest.approx(brute_force_p(differences, 0))
    for limit, outwards in ((found.low, -1e-6), (found.high, 1e-6)):
        assert brute_force_p(differences, limit - outwards) > ALPHA
        assert brute_force_p(differences, limit + outwards) <= ALPHA


def test_fewer_than_six_pairs_can_never_reach_five_percent():
    found = flip_test(np.array([1.0, 2, 3, 4, 5]))
    assert found.p_value == smallest_p(5) == 0.0625
    assert np.isnan(found.low)
    assert np.isnan(found.high)
    assert flip_test(np.array([])).p_value == 1.0


def test_many_pairs_are_judged_by_drawn_assignments_with_their_error():
    differences = np.random.default_rng(4).normal(-0.4, 1, MOST_EXACT_PAIRS + 4)
    found = flip_test(differences, seed=2)
    assert found == flip_test(differences, seed=2)
    exact = 2 * (1 - _normal(abs(differences.sum()) / np.sqrt((differences**2).sum())))
    assert found.p_value == pytest.approx(exact, abs=0.02)
    assert found.low < found.estimate < found.high


def _normal(z):
    from scipy.stats import norm

    return norm.cdf(z)


def test_equal_ratings_are_equal_whatever_the_rounding():
    found = flip_test(np.array([1 / 3, -1 / 3, 0.1 + 0.2, -0.3, 0.7, -0.7]))
    assert found.p_value == 1.0


def test_simulated_tests_are_the_same_test():
    differences = np.round(np.random.default_rng(1).normal(0, 1, (20, 8)) * 7) / 7
    assert p_values(differences).tolist() == pytest.approx(
        [flip_test(row).p_value for row in differences]
    )


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


def test_a_trial_that_has_ended_cannot_be_given_up(plan, tmp_path):
    with pytest.raises(DataError, match=r"has reached its last day\. Leave out --stopped"):
        stop_trial(write_plan(plan, tmp_path / "trial"), plan, plan.last_day)


def test_a_stop_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "stopped.json").write_text("{}")
    with pytest.raises(DataError, match=r"cannot be read\. Put it back as it was"):
        stopped_on(tmp_path)


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


def test_p_is_that_of_scipy_where_ratings_tie_heavily():
    ratings = np.random.default_rng(2).integers(-2, 2, (20, 8)) / 7
    for differences in ratings:
        other = permutation_test(
            (differences,), np.sum, permutation_type="samples", n_resamples=np.inf
        )
        assert flip_test(differences).p_value == pytest.approx(other.pvalue)


def test_the_monte_carlo_error_is_the_spread_between_draws(monkeypatch):
    monkeypatch.setattr("backstride.trial.power.N_DRAWN", 2**11)
    differences = np.random.default_rng(4).normal(-0.25, 1, MOST_EXACT_PAIRS + 4)
    tests = [flip_test(differences, seed) for seed in range(200)]
    spread = np.std([test.p_value for test in tests])
    # 200 draws know a spread to 5 %; counting every mirrored draw twice would be 29 % too small
    assert np.mean([test.mc_error for test in tests]) == pytest.approx(spread, rel=0.15)


def test_the_drawn_interval_is_what_the_test_does_not_reject():
    differences = np.random.default_rng(8).normal(-0.4, 1, MOST_EXACT_PAIRS + 2)
    found = flip_test(differences, seed=3)
    for limit, outwards in ((found.low, -0.01), (found.high, 0.01)):
        at = flip_test(differences - limit, seed=5)
        assert at.p_value == pytest.approx(ALPHA, abs=4 * at.mc_error + 1e-4)
        assert flip_test(differences - limit - outwards, seed=3).p_value <= ALPHA
        assert flip_test(differences - limit + outwards, seed=3).p_value > ALPHA


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


def copied(tmp_path):
    folder = tmp_path / "trial"
    folder.mkdir()
    for file in SAMPLE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def analyse(monkeypatch, capsys, *arguments):
    stated = ["backstride", "trial", "analyse", *map(str, arguments), "--timezone", "Europe/Berlin"]
    monkeypatch.setattr("sys.argv", stated)
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def test_the_command_reports_a_plan_that_was_changed(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    code, said, _ = analyse(monkeypatch, capsys, folder)
    assert code == 0
    assert "Stretch the hamstrings twice a day: lowers pain." in said
    assert "The plan matches its hash" in said
    content = json.loads((folder / "plan.json").read_text("utf-8")) | {"smallest_difference": 0.1}
    (folder / "plan.json").write_text(json.dumps(content), "utf-8")
    code, said, _ = analyse(monkeypatch, capsys, folder)
    assert code == 0
    assert "no verdict: the plan was changed after it was fixed" in said
    assert "The content of the plan does not match its hash." in said


def test_the_command_stops_a_trial_once(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    until = ["--until", "2025-05-01", "--stopped"]
    code, said, _ = analyse(monkeypatch, capsys, folder, *until)
    assert code == 0
    assert "The trial was given up on 2025-05-01, after 8 of 12 pairs." in said
    assert json.loads((folder / "stopped.json").read_text())["last_day"] == "2025-05-01"
    code, _, err = analyse(monkeypatch, capsys, folder, *until)
    assert (code, "was stopped before" in err) == (2, True)


def test_the_command_tells_when_ratings_were_changed_after_the_first_look(
    monkeypatch, capsys, tmp_path
):
    folder = copied(tmp_path)
    assert "first analysis" not in analyse(monkeypatch, capsys, folder)[1]
    seen = (folder / "analysed.json").read_bytes()
    assert (
        "The ratings are those of the first analysis, on "
        in (analyse(monkeypatch, capsys, folder)[1])
    )
    pain = (folder / "pain.csv").read_text("utf-8")
    assert "\n2025-02-10,21:" in pain
    lines = [line for line in pain.splitlines() if not line.startswith("2025-02-10,21:")]
    (folder / "pain.csv").write_text("\n".join(lines) + "\n", "utf-8")
    said = analyse(monkeypatch, capsys, folder)[1]
    assert "The ratings are not those of the first analysis, on " in said
    assert "then 155 rated days and −0.78 points, now 154 rated days and " in said
    assert (folder / "analysed.json").read_bytes() == seen


def test_a_first_look_that_cannot_be_read_is_said(tmp_path):
    assert first_look(tmp_path) is None
    (tmp_path / "analysed.json").write_text('{"on": "2027-01-01"}')
    with pytest.raises(DataError, match=r"analysed\.json: cannot be read\. Put it back as it was"):
        first_look(tmp_path)


def test_a_running_trial_and_a_changed_plan_put_down_no_first_look(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    analyse(monkeypatch, capsys, folder, "--until", "2025-05-01")
    assert not (folder / "analysed.json").exists()
    content = json.loads((folder / "plan.json").read_text("utf-8")) | {"seed": 7}
    (folder / "plan.json").write_text(json.dumps(content), "utf-8")
    analyse(monkeypatch, capsys, folder)
    assert not (folder / "analysed.json").exists()
    code, _, err = analyse(monkeypatch, capsys, folder, "--until", "2025-05-01", "--stopped")
    assert (code, "the plan was changed. Put it back before --stopped." in err) == (2, True)
    assert not (folder / "stopped.json").exists()


def test_the_pain_of_a_trial_is_that_of_its_site(tmp_path):
    log = read_log(SAMPLE, timezone="Europe/Berlin")
    of_hip = replace(fixed_plan(WISH, date(2026, 12, 1)), site="hip")
    write_plan(of_hip, tmp_path / "hip")
    with pytest.raises(DataError, match="found no rating of 'hip'; the diary has: lower back"):
        find_trial(tmp_path, log)
    result = find_trial(tmp_path, replace(log, pain=log.pain.assign(site="hip")))
    assert result.stage == "not begun"
    assert "Rated is the pain of one site: hip." in plan_sentence(result)


def test_the_command_needs_a_plan(monkeypatch, capsys, tmp_path):
    code, _, err = analyse(monkeypatch, capsys, tmp_path)
    assert code == 2
    assert "no such file. Plan a trial first: backstride trial plan." in err
