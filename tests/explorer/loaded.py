"""A server over a folder of CSV files that it has loaded, with plans for everybody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import ROOT, Served, serving

LOAD_SECONDS = 300


@contextmanager
def serving_files(files: Path, folder: Path) -> Iterator[Served]:
    """Load the files into a SQLite file in `folder` and serve that, as `make demo` does."""
    settings = {
        "MOVIE_GRAPH_DATABASE_URL": f"sqlite:///{folder / 'movies.sqlite'}",
        "MOVIE_GRAPH_PUBLIC_PLANS": "true",
    }
    # As a process: beside a browser that Playwright drives, no other event loop can run here.
    load = subprocess.run(
        [sys.executable, "-m", "movie_graph", "load", files],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        text=True,
        timeout=LOAD_SECONDS,
    )
    assert load.returncode == 0, load.stderr
    with serving(folder, **settings) as served:
        yield served
