"""The bare script that bench/load.py compares with: parse TMDB 5000, insert, nothing else.

The same cells are parsed and the same rows inserted into the same tables, with multi-row INSERTs
in one transaction on a bare driver. There are no frames, no checks, no repairs, no counts, no
bound on memory, and it can only fill empty tables.
"""

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from inspect import isawaitable
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from movie_graph.database.dialect import SQLiteDialect
from movie_graph.database.folding import fold
from movie_graph.database.url import MySQLUrl

Rows = list[tuple[Any, ...]]

ROWS_PER_INSERT = 1_000
GENDERS = {1: "FEMALE", 2: "MALE", 3: "NON_BINARY"}
LISTS = (
    ("genres", "id", "genres", "movie_genres"),
    ("keywords", "id", "keywords", "movie_keywords"),
    ("production_companies", "id", "companies", "movie_companies"),
    ("production_countries", "iso_3166_1", "countries", "movie_countries"),
    ("spoken_languages", "iso_639_1", "languages", "movie_languages"),
)
COLUMNS = {
    "movies": "id title title_folded search_text original_title original_language overview "
    "tagline status release_date release_year runtime_minutes budget revenue popularity homepage",
    "votes": "movie_id imported_sum imported_count vote_sum vote_count",
    "genres": "id name",
    "keywords": "id name",
    "companies": "id name",
    "countries": "code name",
    "languages": "code name",
    "movie_genres": "movie_id position genre_id",
    "movie_keywords": "movie_id position keyword_id",
    "movie_companies": "movie_id position company_id",
    "movie_countries": "movie_id position country_code",
    "movie_languages": "movie_id position language_code",
    "people": "id name name_folded gender department credit_count",
    "cast_credits": "movie_id position person_id character_name character_folded billing_order",
    "crew_credits": "movie_id position person_id job department",
}


def parse(folder: Path) -> dict[str, Rows]:
    """Both files as rows, by table."""
    csv.field_size_limit(1 << 24)
    rows: dict[str, Rows] = {table: [] for table in COLUMNS}
    _parse_movies(_records(folder / "tmdb_5000_movies.csv"), rows)
    _parse_credits(_records(folder / "tmdb_5000_credits.csv"), rows)
    return rows


def insert_into_sqlite(path: Path, rows: dict[str, Rows]) -> None:
    """Into tables that are there and empty."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("BEGIN IMMEDIATE")
    for table, names in COLUMNS.items():
        columns = names.split()
        size = min(ROWS_PER_INSERT, 32_000 // len(columns))
        for portion in _portions(rows[table], size):
            connection.execute(
                _insert(table, columns, "?", len(portion)),
                [value for row in portion for value in row],
            )
    for table, column in (("movies", "search_text"), ("people", "name_folded")):
        for statement in SQLiteDialect().refresh_full_text(table, column):
            connection.execute(statement)
    connection.execute("COMMIT")
    connection.close()


async def insert_into_mysql(driver: Any, url: MySQLUrl, rows: dict[str, Rows]) -> None:
    """Into tables that are there and empty, with the driver that the server would use."""
    connection = await driver.connect(
        host=url.host,
        port=url.port,
        user=url.user,
        password=url.password,
        db=url.database,
        charset="utf8mb4",
    )
    cursor = connection.cursor()
    cursor = await cursor if isawaitable(cursor) else cursor
    await cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    await cursor.execute("BEGIN")
    for table, names in COLUMNS.items():
        columns = names.split()
        for portion in _portions(rows[table], ROWS_PER_INSERT):
            await cursor.execute(
                _insert(table, columns, "%s", len(portion)),
                [value for row in portion for value in row],
            )
    await connection.commit()
    connection.close()


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="\n") as text:
        yield from csv.DictReader(text)


def _parse_movies(records: Iterable[dict[str, str]], rows: dict[str, Rows]) -> None:
    entities: dict[str, dict[Any, str | None]] = defaultdict(dict)
    for record in records:
        id_ = int(record["id"])
        rows["movies"].append(_movie(id_, record))
        count = int(record["vote_count"])
        total = round(float(record["vote_average"]) * 10) * count
        rows["votes"].append((id_, total, count, total, count))
        for column, key, entity, links in LISTS:
            for position, entry in enumerate(orjson.loads(record[column])):
                name = entry["name"].strip()
                entities[entity][entry[key]] = name if name or entity != "languages" else None
                rows[links].append((id_, position, entry[key]))
    for entity, names in entities.items():
        rows[entity] = list(names.items())


def _movie(id_: int, record: dict[str, str]) -> tuple[Any, ...]:
    title, original = record["title"].strip(), record["original_title"].strip()
    folded, original_folded = fold(title), fold(original)
    return (
        id_,
        title,
        folded,
        folded if original_folded in ("", folded) else f"{folded} {original_folded}",
        original or None,
        record["original_language"] or None,
        record["overview"].strip() or None,
        record["tagline"].strip() or None,
        record["status"].upper().replace(" ", "_") or None,
        record["release_date"] or None,
        int(record["release_date"][:4]) if record["release_date"] else None,
        int(float(record["runtime"] or 0)) or None,
        int(record["budget"]) or None,
        int(record["revenue"]) or None,
        float(record["popularity"]),
        record["homepage"] or None,
    )


def _parse_credits(records: Iterable[dict[str, str]], rows: dict[str, Rows]) -> None:
    people: dict[int, tuple[str, str | None]] = {}
    departments: dict[int, Counter[str]] = defaultdict(Counter)
    for record in records:
        id_ = int(record["movie_id"])
        for position, entry in enumerate(orjson.loads(record["cast"])):
            person_id, name = entry["id"], entry["name"].strip()
            people[person_id] = (name, GENDERS.get(entry["gender"]))
            departments[person_id]["Acting"] += 1
            character = entry["character"].strip() or None
            folded = fold(character) if character else None
            rows["cast_credits"].append(
                (id_, position, person_id, character, folded, entry["order"])
            )
        for position, entry in enumerate(orjson.loads(record["crew"])):
            person_id, name = entry["id"], entry["name"].strip()
            people[person_id] = (name, GENDERS.get(entry["gender"]))
            departments[person_id][entry["department"]] += 1
            rows["crew_credits"].append(
                (id_, position, person_id, entry["job"].strip(), entry["department"])
            )
    for person_id, (name, gender) in people.items():
        counts = departments[person_id]
        department = min(counts, key=lambda name: (-counts[name], name))
        rows["people"].append((person_id, name, fold(name), gender, department, counts.total()))


def _insert(table: str, columns: Sequence[str], mark: str, count: int) -> str:
    row = f"({', '.join([mark] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"


def _portions(rows: Rows, size: int) -> Iterator[Rows]:
    remaining = iter(rows)
    while portion := list(islice(remaining, size)):
        yield portion
