"""The differential: one document on graphql-core's own executor and on ours, and what "same" means.

Without errors: the same data, key order and all. With errors it takes a listing. Below a place
that an error has made null, the error that is reported is the one that came first, which depends
on timing, in graphql-core as well; so both executors run a second time with error propagation
switched off, which lists every error that there is, each where it stands. Then:

1. the listings are equal, data and errors (the errors as a multiset);
2. the answers' data are equal;
3. every reported error is in the listing;
4. at an outermost place that became null exactly one error is reported that leads there, and at
   any place inside it at most one.

Rules 3 and 4 are checked of both executors, so the rules themselves are tested too. Where every
nulled place has one error only, they say that the errors are equal.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import DocumentNode, GraphQLError, GraphQLSchema, is_non_null_type
from graphql.execution.executor import Executor

Path: TypeAlias = tuple[str | int, ...]
Report: TypeAlias = str  # one error as canonical JSON: message, path, locations, extensions, class


@dataclass(frozen=True)
class Executed:
    """What one run of one document gave, and what it cost the database."""

    data: Any
    errors: list[GraphQLError] = field(default_factory=list)
    statements: int = 0

    @property
    def text(self) -> str:
        """The data as JSON: equal texts are equal values under equal keys in equal order."""
        return json.dumps(self.data)

    @property
    def reports(self) -> "Counter[Report]":
        return Counter(map(report, self.errors))


class NullPlaces:
    """Which places of an answer may be null, noted while a listing runs."""

    def __init__(self) -> None:
        self.may_be_null: dict[Path, bool] = {}

    def caught_at(self, path: Path) -> Path:
        """Where an error of `path` stops: the nearest place that may be null, or () at the root."""
        while path and not self.may_be_null[path]:
            path = path[:-1]
        return path


def report(error: GraphQLError) -> Report:
    """An error as it is compared."""
    return json.dumps(
        {**error.formatted, "class": type(error.original_error).__name__}, sort_keys=True
    )


def listing_class(executor_class: type[Executor[Any]], places: NullPlaces) -> type[Executor[Any]]:
    """An executor that propagates no error; `places` fills if it is one of graphql-core's."""

    class Listing(executor_class):  # type: ignore[misc, valid-type]  # a class made of a class
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.error_propagation = False

        def complete_value(
            self, return_type: Any, details: Any, info: Any, path: Any, *rest: Any
        ) -> Any:
            self._note(return_type, path)
            return super().complete_value(return_type, details, info, path, *rest)

        def handle_field_error(self, error: Any, return_type: Any, details: Any, path: Any) -> None:
            self._note(return_type, path)
            super().handle_field_error(error, return_type, details, path)

        def _note(self, return_type: Any, path: Any) -> None:
            key = tuple(path.as_list())
            places.may_be_null.setdefault(key, not is_non_null_type(return_type))

    return Listing


def assert_same(stock: Executed, ours: Executed) -> None:
    """Rule for answers that need no listing, because no error is in them."""
    assert ours.text == stock.text
    assert ours.reports == stock.reports


def assert_same_with_errors(
    stock: Executed,
    ours: Executed,
    stock_listing: Executed,
    our_listing: Executed,
    places: NullPlaces,
) -> None:
    """The four rules above."""
    assert our_listing.text == stock_listing.text
    assert our_listing.reports == stock_listing.reports
    assert ours.text == stock.text
    _assert_possible(stock, stock_listing, places)
    _assert_possible(ours, stock_listing, places)


def _assert_possible(answer: Executed, listing: Executed, places: NullPlaces) -> None:
    unheard = answer.reports - listing.reports
    assert not unheard, f"reported, but not in the listing: {unheard}"
    caught = Counter(places.caught_at(_path(error)) for error in answer.errors)
    assert set(caught.values()) <= {1}, f"more than one error at one place: {caught}"
    for place in _outermost({places.caught_at(_path(error)) for error in listing.errors}):
        assert caught[place] == 1, f"no error is reported for {place}"


def _outermost(paths: Iterable[Path]) -> list[Path]:
    known = set(paths)
    return [
        path for path in known if not any(path[:length] in known for length in range(len(path)))
    ]


def _path(error: GraphQLError) -> Path:
    return tuple(error.path or ())


@dataclass(frozen=True)
class Request:
    """What a client sends.

    `whole_rows` has every column read, so that both send equal statements and get equal rows.
    """

    text: str
    document: DocumentNode
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    subject: str | None = None
    whole_rows: bool = False


async def executed(
    executor_class: type[Executor[Any]],
    schema: GraphQLSchema,
    request: Request,
    context: Any = None,
    root_value: Any = None,
) -> Executed:
    """Run a document that is known to be valid."""
    executor = executor_class.build(
        schema,
        request.document,
        root_value=root_value,
        context_value=context,
        raw_variable_values=dict(request.variables),
        operation_name=request.operation_name,
    )
    if isinstance(executor, list):
        return Executed(None, executor)
    result: Any = executor.execute_operation()
    if executor.is_awaitable(result):
        result = await result
    return Executed(result.data, result.errors or [])
