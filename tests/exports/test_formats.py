"""CSV and NDJSON: what is written is read back, and no cell is a formula."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_graph.execution.listing import Column
from movie_graph.exports.flattening import flattened
from movie_graph.exports.formats import FORMULA_STARTS, CsvFormat, NdjsonFormat

TEXT = st.text(st.characters(exclude_categories=["Cs"]))  # JSON and UTF-8 have no lone surrogates
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.none() | st.booleans() | NUMBERS | TEXT
NAMES = ["title", "movie.year", "node.a_1"]
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)


def _csv(rows: list[tuple[Any, ...]], names: list[str] = NAMES) -> bytes:
    columns = [[row[number] for row in rows] for number in range(len(names))]
    return CsvFormat().head(names) + CsvFormat().body(names, columns)


def _read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode(), newline="")))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return str(value)


@given(TABLES)
def test_what_is_written_is_read_back(rows: list[tuple[Any, ...]]) -> None:
    header, *cells = _read(_csv(rows))

    assert header == NAMES
    assert cells == [[_cell(value) for value in row] for row in rows]


@given(TABLES)
def test_no_cell_of_text_begins_as_a_formula(rows: list[tuple[Any, ...]]) -> None:
    _, *cells = _read(_csv(rows))

    for row, written in zip(rows, cells, strict=True):
        for value, cell in zip(row, written, strict=True):
            assert not isinstance(value, str) or not cell.startswith(FORMULA_STARTS)


@given(TABLES)
def test_a_line_of_ndjson_is_a_row_as_it_is(rows: list[tuple[Any, ...]]) -> None:
    columns = [[row[number] for row in rows] for number in range(3)]

    lines = NdjsonFormat().body(NAMES, columns).split(b"\n")

    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == [
        dict(zip(NAMES, row, strict=True)) for row in rows
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", b"'=1+1"),
        ("+49", b"'+49"),
        ("-2", b"'-2"),
        ("@SUM(A1)", b"'@SUM(A1)"),
        ("\t=1", b"'\t=1"),
        ("\r=1", b'"\'\r=1"'),
        ("\n=1", b'"\'\n=1"'),
        ("＝1+1", "'＝1+1".encode()),
        ("1=1", b"1=1"),
        (-2, b"-2"),
        (-2.5, b"-2.5"),
        (2_787_965_087, b"2787965087"),
        ("1999-03-30", b"1999-03-30"),
        (True, b"true"),
        (False, b"false"),
        (None, b""),
        ("", b""),
        ('She said "no", then', b'"She said ""no"", then"'),
        ("Amélie", "Amélie".encode()),
    ],
)
def test_a_cell_is_written_so(value: Any, cell: bytes) -> None:
    assert _csv([(1, value)], ["n", "x"]) == b"n,x\r\n1," + cell + b"\r\n"


def test_a_table_without_rows_is_its_header() -> None:
    assert _csv([]) == b"title,movie.year,node.a_1\r\n"
    assert NdjsonFormat().head(NAMES) + NdjsonFormat().body(NAMES, [[], [], []]) == b""


ROWS = [
    {"title": "A", "movie": {"genres": [{"name": "x"}, {"name": "y"}]}},
    {"title": "B", "movie": {"genres": []}},
    {"title": "C", "movie": None},
    None,
]


def test_columns_below_what_is_not_there_are_null() -> None:
    columns = [Column(("title",)), Column(("movie", "genres"))]

    assert flattened(ROWS[2:], columns, None) == [["C", None], [None, None]]


def test_an_exploded_list_makes_a_row_of_each_item_and_one_of_none() -> None:
    columns = [Column(("title",)), Column(("movie", "genres", "name"), of_item=True)]

    assert flattened(ROWS, columns, ("movie", "genres")) == [
        ["A", "A", "B", "C", None],
        ["x", "y", None, None, None],
    ]


def test_an_exploded_list_of_scalars_is_one_column() -> None:
    columns = [Column(("n",)), Column(("words",), of_item=True)]

    assert flattened([{"n": 1, "words": ["a", "b"]}], columns, ("words",)) == [[1, 1], ["a", "b"]]
