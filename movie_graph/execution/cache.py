"""The cache of plans: one per operation and outcome of its @skip and @include."""

from collections import OrderedDict
from typing import Any

from graphql import (
    DirectiveNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from .plan import OperationPlan

OUTCOMES_KEPT = 16


class PlanCache:
    """Bounded; the operation least recently run is forgotten first.

    Operations are known by identity: a cache of parsed documents hands out the same one again.
    """

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._entries: OrderedDict[int, _Entry] = OrderedDict()

    def plan(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> OperationPlan:
        """The plan, compiled now or earlier. Errors: GraphQLError when it cannot be compiled."""
        entry = self._entries.get(id(operation))
        if entry is None or entry.operation is not operation:
            entry = self._entries[id(operation)] = _Entry(operation, fragments)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(id(operation))
        coerced = variables.coerced
        outcome = tuple(coerced.get(name) for name in entry.names)
        plan = entry.plans.get(outcome)
        if plan is None or plan.schema is not schema:
            if len(entry.plans) >= OUTCOMES_KEPT:
                entry.plans.clear()
            plan = OperationPlan(schema, operation, fragments, variables)
            entry.plans[outcome] = plan
        return plan


class _Entry:
    def __init__(
        self, operation: OperationDefinitionNode, fragments: dict[str, FragmentDetails]
    ) -> None:
        self.operation = operation
        self.names = _directive_variables(operation, fragments)
        self.plans: dict[tuple[Any, ...], OperationPlan] = {}


def _directive_variables(
    operation: OperationDefinitionNode, fragments: dict[str, FragmentDetails]
) -> tuple[str, ...]:
    """The variables that decide about @skip and @include anywhere in the operation."""
    names: dict[str, None] = {}

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
            if node.name.value in ("skip", "include"):
                for argument in node.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        names[argument.value.name.value] = None

    visit(operation, Finder())
    for fragment in fragments.values():
        visit(fragment.definition, Finder())
    return tuple(names)
