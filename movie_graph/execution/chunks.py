"""Chunks: a connection read part by part, by one operation made for it.

The operation that a client sends has its `first` and `after` replaced by variables, and asks for
nothing beside the list but whether there is more, and, once, for how many there are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
)

from .documents import Prepared
from .listing import CODE, Group, Listing, Path

PLACED = ("first", "after")


@dataclass(frozen=True)
class Chunk:
    """One part of a list. `total` is how many there are in all, where that was asked."""

    rows: list[Any]
    after: str | None
    """Where the next part begins; None when there is none."""
    total: int | None


@dataclass(frozen=True)
class ChunkedOperation:
    """An operation for one chunk at a time, with the names of its own variables."""

    prepared: Prepared
    operation: OperationDefinitionNode
    path: Path
    first: str
    after: str
    counted: str
    page: str
    count: str

    def variables(self, first: int, after: str | None, *, counted: bool) -> dict[str, Any]:
        """The values of its variables for one chunk."""
        return {self.first: first, self.after: after, self.counted: counted}

    def chunk(self, data: Any) -> Chunk:
        """What an answer has of the list."""
        *above, rows = self.path
        for name in above:
            if data is None:
                break
            data = data[name]
        if data is None:  # an object above the list is not there, so neither is the list
            return Chunk([], None, 0)
        page = data[self.page]
        after = page["endCursor"] if page["hasNextPage"] else None
        return Chunk(data[rows], after, data.get(self.count))


def chunked(
    prepared: Prepared, operation: OperationDefinitionNode, listing: Listing
) -> ChunkedOperation:
    """The operation that reads `listing`, which is a connection's, chunk by chunk.

    Errors: GraphQLError when it is to be read from its end.
    """
    assert listing.connection is not None  # noqa: S101 — the caller looked
    assert prepared.document is not None  # noqa: S101 — it has an operation
    taken = {each.variable.name.value for each in operation.variable_definitions or ()}
    first, after, counted = (
        _free(name, taken) for name in ("chunkFirst", "chunkAfter", "chunkCounted")
    )
    rows = listing.fields[-1][0]
    page, count = _free("pageInfo", {rows}), _free("totalCount", {rows})
    selection: Sequence[SelectionNode] = [
        _field(listing.fields[-1]),
        _plain("pageInfo", page, below=("hasNextPage", "endCursor")),
        _plain("totalCount", count, include=counted),
    ]
    *above, connection, _ = listing.fields
    _refuse_backwards(connection)
    kept = [each for each in _arguments(connection) if each.name.value not in PLACED]
    placed = [_argument("first", first), _argument("after", after)]
    selection = [_field(connection, [*kept, *placed], selection)]
    for group in reversed(above):
        selection = [_field(group, _arguments(group), selection)]
    made = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=(
            *(operation.variable_definitions or ()),
            _variable(first, "Int"),
            _variable(after, "String"),
            _variable(counted, "Boolean"),
        ),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selection)),
    )
    fragments = [
        each for each in prepared.document.definitions if isinstance(each, FragmentDefinitionNode)
    ]
    document = DocumentNode(definitions=(made, *fragments))
    return ChunkedOperation(
        Prepared(document, (), [made]), made, listing.path, first, after, counted, page, count
    )


def _arguments(group: Group) -> Sequence[ArgumentNode]:
    return group[1][0].node.arguments or ()


def _refuse_backwards(group: Group) -> None:
    for argument in _arguments(group):
        if argument.name.value in ("last", "before"):
            raise GraphQLError(
                f"A file is read from its beginning, and `{argument.name.value}` is about an end. "
                "Turn `orderBy` round, and use `first` and `after`.",
                [detail.node for detail in group[1]],
                extensions={"code": CODE},
            )


def _field(
    group: Group,
    arguments: Sequence[ArgumentNode] | None = None,
    selection: Sequence[SelectionNode] | None = None,
) -> FieldNode:
    """The field with what its nodes select together. Its directives have been heard."""
    nodes = [detail.node for detail in group[1]]
    if selection is None:
        selection = [
            each for node in nodes if node.selection_set for each in node.selection_set.selections
        ]
    return FieldNode(
        alias=nodes[0].alias,
        name=nodes[0].name,
        arguments=tuple(nodes[0].arguments or () if arguments is None else arguments),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selection)),
    )


def _plain(
    name: str, alias: str, *, below: Sequence[str] = (), include: str | None = None
) -> FieldNode:
    inner = SelectionSetNode(selections=tuple(_plain(each, each) for each in below))
    return FieldNode(
        alias=NameNode(value=alias),
        name=NameNode(value=name),
        arguments=(),
        directives=()
        if include is None
        else (
            DirectiveNode(name=NameNode(value="include"), arguments=(_argument("if", include),)),
        ),
        selection_set=inner if below else None,
    )


def _argument(name: str, variable: str) -> ArgumentNode:
    return ArgumentNode(
        name=NameNode(value=name), value=VariableNode(name=NameNode(value=variable))
    )


def _variable(name: str, type_: str) -> VariableDefinitionNode:
    return VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=name)),
        type=NamedTypeNode(name=NameNode(value=type_)),
        directives=(),
    )


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name
