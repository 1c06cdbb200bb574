"""A refusal: an HTTP request that does not get as far as GraphQL, and why, in one line."""

from collections.abc import Mapping
from typing import Any

from .errors import MovieGraphError


class RefusedError(MovieGraphError):
    """Raised wherever a request is found wanting; the endpoint answers with it.

    `extensions` are for programs, and have a `code`, where there is one that they know.
    """

    def __init__(
        self,
        status: int,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})


def brief(value: str) -> str:
    """What a client sent, quoted, and short enough for one line."""
    return repr(value if len(value) <= 60 else value[:60] + "…")
