"""The classic design: FastAPI, mysql-connector-python, bulk fetching; sync in the thread pool."""

import json
import os
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import strawberry
from fastapi import FastAPI  # type: ignore[import-not-found]  # lives in bench/.venv
from fastapi.responses import JSONResponse  # type: ignore[import-not-found]
from mysql.connector.pooling import MySQLConnectionPool  # type: ignore[import-not-found]
from pydantic import BaseModel
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from .bulk_fetching import Bulk, wanted_here
from .bulk_types import BoxOffice, Long, Movie, MovieConnection, MovieRef, PageInfo, Person

POOL_SIZE = 20  # the pool refuses rather than waits, so more than the bench's connections
MIN_BUDGET = Long(1_000_000)


class Asked(BaseModel):
    """The body of a request."""

    query: str


@strawberry.type
class Analytics:
    @strawberry.field
    def flops(
        self, info: Info[Any, Any], first: int = 10, min_budget: Long = MIN_BUDGET
    ) -> list[BoxOffice]:
        bulk: Bulk = info.context
        return bulk.flops(first, min_budget, wanted_here(info))


@strawberry.type
class Query:
    @strawberry.field
    def movies(self, info: Info[Any, Any], first: int = 20) -> MovieConnection:
        bulk: Bulk = info.context
        found = bulk.movie_page(first + 1)
        nodes = found[:first]
        bulk.fill_movies(nodes, wanted_here(info, "nodes"))
        return MovieConnection(
            nodes=nodes,
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=_cursor(nodes)),
        )

    @strawberry.field
    def movie(self, info: Info[Any, Any], by: MovieRef) -> Movie | None:
        bulk: Bulk = info.context
        number = by.tmdb_id or int(str(by.id).partition(":")[2])
        found = list(bulk.movies([number]).values())
        bulk.fill_movies(found, wanted_here(info))
        return found[0] if found else None

    @strawberry.field
    def person(self, info: Info[Any, Any], id: strawberry.ID) -> Person | None:
        bulk: Bulk = info.context
        found = list(bulk.people([int(id.partition(":")[2])]).values())
        bulk.fill_people(found, wanted_here(info))
        return found[0] if found else None

    @strawberry.field
    def analytics(self) -> Analytics:
        return Analytics()


def _pool() -> Any:
    url = urlsplit(os.environ["BENCH_DATABASE_URL"])
    return MySQLConnectionPool(
        pool_size=POOL_SIZE,
        host=url.hostname,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.path.strip("/"),
        charset="utf8mb4",
        autocommit=True,
    )


def _cursor(nodes: list[Movie]) -> str | None:
    if not nodes:
        return None
    place = json.dumps([nodes[-1].popularity, nodes[-1].number])
    return urlsafe_b64encode(place.encode()).decode()


schema = strawberry.Schema(
    Query, config=StrawberryConfig(scalar_map={Long: strawberry.scalar(name="Long", serialize=int)})
)
app = FastAPI()
pool = _pool()


def graphql(asked: Asked) -> Any:
    """Not async, so FastAPI runs it in its thread pool."""
    with pool.get_connection() as connection:
        result = schema.execute_sync(asked.query, context_value=Bulk(connection))
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return JSONResponse(answer)


app.post("/graphql")(graphql)
