"""The one list of an operation: where it is, and which columns its rows have.

A row is what the list holds; its columns are the leaves below it, by the names of the answer, those
of single objects with dots in them. One list below the rows may be exploded: each of its items then
makes a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    is_abstract_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from .shapes import Kind, Shape, shape_of

CODE: Final = "NOT_A_TABLE"
BESIDE_THE_LIST: Final = ("pageInfo", "totalCount", "__typename")
"""What stands beside the list of a connection, and is no column."""

Path: TypeAlias = tuple[str, ...]
Details: TypeAlias = list[FieldDetails]
Group: TypeAlias = tuple[str, Details]


@dataclass(frozen=True)
class Column:
    """A leaf by its way from the row. `of_item` if the way leads through the exploded list."""

    path: Path
    of_item: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Listing:
    """`fields` lead from the root to the list, each by its name in the answer.

    `connection` is the definition of the field above the list, if the list is a page of that.
    `exploded` is the way from a row to the list that is exploded.
    """

    fields: Sequence[Group]
    connection: GraphQLField | None
    columns: Sequence[Column]
    exploded: Path | None

    @property
    def path(self) -> Path:
        return tuple(name for name, _ in self.fields)


@dataclass(frozen=True)
class ListFinder:
    """Looks for the list of one operation. `variables` decide on @skip and @include."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues

    def listing(self, explode: Path | None = None) -> Listing:
        """The list, with that of its rows exploded which `explode` names.

        Errors: GraphQLError when there is none, or several, or a list that is not exploded.
        """
        type_: Any = self.schema.get_root_type(self.operation.operation)
        grouped: Mapping[str, Details] = collect_fields(
            self.schema, self.fragments, self.variables, type_, self.operation
        ).grouped_field_set
        fields: list[Group] = []
        connection = None
        while True:
            name, details = self._only(type_, grouped)
            fields.append((name, details))
            shape = self._shape(type_, details)
            if shape.item is not None:
                break
            if shape.kind is not Kind.OBJECT:
                raise _error(_no_list(name, shape), _nodes(details))
            connection = self._connection(type_, details, shape)
            type_ = shape.type
            grouped = self._subfields(type_, details)
        columns = self._columns(name, details, shape.item, explode)
        return Listing(fields, connection, columns, explode)

    def _only(self, type_: GraphQLObjectType, grouped: Mapping[str, Details]) -> Group:
        """The one field that leads to the list."""
        kept = {
            name: details
            for name, details in grouped.items()
            if details[0].node.name.value not in BESIDE_THE_LIST
        }
        if len(kept) != 1:
            named = ", ".join(f"`{name}`" for name in kept) or "nothing"
            raise _error(
                f"A file is one list, and of {type_.name} this operation selects {named}. "
                "Select one field, down to the list.",
                [detail.node for details in kept.values() for detail in details]
                or [self.operation],
            )
        return next(iter(kept.items()))

    def _shape(self, type_: GraphQLObjectType, details: Details) -> Shape:
        return shape_of(self._definition(type_, details).type)

    def _connection(
        self, type_: GraphQLObjectType, details: Details, shape: Shape
    ) -> GraphQLField | None:
        """The field's definition if it is that of a connection."""
        definition = self._definition(type_, details)
        has_pages = "after" in definition.args and "pageInfo" in getattr(shape.type, "fields", ())
        return definition if has_pages else None

    def _definition(self, type_: GraphQLObjectType, details: Details) -> GraphQLField:
        definition = self.schema.get_field(type_, details[0].node.name.value)
        assert definition is not None  # noqa: S101 — the document is valid
        return definition

    def _subfields(self, type_: GraphQLObjectType, details: Details) -> Mapping[str, Details]:
        return collect_subfields(
            self.schema, self.fragments, self.variables, self.operation, type_, details
        ).grouped_field_set

    # ── columns ──

    def _columns(
        self, name: str, details: Details, item: Shape, explode: Path | None
    ) -> Sequence[Column]:
        lists: dict[Path, None] = {}
        if item.kind is Kind.LEAF:
            return [Column((name,))]
        columns = dict.fromkeys(self._below(item.type, details, (), explode, lists))
        unexploded = [path for path in lists if path != explode]
        if explode is not None and explode not in lists:
            known = ", ".join(f"`{'.'.join(path)}`" for path in lists) or "none"
            raise _error(
                f"There is no list `{'.'.join(explode)}` in a row to explode. Lists: {known}.",
                _nodes(details),
            )
        if unexploded:
            [path, *_] = unexploded
            raise _error(_nested(path, explode), _nodes(details))
        return list(columns)

    def _below(
        self,
        type_: Any,
        details: Details,
        path: Path,
        explode: Path | None,
        lists: dict[Path, None],
    ) -> Iterator[Column]:
        """The columns of a selection, in its order; of several types, those of each in turn."""
        types = self.schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        for each in types:
            for name, below in self._subfields(each, details).items():
                way = (*path, name)
                if below[0].node.name.value == "__typename":
                    yield Column(way, _is_within(way, explode))
                    continue
                shape = self._shape(each, below)
                if shape.item is not None:
                    lists[way] = None
                    if way != explode:
                        continue
                    shape = shape.item
                if shape.kind is Kind.LEAF:
                    yield Column(way, _is_within(way, explode))
                else:
                    yield from self._below(shape.type, below, way, explode, lists)


def _is_within(path: Path, explode: Path | None) -> bool:
    return explode is not None and path[: len(explode)] == explode


def _nested(path: Path, explode: Path | None) -> str:
    name = ".".join(path)
    if explode is None:
        return (
            f"`{name}` is a list in each row, for which a file has no place. Leave it out, or have "
            f'one row for each of its items: explode "{name}".'
        )
    return (
        f"`{name}` is a list in each row, and `{'.'.join(explode)}` is exploded already. "
        "Leave one of them out: one list may be exploded."
    )


def _no_list(name: str, shape: Shape) -> str:
    if shape.kind is Kind.ABSTRACT:
        return (
            f"`{name}` may be of several types, so its list is not known. Ask for it by its type."
        )
    return f"`{name}` is no list, and a file is one. Select a list or a connection."


def _nodes(details: Details) -> Sequence[Node]:
    return [detail.node for detail in details]


def _error(message: str, nodes: Sequence[Node]) -> GraphQLError:
    return GraphQLError(message, nodes, extensions={"code": CODE})
