"""One function over the same parts: in a loop, on a cluster, on one that loses a worker."""

import importlib.util
from functools import partial

import dask
import distributed
import numpy as np
import psutil
import pytest
from cohort_made_up import always_dies, dies_once

from backstride.cohort.engine import Cluster, Loop, engine
from backstride.errors import DataError

PARTS = list(range(7))


class Bracketed:
    """Writes down what was added to what, and how many sums there were at most at a time."""

    alive, most = 0, 0

    def __init__(self, said):
        self.said = said
        Bracketed.alive += 1
        Bracketed.most = max(Bracketed.most, Bracketed.alive)

    def __add__(self, other):
        return Bracketed(f"({self.said}{other.said})")

    def __del__(self):
        Bracketed.alive -= 1


@pytest.fixture(scope="module")
def threads():
    """A cluster of two workers within this process."""
    with (
        distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield Cluster(client)


def test_results_come_in_the_order_of_the_parts(threads):
    assert threads.each(str, PARTS) == Loop().each(str, PARTS) == list("0123456")


@pytest.mark.parametrize("n_parts", [1, 2, 3, 7, 8])
def test_engines_add_in_the_same_order(threads, n_parts):
    parts = list(np.random.default_rng(n_parts).normal(size=n_parts))
    assert threads.total(float, parts) == Loop().total(float, parts)
    assert Loop().total(float, parts) == pytest.approx(sum(parts), abs=1e-12)


@pytest.mark.parametrize("n_parts", [1, 2, 5, 11, 16, 23])
def test_neighbours_are_added_first_then_their_sums(n_parts):
    def in_brackets(parts):
        while len(parts) > 1:
            parts = [f"({''.join(parts[at : at + 2])})" if parts[at + 1 : at + 2] else parts[at]
                     for at in range(0, len(parts), 2)]  # fmt: skip
        return parts[0]

    names = [chr(ord("a") + place) for place in range(n_parts)]
    assert Loop().total(Bracketed, names).said == in_brackets(names)


def test_no_more_than_a_few_results_are_held(monkeypatch):
    monkeypatch.setattr(Bracketed, "most", 0)
    Loop().total(Bracketed, ["a"] * 64)
    assert 2 <= Bracketed.most <= 8


def test_a_worker_that_dies_changes_nothing(tmp_path):
    counted = partial(dies_once, marker=str(tmp_path / "died"))
    with engine(n_workers=2) as running:
        total = running.total(counted, PARTS)
    assert (tmp_path / "died").exists()
    np.testing.assert_array_equal(total, Loop().total(counted, PARTS))


def test_nobody_elsewhere_can_reach_workers_of_this_machine():
    before = psutil.Process().net_connections()
    with engine(n_workers=2):
        us = psutil.Process()
        listening = [
            one.laddr.ip
            for process in (us, *us.children(recursive=True))
            for one in process.net_connections()
            if one.status == psutil.CONN_LISTEN and one not in before
        ]
    assert set(listening) == {"127.0.0.1"}


def test_a_part_that_ends_every_worker_is_told():
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        engine(n_workers=2) as running,
        pytest.raises(DataError, match=r"one part ended its worker again and again.*fewer --work"),
    ):
        running.each(always_dies, [1])


def test_a_cluster_that_is_lost_is_told(threads, monkeypatch):
    def lost(_):
        raise distributed.client.FutureCancelledError("key", "scheduler-connection-lost")

    monkeypatch.setattr(threads.client, "gather", lost)
    with pytest.raises(DataError, match=r"^cohort: the cluster was lost .*scheduler-connection-lo"):
        threads.each(str, PARTS)


def test_one_worker_is_this_process():
    with engine() as running:
        assert running == Loop()


def test_workers_beside_a_cluster_are_refused():
    with (
        pytest.raises(DataError, match=r"--workers: found 2 beside --scheduler"),
        engine("tcp://127.0.0.1:1", n_workers=2),
    ):
        pass


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    monkeypatch.setattr("backstride.cohort.engine.SECONDS_TO_ANSWER", 0.2)
    with (
        pytest.raises(DataError, match=r"--scheduler: found 'tcp://127.0.0.1:9'.*Expected an add"),
        engine("tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize(("asked", "word"), [(("tcp://x:1", 1), "--sch"), ((None, 2), "--work")])
def test_dask_is_asked_for_where_it_is_needed_and_absent(monkeypatch, asked, word):
    monkeypatch.setattr("backstride.errors.find_spec", lambda _: None)
    with pytest.raises(DataError, match=rf"{word}.*needs the package distributed"), engine(*asked):
        pass
    assert importlib.util.find_spec("distributed")
