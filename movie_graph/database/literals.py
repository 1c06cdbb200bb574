"""Literals: values as MySQL and MariaDB read them in the text of a statement."""

import math
from collections.abc import Iterator, Sequence

from ..errors import DatabaseError
from .engine import Parameters, Value
from .statement import parse_statement

BATCH_LENGTH = 1 << 20  # of letters; the servers take packets of 16 MiB and more

# For a session without NO_BACKSLASH_ESCAPES, which ours is.
ESCAPES = str.maketrans(
    {
        "\0": "\\0",
        "\n": "\\n",
        "\r": "\\r",
        "\x1a": "\\Z",
        '"': '\\"',
        "'": "\\'",
        "\\": "\\\\",
    }
)


def filled(statement: str, parameters: Parameters) -> str:
    """The statement as it goes over the wire."""
    return parse_statement(statement).fill(parameters, literal)


def literal(value: Value) -> str:
    """One value. Errors: DatabaseError when it is a number that is not finite."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value.translate(ESCAPES)}'"
    if isinstance(value, int):
        return str(int(value))
    if not math.isfinite(value):
        raise DatabaseError(f"{value} cannot stand in a statement: it is no finite number.")
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"  # without an exponent it would be a DECIMAL


def value_lists(rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    """`(…),(…)` lists of at most BATCH_LENGTH letters each, or of one row."""
    batch: list[str] = []
    length = 0
    for row in rows:
        text = f"({','.join(map(literal, row))})"
        if batch and length + len(text) > BATCH_LENGTH:
            yield ",".join(batch)
            batch, length = [], 0
        batch.append(text)
        length += len(text) + 1
    if batch:
        yield ",".join(batch)
