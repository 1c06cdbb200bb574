"""Lists: a column of lists of named things (genres, keywords, …) to entities and links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..reasons import Discard, Kept, Repair
from ..tables import (
    COMPANIES,
    COUNTRIES,
    GENRES,
    KEYWORDS,
    LANGUAGES,
    MAX_INT,
    MOVIE_COMPANIES,
    MOVIE_COUNTRIES,
    MOVIE_GENRES,
    MOVIE_KEYWORDS,
    MOVIE_LANGUAGES,
    ListTable,
    Row,
    Table,
)
from ..tally import Tally
from .batch import Batch, MovieLists
from .literals import parse_cell
from .values import cut, one_line

CODE_LENGTH = 8


@dataclass(frozen=True)
class NamedList:
    """A column whose cells list entries with a key and a name."""

    column: str
    key: str
    entity: Table
    links: ListTable
    name_length: int


NAMED_LISTS = (
    NamedList("genres", "id", GENRES, MOVIE_GENRES, 100),
    NamedList("keywords", "id", KEYWORDS, MOVIE_KEYWORDS, 255),
    NamedList("production_companies", "id", COMPANIES, MOVIE_COMPANIES, 255),
    NamedList("production_countries", "iso_3166_1", COUNTRIES, MOVIE_COUNTRIES, 255),
    NamedList("spoken_languages", "iso_639_1", LANGUAGES, MOVIE_LANGUAGES, 255),
)


def add_named_lists(
    batch: Batch, movie_ids: Sequence[int], cells: Sequence[str], named: NamedList
) -> None:
    """Add one column's entities and links to the batch. A blank cell leaves a movie's list alone,
    an unreadable one too (discard_value)."""
    entities: dict[int | str, Row] = {}
    lists = MovieLists()
    for movie_id, cell in zip(movie_ids, cells, strict=True):
        entries = read_list(cell, named.column, batch.tally)
        if entries is None:
            continue
        lists.movie_ids.append(movie_id)
        seen: dict[int | str, str | None] = {}
        for key, name in _named_entries(entries, named, batch.tally):
            if key in seen:
                batch.tally.discard(named.column, Discard.TWICE)
                continue
            seen[key] = name
            if name or key not in entities:
                entities[key] = (key, name)
        lists.rows += [(movie_id, place, key) for place, key in enumerate(seen)]
    batch.entities[named.entity] = list(entities.values())
    batch.lists[named.links] = lists


def read_list(cell: str, column: str, tally: Tally) -> list[Any] | None:
    """The entries of a cell; None for a blank one and, counted, for one that is no list."""
    if not cell or cell.isspace():
        return None
    try:
        entries = parse_cell(cell)
    except ValueError:
        entries = None
    if not isinstance(entries, list):
        tally.discard(column, Discard.UNREADABLE)
        return None
    return entries


def whole_id(value: object) -> int | None:
    """An entry's id; None when it is no whole number from 1 to the largest INTEGER."""
    return value if type(value) is int and 0 < value <= MAX_INT else None


def _named_entries(
    entries: Iterable[Any], named: NamedList, tally: Tally
) -> Iterable[tuple[int | str, str | None]]:
    column = named.column
    for entry in entries:
        if not isinstance(entry, dict):
            tally.discard(column, Discard.NOT_AN_ENTRY)
            continue
        key = _key(entry.get(named.key), named, tally)
        text = entry.get("name")
        name = one_line(text, column, tally) if isinstance(text, str) else None
        name = cut(name, named.name_length, column, tally)
        if key is None:
            tally.discard(column, Discard.NO_ID)
        elif name or named.entity is LANGUAGES:
            yield key, name
        elif named.entity is COUNTRIES:
            tally.repair(column, Repair.CODE_AS_NAME)
            yield key, str(key)
        else:
            tally.keep(column, Kept.BLANK_NAME)  # ids and not names are keys
            yield key, ""


def _key(value: object, named: NamedList, tally: Tally) -> int | str | None:
    if named.key == "id":
        return whole_id(value)
    code = one_line(value, named.column, tally) if isinstance(value, str) else None
    return code if code and len(code) <= CODE_LENGTH else None
