"""The documentation: decisions have one form, and pages name only files that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = (".ci", "bench", "docs", "etl", "loaders", "movie_graph", "tests")
FILES = {
    f"/{path.relative_to(ROOT).as_posix()}"
    for path in [*ROOT.iterdir(), *(p for name in FOLDERS for p in (ROOT / name).rglob("*"))]
    if "node_modules" not in path.parts
}

# A file of the project by its ending (CSV files are the user's), or a folder by its last slash.
FILE = re.compile(r"[\w.-]+(/[\w.-]+)*\.(py|sql|md|graphql|toml|yml|lock|js|css|html|png)")
FOLDER = re.compile(r"[\w.-]+(/[\w.-]+)*/")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_number_and_three_headings(path: Path) -> None:
    number = re.match(r"\d{4}(?=-[a-z0-9-]+\.md$)", path.name)
    assert number

    text = path.read_text(encoding="utf-8")

    assert text.startswith(f"# {int(number[0])}. ")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]


def test_the_numbers_of_the_decisions_are_all_there_once() -> None:
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_name_only_files_that_exist(page: Path) -> None:
    missing = [name for name in _named_files(page) if not _exists(name)]

    assert missing == []


def _named_files(page: Path) -> Iterator[str]:
    for span in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
        if FILE.fullmatch(span) or FOLDER.fullmatch(span):
            yield span.rstrip("/")


def _exists(name: str) -> bool:
    """Whether a file or folder of the project is called so, or its path ends so."""
    return any(path.endswith(f"/{name}") for path in FILES)
