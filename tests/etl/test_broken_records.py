"""Broken records: pieces become whole records again, or rejects; never a misaligned movie."""

from pathlib import Path

import pytest

from etl.extract import Chunk, extract
from etl.reasons import MergeReason, RejectReason
from etl.rejects import csv_text
from etl.sources import read_folder
from etl.synthetic.spelling import MOVIES_METADATA

from .files import movie

HEADER = ",".join(MOVIES_METADATA)


def record(**cells: str) -> list[str]:
    return [movie(**cells).get(name, "") for name in MOVIES_METADATA]


def broken(*overview: str, **cells: str) -> str:
    """A record whose overview is cut by line breaks that no quotes protect."""
    fields = record(**cells)
    overview_place = MOVIES_METADATA.index("overview")
    head = csv_text([*fields[:overview_place], overview[0]])
    tail = csv_text([overview[-1], *fields[overview_place + 1 :]])
    return "\n".join([head, *overview[1:-1], tail])


def read(folder: Path, *lines: str) -> Chunk:
    (folder / "movies_metadata.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    [chunk] = extract(read_folder(folder).sources[0])
    return chunk


def test_ten_and_fifteen_fields_are_one_record_again(tmp_path: Path) -> None:
    text = broken("British soldiers capture a man.", " - Written by Ørnås", id="82663")
    head, tail = text.split("\n")
    assert (len(head.split(",")), len(tail.split(","))) == (10, 15)

    chunk = read(tmp_path, csv_text(record(id="1")), text, csv_text(record(id="2")))

    assert chunk.frame["id"].tolist() == ["1", "82663", "2"]
    assert chunk.frame.index.tolist() == [2, 3, 5]
    joined = chunk.frame.loc[3]
    assert joined["overview"] == "British soldiers capture a man.\n - Written by Ørnås"
    assert (joined["adult"], joined["title"], joined["vote_count"]) == ("False", "First", "10")
    assert chunk.rejects == []
    assert chunk.records_read == 4
    assert chunk.merged == {MergeReason.BROKEN_RECORD: 1}
    assert chunk.tally.repairs == {"record: put together again after a line break": 1}


def test_a_record_in_many_pieces_is_one_again(tmp_path: Path) -> None:
    chunk = read(tmp_path, broken("One.", "", "Two.", "Three."))

    assert chunk.frame["overview"].tolist() == ["One.\n\nTwo.\nThree."]
    assert chunk.records_read == 4
    assert chunk.merged == {MergeReason.BROKEN_RECORD: 3}


@pytest.mark.parametrize(
    "cells", [{"id": "x"}, {"release_date": "1"}, {"vote_count": "many"}, {"runtime": "False"}]
)
def test_pieces_that_do_not_look_like_a_movie_are_rejected(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    chunk = read(tmp_path, broken("One.", "Two.", **cells), csv_text(record(id="2")))

    assert chunk.frame["id"].tolist() == ["2"]
    assert [(reject.line, reject.reason) for reject in chunk.rejects] == [
        (2, RejectReason.FIELD_COUNT),
        (3, RejectReason.FIELD_COUNT),
    ]
    assert chunk.records_read == 3


def test_a_piece_without_its_rest_is_rejected_and_what_follows_is_not(tmp_path: Path) -> None:
    head, tail = broken("One.", "Two.", id="3").split("\n")

    chunk = read(tmp_path, head, csv_text(record(id="2")), tail, head)

    assert chunk.frame["id"].tolist() == ["2"]
    assert [(reject.line, reject.record) for reject in chunk.rejects] == [
        (2, head),
        (4, tail),
        (5, head),
    ]


def test_two_broken_records_behind_each_other_do_not_mix(tmp_path: Path) -> None:
    chunk = read(tmp_path, broken("One.", "Two.", id="3"), broken("Three.", "Four.", id="4"))

    assert chunk.frame["id"].tolist() == ["3", "4"]
    assert chunk.frame["overview"].tolist() == ["One.\nTwo.", "Three.\nFour."]


def test_a_field_too_many_is_rejected(tmp_path: Path) -> None:
    chunk = read(tmp_path, csv_text([*record(), "more"]), csv_text(record(id="2")))

    assert chunk.frame["id"].tolist() == ["2"]
    assert [reject.reason for reject in chunk.rejects] == [RejectReason.FIELD_COUNT]
