"""What can go wrong for a client, as a tree.

ClientError                 the root; also: what came back is no answer, the document is no table
├── UnreachableError        no answer came at all
└── QueryError              the answer has errors
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


class ClientError(Exception):
    """The root of what the client raises. The message names the address or the remedy."""


class UnreachableError(ClientError):
    """No answer came: nobody listens there, or the connection broke or took too long."""


@dataclass(frozen=True)
class Fault:
    """One error of an answer. `path` is where in the data, empty when nothing was run."""

    message: str
    path: tuple[str | int, ...] = ()
    code: str | None = None
    extensions: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        place = ".".join(map(str, self.path))
        return " ".join(
            part
            for part in (
                f"{place}:" if place else "",
                self.message,
                f"[{self.code}]" if self.code else "",
            )
            if part
        )


class QueryError(ClientError):
    """The server answered with errors. `data` is what it answered beside them, or None."""

    def __init__(self, errors: Sequence[Fault], data: dict[str, Any] | None, status: int) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = list(errors)
        self.data = data
        self.status = status
