"""Resolvers called without Strawberry's wrapper: they get what the wrapper would give them."""

import asyncio
from copy import deepcopy
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from graphql import parse, validate
from graphql.execution.executor import Executor
from strawberry.extensions import FieldExtension
from strawberry.relay import GlobalID
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import Info

from movie_graph.execution import BreadthFirstExecutor
from movie_graph.execution.fields import field_of
from tests.execution.differential import Executed, Request, assert_same, executed

pytestmark = pytest.mark.anyio

ITEM = str(GlobalID("Item", "7"))


class Ours(BreadthFirstExecutor, StrawberryGraphQLCoreExecutionContext):
    """As our schema runs it."""


class OwnInfo(Info[Any, Any]):
    """What resolvers are promised."""


@strawberry.enum
class Size(Enum):
    SMALL = "s"
    LARGE = "l"


@strawberry.input
class Range:
    lowest: int = 0
    highest: int | None = strawberry.UNSET


class Twice(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Any, **kwargs: Any) -> Any:
        return 2 * next_(source, info, **kwargs)


def told(**arguments: Any) -> str:
    return repr(arguments)


def of_root(root: strawberry.Parent[Any], n: int = 1) -> str:
    return told(root=root, n=n)


@strawberry.type
class Item:
    number: int

    @strawberry.field
    def doubled(self) -> int:
        return 2 * self.number

    @strawberry.field
    async def path(self, info: Info[Any, Any], by: int = 1) -> str:
        await asyncio.sleep(0)
        if self.number == by:
            raise ValueError(f"{by} is refused")
        return f"{info.path.as_list()} {info.field_name} {info.context}"


@strawberry.type
class Query:
    of_root: str = strawberry.field(resolver=of_root)

    @strawberry.field
    def leaves(
        self,
        info: Info[Any, Any],
        text: str | None = None,
        first_number: int = 5,
        size: Size = Size.SMALL,
        id: strawberry.ID | None = None,
        other: Annotated[bool, strawberry.argument(name="named")] = False,
    ) -> str:
        return told(
            info=type(info).__name__,
            text=text,
            first_number=first_number,
            size=size,
            id=id,
            other=other,
        )

    @strawberry.field
    def maybe(self, text: strawberry.Maybe[str | None]) -> str:
        return told(text=text)

    @strawberry.field
    def global_id(self, id: GlobalID | None = None) -> str:
        return told(id=id)

    @strawberry.field
    def extended(self, numbers: list[int], json: JSON = strawberry.UNSET) -> str:
        numbers.append(len(numbers))
        kept: Any = json
        if kept:
            kept["seen"] = "seen" in kept
        return told(numbers=numbers, json=json)

    @strawberry.field
    def marked(self, json: JSON) -> str:
        kept: Any = json
        kept["seen"] = "seen" in kept
        return told(json=kept)

    @strawberry.field
    def ranged(self, within: Range | None = None) -> str:
        return told(within=within)

    @strawberry.field(extensions=[Twice()])  # type: ignore[untyped-decorator]
    def twice(self, n: int = 1) -> int:
        return n

    @strawberry.field
    @staticmethod
    def static(n: int = 1) -> str:
        return told(n=n)

    @strawberry.field
    @classmethod
    def of_class(cls, n: int = 1) -> str:
        return told(cls=cls.__name__, n=n)

    @strawberry.field
    async def items(self, first: int) -> list[Item]:
        await asyncio.sleep(0)
        return [Item(number=n) for n in range(first)]

    @strawberry.field
    def later(self, n: int = 1) -> int:
        coming: Any = asyncio.sleep(0, n)  # not declared asynchronous, and is
        return coming  # type: ignore[no-any-return]


SCHEMA = strawberry.Schema(Query, config=StrawberryConfig(info_class=OwnInfo))._schema


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ ofRoot a: ofRoot(n: 2) }", {}),
        ("query Q($n: Int = 3) { ofRoot(n: $n) }", {}),
        ("query Q($n: Int) { ofRoot(n: $n) static(n: $n) ofClass(n: $n) }", {"n": 4}),
        ("{ leaves }", {}),
        ("{ leaves(text: null, firstNumber: 7, size: LARGE, id: 5, named: true) }", {}),
        (
            "query Q($t: String, $n: Int = 2, $s: Size = LARGE, $i: ID, $o: Boolean = true)"
            " { leaves(text: $t, firstNumber: $n, size: $s, id: $i, named: $o) }",
            {"t": "x", "i": "Movie:1"},
        ),
        ('{ a: maybe b: maybe(text: null) c: maybe(text: "x") }', {}),
        ("query Q($t: String) { maybe(text: $t) }", {}),
        ("query Q($t: String) { maybe(text: $t) }", {"t": None}),
        (f'{{ a: globalId b: globalId(id: null) c: globalId(id: "{ITEM}") }}', {}),
        ("query Q($i: ID) { globalId(id: $i) }", {"i": "not one"}),
        ("{ extended(numbers: [4, 5], json: {k: 1}) }", {}),
        (
            "query Q($n: [Int!]!, $j: JSON!) { extended(numbers: $n, json: $j) }",
            {"n": [1], "j": {}},
        ),
        ("{ marked(json: {k: 1}) }", {}),
        ("query Q($j: JSON!) { marked(json: $j) }", {"j": {"k": 1}}),
        ("{ a: ranged b: ranged(within: {}) c: ranged(within: {lowest: 1, highest: null}) }", {}),
        ("query Q($h: Int) { ranged(within: {highest: $h}) }", {"h": 9}),
        ("{ a: twice b: twice(n: 4) later }", {}),
        ("{ items(first: 3) { number doubled path(by: 7) } }", {}),
        ("{ items(first: 3) { doubled path a: path(by: 2) } }", {}),
    ],
)
async def test_arguments_and_infos_are_those_of_the_wrapper(
    document: str, variables: dict[str, Any]
) -> None:
    parsed = parse(document)
    assert validate(SCHEMA, parsed) == []

    async def answered(executor: type[Executor[Any]]) -> Executed:
        request = Request(document, parsed, deepcopy(variables))  # every client sends its own
        return await executed(executor, SCHEMA, request, "context")

    for _ in range(2):  # what a resolver did to its arguments is not there the next time
        assert_same(await answered(StrawberryGraphQLCoreExecutionContext), await answered(Ours))


@pytest.mark.parametrize(
    ("name", "direct"),
    [("leaves", True), ("ofRoot", True), ("maybe", True), ("items", True), ("twice", False)],
)
def test_only_extensions_need_the_wrapper(name: str, direct: bool) -> None:
    definition = SCHEMA.query_type.fields[name]  # type: ignore[union-attr]

    assert (field_of(SCHEMA, definition).method is not None) == direct


def test_a_schema_that_turns_exceptions_into_answers_keeps_the_wrapper() -> None:
    @strawberry.type
    class Refused:
        message: str

    class Handler(strawberry.ExceptionHandler[ValueError, Refused]):
        def handle(self, exception: ValueError, *, field: Any, info: Any) -> Refused:
            return Refused(message=str(exception))

    schema = strawberry.Schema(Query, exception_handlers=[Handler()])._schema
    definition = schema.query_type.fields["leaves"]  # type: ignore[union-attr]

    assert field_of(schema, definition).method is None


async def test_the_info_is_of_the_class_that_the_schema_promises() -> None:
    document = "{ leaves items(first: 1) { path(by: 7) } }"
    ours = await executed(Ours, SCHEMA, Request(document, parse(document), {}), "the context")

    assert ours.data["leaves"].startswith("{'info': 'OwnInfo', 'text': None, 'first_number': 5,")
    assert ours.data["items"] == [{"path": "['items', 0, 'path'] path the context"}]


async def test_a_resolver_that_is_replaced_is_the_one_that_runs() -> None:
    schema = strawberry.Schema(Query)._schema
    definition = schema.query_type.fields["static"]  # type: ignore[union-attr]
    document = "query Replaced { static }"
    before = await executed(Ours, schema, Request(document, parse(document), {}), None)
    definition.resolve = lambda *_args, **_arguments: "another"
    after = await executed(Ours, schema, Request(document, parse(document), {}), None)

    assert before.data == {"static": "{'n': 1}"}
    assert after.data == {"static": "another"}
