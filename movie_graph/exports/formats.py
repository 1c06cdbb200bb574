"""Formats: columns of values as CSV or as NDJSON.

CSV is that of RFC 4180 in UTF-8: CRLF, a header, quotes where they are needed. Null is an empty
cell, true and false are words, numbers and dates are plain. Text that a spreadsheet would run as a
formula has an apostrophe before it.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final, Protocol

import orjson

from movie_graph.media_types import CSV, NDJSON

# What OWASP's page on CSV injection names, the full-width forms of Chinese and Japanese included.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(Protocol):
    """How a file is written. Each part stands for itself, so parts can follow each other."""

    media_type: str
    suffix: str

    def head(self, names: Sequence[str]) -> bytes:
        """What the file begins with."""

    def body(self, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> bytes:
        """Some rows. Every column has the same number of values."""


class CsvFormat:
    """Text for spreadsheets."""

    media_type = f"{CSV}; charset=utf-8; header=present"
    suffix = "csv"

    def head(self, names: Sequence[str]) -> bytes:
        return _csv([names])

    def body(self, _names: Sequence[str], columns: Sequence[Sequence[Any]]) -> bytes:
        return _csv(zip(*map(_cells, columns), strict=True))


class NdjsonFormat:
    """A JSON object per line, exactly as the values are."""

    media_type = NDJSON
    suffix = "ndjson"

    def head(self, _names: Sequence[str]) -> bytes:
        return b""

    def body(self, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> bytes:
        rows = zip(*columns, strict=True)
        return b"".join(
            orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
            for row in rows
        )


FORMATS: Final[dict[str, Format]] = {CSV: CsvFormat(), NDJSON: NdjsonFormat()}


def _cells(values: Sequence[Any]) -> Sequence[Any]:
    """Values as the writer takes them. Numbers and harmless text are left as they are."""
    classes = set(map(type, values))
    if str in classes and any(map(_is_formula, values)):
        values = [f"'{value}" if _is_formula(value) else value for value in values]
    if bool in classes:
        values = [str(value).lower() if isinstance(value, bool) else value for value in values]
    return values


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


def _csv(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
