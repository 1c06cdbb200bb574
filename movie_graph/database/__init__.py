"""The database: the only code that knows a driver."""

from .engine import Database, Parameters, Reader, Row, Snapshot, Transaction, Value
from .opening import open_database

__all__ = [
    "Database",
    "Parameters",
    "Reader",
    "Row",
    "Snapshot",
    "Transaction",
    "Value",
    "open_database",
]
