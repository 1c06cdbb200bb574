"""The cache of plans: one per operation and outcome of its @skip and @include."""

from collections import OrderedDict
from collections.abc import Iterable
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
CONDITIONAL = ("skip", "include")
INCREMENTAL = ("defer", "stream")


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
    ) -> OperationPlan | None:
        """The plan, compiled now or earlier; None for what is answered in increments.

        Errors: GraphQLError when it cannot be compiled.
        """
        entry = self._entries.get(id(operation))
        if entry is None or entry.operation is not operation or entry.fragments != fragments:
            entry = self._entries[id(operation)] = _Entry(operation, fragments)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(id(operation))
        if entry.is_incremental:
            return None
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
        self.fragments = fragments
        self.plans: dict[tuple[Any, ...], OperationPlan] = {}
        directives = _directives(operation, fragments)
        self.is_incremental = any(each.name.value in INCREMENTAL for each in directives)
        self.names = _variables(each for each in directives if each.name.value in CONDITIONAL)


def _directives(
    operation: OperationDefinitionNode, fragments: dict[str, FragmentDetails]
) -> list[DirectiveNode]:
    """Every directive anywhere in the operation."""
    found: list[DirectiveNode] = []

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
            found.append(node)

    visit(operation, Finder())
    for fragment in fragments.values():
        visit(fragment.definition, Finder())
    return found


def _variables(directives: Iterable[DirectiveNode]) -> tuple[str, ...]:
    """The names of the variables that directives get, each once."""
    return tuple(
        dict.fromkeys(
            argument.value.name.value
            for directive in directives
            for argument in directive.arguments or ()
            if isinstance(argument.value, VariableNode)
        )
    )
