"""The same answers: every contestant is asked every document, and a difference stops the bench."""

import json
from collections.abc import Sequence
from typing import Any

from .documents import DOCUMENTS, count_fields
from .serving import Running


class DifferentAnswersError(Exception):
    """Two contestants do not answer a document alike; the message shows where."""


def check_answers(servers: Sequence[Running], names: Sequence[str]) -> dict[str, int]:
    """Compare all answers, byte for byte once normalised; the fields in each document's answer.

    Errors: DifferentAnswersError.
    """
    fields = {}
    for name in names:
        first, *others = servers
        expected = _normalised(first, name)
        for server in others:
            answer = _normalised(server, name)
            if answer != expected:
                raise DifferentAnswersError(
                    f"{server.name} answers {name!r} not as {first.name} does:\n"
                    f"{_around_difference(answer, expected)}"
                )
        fields[name] = count_fields(json.loads(expected))
    return fields


def _normalised(server: Running, name: str) -> str:
    """Keys in order, 7.0 written 7, and each cursor, which is its server's own, as `…`."""
    answer = server.ask(DOCUMENTS[name])
    if "errors" in answer or not answer.get("data"):
        raise DifferentAnswersError(f"{server.name} cannot answer {name!r}: {str(answer)[:1000]}")
    return json.dumps(_plain(answer["data"]), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {
                key: "…" if key == "endCursor" and isinstance(inner, str) else _plain(inner)
                for key, inner in value.items()
            }
        case list():
            return [_plain(inner) for inner in value]
        case float() if value.is_integer():
            return int(value)
    return value


def _around_difference(one: str, other: str) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    place = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    start, end = max(0, place - 100), place + 100
    return f"  {one[start:end]!r}\n  {other[start:end]!r}"
