"""Nodes: things with an id of their own, such as `Movie:603`."""

import re

import strawberry

from movie_graph.errors import BadIdError

from .scalars import ID

NUMBER = re.compile(r"[1-9][0-9]{0,9}|0")


@strawberry.interface(description="A thing that `node(id:)` finds again.")
class Node:
    id: ID = strawberry.field(description="Names this thing among all things, such as `Movie:603`.")


def node_number(id: str, kind: str) -> int:
    """The number in an id of one kind: `Movie:603` → 603.

    Errors: BadIdError naming the id and what one looks like.
    """
    found, number = split_id(id)
    if found != kind:
        raise BadIdError(f"{id!r} is not the id of a {kind}. It would look like '{kind}:603'.")
    return number


def split_id(id: str) -> tuple[str, int]:
    """The kind and the number of an id. Errors: BadIdError."""
    kind, _, number = id.partition(":")
    if not NUMBER.fullmatch(number):
        raise BadIdError(
            f"{id!r} is not an id of this server. An id looks like 'Movie:603'; "
            "to look a movie up by its TMDB number, write {tmdbId: 603}."
        )
    return kind, int(number)
