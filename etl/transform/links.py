"""Links: frames of links.csv and links_small.csv, from MovieLens' films to TMDB's and IMDb's."""

import pandas as pd

from ..reasons import Discard, MergeReason, RejectReason, Repair
from ..tables import LINKS, MAX_INT
from ..tally import Tally
from .batch import Batch
from .ids import IdSet
from .numbers import ids

IMDB_DIGITS = 7


def transform_links(frame: pd.DataFrame, seen: IdSet) -> Batch:
    """One row per MovieLens film; its TMDB id may be unknown.

    `seen` are the films of earlier links files and records, and takes up these: of records about
    one film the first wins, whole.
    """
    batch = Batch()
    films = ids(frame["movielens_id"], MAX_INT)
    batch.reject(frame, films == 0, RejectReason.BAD_ID)
    first = pd.Series(
        [film > 0 and seen.add(film) for film in films], index=frame.index, dtype=bool
    )
    batch.merge(MergeReason.SAME_ID, int(((films > 0) & ~first).sum()))
    tmdb_ids = ids(frame["tmdb_id"][first], MAX_INT)
    bad = (tmdb_ids == 0) & (frame["tmdb_id"][first].str.strip() != "")
    batch.tally.discard("tmdbId", Discard.NOT_WHOLE, int(bad.sum()))
    batch.entities[LINKS] = [
        (film, tmdb_id or None, _imdb_id(text, batch.tally))
        for film, tmdb_id, text in zip(
            films[first].tolist(), tmdb_ids.tolist(), frame["imdb_id"][first], strict=True
        )
    ]
    batch.records_written = int(first.sum())
    return batch


def _imdb_id(text: str, tally: Tally) -> str | None:
    """tt and 7 digits or 8; MovieLens leaves the tt out, spreadsheets the zeros in front."""
    digits = text.strip()
    if not digits:
        return None
    if not digits.isdecimal() or len(digits) > IMDB_DIGITS + 1 or not int(digits):
        tally.discard("imdbId", Discard.NOT_AN_IMDB_ID)
        return None
    if len(digits) < IMDB_DIGITS:
        tally.repair("imdbId", Repair.PADDED)
    return f"tt{digits:0>{IMDB_DIGITS}}"
