"""Arguments that several fields share."""

from typing import Annotated

import strawberry

__all__ = ["After", "Before", "Departments", "First", "Jobs", "Last", "ListSize"]

ListSize = Annotated[int, strawberry.argument(description="How many, from the front.")]
Jobs = Annotated[
    list[str] | None, strawberry.argument(description="Only these jobs, such as `Director`.")
]
Departments = Annotated[
    list[str] | None, strawberry.argument(description="Only these departments, such as `Sound`.")
]
First = Annotated[int | None, strawberry.argument(description="How many, from the front.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many, from the back.")]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]
