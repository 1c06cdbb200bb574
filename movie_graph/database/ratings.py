"""Ratings: the one write transaction, exact beside any number of others (docs/decisions/0005).

Its work is constant however many ratings a movie has. The movie's votes row, which everybody who
rates that movie wants, is locked last and let go in the packet that locks it.
"""

from ..errors import MovieGraphError, OutcomeUnknownError
from .engine import Database, Parameters, Transaction

# Finds nobody when the viewer has no user row yet, or when no such movie has votes. The
# assignments are read from left to right by MySQL, as old values by SQLite: both keep the
# earlier score in prev_score. Asking for votes takes no lock, the foreign key locks the movie.
UPSERT_RATING = """
    INSERT INTO ratings (user_id, movie_id, score, prev_score, rated_at)
    SELECT users.id, votes.movie_id, :score, NULL, :rated_at
      FROM users, votes
     WHERE users.subject = :subject
       AND votes.movie_id = :movie_id
    {on_conflict}
           prev_score = ratings.score,
           score = :score,
           rated_at = :rated_at
"""
ADD_USER = """
    INSERT INTO users (subject)
    VALUES (:subject)
    {on_conflict}
           subject = users.subject
"""
# What the rating row now holds beyond what the votes already count of it. Running the whole
# transaction again adds nothing: by then the earlier score is this score.
ADD_RATING_TO_VOTES = """
    UPDATE votes
       SET vote_sum = vote_sum + (
               SELECT ratings.score - COALESCE(ratings.prev_score, 0)
                 FROM ratings
                WHERE ratings.movie_id = :movie_id
                  AND ratings.user_id = (SELECT users.id FROM users WHERE users.subject = :subject)
           ),
           vote_count = vote_count + (
               SELECT ratings.prev_score IS NULL
                 FROM ratings
                WHERE ratings.movie_id = :movie_id
                  AND ratings.user_id = (SELECT users.id FROM users WHERE users.subject = :subject)
           )
     WHERE movie_id = :movie_id
"""
RATING_TO_REMOVE = """
    SELECT user_id, score
      FROM ratings
     WHERE movie_id = :movie_id
       AND user_id = (SELECT users.id FROM users WHERE users.subject = :subject)
    {for_update}
"""
REMOVE_RATING = """
    DELETE FROM ratings
     WHERE user_id = :user_id
       AND movie_id = :movie_id
"""
TAKE_RATING_FROM_VOTES = """
    UPDATE votes
       SET vote_sum = vote_sum - :score,
           vote_count = vote_count - 1
     WHERE movie_id = :movie_id
"""


class UnknownMovieError(MovieGraphError):
    """There is no such movie to rate; nothing was stored, not even the viewer."""

    def __init__(self, movie_id: int) -> None:
        super().__init__(f"There is no movie {movie_id} to rate.")
        self.movie_id = movie_id


async def rate(
    database: Database, *, subject: str, movie_id: int, score: int, rated_at: str
) -> None:
    """Store the viewer's score of a movie in place of an earlier one, and count it in its votes.

    `score` is in tenths (5 … 100), `rated_at` is ISO text in UTC ('2016-10-16 17:57:24.000').
    Errors: UnknownMovieError; OutcomeUnknownError when the connection broke again and again (to
    rate once more is harmless); DatabaseError, and then nothing was stored.
    """
    parameters: Parameters = {
        "subject": subject,
        "movie_id": movie_id,
        "score": score,
        "rated_at": rated_at,
    }

    async def work(tx: Transaction) -> None:
        upsert_rating = UPSERT_RATING.format(
            on_conflict=tx.dialect.on_conflict_of_select("user_id", "movie_id")
        )
        if not await tx.execute(upsert_rating, parameters):
            add_user = ADD_USER.format(on_conflict=tx.dialect.on_conflict("subject"))
            await tx.execute(add_user, parameters)
            if not await tx.execute(upsert_rating, parameters):
                raise UnknownMovieError(movie_id)
        await tx.execute_and_commit(ADD_RATING_TO_VOTES, parameters)

    await database.transact(work)


async def unrate(database: Database, *, subject: str, movie_id: int) -> bool:
    """Remove the viewer's rating of a movie from it and from its votes; False: there was none.

    Errors: as `rate`, but an unknown movie only has no rating.
    """
    parameters: Parameters = {"subject": subject, "movie_id": movie_id}
    perhaps_removed = False

    async def work(tx: Transaction) -> bool:
        nonlocal perhaps_removed
        found = await tx.fetch_one(
            RATING_TO_REMOVE.format(for_update=tx.dialect.for_update), parameters
        )
        if found is None:
            return perhaps_removed  # an earlier attempt, whose COMMIT got no answer, did it
        user_id, score = found
        await tx.execute(REMOVE_RATING, {"user_id": user_id, "movie_id": movie_id})
        try:
            await tx.execute_and_commit(
                TAKE_RATING_FROM_VOTES, {"score": score, "movie_id": movie_id}
            )
        except OutcomeUnknownError:
            perhaps_removed = True
            raise
        return True

    return await database.transact(work)
