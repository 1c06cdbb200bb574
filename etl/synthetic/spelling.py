"""Spelling: how each data set writes its records."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOVIES_METADATA = (
    *("adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id"),
    *("original_language", "original_title", "overview", "popularity", "poster_path"),
    *("production_companies", "production_countries", "release_date", "revenue", "runtime"),
    *("spoken_languages", "status", "tagline", "title", "video", "vote_average", "vote_count"),
)
TMDB_5000_MOVIES = (
    *("budget", "genres", "homepage", "id", "keywords", "original_language", "original_title"),
    *("overview", "popularity", "production_companies", "production_countries", "release_date"),
    *("revenue", "runtime", "spoken_languages", "status", "tagline", "title", "vote_average"),
    "vote_count",
)


@dataclass(frozen=True)
class Spelling:
    """The columns of the files about movies, and how cells hold lists."""

    movie_columns: tuple[str, ...]
    credit_columns: tuple[str, ...]
    literal: Callable[[Any], str]

    def cell(self, value: Any) -> str:
        """A value as its cell: lists and objects as literals, the rest as text."""
        return self.literal(value) if isinstance(value, list | dict) else str(value)


JSON = Spelling(TMDB_5000_MOVIES, ("movie_id", "title", "cast", "crew"), json.dumps)
PYTHON = Spelling(MOVIES_METADATA, ("cast", "crew", "id"), repr)
