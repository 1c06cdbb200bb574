"""Groups: a list for each group of a set of groups, whose keys are tuples.

Which statement answers for a set is the server's knowledge, so the server hands in how to compose
it; here it is run once for all groups of the set.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from .batch import BatchLoader, Window
from .rows import Maker

V = TypeVar("V")

# A statement that takes the groups' keys as lists :key_1, :key_2, …, and its other parameters.
Composed: TypeAlias = tuple[str, Mapping[str, Any]]


class Group(NamedTuple):
    """A group of a set: its key has one value for each thing that the set is grouped by."""

    of: Hashable
    key: tuple[Any, ...]


class ManyPerGroupLoader(BatchLoader[Group, list[V]], Generic[V]):
    """A list of rows, maybe empty, for each group, in the statement's order.

    The last columns of a row are the key of its group. The statement may answer for groups that
    nobody asked for: it knows the values of each place of the keys, not how they go together.
    """

    def __init__(self, window: Window, compose: Callable[[Any], Composed], make: Maker[V]) -> None:
        super().__init__(window)
        self.compose = compose
        self.make = make

    async def fetch(self, keys: list[Group]) -> Sequence[list[V]]:
        found: defaultdict[Group, list[V]] = defaultdict(list)
        for of in dict.fromkeys(group.of for group in keys):
            wanted = [group.key for group in keys if group.of is of]
            await self._fetch_set(of, wanted, found)
        return [found.get(group, []) for group in keys]

    async def _fetch_set(
        self, of: Hashable, keys: list[tuple[Any, ...]], found: dict[Group, list[V]]
    ) -> None:
        statement, parameters = self.compose(of)
        places = {
            f"key_{number}": [value for value in dict.fromkeys(values) if value is not None]
            for number, values in enumerate(zip(*keys, strict=True), start=1)
        }
        rows = await self.window.fetch_all(statement, {**places, **parameters})
        width = len(keys[0])
        for row in rows:
            found[Group(of, row[len(row) - width :])].append(self.make(row))
