"""Watching: what a database tells whoever wants to know what it does."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine import Transaction

UNWATCHED: AbstractContextManager[None] = nullcontext()  # holds nothing, so one is enough


class Watcher:
    """Is told, and does nothing with it; subclasses do."""

    def waited(self, seconds: float) -> None:
        """Every connection was busy, and this is how long one had to be waited for."""

    def retried(self, what: str) -> None:
        """A "read" or a "transaction" failed and is tried again."""

    def statement(self, _text: str) -> AbstractContextManager[Any]:
        """Around a statement that a request reads by."""
        return UNWATCHED

    def batch(self, _loader: str, _keys: int) -> AbstractContextManager[Any]:
        """Around a batch of that many keys."""
        return UNWATCHED

    def watched(self, tx: "Transaction") -> "Transaction":
        """The handle that a transaction's block gets."""
        return tx
