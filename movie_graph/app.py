"""The ASGI application: routes, and the database for as long as the server lives."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from . import __version__
from .config import Settings
from .endpoint import Endpoint
from .errors import DatabaseError
from .explorer import explorer_routes
from .metrics_page import metrics_routes
from .readiness import Readiness
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
        self._readiness: Readiness | None = None
        self.starlette = Starlette(
            routes=[
                Route("/", _to_explorer),
                Route("/graphql", self._graphql, methods=["GET", "POST"]),
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
                    allow_headers=["Authorization", "Content-Type"],
                    max_age=86_400,
                )
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._readiness = Readiness(self._settings, self._signals)
        self._endpoint = Endpoint(
            self._schema, self._settings, self._readiness, self._signing, self._signals
        )
        try:
            await self._readiness.start()
            yield
        finally:
            await self._readiness.close()
            await asyncio.to_thread(self._signals.close)

    async def _graphql(self, request: Request) -> Response:
        return await self._endpoint(request)

    async def _ready(self, _request: Request) -> Response:
        """Whether requests would be answered: the database is there, its tables are current."""
        assert self._readiness is not None  # noqa: S101 — routes run inside the lifespan
        try:
            ready = await self._readiness.is_ready()
        except DatabaseError as error:
            logger.warning("Not ready: %s", error)  # names the database's host, so not for all
            return JSONResponse({"ready": False}, 503)
        return JSONResponse({"ready": ready}, 200 if ready else 503)


async def _health(_request: Request) -> Response:
    """Whether the process answers at all; asks nobody else."""
    return JSONResponse({"status": "alive", "version": __version__})


async def _to_explorer(_request: Request) -> Response:
    return RedirectResponse("/graphql")
