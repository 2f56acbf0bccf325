"""What a plan says, and what it could show, in sentences that are computed."""

from backstride.summaries.wording import counted, percent
from backstride.trial.analysis import TrialResult
from backstride.trial.arms import OF_RUN_DAYS
from backstride.trial.plan import Plan


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
        if plan.claim in OF_RUN_DAYS
        else ""
    )
    return (
        f"If the true difference is {size} points, it is found in {percent(plan.power)} of "
        f"simulated trials (Monte Carlo error {100 * plan.power_error:.1f} percentage points), at "
        f"{source}: mean {plan.pain_mean:.1f}, {percent(plan.pain_carry)} carried from a day to "
        f"the next, noise {plan.pain_noise_sd:.1f} points.{thinner}"
    )
