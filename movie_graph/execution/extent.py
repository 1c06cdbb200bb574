"""The extent of a document: how much of everything it has, by one pass over each definition.

It comes before validation, so fragments may be missing here, or spread themselves: that counts as
nothing, and validation says it. Each fragment is measured once, so the time is linear however
often its fields are spread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from .bounds import Bound, DocumentBounds


class Extent(NamedTuple):
    """A selection with its fragments written out."""

    fields: int
    depth: int
    """Nested selections. Questions about the schema itself are not counted: they are bounded by
    a rule of the specification's validation."""
    root_fields: int


NOTHING = Extent(0, 0, 0)


def errors_of_extent(document: DocumentNode, bounds: DocumentBounds) -> list[GraphQLError]:
    """What in the document goes beyond its bounds, one error for each of them at most."""
    walk = _Walk(document)
    found = {}
    for operation in walk.operations:
        for bound, value, what, remedy in _extents(walk, operation, bounds):
            if value > bound.limit:
                found[bound] = bound.error(value, what, remedy, [operation])
    for bound, value, what in (
        (bounds.aliases, walk.aliases, "aliases"),
        (bounds.directives, walk.directives, "directives"),
    ):
        if value > bound.limit:
            found[bound] = bound.error(value, what, "Send several documents.")
    return list(found.values())


def _extents(
    walk: "_Walk", operation: OperationDefinitionNode, bounds: DocumentBounds
) -> Iterator[tuple[Bound, int, str, str]]:
    extent = walk.extent(operation.selection_set)
    yield (bounds.fields, extent.fields, "fields, fragments written out,", "Select fewer of them.")
    yield (bounds.depth, extent.depth, "nested selections", "Start the walk further down.")
    if operation.operation is OperationType.MUTATION:
        remedy = "Send the rest in another request."
        yield (bounds.mutations, extent.root_fields, "mutations", remedy)
    else:
        remedy = "Send the rest in another document."
        yield (bounds.root_fields, extent.root_fields, "root fields", remedy)


@dataclass
class _Walk:
    document: DocumentNode
    aliases: int = 0
    directives: int = 0

    def __post_init__(self) -> None:
        definitions = self.document.definitions
        self.operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
        self._fragments = {
            d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._known: dict[str, Extent] = {}
        self._extents: dict[int, Extent] = {}
        for definition in definitions:
            if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
                self.directives += len(definition.directives or ())
                for variable in definition.variable_definitions or ():
                    self.directives += len(variable.directives or ())
        for operation in self.operations:
            self.extent(operation.selection_set)
        for name in self._fragments:
            self._spread(name)

    def extent(self, selection_set: SelectionSetNode) -> Extent:
        """The extent of a selection; everything in it is counted the first time."""
        known = self._extents.get(id(selection_set))
        if known is not None:
            return known
        fields = depth = root_fields = 0
        for selection in selection_set.selections:
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self.aliases += selection.alias is not None
                below = NOTHING
                if selection.selection_set:
                    below = self.extent(selection.selection_set)
                    if not selection.name.value.startswith("__"):
                        depth = max(depth, below.depth + 1)
                fields += 1 + below.fields
                root_fields += 1
                continue
            if isinstance(selection, InlineFragmentNode):
                below = self.extent(selection.selection_set)
            else:
                assert isinstance(selection, FragmentSpreadNode)  # noqa: S101 — no other kind
                below = self._spread(selection.name.value)
            fields += below.fields
            depth = max(depth, below.depth)
            root_fields += below.root_fields
        extent = self._extents[id(selection_set)] = Extent(fields, depth, root_fields)
        return extent

    def _spread(self, name: str) -> Extent:
        if name not in self._known:
            self._known[name] = NOTHING  # while it is measured: it may spread itself
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.extent(fragment.selection_set)
        return self._known[name]
