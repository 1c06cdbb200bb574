"""Links and ratings: MovieLens' numbers lead to TMDB's films, its stars to tenths of ours."""

from collections.abc import Iterable

import pandas as pd
import pytest

from etl.reasons import MergeReason, RejectReason
from etl.tables import LINKS
from etl.transform.batch import Batch
from etl.transform.ids import IdSet
from etl.transform.links import transform_links
from etl.transform.ratings import drop_older, transform_ratings, utc_text, whole_users

from .files import frame

# MovieLens film → TMDB id and whether the catalogue has it. 1 and 3 are one TMDB film.
FILMS = pd.DataFrame(
    {"tmdb_id": [862, 0, 862, 9], "there": [True, False, True, False]}, index=[1, 2, 3, 4]
)


def links(*records: tuple[str, str, str]) -> Batch:
    return transform_links(frame(("movielens_id", "imdb_id", "tmdb_id"), records), IdSet())


def ratings(*records: tuple[str, str, str, str]) -> tuple[pd.DataFrame, Batch]:
    return transform_ratings(ratings_frame(*records), FILMS)


def ratings_frame(*records: Iterable[str]) -> pd.DataFrame:
    return frame(("movielens_user", "movielens_id", "rating", "timestamp"), records)


def test_links_keep_the_zeros_of_imdb_and_blank_tmdb_ids() -> None:
    batch = links(("1", "0114709", "862"), ("2", "10234567", ""), ("3", "113", "862.0"))

    assert batch.entities[LINKS] == [
        (1, 862, "tt0114709"),
        (2, None, "tt10234567"),
        (3, 862, "tt0000113"),
    ]
    assert batch.records_written == 3
    assert batch.tally.repairs == {"imdbId: padded to 7 digits behind tt": 1}
    assert batch.tally.discarded == {}


def test_bad_links_are_counted_rejected_or_merged() -> None:
    batch = links(("x", "1", "1"), ("1", "0", "none"), ("1", "0114709", "862"))

    assert batch.entities[LINKS] == [(1, None, None)]
    assert [reject.reason for reject in batch.rejects] == [RejectReason.BAD_ID]
    assert batch.merged == {MergeReason.SAME_ID: 1}
    assert batch.tally.discarded == {
        "tmdbId: not a whole number": 1,
        "imdbId: not tt and 7 or 8 digits": 1,
    }


def test_stars_become_tenths_on_the_scale_of_10() -> None:
    halves = [f"{half / 2}" for half in range(1, 11)]

    found, batch = ratings(*((str(user), "1", stars, "0") for user, stars in enumerate(halves, 1)))

    assert found["score"].tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert found["movie_id"].unique().tolist() == [862]
    assert (batch.records_written, batch.rejects) == (10, [])


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (("", "1", "4", "0"), RejectReason.BAD_USER),
        (("1", "x", "4", "0"), RejectReason.BAD_ID),
        (("1", "1", "0", "0"), RejectReason.OFF_SCALE),
        (("1", "1", "5.5", "0"), RejectReason.OFF_SCALE),
        (("1", "1", "4.25", "0"), RejectReason.OFF_SCALE),
        (("1", "1", "nan", "0"), RejectReason.OFF_SCALE),
        (("1", "1", "1e999", "0"), RejectReason.OFF_SCALE),
        (("1", "1", "4", "-1"), RejectReason.BAD_TIMESTAMP),
        (("1", "1", "4", "1.5"), RejectReason.BAD_TIMESTAMP),
        (("1", "1", "4", "4102444800"), RejectReason.BAD_TIMESTAMP),
        (("1", "1", "4", ""), RejectReason.BAD_TIMESTAMP),
        (("1", "99", "4", "0"), RejectReason.NO_LINK),
        (("1", "2", "4", "0"), RejectReason.LINK_WITHOUT_TMDB_ID),
        (("1", "4", "4", "0"), RejectReason.LINKED_MOVIE_UNKNOWN),
    ],
)
def test_each_bad_rating_is_rejected_for_one_reason(
    record: tuple[str, str, str, str], reason: RejectReason
) -> None:
    found, batch = ratings(record, ("1", "1", "4", "4102444799"))

    assert len(found) == 1
    assert [(reject.line, reject.reason, reject.record) for reject in batch.rejects] == [
        (2, reason, ",".join(record))
    ]


def test_of_two_ratings_of_one_movie_the_later_wins() -> None:
    found, batch = ratings(
        ("7", "1", "4.0", "20"),
        ("7", "3", "2.0", "10"),
        ("8", "1", "1.0", "5"),
        ("8", "3", "3", "5"),
    )

    assert found[["user", "score"]].to_numpy().tolist() == [[7, 80], [8, 60]]
    assert batch.merged == {MergeReason.SAME_RATING: 2}
    assert batch.records_written == 2


def test_a_rating_older_than_one_written_before_is_merged_into_it() -> None:
    found, batch = ratings(("7", "1", "4.0", "20"), ("8", "1", "4.0", "20"))
    there = {(70, 862): (80, utc_text([21])[0]), (80, 862): (80, utc_text([20])[0])}

    left = drop_older(found, {7, 8}, {7: 70, 8: 80}, there, batch)

    assert left["user"].tolist() == [8]
    assert (batch.records_written, batch.merged) == (1, {MergeReason.SAME_RATING: 1})


def test_a_users_ratings_stay_in_one_frame_unless_they_fill_it() -> None:
    users = [["1", "1", "2"], ["2", "2"], ["2", "3"], []]
    frames = [ratings_frame(*((user, "1", "4", "0") for user in chunk)) for chunk in users]

    cut = [part["movielens_user"].tolist() for part in whole_users(iter(frames))]

    assert cut == [["1", "1"], ["2", "2", "2"], ["2"], ["3"]]


def test_seconds_are_written_as_utc() -> None:
    assert utc_text([0, 789_652_009, 1_476_640_644]) == [
        "1970-01-01 00:00:00.000",
        "1995-01-09 11:46:49.000",
        "2016-10-16 17:57:24.000",
    ]
