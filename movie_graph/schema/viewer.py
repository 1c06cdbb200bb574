"""The viewer: who signed in."""

from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry.types import Info

from movie_graph.context import Context
from movie_graph.database.catalog import viewer_rating_listing

from .arguments import After, First
from .list_sizes import FORWARD_PAGE, sized
from .pagination import page, part_of
from .rating import RatingConnection


@dataclass(frozen=True)
class SignedIn:
    """Whose token came with the request."""

    subject: str


@strawberry.type(description="Whoever signed in.")
class Viewer:
    subject: str = strawberry.field(description="The subject of the token.")

    @strawberry.field(
        graphql_type=RatingConnection,
        description="The viewer's ratings, newest first.",
        metadata=sized(FORWARD_PAGE),
    )
    async def ratings(
        root: strawberry.Parent[Any],  # noqa: N805 — Strawberry passes the SignedIn
        info: Info[Context, Any],
        first: First = None,
        after: After = None,
    ) -> Any:
        listing = viewer_rating_listing(root.subject)
        return await page(info.context, listing, part_of(info.context, listing, first, after))
