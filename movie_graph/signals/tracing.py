"""Traces by OpenTelemetry: a span for each step of a request, never one per object."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from opentelemetry import context as context_api
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    Span,
    SpanKind,
    StatusCode,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from .. import __version__
from ..database.watching import UNWATCHED
from .answered import Answered

SERVICE = "movie-graph"
PROPAGATOR = TraceContextTextMapPropagator()


def exporting_to(endpoint: str) -> SpanProcessor:
    """What sends spans to a collector, from a thread of its own."""
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint))


class Tracing:
    """Makes spans and hands them to `processor`."""

    def __init__(self, processor: SpanProcessor, *, ratio: float) -> None:
        """`ratio` of the requests are traced, and those whose caller traces them."""
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": SERVICE, "service.version": __version__}),
            sampler=ParentBased(TraceIdRatioBased(ratio)),
            shutdown_on_exit=False,  # the server says when
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("movie_graph", __version__)

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[None]:
        """The span that all others of a request are in; a child of the caller's, if it has one."""
        caller = PROPAGATOR.extract(headers, context_api.Context())
        attributes = {"http.request.method": method}
        span = self._tracer.start_span("request", caller, SpanKind.SERVER, attributes)
        with Step(span):
            yield

    def answered(self, answered: Answered) -> None:
        """What became of the request that is under way."""
        span = get_current_span()
        if span.is_recording():
            span.set_attributes(
                {
                    "http.response.status_code": answered.status,
                    "graphql.operation.name": answered.operation or "",
                    "movie_graph.outcome": answered.outcome,
                    "movie_graph.statements": answered.cost.statements,
                    "movie_graph.rows": answered.cost.rows,
                }
            )

    def span(self, name: str) -> AbstractContextManager[None]:
        """Around a step of the request that is under way; nothing where that is not traced."""
        if not get_current_span().is_recording():
            return UNWATCHED
        return Step(self._tracer.start_span(name))

    def batch(self, loader: str, keys: int) -> AbstractContextManager[None]:
        """Around a batch, likewise."""
        if not get_current_span().is_recording():
            return UNWATCHED
        return Step(
            self._tracer.start_span(
                "batch", attributes={"movie_graph.loader": loader, "movie_graph.keys": keys}
            )
        )

    def statement(self, text: str) -> AbstractContextManager[None]:
        """Around a statement, likewise; its text has `:names` where values will be."""
        if not get_current_span().is_recording():
            return UNWATCHED
        attributes = {"db.query.text": text}
        return Step(self._tracer.start_span("statement", None, SpanKind.CLIENT, attributes))

    def past(self, name: str, began: int, ended: int) -> None:
        """A span that is over; times in nanoseconds since 1970."""
        self._tracer.start_span(name, start_time=began).end(ended)

    def trace_id(self) -> str:
        """Of the request that is under way, as 32 hexadecimal digits."""
        return format_trace_id(get_current_span().get_span_context().trace_id)

    def close(self) -> None:
        """Send what is left, and stop."""
        self._provider.shutdown()


class Step:
    """A span for the length of a block. Of an error it tells the class only: a message may hold
    what a client sent."""

    __slots__ = ("_span", "_token")

    def __init__(self, span: Span) -> None:
        self._span = span

    def __enter__(self) -> None:
        self._token = context_api.attach(set_span_in_context(self._span))

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _traceback: TracebackType | None
    ) -> None:
        context_api.detach(self._token)
        if kind is not None:
            self._span.set_status(StatusCode.ERROR, kind.__name__)
        self._span.end()
