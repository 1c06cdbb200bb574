"""A collector of traces: takes OTLP over HTTP on a port that the system picks."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

VALUES = ("string_value", "int_value", "double_value", "bool_value")


@dataclass(frozen=True)
class Span:
    """One span as it arrived; ids in hexadecimal, "" for no parent."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]
    status: str
    seconds: float


@dataclass
class Collector:
    """What has arrived so far, in the order in which the spans ended."""

    address: str = ""
    spans: list[Span] = field(default_factory=list)
    resource: dict[str, Any] = field(default_factory=dict)

    def below(self, parent: Span) -> list[Span]:
        return [span for span in self.spans if span.parent == parent.id]

    def one(self, name: str) -> Span:
        [span] = [span for span in self.spans if span.name == name]
        return span

    def names(self) -> list[str]:
        return sorted(span.name for span in self.spans)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that runs for the block."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            _take(collector, body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.address = f"http://127.0.0.1:{server.server_port}/v1/traces"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def _take(collector: Collector, body: bytes) -> None:
    request = ExportTraceServiceRequest()
    request.ParseFromString(body)
    for of_resource in request.resource_spans:
        collector.resource = _plain(of_resource.resource.attributes)
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                collector.spans.append(
                    Span(
                        span.name,
                        span.trace_id.hex(),
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                        _plain(span.attributes),
                        span.status.message,
                        (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
                    )
                )


def _plain(attributes: Any) -> dict[str, Any]:
    return {
        each.key: next(getattr(each.value, kind) for kind in VALUES if each.value.HasField(kind))
        for each in attributes
    }
