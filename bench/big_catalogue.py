"""A catalogue of any size, written straight into MySQL or MariaDB, for bench/cube.py.

The shapes are those of TMDB 5000: a fifth of the budgets and revenues unknown, two or three genres,
one or two companies, five credits on average of which one is the director's, people and companies
of whom few are busy and most are not. One seed always gives the same rows. It is written in
portions, so that memory does not grow with it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pymysql

from movie_graph.database.literals import value_lists

Rows = dict[str, list[tuple[Any, ...]]]

MOVIES_PER_PORTION = 2_000
GENRES = [
    "Drama",
    "Comedy",
    "Thriller",
    "Action",
    "Romance",
    "Adventure",
    "Crime",
    "Horror",
    "Family",
    "Fantasy",
    "Mystery",
    "Animation",
    "History",
    "Music",
    "War",
    "Documentary",
    "Western",
    "Foreign",
]
LANGUAGES = ("en",) * 14 + ("fr", "es", "zh", "de", "hi", "ja")
COUNTRIES = ("US",) * 9 + ("GB", "GB", "FR", "DE", "CA", "IN", "JP", "CN", "AU", "ES")
STATUSES = ("RELEASED",) * 98 + ("POST_PRODUCTION", "RUMORED")
JOBS = (("Writer", "Writing"), ("Producer", "Production"), ("Editor", "Editing"))
OVERVIEW = "Somebody wants something and somebody else is against it, until the last reel. " * 4
PEOPLE_PER_MOVIE, MOVIES_PER_COMPANY = 1.5, 5

COLUMNS = {
    "genres": "id, name",
    "countries": "code, name",
    "companies": "id, name",
    "people": "id, name, name_folded",
    "movies": "id, title, title_folded, search_text, original_language, overview, status, "
    "release_date, release_year, runtime_minutes, budget, revenue, popularity",
    "votes": "movie_id, imported_sum, imported_count, vote_sum, vote_count",
    "movie_genres": "movie_id, position, genre_id",
    "movie_companies": "movie_id, position, company_id",
    "movie_countries": "movie_id, position, country_code",
    "cast_credits": "movie_id, position, person_id, character_name, character_folded, "
    "billing_order",
    "crew_credits": "movie_id, position, person_id, job, department",
}


def write_catalogue(connection: "pymysql.Connection[Any]", movies: int, seed: int = 7) -> int:
    """Fill empty tables with so many movies and what belongs to them; the number of rows."""
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION foreign_key_checks = 0, unique_checks = 0")
        for table, column in (("movies", "search_text"), ("people", "name_folded")):
            cursor.execute(f"DROP INDEX ft_{table}_{column} ON {table}")  # nothing here searches
        for rows in _portions(movies, random.Random(seed)):
            for table, values in rows.items():
                for text in value_lists(values):
                    cursor.execute(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES {text}")
                written += len(values)
            connection.commit()
        cursor.execute(f"ANALYZE TABLE {', '.join(COLUMNS)}")
    return written


def _portions(movies: int, chance: random.Random) -> Iterator[Rows]:
    people, companies = int(movies * PEOPLE_PER_MOVIE), max(1, movies // MOVIES_PER_COMPANY)
    yield {
        "genres": list(enumerate(GENRES, start=1)),
        "countries": [(code, code) for code in sorted(set(COUNTRIES))],
    }
    for start in range(1, companies + 1, 10_000):
        numbers = range(start, min(start + 10_000, companies + 1))
        yield {"companies": [(number, f"Company {number}") for number in numbers]}
    for start in range(1, people + 1, 10_000):
        numbers = range(start, min(start + 10_000, people + 1))
        yield {"people": [(n, f"Person {n}", f"person {n}") for n in numbers]}
    for start in range(1, movies + 1, MOVIES_PER_PORTION):
        rows: Rows = defaultdict(list)
        for number in range(start, min(start + MOVIES_PER_PORTION, movies + 1)):
            _add_movie(rows, number, people, companies, chance)
        yield rows


def _add_movie(rows: Rows, number: int, people: int, companies: int, chance: random.Random) -> None:
    year = 2017 - int(chance.expovariate(1 / 15)) % 100
    date = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    budget = None if chance.random() < 0.2 else int(chance.lognormvariate(16.5, 1.5))
    revenue = None if chance.random() < 0.3 else int((budget or 1e7) * chance.lognormvariate(0, 1))
    title = f"Movie {number}"
    rows["movies"].append(
        (
            number,
            title,
            title.lower(),
            title.lower(),
            chance.choice(LANGUAGES),
            OVERVIEW[: chance.randint(80, 300)],
            chance.choice(STATUSES),
            date,
            year,
            int(chance.gauss(107, 20)) % 240 or None,
            budget,
            revenue,
            chance.expovariate(1 / 20),
        )
    )
    votes = int(chance.lognormvariate(5, 2)) % 20_000
    tenths = min(100, max(5, int(chance.gauss(61, 11))))
    rows["votes"].append((number, tenths * votes, votes, tenths * votes, votes))
    genres = chance.sample(range(1, len(GENRES) + 1), chance.choice((2, 2, 3, 3)))
    rows["movie_genres"] += [(number, place, genre) for place, genre in enumerate(genres)]
    made_by = {_busy(companies, chance) for _ in range(chance.choice((1, 2)))}
    rows["movie_companies"] += [(number, place, id) for place, id in enumerate(made_by)]
    rows["movie_countries"].append((number, 0, chance.choice(COUNTRIES)))
    for place in range(chance.randint(1, 5)):
        rows["cast_credits"].append((number, place, _busy(people, chance), None, None, place))
    rows["crew_credits"].append((number, 0, _busy(people, chance), "Director", "Directing"))
    if chance.random() < 0.5:
        rows["crew_credits"] += [
            (number, place, _busy(people, chance), *chance.choice(JOBS)) for place in (1, 2)
        ]


def _busy(size: int, chance: random.Random) -> int:
    """A number from 1 to `size`, low ones far more often."""
    return 1 + int(size * chance.random() ** 3)
