"""Splines and the cross-basis against R, lags on the calendar, and runners kept apart."""

import numpy as np
import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.models.splines import CrossBasis, NaturalSpline, days_of_runners, natural_spline

DAY = np.arange(120)
KM = np.where(DAY % 7 < 3, 0.0, 3.0 + (DAY * 7) % 18)
BASIS = CrossBasis(
    NaturalSpline((7.0, 12.0), (0.0, 20.0)), NaturalSpline((2.0, 5.0, 12.0), (1.0, 27.0))
)


def missing_days(values, calendar_day=DAY):
    return np.isnan(BASIS.columns(values, calendar_day)).any(axis=1)


def test_columns_agree_with_r():
    # R 4.2.2; the cross-basis is by definition this product, and the same as
    # dlnmpy 0.8.4, a port of R's dlnm: crossbasis(km, lag=(1, 27),
    #   argvar={"fun": "ns", "knots": [7, 12], "Boundary_knots": (0, 20)},
    #   arglag={"fun": "ns", "knots": [2, 5, 12]})
    # library(splines); day <- 0:119; km <- ifelse(day %% 7 < 3, 0, 3 + (day * 7) %% 18)
    # var <- ns(km, knots = c(7, 12), Boundary.knots = c(0, 20))
    # lag <- ns(1:27, knots = c(2, 5, 12), Boundary.knots = c(1, 27), intercept = TRUE)
    # past <- function(t) as.vector(t(t(var[t - 1:27, ]) %*% lag)); past(28); past(120)
    first = [0.40590203862420, 0.77007430203212, 0.55856488143087, 0.43817384493906]
    first += [0.15775202049161, 0.54809482475476, 1.41761847489795, 1.40952450634145]
    first += [1.65107157211489, 0.55654120949202, -0.03172196598107, -0.11883669095255]
    first += [0.11118285726438, -0.11475313669802, 0.12752656942593]
    last = [0.39704156634622, 0.52256079503185, 0.62504555968584, 0.77376302488052]
    last += [0.45978361324689, 0.73320239482042, 1.50608687283160, 1.42574629406853]
    last += [1.64844791385026, 0.66350885586338, -0.23872267219809, -0.32578234509099]
    last += [-0.54980808706607, 0.30205691602230, 0.08257863236035]
    columns = BASIS.columns(KM, DAY)
    np.testing.assert_allclose(columns[[27, 119]], [first, last], rtol=0, atol=1e-13)


def test_columns_add_up_what_each_day_before_adds():
    by_lag = BASIS.responses(KM)
    added = [sum(by_lag[day - lag, lag - 1] for lag in range(1, 28)) for day in range(27, 120)]
    np.testing.assert_allclose(BASIS.columns(KM, DAY)[27:], added, atol=1e-12)


def test_a_day_has_columns_only_where_all_days_before_it_are_known():
    km = KM.copy()
    km[60] = np.nan
    expected = (DAY < 27) | ((DAY > 60) & (DAY <= 60 + 27))
    np.testing.assert_array_equal(missing_days(km), expected)


def test_lags_from_0_need_the_day_itself():
    with_today = CrossBasis(BASIS.value, NaturalSpline((2.0, 5.0), (0.0, 9.0)))
    km = KM.copy()
    km[60] = np.nan
    missing = np.isnan(with_today.columns(km, DAY)).any(axis=1)
    np.testing.assert_array_equal(missing, (DAY < 9) | ((DAY >= 60) & (DAY <= 69)))


def test_lags_never_cross_runners():
    days, rest = np.concatenate([DAY, DAY]), np.zeros(len(DAY))
    both = BASIS.columns(np.concatenate([KM, KM[::-1]]), days)
    for found, km in ((both[:120], KM), (both[120:], KM[::-1])):
        alone = BASIS.columns(km, DAY)
        np.testing.assert_array_equal(np.isnan(found), np.isnan(alone))
        # A product of another length may round its last row otherwise.
        np.testing.assert_allclose(found, alone, rtol=0, atol=1e-12)
    assert np.isnan(both[120 : 120 + 27]).all()
    # Beside a runner who rests all days not one bit of the other runner's is another.
    first = BASIS.columns(np.concatenate([KM, rest]), days)[:120]
    second = BASIS.columns(np.concatenate([rest, KM[::-1]]), days)[120:]
    np.testing.assert_array_equal(np.concatenate([first, second]), both)


def test_no_day_looks_ahead():
    np.testing.assert_allclose(
        BASIS.columns(KM[:70], DAY[:70]), BASIS.columns(KM, DAY)[:70], rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("n_days", [0, 1, 27])
def test_a_log_no_longer_than_its_lags_has_no_columns(n_days):
    columns = BASIS.columns(KM[:n_days], DAY[:n_days])
    assert columns.shape == (n_days, 15)
    assert np.isnan(columns).all()


def test_more_rows_than_are_multiplied_at_a_time():
    km, day = np.tile(KM, 30), np.tile(DAY, 30)
    np.testing.assert_allclose(
        BASIS.columns(km, day)[-120:], BASIS.columns(KM, DAY), rtol=0, atol=1e-12
    )


def test_a_value_beyond_the_boundary_is_refused():
    with pytest.raises(ValueError, match="outside"):
        BASIS.columns(KM + 1, DAY)


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["2025-03-01", "2025-03-03"], "2025-03-03 after 2025-03-01"),
        (["2025-03-01", "2025-03-01"], "2025-03-01 after 2025-03-01"),
        (["2025-03-02", "2025-03-01"], "2025-03-01 after 2025-03-02"),
    ],
)
def test_a_calendar_with_holes_is_refused_without_naming_the_runner(dates, found):
    runner = pd.Series(["anna", "bert", "bert"])
    date = pd.Series(pd.to_datetime(["2025-01-01", *dates]))
    with pytest.raises(DataError, match=f"row 3: found {found} .* build_diary") as refused:
        days_of_runners(runner, date)
    assert "bert" not in str(refused.value)


# The basis of values


def test_spline_spans_what_r_s_ns_spans():
    # x <- c(3,5,8,8,10,11,12,15,16,18,21,25,30,34,40)
    # y <- c(1,2,2,3,2,4,3,5,4,4,6,5,5,7,6)
    # fitted(lm(y ~ splines::ns(x, df = 3))); attr(splines::ns(x, df = 3), "knots")
    x = np.array([3, 5, 8, 8, 10, 11, 12, 15, 16, 18, 21, 25, 30, 34, 40], float)
    y = np.array([1, 2, 2, 3, 2, 4, 3, 5, 4, 4, 6, 5, 5, 7, 6], float)
    spline = natural_spline(x, 3)
    assert spline.knots == pytest.approx((32 / 3, 19))
    basis = np.column_stack([np.ones(15), spline.basis(x)])
    found = basis @ np.linalg.lstsq(basis, y)[0]
    known = [1.12997582402, 1.67691490584, 2.47571464585, 2.47571464585, 2.97943596225]
    known += [3.21895474158, 3.44897052909, 4.07916906240, 4.26843886999, 4.61425976115]
    known += [5.04845803985, 5.48341602210, 5.84508471911, 6.03182163662, 6.22367063430]
    np.testing.assert_allclose(found, known, rtol=1e-10)


def test_basis_is_0_at_the_lower_boundary_and_straight_at_both():
    spline = NaturalSpline((10.0, 20.0), (0.0, 40.0))
    np.testing.assert_allclose(spline.basis(np.array([0.0])), 0, atol=1e-12)
    for end in (0.0, 40.0):
        step = 1e-3 if end == 0 else -1e-3
        near = spline.basis(end + step * np.array([0, 1, 2]))
        np.testing.assert_allclose(np.diff(near, 2, axis=0) / step**2, 0, atol=1e-4)


def test_basis_holds_the_straight_line():
    x = np.linspace(0, 40, 81)
    basis = NaturalSpline((10.0, 20.0), (0.0, 40.0)).basis(x)
    left = x - basis @ np.linalg.lstsq(basis, x)[0]
    np.testing.assert_allclose(left, 0, atol=1e-10)


def test_basis_says_nothing_beyond_its_boundary():
    with pytest.raises(ValueError, match="outside"):
        NaturalSpline((10.0, 20.0), (0.0, 40.0)).basis(np.array([41.0]))


def test_knots_come_from_running_days_for_rest_days_would_take_one():
    km = np.where(DAY % 5 < 2, 5.0 + DAY % 17, 0.0)
    assert natural_spline(km, 3) is None
    assert natural_spline(km[km > 0], 3) is not None


@pytest.mark.parametrize("values", [[10.0] * 50, [5.0, 10.0] * 30, [5.0, 6, 7, 8]])
def test_no_spline_on_values_too_alike(values):
    assert natural_spline(np.array(values), 3) is None
