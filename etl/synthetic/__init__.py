"""Synthetic data sets: the same layouts as the public ones, any size, with known defects.

Every defect of docs/data.md is planted in turn, and each one is entered in the report that a load
must then give. One seed always gives the same files. Nothing is held in memory but a record.
"""

from enum import StrEnum
from pathlib import Path

from ..report import FileReport
from .films import Films
from .movie_files import write_credits, write_keywords, write_movies
from .rating_files import write_links, write_ratings
from .spelling import JSON, PYTHON


class Dataset(StrEnum):
    """Which public data set to look like."""

    TMDB_5000 = "tmdb-5000"
    THE_MOVIES_DATASET = "the-movies-dataset"


def generate(
    folder: Path,
    movies: int,
    seed: int = 0,
    dataset: Dataset = Dataset.THE_MOVIES_DATASET,
    ratings_per_movie: int = 10,
) -> list[FileReport]:
    """Write the files of one data set into `folder`, which is made if need be.

    Returns what a load into an empty database must report, in loading order, without durations
    and counts by table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    films = Films(movies, seed)
    if dataset is Dataset.TMDB_5000:
        return [
            write_movies(folder / "tmdb_5000_movies.csv", films, JSON),
            write_credits(folder / "tmdb_5000_credits.csv", films, JSON),
        ]
    return [
        write_movies(folder / "movies_metadata.csv", films, PYTHON),
        write_credits(folder / "credits.csv", films, PYTHON),
        write_keywords(folder / "keywords.csv", films),
        write_links(folder / "links.csv", films),
        write_ratings(folder / "ratings.csv", films, ratings_per_movie),
    ]
