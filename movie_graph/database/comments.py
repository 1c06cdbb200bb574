"""Comments: each statement of a request begins with the name of its operation.

Whoever looks at the server's process list or slow log then sees where a statement comes from. The
comment is put before the finished text, so that everything that is kept by a statement's text stays
as it is.
"""

import re
from contextvars import ContextVar
from functools import lru_cache

LENGTH_MAX = 64
ANONYMOUS = "anonymous"
UNSAFE = re.compile(r"[^A-Za-z0-9_]")

_comment: ContextVar[str] = ContextVar("comment", default="")


def name_statements(operation: str | None) -> None:
    """From here on, in this request, statements are those of `operation`."""
    _comment.set(_written((operation or ANONYMOUS)[:LENGTH_MAX]))


def commented(sql: str) -> str:
    """The finished text with the comment of the request; as it is outside one."""
    return _comment.get() + sql


@lru_cache(maxsize=1024)
def _written(operation: str) -> str:
    """A comment that no name can end early, or turn into one that the server obeys."""
    return f"/* movie_graph {UNSAFE.sub('', operation)} */ "
