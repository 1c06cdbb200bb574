"""Serving: uvicorn with our application, in one process or several."""

import uvicorn

from .access_log import log_config
from .app import create_app
from .config import Settings

GRACE_SECONDS = 30


def run_server(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    Several workers are processes of their own, each of which reads the settings again from the
    environment; host and port are the parent's.
    """
    several = settings.workers > 1
    uvicorn.run(
        "movie_graph.app:create_app" if several else create_app(settings),
        factory=several,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        log_config=log_config(settings),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
