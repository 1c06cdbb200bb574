"""The executor: breadth-first execution at the seam that graphql-core offers.

A subclass of graphql-core's Executor, given as `execution_context_class` to `strawberry.Schema`
or as `executor_class` to `graphql.execute`. What it does not do itself (middleware, @defer and
@stream, abort signals, fragment arguments, runs without an event loop) it leaves to its base.
"""

import asyncio
from typing import Any, ClassVar

from graphql import GraphQLError, OperationType
from graphql.execution import ExecutionResult
from graphql.execution.executor import Executor

from .cache import PlanCache
from .plan import OperationPlan
from .run import Run


class BreadthFirstExecutor(Executor[Any]):
    """Resolves each field once for all objects of a level."""

    plans: ClassVar[PlanCache] = PlanCache()
    odd_classes: ClassVar[dict[type, bool]] = {}

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Run the operation; a coroutine of its result."""
        plan = self._plan() if self._is_ours() else None
        if plan is None:
            return super().execute_operation(serially)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        return self._run(plan, serially)

    async def _run(self, plan: OperationPlan, serially: bool) -> ExecutionResult:
        run = Run(self)
        if serially:
            data = await run.mutation(plan.serial, self.root_value)
        else:
            data = await run.query(plan.root, self.root_value)
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
            and _loop_is_running()
        )


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
