"""A refusal: an HTTP request that does not get as far as GraphQL, and why, in one line."""

from collections.abc import Mapping

from .errors import MovieGraphError


class RefusedError(MovieGraphError):
    """Raised wherever a request is found wanting; the endpoint answers with it.

    `code` is for programs, where a protocol has one; it goes out as `extensions.code`.
    """

    def __init__(
        self,
        status: int,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.code = code


def brief(value: str) -> str:
    """What a client sent, quoted, and short enough for one line."""
    return repr(value if len(value) <= 60 else value[:60] + "…")
