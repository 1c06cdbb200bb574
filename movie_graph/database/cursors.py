"""Cursors: a place in an ordered list, as opaque text.

A cursor carries a hash of the list's filter and order, and is refused by any other list.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

import orjson

from movie_graph.errors import BadCursorError

from .catalog import Listing
from .paging import Place

HASH_BYTES = 6


def write_cursor(listing: Listing[Any], row: Any) -> str:
    """The place of `row` in `listing`."""
    place = [getattr(row, term.attribute) for term in listing.order]
    return urlsafe_b64encode(list_hash(listing) + orjson.dumps(place)).decode().rstrip("=")


def read_cursor(listing: Listing[Any], cursor: str) -> Place:
    """The place that `cursor` stands for.

    Errors: BadCursorError when it is damaged or belongs to another filter or order.
    """
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        place = orjson.loads(data[HASH_BYTES:])
    except ValueError:
        raise BadCursorError(
            f"{cursor[:80]!r} is not a cursor of this server. Take `endCursor`, `startCursor` or "
            "an edge's `cursor` from an earlier answer."
        ) from None
    if data[:HASH_BYTES] != list_hash(listing):
        raise BadCursorError(
            f"The cursor {cursor[:80]!r} belongs to another filter or order. Use it with the "
            "same `where` and `orderBy`, or start without a cursor."
        )
    if not _fits(listing, place):
        raise BadCursorError(f"The cursor {cursor[:80]!r} is damaged. Start without a cursor.")
    return tuple(place)


def list_hash(listing: Listing[Any]) -> bytes:
    """A hash of which list this is: its tables, filter and order."""
    return _hash(listing.tables, listing.where.text, repr(listing.where.values), listing.order)


@lru_cache(maxsize=1024)
def _hash(*parts: object) -> bytes:
    return hashlib.blake2b(repr(parts).encode(), digest_size=HASH_BYTES).digest()


def _fits(listing: Listing[Any], place: object) -> bool:
    return (
        isinstance(place, list)
        and len(place) == len(listing.order)
        and all(
            value is None or isinstance(value, float | str) or _is_int64(value) for value in place
        )
        and all(
            value is not None or term.nullable
            for term, value in zip(listing.order, place, strict=True)
        )
    )


def _is_int64(value: object) -> bool:
    return isinstance(value, int) and -(2**63) <= value < 2**63
