"""Collections: the object in `belongs_to_collection`, one per movie at most."""

from typing import TYPE_CHECKING

from ..reasons import Discard
from ..tables import NAME_LENGTH, PATH_LENGTH, Row
from ..tally import Tally
from .lists import whole_id
from .literals import parse_cell
from .values import cut, fitting, one_line

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "belongs_to_collection"


def collection_ids(cells: "pd.Series[str]", tally: Tally) -> tuple[list[Row], list[int | None]]:
    """The collections named, and for every cell the id of its one or None."""
    collections: dict[int, Row] = {}
    found: list[int | None] = []
    for cell in cells:
        row = _collection(cell, tally) if cell and not cell.isspace() else None
        if row is None:
            found.append(None)
        else:
            collections[row[0]] = row
            found.append(row[0])
    return list(collections.values()), found


def _collection(cell: str, tally: Tally) -> tuple[int, str, str | None, str | None] | None:
    try:
        entry = parse_cell(cell)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        tally.discard(COLUMN, Discard.UNREADABLE)
        return None
    id_ = whole_id(entry.get("id"))
    name = cut(_text(entry.get("name"), tally), NAME_LENGTH, COLUMN, tally)
    if id_ is None or name is None:
        tally.discard(COLUMN, Discard.NO_ID if id_ is None else Discard.NO_NAME)
        return None
    poster, backdrop = (
        fitting(_text(entry.get(key), tally), PATH_LENGTH, COLUMN, tally)
        for key in ("poster_path", "backdrop_path")
    )
    return id_, name, poster, backdrop


def _text(value: object, tally: Tally) -> str | None:
    return one_line(value, COLUMN, tally) if isinstance(value, str) else None
