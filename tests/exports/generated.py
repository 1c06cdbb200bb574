"""Many movies, made by the database itself: numbered from 1, each with a vote and two genres."""

from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate

DIGITS = " UNION ALL ".join(f"SELECT {digit} AS d" for digit in range(10))


async def create_movies(settings: Settings, powers: int) -> None:
    """Fill an empty database with 10 to the power of `powers` movies."""
    number = " + ".join(f"t{power}.d * {10**power}" for power in range(powers))
    tables = ", ".join(f"({DIGITS}) AS t{power}" for power in range(powers))
    numbers = f"(SELECT {number} + 1 AS n FROM {tables}) AS numbers"
    title = "CONCAT('Movie ', n)"
    database = open_database(settings)
    await migrate(database)
    async with database.transaction(bulk=True) as tx:
        if tx.dialect.name == "sqlite":
            title = "'Movie ' || n"
        await tx.insert_rows("genres", ("id", "name"), [(1, "Drama"), (2, "Comedy")])
        await tx.execute(
            f"""INSERT INTO movies (id, title, title_folded, search_text, overview, release_year,
                                    budget, revenue, popularity)
                SELECT n, {title}, {title}, {title}, 'Somebody wants something.', 2000, n * 2, n, n
                  FROM {numbers}"""
        )
        await tx.execute(
            """INSERT INTO votes (movie_id, imported_sum, imported_count, vote_sum, vote_count)
               SELECT id, 70, 1, 70, 1 FROM movies"""
        )
        for genre in (1, 2):
            await tx.execute(
                f"""INSERT INTO movie_genres (movie_id, position, genre_id)
                    SELECT id, {genre}, {genre} FROM movies"""
            )
    await database.close()
