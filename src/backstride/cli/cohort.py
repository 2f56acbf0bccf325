"""The command for many runners: arguments, and the answers on screen."""

from collections.abc import Callable, Hashable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.terminal import progress
from backstride.settings import Settings

if TYPE_CHECKING:
    from backstride.cohort import CohortReport

MOST_COLUMNS = 20
Place = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A folder for each runner, or tables with a column runner."),
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="tcp://…", help="A cluster of Dask that runs already."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
NameRunners = Annotated[
    bool, typer.Option("--name-runners", help="Name runners and their files; runners.csv too.")
]


def cohort(
    place: Place,
    settings: Settings,
    out: Out = Path("reports/cohort"),
    scheduler: Scheduler = None,
    workers: Workers = 1,
    name_runners: NameRunners = False,
) -> None:
    """Answer the claims from the logs of many runners together."""
    from backstride.cohort import report_cohort

    with progress("Reading") as advance:
        report = report_cohort(
            place,
            settings,
            out,
            scheduler=scheduler,
            n_workers=workers,
            name_runners=name_runners,
            progress=advance,
        )
    _show(report, name_runners)


def add_cohort(app: typer.Typer, with_settings: Callable[..., Callable[..., None]]) -> None:
    """Add the command to those of Backstride."""
    app.command("cohort")(with_settings(cohort))


def _show(report: "CohortReport", name_runners: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from backstride.summaries import lag_sentence

    shown = Table(box=None, pad_edge=False)
    for name in ("claim", "in these runners", "points (95 %)", "runners"):
        shown.add_column(name, overflow="fold")
    for row in report.answers.to_dict("records"):
        shown.add_row(row["claim"], row["verdict"], *_numbers(row))
    Console().print(shown, markup=False)
    typer.echo(lag_sentence(report.lags))
    typer.echo(_account(report, name_runners))
    if report.unused:
        typer.echo(_unused(report.unused))
    typer.echo(report.out)


def _unused(columns: tuple[str, ...]) -> str:
    more = len(columns) - MOST_COLUMNS
    said = ", ".join(columns[:MOST_COLUMNS]) + (f" and {more} more" if more > 0 else "")
    return f"Columns that were not used, since no meaning is known for their names: {said}."


def _numbers(row: dict[Hashable, Any]) -> tuple[str, str]:
    estimate, low, high, n_runners = (row[n] for n in ("estimate", "low", "high", "n_runners"))
    if isnan(estimate):
        return "", ""
    return f"{estimate:+.2f} ({low:+.2f} to {high:+.2f})", f"{n_runners:.0f}"


def _account(report: "CohortReport", name_runners: bool) -> str:
    refused, read = (int(report.counts[name].sum()) for name in ("refused", "read"))
    of = f"{refused} of {read} rows and files refused"
    said = f"{report.n_runners} runners, {report.n_days} days; {of}"
    if report.n_unread:
        said += f", {report.n_unread} runners cannot be read"
    if (refused or report.n_unread) and not name_runners:
        return f"{said}: ledger.csv says why, and with --name-runners of whom."
    return f"{said}."
