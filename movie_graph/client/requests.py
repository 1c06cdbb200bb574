"""Requests: one document over HTTP, sent again a few times to a server that is busy."""

import time
from collections.abc import Mapping
from typing import Any, Final

import httpx2

from .errors import ClientError, Fault, QueryError, UnreachableError

GRAPHQL_JSON: Final = "application/graphql-response+json"
BUSY: Final = (429, 503)
ATTEMPTS: Final = 4
WAIT_SECONDS_MAX: Final = 30.0
TIMEOUT_SECONDS: Final = 130.0  # more than the server gives an analyst
SHOWN: Final = 200


def query(
    url: str,
    document: str,
    variables: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> dict[str, Any]:
    """The data that the server at `url` answers `document` with.

    `token` signs in. A server that is busy (429, 503) is asked again, four times in all, after
    the seconds that it names.

        >>> query("http://127.0.0.1:8000/graphql", "{ dataset { movies } }")
        {'dataset': {'movies': 283}}

    Errors: QueryError, UnreachableError, ClientError.
    """
    with Connection(url, token=token, timeout_seconds=timeout_seconds) as connection:
        return connection.ask(document, variables)


class Connection:
    """An open connection to one server, for several requests."""

    def __init__(
        self, url: str, *, token: str | None = None, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        headers = {"Accept": GRAPHQL_JSON}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.url = url
        self._seconds = timeout_seconds
        self._client = httpx2.Client(headers=headers, timeout=timeout_seconds)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of one answer. Errors: as `query`."""
        body = {"query": document, "variables": dict(variables or {})}
        for attempt in range(1, ATTEMPTS + 1):
            response = self._sent(body)
            if response.status_code not in BUSY or attempt == ATTEMPTS:
                break
            time.sleep(_seconds_to_wait(response, attempt))
        return self._data(response)

    def _sent(self, body: Mapping[str, Any]) -> httpx2.Response:
        try:
            return self._client.post(self.url, json=body)
        except httpx2.TimeoutException:
            raise UnreachableError(
                f"{self.url} did not answer within {self._seconds:g} s. Ask for less, or give a "
                "longer `timeout_seconds`."
            ) from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise ClientError(
                f"{self.url!r} is no address of a server: {error} "
                "Write it like http://127.0.0.1:8000/graphql."
            ) from None
        except httpx2.TransportError as error:
            raise UnreachableError(
                f"{self.url} cannot be reached: {error}. Is the server running there? "
                "`movie-graph serve` starts one."
            ) from None

    def _data(self, response: httpx2.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
            raise ClientError(
                f"{self.url} answered {response.status_code} with what is no GraphQL: "
                f"{response.text[:SHOWN]!r}. The graph is at /graphql."
            )
        if answer.get("errors"):
            faults = [_fault(error) for error in answer["errors"]]
            raise QueryError(faults, answer.get("data"), response.status_code)
        data: dict[str, Any] = answer["data"]
        return data


def _fault(error: Mapping[str, Any]) -> Fault:
    extensions = dict(error.get("extensions") or {})
    path = tuple(error.get("path") or ())
    return Fault(str(error.get("message")), path, extensions.get("code"), extensions)


def _seconds_to_wait(response: httpx2.Response, attempt: int) -> float:
    """What `Retry-After` says in seconds, else longer each time."""
    said = response.headers.get("retry-after", "")
    seconds = float(said) if said.isdecimal() else 0.5 * 2**attempt
    return min(seconds, WAIT_SECONDS_MAX)
