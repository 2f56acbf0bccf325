import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from cohort_examples import example_frame, in_parts

from backstride.errors import ModelError
from backstride.models.pooled.design import pooled_columns
from backstride.models.pooled.within_between import between_runners, runner_means
from backstride.models.specification import SPECIFICATION

STRETCHING = SPECIFICATION["stretching"]


def means():
    return runner_means(pooled_columns(example_frame(), STRETCHING), STRETCHING)


def test_runners_who_hurt_more_stretch_more_though_it_helps():
    found = between_runners(means(), STRETCHING)
    assert found.contrast.estimate > 0
    assert found.n_runners == 12


def test_between_runners_is_a_regression_of_means():
    found = between_runners(means(), STRETCHING).contrast
    fit = smf.ols("pain_post ~ exposure + ran + km", means()).fit(cov_type="HC3", use_t=True)
    assert found.estimate == pytest.approx(2 * fit.params["exposure"], rel=1e-9)
    assert found.standard_error == pytest.approx(2 * fit.bse["exposure"], rel=1e-9)
    assert found.dof == 8


def test_means_of_parts_go_below_each_other():
    columns = pooled_columns(example_frame(), STRETCHING)
    parts = [runner_means(part, STRETCHING) for part in in_parts(columns, 5)]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), means())


def test_a_raised_week_is_put_at_its_end():
    specification = SPECIFICATION["ramp-up"]
    table = runner_means(pooled_columns(example_frame(), specification), specification)
    found = between_runners(table, specification).contrast
    fit = smf.ols("pain_post ~ exposure + ran + km", table).fit()
    assert found.estimate == pytest.approx(np.log(1.3) * fit.params["exposure"], rel=1e-9)


def test_few_runners_and_runners_who_are_all_alike_are_refused():
    alike = means().assign(exposure=0.5)
    for table in (means().iloc[:6], alike, means().iloc[:0]):
        with pytest.raises(ModelError, match=r"stretching: \d+ runners who differ in it, expected"):
            between_runners(table, STRETCHING)
