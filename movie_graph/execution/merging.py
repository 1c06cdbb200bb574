"""Merging: the specification's rule that fields under one response name must fit together.

graphql-core's own rule compares every two fields of one name, which is quadratic: 490 times the
same field took it a second. This one compares each field with the first of its name: once for the
shape of its value, once for what it asks, beside those that can share its parent. The answer is
the same. It takes a document that is otherwise valid.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    print_ast,
)
from graphql.utilities.sort_value_node import sort_value_node
from graphql.utilities.type_from_ast import type_from_ast


@dataclass(frozen=True, eq=False)
class Selected:
    """A field where it stands in the document, with its parent's type and its own."""

    node: FieldNode
    parent: Any
    type: Any


Group: TypeAlias = list[Selected]


def errors_of_merging(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """The first conflict, if there is one."""
    merging = _Merging(
        schema,
        {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)},
    )
    try:
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                root = schema.get_root_type(definition.operation)
                fields = merging.collect([(root, definition.selection_set)])
                merging.check_shapes(fields)
                merging.check_requests(fields)
    except GraphQLError as error:
        return [error]
    return []


@dataclass
class _Merging:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    _selected: dict[int, Selected] = field(default_factory=dict)
    _asked: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    _shapes_seen: set[frozenset[Selected]] = field(default_factory=set)
    _requests_seen: set[frozenset[Selected]] = field(default_factory=set)

    def collect(self, selections: Iterable[tuple[Any, SelectionSetNode]]) -> Group:
        """The fields of selections on one object, each spread once."""
        found: dict[Selected, None] = {}
        spread: set[str] = set()
        left = list(selections)
        for parent, selection_set in left:  # which grows meanwhile
            for selection in selection_set.selections:
                if isinstance(selection, FieldNode):
                    found[self._select(selection, parent)] = None
                elif isinstance(selection, FragmentSpreadNode):
                    name = selection.name.value
                    if name not in spread:
                        spread.add(name)
                        fragment = self.fragments[name]
                        left.append((self._type(fragment), fragment.selection_set))
                else:
                    condition: Any = selection
                    of = self._type(condition) if condition.type_condition else parent
                    left.append((of, condition.selection_set))
        return list(found)

    def check_shapes(self, fields: Group) -> None:
        """Whether values under one name look alike, whatever object they are of."""
        if not _is_new(fields, self._shapes_seen):
            return
        for group in _by_name(fields).values():
            first = group[0]
            for other in group[1:]:
                if not _same_shape(first.type, other.type):
                    reason = f"they return conflicting types '{first.type}' and '{other.type}'"
                    raise _conflict(first, other, reason)
            self.check_shapes(self._below(group))

    def check_requests(self, fields: Group) -> None:
        """Whether fields under one name of one object ask the same."""
        if not _is_new(fields, self._requests_seen):
            return
        for group in _by_name(fields).values():
            for alike in _by_object(group):
                first = alike[0]
                for other in alike[1:]:
                    if self._request(first) != self._request(other):
                        raise _conflict(first, other, _difference(first, other))
                self.check_requests(self._below(alike))

    def _below(self, group: Group) -> Group:
        return self.collect(
            (get_named_type(each.type), each.node.selection_set)
            for each in group
            if each.node.selection_set
        )

    def _select(self, node: FieldNode, parent: Any) -> Selected:
        known = self._selected.get(id(node))
        if known is None:
            definition = self.schema.get_field(parent, node.name.value)
            assert definition is not None  # noqa: S101 — the document is valid
            known = self._selected[id(node)] = Selected(node, parent, definition.type)
        return known

    def _request(self, selected: Selected) -> tuple[Any, ...]:
        """The field's name and arguments, comparable."""
        known = self._asked.get(id(selected.node))
        if known is None:
            node = selected.node
            arguments = frozenset(
                (argument.name.value, print_ast(sort_value_node(argument.value)))
                for argument in node.arguments or ()
            )
            known = self._asked[id(node)] = (node.name.value, arguments)
        return known

    def _type(self, conditioned: Any) -> Any:
        return type_from_ast(self.schema, conditioned.type_condition)


def _is_new(fields: Group, seen: set[frozenset[Selected]]) -> bool:
    key = frozenset(fields)
    if not key or key in seen:
        return False
    seen.add(key)
    return True


def _by_name(fields: Group) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for each in fields:
        groups.setdefault((each.node.alias or each.node.name).value, []).append(each)
    return groups


def _by_object(group: Group) -> list[Group]:
    """The fields that one object can have together: those of its type and of abstract types."""
    abstract = [each for each in group if not is_object_type(each.parent)]
    concrete: dict[str, Group] = {}
    for each in group:
        if is_object_type(each.parent):
            concrete.setdefault(each.parent.name, []).append(each)
    return [abstract + own for own in concrete.values()] or [abstract]


def _same_shape(one: Any, other: Any) -> bool:
    while True:
        if is_non_null_type(one) or is_non_null_type(other):
            if not (is_non_null_type(one) and is_non_null_type(other)):
                return False
        elif is_list_type(one) or is_list_type(other):
            if not (is_list_type(one) and is_list_type(other)):
                return False
        else:
            return one is other if is_leaf_type(one) or is_leaf_type(other) else True
        one, other = one.of_type, other.of_type


def _difference(first: Selected, other: Selected) -> str:
    names = first.node.name.value, other.node.name.value
    if names[0] == names[1]:
        return "they have differing arguments"
    return f"'{names[0]}' and '{names[1]}' are different fields"


def _conflict(first: Selected, other: Selected, reason: str) -> GraphQLError:
    name = (first.node.alias or first.node.name).value
    return GraphQLError(
        f"Fields '{name}' conflict because {reason}. Use different aliases on the fields to fetch "
        "both if this was intentional.",
        [first.node, other.node],
    )
