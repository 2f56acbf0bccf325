"""`backstride cohort` on screen."""

from cohort_made_up import days_of
from typer.testing import CliRunner

from backstride.cli import app


def test_answers_are_shown_with_the_account(tmp_path):
    days = days_of(6, 80)
    days.loc[5, "distance_km"] = -1
    days.to_csv(tmp_path / "days.csv", index=False)
    out = tmp_path / "out"
    said = CliRunner().invoke(app, ["cohort", str(tmp_path / "days.csv"), "--out", str(out)])
    assert said.exit_code == 0, said.output
    assert "Too much in one run" in said.output
    assert "km, from 6 runners and" in said.output
    assert "6 runners, 480 days; 1 of 480 rows and files refused" in said.output
    assert "ledger.csv says why, and with --name-runners of whom." in said.output
    assert said.output.rstrip().endswith("out")
    assert "name-" not in said.output.replace("--name-runners", "")


def test_columns_that_were_not_used_are_named(tmp_path):
    days = days_of(5, 40).assign(mood=1, age=2, stretching_done=1)
    days.to_parquet(tmp_path / "days.parquet")
    given = ["cohort", str(tmp_path / "days.parquet"), "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(app, given).output
    assert (
        "Columns that were not used, since no meaning is known for their names: age, mood." in said
    )
    many = days.assign(**{f"x{place:02d}": 1 for place in range(20)})
    many.to_parquet(tmp_path / "days.parquet")
    assert "x17 and 2 more." in CliRunner().invoke(app, given).output


def test_columns_of_own_logs_that_were_not_used_are_named(tmp_path):
    for name in ("ann", "bo"):
        (tmp_path / "in" / name).mkdir(parents=True)
        text = "date,time,pain,xyz\n2025-04-03,20:00,3,1\n2025-04-04,20:00,2,1\n"
        (tmp_path / "in" / name / "pain.csv").write_text(text, "utf-8")
    given = ["cohort", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    assert "no meaning is known for their names: xyz." in CliRunner().invoke(app, given).output


def test_a_cohort_without_a_fault_needs_no_word_on_the_ledger(tmp_path):
    days_of(5, 40).to_parquet(tmp_path / "days.parquet")
    given = ["cohort", str(tmp_path / "days.parquet"), "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(app, given)
    assert "Nothing is said of how long a run is felt." in said.output
    assert "5 runners, 200 days; 0 of 200 rows and files refused." in said.output
