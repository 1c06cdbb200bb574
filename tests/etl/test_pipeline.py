"""The pipeline: one transaction, exact merges, nothing lost and nothing half done."""

import asyncio
import contextlib
import csv
from pathlib import Path

import pytest

from etl.errors import MissingColumnError
from etl.pipeline import load_folder
from etl.progress import Progress
from etl.reasons import RejectReason
from movie_graph.database import Database
from movie_graph.database.checking import check_votes
from movie_graph.database.ratings import rate

from .files import contents, movie, write_credits, write_csv, write_links, write_movies
from .files import write_ratings as write_ratings_file

pytestmark = pytest.mark.anyio

NOW = "2026-01-01 00:00:00.000"
TOM = {"id": 31, "name": "Tom", "gender": 2, "order": 0, "character": "Woody"}
ANN = {"id": 32, "name": "Ann", "gender": 1, "job": "Director", "department": "Directing"}


class InterruptedLoadError(Exception):
    """Stands for whatever may end a load."""


def small_folder(folder: Path) -> Path:
    """Two movies with everything that belongs to movies."""
    folder.mkdir(exist_ok=True)
    lists = {
        "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]",
        "production_companies": "[{'name': 'Pixar', 'id': 3}]",
        "production_countries": "[{'iso_3166_1': 'US', 'name': 'USA'}]",
        "spoken_languages": "[{'iso_639_1': 'en', 'name': 'English'}]",
    }
    write_movies(
        folder / "movies_metadata.csv", movie(**lists), movie(id="2", title="Second", **lists)
    )
    write_credits(folder / "credits.csv", (1, [TOM], [ANN]), (2, [TOM], []))
    write_csv(
        folder / "keywords.csv", ("id", "keywords"), [(1, "[{'id': 931, 'name': 'jealousy'}]")]
    )
    write_links(folder / "links.csv", (10, "0114709", 1), (20, "0113497", 2), (30, "0000001", 1))
    write_ratings_file(folder / "ratings.csv", (1, 10, 4.5, 1_000_000_000), (2, 20, 0.5, 0))
    return folder


async def test_what_is_loaded_is_what_the_tables_hold(database: Database, tmp_path: Path) -> None:
    report = await load_folder(small_folder(tmp_path / "a"), database)

    assert (report.records_read, report.rows_written) == (10, 10)
    tables = await contents(database)
    assert tables["cast_credits"] == [
        (1, 0, 31, "Woody", "woody", 0),
        (2, 0, 31, "Woody", "woody", 0),
    ]
    assert tables["crew_credits"] == [(1, 0, 32, "Director", "Directing")]
    assert tables["people"] == [
        (31, "Tom", "tom", "MALE", None, "Acting", 2),
        (32, "Ann", "ann", "FEMALE", None, "Directing", 1),
    ]
    assert tables["movie_genres"] == [(1, 0, 18), (1, 1, 35), (2, 0, 18), (2, 1, 35)]
    assert tables["movie_keywords"] == [(1, 0, 931)]
    assert [row[1:] for row in tables["users"]] == [("movielens:1",), ("movielens:2",)]
    assert [row[1:] for row in tables["ratings"]] == [
        (1, 90, None, "2001-09-09 01:46:40.000"),
        (2, 10, None, "1970-01-01 00:00:00.000"),
    ]
    assert [row[:5] for row in tables["votes"]] == [(1, 790, 10, 880, 11), (2, 790, 10, 800, 11)]
    assert await check_votes(database) == []
    columns = "id, version, movies, people, credits, ratings, rejected_records"
    assert await database.fetch_all(f"SELECT {columns} FROM dataset") == [(1, 1, 2, 2, 3, 2, 0)]


async def test_loading_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "a")
    await load_folder(folder, database)
    before = await contents(database)

    report = await load_folder(folder, database)

    assert await contents(database) == before
    assert {table: n for table, n in report.changed.items() if n and table != "ratings"} == {}
    assert await database.fetch_all("SELECT version FROM dataset") == [(2,)]


async def test_a_later_load_replaces_values_and_lists_but_never_with_unknown(
    database: Database, tmp_path: Path
) -> None:
    await load_folder(small_folder(tmp_path / "a"), database)
    newer = tmp_path / "b"
    write_movies(
        newer / "movies_metadata.csv",
        movie(budget="0", title="Renamed", genres="[{'id': 35, 'name': 'Comedies'}]"),
        movie(id="3", title="Third"),
    )
    write_credits(newer / "credits.csv", (1, [{**TOM, "name": "Thomas", "gender": 0}], []))

    await load_folder(newer, database)

    tables = await contents(database)
    row = await database.fetch_one("SELECT title, title_folded, budget FROM movies WHERE id = 1")
    assert row == ("Renamed", "renamed", 63_000_000)
    assert tables["movie_genres"] == [(1, 0, 35), (2, 0, 18), (2, 1, 35)]
    assert tables["genres"] == [(18, "Drama"), (35, "Comedies")]
    assert tables["crew_credits"] == []
    assert tables["people"] == [
        (31, "Thomas", "thomas", "MALE", None, "Acting", 2),
        (32, "Ann", "ann", "FEMALE", None, None, 0),
    ]
    assert tables["movie_keywords"] == [(1, 0, 931)]
    assert len(tables["ratings"]) == 2


async def test_full_text_search_finds_what_was_loaded_last(
    database: Database, tmp_path: Path
) -> None:
    await load_folder(small_folder(tmp_path / "a"), database)
    write_movies(tmp_path / "b" / "movies_metadata.csv", movie(title="Renamed"))

    await load_folder(tmp_path / "b", database)

    dialect = database.dialect
    found = {}
    for word in ("renamed", "second", "first"):
        match = dialect.full_text_match("movies", "search_text", ":words")
        found[word] = await database.fetch_all(
            f"SELECT id FROM movies WHERE {match} ORDER BY id",
            {"words": dialect.full_text_query([word])},
        )
    assert found == {"renamed": [(1,)], "second": [(2,)], "first": [(1,), (2,)]}  # original titles


async def test_tmdb_5000_wins_where_both_data_sets_know_a_movie(
    database: Database, tmp_path: Path
) -> None:
    write_movies(tmp_path / "movies_metadata.csv", movie(revenue="1000", imdb_id="tt0000009"))
    write_csv(tmp_path / "keywords.csv", ("id", "keywords"), [(1, "[{'id': 1, 'name': 'old'}]")])
    write_movies(
        tmp_path / "tmdb_5000_movies.csv",
        movie(revenue="2000", keywords='[{"id": 2, "name": "new"}]'),
    )

    await load_folder(tmp_path, database)

    assert await database.fetch_all("SELECT revenue, imdb_id FROM movies") == [(2000, "tt0000009")]
    assert await database.fetch_all("SELECT keyword_id FROM movie_keywords") == [(2,)]


async def test_files_may_come_one_by_one(database: Database, tmp_path: Path) -> None:
    whole = small_folder(tmp_path / "whole")
    for file in ("movies_metadata", "credits", "keywords", "links", "ratings"):
        folder = tmp_path / file
        folder.mkdir()
        (whole / f"{file}.csv").rename(folder / f"{file}.csv")
        report = await load_folder(folder, database)
        assert report.rejects.total() == 0

    assert await database.fetch_all("SELECT version FROM dataset") == [(5,)]
    counts = await database.fetch_one("SELECT movies, credits, ratings FROM dataset")
    assert counts == (2, 3, 2)


async def test_rejects_are_listed_with_file_line_reason_and_record(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    write_credits(folder / "credits.csv", (1, [TOM], []), (5, [], []))
    write_ratings_file(folder / "ratings.csv", (1, 10, 9, 0), (1, 99, 1, 0), (1, 20, 1, 0))

    report = await load_folder(folder, database, rejects=tmp_path / "new" / "rejects.csv")

    with (tmp_path / "new" / "rejects.csv").open(encoding="utf-8", newline="") as text:
        assert list(csv.reader(text)) == [
            ["file", "line", "reason", "record"],
            ["credits.csv", "3", RejectReason.UNKNOWN_MOVIE, "[],[],5"],
            ["ratings.csv", "2", RejectReason.OFF_SCALE, "1,10,9,0"],
            ["ratings.csv", "3", RejectReason.NO_LINK, "1,99,1,0"],
        ]
    assert report.rejects == {
        RejectReason.UNKNOWN_MOVIE: 1,
        RejectReason.OFF_SCALE: 1,
        RejectReason.NO_LINK: 1,
    }
    assert await database.fetch_all("SELECT rejected_records FROM dataset") == [(3,)]


async def test_ratings_of_one_movie_under_two_numbers_become_the_later_one(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    write_ratings_file(
        folder / "ratings.csv", (1, 10, 4, 50), (1, 30, 2, 60), (2, 10, 1, 0), (1, 30, 5, 40)
    )

    for _ in range(2):
        report = await load_folder(folder, database)

    assert await database.fetch_all("SELECT score, rated_at FROM ratings ORDER BY score") == [
        (20, "1970-01-01 00:00:00.000"),
        (40, "1970-01-01 00:01:00.000"),
    ]
    assert report.files[-1].merged.total() == 2
    assert await check_votes(database) == []


async def test_a_viewers_ratings_survive_a_reload(database: Database, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "a")
    await load_folder(folder, database)
    await rate(database, subject="ann", movie_id=1, score=45, rated_at=NOW)
    before = await contents(database)

    write_movies(folder / "movies_metadata.csv", movie(vote_count="20"), movie(id="2"))
    await load_folder(folder, database)

    after = await contents(database)
    assert after["ratings"] == before["ratings"]
    assert after["votes"][0][:5] == (1, 1580, 20, 1580 + 90 + 45, 22)
    assert await check_votes(database) == []


async def test_votes_are_exact_beside_viewers_who_rate_meanwhile(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    await load_folder(folder, database)
    loaded = asyncio.Event()

    async def keep_rating(subject: str) -> int:
        turns = 0
        while not loaded.is_set():
            score = 5 + 5 * (turns % 20)
            await rate(database, subject=subject, movie_id=1 + turns % 2, score=score, rated_at=NOW)
            turns += 1
            await asyncio.sleep(0)
        return turns

    async def reload() -> None:
        for turn in range(6):
            records = (movie(vote_count=str(10 + turn)), movie(id="2", vote_average=f"{turn}.5"))
            write_movies(folder / "movies_metadata.csv", *records)
            await load_folder(folder, database)
        loaded.set()

    *turns, _ = await asyncio.gather(keep_rating("ann"), keep_rating("bob"), reload())

    assert min(turns) > 0
    assert await check_votes(database) == []


async def test_readers_see_the_old_catalogue_until_the_end_and_an_interrupted_load_keeps_it(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    await load_folder(folder, database)
    before = await contents(database)
    seen: list[asyncio.Task[object]] = []
    write_movies(folder / "movies_metadata.csv", *(movie(id=str(n)) for n in range(1, 50)))

    def interrupt_at_the_end(progress: Progress) -> None:
        read = database.fetch_one("SELECT COUNT(*) FROM movies")
        seen.append(asyncio.ensure_future(read))
        if progress.name == "summaries":
            raise InterruptedLoadError

    with pytest.raises(InterruptedLoadError):
        await load_folder(folder, database, progress=interrupt_at_the_end)

    assert len(seen) > 5
    assert set(await asyncio.gather(*seen)) == {(2,)}
    assert await contents(database) == before
    assert (await load_folder(folder, database)).rows_written == 57


async def test_a_cancelled_load_leaves_the_old_catalogue(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    await load_folder(folder, database)
    before = await contents(database)
    write_movies(folder / "movies_metadata.csv", *(movie(id=str(n)) for n in range(1, 5_000)))
    halfway = asyncio.Event()
    load = asyncio.ensure_future(
        load_folder(folder, database, progress=lambda progress: halfway.set())
    )

    await halfway.wait()
    load.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await load

    assert load.cancelled()
    assert await contents(database) == before


async def test_a_missing_column_stops_before_anything_is_written(
    database: Database, tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "a")
    write_csv(folder / "ratings.csv", ("userId", "movieId"), [])

    with pytest.raises(MissingColumnError, match="no column rating, timestamp"):
        await load_folder(folder, database)

    assert await database.fetch_all("SELECT COUNT(*) FROM movies") == [(0,)]
    assert await database.fetch_all("SELECT COUNT(*) FROM dataset") == [(0,)]


async def test_names_with_emoji_case_and_accents_stay_apart(
    database: Database, tmp_path: Path
) -> None:
    names = ["Sound Mixer", "Sound mixer", "Söund Mixer", "🎬", "poseidon", "Poseidon"]
    crew = [{**ANN, "id": n, "name": name, "job": name} for n, name in enumerate(names, 1)]
    keywords = [{"id": n, "name": name} for n, name in enumerate(names, 1)]
    write_movies(tmp_path / "movies_metadata.csv", movie(title="🎬 Ünïcode"))
    write_credits(tmp_path / "credits.csv", (1, [], crew))
    write_csv(tmp_path / "keywords.csv", ("id", "keywords"), [(1, repr(keywords))])

    await load_folder(tmp_path, database)

    assert [row[1] for row in (await contents(database))["keywords"]] == names
    assert [row[3] for row in (await contents(database))["crew_credits"]] == names
    assert await database.fetch_all("SELECT title FROM movies WHERE title = '🎬 Ünïcode'")
