"""Pages: the rows of a document's one list, page after page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .documents import AFTER, FIRST, PAGE, TOTAL, Document
from .errors import ClientError
from .requests import Connection


class Rows(NamedTuple):
    """The rows of one page, how many there are in all, and how many fields down their list is.

    `depth` is None where an object above the list is not there.
    """

    rows: list[Any]
    total: int | None
    depth: int | None


def pages(
    connection: Connection, document: Document, text: str, variables: Mapping[str, Any], size: int
) -> Iterator[Rows]:
    """The rows, page by page.

    Pages are of `size` rows, and asked for until there are no more, or as many as `first` says.
    Errors: those of `query`; ClientError when the answer has no list.
    """
    if document.connection is None:
        rows, depth = _rows(connection.ask(text, variables), document)
        yield Rows(rows, len(rows), depth)
        return
    left, after = document.wanted, document.after
    paged = document.paged(counted=left is None)
    while True:
        first = size if left is None else min(size, left)
        data = connection.ask(paged, {**variables, FIRST: first, AFTER: after})
        page = _page(data, document)
        if page is None:
            return
        rows, depth = _rows(data, document)
        yield Rows(rows, document.wanted if left is not None else page[TOTAL], depth)
        after = page[PAGE]["endCursor"]
        if left is not None:
            left -= first
        if not page[PAGE]["hasNextPage"] or after is None or left == 0:
            return


def _page(data: Any, document: Document) -> Any:
    """The connection in an answer; None when an object above it is not there."""
    for field in document.chain:
        if data is None:
            return None
        data = data[field.name]
        if field is document.connection:
            return data
    return None


def _rows(data: Any, document: Document) -> tuple[list[Any], int | None]:
    for depth, field in enumerate(document.chain):
        if isinstance(data, list):
            return data, depth
        if data is None:
            return [], None
        data = data[field.name]
    if isinstance(data, list):
        return data, len(document.chain)
    if data is None:
        return [], None
    names = ", ".join(field.name for field in document.chain) or "several fields"
    raise ClientError(
        f"A frame is one list, and the document selects none, or several ({names}). Select one "
        "field on each level, down to the list."
    )
