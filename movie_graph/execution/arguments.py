"""Arguments: from what a document says to what a resolver takes."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry import Schema
from strawberry.relay import GlobalID
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

IMMUTABLE = (str, int, float, bool, type(None), Enum)


class Arguments:
    """The arguments of one Strawberry field, by their Python names.

    Strawberry looks every type up anew at each call. Leaves are what they are, and null is None,
    so most calls need their other names and nothing else.
    """

    def __init__(self, owner: Schema, field: StrawberryField, definition: GraphQLField) -> None:
        self._owner = owner
        self._field = field
        name_of = owner.config.name_converter.from_argument
        self._names: dict[str, str] = {}
        self._leaves: set[str] = set()
        self._wrapped: set[str] = set()  # Maybe: null is something else than nothing
        for argument in field.arguments:
            name = name_of(argument)
            self._names[name] = argument.python_name
            if argument.is_maybe:
                self._wrapped.add(name)
            elif _is_leaf(argument, definition.args[name]):
                self._leaves.add(name)

    def plain(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """The arguments where each is a leaf or null; None where one has to be converted."""
        names, leaves, wrapped = self._names, self._leaves, self._wrapped
        converted: dict[str, Any] = {}
        for name, value in values.items():
            if name in wrapped or not (value is None or name in leaves):
                return None
            converted[names[name]] = value
        return converted

    def converted(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """The arguments; None where the resolver has to see them, and say what is wrong."""
        plain = self.plain(values)
        if plain is not None:
            return plain
        owner, field = self._owner, self._field
        try:
            return convert_arguments(
                values, field.arguments, owner.schema_converter.scalar_registry, owner.config
            )
        except Exception:  # noqa: BLE001 — the run will raise it where it belongs
            return None


def constant_arguments(
    definition: GraphQLField, details: Sequence[FieldDetails]
) -> dict[str, Any] | None:
    """The arguments, coerced, if they are the same in every run."""
    node = details[0].node
    if not definition.args and not node.arguments:
        return {}
    if any(_has_variable(argument.value) for argument in node.arguments or ()):
        return None
    try:
        return get_argument_values(definition, node)
    except GraphQLError:
        return None  # the run will raise it where it belongs


def are_immutable(arguments: dict[str, Any] | None) -> bool:
    """Whether no resolver can change them, so that the next one may get the same."""
    return arguments is not None and all(
        isinstance(value, IMMUTABLE) for value in arguments.values()
    )


def _is_leaf(argument: StrawberryArgument, definition: GraphQLArgument) -> bool:
    type_ = argument.type
    inner = type_.of_type if isinstance(type_, StrawberryOptional) else type_
    return inner is not GlobalID and is_leaf_type(get_nullable_type(definition.type))


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_has_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)
