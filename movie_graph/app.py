"""The ASGI application: routes, and the database for as long as the server lives."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from . import __version__
from .config import Settings
from .cross_site import PREFLIGHTED
from .endpoint import Endpoint
from .errors import DatabaseError
from .explorer import explorer_routes
from .gate import Gate
from .http_answer import refusal
from .masking import unexpected
from .metrics_page import metrics_routes
from .persisted_documents import open_documents
from .readiness import Readiness
from .refusal import RefusedError, brief
from .schema import build_schema
from .signals import Signals
from .signing import Signing

logger = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; without settings, by those of the environment.

    Errors: ConfigError.
    """
    settings = settings or Settings.from_env()
    return _App(settings).starlette


class _App:
    """The routes of one application and what they share while it runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._signals = Signals(settings)
        self._schema = build_schema(settings, tracing=self._signals.tracing)
        self._signing = Signing(settings)
        self._documents = open_documents(settings, self._schema.prepare)
        self._readiness: Readiness | None = None
        self.starlette = Starlette(
            routes=[
                Route("/", _to_explorer),
                Route("/graphql", self, methods=["GET", "POST"]),
                Route("/export", self, methods=["GET"]),
                Route("/health", _health),
                Route("/ready", self._ready),
                *(explorer_routes() if settings.explorer else []),
                *metrics_routes(self._signals.metrics),
            ],
            middleware=[
                Middleware(
                    CORSMiddleware,
                    allow_origins=settings.cors_origins,
                    allow_methods=["GET", "POST"],
                    allow_headers=["Authorization", "Content-Type", *PREFLIGHTED],
                    max_age=86_400,
                )
            ],
            exception_handlers={HTTPException: _no_such_place, Exception: _unexpected},
            lifespan=self._lifespan,
        )
        # /graphql/ is a 404, not a redirect, which fails on an address that is not UTF-8.
        self.starlette.router.redirect_slashes = False

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._readiness = Readiness(self._settings, self._signals)
        endpoint = Endpoint(
            self._schema,
            self._settings,
            self._readiness,
            self._documents,
            self._signing,
            self._signals,
        )
        self._gate = Gate(endpoint, self._settings)
        try:
            await self._readiness.start()
            yield
        finally:
            await self._readiness.close()
            await asyncio.to_thread(self._signals.close)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to /graphql or /export. An ASGI application of its own: a function of a
        request would be wrapped once more, for every request."""
        await self._gate(scope, receive, send)

    async def _ready(self, _request: Request) -> Response:
        """Whether requests would be answered: the database is there, its tables are current."""
        assert self._readiness is not None  # noqa: S101 — routes run inside the lifespan
        try:
            ready = await self._readiness.is_ready()
        except DatabaseError as error:
            logger.warning("Not ready: %s", error)  # names the database's host, so not for all
            return JSONResponse({"ready": False}, 503)
        return JSONResponse({"ready": ready}, 200 if ready else 503)


async def _no_such_place(request: Request, error: Exception) -> Response:
    """404 and 405, which Starlette raises, in the shape of every other refusal."""
    assert isinstance(error, HTTPException)  # noqa: S101 — it is registered for no other
    headers = dict(error.headers or {})
    remedy = f"Use {headers['Allow']}." if "Allow" in headers else "The graph is at /graphql."
    line = f"{error.detail}: {request.method} {brief(request.scope['path'])}. {remedy}"
    return refusal(RefusedError(error.status_code, line, headers))


async def _unexpected(_request: Request, error: Exception) -> Response:
    """A 500, which is a defect of ours, in the shape of every other refusal."""
    masked = unexpected(error)
    return refusal(RefusedError(500, masked["message"], extensions=masked["extensions"]))


async def _health(_request: Request) -> Response:
    """Whether the process answers at all; asks nobody else."""
    return JSONResponse({"status": "alive", "version": __version__})


async def _to_explorer(_request: Request) -> Response:
    return RedirectResponse("/graphql")
