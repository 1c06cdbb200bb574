"""The command line `movie-graph`. Run `movie-graph --help`.

The one module that knows all three packages: it puts them together and nothing imports it.
"""

import asyncio
import datetime as dt
import logging.config
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape

from . import __version__
from .command_line import err, out, run
from .config import Settings
from .roles import Role

T = TypeVar("T")

app = typer.Typer(
    name="movie-graph",
    help="A GraphQL server for a movie database.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)
CHECK_SECONDS = 3600  # it reads every rating once

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 lets the system pick.")]


def main() -> None:
    """Run the command line."""
    run(app)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """A GraphQL server for a movie database. Settings: MOVIE_GRAPH_… variables or `.env`."""
    logging.captureWarnings(capture=not debug)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.")] = None,
) -> None:
    """Serve the graph on /graphql.

    Example: `movie-graph serve --port 8080 --workers 4`
    """
    chosen = {"host": host, "port": port, "workers": workers}
    settings = Settings.from_env({name: v for name, v in chosen.items() if v is not None})
    _run_server(settings)


@app.command()
def demo(port: Port = None) -> None:
    """Serve the sample catalogue from a SQLite file, which is made when it is not there.

    Example: `movie-graph demo --port 8080`
    """
    from .demonstration import demo_settings, load_sample, welcome

    settings = demo_settings(Settings.from_env({} if port is None else {"port": port}))
    started = time.perf_counter()
    if asyncio.run(load_sample(settings)):
        out.print(f"Loaded the sample catalogue in {time.perf_counter() - started:.1f} s.")
    out.print(welcome(settings))
    _run_server(settings)


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="Folder with the CSV files.", metavar="DIR")],
    rejects: Annotated[
        Path | None, typer.Option(help="Write refused records to this CSV file.")
    ] = None,
) -> None:
    """Load a folder of public CSV files: TMDB 5000, The Movies Dataset, or both.

    Example: `movie-graph load ~/Downloads/tmdb-5000 --rejects rejects.csv`
    """
    from etl.__main__ import load_and_report  # pandas is slow to import

    load_and_report(folder, rejects)


@app.command()
def check() -> None:
    """Recompute every movie's votes from its ratings; exit 1 if any is not as stored.

    Example: `movie-graph check`
    """
    from .database.checking import check_votes

    settings = Settings.from_env({"statement_timeout_seconds": CHECK_SECONDS})
    differences = _with_database(settings, check_votes)
    for difference in differences:
        err.print(escape(str(difference)))
    if differences:
        err.print(f"[red]error:[/red] {len(differences)} movies have wrong votes.")
        raise typer.Exit(1)
    out.print("Every movie's votes are what its ratings add up to.")


@app.command()
def schema() -> None:
    """Print the GraphQL schema.

    Example: `movie-graph schema > schema.graphql`
    """
    from .schema import build_schema

    sys.stdout.write(build_schema(Settings()).as_str() + "\n")


@app.command()
def token(
    subject: Annotated[str, typer.Option(help="Whom the token speaks for.")],
    role: Annotated[
        list[Role] | None, typer.Option(help="What the subject may do; may be given again.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=24 * 365, help="How long it is valid.")] = 24,
) -> None:
    """Print a token for development, signed with MOVIE_GRAPH_JWT_SECRET.

    Example: `movie-graph token --subject alice --role analyst`
    """
    from .signing import make_token

    lifetime = dt.timedelta(hours=hours)
    made = make_token(subject, Settings.from_env(), lifetime=lifetime, roles=role or ())
    sys.stdout.write(f"{made}\n")


@app.command()
def version() -> None:
    """Print the version.

    Example: `movie-graph version`
    """
    sys.stdout.write(f"movie-graph {__version__}\n")


def _run_server(settings: Settings) -> None:
    from .serving import run_server

    run_server(settings)


def _with_database(settings: Settings, work: Callable[[Any], Awaitable[T]]) -> T:
    """Run `work` on the database, its tables up to date, and close it."""
    from .readiness import Readiness

    async def work_on_it() -> T:
        readiness = Readiness(settings)
        try:
            return await work(await readiness.database())
        finally:
            await readiness.close()

    return asyncio.run(work_on_it())


if __name__ == "__main__":
    main()
