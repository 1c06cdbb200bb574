"""Steps: for each kind of file, look up what the transform must know, transform, write."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import pandas as pd

from .layouts import Kind
from .load import CatalogueWriter
from .transform.batch import Batch
from .transform.credits import transform_credits
from .transform.ids import IdSet
from .transform.keywords import transform_keywords
from .transform.links import transform_links
from .transform.movie_records import known_movies, movie_ids
from .transform.movies import transform_movies
from .transform.ratings import drop_older, subject, transform_ratings, utc_text


@dataclass
class State:
    """What is remembered between the frames of one file, and of the links between files."""

    writer: CatalogueWriter
    seen: IdSet = field(default_factory=IdSet)
    linked: IdSet = field(default_factory=IdSet)
    films: pd.DataFrame | None = None

    def begin_file(self) -> None:
        """Forget what belongs to the file before."""
        self.writer.begin_file()
        self.seen = IdSet()
        self.films = None


Step: TypeAlias = Callable[[pd.DataFrame, State], Awaitable[Batch]]


async def _movies(frame: pd.DataFrame, state: State) -> Batch:
    batch = transform_movies(frame, state.seen)
    await state.writer.write(batch)
    return batch


async def _credits(frame: pd.DataFrame, state: State) -> Batch:
    return await _of_known_movies(frame, state, transform_credits)


async def _keywords(frame: pd.DataFrame, state: State) -> Batch:
    return await _of_known_movies(frame, state, transform_keywords)


async def _of_known_movies(
    frame: pd.DataFrame, state: State, transform: Callable[[pd.DataFrame], Batch]
) -> Batch:
    ids = movie_ids(frame)
    catalogue = await state.writer.known_movies(ids[ids > 0].tolist())
    known, sorted_out = known_movies(frame, catalogue, state.seen)
    batch = transform(known)
    batch.rejects += sorted_out.rejects
    batch.merged += sorted_out.merged
    await state.writer.write(batch)
    return batch


async def _links(frame: pd.DataFrame, state: State) -> Batch:
    batch = transform_links(frame, state.linked)
    await state.writer.write(batch)
    return batch


async def _ratings(frame: pd.DataFrame, state: State) -> Batch:
    writer = state.writer
    if state.films is None:
        state.films = await writer.films()
    ratings, batch = transform_ratings(frame, state.films)
    users = ratings["user"].unique().tolist()
    ids, before = await writer.user_ids([subject(user) for user in users])
    user_ids = {user: ids[subject(user)] for user in users}
    there = await writer.ratings_by(before)
    # Files are sorted by user. Where one is not, a user comes back, and what was written of that
    # user before may be newer.
    returning = {user for user in users if not state.seen.add(user)}
    if returning:
        ratings = drop_older(ratings, returning, user_ids, there, batch)
    await writer.write_ratings(
        list(
            zip(
                ratings["user"].map(user_ids).tolist(),
                ratings["movie_id"].tolist(),
                ratings["score"].tolist(),
                utc_text(ratings["second"].tolist()),
                strict=True,
            )
        ),
        there,
    )
    return batch


STEPS: dict[Kind, Step] = {
    Kind.MOVIES: _movies,
    Kind.CREDITS: _credits,
    Kind.KEYWORDS: _keywords,
    Kind.LINKS: _links,
    Kind.RATINGS: _ratings,
}
