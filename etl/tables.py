"""Tables: what the ETL writes, column by column, in the order of the rows' values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from movie_graph.database.engine import Value

Row: TypeAlias = tuple[Value, ...]
Rows: TypeAlias = Sequence[Row]

MAX_INT = 2**31 - 1  # INTEGER, on MySQL
MAX_LONG = 2**53 - 1  # what a client can be sent as a JSON number
NAME_LENGTH = 500  # names and titles, and their folded neighbours
SEARCH_TEXT_LENGTH = 1001
PATH_LENGTH = 255
PROSE_LENGTH = 16_000  # TEXT holds 65,535 bytes, a character takes up to 4


@dataclass(frozen=True)
class Table:
    """Rows of one entity. The first column is the key; the last `uncompared` ones a new row must
    have, but they are brought up to date later and so do not make a row differ."""

    name: str
    columns: tuple[str, ...]
    uncompared: int = 0


@dataclass(frozen=True)
class ListTable:
    """The list of something that belongs to a movie: rows of (movie_id, position, …)."""

    name: str
    columns: tuple[str, ...]


MOVIES = Table(
    "movies",
    (
        *("id", "imdb_id", "title", "title_folded", "search_text"),
        *("original_title", "original_language", "overview", "tagline", "status"),
        *("release_date", "release_year", "runtime_minutes", "budget", "revenue"),
        *("popularity", "poster_path", "homepage", "collection_id"),
    ),
)
VOTES = Table(
    "votes",
    ("movie_id", "imported_sum", "imported_count", "vote_sum", "vote_count"),
    uncompared=2,
)
COLLECTIONS = Table("collections", ("id", "name", "poster_path", "backdrop_path"))
PEOPLE = Table(
    "people",
    ("id", "name", "name_folded", "gender", "profile_path", "department", "credit_count"),
    uncompared=2,
)
GENRES = Table("genres", ("id", "name"))
KEYWORDS = Table("keywords", ("id", "name"))
COMPANIES = Table("companies", ("id", "name"))
COUNTRIES = Table("countries", ("code", "name"))
LANGUAGES = Table("languages", ("code", "name"))
LINKS = Table("links", ("movielens_id", "tmdb_id", "imdb_id"))

MOVIE_GENRES = ListTable("movie_genres", ("movie_id", "position", "genre_id"))
MOVIE_KEYWORDS = ListTable("movie_keywords", ("movie_id", "position", "keyword_id"))
MOVIE_COMPANIES = ListTable("movie_companies", ("movie_id", "position", "company_id"))
MOVIE_COUNTRIES = ListTable("movie_countries", ("movie_id", "position", "country_code"))
MOVIE_LANGUAGES = ListTable("movie_languages", ("movie_id", "position", "language_code"))
CAST_CREDITS = ListTable(
    "cast_credits",
    ("movie_id", "position", "person_id", "character_name", "character_folded", "billing_order"),
)
CREW_CREDITS = ListTable("crew_credits", ("movie_id", "position", "person_id", "job", "department"))
RATINGS = ("user_id", "movie_id", "score", "rated_at")
