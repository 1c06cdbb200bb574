"""The real files, on both engines: exact counts, as README of the data gives them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from etl.reasons import MergeReason, RejectReason
from etl.report import Report
from movie_graph.config import Settings
from movie_graph.database import Database
from movie_graph.database.checking import check_votes
from movie_graph.database.opening import open_database
from movie_graph.execution import ListSize
from movie_graph.schema import list_sizes

from .files import load_into

TMDB_5000 = {
    "movies": 4_803,
    "votes": 4_803,
    "people": 104_842,
    "cast_credits": 106_257,
    "crew_credits": 129_581,
    "genres": 20,
    "movie_genres": 12_160,
    "keywords": 9_813,
    "movie_keywords": 36_194,
    "companies": 5_047,
    "movie_companies": 13_677,
    "countries": 88,
    "movie_countries": 6_436,
    "languages": 87,
    "movie_languages": 6_937,
    "collections": 0,
}


@pytest.fixture(scope="module")
def reports(
    database_url: str, real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Report]:
    """TMDB 5000, then MovieLens' links and ratings, each in a load of its own; and again."""
    movielens = tmp_path_factory.mktemp("movielens")
    for file in ("links.csv", "ratings_small.csv"):
        (movielens / file).symlink_to(real_data / "the-movies-dataset" / file)
    return {
        "tmdb": load_into(database_url, real_data / "tmdb-5000"),
        "movielens": load_into(database_url, movielens),
        "again": load_into(database_url, real_data / "tmdb-5000"),
        "ratings again": load_into(database_url, movielens),
    }


@pytest.fixture
async def loaded(reports: dict[str, Report], database_url: str) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=database_url))
    yield database
    await database.close()


def test_nothing_of_tmdb_5000_is_rejected(reports: dict[str, Report]) -> None:
    report = reports["tmdb"]

    assert [(file.records_read, file.rows_written) for file in report.files] == [(4_803, 4_803)] * 2
    assert report.rejects == report.merged == {}


def test_what_was_odd_about_tmdb_5000_is_counted(reports: dict[str, Report]) -> None:
    tally = reports["tmdb"].tally

    assert tally.discarded == {
        "budget: 0 means unknown": 1_037,
        "revenue: 0 means unknown": 1_427,
        "runtime: 0 means unknown": 35,
    }
    assert tally.kept == {
        "budget: 1–999 dollars, suspicious": 32,
        "revenue: 1–999 dollars, suspicious": 22,
        "keywords: entry with a blank name, which is stored as ''": 2,
    }
    assert tally.repairs["name: blanks at the ends removed"] == 83 + 92
    assert tally.repairs["overview: line breaks written as LF"] == 3
    assert tally.repairs["overview: HTML entities decoded"] == 21
    assert tally.repairs["character: C1 control characters read as Windows-1252"] == 1


@pytest.mark.anyio
async def test_the_tables_hold_tmdb_5000_exactly(loaded: Database) -> None:
    counts = {
        table: (await loaded.fetch_all(f"SELECT COUNT(*) FROM {table}"))[0][0]
        for table in TMDB_5000
    }

    assert counts == TMDB_5000


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ("SELECT COUNT(*) FROM movies WHERE budget IS NULL", 1_037),
        ("SELECT COUNT(*) FROM movies WHERE revenue IS NULL", 1_427),
        ("SELECT COUNT(*) FROM movies WHERE runtime_minutes IS NULL", 37),
        ("SELECT COUNT(*) FROM movies WHERE release_date IS NULL", 1),
        ("SELECT COUNT(*) FROM movies WHERE overview IS NULL", 4),
        ("SELECT COUNT(*) FROM movies WHERE homepage IS NULL", 3_091),
        ("SELECT COUNT(*) FROM movies WHERE tagline IS NULL", 844),
        ("SELECT COUNT(*) FROM movies WHERE status = 'RELEASED'", 4_795),
        ("SELECT COUNT(*) FROM movies WHERE status = 'POST_PRODUCTION'", 3),
        ("SELECT COUNT(DISTINCT original_language) FROM movies", 37),
        ("SELECT SUM(revenue) FROM movies WHERE id <> 0", 395_097_847_444),
        ("SELECT MAX(revenue) FROM movies WHERE title = 'Avatar'", 2_787_965_087),
        ("SELECT MIN(release_date) FROM movies", "1916-09-04"),
        ("SELECT MAX(release_date) FROM movies", "2017-02-03"),
        ("SELECT COUNT(*) FROM languages WHERE name IS NULL", 26),
        ("SELECT COUNT(*) FROM votes WHERE imported_count = 0", 62),
        ("SELECT COUNT(*) FROM people WHERE name_folded = 'david lee'", 8),
        ("SELECT COUNT(*) FROM cast_credits WHERE character_name IS NULL", 683),
        ("SELECT COUNT(DISTINCT department) FROM crew_credits", 12),
        ("SELECT COUNT(DISTINCT job) FROM crew_credits", 418),
        ("SELECT COUNT(*) FROM movies WHERE id NOT IN (SELECT movie_id FROM cast_credits)", 43),
        ("SELECT COUNT(*) FROM movies WHERE id NOT IN (SELECT movie_id FROM crew_credits)", 28),
        ("SELECT SUM(credit_count) FROM people", 106_257 + 129_581),
        ("SELECT COUNT(*) FROM people WHERE department IS NULL", 0),
        ("SELECT COUNT(*) FROM users", 671),
        ("SELECT COUNT(*) FROM ratings", 66_947),
        ("SELECT COUNT(DISTINCT movie_id) FROM ratings", 3_394),
        ("SELECT version FROM dataset", 4),
    ],
)
async def test_single_figures_are_exact(loaded: Database, statement: str, answer: object) -> None:
    assert (await loaded.fetch_all(statement))[0][0] == answer


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("size", "longest", "table", "where"),
    [
        (list_sizes.ALL_GENRES, 20, "(SELECT 1 AS movie_id FROM genres)", "1 = 1"),
        (list_sizes.GENRES, 7, "movie_genres", "1 = 1"),
        (list_sizes.KEYWORDS, 97, "movie_keywords", "1 = 1"),
        (list_sizes.DIRECTORS, 21, "crew_credits", "job = 'Director'"),
        (list_sizes.COMPANIES, 26, "movie_companies", "1 = 1"),
        (list_sizes.COUNTRIES, 12, "movie_countries", "1 = 1"),
        (list_sizes.LANGUAGES, 9, "movie_languages", "1 = 1"),
    ],
)
async def test_no_list_is_longer_than_its_cost_says(
    loaded: Database, size: ListSize, longest: int, table: str, where: str
) -> None:
    statement = f"""
        SELECT MAX(items)
          FROM (SELECT COUNT(*) AS items FROM {table} AS listed WHERE {where} GROUP BY movie_id)
               AS counted
    """

    assert await loaded.fetch_one(statement) == (longest,)
    assert size.at_most is not None
    assert longest <= size.at_most


@pytest.mark.anyio
async def test_flops_begin_with_the_lone_ranger(loaded: Database) -> None:
    statement = """
        SELECT title, budget - revenue
          FROM movies
         WHERE budget > 1000000
           AND revenue > 0
           AND revenue < budget
         ORDER BY budget - revenue DESC
         LIMIT 1
    """

    assert await loaded.fetch_all(statement) == [("The Lone Ranger", 165_710_090)]


def test_ratings_without_a_movie_are_rejected_with_their_reasons(
    reports: dict[str, Report],
) -> None:
    links, ratings = reports["movielens"].files

    assert (links.records_read, links.rows_written) == (45_843, 45_843)
    assert (ratings.records_read, ratings.rows_written) == (100_004, 66_947)
    assert ratings.rejects == {
        RejectReason.NO_LINK: 46,
        RejectReason.LINK_WITHOUT_TMDB_ID: 60,
        RejectReason.LINKED_MOVIE_UNKNOWN: 32_951,
    }
    assert ratings.rejects.total() == 33_057


@pytest.mark.anyio
async def test_votes_are_exact(loaded: Database) -> None:
    assert await check_votes(loaded) == []


def test_a_reload_of_tmdb_5000_writes_nothing(reports: dict[str, Report]) -> None:
    assert reports["again"].changed.total() == 0
    assert reports["again"].rows_written == 9_606


def test_a_reload_of_the_ratings_writes_nothing(reports: dict[str, Report]) -> None:
    assert reports["ratings again"].changed.total() == 0
    assert reports["ratings again"].rejects == reports["movielens"].rejects


def test_the_subset_of_the_movies_dataset_loads(fresh_database_url: str, real_data: Path) -> None:
    report = load_into(fresh_database_url, real_data / "the-movies-dataset-subset")

    movies, credits = report.files
    assert (movies.records_read, movies.rows_written) == (2_996, 2_995)
    assert movies.merged == {MergeReason.SAME_ID: 1}
    assert (credits.records_read, credits.rows_written) == (35, 35)
    assert report.rejects == {}
    assert movies.tally.discarded["overview: placeholder for no text"] == 5
    assert movies.tally.kept["budget: 1–999 dollars, suspicious"] == 17
    assert movies.tally.repairs["overview: HTML entities decoded"] == 16
    assert report.changed["cast_credits"] == 724
    assert report.changed["crew_credits"] == 980


def test_keywords_and_both_links_files_merge_what_is_repeated(
    fresh_database_url: str, real_data: Path
) -> None:
    load_into(fresh_database_url, real_data / "the-movies-dataset-subset")

    report = load_into(fresh_database_url, real_data / "the-movies-dataset")

    keywords, links, small, ratings = report.files
    assert (keywords.records_read, keywords.rows_written) == (46_419, 2_995)
    assert keywords.merged == {MergeReason.SAME_ID: 4}
    assert keywords.rejects == {RejectReason.UNKNOWN_MOVIE: 43_420}
    assert (links.rows_written, small.rows_written) == (45_843, 10)
    assert small.merged == {MergeReason.SAME_ID: 9_115}
    assert report.changed["links"] == 45_853
    # The union of both files leaves no film without a link.
    assert ratings.rejects == {
        RejectReason.LINK_WITHOUT_TMDB_ID: 71,
        RejectReason.LINKED_MOVIE_UNKNOWN: 40_530,
    }
