"""Arguments: how many items their lists have and how deep their inputs nest, before anything runs.

What is written in the document is looked at once; what is in variables, each time, and before they
are coerced: that took graphql-core seconds for a body of a megabyte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from .bounds import Bound
from .sizes import ITEMS_BOUND


@dataclass(frozen=True)
class ArgumentBounds:
    """`items` bounds a list that declares no other of `named` (ITEMS_BOUND in its metadata).

    `parts` and `depth` bound inputs within inputs of their own kind, such as `and` and `not`.
    """

    items: Bound
    parts: Bound
    depth: Bound
    named: Mapping[str, Bound]

    def count(self, argument: Any, name: str, value: Any, variables: Mapping[str, Any]) -> int:
        """The number of list items in the value of an argument, a literal or plain.

        Errors: GraphQLError.
        """
        count = _Count(self, variables)
        count.walk(argument.type, value, name, self.bound_of(argument), {})
        return count.items

    def check(self, type_: Any, name: str, value: Any) -> None:
        """Errors: GraphQLError when the raw value of a variable is beyond any bound."""
        _Count(self, {}).walk(type_, value, f"${name}", self.items, {})

    def bound_of(self, declared: Any) -> Bound:
        """The bound of a list that an argument or a field of an input holds."""
        definition = (declared.extensions or {}).get("strawberry-definition")
        name = definition.metadata.get(ITEMS_BOUND) if definition is not None else None
        return self.items if name is None else self.named[name]


@dataclass
class _Count:
    bounds: ArgumentBounds
    variables: Mapping[str, Any]
    items: int = 0
    parts: int = 0
    node: Node | None = None

    def walk(
        self, type_: Any, value: Any, name: str, bound: Bound, above: Mapping[str, int]
    ) -> None:
        """`above` says how many inputs of each kind this value is within."""
        if isinstance(value, VariableNode):
            value = self.variables.get(value.name.value)
        if value is None or isinstance(value, NullValueNode):
            return
        if isinstance(value, ValueNode):
            self.node = value
        if is_non_null_type(type_):
            self.walk(type_.of_type, value, name, bound, above)
        elif is_list_type(type_):
            self._walk_list(type_.of_type, _items(value), name, bound, above)
        elif is_input_object_type(type_):
            self._walk_object(type_, _entries(value), above)

    def _walk_list(
        self, type_: Any, values: list[Any], name: str, bound: Bound, above: Mapping[str, int]
    ) -> None:
        if len(values) > bound.limit:
            raise self._beyond(bound, len(values), f"items of `{name}`", "Ask in several parts.")
        self.items += len(values)
        for value in values:
            self.walk(type_, value, name, bound, above)

    def _walk_object(
        self, type_: Any, entries: Mapping[str, Any], above: Mapping[str, int]
    ) -> None:
        depth = above.get(type_.name, 0) + 1
        if depth > 1:
            self.parts += 1
        if depth > self.bounds.depth.limit:
            what = f"levels of {type_.name} within one another"
            raise self._beyond(self.bounds.depth, depth, what, "Write it flatter.")
        if self.parts > self.bounds.parts.limit:
            what = f"inputs of {type_.name} within one"
            raise self._beyond(self.bounds.parts, self.parts, what, "Ask in several parts.")
        within = {**above, type_.name: depth}
        for name, value in entries.items():
            field = type_.fields.get(name)
            if field is not None:
                self.walk(field.type, value, name, self.bounds.bound_of(field), within)

    def _beyond(self, bound: Bound, value: int, what: str, remedy: str) -> GraphQLError:
        return bound.error(value, what, remedy, () if self.node is None else (self.node,))


def _items(value: Any) -> list[Any]:
    if isinstance(value, ListValueNode):
        return list(value.values)
    return list(value) if isinstance(value, list | tuple) else [value]


def _entries(value: Any) -> Mapping[str, Any]:
    if isinstance(value, ObjectValueNode):
        return {field.name.value: field.value for field in value.fields}
    return value if isinstance(value, Mapping) else {}
