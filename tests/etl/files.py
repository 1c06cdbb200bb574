"""Small files in the public layouts, written for the tests, and a look at what became of them."""

import asyncio
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from etl.pipeline import load_folder
from etl.report import Report
from etl.synthetic.spelling import MOVIES_METADATA, TMDB_5000_MOVIES
from movie_graph.config import Settings
from movie_graph.database import Database
from movie_graph.database.engine import Row
from movie_graph.database.opening import open_database
from movie_graph.database.tables import migrate

# The columns that a reload must not change: all but the data set's own number and time.
TABLES = {
    "movies": "id",
    "votes": "movie_id",
    "people": "id",
    "genres": "id",
    "keywords": "id",
    "companies": "id",
    "countries": "code",
    "languages": "code",
    "collections": "id",
    "movie_genres": "movie_id, position",
    "movie_keywords": "movie_id, position",
    "movie_companies": "movie_id, position",
    "movie_countries": "movie_id, position",
    "movie_languages": "movie_id, position",
    "cast_credits": "movie_id, position",
    "crew_credits": "movie_id, position",
    "links": "movielens_id",
    "users": "id",
    "ratings": "user_id, movie_id",
}
MOVIE = {
    "id": "1",
    "imdb_id": "tt0000001",
    "title": "First",
    "original_title": "First",
    "original_language": "en",
    "overview": "A film.",
    "status": "Released",
    "release_date": "1999-03-30",
    "runtime": "136.0",
    "budget": "63000000",
    "revenue": "463517383",
    "popularity": "5.5",
    "vote_average": "7.9",
    "vote_count": "10",
    "genres": "[]",
    "keywords": "[]",
    "production_companies": "[]",
    "production_countries": "[]",
    "spoken_languages": "[]",
    "adult": "False",
    "video": "False",
}


def movie(**cells: str) -> dict[str, str]:
    """A record of a movies file in which nothing is wrong, but for `cells`."""
    return {**MOVIE, **cells}


def movies_frame(*records: Mapping[str, str], keywords: bool = False) -> pd.DataFrame:
    """The records as extraction gives them, from line 2 on."""
    columns = TMDB_5000_MOVIES if keywords else MOVIES_METADATA
    rows = [[record.get(column, "") for column in columns] for record in records]
    return frame(columns, rows)


def frame(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> pd.DataFrame:
    """Text as extraction gives it, from line 2 on."""
    values = [list(row) for row in rows]
    return pd.DataFrame(
        values, columns=list(columns), index=range(2, len(values) + 2), dtype=object
    )


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Path:
    """A CSV file with LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def write_movies(path: Path, *records: Mapping[str, str]) -> Path:
    """movies_metadata.csv or tmdb_5000_movies.csv, by the name of `path`."""
    columns = TMDB_5000_MOVIES if path.name.startswith("tmdb") else MOVIES_METADATA
    rows = [[record.get(column, "") for column in columns] for record in records]
    return write_csv(path, columns, rows)


def write_credits(path: Path, *records: tuple[int, list[Any], list[Any]]) -> Path:
    """credits.csv from (movie id, cast, crew)."""
    rows = [(repr(cast), repr(crew), id_) for id_, cast, crew in records]
    return write_csv(path, ("cast", "crew", "id"), rows)


def write_links(path: Path, *records: tuple[Any, str, Any]) -> Path:
    """links.csv from (MovieLens id, IMDb digits, TMDB id)."""
    return write_csv(path, ("movieId", "imdbId", "tmdbId"), records)


def write_ratings(path: Path, *records: tuple[Any, Any, Any, Any]) -> Path:
    """ratings.csv from (user, MovieLens id, stars, second)."""
    return write_csv(path, ("userId", "movieId", "rating", "timestamp"), records)


async def contents(database: Database) -> dict[str, list[Row]]:
    """Every row of every table that the ETL writes."""
    return {
        table: await database.fetch_all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in TABLES.items()
    }


def load_into(url: str, folder: Path) -> Report:
    """Load from outside an event loop, into tables that are made if need be."""

    async def load() -> Report:
        database = open_database(Settings(database_url=url))
        try:
            await migrate(database)
            return await load_folder(folder, database)
        finally:
            await database.close()

    return asyncio.run(load())
