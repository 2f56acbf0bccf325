"""The command line: arguments only."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from importlib.metadata import version
from inspect import Parameter, Signature, signature
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.cohort import add_cohort
from backstride.cli.terminal import command_with, next_steps, progress
from backstride.cli.trial import trial_commands
from backstride.errors import BackstrideError
from backstride.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_TIMEZONE = "Europe/Berlin"

app = typer.Typer(
    help="Running and back pain: a runner's own log, a pain diary, and honest statistics.",
    add_completion=True,
    pretty_exceptions_enable=False,
)

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Exports, tables, folders.")]
FilesOrSample = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILES...]", help="Exports, tables, folders; none: the sample log."),
]
Timezone = Annotated[
    str | None, typer.Option(metavar="ZONE", help="Where you live, such as Europe/Berlin.")
]
Rated = Annotated[
    str | None,
    typer.Option(metavar="morning|evening", help="When ratings without a clock time were felt."),
]
Unlogged = Annotated[
    list[str] | None,
    typer.Option(metavar="FROM..TO", help="Days on which runs were not recorded; repeatable."),
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day to use (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day to use (YYYY-MM-DD).")]
Site = Annotated[str, typer.Option(metavar="WORDS", help="Which pain of the diary to look at.")]
SmallestDifference = Annotated[
    float | None, typer.Option(metavar="POINTS", help="Smallest difference that matters to you.")
]
DistanceUnit = Annotated[
    str | None, typer.Option(metavar="km|mi", help="Unit of distances whose file names none.")
]
DateOrder = Annotated[
    str | None, typer.Option(metavar="dmy|mdy|ymd", help="How dates such as 03/04/2025 are meant.")
]
Sport = Annotated[
    str | None,
    typer.Option(metavar="run|walk|ride|…", help="Sport of a log without a sport column."),
]
PainColumn = Annotated[
    str | None, typer.Option(metavar="NAME", help="Column of your table that holds the pain.")
]
PainDetail = Annotated[
    str | None, typer.Option(metavar="TEXT", help='One symptom of many, such as "Back pain".')
]
Shoe = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=KM", help="Kilometres on a pair before the log; repeatable."),
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")]

Pdf = Annotated[
    bool, typer.Option("--pdf", help="Write report.pdf as well: one page for a practitioner.")
]
LocaleName = Annotated[
    str | None,
    typer.Option("--locale", metavar="NAME", help="How dates and numbers are written: de, en_US."),
]
Units = Annotated[
    str | None, typer.Option(metavar="km|mi", help="Unit of the distances in the report.")
]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Running and back pain: a runner's own log, a pain diary, and honest statistics.

    Without a command: what to do next in this folder.
    """
    if show_version:
        typer.echo(f"backstride {version('backstride')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo("\n".join([*next_steps(Path.cwd()), "All commands: backstride --help"]))


def stated(
    timezone: Timezone = None,
    rated: Rated = None,
    unlogged: Unlogged = None,
    since: Since = None,
    until: Until = None,
    site: Site = Settings.site,
    smallest_difference: SmallestDifference = None,
    distance_unit: DistanceUnit = None,
    date_order: DateOrder = None,
    sport: Sport = None,
    pain_column: PainColumn = None,
    pain_detail: PainDetail = None,
    shoe: Shoe = None,
) -> Settings:
    """What the runner states; the options of every command that takes a log."""
    return Settings.stated(
        timezone=timezone,
        rated=rated,
        unlogged=unlogged or [],
        since=since,
        until=until,
        site=site,
        smallest_difference=smallest_difference,
        distance_unit=distance_unit,
        date_order=date_order,
        sport=sport,
        pain_column=pain_column,
        pain_detail=pain_detail,
        shoes=shoe or [],
    )


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `stated` in place of its argument `settings`."""
    shared = signature(stated).parameters
    own = [one for one in signature(command).parameters.values() if one.name != "settings"]

    @wraps(command)
    def run(**given: Any) -> None:
        settings = stated(**{name: given.pop(name) for name in shared})
        command(settings=settings, **given)

    needed = [one for one in own if one.default is Parameter.empty]
    others = [one for one in own if one.default is not Parameter.empty]
    run.__signature__ = Signature([*needed, *shared.values(), *others])  # type: ignore[attr-defined]
    run.__annotations__ = {**stated.__annotations__, **command.__annotations__}
    return run


@app.command()
@with_settings
def read(files: Files, settings: Settings, out: Out = Path("reports/tidy")) -> None:
    """Clean exports and diaries into a log that grows, with an account of every row."""
    from backstride.clean import keep_log

    with progress("Reading") as advance:
        log = keep_log(files, out, settings, advance)
    _print_counts(log.ledger)
    typer.echo(out)


@app.command()
@with_settings
def report(
    settings: Settings,
    files: FilesOrSample = None,
    out: Out = Path("reports"),
    pdf: Pdf = False,
    locale: LocaleName = None,
    units: Units = None,
) -> None:
    """Answer the claims from your log in one HTML page."""
    if not files and settings.timezone is None:
        settings = replace(settings, timezone=SAMPLE_TIMEZONE)
    _write_report(files or [], settings, out, {"locale": locale, "units": units}, pdf)


@app.command()
def template(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The new workbook.")],
    distance_unit: DistanceUnit = None,
) -> None:
    """Write an Excel workbook to keep runs, pain, shoes and habits in by hand."""
    from backstride.workbook import write_template

    unit = Settings.stated(distance_unit=distance_unit).distance_unit
    typer.echo(write_template(path, unit))


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="The same seed gives the same log.")] = 7,
    days: Annotated[int, typer.Option(help="Length of the log.")] = 730,
    effect: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG=POINTS", help="True effect of a claim; repeatable."),
    ] = None,
    out: Out = Path("reports/simulated"),
) -> None:
    """Write the log of one simulated runner whose true effects are known."""
    with progress("Simulating"):
        from backstride.simulate import Scenario, parse_effects, simulate_runner, write_log_files

        scenario = Scenario(seed=seed, n_days=days, effects=parse_effects(effect or []))
        write_log_files(simulate_runner(scenario), out)
    typer.echo(out)


add_cohort(app, with_settings)
app.add_typer(trial_commands(with_settings), name="trial")


def main() -> None:
    """Run the command line; what a person can mend is said without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal that lacks the letters of a file name shows the rest of the line all the same
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except (BackstrideError, OSError) as problem:
        typer.echo(problem, err=True)
        command = command_with(sys.argv[1:], str(problem))
        if command is not None:
            typer.echo(f"The command then reads: {command}", err=True)
        sys.exit(2)


def _write_report(
    files: list[Path], settings: Settings, out: Path, reader: dict[str, str | None], pdf: bool
) -> None:
    with progress("Reading and answering") as advance:
        from backstride.report import stated_presentation, written_report

        written = written_report(
            files,
            settings,
            out,
            presentation=stated_presentation(**reader),
            with_sheet=pdf,
            progress=lambda name, n_done, n_all: advance(n_done, n_all, f"Notebook {name}"),
        )
    for title in written.failed:
        typer.echo(f'Not computed: "{title}". The report says why in its place.', err=True)
    if written.diary is not None:
        typer.echo(f"No pain diary yet. Start today in {written.diary}")
    typer.echo(written.path)
    if written.sheet is not None:
        typer.echo(written.sheet)
    if written.failed:
        raise typer.Exit(1)


def _print_counts(ledger: "pd.DataFrame") -> None:
    from rich.console import Console
    from rich.table import Table

    from backstride.ledger import counts

    rows = counts(ledger)
    numbers = ["read", "kept", "merged", "refused"]
    shown = Table(box=None, pad_edge=False)
    shown.add_column("file", overflow="fold")
    shown.add_column("table")
    for name in numbers:
        shown.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for row in rows.to_dict("records"):
        shown.add_row(row["source"], row["table"], *(str(row[name]) for name in numbers))
    shown.add_row("total", "", *(str(rows[name].sum()) for name in numbers))
    Console().print(shown, markup=False)
