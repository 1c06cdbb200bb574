"""Movie files: movies, credits and keywords of invented films, record by record."""

import csv
from pathlib import Path
from typing import TextIO

from ..reasons import Discard, Kept, MergeReason, RejectReason, Repair
from ..rejects import csv_text
from ..report import FileReport
from .credit_defects import DEFECTS
from .films import PERIOD, Films, Record
from .movie_defects import IN_BOTH, IN_METADATA
from .spelling import PYTHON, Spelling

# What is done to whole records comes behind the defects of single values.
BROKEN, TWICE, NO_ID, TOO_LONG = range(PERIOD - 4, PERIOD)
WHOLE = (BROKEN, TWICE, NO_ID, TOO_LONG)


def write_movies(path: Path, films: Films, spelling: Spelling) -> FileReport:
    """movies_metadata.csv or tmdb_5000_movies.csv."""
    expected = FileReport(path.name)
    defects = (*IN_BOTH, *(IN_METADATA if spelling is PYTHON else ()))
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerow(spelling.movie_columns)
        for number in range(films.count):
            movie, defect = films.movie(number), number % PERIOD
            if defect < len(defects):
                defects[defect](movie, expected)
            cells = [spelling.cell(movie[column]) for column in spelling.movie_columns]
            _write_movie(text, cells, defect, expected, spelling)
    return expected


def write_credits(path: Path, films: Films, spelling: Spelling) -> FileReport:
    """credits.csv or tmdb_5000_credits.csv."""
    expected = FileReport(path.name)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(spelling.credit_columns)
        for number in range(films.count):
            defect = number % PERIOD
            if defect in (NO_ID, TOO_LONG):
                continue  # not in the catalogue
            cast, crew = films.credits(number, profile_paths=spelling is PYTHON)
            if defect < len(DEFECTS):
                DEFECTS[defect](cast, crew, expected)
            cells: Record = {
                "id": films.id(number),
                "movie_id": films.id(number),
                "title": films.movie(number)["title"],
                "cast": spelling.literal(cast),
                "crew": spelling.literal(crew),
            }
            if defect == len(DEFECTS):
                cells["cast"] = cells["cast"][:-20]  # as spreadsheets cut long cells
                expected.rejects[RejectReason.UNREADABLE_LIST] += 1
            else:
                expected.rows_written += 1
            if defect == len(DEFECTS) + 1:
                cells["id"] = cells["movie_id"] = films.id(number) + 1
                expected.rows_written -= 1
                expected.rejects[RejectReason.UNKNOWN_MOVIE] += 1
            times = 2 if defect == TWICE else 1
            expected.merged.update({str(MergeReason.SAME_ID): 1} if times == 2 else {})
            expected.records_read += times
            writer.writerows([[cells[name] for name in spelling.credit_columns]] * times)
    return expected


def write_keywords(path: Path, films: Films) -> FileReport:
    """keywords.csv."""
    expected = FileReport(path.name)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("id", "keywords"))
        for number in range(films.count):
            defect = number % PERIOD
            keywords = films.movie(number)["keywords"]
            if defect == 0:
                keywords.append({"id": 4_999, "name": "\u00a0"})
                expected.tally.repair("keywords", Repair.TRIMMED)
                expected.tally.keep("keywords", Kept.BLANK_NAME)
            elif defect == 1:
                keywords.append("based on a true story")
                expected.tally.discard("keywords", Discard.NOT_AN_ENTRY)
            if defect in (NO_ID, TOO_LONG):
                expected.rejects[RejectReason.UNKNOWN_MOVIE] += 1
            else:
                expected.rows_written += 1
            times = 2 if defect == TWICE else 1
            expected.merged.update({str(MergeReason.SAME_ID): 1} if times == 2 else {})
            expected.records_read += times
            writer.writerows([(films.id(number), repr(keywords))] * times)
    return expected


def _write_movie(
    text: TextIO, cells: list[str], defect: int, expected: FileReport, spelling: Spelling
) -> None:
    expected.records_read += 1
    if defect == BROKEN:
        _write_broken(text, cells, spelling.movie_columns.index("overview"))
        expected.records_read += 1
        expected.merged[MergeReason.BROKEN_RECORD] += 1
        expected.tally.repair("record", Repair.JOINED)
    elif defect == TWICE:
        text.write(csv_text(cells) + "\n")
        expected.records_read += 1
        expected.merged[MergeReason.SAME_ID] += 1
        cells[spelling.movie_columns.index("popularity")] = "0.000001"
    elif defect == NO_ID:
        cells[spelling.movie_columns.index("id")] = "1997-08-20"
        expected.rejects[RejectReason.BAD_ID] += 1
    elif defect == TOO_LONG:
        cells.append("one field too many")
        expected.rejects[RejectReason.FIELD_COUNT] += 1
    if defect != BROKEN:
        text.write(csv_text(cells) + "\n")
    expected.rows_written += defect not in (NO_ID, TOO_LONG)


def _write_broken(text: TextIO, cells: list[str], overview: int) -> None:
    """With a line break in the overview that no quotes protect."""
    text.write(csv_text([*cells[:overview], "A film without an end"]) + "\n")
    text.write(csv_text([" - written by nobody", *cells[overview + 1 :]]) + "\n")
