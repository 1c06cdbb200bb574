"""The executor: breadth-first execution at the seam that graphql-core offers.

A subclass of graphql-core's Executor, given as `execution_context_class` to `strawberry.Schema`
or as `executor_class` to `graphql.execute`. What it does not do itself (middleware, @defer and
@stream, abort signals, fragment arguments) it leaves to its base.
"""

from collections.abc import Coroutine
from inspect import iscoroutine
from typing import Any, ClassVar

from graphql import GraphQLError, OperationType
from graphql.execution import ExecutionResult
from graphql.execution.executor import Executor

from .cache import PlanCache
from .needs import tell_needs
from .plan import OperationPlan
from .run import ODD, Run


class BreadthFirstExecutor(Executor[Any]):
    """Resolves each field once for all objects of a level."""

    plans: ClassVar[PlanCache] = PlanCache()
    odd_classes: ClassVar[dict[type, bool]] = dict(ODD)

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The result of the operation, or a coroutine of it if something has to be waited for."""
        plan = self._plan() if self._is_ours() else None
        if plan is None:
            return super().execute_operation(serially)
        tell_needs(self.context_value, plan)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        run = Run(self)
        data = run.execute(plan.serial if serially else [plan.root], self.root_value)
        return self._later(run, data) if iscoroutine(data) else self._result(run, data)

    async def _later(self, run: Run, data: Coroutine[Any, Any, Any]) -> ExecutionResult:
        return self._result(run, await data)

    def _result(self, run: Run, data: dict[str, Any] | None) -> ExecutionResult:
        self.collected_errors.errors.extend(run.failures.errors)
        return self.build_response(data)  # type: ignore[return-value]  # no increments here

    def _plan(self) -> OperationPlan | None:
        """The operation's plan; None where the base should say what is wrong with it."""
        try:
            return self.plans.plan(
                self.schema, self.operation, self.fragments, self.variable_values
            )
        except (GraphQLError, RecursionError):
            return None

    def _is_ours(self) -> bool:
        manager = self.middleware_manager
        return (
            (manager is None or not manager.middlewares)
            and self.abort_signal is None
            and self.hooks is None
            and all(fragment.variable_signatures is None for fragment in self.fragments.values())
        )
