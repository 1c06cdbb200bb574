"""/metrics: what Prometheus asks for."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from .signals.metrics import Metrics


def metrics_routes(metrics: "Metrics | None") -> list[Route]:
    """The page, where there are metrics."""
    if metrics is None:
        return []

    def page(request: Request) -> Response:  # in a thread: with several workers it reads files
        content, media_type = metrics.exposition(request.headers.get("accept", ""))
        return Response(content, headers={"content-type": media_type})

    return [Route("/metrics", page)]
