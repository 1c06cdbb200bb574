"""Movie."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from loaders.batch import BatchLoader
from loaders.credits import CastByMovieIdLoader, CrewByMovieIdLoader
from loaders.rows import MovieRow, RatingRow
from loaders.similar import SimilarByMovieIdLoader
from movie_graph.context import Context
from movie_graph.database.catalog import movie_rating_listing
from movie_graph.execution import IsInstanceOf

from .arguments import After, Departments, First, Jobs, ListSize
from .credit import CastCredit, CrewCredit
from .enums import MovieStatus
from .fields import attribute, relation
from .genre import Genre
from .list_sizes import (
    COMPANIES,
    COUNTRIES,
    DIRECTORS,
    FIRST,
    FORWARD_PAGE,
    GENRES,
    KEYWORDS,
    LANGUAGES,
    SCORES,
)
from .named import Country, Keyword, Language, ProductionCompany
from .node import Node
from .pagination import Page, page_by_key, part_of
from .rating import Rating, RatingBucket, RatingConnection
from .scalars import ID, Date, Long

if TYPE_CHECKING:
    from .person import Person

LazyMovie = Annotated["Movie", strawberry.lazy(".movie")]
LazyPerson = Annotated["Person", strawberry.lazy(".person")]


def cast(context: Context, first: ListSize = 10) -> CastByMovieIdLoader:
    return context.loaders.cast_by_movie_id(context.list_size(first))


def crew(
    context: Context, first: ListSize = 10, jobs: Jobs = None, departments: Departments = None
) -> CrewByMovieIdLoader:
    return context.loaders.crew_by_movie_id(context.list_size(first), jobs, departments)


def ratings(
    context: Context, first: First = None, after: After = None
) -> BatchLoader[int, Page[RatingRow]]:
    listing = movie_rating_listing()
    return page_by_key(context, listing, part_of(context, listing, first, after))


def similar(context: Context, first: ListSize = 10) -> SimilarByMovieIdLoader:
    return context.loaders.similar_by_movie_id(context.list_size(first))


def viewer_rating(context: Context) -> BatchLoader[int, RatingRow | None] | None:
    subject = context.subject
    return None if subject is None else context.loaders.rating_by_movie_id(subject)


@strawberry.type(description="A movie.")
class Movie(Node):
    id: ID = attribute(ID, "id", convert="Movie:{}".format, description="`Movie:` and a number.")
    tmdb_id: int = attribute(int, "id", description="TMDB's number for the movie.")
    imdb_id: str | None = strawberry.field(description="IMDb's id, such as `tt0133093`.")
    title: str = strawberry.field(description="The English title.")
    original_title: str | None = strawberry.field(description="The title at home.")
    original_language: str | None = strawberry.field(
        description="The code of the original language, such as `ja`."
    )
    overview: str | None = strawberry.field(description="What it is about.")
    tagline: str | None = strawberry.field(description="The line on the poster.")
    status: MovieStatus | None = strawberry.field(description="How far its production has come.")
    release_date: Date | None = strawberry.field(description="The day of the first release.")
    year: int | None = attribute(
        int | None, "release_year", description="The year of the first release."
    )
    runtime_minutes: int | None = strawberry.field(description="Its length in minutes.")
    budget: Long | None = strawberry.field(description="In US dollars. Null means not reported.")
    revenue: Long | None = strawberry.field(description="In US dollars. Null means not reported.")
    profit: Long | None = strawberry.field(
        description="revenue − budget; null unless both are known."
    )
    popularity: float | None = strawberry.field(description="TMDB's measure of current interest.")
    poster_path: str | None = strawberry.field(description="TMDB's path of the poster.")
    homepage: str | None = strawberry.field(description="The movie's own site.")
    vote_average: float | None = strawberry.field(
        description="Average of all votes, 0 to 10; null while there are none."
    )
    vote_count: int = strawberry.field(description="Number of votes: the source's and ours.")

    return_on_investment: float | None = strawberry.field(
        description="revenue / budget; null unless both are known."
    )
    rating_histogram: list[RatingBucket] = relation(
        list[RatingBucket],
        lambda context: context.loaders.rating_buckets_by_movie_id(),
        key="id",
        description="How often each score was given, lowest first; scores never given are absent.",
        size=SCORES,
    )
    viewer_rating: Rating | None = relation(
        Rating | None,
        viewer_rating,
        key="id",
        description="The signed-in viewer's own rating; null without one.",
    )
    genres: list[Genre] = relation(
        list[Genre],
        lambda context: context.loaders.genres_by_movie_id(),
        key="id",
        description="The genres, most fitting first.",
        size=GENRES,
    )
    keywords: list[Keyword] = relation(
        list[Keyword],
        lambda context: context.loaders.keywords_by_movie_id(),
        key="id",
        description="What the movie is about, in single words.",
        size=KEYWORDS,
    )
    directors: list[LazyPerson] = relation(
        list[LazyPerson],
        lambda context: context.loaders.directors_by_movie_id(),
        key="id",
        description="Who directed it.",
        size=DIRECTORS,
    )
    cast: list[CastCredit] = relation(
        list[CastCredit], cast, key="id", description="The actors, in billing order.", size=FIRST
    )
    crew: list[CrewCredit] = relation(
        list[CrewCredit],
        crew,
        key="id",
        description="Who else made it, in the source's order.",
        size=FIRST,
    )
    production_companies: list[ProductionCompany] = relation(
        list[ProductionCompany],
        lambda context: context.loaders.companies_by_movie_id(),
        key="id",
        description="The companies that produced it.",
        size=COMPANIES,
    )
    production_countries: list[Country] = relation(
        list[Country],
        lambda context: context.loaders.countries_by_movie_id(),
        key="id",
        description="The countries that it was produced in.",
        size=COUNTRIES,
    )
    spoken_languages: list[Language] = relation(
        list[Language],
        lambda context: context.loaders.languages_by_movie_id(),
        key="id",
        description="The languages spoken in it.",
        size=LANGUAGES,
    )
    similar: list[LazyMovie] = relation(
        list[LazyMovie],
        similar,
        key="id",
        description="Other movies that share keywords, people and genres: 2 points for each "
        "keyword, 2 for each person in the credits of both, 1 for each genre; most points first.",
        size=FIRST,
    )
    ratings: RatingConnection = relation(
        RatingConnection,
        ratings,
        key="id",
        description="The ratings given here, newest first.",
        size=FORWARD_PAGE,
    )

    is_type_of = IsInstanceOf(MovieRow)
