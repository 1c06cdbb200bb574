"""List sizes: how long the lists of the graph can be, for the cost of a document.

What a client says (`first`) is bounded by a setting. Lists without an argument have the length
that the sources give them; each number here is above the longest list of the public files, which
`tests/etl/test_real_data.py` compares.
"""

from typing import Any, Final

from movie_graph.execution import ITEMS_BOUND, LIST_SIZE, WEIGHT, ListSize

WHOLE_CATALOGUE: Final = {WEIGHT: 100}
"""Of a field whose statement reads a large part of the catalogue, whatever it answers."""
COUNTED: Final = {WEIGHT: 10}
"""Of a field whose statement counts what it does not answer."""

PAGE: Final = ListSize(
    arguments=("first", "last"),
    bound="page_size_max",
    otherwise="page_size_default",
    inside=("nodes", "edges"),
)
FORWARD_PAGE: Final = ListSize(
    arguments=("first",),
    bound="page_size_max",
    otherwise="page_size_default",
    inside=("nodes", "edges"),
)
FIRST: Final = ListSize(arguments=("first",), bound="list_size_max")
GROUPS: Final = ListSize(arguments=("first",), bound="page_size_max", inside=("groups",))
IDS: Final = ListSize(arguments=("ids",))

PAIR: Final = ListSize(at_most=2)
SCORES: Final = ListSize(at_most=20)
ALL_GENRES: Final = ListSize(at_most=100)
GENRES: Final = ListSize(at_most=10)
KEYWORDS: Final = ListSize(at_most=150)
DIRECTORS: Final = ListSize(at_most=50)
COMPANIES: Final = ListSize(at_most=30)
COUNTRIES: Final = ListSize(at_most=30)
LANGUAGES: Final = ListSize(at_most=20)


def sized(size: ListSize) -> dict[str, Any]:
    """Metadata of a list, or of a page of one."""
    return {LIST_SIZE: size}


def items(bound: str) -> dict[str, Any]:
    """Metadata of a list argument with a bound of its own."""
    return {ITEMS_BOUND: bound}
