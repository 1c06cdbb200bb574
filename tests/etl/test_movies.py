"""Movies: what each column of a record becomes, and which records become a movie."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.reasons import MergeReason, RejectReason
from etl.tables import COLLECTIONS, MOVIES, VOTES
from etl.transform.batch import Batch
from etl.transform.ids import IdSet
from etl.transform.movies import transform_movies, vote_sum

from .files import movie, movies_frame


def transform(frame: pd.DataFrame) -> Batch:
    return transform_movies(frame, IdSet())


def rows(batch: Batch) -> list[dict[str, Any]]:
    return [dict(zip(MOVIES.columns, row, strict=True)) for row in batch.entities[MOVIES]]


def one(**cells: str) -> tuple[dict[str, Any], Batch]:
    batch = transform(movies_frame(movie(**cells)))
    [row] = rows(batch)
    return row, batch


def test_a_plain_record_becomes_a_movie() -> None:
    row, batch = one(title="WALL·E", original_title="Валли", tagline="", homepage="")

    assert row == {
        "id": 1,
        "imdb_id": "tt0000001",
        "title": "WALL·E",
        "title_folded": "wall e",
        "search_text": "wall e валли",
        "original_title": "Валли",
        "original_language": "en",
        "overview": "A film.",
        "tagline": None,
        "status": "RELEASED",
        "release_date": "1999-03-30",
        "release_year": 1999,
        "runtime_minutes": 136,
        "budget": 63_000_000,
        "revenue": 463_517_383,
        "popularity": 5.5,
        "poster_path": None,
        "homepage": None,
        "collection_id": None,
    }
    assert batch.entities[VOTES] == [(1, 790, 10, 790, 10)]
    assert (batch.records_written, batch.rejects) == (1, [])
    assert batch.tally.repairs == batch.tally.discarded == batch.tally.kept == {}
    for value in row.values():
        assert value is None or type(value) in (int, float, str)


@pytest.mark.parametrize(
    ("column", "cell", "stored", "counted"),
    [
        ("budget", "0", None, "budget: 0 means unknown"),
        ("budget", "", None, None),
        ("budget", "/a.jpg", None, "budget: not a whole number"),
        ("budget", "-1", None, "budget: out of range"),
        ("budget", "1000", 1000, None),
        ("budget", "1e999", None, "budget: out of range"),
        ("revenue", "0", None, "revenue: 0 means unknown"),
        ("revenue", "2787965087", 2_787_965_087, None),
        ("revenue", "9007199254740992", None, "revenue: out of range"),
        ("runtime", "0.0", None, "runtime: 0 means unknown"),
        ("runtime", "162.0", 162, None),
        ("runtime", "162", 162, None),
        ("runtime", "90.5", None, "runtime: not a whole number"),
        ("popularity", "0", 0.0, None),
        ("popularity", "875.581305", 875.581305, None),
        ("popularity", "Beware Of Frost Bites", None, "popularity: not a number"),
        ("status", "", None, None),
        ("status", "Post Production", "POST_PRODUCTION", None),
        ("status", "Hoped For", None, "status: not a known status"),
        ("release_date", "", None, None),
        ("release_date", "22", None, "release_date: not a date YYYY-MM-DD"),
        ("imdb_id", "", None, None),
        ("imdb_id", "0", None, "imdb_id: not tt and 7 or 8 digits"),
        ("original_language", "cn", "cn", None),
        ("original_language", "x" * 17, None, "original_language: longer than its column"),
        ("overview", "No overview found.", None, "overview: placeholder for no text"),
        ("homepage", "h" * 2001, None, "homepage: longer than its column"),
        ("poster_path", "p" * 256, None, "poster_path: longer than its column"),
    ],
)
def test_unknown_is_null_and_what_is_discarded_is_counted(
    column: str, cell: str, stored: object, counted: str | None
) -> None:
    row, batch = one(**{column: cell})

    assert row["runtime_minutes" if column == "runtime" else column] == stored
    assert batch.tally.discarded == ({counted: 1} if counted else {})


@pytest.mark.parametrize("column", ["budget", "revenue"])
@pytest.mark.parametrize(("dollars", "suspicious"), [(1, 1), (999, 1), (1000, 0)])
def test_suspicious_dollars_stay_and_are_counted(
    column: str, dollars: int, suspicious: int
) -> None:
    row, batch = one(**{column: str(dollars)})

    assert row[column] == dollars
    assert batch.tally.kept.total() == suspicious


def test_years_before_1900_and_titles_that_look_like_numbers_stay() -> None:
    row, _ = one(release_date="1874-12-09", title="Infinity", original_title="2012")

    assert (row["release_year"], row["title"], row["original_title"]) == (1874, "Infinity", "2012")
    assert row["search_text"] == "infinity 2012"


def test_a_blank_title_is_taken_from_the_original_one() -> None:
    row, batch = one(title="", original_title="Валли")

    assert row["title"] == "Валли"
    assert batch.tally.repairs == {"title: taken from original_title": 1}


def test_long_text_is_cut_to_what_its_column_holds() -> None:
    row, batch = one(title="ﷺ" * 501, overview="😀" * 16_001)

    assert [len(row[name]) for name in ("title", "title_folded", "overview")] == [500, 500, 16_000]
    assert len(row["search_text"]) <= 1001
    assert len(row["overview"].encode()) <= 65_535
    assert batch.tally.repairs["title: cut to the length of its column"] == 1


def test_records_without_an_id_or_any_title_are_rejected() -> None:
    batch = transform(
        movies_frame(
            movie(id="1997-08-20"),
            movie(id="0"),
            movie(id="2147483648"),
            movie(id="4", title=" ", original_title=""),
            movie(id="5"),
        )
    )

    assert [row["id"] for row in rows(batch)] == [5]
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [
        (2, RejectReason.BAD_ID),
        (3, RejectReason.BAD_ID),
        (4, RejectReason.BAD_ID),
        (5, RejectReason.NO_TITLE),
    ]
    assert batch.records_written == 1


def test_of_records_with_one_id_the_first_wins_whole() -> None:
    seen = IdSet()
    first = transform_movies(
        movies_frame(movie(popularity="1"), movie(popularity="2", vote_count="11")), seen
    )
    later = transform_movies(movies_frame(movie(popularity="3"), movie(id="2")), seen)

    assert [(row["id"], row["popularity"]) for row in rows(first)] == [(1, 1.0)]
    assert first.entities[VOTES] == [(1, 790, 10, 790, 10)]
    assert [row["id"] for row in rows(later)] == [2]
    assert first.merged == later.merged == {MergeReason.SAME_ID: 1}


@pytest.mark.parametrize(
    ("average", "count", "votes"),
    [
        ("7.7", "5415", (416_955, 5415)),
        ("10.0", "1", (100, 1)),
        ("0.0", "0", (0, 0)),
        ("0", "1", (0, 1)),
        ("7.1", "2.0", (142, 2)),
        ("11", "5", (0, 0)),
        ("", "5", (0, 0)),
        ("7.5", "", (0, 0)),
        ("7.5", "-1", (0, 0)),
    ],
)
def test_imported_votes_are_a_sum_of_tenths(
    average: str, count: str, votes: tuple[int, int]
) -> None:
    batch = transform(movies_frame(movie(vote_average=average, vote_count=count)))

    assert batch.entities[VOTES] == [(1, *votes, *votes)]


@given(st.integers(0, 100), st.integers(0, 2**31 - 1))
def test_a_vote_sum_of_tenths_is_exact(tenths: int, count: int) -> None:
    assert vote_sum(f"{tenths // 10}.{tenths % 10}", count) == tenths * count


def test_an_average_with_more_decimals_rounds_the_sum_once() -> None:
    assert vote_sum("7.25", 3) == 218  # 72.5 tenths × 3 = 217.5
    assert vote_sum("6.333333", 3) == 190


@pytest.mark.parametrize(
    ("cell", "id_", "counted"),
    [
        (
            "{'id': 10194, 'name': \"Toy's Collection\", 'poster_path': None,"
            " 'backdrop_path': '/b.jpg'}",
            10_194,
            None,
        ),
        ("", None, None),
        ("0.065736", None, "belongs_to_collection: cannot be read"),
        ("{'id': 1, 'name': ''}", None, "belongs_to_collection: entry without a name"),
        ("{'name': 'X'}", None, "belongs_to_collection: entry without an id"),
    ],
)
def test_a_collection_is_one_object_or_unknown(
    cell: str, id_: int | None, counted: str | None
) -> None:
    row, batch = one(belongs_to_collection=cell)

    assert row["collection_id"] == id_
    assert batch.entities[COLLECTIONS] == (
        [(10_194, "Toy's Collection", None, "/b.jpg")] if id_ else []
    )
    assert batch.tally.discarded == ({counted: 1} if counted else {})


def test_tmdb_5000_has_no_columns_for_posters_and_imdb_ids() -> None:
    batch = transform(movies_frame(movie(), keywords=True))

    [row] = rows(batch)
    assert (row["imdb_id"], row["poster_path"], row["collection_id"]) == (None, None, None)
