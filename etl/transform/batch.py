"""Batches: what a transform makes of one frame."""

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from ..reasons import MergeReason, RejectReason
from ..rejects import Reject, csv_text
from ..tables import ListTable, Row, Table
from ..tally import Tally


@dataclass
class MovieLists:
    """The lists of one kind: of each movie in `movie_ids` it is the whole list, perhaps empty."""

    movie_ids: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Batch:
    """Rows to write, in this order of tables (an entity before the lists that refer to it).

    `records_written + merged + rejects` are the frame's records.
    """

    entities: dict[Table, list[Row]] = field(default_factory=dict)
    lists: dict[ListTable, MovieLists] = field(default_factory=dict)
    records_written: int = 0
    rejects: list[Reject] = field(default_factory=list)
    merged: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)

    def reject(
        self, frame: pd.DataFrame, condition: "pd.Series[bool]", reason: RejectReason
    ) -> None:
        """discard_record: all records of `frame` that meet the condition."""
        if condition.any():
            rejected = frame[condition]
            self.rejects += [
                Reject(int(line), reason, csv_text(record))
                for line, *record in rejected.itertuples(name=None)
            ]

    def merge(self, reason: MergeReason, times: int) -> None:
        """Count records that became part of a row that another record wrote."""
        if times:
            self.merged[reason] += times
