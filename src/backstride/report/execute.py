"""Notebooks executed by papermill on a tidy folder, and where notebooks and sample lie."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbformat.v4 import new_code_cell
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from backstride.errors import DataError
from backstride.figures.style import LOCALE_VARIABLE
from backstride.presentation import PLAIN, UNITS_VARIABLE, Presentation
from backstride.settings import Settings

# Notebooks executed by papermill on a tidy folder, two at a time.

AT_ONCE = 2
LONGEST_SOCKET_PATH = 90
DRAW_FOR = "import os\n\nos.environ.update({!r})"
SILENT_KERNEL = ["--IPKernelApp.log_level=CRITICAL"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Chapter:
    """One notebook, and the log that it is about.

    Parameters
    ----------
    path : Path
        Notebook with a cell tagged `parameters` that sets `folder` and `settings`.
    folder : Path
        Tidy tables, as `write_log` writes them; another for each chapter of one notebook.
    part : str
        Which it is, where several chapters are made of one notebook.
    """

    path: Path
    folder: Path
    part: str = ""


@dataclass(frozen=True)
class Executed:
    """One chapter after its run: the outputs, or what stopped it."""

    path: Path
    notebook: nbformat.NotebookNode | None
    problem: str = ""
    part: str = ""


def settings_parameters(settings: Settings) -> dict[str, Any]:
    """Settings as plain values that a notebook's parameter cell can hold.

    Examples
    --------
    >>> from datetime import date
    >>> settings_parameters(Settings(unlogged=((date(2025, 3, 1), date(2025, 3, 9)),)))["unlogged"]
    ['2025-03-01..2025-03-09']
    """
    return {
        "timezone": settings.timezone,
        "rated": settings.rated,
        "unlogged": [f"{first}..{last}" for first, last in settings.unlogged],
        "since": str(settings.since) if settings.since else None,
        "until": str(settings.until) if settings.until else None,
        "site": settings.site,
        "smallest_difference": settings.smallest_difference,
    }


def execute_notebooks(
    chapters: Sequence[Chapter],
    settings: Settings,
    workplace: Path,
    progress: Progress | None = None,
    presentation: Presentation = PLAIN,
) -> list[Executed]:
    """Run the notebook of every chapter; one that fails does not stop the others.

    Parameters
    ----------
    chapters : sequence of Chapter
    settings : Settings
    workplace : Path
        Folder for sockets and, as current directory, for the kernels.
    progress : callable, optional
        Called with the name of a finished notebook, how many are finished, and of how many.
    presentation : Presentation
        How the pictures write numbers, dates and distances.

    Returns
    -------
    list of Executed
        In the order of `chapters`.
    """
    # The matrices of one runner are too small for threads, and two kernels share the machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = {
            pool.submit(_execute, chapter, settings, workplace, presentation): chapter
            for chapter in chapters
        }
        for n_done, run in enumerate(as_completed(runs), start=1):
            if progress is not None:
                progress(runs[run].path.stem, n_done, len(runs))
    return [run.result() for run in runs]


def _execute(
    chapter: Chapter, settings: Settings, workplace: Path, presentation: Presentation
) -> Executed:
    path, part = chapter.path, chapter.part
    notebook = nbformat.read(path, as_version=4)
    if not presentation.is_plain:
        written = {LOCALE_VARIABLE: presentation.locale, UNITS_VARIABLE: presentation.units}
        notebook.cells.insert(0, new_code_cell(DRAW_FOR.format(written)))
    parameters = {"folder": str(chapter.folder), "settings": settings_parameters(settings)}
    name = f"{path.stem}-{chapter.folder.name}"
    try:
        # The event loop that Jupyter opens for a thread is closed by no one else.
        with closing(ensure_event_loop()):
            return Executed(path, _run(notebook, name, parameters, workplace), part=part)
    except PapermillExecutionError as stopped:
        return Executed(path, None, f"{stopped.ename}: {stopped.evalue}", part)
    except Exception as stopped:
        # Whatever else stops a kernel is said in the notebook's place; the report goes on.
        return Executed(path, None, f"{type(stopped).__name__}: {stopped}", part)


def _run(
    notebook: nbformat.NotebookNode, name: str, parameters: dict[str, Any], workplace: Path
) -> nbformat.NotebookNode:
    executed: nbformat.NotebookNode = papermill.execute_notebook(
        notebook,
        None,
        parameters=parameters,
        kernel_name="python3",
        progress_bar=False,
        extra_arguments=SILENT_KERNEL,
        config=_connection(workplace / f"{name}.json"),
        # Not papermill's own `cwd`, which changes the directory of all threads.
        resources={"metadata": {"path": str(workplace)}},
    )
    return executed


def _connection(file: Path) -> Config:
    # Sockets in files leave no port open on the machine, but their paths must be short.
    place = {"connection_file": str(file)}
    if sys.platform != "win32" and len(os.fsencode(file)) < LONGEST_SOCKET_PATH:
        place["transport"] = "ipc"
    return Config({"KernelManager": place})


# Where notebooks and sample lie: inside the installed package, else the repository.

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent.parent


def notebook_paths() -> list[Path]:
    """The numbered notebooks about one runner, in order of their numbers.

    Raises
    ------
    DataError
        If there are none.
    """
    folder = _first_folder(PACKAGE / "_notebooks", REPOSITORY / "notebooks")
    numbered = [path for path in folder.glob("[0-9]*.ipynb") if not is_of_cohort(path)]
    paths = sorted(numbered, key=lambda path: int(path.name.split("-")[0]))
    if not paths:
        raise DataError(f"{folder}: no notebook found. Install Backstride again.")
    return paths


def is_of_cohort(path: Path) -> bool:
    """Whether a notebook is about many runners, and so in no report of one.

    Examples
    --------
    >>> is_of_cohort(Path("notebooks/10-many-runners.ipynb")), is_of_cohort(Path("9-trial.ipynb"))
    (True, False)
    """
    return path.stem.endswith("-many-runners")


def is_of_trial(path: Path) -> bool:
    """Whether a notebook is about a trial, and is left out where no trial lies in the folder.

    Examples
    --------
    >>> is_of_trial(Path("notebooks/9-trial.ipynb")), is_of_trial(Path("4-surface.ipynb"))
    (True, False)
    """
    return path.stem.endswith("-trial")


def sample_folder() -> Path:
    """The folder of the simulated sample log.

    Raises
    ------
    DataError
        If it is not there.
    """
    return _first_folder(PACKAGE / "_sample", REPOSITORY / "data" / "sample")


def _first_folder(installed: Path, developed: Path) -> Path:
    for folder in (installed, developed):
        if folder.is_dir():
            return folder
    raise DataError(f"{installed}: folder not found. Install Backstride again.")
