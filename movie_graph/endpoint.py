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
from .roles import ANONYMOUS, Signed
from .schema import MovieGraphSchema
from .signals import Answered, Signals
from .signing import BadTokenError, Signing

READING = {OperationType.QUERY}
READING_AND_WRITING = {OperationType.QUERY, OperationType.MUTATION}


class Endpoint:
    """Answers requests to /graphql."""

    def __init__(
        self,
        schema: MovieGraphSchema,
        settings: Settings,
        readiness: Readiness,
        signing: Signing,
        signals: Signals,
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._readiness = readiness
        self._signing = signing
        self._signals = signals

    async def __call__(self, request: Request) -> Response:
        if request.method == "GET" and self._settings.explorer and is_browser(request):
            return explorer_page()
        with self._signals.request(request.method, request.headers):
            return await self._answered(request)

    async def _answered(self, request: Request) -> Response:
        started = time.perf_counter()
        media_type, told = JSON, Answered(request.method)
        try:
            media_type = answer_type(request.headers.get("accept"))
            signed = self._signed(request)
            asked = await read_request(request, body_bytes_max=self._settings.body_bytes_max)
            told.document, told.variables = asked.document, asked.variables
            told.operation = self._schema.operation_name(asked.document, asked.operation_name)
            with self._signals.execution(told.operation):
                result = await self._execute(request.method, asked, signed, told.cost)
            response = _answer(result, media_type)
            told.errors, told.has_run = result.errors or (), not _is_unrun(result)
            errors = len(told.errors)
        except RefusedError as refused:
            response, errors = _refusal(refused, media_type), 1
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        told.status, told.seconds = response.status_code, time.perf_counter() - started
        access_log.write(
            method=told.method,
            status=told.status,
            operation=told.operation,
            seconds=told.seconds,
            cost=told.cost,
            errors=errors,
            trace_id=self._signals.trace_id(),
        )
        self._signals.answered(told)
        return response

    async def _execute(
        self, method: str, asked: Asked, signed: Signed, cost: Cost
    ) -> ExecutionResult:
        try:
            database = await self._readiness.database()
            async with request_context(
                database, self._settings, signed=signed, cost=cost
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

    def _signed(self, request: Request) -> Signed:
        header = request.headers.get("authorization")
        if header is None:
            return ANONYMOUS
        scheme, _, token = header.partition(" ")
        try:
            if scheme.lower() != "bearer" or not token.strip():
                raise BadTokenError("Write the header as `Authorization: Bearer <token>`.")
            return self._signing.signed(token.strip())
        except BadTokenError as error:
            headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise RefusedError(401, str(error), headers) from None


def _answer(result: ExecutionResult, media_type: str) -> Response:
    """The result as bytes. A request that could not be run has no `data`, and is a 400 unless the
    client insists on plain JSON, where the specification keeps 200; or a 503, when the database
    could not be asked."""
    errors = result.errors or []
    unrun = _is_unrun(result)
    content: dict[str, object] = {} if unrun else {"data": result.data}
    if errors:
        content["errors"] = shown(errors)
    status = 400 if unrun and media_type != JSON else 200
    headers = None
    if unrun and isinstance(errors[0].original_error, DatabaseError):
        status, headers = 503, {"Retry-After": "1"}
    return Response(orjson.dumps(content), status, headers, f"{media_type}; charset=utf-8")


def _is_unrun(result: ExecutionResult) -> bool:
    errors = result.errors or []
    return result.data is None and bool(errors) and all(error.path is None for error in errors)


def _refusal(refused: RefusedError, media_type: str) -> Response:
    content = {"errors": [{"message": str(refused)}]}
    return Response(
        orjson.dumps(content), refused.status, refused.headers, f"{media_type}; charset=utf-8"
    )
