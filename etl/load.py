"""Load: rows into the database. Only what differs from what is there is written.

That a reload of the same files writes nothing keeps it quick, and keeps it from locking movies
that viewers are rating at the time. Frames stop here: rows hold str, int, float and None.
"""

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from movie_graph.database.engine import Row as DatabaseRow
from movie_graph.database.engine import Transaction, Value

from .tables import CAST_CREDITS, CREW_CREDITS, PEOPLE, RATINGS, ListTable, Row, Table
from .transform.batch import Batch, MovieLists
from .transform.ids import IdSet

T = TypeVar("T")
Ratings: TypeAlias = dict[tuple[Any, ...], tuple[Any, ...]]  # (user, movie) → (score, rated_at)

FILMS = """
    SELECT links.movielens_id, links.tmdb_id, movies.id
      FROM links
      LEFT JOIN movies ON movies.id = links.tmdb_id
     WHERE links.movielens_id > :last
     ORDER BY links.movielens_id
     LIMIT :size
"""

KEYS_PER_STATEMENT = 5_000
REMEMBERED_ROWS = 300_000


class CatalogueWriter:
    """Writes batches inside one transaction.

    `changed` counts rows inserted or changed, by table, since `begin_file`. `stale_people` are
    those whose credits have changed while their summary (summaries.py) has not.
    """

    def __init__(self, tx: Transaction) -> None:
        self.changed: Counter[str] = Counter()
        self.stale_people = IdSet()
        self._tx = tx
        self._empty: dict[str, bool] = {}
        self._remembered: dict[str, dict[Value, int]] = {}  # table → key → hash of the row
        self._forgotten: set[str] = set()  # tables of which not all is remembered

    def begin_file(self) -> None:
        """Forget what only holds within one file."""
        self.changed = Counter()
        self._empty, self._remembered, self._forgotten = {}, {}, set()

    async def write(self, batch: Batch) -> None:
        """Write a batch: its entities, then the lists that refer to them."""
        new_people: set[Value] = set()
        touched: set[Value] = set()
        for table, rows in batch.entities.items():
            written, new = await self._write_rows(table, rows)
            if table is PEOPLE:
                new_people, touched = new, written
        for list_table, lists in batch.lists.items():
            credits = await self._write_lists(list_table, lists)
            if list_table in (CAST_CREDITS, CREW_CREDITS):
                touched.update(row[2] for row in credits)
        stale = touched - new_people  # a new person's row has come with the right summary
        self.stale_people.update(id_ for id_ in stale if isinstance(id_, int))

    async def _write_rows(self, table: Table, rows: Sequence[Row]) -> tuple[set[Value], set[Value]]:
        """Insert the rows that are new and update those that differ; unknown never wins.

        The rows' keys are distinct. Returns the keys of all rows written, and of those that
        certainly were not there before.
        """
        remembered = self._remembered.setdefault(table.name, {})
        compared = len(table.columns) - table.uncompared
        rows = [row for row in rows if remembered.get(row[0]) != hash(row[:compared])]
        if await self._was_empty(table.name) and table.name not in self._forgotten:
            new = {row[0] for row in rows if row[0] not in remembered}
        else:
            there = await self._there(table, rows)
            rows = [row for row in rows if _differs(row, there.get(row[0]))]
            new = {row[0] for row in rows if row[0] not in there}
        if len(remembered) > REMEMBERED_ROWS:
            remembered.clear()
            self._forgotten.add(table.name)
        remembered.update((row[0], hash(row[:compared])) for row in rows)
        await self._insert(table.name, table.columns, rows, upsert_key=table.columns[:1])
        return {row[0] for row in rows}, new

    async def known_movies(self, movie_ids: Iterable[int]) -> set[int]:
        """Those of the ids that the catalogue has."""
        return {row[0] async for row in self._rows_by("movies", ("id",), "id", list(movie_ids))}

    async def films(self) -> pd.DataFrame:
        """All links: MovieLens ids as the index, `tmdb_id` (0 for none), `there` in the catalogue.

        21 bytes per film.
        """
        films, tmdb_ids, there = array("i"), array("i"), array("b")
        while page := await self._tx.fetch_all(
            FILMS, {"last": films[-1] if films else 0, "size": KEYS_PER_STATEMENT}
        ):
            films.extend(row[0] for row in page)
            tmdb_ids.extend(row[1] or 0 for row in page)
            there.extend(row[2] is not None for row in page)
        columns = {"tmdb_id": np.array(tmdb_ids), "there": np.array(there, dtype=bool)}
        return pd.DataFrame(columns, index=np.array(films, dtype="int64"))

    async def ratings_by(self, user_ids: Sequence[int]) -> Ratings:
        """All ratings of these users."""
        rows = self._rows_by("ratings", RATINGS, "user_id", user_ids)
        return {(row[0], row[1]): (row[2], row[3]) async for row in rows}

    async def write_ratings(self, rows: Sequence[Row], there: Ratings) -> None:
        """Upsert those of (user_id, movie_id, score, rated_at) that are not `there` as they are.

        The pairs of user and movie are distinct.
        """
        rows = [row for row in rows if there.get(row[:2]) != row[2:]]
        await self._insert("ratings", RATINGS, rows, upsert_key=RATINGS[:2])

    async def user_ids(self, subjects: Sequence[str]) -> tuple[dict[str, int], list[int]]:
        """The users with these subjects, who are made if need be; and those who were there."""
        users = await self._users(subjects)
        before = list(users.values())
        unknown = [(subject,) for subject in subjects if subject not in users]
        if unknown:
            await self._insert("users", ("subject",), unknown)
            users |= await self._users([subject for [subject] in unknown])
        return users, before

    async def _users(self, subjects: Sequence[str]) -> dict[str, int]:
        rows = self._rows_by("users", ("subject", "id"), "subject", subjects)
        return {row[0]: row[1] async for row in rows}

    async def _write_lists(self, table: ListTable, lists: MovieLists) -> list[Row]:
        """Replace the lists that differ; of a movie that is not in `movie_ids` nothing changes.

        Returns the rows inserted and deleted.
        """
        deleted: list[Row] = []
        inserted = lists.rows
        if not await self._was_empty(table.name):
            deleted, inserted = await self._delete_outdated(table, lists)
        await self._insert(table.name, table.columns, inserted)
        return deleted + inserted

    async def _delete_outdated(
        self, table: ListTable, lists: MovieLists
    ) -> tuple[list[Row], list[Row]]:
        """Delete the lists that differ; their rows, and those to come in their place."""
        before = _by_movie(
            [
                row
                async for row in self._rows_by(
                    table.name, table.columns, "movie_id", lists.movie_ids
                )
            ]
        )
        after = _by_movie(lists.rows)
        differing = [id_ for id_ in lists.movie_ids if after.get(id_) != before.get(id_)]
        outdated = [id_ for id_ in differing if id_ in before]
        for ids in _portions(outdated):
            await self._tx.execute(
                f"DELETE FROM {table.name} WHERE movie_id IN (:movie_ids)", {"movie_ids": ids}
            )
        return (
            [row for id_ in outdated for row in before[id_]],
            [row for id_ in differing for row in after.get(id_, [])],
        )

    async def _there(self, table: Table, rows: Sequence[Row]) -> dict[Value, DatabaseRow]:
        """The table's rows with the keys of `rows`, by key, without the uncompared columns."""
        columns = table.columns[: len(table.columns) - table.uncompared]
        keys = [row[0] for row in rows]
        return {row[0]: row async for row in self._rows_by(table.name, columns, columns[0], keys)}

    async def _rows_by(
        self, table: str, columns: Sequence[str], key: str, keys: Sequence[Value]
    ) -> AsyncIterator[DatabaseRow]:
        """The rows with these keys, in key order of every portion of keys."""
        order = "movie_id, position" if "position" in columns else key
        statement = f"""
            SELECT {", ".join(columns)}
              FROM {table}
             WHERE {key} IN (:keys)
             ORDER BY {order}
        """
        for portion in _portions(keys):
            for row in await self._tx.fetch_all(statement, {"keys": portion}):
                yield row

    async def _was_empty(self, table: str) -> bool:
        """Whether the table had no rows when this file first touched it."""
        if table not in self._empty:
            self._empty[table] = not await self._tx.fetch_all(f"SELECT 1 FROM {table} LIMIT 1")
        return self._empty[table]

    async def _insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Row],
        upsert_key: Sequence[str] = (),
    ) -> None:
        if rows:
            await self._tx.insert_rows(table, columns, rows, upsert_key=upsert_key)
        self.changed[table] += len(rows)


def _differs(new: Row, there: DatabaseRow | None) -> bool:
    """Whether the new row knows something that is not there. `there` may have fewer columns."""
    if there is None:
        return True
    return any(
        value is not None and value != known for value, known in zip(new, there, strict=False)
    )


def _by_movie(rows: Iterable[Row]) -> dict[Value, list[Row]]:
    """Neighbouring rows with one movie_id, together."""
    return {movie_id: list(group) for movie_id, group in groupby(rows, itemgetter(0))}


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), KEYS_PER_STATEMENT):
        yield items[start : start + KEYS_PER_STATEMENT]
