"""Docs and code say the same, and say nothing of one machine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from backstride import dictionary
from backstride.errors import DataError
from backstride.simulate import EFFECT_SLUGS, SAMPLE

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
TREE = re.compile(r"<!-- tree -->(.*)<!-- /tree -->", re.DOTALL)
NAMES_WITHOUT_SUFFIX = {"LICENSE", "Makefile"}
ONE_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp|mnt|opt)/\w|[A-Z]:\\Users")
BINARY = {".png", ".jpg", ".xlsx", ".zip", ".gz", ".fit"}


def prose(page: Path) -> str:
    return page.read_text("utf-8")


def relative_links(text: str) -> list[str]:
    targets = re.findall(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"", text)
    every = [markdown or html for markdown, html in targets]
    return [target for target in every if not re.match(r"[a-z]+:|#", target)]


def tree_paths(tree: str) -> list[str]:
    """Paths of a drawn tree: the names before the description of each line.

    Names after a folder, on its line or deeper below it, lie in it.
    """
    paths: list[str] = []
    folders: list[tuple[int, str]] = []
    for line in tree.splitlines():
        plain = re.sub(r"[│├└─`]", " ", line)
        depth = len(plain) - len(plain.lstrip())
        while folders and folders[-1][0] >= depth:
            folders.pop()
        above = folders[-1][1] if folders else ""
        for word in plain.split():
            name = word.rstrip(",:;")
            if not re.fullmatch(r"[\w./-]*[./][\w./-]*", name) and name not in NAMES_WITHOUT_SUFFIX:
                break
            paths.append(above + name)
            if name.endswith("/"):
                above += name
                folders.append((depth, above))
    return paths


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", prose(ROOT / "Makefile"), re.MULTILINE))


def own_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def glossary() -> list[str]:
    lines = prose(ROOT / "docs" / "glossary.md").splitlines()
    return [line for line in lines if line.startswith("- ")]


def terms() -> list[str]:
    return [re.match(r"- \*\*(.+?)\*\*: .+", line)[1] for line in glossary()]


@pytest.fixture(params=PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def page(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.mark.parametrize("name", dictionary.PAGES, ids=str)
def test_generated_pages_are_what_the_code_says(name: Path) -> None:
    page = prose(ROOT / name)
    assert dictionary.PAGES[name](page) == page, "run make dictionary"


def test_a_stale_page_is_rewritten_and_the_rest_kept(tmp_path: Path) -> None:
    for name in dictionary.PAGES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        stale = f"above\n{dictionary.BEGIN}\nold\n{dictionary.END}\nbelow\n"
        (tmp_path / name).write_text(stale, "utf-8")
    dictionary.rewrite(tmp_path)
    text = prose(tmp_path / "data" / "README.md")
    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")
    assert "| `pain_nrs` | number | 0-10 | 0 to 10 | cells | pain on the" in text
    assert "old" not in text.splitlines()
    assert "| Strava bulk export" in prose(tmp_path / "docs" / "sources.md")
    assert "- **spike**: " in prose(tmp_path / "docs" / "glossary.md")
    assert prose(tmp_path / "docs" / "calibration.md").startswith("# Calibration\n")
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")}
    assert written == set(dictionary.PAGES)


@pytest.mark.parametrize("text", ["", dictionary.BEGIN, dictionary.BEGIN * 2 + dictionary.END])
def test_a_generated_part_needs_its_markers_once(text: str) -> None:
    with pytest.raises(DataError, match="generated part: expected each of these lines once"):
        dictionary.with_generated(lambda: "body", text)


def test_the_dictionary_says_where_it_must_be_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such file\. Run this from the top of the repository"):
        dictionary.rewrite(tmp_path)


def test_the_sample_is_what_its_description_says() -> None:
    text = prose(ROOT / "data" / "README.md").replace("−", "-")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([+-]\d\.\d) \|", text, re.MULTILINE)
    assert {slug: float(points) for slug, points in rows} == dict(SAMPLE.effects)
    zeros = re.search(r"All others \((.+?)\) are \*\*0\*\*", text, re.DOTALL)[1]
    assert set(re.findall(r"`([a-z-]+)`", zeros)) == set(EFFECT_SLUGS) - set(SAMPLE.effects)
    assert f"Seed **{SAMPLE.seed}**, **{SAMPLE.n_days}** days from {SAMPLE.first_day}" in text


def test_commands_of_the_docs_exist(page: Path) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", prose(page), re.DOTALL))
    named = re.findall(r"(?:^|[\s`;&])make ([a-z-]+)", code)
    assert set(named) <= make_targets()


def test_the_two_commands_are_told() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        assert {"make report", "make test"} <= set(re.findall(r"make [a-z]+", prose(page)))


def test_links_of_the_docs_lead_somewhere(page: Path) -> None:
    broken = [
        target
        for target in relative_links(prose(page))
        if not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def test_tree_of_the_readme_lists_what_exists() -> None:
    paths = tree_paths(TREE.search(prose(ROOT / "README.md"))[1])
    assert "src/backstride/" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_a_tree_is_read_with_its_folders() -> None:
    tree = """
README.md  LICENSE (MIT)  Makefile
data/
  sample/          runs.csv and others
src/backstride/
├── errors.py      shown without a traceback
└── readers/       one module per source
    └── strava.py  the bulk export
docs/              methods and glossary.md
"""
    assert tree_paths(tree) == [
        "README.md",
        "LICENSE",
        "data/",
        "data/sample/",
        "data/sample/runs.csv",
        "src/backstride/",
        "src/backstride/errors.py",
        "src/backstride/readers/",
        "src/backstride/readers/strava.py",
        "docs/",
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="git lists the files of the project")
def test_no_file_names_a_path_of_one_machine() -> None:
    hits = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in own_files()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if ONE_MACHINE.search(line)
    ]
    assert hits == []


@pytest.mark.parametrize("line", ["cd /" + "home/ann/x", "C:" + "\\Users\\ann", "'/" + "tmp/a'"])
def test_a_path_of_one_machine_is_found_out(line: str) -> None:
    assert ONE_MACHINE.search(line)


def test_glossary_has_one_line_a_term_in_order() -> None:
    assert len(terms()) == len(set(terms())) == len(glossary())
    assert terms() == sorted(terms(), key=str.casefold)


def test_every_term_of_the_glossary_is_used() -> None:
    sources = [*PAGES, *(ROOT / "src").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")]
    texts = [prose(file) for file in sources if file.name != "glossary.md"]
    words = re.sub(r"[\s_-]+", " ", " ".join(texts)).casefold()
    spelled = {term: re.sub(r"[\s_-]+", " ", term).casefold() for term in terms()}
    assert [term for term, plain in spelled.items() if plain not in words] == []


def test_every_doi_of_the_code_stands_in_the_methods() -> None:
    methods = prose(ROOT / "docs" / "methods.md")
    code = "\n".join(prose(file) for file in (ROOT / "src").rglob("*.py"))
    dois = set(re.findall(r"doi:(10\.(?:\([^\s()]*\)|[^\s()])+(?<![.,;]))", code))
    assert dois
    assert sorted(doi for doi in dois if f"doi:{doi}" not in methods) == []


def test_citation_names_the_version_and_licence_of_the_package() -> None:
    citation = yaml.safe_load(prose(ROOT / "CITATION.cff"))
    project = tomllib.loads(prose(ROOT / "pyproject.toml"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]


def test_changelog_tells_of_what_is_not_released_or_of_this_version() -> None:
    version = tomllib.loads(prose(ROOT / "pyproject.toml"))["project"]["version"]
    heads = re.findall(r"^## \[(.+?)\]", prose(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert heads[0] in ("Unreleased", version)
