"""A transaction whose statements each have a span."""

from collections.abc import Sequence

from ..database import Parameters, Row, Transaction
from ..database.engine import NO_PARAMETERS, Value
from .tracing import Tracing


class TracedTransaction(Transaction):
    """The handle for the block; the transaction it stands for begins and ends elsewhere."""

    def __init__(self, tx: Transaction, tracing: Tracing) -> None:
        self.dialect = tx.dialect
        self._tx = tx
        self._tracing = tracing

    async def fetch_all(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        with self._tracing.statement(statement):
            return await self._tx.fetch_all(statement, parameters)

    async def execute(self, statement: str, parameters: Parameters = NO_PARAMETERS) -> int:
        with self._tracing.statement(statement):
            return await self._tx.execute(statement, parameters)

    async def execute_and_commit(
        self, statement: str, parameters: Parameters = NO_PARAMETERS
    ) -> int:
        with self._tracing.statement(statement):
            return await self._tx.execute_and_commit(statement, parameters)

    async def commit(self) -> None:
        with self._tracing.statement("COMMIT"):
            await self._tx.commit()

    async def insert_rows(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Value]],
        *,
        upsert_key: Sequence[str] = (),
    ) -> None:
        with self._tracing.statement(self.dialect.insert(table, columns)):
            await self._tx.insert_rows(table, columns, rows, upsert_key=upsert_key)
