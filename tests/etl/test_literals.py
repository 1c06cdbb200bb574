"""Literals: the quick way reads what `ast.literal_eval` reads, and nothing is evaluated."""

import ast
import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.transform.literals import parse_cell

HARD = ["'", '"', "\\", "}, {", "': None", "_path': None", "None", "\t", "#", "é", "👩‍🚀", "\x92"]
TEXT = st.lists(st.sampled_from(HARD) | st.text(max_size=3), max_size=4).map("".join)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
KEYS = st.sampled_from(["id", "name", "character", "profile_path"])
LISTS = st.lists(st.dictionaries(KEYS, SCALARS, max_size=4), max_size=4)


@given(LISTS)
def test_python_literals_are_read_as_python_reads_them(value: list[dict[str, Any]]) -> None:
    cell = repr(value)

    assert parse_cell(cell) == value == ast.literal_eval(cell)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_any_nesting_is_read(value: Any) -> None:
    assert parse_cell(repr(value)) == value


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # as Python warns
@given(LISTS.map(repr), st.data())
def test_damaged_literals_are_read_as_python_does_or_refused(
    cell: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(cell)))
    damaged = cell[:place] + data.draw(st.sampled_from(["", *HARD])) + cell[place + 1 :]
    try:
        value = parse_cell(damaged)
    except ValueError:
        with pytest.raises((ValueError, SyntaxError, TypeError)):
            ast.literal_eval(damaged.strip())
    else:
        assert value == ast.literal_eval(damaged.strip())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('[{"id": 28, "name": "Caf\\u00e9 \\ud83d\\ude00"}]', [{"id": 28, "name": "Café 😀"}]),
        ("""[{'name': "O'Hara", 'order': 0}]""", [{"name": "O'Hara", "order": 0}]),
        ("[{'profile_path': None}]", [{"profile_path": None}]),
        ("[{'name': '_path: None'}]", [{"name": "_path: None"}]),
        ("""[{'a': 'x}, {y'}, {'a': "z'"}]""", [{"a": "x}, {y"}, {"a": "z'"}]),
        ("[]", []),
    ],
)
def test_json_and_python_are_told_apart(cell: str, value: Any) -> None:
    assert parse_cell(cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "nonsense",
        "[{'id': 18, 'name': 'Dra",
        "__import__('os').system('true')",
        "[open('/etc/passwd')]",
        "[" * 100_000,
    ],
)
def test_what_is_no_literal_is_refused_and_never_evaluated(cell: str) -> None:
    with pytest.raises(ValueError, match="neither JSON nor a Python literal"):
        parse_cell(cell)


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("the-movies-dataset/keywords.csv", ["keywords"]),
        ("the-movies-dataset-subset/credits.csv", ["cast", "crew"]),
        (
            "the-movies-dataset-subset/movies_metadata.csv",
            ["genres", "production_companies", "spoken_languages", "belongs_to_collection"],
        ),
    ],
)
def test_every_real_cell_is_read_as_python_reads_it(
    real_data: Path, file: str, columns: list[str]
) -> None:
    csv.field_size_limit(1 << 24)
    with (real_data / file).open(encoding="utf-8", newline="") as text:
        cells = {row[name] for row in csv.DictReader(text) for name in columns if row[name]}

    assert {cell for cell in cells if parse_cell(cell) != ast.literal_eval(cell)} == set()
