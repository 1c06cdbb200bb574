"""Literals: cells that hold a list or an object, as JSON or as Python wrote it.

TMDB 5000 writes JSON. The Movies Dataset writes `repr()` of Python lists, which
`ast.literal_eval` reads safely but slowly: 190 MB of credits take minutes. Nearly every entry of
such a list is turned into JSON by exchanging its quotes, and only the rest goes through
`ast.literal_eval`. Nothing is ever evaluated.
"""

import ast
import warnings
from typing import Any

import orjson


def parse_cell(cell: str) -> Any:
    """The value of a JSON or Python literal.

    What is JSON is read as JSON; for the rest the answer is `ast.literal_eval`'s, except that
    whole numbers beyond 64 bits may come back as float. Errors: ValueError for anything else.
    """
    if cell == "[]":
        return []
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(_as_json(cell))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return _evaluate(cell)


def _evaluate(cell: str) -> Any:
    try:
        return _literal(cell.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(f"neither JSON nor a Python literal: {cell[:40]!r}") from error


def _as_json(cell: str) -> str:
    """A Python list of flat objects as JSON text. Errors: ValueError where that is not certain.

    The text is cut between entries. A piece that holds neither `"` nor a backslash, and as many
    `'` as strings need, begins and ends outside a string: exchanging its quotes makes it JSON,
    also when a "}, {" inside a string had cut it. Every other piece must be a whole object by
    itself.
    """
    if not (cell.startswith("[{") and cell.endswith("}]")):
        raise ValueError("not a list of objects")
    if '"' not in cell and "\\" not in cell:
        return _exchanged(cell)  # every `'` is a delimiter
    pieces = cell[2:-2].split("}, {")
    for place, piece in enumerate(pieces):
        if '"' in piece or "\\" in piece:
            entry = _literal("{" + piece + "}")
            pieces[place] = orjson.dumps(entry)[1:-1].decode()
        elif piece.count("'") % 2:
            raise ValueError("cut inside a string")
        else:
            pieces[place] = _exchanged(piece)
    return "[{" + "}, {".join(pieces) + "}]"


def _literal(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes that Python will refuse one day
        return ast.literal_eval(text)


def _exchanged(piece: str) -> str:
    # A quote behind a letter closes a string, so this None stands outside.
    return piece.replace("_path': None", "_path': null").replace("'", '"')
