"""Movie records: which records of a file about movies are about one that is there, once."""

from collections.abc import Set

import pandas as pd

from ..reasons import MergeReason, RejectReason
from ..tables import MAX_INT
from .batch import Batch
from .ids import IdSet
from .numbers import ids


def movie_ids(frame: pd.DataFrame) -> "pd.Series[int]":
    """The frame's ids; 0 where there is none."""
    return ids(frame["id"], MAX_INT)


def known_movies(
    frame: pd.DataFrame, catalogue: Set[int], seen: IdSet
) -> tuple[pd.DataFrame, Batch]:
    """The records to go on with, `id` as a number, and a batch with the others sorted out.

    `catalogue` are those ids of the frame that are there. `seen` are the ids of the file's
    earlier records, and takes up these: of records with one id the first wins, whole.
    """
    batch = Batch()
    numbers = movie_ids(frame)
    batch.reject(frame, numbers == 0, RejectReason.BAD_ID)
    there = numbers.isin(list(catalogue))
    batch.reject(frame, (numbers > 0) & ~there, RejectReason.UNKNOWN_MOVIE)
    first = pd.Series(
        [bool(known) and seen.add(id_) for known, id_ in zip(there, numbers, strict=True)],
        index=frame.index,
        dtype=bool,
    )
    batch.merge(MergeReason.SAME_ID, int((there & ~first).sum()))
    return frame[first].assign(id=numbers[first]), batch
