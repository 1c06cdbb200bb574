"""The command line `python -m etl`: load a folder, or generate one."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from movie_graph.command_line import err, run, table_console
from movie_graph.config import Settings
from movie_graph.database.opening import open_database
from movie_graph.database.tables import migrate

from .pipeline import load_folder
from .progress import shown
from .report import Report
from .report_table import report_table
from .synthetic import Dataset, generate

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

INTERRUPTED_MESSAGE = "Interrupted. Nothing was stored; the old catalogue is as it was."


@app.callback()
def commands(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """CSV files of movies, people and ratings → the database."""


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="The folder with the CSV files.")],
    rejects: Annotated[
        Path | None, typer.Option(help="Where to list the records that are not loaded.")
    ] = None,
) -> None:
    """Load CSV files into the database that MOVIE_GRAPH_DATABASE_URL names.

    Example: python -m etl load data/tmdb-5000 --rejects var/rejects.csv
    """
    load_and_report(folder, rejects)


def load_and_report(folder: Path, rejects: Path | None) -> None:
    """Load a folder into the database of the settings and print the report."""
    console = table_console()
    try:
        report = asyncio.run(_load(folder, rejects, console))
    except KeyboardInterrupt:
        err.print(INTERRUPTED_MESSAGE)
        raise
    console.print(report_table(report))


@app.command("generate")
def generate_files(
    folder: Annotated[Path, typer.Argument(help="Where to write the files.")],
    movies: Annotated[int, typer.Option(min=1, help="How many films.")] = 1_000,
    seed: Annotated[int, typer.Option(help="One seed always gives the same files.")] = 0,
    dataset: Annotated[
        Dataset, typer.Option(help="Which layout to write.")
    ] = Dataset.THE_MOVIES_DATASET,
    ratings_per_movie: Annotated[int, typer.Option(min=0, help="Ratings, on average.")] = 10,
) -> None:
    """Write a synthetic data set with known defects, and print what a load must report.

    Example: python -m etl generate var/synthetic --movies 45000 --seed 7
    """
    files = generate(folder, movies, seed, dataset, ratings_per_movie)
    table_console().print(report_table(Report(files)))


async def _load(folder: Path, rejects: Path | None, console: Console) -> Report:
    database = open_database(Settings.from_env())
    try:
        await migrate(database)
        with shown(console) as progress:
            return await load_folder(folder, database, rejects=rejects, progress=progress)
    finally:
        await database.close()


def main() -> None:
    """Run the command line."""
    run(app)


if __name__ == "__main__":
    main()
