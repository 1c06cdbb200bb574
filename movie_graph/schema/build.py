"""Building the schema from its types, with the bounds of the settings."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import ASTValidationRule, GraphQLError
from graphql.validation import NoSchemaIntrospectionCustomRule
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from movie_graph.config import Settings
from movie_graph.execution import BreadthFirstExecutor, Documents

from .mutation import Mutation
from .query import Query
from .scalars import SCALARS

if TYPE_CHECKING:
    from movie_graph.signals.tracing import Tracing

EXECUTABLE = frozenset({OperationType.QUERY, OperationType.MUTATION})


class MovieGraphExecutor(BreadthFirstExecutor, StrawberryGraphQLCoreExecutionContext):
    """Breadth-first, on top of what Strawberry adds to graphql-core."""


class MovieGraphSchema(strawberry.Schema):
    """The schema, with its documents parsed, validated and planned once.

    `execute` has the signature and the answers of Strawberry's own, but none of its hooks for
    extensions: they cost as much as the rest of a small request.
    """

    def __init__(
        self, settings: Settings, *, breadth_first: bool, tracing: "Tracing | None" = None
    ) -> None:
        super().__init__(
            query=Query,
            mutation=Mutation,
            config=StrawberryConfig(scalar_map=SCALARS),
            execution_context_class=MovieGraphExecutor if breadth_first else None,
        )
        documents: Callable[..., Documents] = Documents
        if tracing:
            from .traced_documents import TracedDocuments  # OpenTelemetry is an extra

            documents = partial(TracedDocuments, tracing)
        self._documents = documents(
            self._schema, rules=_rules(settings), tokens_max=settings.document_tokens_max
        )

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Run one operation of a document; errors are part of the result.

        Raises: CannotGetOperationTypeError, InvalidOperationTypeError.
        """
        prepared = self._documents.prepare(query or "")
        if prepared.document is None:
            return PreExecutionError(data=None, errors=list(prepared.errors))
        operation = prepared.operation(operation_name)
        if operation is None:
            raise CannotGetOperationTypeError(operation_name)
        type_ = OperationType(operation.operation.value)
        if type_ not in (allowed_operation_types or EXECUTABLE):
            raise InvalidOperationTypeError(type_)
        if prepared.errors:
            return PreExecutionError(data=None, errors=list(prepared.errors))
        executor = self.execution_context_class.build(
            self._schema,
            prepared.document,
            root_value=root_value,
            context_value=context_value,
            raw_variable_values=variable_values,
            operation_name=operation_name,
            operation_extensions=operation_extensions,
        )
        if isinstance(executor, list):
            return PreExecutionError(data=None, errors=executor)
        result: Any = executor.execute_operation()
        if executor.is_awaitable(result):
            result = await result
        return ExecutionResult(data=result.data, errors=result.errors)

    def operation_name(self, document: str, chosen: str | None) -> str | None:
        """The name of the operation that would run, for the log; None if it has none."""
        operation = self._documents.prepare(document).operation(chosen)
        return operation.name.value if operation and operation.name else None

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Every error goes through `masking.shown`, which logs what has to be logged."""


def build_schema(
    settings: Settings, *, breadth_first: bool = True, tracing: "Tracing | None" = None
) -> MovieGraphSchema:
    """The schema as it is served and printed.

    Without `breadth_first` it runs on graphql-core's own executor: same answers, more slowly.
    """
    return MovieGraphSchema(settings, breadth_first=breadth_first, tracing=tracing)


def _rules(settings: Settings) -> list[type[ASTValidationRule]]:
    return [
        *QueryDepthLimiter(max_depth=settings.document_depth_max).validation_rules,
        *MaxAliasesLimiter(max_alias_count=settings.document_aliases_max).validation_rules,
        *([] if settings.introspection else [NoSchemaIntrospectionCustomRule]),
    ]
