"""Sizes of the schema's answers about itself.

Their lists differ much in length (of all types, few have enum values), so each counts as the
mean over the schema, rounded up: over all types that is what the whole list comes to.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    GraphQLSchema,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)

from .sizes import ListSize


def introspection_sizes(schema: GraphQLSchema) -> dict[tuple[str, str], ListSize]:
    """The list sizes of __Schema, __Type, __Field and __Directive."""
    types: list[Any] = list(schema.type_map.values())
    with_fields = [each for each in types if is_object_type(each) or is_interface_type(each)]
    fields = [field for each in with_fields for field in each.fields.values()]
    possible = [schema.get_possible_types(each) for each in types if is_abstract_type(each)]
    counts = {
        ("__Schema", "types"): len(types),
        ("__Schema", "directives"): len(schema.directives),
        ("__Type", "fields"): _mean((len(each.fields) for each in with_fields), len(types)),
        ("__Type", "interfaces"): _mean((len(each.interfaces) for each in with_fields), len(types)),
        ("__Type", "possibleTypes"): _mean(map(len, possible), len(types)),
        ("__Type", "enumValues"): _mean(
            (len(each.values) for each in types if is_enum_type(each)), len(types)
        ),
        ("__Type", "inputFields"): _mean(
            (len(each.fields) for each in types if is_input_object_type(each)), len(types)
        ),
        ("__Field", "args"): _mean((len(each.args) for each in fields), len(fields)),
        ("__Directive", "args"): _mean(
            (len(each.args) for each in schema.directives), len(schema.directives)
        ),
    }
    return {place: ListSize(at_most=count) for place, count in counts.items()}


def _mean(lengths: Iterable[int], over: int) -> int:
    return -(-sum(lengths) // max(1, over))
