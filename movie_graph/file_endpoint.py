"""Files: an answer that is one list, sent as CSV or NDJSON while it is being read."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

from graphql import GraphQLError
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from .config import Settings
from .context import Cost
from .errors import MovieGraphError
from .exports import FORMATS, Exports, FileResponse
from .http_request import Asked
from .persisted_documents import Chosen
from .readiness import Readiness
from .refusal import RefusedError
from .roles import Signed
from .schema import MovieGraphSchema
from .schema.table import NotRunError
from .signals import Answered, Signals

logger = logging.getLogger(__name__)

UNNAMED_FILE = "export"

# Told of a request that has its answer: with what status, how many errors, and its trace.
Tell: TypeAlias = Callable[[int, int, str | None], None]


class FileEndpoint:
    """Answers requests for files."""

    def __init__(
        self, schema: MovieGraphSchema, settings: Settings, readiness: Readiness, signals: Signals
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._readiness = readiness
        self._signals = signals
        self._exports = Exports(settings)

    async def answer(
        self,
        chosen: Chosen,
        asked: Asked,
        *,
        explode: tuple[str, ...] | None,
        signed: Signed,
        media_type: str,
        told: Answered,
        tell: Tell,
    ) -> Response:
        """The answer as a file, once its first part is there; `tell` is called at its end.

        `told` gets no document: a file takes its time, and is no slow operation.
        Errors: RefusedError, NotRunError.
        """
        told.cost = Cost()  # of thousands of statements, the sums are enough
        until = asyncio.get_running_loop().time() + self._settings.export_seconds
        format_ = FORMATS[media_type]
        with self._signals.execution(told.operation), _about_files():
            table = self._schema.table(
                chosen.document,
                asked.variables,
                chosen.operation_name,
                explode=explode,
                signed=signed,
            )
            told.has_run = True
            database = await self._readiness.database()
            source = self._readiness.analytics or database
            parts = self._exports.parts(source, table, format_, signed, told.cost)
            first = await anext(parts)
        ended = partial(_ended, told, tell, self._signals.trace_id())
        name = told.operation or UNNAMED_FILE
        return FileResponse(first, parts, format_, name, until=until, ended=ended)


def _ended(
    told: Answered, tell: Tell, trace_id: str | None, status: int, error: Exception | None
) -> None:
    """A file has been sent, or broken off: by `error`, else by the clock or the client."""
    if isinstance(error, NotRunError):
        told.errors = error.errors
    elif status != 200:
        told.errors = [GraphQLError("broken off")]
    if error is not None:
        expected = isinstance(error, MovieGraphError)
        logger.error(
            "The file of %s was broken off: %s",
            told.operation or "(anonymous)",
            error,
            exc_info=None if expected else error,
        )
    tell(status, int(status != 200), trace_id)


@contextmanager
def _about_files() -> Iterator[None]:
    """Errors that keep a file from beginning, as NotRunError and RefusedError."""
    try:
        yield
    except InvalidOperationTypeError as error:
        kind = error.operation_type.value
        raise RefusedError(400, f"A file is made of a query, and this is a {kind}.") from None
    except CannotGetOperationTypeError as error:
        raise RefusedError(400, f"{error.as_http_error_reason()}") from None
    except (RefusedError, NotRunError):
        raise
    except MovieGraphError as error:
        raise NotRunError([GraphQLError(str(error), original_error=error)]) from None
