"""pyproject.toml, environment.yml and requirements.lock name the same packages and bounds."""

import ast
import re
import stat
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "backstride"
NAME_ON_CONDA_FORGE = {
    "jupyter-core": "jupyter_core",
    "matplotlib": "matplotlib-base",
    "tzdata": "python-tzdata",
}
PIN = re.compile(r"^(?P<pin>[A-Za-z0-9._-]+==\S+)(?: ; (?P<marker>[^\\]+))? \\$")

# The extras that README's commands bring beside what `pip install backstride` does.
BROUGHT = ("notebooks", "cohort", "test")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def declared(*extras: str) -> dict[str, SpecifierSet]:
    """Package and bounds of `dependencies` and of the extras."""
    of_extras = [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    requirements = [Requirement(line) for line in [*PROJECT["dependencies"], *of_extras]]
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def imported(nodes: Iterator[ast.AST]) -> set[str]:
    """Packages of other people that these statements import."""
    roots = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").partition(".")[0])
    return roots - sys.stdlib_module_names - {"backstride"}


@cache
def installed() -> Mapping[str, list[str]]:
    """Distributions by the name that is imported; finding them takes a second."""
    return packages_distributions()


def undeclared(imports: set[str], *extras: str) -> list[str]:
    """Imports that neither `dependencies` nor the extras bring."""
    named, brought = installed(), declared(*extras)
    return sorted(
        name
        for name in imports
        if brought.keys().isdisjoint(canonicalize_name(one) for one in named.get(name, [name]))
    )


def conda_specs() -> dict[str, SpecifierSet]:
    plain = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    pairs = [line.partition(" ")[::2] for line in plain]
    return {name: SpecifierSet(bounds) for name, bounds in pairs}


def pip_lines() -> list[str]:
    return next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))


def locked(text: str) -> dict[str, list[Version]]:
    """Versions by package; several where the lock is for several Pythons."""
    versions: dict[str, list[Version]] = {}
    for line in text.splitlines():
        if pin := PIN.match(line):
            name, _, version = pin["pin"].partition("==")
            versions.setdefault(canonicalize_name(name), []).append(Version(version))
    return versions


def lock_breaches(text: str) -> list[str]:
    """Every line that is neither a comment, nor a pin that goes on, nor a hash; unhashed pins."""
    breaches, waiting = [], None
    for line in text.splitlines():
        if PIN.match(line):
            breaches += [f"no hash: {waiting}"] if waiting else []
            waiting = line
        elif re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            waiting = None
        elif line.strip() and not line.lstrip().startswith("#"):
            breaches.append(f"not a pin: {line}")
    return breaches + ([f"no hash: {waiting}"] if waiting else [])


def test_environment_takes_conda_forge_and_nothing_else() -> None:
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_environment_installs_the_package_itself() -> None:
    assert "-e ." in pip_lines()


def test_environment_has_the_packages_and_bounds_of_pyproject() -> None:
    every = declared(*BROUGHT).items()
    expected = {NAME_ON_CONDA_FORGE.get(name, name): spec for name, spec in every}
    pip_specs = [Requirement(line) for line in pip_lines() if line != "-e ."]
    found = conda_specs() | {canonicalize_name(each.name): each.specifier for each in pip_specs}
    del found["python"], found["pip"]
    assert found == expected


def test_environment_has_the_python_range_of_pyproject() -> None:
    assert conda_specs()["python"] == SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("name", sorted(declared(*BROUGHT)))
def test_lock_pins_a_version_within_the_bounds(name: str) -> None:
    versions = locked(LOCK).get(name, [])
    assert versions
    assert all(declared(*BROUGHT)[name].contains(version) for version in versions)


def test_lock_is_made_with_the_extras_that_the_commands_bring() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert tuple(re.findall(r"--extra ([a-z]+)", makefile)) == BROUGHT


def test_no_package_is_both_plain_and_extra() -> None:
    plain = declared().keys()
    extras = PROJECT["optional-dependencies"].values()
    assert [line for lines in extras for line in lines if Requirement(line).name in plain] == []


def test_every_module_loads_with_a_plain_installation() -> None:
    files = SOURCE.rglob("*.py")
    trees = {str(file.relative_to(SOURCE)): ast.parse(file.read_text("utf-8")) for file in files}
    assert trees
    on_load = {name: undeclared(imported(iter(tree.body))) for name, tree in trees.items()}
    ever = {
        name: undeclared(imported(ast.walk(tree)), "notebooks", "cohort")
        for name, tree in trees.items()
    }
    assert {name: found for name, found in on_load.items() if found} == {}
    assert {name: found for name, found in ever.items() if found} == {}


def test_an_import_that_nothing_brings_is_found_out() -> None:
    tree = ast.parse("import json\nimport ipywidgets\nfrom pytest import mark")
    assert undeclared(imported(iter(tree.body))) == ["ipywidgets", "pytest"]
    assert undeclared(imported(iter(tree.body)), "notebooks") == ["pytest"]


def test_lock_is_pins_with_hashes() -> None:
    assert lock_breaches(LOCK) == []


def test_lock_names_no_host() -> None:
    assert re.findall(r"https?://\S+|--(?:index-url|extra-index-url|find-links)\b.*", LOCK) == []


@pytest.mark.parametrize(
    ("text", "breach"),
    [
        ("rich==15.0.0", "not a pin: rich==15.0.0"),
        ("rich>=14 \\", "not a pin: rich>=14 \\"),
        ("rich==15.0.0 \\\n    # via backstride", "no hash: rich==15.0.0 \\"),
        ("--index-url somewhere", "not a pin: --index-url somewhere"),
    ],
)
def test_a_lock_that_is_not_pinned_is_found_out(text: str, breach: str) -> None:
    assert lock_breaches(text) == [breach]


def test_makefile_checks_the_python_range_of_pyproject() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    low, high = re.search(
        r"\((3, \d+)\) <= sys\.version_info\[:2\] <= \((3, \d+)\)", makefile
    ).groups()
    allowed = SpecifierSet(PROJECT["requires-python"])
    lowest, highest = (int(bound.split(", ")[1]) for bound in (low, high))
    within = [minor for minor in range(40) if allowed.contains(f"3.{minor}")]
    assert (lowest, highest) == (within[0], within[-1])


def test_workflow_tries_the_first_and_the_last_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text("utf-8"))
    allowed = SpecifierSet(PROJECT["requires-python"])
    within = [f"3.{minor}" for minor in range(40) if allowed.contains(f"3.{minor}")]
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == [within[0], within[-1]]


def test_one_test_command_for_everyone() -> None:
    workflow = (ROOT / ".github/workflows/check.yml").read_text("utf-8")
    script = ROOT / ".ci" / "run"
    assert "run: make test" in workflow
    assert script.read_text("utf-8").splitlines()[-1] == "exec make test"
    assert script.stat().st_mode & stat.S_IXUSR


def recipe(target: str) -> list[str]:
    """Commands of a target, one a line, with the places of variables filled in."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    places = dict(re.findall(r"^(\w+) [:?]?= (.+)$", makefile, re.MULTILINE))
    filled = re.sub(r"\$\((\w+)\)", lambda named: places[named[1]], lines.replace("\\\n", ""))
    return [line.strip() for line in filled.splitlines()]


def test_the_hooks_are_what_make_check_asks() -> None:
    hooks = [hook for place in HOOKS["repos"] for hook in place["hooks"]]
    commands = recipe("check")
    assert len(hooks) == len(commands)
    for hook, command in zip(hooks, commands, strict=True):
        assert f"{command} ".startswith(f"{hook['entry']} ")


def test_make_test_begins_with_what_the_hooks_ask() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^test: check ", makefile, re.MULTILINE)


def test_hooks_fetch_nothing() -> None:
    assert {place["repo"] for place in HOOKS["repos"]} == {"local"}
    hooks = [hook for place in HOOKS["repos"] for hook in place["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["id"] for hook in hooks if "additional_dependencies" in hook] == []


def test_makefile_ends_the_tests_in_one_pytest_call() -> None:
    commands = recipe("test")
    assert [command for command in commands if "pytest" in command] == commands[-1:]
