"""Pure functions over the parts of a cohort: one after the other, or on a cluster of Dask."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import add
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from backstride.errors import DataError, require_package

if TYPE_CHECKING:
    from distributed import Client

Part = TypeVar("Part")
Result = TypeVar("Result")
SECONDS_TO_ANSWER = 10
THIS_MACHINE = "127.0.0.1:0"


class Engine(Protocol):
    """Where the parts of a cohort are worked on. Results come in the order of the parts."""

    def each(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Result of every part."""

    def total(self, function: Callable[[Part], Any], parts: Sequence[Part]) -> Any:
        """Sum of the results of all parts, of which there is at least one.

        Results are added in pairs, and the sums again in pairs, where they were worked out: no
        place ever holds more than a few of them. The order of adding is that of the parts, so
        the engine makes no difference to the sum.
        """


@dataclass(frozen=True)
class Loop:
    """One part after the other in the process that asks; needs no package of its own."""

    def each(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Result of every part."""
        return [function(part) for part in parts]

    def total(self, function: Callable[[Part], Any], parts: Sequence[Part]) -> Any:
        """Sum of the results of all parts.

        Examples
        --------
        >>> Loop().total(len, ["a", "bc", "def"])
        6
        """
        return _added_in_pairs((function(part) for part in parts), add)


@dataclass(frozen=True)
class Cluster:
    """Workers of Dask, here or elsewhere.

    A part whose worker dies is worked on again by another; since every function here gives the
    same result each time, that changes nothing.

    Parameters
    ----------
    client : distributed.Client
    """

    client: "Client"

    def each(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Result of every part."""
        with _cluster_errors():
            return list(self.client.gather(self.client.map(function, list(parts), pure=False)))

    def total(self, function: Callable[[Part], Any], parts: Sequence[Part]) -> Any:
        """Sum of the results of all parts, added on the workers."""
        results = self.client.map(function, list(parts), pure=False)
        with _cluster_errors():
            return _added_in_pairs(results, partial(self.client.submit, add, pure=False)).result()


@contextmanager
def engine(scheduler: str | None = None, n_workers: int = 1) -> Iterator[Engine]:
    """The engine to work on: a cluster, workers on this machine, or this process alone.

    Parameters
    ----------
    scheduler : str, optional
        Address of the scheduler of a cluster that runs already, such as `tcp://10.0.0.5:8786`.
    n_workers : int
        Processes on this machine, where no scheduler is named; 1 is this process.

    Raises
    ------
    DataError
        If nobody answers at the address, Dask is needed and not installed, or workers are asked
        for beside a cluster.
    """
    if scheduler is not None and n_workers > 1:
        raise DataError(
            f"--workers: found {n_workers} beside --scheduler, whose cluster has its own workers. "
            "Leave one of them out."
        )
    if scheduler is None and n_workers <= 1:
        yield Loop()
        return
    require_package("distributed", "cohort", "--scheduler" if scheduler else "--workers")
    with _client(scheduler) if scheduler else _local_client(n_workers) as client:
        yield Cluster(client)


@contextmanager
def _client(scheduler: str) -> Iterator["Client"]:
    from distributed import Client

    try:
        client = Client(scheduler, timeout=SECONDS_TO_ANSWER)
    except (OSError, ValueError) as fault:
        raise DataError(
            f"--scheduler: found {scheduler!r}, where no scheduler of Dask answers ({fault}). "
            "Expected an address such as tcp://10.0.0.5:8786."
        ) from None
    with client:
        yield client


@contextmanager
def _local_client(n_workers: int) -> Iterator["Client"]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=n_workers, threads_per_worker=1, dashboard_address=THIS_MACHINE
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def _cluster_errors() -> Iterator[None]:
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    try:
        yield
    except FutureCancelledError as fault:
        raise DataError(
            "cohort: the cluster was lost while it worked, and nothing is written. Start it again "
            f"if it has ended, then this command. ({str(fault).splitlines()[0]})"
        ) from None
    except KilledWorker as fault:
        raise DataError(
            "cohort: one part ended its worker again and again, most often for want of memory. "
            f"Give fewer --workers, or workers with more memory. ({fault.task})"
        ) from None


def _added_in_pairs(results: Iterable[Any], plus: Callable[[Any, Any], Any]) -> Any:
    """Add neighbours, then their sums, as soon as two of a kind are there."""
    sums: list[tuple[int, Any]] = []
    for result in results:
        n_added, total = 1, result
        while sums and sums[-1][0] == n_added:
            total = plus(sums.pop()[1], total)
            n_added *= 2
        sums.append((n_added, total))
    _, total = sums.pop()
    while sums:
        total = plus(sums.pop()[1], total)
    return total
