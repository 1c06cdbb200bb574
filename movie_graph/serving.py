"""Serving: uvicorn with our application, in one process or several."""

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from .access_log import log_config
from .app import create_app
from .config import Settings, share_metrics
from .database.tls import tls_context
from .signals import check_telemetry
from .signing import Signing

GRACE_SECONDS = 30
GARBAGE_THRESHOLD = 200_000  # objects, a list of 10,000 movies with genres; Python's own is 700


def run_server(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    Several workers are processes of their own, each of which reads the settings again from the
    environment; host and port are the parent's.
    """
    Signing(settings)  # what cannot be used stops us here, and not each worker in turn
    tls_context(settings)
    check_telemetry(settings)
    several = settings.workers > 1
    with _shared_metrics() if several and settings.metrics else nullcontext():
        _run(settings, several=several)


def _run(settings: Settings, *, several: bool) -> None:
    uvicorn.run(
        "movie_graph.serving:worker_app" if several else worker_app(settings),
        factory=several,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        log_config=log_config(settings),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


@contextmanager
def _shared_metrics() -> Iterator[None]:
    """A folder in which the workers gather their metrics, for as long as they live."""
    with tempfile.TemporaryDirectory(prefix="movie-graph-metrics-") as folder:
        share_metrics(folder)
        yield


def worker_app(settings: Settings | None = None) -> Starlette:
    """The application of one server process, which is tuned for it."""
    app = create_app(settings)
    collect_garbage_seldom()
    if parent := parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()
    return app


def collect_garbage_seldom() -> None:
    """Look for cycles seldom, from now on: an answer is thousands of dictionaries and no cycle."""
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)


def _end_after(parent: BaseProcess) -> None:
    """End this worker, in order, when its parent has died without doing so."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
