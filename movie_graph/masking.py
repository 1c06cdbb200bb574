"""Masking: which errors a client sees as they are, and which only as an id that finds the log."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from .errors import (
    BadInputError,
    DatabaseUnavailableError,
    MovieGraphError,
    OutcomeUnknownError,
    PoolExhaustedError,
    StatementTimeoutError,
    TransientError,
)

logger = logging.getLogger(__name__)

RETRY_LATER = "The database cannot be reached just now. Try again in a moment."
BUSY = "Too many requests want the database just now. Try again in a moment."
MAYBE_STORED = "Whether it was stored is not known. Sending it again does no harm."
TOO_SLOW = "The answer took the database too long. Ask for less, or filter by something indexed."


def shown(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """The errors as they go out; what nobody expected is logged with its traceback."""
    return [_shown(error) for error in errors]


def unexpected(cause: BaseException) -> dict[str, Any]:
    """What goes out for what nobody expected: an id. The log has the error itself under it."""
    number = secrets.token_hex(6)
    logger.error("Unexpected error %s", number, exc_info=cause)
    return {
        "message": f"Something went wrong on our side. The log knows it as {number}.",
        "extensions": {"code": "INTERNAL_ERROR", "id": number},
    }


def is_busy(errors: Sequence[GraphQLError]) -> bool:
    """Whether a part of the answer is missing only because every connection was busy."""
    return any(isinstance(cause_of(error), PoolExhaustedError) for error in errors)


def cause_of(error: GraphQLError) -> Exception | None:
    """What was raised under the wrappings; None for what GraphQL itself found."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _shown(error: GraphQLError) -> dict[str, Any]:
    cause = cause_of(error)
    formatted: dict[str, Any] = {**error.formatted}
    if isinstance(cause, BadInputError):
        formatted["extensions"] = cause.extensions
    elif isinstance(cause, OutcomeUnknownError):
        logger.error("%s", cause)
        formatted.update(message=MAYBE_STORED, extensions={"code": "OUTCOME_UNKNOWN"})
    elif isinstance(cause, PoolExhaustedError):
        logger.warning("%s", cause)
        bound = {"bound": "MOVIE_GRAPH_POOL_WAIT_SECONDS", "limit": cause.seconds}
        formatted.update(message=BUSY, extensions={"code": "SERVER_BUSY", **bound})
    elif isinstance(cause, DatabaseUnavailableError | TransientError):
        logger.error("%s", cause)
        formatted.update(message=RETRY_LATER, extensions={"code": "DATABASE_UNAVAILABLE"})
    elif isinstance(cause, StatementTimeoutError):
        logger.error("%s", cause)
        formatted.update(message=TOO_SLOW, extensions={"code": "STATEMENT_TIMEOUT"})
        if cause.bound is not None:
            formatted["extensions"].update(bound=cause.bound, limit=cause.seconds)
    elif cause is not None and (error.path or isinstance(cause, MovieGraphError)):
        formatted.update(unexpected(cause))
    return formatted
