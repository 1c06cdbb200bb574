"""Movies: frames of movies_metadata.csv and tmdb_5000_movies.csv."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pandas as pd

from movie_graph.database.folding import fold

from ..reasons import Discard, Kept, MergeReason, RejectReason, Repair
from ..tables import (
    COLLECTIONS,
    MAX_INT,
    MAX_LONG,
    MOVIES,
    NAME_LENGTH,
    PATH_LENGTH,
    PROSE_LENGTH,
    SEARCH_TEXT_LENGTH,
    VOTES,
    Row,
)
from ..tally import Tally
from .batch import Batch
from .collections import collection_ids
from .ids import IdSet
from .lists import NAMED_LISTS, add_named_lists
from .numbers import decimals, ids, whole_numbers
from .values import cut, fitting, iso_date, one_line, prose

STATUSES = {
    "Rumored": "RUMORED",
    "Planned": "PLANNED",
    "In Production": "IN_PRODUCTION",
    "Post Production": "POST_PRODUCTION",
    "Released": "RELEASED",
    "Canceled": "CANCELED",
}
NO_OVERVIEW = "No overview found."
HIGHEST_AVERAGE = 10
LANGUAGE_LENGTH = 16
HOMEPAGE_LENGTH = 2000
LONGEST_MINUTES = 100_000
SUSPICIOUS_DOLLARS = 999


def transform_movies(frame: pd.DataFrame, seen: IdSet) -> Batch:
    """Movies, their votes and collections, and the lists that the frame has columns for.

    `seen` are the ids of the file's earlier records and takes up these: of records with one id
    the first wins, whole.
    """
    batch = Batch()
    movie_ids = ids(frame["id"], MAX_INT)
    batch.reject(frame, movie_ids == 0, RejectReason.BAD_ID)
    titles = pd.Series(_titles(frame, batch.tally), index=frame.index, dtype=object)
    batch.reject(frame, (movie_ids > 0) & titles.isna(), RejectReason.NO_TITLE)
    usable = (movie_ids > 0) & titles.notna()
    first = pd.Series(
        [bool(ok) and seen.add(id_) for ok, id_ in zip(usable, movie_ids, strict=True)],
        index=frame.index,
        dtype=bool,
    )
    batch.merge(MergeReason.SAME_ID, int((usable & ~first).sum()))
    _add_rows(batch, frame[first], movie_ids[first].tolist(), titles[first].tolist())
    return batch


def _add_rows(batch: Batch, frame: pd.DataFrame, movie_ids: list[int], titles: list[str]) -> None:
    batch.records_written = len(movie_ids)
    batch.entities[COLLECTIONS], collections = collection_ids(
        _column(frame, "belongs_to_collection"), batch.tally
    )
    batch.entities[MOVIES] = _movie_rows(frame, movie_ids, titles, collections, batch.tally)
    batch.entities[VOTES] = _vote_rows(frame, movie_ids, batch.tally)
    for named in NAMED_LISTS:
        if named.column in frame:
            add_named_lists(batch, movie_ids, frame[named.column].tolist(), named)


def _movie_rows(
    frame: pd.DataFrame,
    movie_ids: list[int],
    titles: list[str],
    collections: list[int | None],
    tally: Tally,
) -> list[Row]:
    original_titles = [
        cut(one_line(text, "original_title", tally), NAME_LENGTH, "original_title", tally)
        for text in frame["original_title"]
    ]
    dates = [iso_date(text, "release_date", tally) for text in frame["release_date"]]
    return list(
        zip(
            movie_ids,
            _imdb_ids(_column(frame, "imdb_id"), tally),
            titles,
            [fold(title)[:NAME_LENGTH] for title in titles],
            map(_search_text, titles, original_titles),
            original_titles,
            _codes(frame["original_language"], "original_language", LANGUAGE_LENGTH, tally),
            _overviews(frame["overview"], tally),
            [
                cut(prose(text, "tagline", tally), PROSE_LENGTH, "tagline", tally)
                for text in frame["tagline"]
            ],
            _statuses(frame["status"], tally),
            dates,
            [int(text[:4]) if text else None for text in dates],
            whole_numbers(frame["runtime"], "runtime", 1, LONGEST_MINUTES, tally),
            _dollars(frame, "budget", tally),
            _dollars(frame, "revenue", tally),
            decimals(frame["popularity"], "popularity", 1e9, tally),
            _codes(_column(frame, "poster_path"), "poster_path", PATH_LENGTH, tally),
            _codes(frame["homepage"], "homepage", HOMEPAGE_LENGTH, tally),
            collections,
            strict=True,
        )
    )


def _titles(frame: pd.DataFrame, tally: Tally) -> list[str | None]:
    """The title, or else the original title; None when both are blank."""
    titles = []
    for text, original in zip(frame["title"], frame["original_title"], strict=True):
        title = one_line(text, "title", tally)
        if title is None and (title := one_line(original, "title", Tally())):
            tally.repair("title", Repair.ORIGINAL_TITLE)
        titles.append(cut(title, NAME_LENGTH, "title", tally))
    return titles


def _search_text(title: str, original_title: str | None) -> str:
    """What full-text search reads: the folded title and, if it differs, the original one."""
    folded, original = fold(title), fold(original_title or "")
    text = folded if original in ("", folded) else f"{folded} {original}"
    return text[:SEARCH_TEXT_LENGTH].strip()


def _overviews(cells: "pd.Series[str]", tally: Tally) -> list[str | None]:
    overviews = []
    for text in cells:
        overview = prose(text, "overview", tally)
        if overview == NO_OVERVIEW:
            tally.discard("overview", Discard.PLACEHOLDER)
            overview = None
        overviews.append(cut(overview, PROSE_LENGTH, "overview", tally))
    return overviews


def _statuses(cells: "pd.Series[str]", tally: Tally) -> list[str | None]:
    statuses = [STATUSES.get(text) for text in cells]
    unknown = sum(
        status is None and not (not text or text.isspace())
        for status, text in zip(statuses, cells, strict=True)
    )
    tally.discard("status", Discard.NOT_A_STATUS, unknown)
    return statuses


def _dollars(frame: pd.DataFrame, column: str, tally: Tally) -> list[int | None]:
    """0 is unknown; 1–999 are likely millions, but stay as they are and are counted."""
    dollars = whole_numbers(frame[column], column, 1, MAX_LONG, tally)
    suspicious = sum(amount is not None and amount <= SUSPICIOUS_DOLLARS for amount in dollars)
    tally.keep(column, Kept.SUSPICIOUS, suspicious)
    return dollars


def _codes(cells: "pd.Series[str]", column: str, length: int, tally: Tally) -> list[str | None]:
    return [fitting(one_line(text, column, tally), length, column, tally) for text in cells]


def _imdb_ids(cells: "pd.Series[str]", tally: Tally) -> list[str | None]:
    """tt and 7 or 8 digits; '' is unknown, '0' and the like are discarded."""
    imdb_ids = []
    for text in cells:
        known = text[:2] == "tt" and text[2:].isdecimal() and len(text) in (9, 10)
        imdb_ids.append(text if known else None)
        tally.discard("imdb_id", Discard.NOT_AN_IMDB_ID, int(not known and bool(text.strip())))
    return imdb_ids


def _vote_rows(frame: pd.DataFrame, movie_ids: list[int], tally: Tally) -> list[Row]:
    """(movie_id, sum in tenths, count, and both again as the votes so far)."""
    averages = decimals(frame["vote_average"], "vote_average", HIGHEST_AVERAGE, tally)
    counts = whole_numbers(frame["vote_count"], "vote_count", 0, MAX_INT, tally)
    rows: list[Row] = []
    for movie_id, average, text, count in zip(
        movie_ids, averages, frame["vote_average"], counts, strict=True
    ):
        known = count if count and average is not None else 0
        tenths = vote_sum(text, known) if known else 0
        rows.append((movie_id, tenths, known, tenths, known))
    return rows


def vote_sum(average: str, count: int) -> int:
    """The sum of `count` votes in tenths: 7.7 and 5415 → 416955. Exact: no float takes part."""
    try:
        exact = Decimal(average.strip()) * 10 * count
    except InvalidOperation:  # pandas reads a few spellings that Decimal does not
        exact = Decimal(repr(float(average))) * 10 * count
    return int(exact.to_integral_value(ROUND_HALF_UP))


def _column(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    """The column, or blanks where this layout has none."""
    if name in frame:
        return frame[name]
    return pd.Series("", index=frame.index, dtype=object)


__all__: Sequence[str] = ("transform_movies", "vote_sum")
