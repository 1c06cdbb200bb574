"""Ratings: frames of ratings.csv and ratings_small.csv, MovieLens' users on MovieLens' films."""

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ..reasons import MergeReason, RejectReason
from ..tables import MAX_INT
from .batch import Batch
from .numbers import ids, parsed

TENTHS_PER_STAR = 20  # 4.5 on MovieLens' scale is 9.0 on ours, stored as 90
HALVES = range(1, 11)
LAST_SECOND = 4_102_444_800  # 2100-01-01
SECONDS_PER_DAY = 86_400


def transform_ratings(frame: pd.DataFrame, films: pd.DataFrame) -> tuple[pd.DataFrame, Batch]:
    """The ratings as a frame (user, movie_id, score in tenths, second, line as index) and a batch
    with the others sorted out; the batch's rows are still to be made: users have no ids yet.

    `films` has the MovieLens ids as its index and the columns tmdb_id (0 for none) and there
    (whether the catalogue has it). Two ratings of one movie by one user become the later one.
    """
    batch = Batch()
    users = ids(frame["movielens_user"], MAX_INT)
    numbers = ids(frame["movielens_id"], MAX_INT)
    halves = parsed(frame["rating"]) * 2
    seconds = parsed(frame["timestamp"])
    found = films.reindex(numbers)
    tmdb_ids = pd.Series(found["tmdb_id"].to_numpy(), index=frame.index)
    there = pd.Series(found["there"].to_numpy() == True, index=frame.index)  # noqa: E712 — NaN
    remaining = pd.Series(True, index=frame.index)
    for reason, bad in (
        (RejectReason.BAD_USER, users == 0),
        (RejectReason.BAD_ID, numbers == 0),
        (RejectReason.OFF_SCALE, ~halves.isin(list(HALVES))),
        (RejectReason.BAD_TIMESTAMP, ~_is_second(seconds)),
        (RejectReason.NO_LINK, tmdb_ids.isna()),
        (RejectReason.LINK_WITHOUT_TMDB_ID, tmdb_ids == 0),
        (RejectReason.LINKED_MOVIE_UNKNOWN, ~there),
    ):
        batch.reject(frame, remaining & bad, reason)
        remaining &= ~bad
    ratings = pd.DataFrame(
        {
            "user": users[remaining],
            "movie_id": tmdb_ids[remaining].astype("int64"),
            "score": (halves[remaining] * (TENTHS_PER_STAR // 2)).astype("int64"),
            "second": seconds[remaining].astype("int64"),
        }
    )
    latest = ratings.sort_values("second", kind="stable").drop_duplicates(
        ["user", "movie_id"], keep="last"
    )
    batch.merge(MergeReason.SAME_RATING, len(ratings) - len(latest))
    batch.records_written = len(latest)
    return latest.sort_index(), batch


def whole_users(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same records, cut so that a user's neighbouring records stay in one frame."""
    held: pd.DataFrame | None = None
    for frame in frames:
        frame = frame if held is None else pd.concat([held, frame])
        users = frame["movielens_user"].to_numpy()
        others = np.flatnonzero(users != users[-1]) if len(users) else users
        cut = int(others[-1]) + 1 if len(others) else len(users)
        held = frame.iloc[cut:]
        yield frame.iloc[:cut]
    if held is not None and len(held):
        yield held


def drop_older(
    ratings: pd.DataFrame,
    returning: Set[int],
    user_ids: Mapping[int, int],
    there: Mapping[tuple[Any, ...], tuple[Any, ...]],
    batch: Batch,
) -> pd.DataFrame:
    """The ratings without those of `returning` users of which a later one is `there` already.

    `there` is by (user_id, movie_id) and ends with the text of the time. What is dropped is
    counted as merged.
    """
    is_newest = [
        user not in returning or there.get((user_ids[user], movie), ("",))[-1] <= rated_at
        for user, movie, rated_at in zip(
            ratings["user"].tolist(),
            ratings["movie_id"].tolist(),
            utc_text(ratings["second"].tolist()),
            strict=True,
        )
    ]
    older = len(is_newest) - sum(is_newest)
    batch.merge(MergeReason.SAME_RATING, older)
    batch.records_written -= older
    return ratings[is_newest]


def subject(user: int) -> str:
    """How the users table names a user of MovieLens."""
    return f"movielens:{user}"


def utc_text(seconds: list[int]) -> list[str]:
    """Unix seconds → 'YYYY-MM-DD HH:MM:SS.000', UTC."""
    clock = _clock()
    return [_day(second // SECONDS_PER_DAY) + clock[second % SECONDS_PER_DAY] for second in seconds]


def _is_second(seconds: "pd.Series[float]") -> "pd.Series[bool]":
    return (seconds >= 0) & (seconds < LAST_SECOND) & (seconds == np.floor(seconds))


@lru_cache(maxsize=50_000)
def _day(day: int) -> str:
    return str(np.datetime64(day, "D"))


@lru_cache(maxsize=1)
def _clock() -> list[str]:
    return [
        f" {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000"
        for second in range(SECONDS_PER_DAY)
    ]
