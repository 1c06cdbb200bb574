"""Where the real TMDB 5000 lies: benchmarks read it, and the project has no copy."""

import os
from pathlib import Path

FILES = ("tmdb_5000_movies.csv", "tmdb_5000_credits.csv")


def tmdb_5000() -> Path | None:
    """tmdb-5000/ in the folder that MOVIE_GRAPH_BENCH_DATA or MOVIE_GRAPH_TEST_DATA names."""
    for variable in ("MOVIE_GRAPH_BENCH_DATA", "MOVIE_GRAPH_TEST_DATA"):
        if given := os.environ.get(variable):
            folder = Path(given, "tmdb-5000").resolve()
            if all((folder / name).exists() for name in FILES):
                return folder
    return None
