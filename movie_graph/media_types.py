"""Media types: those of answers and of files, what a client prefers, what a body says it is."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from .refusal import RefusedError, brief

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

CSV = "text/csv"
NDJSON = "application/x-ndjson"
FILES: Final = {"csv": CSV, "ndjson": NDJSON}

# The ranges of an Accept header that mean one of our types, the most specific first.
Ranges: TypeAlias = Mapping[str, Sequence[str]]

# Whoever takes anything gets plain JSON. A file has to be named.
OF_ANSWERS: Final[Ranges] = {
    JSON: (JSON, "application/*", "*/*"),
    GRAPHQL_JSON: (GRAPHQL_JSON, "application/*", "*/*"),
    CSV: (CSV,),
    NDJSON: (NDJSON,),
}
OF_FILES: Final[Ranges] = {CSV: (CSV, "text/*", "*/*"), NDJSON: (NDJSON, "application/*")}
QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
UTF_8 = ("utf-8", "utf8")
HEADERS_KEPT = 64  # clients send the same few again and again


@lru_cache(maxsize=HEADERS_KEPT)
def answer_type(accept: str) -> str:
    """The media type to answer in: the client's favourite; of two equal ones the first it names.

    Errors: RefusedError 406 when it takes none.
    """
    return _favourite(accept, OF_ANSWERS) if accept.strip() else JSON


def file_type(accept: str, name: str | None = None) -> str:
    """The media type of a file: that of `name`, else the client's favourite, else CSV.

    Errors: RefusedError 400 for another name, 406 when the client takes none.
    """
    if name is not None:
        if name not in FILES:
            raise RefusedError(400, f"`format` is {' or '.join(FILES)}, not {brief(name)}.")
        return FILES[name]
    return _favourite(accept, OF_FILES) if accept.strip() else CSV


def _favourite(accept: str, offers: Ranges) -> str:
    qualities: dict[str, float] = {}
    for part in accept.split(","):
        name, parameters = parsed(part)
        qualities[name] = max(_quality(parameters.get("q", "1")), qualities.get(name, 0))
    order = list(qualities)
    ranks: dict[str, tuple[float, int]] = {}
    for offered, ranges in offers.items():
        named = next((name for name in ranges if name in qualities), None)
        if named and qualities[named]:
            ranks[offered] = (qualities[named], -order.index(named))
    if not ranks:
        *some, last = sorted(offers)
        listed = f"{', '.join(some)} or {last}"
        raise RefusedError(406, f"Accept {listed}; {brief(accept)} takes none of them.")
    return max(ranks, key=lambda offered: ranks[offered])


@lru_cache(maxsize=HEADERS_KEPT)
def refuse_other_than_json(content_type: str) -> None:
    """Errors: RefusedError 415 unless a body is JSON in UTF-8, going by its content type."""
    name, parameters = parsed(content_type)
    charset = parameters.get("charset", "utf-8").lower()
    if name != JSON or charset not in UTF_8:
        sent = brief(content_type) if content_type else "a body without a content type"
        raise RefusedError(415, f"Send the body as {JSON} in UTF-8, not as {sent}.")


def parsed(text: str) -> tuple[str, dict[str, str]]:
    """A media type or range and its parameters: `A/B; Q="x"` is ("a/b", {"q": "x"})."""
    name, *rest = text.split(";")
    pairs = (piece.partition("=") for piece in rest)
    parameters = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
    return name.strip().lower(), parameters


def _quality(text: str) -> float:
    """0 to 1; what is no quality is 0, so that a slip never becomes a favourite."""
    return float(text) if QUALITY.fullmatch(text) else 0.0
