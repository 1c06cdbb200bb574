"""Declarations: what a schema says about its fields so that a whole level can be answered at once.

They travel in a Strawberry field's metadata and in `is_type_of`; without them a field is answered
object by object, as anywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Final, Protocol

ATTRIBUTE: Final = "execution.attribute"
RELATION: Final = "execution.relation"
LOOKUP: Final = "execution.lookup"


class Loader(Protocol):
    """What a relation is answered by. It remembers what it has answered."""

    @property
    def answered(self) -> Mapping[Any, Any]:
        """The values of all keys that it has answered."""

    async def load_many(self, keys: list[Any]) -> list[Any]:
        """The value for each key, in key order, read at once: nothing else is under way."""

    async def load_with_others(self, keys: list[Any]) -> list[Any]:
        """The same, read together with what is asked until then: resolvers are at work."""


@dataclass(frozen=True)
class Attribute:
    """The field is one attribute of the object, through `convert` unless that is None."""

    name: str
    convert: Callable[[Any], Any] | None = None

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """Reads the attribute of one object."""
        return attrgetter(self.name)


@dataclass(frozen=True)
class Relation:
    """The field is what a loader has for one attribute of the object.

    The field's resolver, asked with ASK_FOR_LOADER instead of an object, returns the loader, or
    None when there is nothing to ask for. So does `choose`, which takes the context and the
    field's arguments under their Python names, and spares the way through the resolver. It leaves
    the arguments as they are: every run gets the same ones.
    """

    key: str
    choose: Callable[..., Loader | None]
    convert: ClassVar[None] = None

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """Reads the key of one object."""
        return attrgetter(self.key)


@dataclass(frozen=True)
class Lookup:
    """The field is what a loader has for a key that the field's arguments name.

    `choose` takes the context and the arguments under their Python names and returns the loader
    and the key, or None when there is nothing to ask for; it leaves the arguments as they are. So
    does the field's resolver, asked with ASK_FOR_LOADER instead of an object.
    """

    choose: Callable[..., tuple[Loader, Any] | None]


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
