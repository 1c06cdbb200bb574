"""Answered: what there is to tell about a request once it has its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

from ..context import Cost
from ..errors import BadInputError, StatementTimeoutError

BODY_BYTES = "MOVIE_GRAPH_BODY_BYTES_MAX"


@dataclass
class Answered:
    """One request and what became of it; filled in while it goes on.

    `has_run` says that it got as far as execution, so that its operation exists in the schema.
    """

    method: str
    status: int = 0
    operation: str | None = None
    document: str | None = None
    variables: dict[str, Any] | None = None
    seconds: float = 0.0
    cost: Cost = field(default_factory=lambda: Cost(trace=[]))
    errors: Sequence[GraphQLError] = ()
    has_run: bool = False

    @property
    def outcome(self) -> str:
        """ok, errors (an answer with errors in it) or refused (no execution)."""
        if not self.has_run:
            return "refused"
        return "errors" if self.errors else "ok"

    def bounds(self) -> set[str]:
        """The settings whose bounds refused the request or a part of it."""
        found = {bound for error in self.errors if (bound := _bound_of(error))}
        return found | {BODY_BYTES} if self.status == 413 else found


def _bound_of(error: GraphQLError) -> str | None:
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        error, cause = cause, cause.original_error
    if isinstance(cause, StatementTimeoutError):
        return cause.bound
    extensions = cause.extensions if isinstance(cause, BadInputError) else error.extensions
    return (extensions or {}).get("bound")
