"""Frames: the one list of a document as a pandas.DataFrame, with the types of the schema."""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
from graphql import SelectionSetNode
from rich.console import Console
from rich.progress import Progress

from .documents import Document
from .errors import ClientError
from .pages import pages
from .requests import TIMEOUT_SECONDS, Connection
from .types import FieldType, Types

PAGE_SIZE: Final = 500

DTYPES: Final = {
    "Int": "Int64",
    "Long": "Int64",
    "Float": "Float64",
    "Boolean": "boolean",
    "String": "string",
    "ID": "string",
    "Date": "datetime64[s]",
    "DateTime": "datetime64[ms, UTC]",
}


@dataclass(frozen=True)
class Column:
    """A leaf, or a list, by its way from the row; `type_` is None where the schema is not known."""

    path: tuple[str, ...]
    type_: FieldType | None

    @property
    def name(self) -> str:
        return ".".join(self.path)


def query_frame(
    url: str,
    document: str,
    variables: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
    page_size: int = PAGE_SIZE,
    progress: bool | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> pd.DataFrame:
    """All rows of the one list or connection that `document` selects.

    A connection is read page by page, `page_size` rows each, up to its `first` if it has one, else
    to its end. Single objects become columns with dots (`movie.title`); a list in a row stays a
    list. Whole numbers are Int64, others Float64, text is string, Date and DateTime are
    datetime64, by the schema; by the values where the server does not tell it. `progress` shows a
    bar on stderr: without a word from you, if that is a terminal.

        >>> films = query_frame(
        ...     "http://127.0.0.1:8000/graphql", "{ movies { nodes { title releaseDate } } }"
        ... )
        >>> list(films.columns)
        ['title', 'releaseDate']

    Errors: QueryError, UnreachableError, ClientError.
    """
    if page_size < 1:
        raise ClientError(f"A page of {page_size} rows cannot be asked for. Give 1 or more.")
    given = dict(variables or {})
    parsed = Document(document, given)
    rows: list[Any] = []
    depth: int | None = None
    with (
        Connection(url, token=token, timeout_seconds=timeout_seconds) as connection,
        Progress(
            console=Console(stderr=True),
            disable=not (sys.stderr.isatty() if progress is None else progress),
        ) as bar,
    ):
        task = bar.add_task("rows", total=None)
        for page in pages(connection, parsed, document, given, page_size):
            rows += page.rows
            depth = page.depth
            bar.update(task, total=page.total, completed=len(rows))
        columns = _columns(parsed, Types(connection), depth, rows)
    return pd.DataFrame({column.name: _series(column, rows) for column in columns})


def _columns(
    document: Document, types: Types, depth: int | None, rows: Sequence[Any]
) -> list[Column]:
    """The columns in the document's order; `depth` is how many fields down the list is."""
    type_, below = types.query, []
    for number, field in enumerate(document.chain, start=1):
        known = types.field(field.on or type_, field.field_name)
        type_, below = known.name if known else None, field.below
        if number == depth or (depth is None and known is not None and known.is_list):
            break
    if not below:  # a list of scalars
        return [Column((field.name,), known and replace(known, is_list=False))]
    return list(_below(document, types, type_, below, (), rows))


def _below(
    document: Document,
    types: Types,
    type_: str | None,
    selections: Sequence[SelectionSetNode],
    path: tuple[str, ...],
    rows: Sequence[Any],
) -> Iterator[Column]:
    for field in document.selected(selections):
        known = types.field(field.on or type_, field.field_name)
        way = (*path, field.name)
        if not field.below or _is_list(known, way, rows):
            yield Column(way, known)
        else:
            inner = known.name if known else None
            yield from _below(document, types, inner, field.below, way, rows)


def _is_list(type_: FieldType | None, path: tuple[str, ...], rows: Sequence[Any]) -> bool:
    if type_ is not None:
        return type_.is_list
    return any(isinstance(_value(row, path), list) for row in rows)


def _series(column: Column, rows: Sequence[Any]) -> "pd.Series[Any]":
    values: pd.Series[Any] = pd.Series([_value(row, column.path) for row in rows], dtype="object")
    dtype: Any = _dtype(column.type_, values)
    if dtype in (DTYPES["Date"], DTYPES["DateTime"]):
        values = pd.to_datetime(values, utc=dtype == DTYPES["DateTime"], format="ISO8601")
    return values.astype(dtype)


def _value(row: Any, path: tuple[str, ...]) -> Any:
    for name in path if isinstance(row, dict) else ():
        row = None if row is None else row.get(name)
    return row


def _dtype(type_: FieldType | None, values: Iterable[Any]) -> str:
    if type_ is None:
        return _dtype_of_values([value for value in values if value is not None])
    if type_.is_list:
        return "object"
    return "string" if type_.kind == "ENUM" else DTYPES.get(type_.name, "object")


def _dtype_of_values(values: Sequence[Any]) -> str:
    classes = set(map(type, values))
    if not classes:
        return "object"
    if classes == {bool}:
        return "boolean"
    if classes <= {int, float}:
        return "Int64" if classes == {int} else "Float64"
    if classes != {str}:
        return "object"
    if all(map(_is_date, values)):
        return DTYPES["Date"]
    return DTYPES["DateTime"] if all(map(_is_datetime, values)) else "string"


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_datetime(text: str) -> bool:
    try:
        return "T" in text and dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
