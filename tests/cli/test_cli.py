"""The command line: options, messages, exit codes."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from backstride import cli
from backstride.errors import DataError
from backstride.presentation import Presentation
from backstride.report import build
from backstride.report.build import Report
from backstride.settings import Settings

OPTIONS = [
    "--timezone",
    "--rated",
    "--unlogged",
    "--since",
    "--until",
    "--site",
    "--smallest-difference",
    "--distance-unit",
    "--date-order",
    "--sport",
    "--pain-column",
    "--pain-detail",
    "--shoe",
    "--out",
]


@pytest.fixture
def run(monkeypatch, capfd):
    """Run the command line in this process; gives exit code, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "200")

    def with_arguments(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["backstride", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capfd.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return with_arguments


@pytest.fixture
def asked(monkeypatch):
    """Replace the report by a record of what it was asked for."""
    calls = []

    def written_report(paths, settings, out, *, presentation, with_sheet, progress):
        calls.append((paths, settings, out))
        assert (presentation, with_sheet) == (Presentation(), False)
        progress("1-what-was-read", 1, 1)
        return Report(out / "report.html", None, ())

    monkeypatch.setattr("backstride.report.written_report", written_report)
    return calls


def test_version(run):
    code, out, _ = run("--version")
    assert (code, out) == (0, "backstride 0.1.0\n")


def test_no_command_says_what_to_do_next_in_this_folder(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run()
    assert code == 0
    assert "  backstride template my-log.xlsx" in out.splitlines()
    assert out.endswith("All commands: backstride --help\n")


def test_a_message_that_names_an_option_is_followed_by_the_command(run, monkeypatch):
    def refuse(*_args, **_options):
        raise DataError("a.csv: 03/04/2025 can be read in two ways. Say --date-order.")

    monkeypatch.setattr("backstride.report.written_report", refuse)
    code, _, err = run("report", "a.csv")
    said = "The command then reads: backstride report a.csv --date-order dmy|mdy|ymd"
    assert (code, err.splitlines()[-1]) == (2, said)


def test_a_command_that_is_misspelt_is_suggested(run):
    code, _, err = run("repotr")
    assert code == 2
    assert "report" in err


def test_the_shell_can_complete_commands(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "--install-completion" in out


@pytest.mark.parametrize("command", ["read", "report"])
def test_options_are_alike_everywhere(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert [option for option in OPTIONS if option not in out] == []


def test_help_does_not_wait_for_the_heavy_imports():
    heavy = "{'pandas', 'matplotlib', 'statsmodels', 'nbconvert'}"
    code = f"import sys, backstride.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_report_hands_on_what_was_stated(run, asked):
    code, _, _ = run(
        "report", "a.csv", "b.zip", "--timezone", "Europe/Paris", "--rated", "morning",
        "--unlogged", "2025-03-01..2025-04-15", "--unlogged", "2025-06-01..2025-06-02",
        "--since", "2024-01-01", "--until", "2025-12-31", "--site", "hip",
        "--smallest-difference", "0.5", "--distance-unit", "mi", "--date-order", "dmy",
        "--sport", "run", "--pain-column", "Ache", "--pain-detail", "Back pain",
        "--out", "there",
    )  # fmt: skip
    settings = Settings(
        timezone="Europe/Paris",
        rated="morning",
        unlogged=(
            (date(2025, 3, 1), date(2025, 4, 15)),
            (date(2025, 6, 1), date(2025, 6, 2)),
        ),
        since=date(2024, 1, 1),
        until=date(2025, 12, 31),
        site="hip",
        smallest_difference=0.5,
        distance_unit="mi",
        date_order="dmy",
        sport="run",
        pain_column="Ache",
        pain_detail="Back pain",
    )
    assert code == 0
    assert asked == [([Path("a.csv"), Path("b.zip")], settings, Path("there"))]


def test_report_hands_on_how_it_is_to_be_written(run, monkeypatch):
    given = {}

    def written_report(_paths, _settings, out, **options):
        given.update(options)
        return Report(out / "report.html", None, (), out / "report.pdf")

    monkeypatch.setattr("backstride.report.written_report", written_report)
    code, out, _ = run("report", "a.csv", "--pdf", "--locale", "de", "--units", "mi", "--out", "x")
    assert (code, out.split()) == (0, [str(Path("x/report.html")), str(Path("x/report.pdf"))])
    assert given["presentation"] == Presentation("de", "mi")
    assert given["with_sheet"]


@pytest.mark.parametrize(("option", "found"), [("--locale", "xx_YY"), ("--units", "furlong")])
def test_an_unknown_way_to_write_is_told(run, option, found):
    code, _, err = run("report", "a.csv", option, found)
    assert code == 2
    assert f"{option}: found '{found}', expected" in err


def test_report_without_files_is_the_sample_in_its_zone(run, asked):
    _, out, _ = run("report")
    assert asked == [([], Settings(timezone="Europe/Berlin"), Path("reports"))]
    assert out.splitlines()[-1] == str(Path("reports/report.html"))


def test_report_of_own_files_states_no_zone_of_its_own(run, asked):
    run("report", "a.csv")
    assert asked[0][1] == Settings()


def test_report_names_the_diary_it_started_and_ends_with_the_page(run, monkeypatch):
    written = Report(Path("x/report.html"), Path("x/pain.csv"), ())
    monkeypatch.setattr("backstride.report.written_report", lambda *_a, **_k: written)
    code, out, _ = run("report", "a.csv")
    first, last = out.splitlines()
    assert (code, last) == (0, str(Path("x/report.html")))
    assert first == f"No pain diary yet. Start today in {Path('x/pain.csv')}"


def test_a_failing_notebook_ends_with_exit_code_1(run, monkeypatch):
    written = Report(Path("x/report.html"), None, ("Does it hurt?",))
    monkeypatch.setattr("backstride.report.written_report", lambda *_a, **_k: written)
    code, out, err = run("report", "a.csv")
    assert code == 1
    assert out.splitlines()[-1] == str(Path("x/report.html"))
    assert 'Not computed: "Does it hurt?". The report says why in its place.' in err


def test_problems_are_lines_on_stderr_without_a_traceback(run, monkeypatch):
    def refuse(*_args, **_options):
        raise DataError(["a.csv: is empty.", "b.csv: not found."])

    monkeypatch.setattr(build, "read_log", refuse)
    code, out, err = run("report", "a.csv", "b.csv")
    assert code == 2
    assert [line for line in err.splitlines() if line.strip()] == [
        "a.csv: is empty.",
        "b.csv: not found.",
    ]
    assert out.strip() == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--timezone", "Europe/Berln"], "--timezone: found 'Europe/Berln', expected an IANA name"),
        (["--unlogged", "2025-03-01"], "--unlogged: found '2025-03-01', expected two days such as"),
        (["--unlogged", "a..b"], "--unlogged: found 'a..b', expected two days such as"),
        (["--unlogged", "2025-03-02..2025-03-01"], "--unlogged: 2025-03-02 lies after 2025-03-01"),
        (["--since", "March"], "--since: found 'March', expected a day such as 2025-03-01."),
        (["--until", "31.12.2025"], "--until: found '31.12.2025', expected a day such as"),
        (["--rated", "noon"], "--rated: found 'noon', expected morning or evening."),
        (["--distance-unit", "m"], "--distance-unit: found 'm', expected km or mi."),
        (["--date-order", "x"], "--date-order: found 'x', expected dmy or mdy or ymd."),
        (["--sport", "chess"], "--sport: found 'chess', expected run or walk or ride or swim or"),
        (["--smallest-difference", "0"], "--smallest-difference: found 0"),
    ],
)
@pytest.mark.parametrize("command", ["read", "report"])
def test_every_wrong_option_is_named(run, command, arguments, message, tmp_path):
    code, _, err = run(command, "a.csv", *arguments, "--out", tmp_path / "out")
    assert code == 2
    assert err.startswith(message)
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_read_writes_tidy_tables_and_counts_that_add_up(run, tmp_path):
    (tmp_path / "runs.csv").write_text(
        "date,distance_km,duration_min\n2025-03-01,10,60\n2025-03-03,12.5,75\n2025-03-05,900,80\n"
    )
    (tmp_path / "pain.csv").write_text("date,time,pain\n2025-03-01,20:00,3\n2025-03-03,20:00,14\n")
    out = tmp_path / "tidy"
    files = [tmp_path / "runs.csv", tmp_path / "pain.csv"]
    code, said, _ = run("read", *files, "--timezone", "Europe/Berlin", "--out", out)
    assert code == 0
    assert said.splitlines()[0].split() == ["file", "table", "read", "kept", "merged", "refused"]
    assert "total" in said
    assert said.split("total")[1].split()[:4] == ["5", "3", "0", "2"]
    assert said.splitlines()[-1] == str(out)
    assert len(pd.read_csv(out / "ledger.csv")) == 5
    assert pd.read_csv(out / "runs.csv")["distance_km"].tolist() == [10.0, 12.5]


def test_read_of_a_missing_file_writes_nothing(run, tmp_path):
    code, _, err = run("read", tmp_path / "no.csv", "--out", tmp_path / "out")
    assert code == 2
    assert "no.csv" in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_letters_the_terminal_lacks_and_a_narrow_one_lose_no_number(tmp_path):
    (tmp_path / "Läufe.csv").write_text("date,distance_km\n2025-03-01,10\n")
    command = "import sys; sys.argv[0] = 'backstride'; from backstride.cli import main; main()"
    places = [str(tmp_path / "Läufe.csv"), "--out", str(tmp_path / "out")]
    said = subprocess.run(
        [sys.executable, "-c", command, "read", *places],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "40"},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "refused" in said.stdout.splitlines()[0]
    assert said.stdout.split("total")[1].split()[:4] == ["1", "1", "0", "0"]


def test_a_fault_of_the_disk_is_a_sentence(run, monkeypatch, tmp_path):
    def full(*_paths, **_stated):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "read_log", full)
    code, _, err = run("report", "a.csv", "--out", tmp_path)
    assert code == 2
    assert "No space left on device" in err
    assert "Traceback" not in err


def test_simulate_writes_the_same_log_for_the_same_seed(run, tmp_path):
    for name in ("a", "b"):
        code, out, _ = run(
            "simulate", "--seed", 7, "--days", 40, "--effect", "spike=0.8", "--effect",
            "stretching=-0.3", "--out", tmp_path / name,
        )  # fmt: skip
        assert (code, out.strip()) == (0, str(tmp_path / name))
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["days.csv", "habits.csv", "pain.csv", "runs.csv", "shoes.csv"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_simulate_refuses_an_unknown_effect(run, tmp_path):
    code, _, err = run("simulate", "--effect", "luck=1", "--out", tmp_path / "x")
    assert code == 2
    assert "luck" in err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["simulate", "--days", 30], "Simulating"),
        (["trial", "plan", "--claim", "stretching", "--start", "2027-01-04"], "Planning"),
    ],
)
def test_whoever_waits_at_a_terminal_sees_what_for(run, monkeypatch, tmp_path, arguments, said):
    zone = ["--timezone", "Europe/Berlin"] if arguments[0] == "trial" else []
    _, _, silent = run(*arguments, *zone, "--out", tmp_path / "a")
    monkeypatch.setenv("FORCE_COLOR", "1")
    code, _, shown = run(*arguments, *zone, "--out", tmp_path / "b")
    assert code == 0
    assert silent == ""
    assert said in shown
