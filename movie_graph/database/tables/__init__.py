"""Tables: numbered migrations, each applied once, whole or resumed where it broke off."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...errors import DatabaseError, NewerDatabaseError
from ..dialect import Dialect
from ..engine import Database, Transaction

APPLIED = """
    CREATE TABLE IF NOT EXISTS migrations (
        number INTEGER PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        steps_done INTEGER NOT NULL,
        steps INTEGER NOT NULL
    )
"""
MIGRATIONS = """
    SELECT number, name, steps_done, steps
      FROM migrations
     ORDER BY number
"""
START_MIGRATION = """
    INSERT INTO migrations (number, name, steps_done, steps)
    VALUES (:number, :name, 0, :steps)
"""
FINISH_STEP = """
    UPDATE migrations
       SET steps_done = :steps_done
     WHERE number = :number
"""

# MySQL's and MariaDB's numbers for a table, column, index and foreign key that is there already,
# and for an index that is gone already. (SQLite undoes a migration that breaks off.)
DONE_ALREADY = {1050, 1060, 1061, 1091, 1826}

FULL_TEXT = re.compile(r"^\{full_text (\w+) (\w+)\}$", re.MULTILINE)
DROP_INDEX = re.compile(r"^\{drop_index (\w+) (\w+)\}$", re.MULTILINE)


@dataclass(frozen=True)
class Migration:
    """One numbered file of this folder."""

    number: int
    name: str
    text: str

    def steps(self, dialect: Dialect) -> list[str]:
        """Its statements as `dialect` reads them."""
        text = re.sub(r"--.*", "", self.text)
        text = FULL_TEXT.sub(
            lambda found: ";\n".join(dialect.full_text_index(found[1], found[2])) + ";", text
        )
        text = DROP_INDEX.sub(lambda found: dialect.drop_index(found[1], found[2]) + ";", text)
        for word in ("table_options", "clustered_options", "auto_increment"):
            text = text.replace("{" + word + "}", getattr(dialect, word))
        return [step.strip() for step in text.split(";\n") if step.strip()]


def known_migrations() -> list[Migration]:
    """The migrations that this program carries, in order."""
    return sorted(_read_folder(), key=lambda migration: migration.number)


async def migrate(database: Database) -> list[str]:
    """Bring the tables up to date; the names of the migrations that had to run.

    MySQL commits at every DDL statement, so progress is written down step by step and a
    migration that was interrupted goes on where it stopped. One process at a time: the others
    wait; where all is done already, nobody does. A step that changes rows must be harmless to
    repeat. Errors: NewerDatabaseError when the database knows a later migration than this program.
    """
    with suppress(DatabaseError):  # no tables yet, or nobody there: the next statement says it
        if await tables_are_current(database):
            return []
    async with database.exclusive() as session:
        await session.execute(APPLIED)
        done = {number: steps for number, _, steps, _ in await session.fetch_all(MIGRATIONS)}
        known = known_migrations()
        _refuse_newer(set(done), known)
        return [migration.name for migration in known if await _apply(session, migration, done)]


async def tables_are_current(database: Database) -> bool:
    """Whether every known migration is applied, whole, and no other. One small read.

    Errors: DatabaseError, also when there are no tables at all.
    """
    rows = await database.fetch_all(MIGRATIONS)
    applied = [(number, done == steps) for number, _, done, steps in rows]
    return applied == [(migration.number, True) for migration in known_migrations()]


async def _apply(session: Transaction, migration: Migration, done: dict[int, int]) -> bool:
    """Run the steps of one migration that are still to do; whether there were any."""
    steps = migration.steps(session.dialect)
    number = migration.number
    if number not in done:
        await session.execute(
            START_MIGRATION, {"number": number, "name": migration.name, "steps": len(steps)}
        )
    first = done.get(number, 0)
    for position, step in enumerate(steps, start=1):
        if position > first:
            await _run_step(session, step)
            await session.execute(FINISH_STEP, {"number": number, "steps_done": position})
        elif step.startswith("SET SESSION"):
            await session.execute(step)  # an earlier session's settings went with it
    return first < len(steps)


async def _run_step(session: Transaction, step: str) -> None:
    try:
        await session.execute(step)
    except DatabaseError as error:
        if error.code not in DONE_ALREADY:  # broke off between the step and the note of it
            raise


def _read_folder() -> Iterator[Migration]:
    for path in Path(__file__).parent.glob("*.sql"):
        number, _, _ = path.stem.partition("_")
        yield Migration(int(number), path.stem, path.read_text(encoding="utf-8"))


def _refuse_newer(applied: set[int], known: list[Migration]) -> None:
    newer = sorted(applied - {migration.number for migration in known})
    if newer:
        raise NewerDatabaseError(
            f"The database has migration {newer[-1]}, this program knows up to "
            f"{known[-1].number}. Install the newer movie_graph, or name another database."
        )
