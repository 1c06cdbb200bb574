"""Summaries: what follows from the rows, brought up to date once they are all written."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from movie_graph.database.engine import Transaction

from .transform.credits import people_summaries

# Raters may be at work. Whoever has changed a votes row has stored the rating in the same
# transaction, and whoever comes later waits for our locks. At READ COMMITTED the UPDATE that
# follows sees each rating of the former and none of the latter, whose own transactions then add
# them: so sums and counts are exact. A column without an index makes the lock cover the rows.
LOCK_VOTES = """
    SELECT COUNT(imported_sum)
      FROM votes
    {for_update}
"""
ADD_UP_VOTES = """
    UPDATE votes
       SET vote_sum = imported_sum + COALESCE(
               (SELECT SUM(score) FROM ratings WHERE ratings.movie_id = votes.movie_id), 0),
           vote_count = imported_count +
               (SELECT COUNT(*) FROM ratings WHERE ratings.movie_id = votes.movie_id)
"""

CREDITS_BY_PERSON = """
    SELECT person_id, 'Acting' AS department, COUNT(*)
      FROM cast_credits
     WHERE person_id IN (:person_ids)
     GROUP BY person_id
     UNION ALL
    SELECT person_id, department, COUNT(*)
      FROM crew_credits
     WHERE person_id IN (:person_ids)
     GROUP BY person_id, department
"""
SUMMARISE_PEOPLE = """
    UPDATE people
       SET department = :department,
           credit_count = :credit_count
     WHERE id IN (:person_ids)
"""
PEOPLE_AT_ONCE = 20_000
SEARCHED = (("movies", "search_text"), ("people", "name_folded"))

COUNTS = """
    SELECT (SELECT COUNT(*) FROM movies),
           (SELECT COUNT(*) FROM people),
           (SELECT COALESCE(SUM(credit_count), 0) FROM people),
           (SELECT COUNT(*) FROM ratings),
           COALESCE((SELECT version FROM dataset WHERE id = 1), 0)
"""
DATASET_COLUMNS = (
    *("id", "version", "loaded_at", "movies", "people", "credits", "ratings"),
    "rejected_records",
)


async def summarise(
    tx: Transaction, stale_people: Iterable[int], changed: Counter[str], rejected_records: int
) -> None:
    """Credits of the people named, the full-text indexes of tables that have changed, votes, and
    the row about the whole data set."""
    people = iter(stale_people)
    while person_ids := list(islice(people, PEOPLE_AT_ONCE)):
        await _summarise_people(tx, person_ids)
    for table, column in SEARCHED:
        for statement in tx.dialect.refresh_full_text(table, column) if changed[table] else ():
            await tx.execute(statement)
    await tx.fetch_all(LOCK_VOTES.format(for_update=tx.dialect.for_update))
    await tx.execute(ADD_UP_VOTES)
    await _describe(tx, rejected_records)


async def _summarise_people(tx: Transaction, person_ids: list[int]) -> None:
    """Department and number of credits; people with the same ones share a statement."""
    counts: Counter[tuple[int, str]] = Counter()
    for person_id, department, credits in await tx.fetch_all(
        CREDITS_BY_PERSON, {"person_ids": person_ids}
    ):
        counts[person_id, department] += credits
    summaries = people_summaries(counts)
    same: dict[tuple[str | None, int], list[int]] = {}
    for person_id in person_ids:
        same.setdefault(summaries.get(person_id, (None, 0)), []).append(person_id)
    for (department, credit_count), ids in same.items():
        await tx.execute(
            SUMMARISE_PEOPLE,
            {"department": department, "credit_count": credit_count, "person_ids": ids},
        )


async def _describe(tx: Transaction, rejected_records: int) -> None:
    [[movies, people, credits, ratings, version]] = await tx.fetch_all(COUNTS)
    loaded_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    row = (1, version + 1, loaded_at, movies, people, credits, ratings, rejected_records)
    await tx.insert_rows("dataset", DATASET_COLUMNS, [row], upsert_key=("id",))
