"""Aggregate statements: one each, whatever the size of the catalogue."""

from typing import NamedTuple

from .conditions import Condition
from .engine import Reader

# `profit` is a stored column with an index, so the biggest losses and gains are its two ends.
BOX_OFFICE = """
    SELECT movies.id, movies.budget, movies.revenue, movies.profit
      FROM movies
      {votes}
     WHERE movies.budget > :min_budget
       AND {box_office}
       AND {where}
     ORDER BY {order}
     LIMIT :first
"""
VOTES_OF_MOVIES = "LEFT JOIN votes ON votes.movie_id = movies.id"
LOSS = "movies.revenue > 0 AND movies.profit < 0"
GAIN = "movies.profit > 0"

TOP_RATED = """
    SELECT votes.movie_id,
           (vote_sum / 10e0 + :min_votes * all_votes.mean) / (vote_count + :min_votes)
               AS weighted_rating,
           vote_sum / (vote_count * 10e0), votes.vote_count
      FROM votes
     CROSS JOIN (SELECT SUM(vote_sum) / (SUM(vote_count) * 10e0) AS mean FROM votes) AS all_votes
      {movies}
     WHERE votes.vote_count >= :min_votes
       AND votes.vote_count > 0
       AND {where}
     ORDER BY weighted_rating DESC, votes.movie_id
     LIMIT :first
"""
MOVIES_OF_VOTES = "JOIN movies ON movies.id = votes.movie_id"
PROLIFIC_PEOPLE = """
    SELECT person_id, COUNT(*) AS movie_count, SUM(revenue), AVG(vote_average)
      FROM (SELECT DISTINCT credits.person_id, movies.id, movies.revenue, votes.vote_average
              FROM ({credits}) AS credits
              JOIN movies ON movies.id = credits.movie_id
              JOIN votes ON votes.movie_id = movies.id
             WHERE {where}) AS work
     GROUP BY person_id
     ORDER BY movie_count DESC, person_id
     LIMIT :first
"""
ALL_CREDITS = """SELECT person_id, movie_id FROM cast_credits
                     UNION ALL
                    SELECT person_id, movie_id FROM crew_credits"""
CREDITS_OF_JOB = "SELECT person_id, movie_id FROM crew_credits WHERE job = :job"
CAST = "SELECT person_id, movie_id FROM cast_credits"
COLLABORATIONS = """
    WITH principals AS (
        SELECT credits.movie_id, credits.person_id
          FROM (SELECT movie_id, person_id
                  FROM cast_credits
                 WHERE position < 5
                 UNION
                SELECT movie_id, person_id
                  FROM crew_credits
                 WHERE job = 'Director') AS credits
          {tables}
         WHERE {where}
    )
    SELECT one.person_id, other.person_id, COUNT(*) AS movie_count
      FROM principals AS one
      JOIN principals AS other
        ON other.movie_id = one.movie_id AND other.person_id > one.person_id
     GROUP BY one.person_id, other.person_id
     ORDER BY movie_count DESC, one.person_id, other.person_id
     LIMIT :first
"""
OF_MOVIES = "JOIN movies ON movies.id = credits.movie_id"
OF_VOTES = "JOIN votes ON votes.movie_id = credits.movie_id"


class BoxOfficeRow(NamedTuple):
    """A movie whose budget and revenue are known, in dollars."""

    movie_id: int
    budget: int
    revenue: int
    profit: int

    @property
    def loss(self) -> int:
        return -self.profit

    @property
    def return_on_investment(self) -> float:
        return self.revenue / self.budget


class WeightedRatingRow(NamedTuple):
    """A movie with its votes weighed against the catalogue's mean."""

    movie_id: int
    weighted_rating: float
    vote_average: float
    vote_count: int


class PersonStatsRow(NamedTuple):
    """A person with the number of movies worked on; revenue in dollars, None if none is known."""

    person_id: int
    movie_count: int
    total_revenue: int | None
    average_vote: float | None


class PairStatsRow(NamedTuple):
    """Two people, the lower id first, and in how many movies both are principals."""

    one_id: int
    other_id: int
    movie_count: int


async def flops(
    reader: Reader, *, first: int, min_budget: int, where: Condition
) -> list[BoxOfficeRow]:
    """budget > min_budget and 0 < revenue < budget, biggest loss first."""
    return await _box_office(reader, LOSS, "movies.profit, movies.id", first, min_budget, where)


async def hits(
    reader: Reader, *, first: int, min_budget: int, where: Condition
) -> list[BoxOfficeRow]:
    """budget > min_budget and revenue > budget, biggest profit first."""
    return await _box_office(
        reader, GAIN, "movies.profit DESC, movies.id DESC", first, min_budget, where
    )


async def top_rated(
    reader: Reader, *, first: int, min_votes: int, where: Condition
) -> list[WeightedRatingRow]:
    """By v/(v+m)·R + m/(v+m)·C: R the movie's average of v votes, m = min_votes, C the mean of
    all votes of the catalogue; movies with fewer than m votes are left out."""
    text, parameters = where.named("w")
    rows = await reader.fetch_all(
        TOP_RATED.format(where=text, movies=MOVIES_OF_VOTES if "movies." in text else ""),
        {**parameters, "first": first, "min_votes": min_votes},
    )
    return [WeightedRatingRow._make(row) for row in rows]


async def prolific_people(
    reader: Reader, *, first: int, job: str | None, where: Condition
) -> list[PersonStatsRow]:
    """Who worked on the most movies, in one job ('Actor' for the cast) or in any."""
    credits = ALL_CREDITS if job is None else CAST if job == "Actor" else CREDITS_OF_JOB
    text, parameters = where.named("w")
    rows = await reader.fetch_all(
        PROLIFIC_PEOPLE.format(credits=credits, where=text),
        {**parameters, "first": first, **({} if job in (None, "Actor") else {"job": job})},
    )
    return [PersonStatsRow._make(row) for row in rows]


async def collaborations(reader: Reader, *, first: int, where: Condition) -> list[PairStatsRow]:
    """Which two people were principals of the same movies most often; ties go by id.

    A movie's principals are its directors and the first five of its cast. Pairs of all who are
    credited would be 130 times as many (TMDB 5000: 9,400,069 instead of 71,836).
    """
    text, parameters = where.named("w")
    tables = [OF_MOVIES] if "movies." in text else []
    tables += [OF_VOTES] if "votes." in text else []
    statement = COLLABORATIONS.format(tables=" ".join(tables), where=text)
    rows = await reader.fetch_all(statement, {**parameters, "first": first})
    return [PairStatsRow._make(row) for row in rows]


async def _box_office(
    reader: Reader, box_office: str, order: str, first: int, min_budget: int, where: Condition
) -> list[BoxOfficeRow]:
    text, parameters = where.named("w")
    rows = await reader.fetch_all(
        BOX_OFFICE.format(
            box_office=box_office,
            where=text,
            order=order,
            votes=VOTES_OF_MOVIES if "votes." in text else "",
        ),
        {**parameters, "first": first, "min_budget": min_budget},
    )
    return [BoxOfficeRow._make(row) for row in rows]
