"""Declarations: what a schema says about its fields so that a whole level can be answered at once.

They travel in a Strawberry field's metadata and in `is_type_of`; without them a field is answered
object by object, as anywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Protocol

ATTRIBUTE: Final = "execution.attribute"
RELATION: Final = "execution.relation"


class Loader(Protocol):
    """What a relation is answered by."""

    async def load_many(self, keys: list[Any]) -> list[Any]:
        """The value for each key, in key order."""


@dataclass(frozen=True)
class Attribute:
    """The field is one attribute of the object, through `convert` unless that is None."""

    name: str
    convert: Callable[[Any], Any] | None = None

    @property
    def read(self) -> Callable[[Any], Any]:
        """Reads the attribute of one object."""
        return attrgetter(self.name)


@dataclass(frozen=True)
class Relation:
    """The field is what a loader has for one attribute of the object.

    The field's resolver, asked with ASK_FOR_LOADER instead of an object, returns the loader, or
    None when there is nothing to ask for.
    """

    key: str

    @property
    def read(self) -> Callable[[Any], Any]:
        """Reads the key of one object."""
        return attrgetter(self.key)


class _AskForLoader:
    def __repr__(self) -> str:
        return "ASK_FOR_LOADER"


ASK_FOR_LOADER: Final = _AskForLoader()


class IsInstanceOf:
    """An `is_type_of` that depends on the object's class alone, so one look per class is enough."""

    def __init__(self, row_class: type) -> None:
        self.row_class = row_class

    def __call__(self, value: object, _info: object) -> bool:
        return isinstance(value, self.row_class)
