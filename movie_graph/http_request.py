"""What a client sent over HTTP: read, checked for shape, refused with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from .errors import MovieGraphError

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


class RefusedError(MovieGraphError):
    """An HTTP request that does not get as far as GraphQL, and the status that says why."""

    def __init__(
        self,
        status: int,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})


@dataclass(frozen=True)
class Asked:
    """A document to run, with its variables and the name of the operation to choose.

    `extensions` is what else the client says or wants, by name.
    """

    document: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any]


def is_browser(request: Request) -> bool:
    """Whether somebody opened the address in a browser, rather than sent a query."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and "query" not in request.query_params


def answer_type(accept: str | None) -> str:
    """The media type to answer in: the client's favourite of the two that GraphQL knows.

    Errors: RefusedError 406 when it accepts neither.
    """
    if not accept:
        return JSON
    best, best_quality = None, 0.0
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        offered = GRAPHQL_JSON if media_type == GRAPHQL_JSON else JSON
        if media_type in (JSON, GRAPHQL_JSON, "*/*", "application/*") and quality > best_quality:
            best, best_quality = offered, quality
    if best is None:
        raise RefusedError(406, f"Accept {GRAPHQL_JSON} or {JSON}; {accept[:100]!r} is neither.")
    return best


async def read_request(request: Request, *, body_bytes_max: int) -> Asked:
    """The document and its variables, from the address of a GET or the body of a POST.

    Errors: RefusedError 400, 413 or 415.
    """
    if request.method == "GET":
        parameters: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in parameters:
                parameters[name] = _parsed(parameters[name].encode(), name)
        return _asked(parameters)
    media_type, _, options = request.headers.get("content-type", "").partition(";")
    charset = options.partition("charset=")[2].strip(" \"'").lower()
    if media_type.strip().lower() != JSON or charset not in ("", "utf-8", "utf8"):
        raise RefusedError(415, f"Send the body as {JSON}, in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RefusedError(415, "Send the body uncompressed.")
    return _asked(_parsed(await _body(request, body_bytes_max), "the body"))


async def _body(request: Request, bound: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bound:
            raise RefusedError(
                413,
                f"The body is longer than the {bound} bytes that MOVIE_GRAPH_BODY_BYTES_MAX "
                "allows. Send less.",
                extensions={
                    "code": "BOUND_EXCEEDED",
                    "bound": "MOVIE_GRAPH_BODY_BYTES_MAX",
                    "limit": bound,
                    "value": len(body),
                },
            )
    return bytes(body)


def _parsed(text: bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"{name} is not JSON: {error}.") from None


def _asked(parameters: Any) -> Asked:
    if not isinstance(parameters, dict):
        raise RefusedError(
            400, 'The body is a JSON object such as {"query": "{ genres { name } }"}.'
        )
    document = parameters.get("query")
    if not isinstance(document, str):
        raise RefusedError(400, "`query` is missing: the document, as text.")
    variables = parameters.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise RefusedError(400, "`variables` is an object, or left out.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise RefusedError(400, "`operationName` is text, or left out.")
    extensions = parameters.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise RefusedError(400, "`extensions` is an object, or left out.")
    return Asked(document, variables, operation_name or None, extensions or {})


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
