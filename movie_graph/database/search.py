"""Search: movies, people and genres by the beginnings of words, through full-text indexes.

Relevance is the same on every engine. Of 1: 0.75 for being named exactly like the query, 0.5 for
a name that starts with it, 0.25 for having all its words; plus up to 0.25 for fame (a movie's
popularity, a person's credits), which orders what is named alike.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from .engine import Reader
from .folding import fold

Kind: TypeAlias = Literal["MOVIE", "PERSON", "GENRE"]

# Full-text indexes of InnoDB leave out words of one or two letters, and "It" is a film: what
# starts with the whole query is found by the index on the folded name as well.
FOUND_MOVIES = """
    SELECT 'MOVIE' AS kind, movies.id AS id, {tier} + 0.25 * fame / (fame + 50.0) AS relevance
      FROM (SELECT id, title_folded AS name, COALESCE(popularity, 0) AS fame
              FROM movies
             WHERE {match}
             UNION
            SELECT id, title_folded, COALESCE(popularity, 0)
              FROM movies
             WHERE title_folded >= :query AND title_folded < :query_end) AS movies
"""
FOUND_PEOPLE = """
    SELECT 'PERSON' AS kind, people.id AS id, {tier} + 0.25 * fame / (fame + 50.0) AS relevance
      FROM (SELECT id, name_folded AS name, credit_count AS fame
              FROM people
             WHERE {match}
             UNION
            SELECT id, name_folded, credit_count
              FROM people
             WHERE name_folded >= :query AND name_folded < :query_end) AS people
"""
FOUND_GENRES = """
    SELECT 'GENRE' AS kind, genres.id AS id, {tier} + 0.25 AS relevance
      FROM (SELECT id, LOWER(name) AS name
              FROM genres) AS genres
     WHERE INSTR(name, :query) = 1 OR INSTR(name, :word_start) > 0
"""
TIER = """CASE WHEN name = :query THEN 0.75
                WHEN INSTR(name, :query) = 1 THEN 0.5
                ELSE 0.25 END"""
BEST = """
    SELECT kind, id, relevance
      FROM ({found}) AS found
     ORDER BY relevance DESC, kind, id
     LIMIT :first
"""


async def search(
    reader: Reader, query: str, kinds: Sequence[Kind], first: int
) -> list[tuple[Kind, int, float]]:
    """(kind, id, relevance from 0 to 1) of the best `first`, best first.

    Nothing is found by a query without a letter or digit.
    """
    folded = fold(query)
    if not folded or not kinds:
        return []
    dialect = reader.dialect
    statements = {
        "MOVIE": FOUND_MOVIES.format(
            tier=TIER, match=dialect.full_text_match("movies", "search_text", ":words")
        ),
        "PERSON": FOUND_PEOPLE.format(
            tier=TIER, match=dialect.full_text_match("people", "name_folded", ":words")
        ),
        "GENRE": FOUND_GENRES.format(tier=TIER),
    }
    found = " UNION ALL ".join(statements[kind] for kind in dict.fromkeys(kinds))
    rows = await reader.fetch_all(
        BEST.format(found=found),
        {
            "query": folded,
            "query_end": folded + "\U0010ffff",
            "words": dialect.full_text_query(folded.split()),
            "word_start": f" {folded}",
            "first": first,
        },
    )
    return [(kind, number, float(relevance)) for kind, number, relevance in rows]
