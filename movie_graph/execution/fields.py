"""Fields: what a schema says of each of its fields, looked at once per schema."""

from dataclasses import dataclass
from typing import TypeAlias

from graphql import GraphQLField, GraphQLFieldResolver, GraphQLSchema
from strawberry import Schema
from strawberry.types.field import StrawberryField

from .arguments import Arguments
from .declarations import ATTRIBUTE, LOOKUP, RELATION, Attribute, Lookup, Relation
from .leaves import Quick, cannot_tell, column_of
from .methods import Method, method_of
from .shapes import Kind, Shape, shape_of

KEPT = "execution.field"

# What the schema declares about where a field comes from.
Source: TypeAlias = Attribute | Relation | Lookup


@dataclass(frozen=True, eq=False)
class Field:
    """One field of one type, whatever a document asks of it."""

    definition: GraphQLField
    resolve: GraphQLFieldResolver | None
    shape: Shape
    source: Source | None
    """None when only the resolver knows."""
    quick: Quick
    """Completes a column of leaves, with None in it where the field may be null."""
    column: Quick
    """The same for values that are not None, of lists too."""
    arguments: Arguments | None
    """None where the field is not Strawberry's."""
    method: Method | None
    """None where the resolver is to be called as it is."""


def field_of(schema: GraphQLSchema, definition: GraphQLField) -> Field:
    """The field of a definition, which the definition's extensions keep."""
    kept: Field | None = definition.extensions.get(KEPT)
    if kept is None or kept.definition is not definition or kept.resolve is not definition.resolve:
        kept = definition.extensions[KEPT] = _looked_at(schema, definition)
    return kept


def _looked_at(schema: GraphQLSchema, definition: GraphQLField) -> Field:
    shape = shape_of(definition.type)
    column = column_of(shape.type) if _ends_in_leaf(shape) else None  # type: ignore[arg-type]
    field = definition.extensions.get("strawberry-definition")
    owner = getattr(schema, "_strawberry_schema", None)
    arguments = method = None
    if isinstance(field, StrawberryField) and isinstance(owner, Schema):
        arguments = Arguments(owner, field, definition)
        method = method_of(owner, field, definition)
    return Field(
        definition,
        definition.resolve,
        shape,
        _source(field, definition) if isinstance(field, StrawberryField) else None,
        column(not shape.non_null) if column else cannot_tell,
        column(False) if column else cannot_tell,
        arguments,
        method,
    )


def _source(field: StrawberryField, definition: GraphQLField) -> Source | None:
    if field.extensions:
        return None
    if getattr(definition.resolve, "_is_default", False):
        own = type(field).get_result is StrawberryField.get_result
        return Attribute(field.python_name) if own and field.default_resolver is getattr else None
    for name in (ATTRIBUTE, RELATION, LOOKUP):
        if isinstance(declared := field.metadata.get(name), Source):
            return declared
    return None


def _ends_in_leaf(shape: Shape) -> bool:
    while shape.item is not None:
        shape = shape.item
    return shape.kind is Kind.LEAF
