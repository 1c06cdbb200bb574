"""/graphql: GraphQL over HTTP. One request in, one answer out, whatever is wrong with it.

/export is the same for files, which /graphql also sends to those who ask for their media types.
"""

import time
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from . import access_log
from .config import Settings, variable_name
from .context import Cost, request_context
from .cross_site import refuse_cross_site
from .errors import BadInputError, MovieGraphError
from .execution import Trace
from .explorer import explorer_page
from .exports import FORMATS
from .file_endpoint import FileEndpoint
from .gate import DEADLINE, Deadline
from .http_answer import answer, failed, is_unrun, refusal, unrun
from .http_request import READING, Asked, exploded, read_request, wants_explorer
from .media_types import JSON, answer_type, file_type
from .persisted_documents import Chosen, PersistedDocuments
from .plan_extension import plan_extension
from .readiness import Readiness
from .refusal import RefusedError
from .roles import ANONYMOUS, Signed
from .schema import MovieGraphSchema
from .schema.table import NotRunError
from .signals import Answered, Signals
from .signing import BadTokenError, Signing

EXPORT = "/export"
QUERIES = {OperationType.QUERY}
QUERIES_AND_MUTATIONS = {OperationType.QUERY, OperationType.MUTATION}


class Endpoint:
    """Answers requests to /graphql and /export."""

    def __init__(
        self,
        schema: MovieGraphSchema,
        settings: Settings,
        readiness: Readiness,
        documents: PersistedDocuments,
        signing: Signing,
        signals: Signals,
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._readiness = readiness
        self._documents = documents
        self._signing = signing
        self._signals = signals
        self._files = FileEndpoint(schema, settings, readiness, signals)

    async def __call__(self, request: Request) -> Response:
        if self._settings.explorer and wants_explorer(request) and not _is_export(request):
            return explorer_page()
        with self._signals.request(request.method, request.headers):
            return await self._answered(request)

    async def _answered(self, request: Request) -> Response:
        started = time.perf_counter()
        told, media_type, errors = Answered(request.method), JSON, 1
        try:
            media_type = _media_type(request)
            if request.method in READING:
                refuse_cross_site(request.headers, self._settings.cors_origins)
            signed = self._signed(request)
            if signed.has_higher_bounds:
                self._extend_deadline(request)
            asked = await read_request(request, body_bytes_max=self._settings.body_bytes_max)
            chosen = self._documents.choose(asked)
            told.operation = self._schema.operation_name(*chosen)
            if media_type in FORMATS:
                return await self._files.answer(
                    chosen,
                    asked,
                    explode=exploded(request, asked),
                    signed=signed,
                    media_type=media_type,
                    told=told,
                    tell=partial(self._tell, told, started),
                )
            told.document, told.variables = chosen.document, asked.variables
            with self._signals.execution(told.operation):
                result = await self._execute(request.method, chosen, asked, signed, told.cost)
            told.errors, told.has_run = result.errors or (), not is_unrun(result)
            response, errors = answer(result, media_type), len(told.errors)
        except RefusedError as refused:
            response = refusal(refused, JSON if media_type in FORMATS else media_type)
        except NotRunError as error:
            told.errors, response = error.errors, failed(error.errors)
        except BadInputError as error:
            response = answer(unrun(error), media_type)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        self._tell(told, started, response.status_code, errors, self._signals.trace_id())
        return response

    def _tell(
        self, told: Answered, started: float, status: int, errors: int, trace_id: str | None
    ) -> None:
        """The log, and whoever listens, about a request that has its answer."""
        told.status, told.seconds = status, time.perf_counter() - started
        access_log.write(
            method=told.method,
            status=told.status,
            operation=told.operation,
            seconds=told.seconds,
            cost=told.cost,
            errors=errors,
            trace_id=trace_id,
        )
        self._signals.answered(told)

    async def _execute(
        self,
        method: str,
        chosen: Chosen,
        asked: Asked,
        signed: Signed,
        cost: Cost,
    ) -> ExecutionResult:
        may_see = signed.may_see_plans or self._settings.public_plans
        trace = Trace() if may_see and asked.extensions.get("plan") is True else None
        started = time.perf_counter()
        try:
            database = await self._readiness.database()
            async with request_context(
                database,
                self._settings,
                signed=signed,
                cost=cost,
                trace=trace,
                analytics=self._readiness.analytics,
            ) as context:
                result = await self._schema.execute(
                    chosen.document,
                    variable_values=asked.variables,
                    context_value=context,
                    operation_name=chosen.operation_name,
                    operation_extensions=asked.extensions,
                    allowed_operation_types=(
                        QUERIES if method in READING else QUERIES_AND_MUTATIONS
                    ),
                )
            if trace is not None:
                seconds = time.perf_counter() - started
                plan = plan_extension(trace, cost, seconds)
                result.extensions = {**(result.extensions or {}), "plan": plan}
            return result
        except InvalidOperationTypeError as error:
            raise RefusedError(
                405, f"{error.as_http_error_reason(method)}. Use POST.", {"Allow": "POST"}
            ) from None
        except CannotGetOperationTypeError as error:
            raise RefusedError(400, f"{error.as_http_error_reason()}") from None
        except MovieGraphError as error:
            return unrun(error)

    def _extend_deadline(self, request: Request) -> None:
        deadline: Deadline = request.scope[DEADLINE]
        deadline.extend(
            self._settings.analyst_request_seconds, variable_name("analyst_request_seconds")
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


def _is_export(request: Request) -> bool:
    return bool(request.scope["path"] == EXPORT)


def _media_type(request: Request) -> str:
    accept = ",".join(request.headers.getlist("accept"))
    if _is_export(request):
        return file_type(accept, request.query_params.get("format"))
    return answer_type(accept)
