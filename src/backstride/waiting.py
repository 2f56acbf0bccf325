"""A moving line on the terminal, for whatever takes longer than a glance."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def waiting(what: str) -> Iterator[Callable[..., None]]:
    """Show that something goes on, until it is done; nothing where no one looks.

    Parameters
    ----------
    what : str
        Such as `Reading`.

    Yields
    ------
    callable
        Takes how many are done, of how many and, where another word fits better now, that word.
    """
    # Here, since loading it takes longer than many a command.
    from rich.console import Console
    from rich.progress import Progress

    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def moved(n_done: int, n_all: int, now: str = what) -> None:
            bar.update(task, description=now, completed=n_done, total=n_all)

        yield moved
