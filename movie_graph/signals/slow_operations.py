"""Slow operations: one line in the log with all that is needed to find out why.

It holds no value of a client: the document as its hash, of the variables the types.
"""

import hashlib
import logging
from typing import Any

import orjson

from .answered import Answered

logger = logging.getLogger(__name__)

DEPTH_MAX = 5
NAMES_MAX = 20
NAME_LENGTH_MAX = 40


def log_if_slow(answered: Answered, bound_seconds: float) -> None:
    """Log the operation if it took longer than the bound."""
    if answered.seconds <= bound_seconds or answered.document is None:
        return
    cost = answered.cost
    fields = {
        "operation": answered.operation or "(anonymous)",
        "milliseconds": round(answered.seconds * 1000, 1),
        "database_milliseconds": round(cost.database_seconds * 1000, 1),
        "document_sha256": hashlib.sha256(answered.document.encode()).hexdigest(),
        "variables": shape(answered.variables or {}),
        "statements": [
            {
                "milliseconds": round(each.seconds * 1000, 1),
                "rows": each.rows,
                "statement": " ".join(each.text.split()),
            }
            for each in cost.trace or ()
        ],
    }
    told = {**fields, **{name: _json(fields[name]) for name in ("variables", "statements")}}
    logger.warning(
        "Slow: %(operation)s took %(milliseconds)s ms, %(database_milliseconds)s ms of them for "
        "statements; document %(document_sha256)s, variables %(variables)s, "
        "statements %(statements)s",
        told,
        extra={"fields": fields},
    )


def shape(value: Any, depth: int = 0) -> Any:
    """The types in a JSON value, by the names that GraphQL has for them, of bounded size.

    A list is a list of the different shapes in it.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "Boolean"
        case int():
            return "Int"
        case float():
            return "Float"
        case str():
            return "String"
    if depth == DEPTH_MAX:
        return "…"
    if isinstance(value, dict):
        names = list(value)[:NAMES_MAX]
        shapes = {name[:NAME_LENGTH_MAX]: shape(value[name], depth + 1) for name in names}
        return shapes if len(value) <= NAMES_MAX else {**shapes, "…": len(value) - NAMES_MAX}
    different: list[Any] = []
    for item in value[:NAMES_MAX]:
        of_item = shape(item, depth + 1)
        if of_item not in different:
            different.append(of_item)
    return different


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
