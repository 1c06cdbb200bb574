"""Signals: what the server tells about itself, to Prometheus, by OpenTelemetry and in its log.

All of it hangs on one `Signals` per process. What is switched off is not imported.
"""

import importlib.util
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from ..config import Settings
from ..database import Transaction
from ..database.comments import name_statements
from ..database.watching import UNWATCHED, Watcher
from ..errors import ConfigError
from .answered import Answered
from .slow_operations import log_if_slow

if TYPE_CHECKING:
    from .metrics import Metrics
    from .tracing import Tracing

__all__ = ["Answered", "Signals", "check_telemetry"]

EXTRA = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


class Signals(Watcher):
    """What one server process tells, as its settings say."""

    metrics: "Metrics | None" = None
    tracing: "Tracing | None" = None

    def __init__(self, settings: Settings) -> None:
        """Errors: ConfigError when traces are asked for and the extra is not installed."""
        self._comments = settings.sql_comments
        self._slow_seconds = settings.slow_operation_seconds
        if settings.metrics:
            from .metrics import Metrics

            self.metrics = Metrics(operations_max=settings.metrics_operations_max)
        if settings.trace_endpoint:
            check_telemetry(settings)
            from .tracing import Tracing, exporting_to

            exporter = exporting_to(settings.trace_endpoint)
            self.tracing = Tracing(exporter, ratio=settings.trace_ratio)

    # ── a request ──

    def request(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[Any]:
        """Around a whole request."""
        return self.tracing.request(method, headers) if self.tracing else UNWATCHED

    def execution(self, operation: str | None) -> AbstractContextManager[Any]:
        """Around the execution of `operation`, whose statements carry its name."""
        if self._comments:
            name_statements(operation)
        return self.tracing.span("execute") if self.tracing else UNWATCHED

    def answered(self, answered: Answered) -> None:
        """A request has its answer, as good or bad as it is."""
        if self.metrics:
            self.metrics.answered(answered)
        if self.tracing:
            self.tracing.answered(answered)
        log_if_slow(answered, self._slow_seconds)

    def trace_id(self) -> str | None:
        """The id that finds the request's trace; None when nothing is traced."""
        return self.tracing.trace_id() if self.tracing else None

    def close(self) -> None:
        """Send what is left. Takes as long as the collector lets it, so not on the event loop."""
        if self.tracing:
            self.tracing.close()

    # ── the database ──

    def waited(self, seconds: float) -> None:
        if self.metrics:
            self.metrics.pool_wait.observe(seconds)

    def retried(self, what: str) -> None:
        if self.metrics:
            self.metrics.retries.labels(what).inc()

    def statement(self, text: str) -> AbstractContextManager[Any]:
        return self.tracing.statement(text) if self.tracing else UNWATCHED

    def batch(self, loader: str, keys: int) -> AbstractContextManager[Any]:
        if self.metrics:
            self.metrics.batch_keys.observe(keys)
        return self.tracing.batch(loader, keys) if self.tracing else UNWATCHED

    def watched(self, tx: Transaction) -> Transaction:
        if self.tracing:
            from .traced_transaction import TracedTransaction

            return TracedTransaction(tx, self.tracing)
        return tx


def check_telemetry(settings: Settings) -> None:
    """Errors: ConfigError when traces are asked for and the extra is not installed."""
    if settings.trace_endpoint and not all(map(_is_there, EXTRA)):
        raise ConfigError(
            "MOVIE_GRAPH_TRACE_ENDPOINT needs OpenTelemetry, which is not installed. "
            "In the folder of the project, run: pip install '.[telemetry]'"
        )


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of a package above it
        return False
