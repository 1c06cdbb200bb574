"""Mutation: rating a movie, and taking the rating back."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Union

import strawberry
from strawberry.types import Info

from loaders.rows import MovieRow, RatingRow
from movie_graph.context import Context
from movie_graph.database import ratings
from movie_graph.execution import IsInstanceOf
from movie_graph.roles import RATERS, Role

from .movie import Movie
from .rating import HIGHEST, LOWEST, STEP, Rating, score_of, tenths_of
from .references import MovieRef, described, movie_number
from .user_errors import (
    MovieNotFound,
    RatingNotFound,
    RoleRequired,
    ScoreOutOfRange,
    SignInRequired,
)


@dataclass(frozen=True)
class Rated:
    """A rating and its movie, both read after the commit. Only a viewer who takes the rating back
    in that very moment, by another request, leaves no rating to read."""

    movie: MovieRow | None
    rating: RatingRow | None


@dataclass(frozen=True)
class Unrated:
    """A movie, read after its rating was taken back."""

    movie: MovieRow | None


@strawberry.input(description="A score for a movie.")
class RateMovieInput:
    movie: MovieRef = strawberry.field(description="Which movie.")
    score: float = strawberry.field(description="0.5 to 10 in steps of 0.5.")


@strawberry.type(description="The rating is stored.")
class RatedMovie:
    movie: Movie = strawberry.field(description="The movie, read after the commit.")
    rating: Rating = strawberry.field(description="The rating, read after the commit.")

    is_type_of = IsInstanceOf(Rated)


@strawberry.type(description="The rating is taken back.")
class UnratedMovie:
    movie: Movie = strawberry.field(description="The movie, read after the commit.")

    is_type_of = IsInstanceOf(Unrated)


RateMovieResult = Annotated[
    Union[RatedMovie, MovieNotFound, ScoreOutOfRange, SignInRequired, RoleRequired],  # noqa: UP007 — Strawberry names unions by this form
    strawberry.union("RateMovieResult", description="A stored rating, or why there is none."),
]
UnrateMovieResult = Annotated[
    Union[UnratedMovie, MovieNotFound, RatingNotFound, SignInRequired, RoleRequired],  # noqa: UP007
    strawberry.union("UnrateMovieResult", description="The movie, or why nothing was done."),
]
Input = Annotated[RateMovieInput, strawberry.argument(description="Which movie, which score.")]
MovieArgument = Annotated[MovieRef, strawberry.argument(description="Which movie.")]


@strawberry.type(description="What changes something. Needs a signed-in viewer.")
class Mutation:
    @strawberry.mutation(
        graphql_type=RateMovieResult,
        description="Rate a movie, or change your rating of it. Harmless to repeat.",
    )
    async def rate_movie(self, info: Info[Context, Any], input: Input) -> Any:
        context = info.context
        if context.subject is None or not context.signed.may_rate:
            return _not_permitted(context)
        tenths = tenths_of(input.score)
        if tenths is None:
            return _score_out_of_range(input.score)
        number = await movie_number(context, input.movie)
        if number is None:
            return _movie_not_found(input.movie)
        try:
            await ratings.rate(
                context.database,
                subject=context.subject,
                movie_id=number,
                score=tenths,
                rated_at=_now(),
            )
        except ratings.UnknownMovieError:
            return _movie_not_found(input.movie)
        context.loaders.clear()
        movie = await context.loaders.movie_by_id().load(number)
        rating = await context.loaders.rating_by_movie_id(context.subject).load(number)
        return Rated(movie, rating)

    @strawberry.mutation(
        graphql_type=UnrateMovieResult, description="Take your rating of a movie back."
    )
    async def unrate_movie(self, info: Info[Context, Any], movie: MovieArgument) -> Any:
        context = info.context
        if context.subject is None or not context.signed.may_rate:
            return _not_permitted(context)
        number = await movie_number(context, movie)
        row = None if number is None else await context.loaders.movie_by_id().load(number)
        if number is None or row is None:
            return _movie_not_found(movie)
        if not await ratings.unrate(context.database, subject=context.subject, movie_id=number):
            return RatingNotFound(
                message=f"You have not rated the movie with {described(movie)}; nothing to undo."
            )
        context.loaders.clear()
        return Unrated(await context.loaders.movie_by_id().load(number))


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _not_permitted(context: Context) -> SignInRequired | RoleRequired:
    if context.subject is not None:
        roles = sorted(RATERS, key=list(Role).index)
        return RoleRequired(
            message=f"Your token names no role that may rate: {', '.join(roles)}.",
            roles=[role.value for role in roles],
        )
    if not context.settings.takes_tokens:
        return SignInRequired(
            message="This server is read-only: it has no key to check tokens with. "
            "See MOVIE_GRAPH_JWT_SECRET."
        )
    return SignInRequired(message="Sign in first: send the header `Authorization: Bearer <token>`.")


def _score_out_of_range(score: float) -> ScoreOutOfRange:
    lowest, highest, step = score_of(LOWEST), score_of(HIGHEST), score_of(STEP)
    return ScoreOutOfRange(
        message=f"A score of {score:g} cannot be given. Give {lowest:g} to {highest:g} in steps "
        f"of {step:g}.",
        minimum=lowest,
        maximum=highest,
        step=step,
    )


def _movie_not_found(ref: MovieRef) -> MovieNotFound:
    return MovieNotFound(message=f"There is no movie with {described(ref)}.")
