"""The client: answers as dictionaries and as frames of pandas, from a notebook or a script.

    >>> from movie_graph.client import query, query_frame
    >>> url = "http://127.0.0.1:8000/graphql"
    >>> query(url, "{ dataset { movies } }")
    {'dataset': {'movies': 283}}
    >>> films = query_frame(url, "{ movies { nodes { title releaseDate budget } } }")
    >>> films.dtypes["budget"]
    Int64Dtype()

It needs the extra `client`. docs/client.md has three analyses.
"""

from .errors import ClientError, Fault, QueryError, UnreachableError
from .frames import query_frame
from .requests import query

__all__ = ["ClientError", "Fault", "QueryError", "UnreachableError", "query", "query_frame"]
