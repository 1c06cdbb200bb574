"""Shapes: an output type unwrapped once: which layers may be null, which are lists."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from graphql import (
    GraphQLNamedType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)


class Kind(Enum):
    """What a layer of a type is."""

    LEAF = auto()
    OBJECT = auto()
    ABSTRACT = auto()
    LIST = auto()


@dataclass(frozen=True, eq=False)
class Shape:
    """One layer of a type. `item` is the next layer of a list, None otherwise."""

    kind: Kind
    non_null: bool
    type: GraphQLNamedType
    item: "Shape | None" = None

    def at(self, depth: int) -> "Shape":
        """The layer under `depth` lists."""
        shape = self
        for _ in range(depth):
            assert shape.item is not None  # noqa: S101 — a place is never deeper than its type
            shape = shape.item
        return shape


@lru_cache(maxsize=4096)
def shape_of(type_: GraphQLOutputType) -> Shape:
    """The shape of an output type."""
    non_null = is_non_null_type(type_)
    inner = type_.of_type if non_null else type_  # type: ignore[union-attr]
    named = get_named_type(type_)
    if is_list_type(inner):
        return Shape(Kind.LIST, non_null, named, shape_of(inner.of_type))
    if is_leaf_type(inner):
        return Shape(Kind.LEAF, non_null, named)
    if is_abstract_type(inner):
        return Shape(Kind.ABSTRACT, non_null, named)
    return Shape(Kind.OBJECT, non_null, named)
