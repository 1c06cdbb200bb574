"""Building the schema from its types, with the bounds of the settings."""

from collections.abc import Callable, Iterator

import strawberry
from graphql import GraphQLError
from graphql.validation import NoSchemaIntrospectionCustomRule
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext

from movie_graph.config import Settings
from movie_graph.execution import BreadthFirstExecutor

from .mutation import Mutation
from .query import Query
from .scalars import SCALARS

DOCUMENTS_KEPT = 512


class MovieGraphSchema(strawberry.Schema):
    """The schema, which leaves logging errors to whoever masks them."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Every error goes through `masking.shown`, which logs what has to be logged."""


class MovieGraphExecutor(BreadthFirstExecutor, StrawberryGraphQLCoreExecutionContext):
    """Breadth-first, on top of what Strawberry adds to graphql-core."""


def build_schema(settings: Settings, *, breadth_first: bool = True) -> MovieGraphSchema:
    """The schema as it is served and printed.

    Without `breadth_first` it runs on graphql-core's own executor: same answers, more slowly.
    """
    return MovieGraphSchema(
        execution_context_class=MovieGraphExecutor if breadth_first else None,
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=False),
        extensions=list(_extensions(settings)),
    )


def _extensions(settings: Settings) -> Iterator[Callable[[], SchemaExtension]]:
    """Bounds and caches. The rules are made once: the cache of validated documents is keyed by
    them, and a rule made anew for each request would never be found there."""
    tokens = settings.document_tokens_max
    rules = [
        *QueryDepthLimiter(max_depth=settings.document_depth_max).validation_rules,
        *MaxAliasesLimiter(max_alias_count=settings.document_aliases_max).validation_rules,
        *([] if settings.introspection else [NoSchemaIntrospectionCustomRule]),
    ]
    yield lambda: MaxTokensLimiter(max_token_count=tokens)
    yield lambda: AddValidationRules(rules)
    yield lambda: ParserCache(maxsize=DOCUMENTS_KEPT)
    yield lambda: ValidationCache(maxsize=DOCUMENTS_KEPT)
