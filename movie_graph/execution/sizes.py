"""Sizes: what a schema declares about its lists and costly fields, so that cost can be foreseen.

They travel in the metadata of a Strawberry field or argument, as declarations do.
Bounds are named here and looked up where the limits are known.
"""

from dataclasses import dataclass
from typing import Final

LIST_SIZE: Final = "execution.list_size"
WEIGHT: Final = "execution.weight"
ITEMS_BOUND: Final = "execution.items_bound"


@dataclass(frozen=True)
class ListSize:
    """How long a list can be.

    Of a field that is no list itself but a page of one, the lists are those of its type's fields
    that `inside` names.
    """

    at_most: int | None = None
    """A number that is always so."""
    arguments: tuple[str, ...] = ()
    """The arguments that say how long: numbers, or lists of as many items."""
    bound: str | None = None
    """The bound of a number given."""
    otherwise: str | None = None
    """The bound that is the size when no argument is given."""
    inside: tuple[str, ...] = ()
