"""Asking the graph: run a document as a request does, and see what it cost."""

from dataclasses import dataclass
from typing import Any

from movie_graph.config import Settings
from movie_graph.context import Cost, request_context
from movie_graph.database import Database
from movie_graph.masking import shown
from movie_graph.roles import ANONYMOUS, Signed
from movie_graph.schema import build_schema


@dataclass(frozen=True)
class Answer:
    """What a client would get, and what it cost the database."""

    data: Any
    errors: list[dict[str, Any]]
    cost: Cost

    @property
    def statements(self) -> int:
        return self.cost.statements


class Graph:
    """A schema on a database, without HTTP."""

    def __init__(self, database: Database, settings: Settings | None = None) -> None:
        self.database = database
        self.settings = settings or Settings()
        self.schema = build_schema(self.settings)

    async def ask(
        self, document: str, variables: dict[str, Any] | None = None, *, subject: str | None = None
    ) -> Answer:
        """Run `document`, errors and all."""
        signed = Signed(subject) if subject else ANONYMOUS
        async with request_context(self.database, self.settings, signed=signed) as context:
            result = await self.schema.execute(
                document, variable_values=variables, context_value=context
            )
            return Answer(result.data, shown(result.errors or []), context.cost)

    async def data(
        self, document: str, variables: dict[str, Any] | None = None, *, subject: str | None = None
    ) -> Any:
        """Run `document`, which must succeed; its data."""
        answer = await self.ask(document, variables, subject=subject)
        assert answer.errors == []
        return answer.data
