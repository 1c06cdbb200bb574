"""/graphql: GraphQL over HTTP. One request in, one answer out, whatever is wrong with it."""

import time

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from . import access_log
from .config import Settings
from .context import Cost, request_context
from .cross_site import refuse_cross_site
from .errors import BadInputError, MovieGraphError
from .execution import Trace
from .explorer import explorer_page
from .http_answer import answer, refusal, unrun
from .http_request import READING, Asked, read_request, wants_explorer
from .media_types import JSON, answer_type
from .persisted_documents import Chosen, PersistedDocuments
from .plan_extension import plan_extension
from .readiness import Readiness
from .refusal import RefusedError
from .schema import MovieGraphSchema
from .signing import BadTokenError, subject_of

QUERIES = {OperationType.QUERY}
QUERIES_AND_MUTATIONS = {OperationType.QUERY, OperationType.MUTATION}


class Endpoint:
    """Answers requests to /graphql."""

    def __init__(
        self,
        schema: MovieGraphSchema,
        settings: Settings,
        readiness: Readiness,
        documents: PersistedDocuments,
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._readiness = readiness
        self._documents = documents

    async def __call__(self, request: Request) -> Response:
        if self._settings.explorer and wants_explorer(request):
            return explorer_page()
        started = time.perf_counter()
        media_type, operation, cost, errors = JSON, None, Cost(), 1
        try:
            media_type = answer_type(",".join(request.headers.getlist("accept")))
            if request.method in READING:
                refuse_cross_site(request.headers, self._settings.cors_origins)
            subject = self._subject(request)
            asked = await read_request(request, body_bytes_max=self._settings.body_bytes_max)
            chosen = self._documents.choose(asked)
            operation = self._schema.operation_name(*chosen)
            result = await self._execute(request.method, chosen, asked, subject, cost)
            response, errors = answer(result, media_type), len(result.errors or ())
        except RefusedError as refused:
            response = refusal(refused, media_type)
        except BadInputError as error:
            response = answer(unrun(error), media_type)
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
        self,
        method: str,
        chosen: Chosen,
        asked: Asked,
        subject: str | None,
        cost: Cost,
    ) -> ExecutionResult:
        trace = Trace() if asked.extensions.get("plan") is True else None
        if trace is not None:
            cost.trace = []
        started = time.perf_counter()
        try:
            database = await self._readiness.database()
            async with request_context(
                database, self._settings, subject=subject, cost=cost, trace=trace
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
