"""Stock Strawberry as its documentation shows: strawberry.asgi, DataLoader, an aiomysql pool."""

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiomysql
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from .stock_loaders import Loaders
from .stock_types import (
    BoxOffice,
    Long,
    Movie,
    MovieConnection,
    MovieRef,
    PageInfo,
    Person,
    loaders,
)

MIN_BUDGET = Long(1_000_000)


@strawberry.type
class Analytics:
    @strawberry.field
    async def flops(
        self, info: Info[Any, Any], first: int = 10, min_budget: Long = MIN_BUDGET
    ) -> list[BoxOffice]:
        return await loaders(info).flops(first, min_budget)


@strawberry.type
class Query:
    @strawberry.field
    async def movies(self, info: Info[Any, Any], first: int = 20) -> MovieConnection:
        found = await loaders(info).movies(first + 1)
        nodes = found[:first]
        return MovieConnection(
            nodes=nodes,
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=_cursor(nodes)),
        )

    @strawberry.field
    async def movie(self, info: Info[Any, Any], by: MovieRef) -> Movie | None:
        number = by.tmdb_id or int(str(by.id).partition(":")[2])
        return await loaders(info).movie_by_id.load(number)

    @strawberry.field
    async def person(self, info: Info[Any, Any], id: strawberry.ID) -> Person | None:
        return await loaders(info).person_by_id.load(int(id.partition(":")[2]))

    @strawberry.field
    def analytics(self) -> Analytics:
        return Analytics()


class WithLoaders(GraphQL[Any, Any]):
    """The ASGI view, with fresh loaders in the context of each request."""

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> dict[str, Any]:
        return {
            "request": request,
            "response": response,
            "loaders": Loaders(request.app.state.pool),
        }


@asynccontextmanager
async def lifespan(application: Starlette) -> AsyncIterator[None]:
    url = urlsplit(os.environ["BENCH_DATABASE_URL"])
    application.state.pool = await aiomysql.create_pool(
        host=url.hostname,
        port=url.port,
        user=url.username,
        password=url.password,
        db=url.path.strip("/"),
        charset="utf8mb4",
        autocommit=True,
        maxsize=10,
    )
    yield
    application.state.pool.close()
    await application.state.pool.wait_closed()


def _cursor(nodes: list[Movie]) -> str | None:
    if not nodes:
        return None
    place = json.dumps([nodes[-1].popularity, nodes[-1].number])
    return urlsafe_b64encode(place.encode()).decode()


schema = strawberry.Schema(
    Query, config=StrawberryConfig(scalar_map={Long: strawberry.scalar(name="Long", serialize=int)})
)
app = Starlette(routes=[Route("/graphql", WithLoaders(schema))], lifespan=lifespan)
