"""`extensions.plan`: how a request was answered, so that anybody can see that there is no N+1.

Sent only when it is asked for, with `"extensions": {"plan": true}` beside the query.
"""

from typing import Any

from .context import Cost
from .execution import Trace


def plan_extension(trace: Trace, cost: Cost, seconds: float) -> dict[str, Any]:
    """Levels with what was called and asked on each, and the statements in order of their ends.

    A level is the number of fields from the root. Times are in milliseconds.
    """
    numbers = sorted({call.level for call in trace.calls} | {ask.level for ask in trace.asks})
    return {
        "milliseconds": _milliseconds(seconds),
        "databaseMilliseconds": _milliseconds(cost.database_seconds),
        "rows": cost.rows,
        "levels": [
            {
                "level": number,
                "resolvers": [
                    {"field": call.field, "calls": call.calls}
                    for call in trace.calls
                    if call.level == number
                ],
                "loaders": [
                    {
                        "loader": ask.loader,
                        "fields": list(ask.fields),
                        "keys": ask.keys,
                        "milliseconds": _milliseconds(ask.seconds),
                    }
                    for ask in trace.asks
                    if ask.level == number
                ],
            }
            for number in numbers
        ],
        "statements": [
            {
                "loader": statement.loader,
                "statement": " ".join(statement.text.split()),
                "rows": statement.rows,
                "milliseconds": _milliseconds(statement.seconds),
            }
            for statement in cost.trace or ()
        ],
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
