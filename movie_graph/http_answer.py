"""Answers as bytes, with the status and the headers that GraphQL over HTTP wants."""

from collections.abc import Sequence

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from .errors import (
    BadInputError,
    DatabaseError,
    DatabaseUnavailableError,
    MovieGraphError,
    StatementTimeoutError,
    TransientError,
)
from .masking import cause_of, is_busy, shown
from .media_types import JSON
from .refusal import RefusedError

VARY = {"Vary": "Accept"}
NOT_TO_KEEP = {**VARY, "Cache-Control": "no-store"}  # what failed may work the next time


def answer(result: ExecutionResult, media_type: str) -> Response:
    """The result as bytes. A request that could not be run has no `data`, and is a 400 unless the
    client insists on plain JSON, where the specification keeps 200; or a 503, when the database
    could not be asked or had no connection free for a part of the answer."""
    errors = result.errors or []
    has_run = not is_unrun(result)
    content: dict[str, object] = {"data": result.data} if has_run else {}
    status, headers = 200, VARY
    if errors:
        content["errors"] = shown(errors)
        headers = NOT_TO_KEEP
        if not has_run:
            status = 200 if media_type == JSON else 400
        cannot_ask = not has_run and isinstance(errors[0].original_error, DatabaseError)
        if cannot_ask or is_busy(errors):
            status, headers = 503, {**NOT_TO_KEEP, "Retry-After": "1"}
    if result.extensions:
        content["extensions"] = result.extensions
    return _response(content, status, headers, media_type)


def failed(errors: Sequence[GraphQLError]) -> Response:
    """The errors that kept a file from beginning, with the status of the gravest: there is no file
    without something in it. 400 when the client can mend it all."""
    causes = [cause_of(error) for error in errors]
    status, headers = 400, NOT_TO_KEEP
    if any(map(_is_ours, errors, causes)):
        status = 500
    if any(isinstance(cause, StatementTimeoutError) for cause in causes):
        status = 504
    if any(isinstance(cause, DatabaseUnavailableError | TransientError) for cause in causes):
        status, headers = 503, {**NOT_TO_KEEP, "Retry-After": "1"}
    return _response({"errors": shown(errors)}, status, headers, JSON)


def _is_ours(error: GraphQLError, cause: Exception | None) -> bool:
    """Whether something went wrong on our side. Without a path it is about what was sent."""
    if isinstance(cause, BadInputError):
        return False
    return isinstance(cause, MovieGraphError) or error.path is not None


def is_unrun(result: ExecutionResult) -> bool:
    """Whether nothing was run: every error is about the request, none about a field."""
    errors = result.errors or []
    return result.data is None and bool(errors) and all(error.path is None for error in errors)


def unrun(error: MovieGraphError) -> ExecutionResult:
    """The result of a request that this error has kept from running."""
    return PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])


def refusal(refused: RefusedError, media_type: str = JSON) -> Response:
    """The one line of a refusal, in the shape of an answer."""
    error: dict[str, object] = {"message": str(refused)}
    if refused.extensions:
        error["extensions"] = refused.extensions
    headers = {**NOT_TO_KEEP, **refused.headers}
    return _response({"errors": [error]}, refused.status, headers, media_type)


def _response(content: object, status: int, headers: dict[str, str], media_type: str) -> Response:
    return Response(orjson.dumps(content), status, headers, f"{media_type}; charset=utf-8")
