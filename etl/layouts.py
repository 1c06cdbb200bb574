"""Layouts: which files are known, the columns that are read from each, and the loading order."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one record of a file is about."""

    MOVIES = "movies"
    CREDITS = "credits"
    KEYWORDS = "keywords"
    LINKS = "links"
    RATINGS = "ratings"


@dataclass(frozen=True)
class Layout:
    """One known file. `columns` maps our name of a column to the file's."""

    file: str
    dataset: str
    kind: Kind
    columns: dict[str, str]
    chunk_records: int
    breaks_in_prose: bool = False  # an unquoted line break may cut a record into pieces


def _named(*names: str, **renamed: str) -> dict[str, str]:
    return {name: name for name in names} | renamed


MOVIE_COLUMNS = (
    *("id", "title", "original_title", "original_language", "overview", "tagline", "status"),
    *("release_date", "runtime", "budget", "revenue", "popularity", "homepage"),
    *("vote_average", "vote_count"),
    *("genres", "production_companies", "production_countries", "spoken_languages"),
)
TMDB_5000 = "TMDB 5000"
THE_MOVIES_DATASET = "The Movies Dataset"

# In loading order: movies before what belongs to them, ratings last of all. TMDB 5000 comes
# behind The Movies Dataset: it is the cleaner snapshot, so what it knows wins.
LAYOUTS = (
    Layout(
        "movies_metadata.csv",
        THE_MOVIES_DATASET,
        Kind.MOVIES,
        _named(*MOVIE_COLUMNS, "imdb_id", "poster_path", "belongs_to_collection"),
        chunk_records=2_000,
        breaks_in_prose=True,
    ),
    Layout(
        "credits.csv",
        THE_MOVIES_DATASET,
        Kind.CREDITS,
        _named("id", "cast", "crew"),
        chunk_records=2_000,
    ),
    Layout(
        "keywords.csv",
        THE_MOVIES_DATASET,
        Kind.KEYWORDS,
        _named("id", "keywords"),
        chunk_records=5_000,
    ),
    Layout(
        "tmdb_5000_movies.csv",
        TMDB_5000,
        Kind.MOVIES,
        _named(*MOVIE_COLUMNS, "keywords"),
        chunk_records=2_000,
        breaks_in_prose=True,
    ),
    Layout(
        "tmdb_5000_credits.csv",
        TMDB_5000,
        Kind.CREDITS,
        _named("cast", "crew", id="movie_id"),
        chunk_records=2_000,
    ),
    *(
        Layout(
            file,
            THE_MOVIES_DATASET,
            Kind.LINKS,
            _named(movielens_id="movieId", imdb_id="imdbId", tmdb_id="tmdbId"),
            chunk_records=20_000,
        )
        for file in ("links.csv", "links_small.csv")
    ),
    *(
        Layout(
            file,
            THE_MOVIES_DATASET,
            Kind.RATINGS,
            _named("rating", "timestamp", movielens_user="userId", movielens_id="movieId"),
            chunk_records=50_000,
        )
        for file in ("ratings.csv", "ratings_small.csv")
    ),
)

# Both files number their users from 1, and not the same people: together they would mix them up.
LEFT_OUT_BESIDE = {"ratings_small.csv": "ratings.csv"}
