"""What a client sent over HTTP: read, checked for shape, refused with a reason."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from .media_types import refuse_other_than_json
from .refusal import RefusedError, brief

READING = ("GET", "HEAD")
PARAMETERS = ("query", "documentId", "operationName", "variables", "extensions")
LENGTH = re.compile(r"[0-9]{1,18}")
SHA_256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Asked:
    """A document as text, by its id or by its SHA-256, with variables and the operation to run.

    `extensions` is what else the client says or wants, by name.
    """

    document: str | None
    document_id: str | None
    sha256: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any]


def wants_explorer(request: Request) -> bool:
    """Whether somebody opened the address in a browser, rather than asked the graph."""
    if request.method not in READING or "text/html" not in request.headers.get("accept", ""):
        return False
    return not any(name in request.query_params for name in PARAMETERS)


async def read_request(request: Request, *, body_bytes_max: int) -> Asked:
    """The document and its variables, from the address of a GET or the body of a POST.

    Errors: RefusedError 400, 413 or 415.
    """
    if request.method in READING:
        parameters: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in parameters:
                parameters[name] = _parsed(parameters[name].encode(), f"`{name}`")
        return _asked(parameters)
    refuse_other_than_json(request.headers.get("content-type", ""))
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise RefusedError(
            415,
            f"Send the body uncompressed, not with the content encoding {brief(encoding)}.",
            {"Accept-Encoding": "identity"},
        )
    body = _parsed(await _body(request, body_bytes_max), "The body")
    if isinstance(body, list):
        raise RefusedError(400, "Batches are not taken. Send one JSON object per request.")
    if not isinstance(body, dict):
        raise RefusedError(
            400, 'The body is a JSON object such as {"query": "{ genres { name } }"}.'
        )
    return _asked(body)


def exploded(request: Request, asked: Asked) -> tuple[str, ...] | None:
    """Which list of a file's rows is exploded, by its names: of the address, or of `extensions`.

    Errors: RefusedError 400.
    """
    wanted = asked.extensions.get("export")
    if wanted is not None and not isinstance(wanted, dict):
        raise RefusedError(400, '`export` is an object such as {"explode": "genres"}.')
    name = request.query_params.get("explode") or (wanted or {}).get("explode")
    if name is None:
        return None
    if not isinstance(name, str):
        raise RefusedError(400, "`explode` is text: a list of the rows, such as `genres`.")
    return tuple(name.split("."))


async def _body(request: Request, bound: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if LENGTH.fullmatch(announced) and int(announced) > bound:
        raise _too_long(bound, int(announced))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bound:
            raise _too_long(bound, len(body))
    return bytes(body)


def _too_long(bound: int, value: int) -> RefusedError:
    return RefusedError(
        413,
        f"The body is longer than the {bound} bytes that MOVIE_GRAPH_BODY_BYTES_MAX allows. "
        "Send less.",
        extensions={
            "code": "BOUND_EXCEEDED",
            "bound": "MOVIE_GRAPH_BODY_BYTES_MAX",
            "limit": bound,
            "value": value,
        },
    )


def _parsed(text: bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"{name} is not JSON: {error}.") from None


def _asked(parameters: dict[str, Any]) -> Asked:
    document = _typed(parameters, "query", str, "text: the document")
    document_id = _typed(parameters, "documentId", str, "text: the id of a document")
    operation_name = _typed(parameters, "operationName", str, "text, or left out") or None
    variables = _typed(parameters, "variables", dict, "an object, or left out")
    extensions = _typed(parameters, "extensions", dict, "an object, or left out") or {}
    sha256 = _sha256(extensions.get("persistedQuery"))
    if document is not None and document_id is not None:
        raise RefusedError(400, "Send `query` or `documentId`, not both.")
    return Asked(document, document_id, sha256, variables, operation_name, extensions)


def _typed(parameters: dict[str, Any], name: str, type_: type, what: str) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, type_):
        raise RefusedError(400, f"`{name}` is {what}.")
    return value


def _sha256(persisted: Any) -> str | None:
    """The hash of Apollo's `persistedQuery` extension; None without one."""
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise RefusedError(400, '`persistedQuery` is {"version": 1, "sha256Hash": "…"}.')
    sha256 = persisted.get("sha256Hash")
    if not isinstance(sha256, str) or not SHA_256.fullmatch(sha256.lower()):
        raise RefusedError(400, "`sha256Hash` is the SHA-256 of the document, as 64 hex digits.")
    return sha256.lower()
