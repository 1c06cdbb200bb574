"""Building the schema from its types, with the bounds of the settings."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from graphql import OperationType as CoreOperationType
from graphql.validation import NoSchemaIntrospectionCustomRule
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.name_converter import NameConverter
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.str_converters import to_camel_case

from movie_graph.config import Settings
from movie_graph.context import Context
from movie_graph.execution import Bound, BreadthFirstExecutor, Costs, Documents
from movie_graph.execution.documents import Prepared
from movie_graph.execution.listing import ListFinder
from movie_graph.roles import Signed

from .bounds import bound, cost_bounds, document_bounds
from .mutation import Mutation
from .query import Query
from .scalars import SCALARS
from .table import NotRunError, Runner, Table

if TYPE_CHECKING:
    from movie_graph.signals.tracing import Tracing

EXECUTABLE = frozenset({OperationType.QUERY, OperationType.MUTATION})
OPERATION_TYPES = {core: OperationType(core.value) for core in CoreOperationType}


_camel_case = cache(to_camel_case)  # of the schema's names, so bounded by it


class CachedNames(NameConverter):
    """Strawberry asks for the name of every argument at every call."""

    def apply_naming_config(self, name: str) -> str:
        return _camel_case(name)


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
            config=StrawberryConfig(scalar_map=SCALARS, name_converter=CachedNames()),
            execution_context_class=MovieGraphExecutor if breadth_first else None,
        )
        documents: Callable[..., Documents] = Documents
        if tracing:
            from .traced_documents import TracedDocuments  # OpenTelemetry is an extra

            documents = partial(TracedDocuments, tracing)
        self._documents = documents(
            self._schema,
            bounds=document_bounds(settings),
            rules=[] if settings.introspection else [NoSchemaIntrospectionCustomRule],
            hide_suggestions=not settings.introspection,
        )
        self._settings = settings
        self._hide_suggestions = not settings.introspection
        self._costs = Costs(self._schema, cost_bounds(settings))
        self._cost_max = bound(settings, "document_cost_max")
        self._analysts_cost_max = bound(settings, "analyst_cost_max")

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

        With `operation_extensions={"cost": True}` the result's extensions say what it may cost.
        Raises: CannotGetOperationTypeError, InvalidOperationTypeError.
        """
        try:
            prepared, operation = self._chosen(query, operation_name, allowed_operation_types)
            self._costs.check_variables(prepared, operation, variable_values or {})
            executor = self._executor(
                prepared,
                variable_values,
                operation,
                root_value=root_value,
                context_value=context_value,
                operation_extensions=operation_extensions,
            )
            most = self._cost_bound(getattr(context_value, "signed", None))
            cost = self._costs.cost(prepared, operation, executor.variable_values.coerced, most)
        except NotRunError as refused:
            return PreExecutionError(data=None, errors=list(refused.errors))
        except GraphQLError as error:
            return PreExecutionError(data=None, errors=[error])
        result: Any = executor.execute_operation()
        if executor.is_awaitable(result):
            result = await result
        asked = operation_extensions is not None and operation_extensions.get("cost") is True
        extensions = {"cost": {"requested": cost, "limit": most.limit}} if asked else None
        return ExecutionResult(data=result.data, errors=result.errors, extensions=extensions)

    def table(
        self,
        query: str,
        variable_values: dict[str, Any] | None,
        operation_name: str | None,
        *,
        explode: tuple[str, ...] | None,
        signed: Signed,
    ) -> Table:
        """A query whose answer is one list, to be read chunk by chunk.

        Raises: NotRunError, CannotGetOperationTypeError, InvalidOperationTypeError.
        """
        raw = variable_values or {}
        prepared, operation = self._chosen(query, operation_name, {OperationType.QUERY})
        most = self._cost_bound(signed)
        runner = Runner(partial(self._costs.cost, bound=most), self._run)
        try:
            self._costs.check_variables(prepared, operation, raw)
            executor = self._executor(prepared, raw, operation)
            values = executor.variable_values
            finder = ListFinder(self._schema, operation, executor.fragments, values)
            listing = finder.listing(explode)
            return Table(prepared, operation, listing, raw, values, runner, self._settings)
        except GraphQLError as error:
            raise NotRunError([error]) from None

    async def _run(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        raw: dict[str, Any],
        context: Context,
    ) -> Any:
        """The result of an operation that has been looked at."""
        executor = self._executor(prepared, raw, operation, context_value=context)
        result: Any = executor.execute_operation()
        return await result if executor.is_awaitable(result) else result

    def _chosen(
        self, query: str | None, name: str | None, allowed: Iterable[OperationType] | None
    ) -> tuple[Prepared, OperationDefinitionNode]:
        """The document, which is valid, and the operation to run.

        Raises: as `table`.
        """
        prepared = self._documents.prepare(query or "")
        if prepared.document is None:
            raise NotRunError(prepared.errors)
        operation = prepared.operation(name)
        if operation is None:
            raise CannotGetOperationTypeError(name)
        type_ = OPERATION_TYPES[operation.operation]
        if type_ not in (allowed or EXECUTABLE):
            raise InvalidOperationTypeError(type_)
        if prepared.errors:
            raise NotRunError(prepared.errors)
        return prepared, operation

    def _executor(
        self,
        prepared: Prepared,
        raw: dict[str, Any] | None,
        operation: OperationDefinitionNode,
        **more: Any,
    ) -> Any:
        """An executor for one run. Raises: NotRunError when variables cannot be used."""
        assert prepared.document is not None  # noqa: S101 — it has an operation
        executor = self.execution_context_class.build(
            self._schema,
            prepared.document,
            raw_variable_values=raw,
            operation_name=operation.name.value if operation.name else None,
            hide_suggestions=self._hide_suggestions,
            **more,
        )
        if isinstance(executor, list):
            raise NotRunError(executor)
        return executor

    def _cost_bound(self, signed: Signed | None) -> Bound:
        higher = signed is not None and signed.has_higher_bounds
        return self._analysts_cost_max if higher else self._cost_max

    def prepare(self, document: str) -> Prepared:
        """The document, parsed and validated now or earlier."""
        return self._documents.prepare(document)

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
