"""/graphql: GraphQL over HTTP. One request in, one answer out, whatever is wrong with it."""

import time

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from . import access_log
from .config import Settings
from .context import Cost, request_context
from .errors import DatabaseError, MovieGraphError
from .explorer import explorer_page
from .http_request import JSON, Asked, RefusedError, answer_type, is_browser, read_request
from .masking import shown
from .readiness import Readiness
from .schema import MovieGraphSchema
from .signing import BadTokenError, subject_of

READING = {OperationType.QUERY}
READING_AND_WRITING = {OperationType.QUERY, OperationType.MUTATION}


class Endpoint:
    """Answers requests to /graphql."""

    def __init__(self, schema: MovieGraphSchema, settings: Settings, readiness: Readiness) -> None:
        self._schema = schema
        self._settings = settings
        self._readiness = readiness

    async def __call__(self, request: Request) -> Response:
        if request.method == "GET" and self._settings.explorer and is_browser(request):
            return explorer_page()
        started = time.perf_counter()
        media_type, operation, cost, errors = JSON, None, Cost(), 0
        try:
            media_type = answer_type(request.headers.get("accept"))
            subject = self._subject(request)
            asked = await read_request(request, body_bytes_max=self._settings.body_bytes_max)
            operation = self._schema.operation_name(asked.document, asked.operation_name)
            result = await self._execute(request.method, asked, subject, cost)
            response, errors = _answer(result, media_type), len(result.errors or ())
        except RefusedError as refused:
            response, errors = _refusal(refused, media_type), 1
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        access_log.write(
            method=request.method,
            status=response.status_code,
            operation=operation,
            seconds=time.perf_counter() - started,
            cost=cost,
            errors=errors,
        )
        return response

    async def _execute(
        self, method: str, asked: Asked, subject: str | None, cost: Cost
    ) -> ExecutionResult:
        try:
            database = await self._readiness.database()
            async with request_context(
                database,
                self._settings,
                subject=subject,
                cost=cost,
                analytics=self._readiness.analytics,
            ) as context:
                return await self._schema.execute(
                    asked.document,
                    variable_values=asked.variables,
                    context_value=context,
                    operation_name=asked.operation_name,
                    allowed_operation_types=READING if method == "GET" else READING_AND_WRITING,
                )
        except InvalidOperationTypeError as error:
            raise RefusedError(
                405, f"{error.as_http_error_reason(method)}. Use POST.", {"Allow": "POST"}
            ) from None
        except CannotGetOperationTypeError as error:
            raise RefusedError(400, f"{error.as_http_error_reason()}") from None
        except MovieGraphError as error:
            return PreExecutionError(
                data=None, errors=[GraphQLError(str(error), original_error=error)]
            )

    def _subject(self, request: Request) -> str | None:
        header = request.headers.get("authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        try:
            if scheme.lower() != "bearer" or not token.strip():
                raise BadTokenError("Write the header as `Authorization: Bearer <token>`.")
            return subject_of(token.strip(), self._settings.jwt_secret)
        except BadTokenError as error:
            headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise RefusedError(401, str(error), headers) from None


def _answer(result: ExecutionResult, media_type: str) -> Response:
    """The result as bytes. A request that could not be run has no `data`, and is a 400 unless the
    client insists on plain JSON, where the specification keeps 200; or a 503, when the database
    could not be asked."""
    errors = result.errors or []
    unrun = result.data is None and bool(errors) and all(error.path is None for error in errors)
    content: dict[str, object] = {} if unrun else {"data": result.data}
    if errors:
        content["errors"] = shown(errors)
    status = 400 if unrun and media_type != JSON else 200
    headers = None
    if unrun and isinstance(errors[0].original_error, DatabaseError):
        status, headers = 503, {"Retry-After": "1"}
    return Response(orjson.dumps(content), status, headers, f"{media_type}; charset=utf-8")


def _refusal(refused: RefusedError, media_type: str) -> Response:
    content = {"errors": [{"message": str(refused)}]}
    return Response(
        orjson.dumps(content), refused.status, refused.headers, f"{media_type}; charset=utf-8"
    )
