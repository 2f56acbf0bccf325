"""The commands of a trial on oneself: arguments only."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from backstride.cli.terminal import progress
from backstride.settings import Settings

Command = Callable[..., None]
OwnLog = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILES...]", help="Your log: exports, tables, folders."),
]


def trial_commands(with_settings: Callable[[Command], Command]) -> typer.Typer:
    """The sub-commands `plan` and `analyse`.

    Parameters
    ----------
    with_settings : callable
        Gives a command the options of every command that takes a log.
    """
    app = typer.Typer(help="A randomised trial on oneself.", no_args_is_help=True)
    app.command("plan")(with_settings(plan))
    app.command("analyse")(with_settings(analyse))
    return app


def plan(
    claim: Annotated[str, typer.Option(metavar="SLUG", help="What to try, such as stretching.")],
    start: Annotated[str, typer.Option(metavar="DAY", help="First day (YYYY-MM-DD).")],
    settings: Settings,
    files: OwnLog = None,
    periods: Annotated[int, typer.Option(help="How many, two to a pair.")] = 24,
    period_days: Annotated[
        int | None, typer.Option(help="Days of a period; 7, or 14 for strength.")
    ] = None,
    washout_days: Annotated[
        int, typer.Option(help="First days of a period that a second analysis leaves out.")
    ] = 2,
    seed: Annotated[
        int | None, typer.Option(help="Of the coin; drawn and written down where not given.")
    ] = None,
    worn_pair: Annotated[str | None, typer.Option(metavar="NAME", help="For shoe-age.")] = None,
    fresh_pair: Annotated[str | None, typer.Option(metavar="NAME", help="For shoe-age.")] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the plan.")] = Path("trial"),
) -> None:
    """Fix a plan: order by coin, power, a page to print, a calendar file, a workbook."""
    with progress("Planning"):
        from backstride.trial import Wish, planned_trial
        from backstride.workbook import trial_diary

        wish = Wish.stated(
            claim,
            start,
            settings,
            periods=periods,
            period_days=period_days,
            washout_days=washout_days,
            seed=seed,
            worn_pair=worn_pair,
            fresh_pair=fresh_pair,
        )
        said = planned_trial(wish, out, files or [], settings, trial_diary)
    typer.echo(said)


def analyse(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the plan.")],
    settings: Settings,
    files: OwnLog = None,
    stopped: Annotated[
        bool, typer.Option("--stopped", help="The trial was given up; this is put down for good.")
    ] = False,
) -> None:
    """Analyse a trial, once: when it has ended or was given up."""
    with progress("Analysing"):
        from backstride.trial import analysed_trial

        sentences = analysed_trial(folder, files or [], settings, stopped)
    for sentence in sentences:
        typer.echo(sentence)
