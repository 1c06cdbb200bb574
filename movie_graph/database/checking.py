"""Checking: are the votes of every movie what its imported votes and its ratings add up to?"""

from dataclasses import dataclass

from .engine import Database

# One statement, so that it sees one moment, however many viewers are rating meanwhile.
VOTES_THAT_DIFFER = """
    SELECT movies.id,
           votes.vote_sum,
           votes.vote_count,
           COALESCE(votes.imported_sum, 0) + COALESCE(rated.score_sum, 0) AS counted_sum,
           COALESCE(votes.imported_count, 0) + COALESCE(rated.score_count, 0) AS counted_count
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
      LEFT JOIN (
               SELECT movie_id, SUM(score) AS score_sum, COUNT(*) AS score_count
                 FROM ratings
                GROUP BY movie_id
           ) rated ON rated.movie_id = movies.id
     WHERE votes.movie_id IS NULL
        OR votes.vote_sum <> votes.imported_sum + COALESCE(rated.score_sum, 0)
        OR votes.vote_count <> votes.imported_count + COALESCE(rated.score_count, 0)
     ORDER BY movies.id
"""


@dataclass(frozen=True)
class VotesDifference:
    """A movie whose stored votes are not its counted ones; sums are tenths of a score.

    Nothing stored (None) means that the movie has no votes row; its imported votes are then
    unknown, and what was counted are the ratings alone.
    """

    movie_id: int
    stored_sum: int | None
    stored_count: int | None
    counted_sum: int
    counted_count: int


async def check_votes(database: Database) -> list[VotesDifference]:
    """Every movie whose votes are not exact, by id; empty when all is well.

    Reads every rating once: a database with tens of millions wants a statement timeout of
    minutes. Takes no locks. Errors: DatabaseError.
    """
    return [VotesDifference(*row) for row in await database.fetch_all(VOTES_THAT_DIFFER)]
