"""Needs: which attributes of which types an operation reads at all.

A context that has a dictionary `needed` finds them there before the first resolver is called, so
that nothing has to be read from the database that nobody selected.
"""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, GraphQLObjectType

from .declarations import Attribute, Lookup, Relation
from .plan import FieldPlan, Needs, OperationPlan, SelectionPlan
from .shapes import Kind


def tell_needs(context: Any, plan: OperationPlan) -> None:
    """Tell a context that asks for it; worked out once for each plan."""
    needed = getattr(context, "needed", None)
    if needed is None:
        return
    if plan.needs is None:
        try:
            plan.needs = needs_of(plan)
        except GraphQLError:  # the run will raise it where it belongs
            plan.needs = {}
    needed.update(plan.needs)


def needs_of(plan: OperationPlan) -> Needs:
    """What the whole operation reads, whichever concrete types it meets."""
    needs: dict[str, set[str] | None] = {}
    for selection in _selections(plan.root):
        name = selection.object_type.name
        for field in (*selection.leaves, *selection.others):
            attributes = needs.setdefault(name, set())
            if attributes is None:
                continue
            if isinstance(field.source, Attribute):
                attributes.add(field.source.name)
            elif isinstance(field.source, Relation):
                attributes.add(field.source.key)
            elif not isinstance(field.source, Lookup):
                needs[name] = None
    return {
        name: None if attributes is None else frozenset(attributes)
        for name, attributes in needs.items()
    }


def _selections(root: SelectionPlan) -> Iterator[SelectionPlan]:
    waiting = [root]
    while waiting:
        selection = waiting.pop()
        yield selection
        for field in selection.others:
            waiting.extend(field.selection(type_) for type_ in _concrete_types(field))


def _concrete_types(field: FieldPlan) -> Iterator[GraphQLObjectType]:
    shape = field.shape
    while shape.item is not None:
        shape = shape.item
    if shape.type.name.startswith("__"):
        return
    if isinstance(shape.type, GraphQLObjectType):
        yield shape.type
    elif shape.kind is Kind.ABSTRACT:
        yield from field.operation.schema.get_possible_types(shape.type)  # type: ignore[arg-type]
