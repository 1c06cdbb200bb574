"""Metrics for Prometheus, by its own client. docs/signals.md has the table of them.

With several workers each writes into files of one folder, and whichever is asked adds them up.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from ..config import shared_metrics_folder
from .answered import Answered

ANONYMOUS: Final = "(anonymous)"
OTHER: Final = "(other)"  # no name of GraphQL has a parenthesis

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
STATEMENTS = (0, 1, 2, 3, 5, 8, 13, 21, 50, 100)
KEYS = (1, 10, 20, 50, 100, 250, 500, 1000, 10_000)


class Metrics:
    """The metrics of one process, and what is shown of all of them."""

    def __init__(self, *, operations_max: int) -> None:
        """`operations_max` operations have a name; what comes later is one more, "(other)"."""
        own = CollectorRegistry()
        self.registry = own
        if folder := shared_metrics_folder():
            self.registry = CollectorRegistry()
            MultiProcessCollector(self.registry, folder)  # type: ignore[no-untyped-call]  # it has no types
        self._operations_max = operations_max
        self._operations: set[str] = set()
        self._durations: dict[tuple[str | None, str], Histogram] = {}
        self.duration = Histogram(
            "movie_graph_request",
            "How long requests to /graphql took.",
            ["operation", "outcome"],
            unit="seconds",
            buckets=SECONDS,
            registry=own,
        )
        self.statements = Histogram(
            "movie_graph_request_statements",
            "Statements that requests read by.",
            unit="statements",
            buckets=STATEMENTS,
            registry=own,
        )
        self.batch_keys = Histogram(
            "movie_graph_batch",
            "Keys that loaders asked for at once.",
            unit="keys",
            buckets=KEYS,
            registry=own,
        )
        self.pool_wait = Histogram(
            "movie_graph_pool_wait",
            "How long statements waited for a connection while all were busy.",
            unit="seconds",
            buckets=SECONDS,
            registry=own,
        )
        self.retries = Counter(
            "movie_graph_retries",
            "Reads and transactions that were tried again.",
            ["what"],
            registry=own,
        )
        self.refusals = Counter(
            "movie_graph_refusals",
            "Requests that a bound refused, in whole or in part.",
            ["bound"],
            registry=own,
        )

    def answered(self, answered: Answered) -> None:
        """Count a request that has its answer."""
        key = answered.operation if answered.has_run else OTHER, answered.outcome
        duration = self._durations.get(key)
        if duration is None:
            duration = self._duration(*key)
        duration.observe(answered.seconds)
        if answered.has_run:
            self.statements.observe(answered.cost.statements)
        if answered.errors or not answered.has_run:
            for bound in answered.bounds():
                self.refusals.labels(bound).inc()

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All of it in the text form that `accept` prefers, and its media type. Reads files."""
        encode, media_type = choose_encoder(accept)
        return encode(self.registry), media_type

    def _duration(self, operation: str | None, outcome: str) -> Histogram:
        label = operation or ANONYMOUS
        if label in (ANONYMOUS, OTHER) or label in self._operations:
            pass
        elif len(self._operations) < self._operations_max:
            self._operations.add(label)
        else:
            return self.duration.labels(OTHER, outcome)
        duration = self.duration.labels(label, outcome)
        self._durations[operation, outcome] = duration
        return duration
