"""Ten thousand mutated requests: none is a 5xx, none hangs, and the next honest one is answered.

MOVIE_GRAPH_TEST_REQUESTS says how many.
"""

import asyncio
import dataclasses
import gzip
import os
import random
import urllib.parse
from collections.abc import Iterator

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from movie_graph.app import create_app
from movie_graph.config import Settings
from tests.http.asgi import Got, Sent, ask

REQUESTS = int(os.environ.get("MOVIE_GRAPH_TEST_REQUESTS", "10000"))
VARIANTS = 9

HONEST = Sent(
    headers=((b"content-type", b"application/json"),),
    chunks=(b'{"query": "{ movie(by: {tmdbId: 11}) { title } }"}',),
)
ANSWER = b'{"data":{"movie":{"title":"The Salt Lamp"}}}'

DOCUMENTS = (
    "{ genres { name } }",
    "query A($id: Int!) { movie(by: {tmdbId: $id}) { title cast(first: 2) { character } } }",
    'query B($a: Long, $w: MovieWhere) { movies(first: 2, where: $w, after: "x") { totalCount } }',
    '{ search(query: "éclair", first: 3) { relevance node { __typename } } }',
    "mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 9.5}) { __typename } }",
    "mutation { unrateMovie(movie: {tmdbId: 12}) { __typename } }",
    "{ analytics { flops(first: 3) { loss } } dataset { movies } }",
    '{ nodes(ids: ["Movie:11", "Person:1"]) { id } __schema { types { name } } }',
    "query($s: Boolean!) { genres @skip(if: $s) { name } ...F } fragment F on Query { __typename }",
    "query C($first: Int = 2) { movies(first: $first) { nodes { id overview genres { name } } } }",
    '{ person(id: "Person:1") { name castCredits(first: 3) { character movie { title } } } }',
)
# What a mutation puts in the place of something: the words and values that parsers trip over.
PIECES = (
    *(b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\\ud800", b"\r\n", b'"', b"\\"),
    *(b"null", b"true", b"{}", b"[]", b"1", b"-1", b"1e999", b"NaN", b"9" * 5000, b"0.1e-400"),
    *(b"{" * 2000, b"[" * 100_000, b"(" * 500, b"...", b"...F", b"$", b"@skip", b"#", b'"""'),
    *(b"query", b"mutation", b"subscription", b"fragment", b"__typename", b"first: -1", b"%00"),
)
HEADERS = {
    b"content-type": (
        *(b"application/json", b"application/json; charset=utf-8", b"text/plain", b"", b";"),
        *(b"application/json; charset=x-klingon", b"application/json; charset=utf-16", b"\xff"),
        *(b"multipart/form-data; boundary=x", b"multipart/form-data", b"application/graphql"),
    ),
    b"content-encoding": (b"gzip", b"identity", b"br", b"deflate, gzip", b"\xff"),
    b"content-length": (b"0", b"-1", b"9" * 5000, b"1e3", b"\xb2", b"x", b"1, 2"),
    b"accept": (
        *(b"*/*", b"application/graphql-response+json", b"text/html", b"q=0", b";;;,,,", b"\xff"),
        *(b"text/csv", b"application/x-ndjson", b"text/csv;q=0.1, */*;q=0.2", b"text/*"),
        *(b"application/json;q=nan", b"*/*;q=1e400", b"application/json;q=-1", b"a/" * 5000),
    ),
    b"authorization": (b"Bearer x", b"Bearer ", b"\xff", b"Bearer a.b.c", b"Bearer " + b"e30." * 3),
    b"origin": (b"null", b"http://localhost:4200", b"https://elsewhere.example", b"\xff"),
    b"sec-fetch-site": (b"cross-site", b"none", b"same-origin", b""),
    b"host": (b"", b"[", b"a:b:c", b"\xff", b"localhost:99999999"),
    b"access-control-request-method": (b"POST", b"BREW", b""),
    b"access-control-request-headers": (b"content-type", b"x" * 5000, b"\xff"),
    b"cookie": (b"=;=;", b"\xff"),
    b"traceparent": (b"00-0-0-00", b"\xff"),
    b"x-request-id": (b"\r\n", b"x" * 9000, b"\xff"),
}
METHODS = ("POST",) * 8 + ("GET",) * 4 + ("HEAD", "OPTIONS", "PUT", "BREW", "")
ODD_PATHS = ("/graphql/", "/export/", "/", "/health", "/ready", "/\x00", "/explorer/assets/..")
PATHS = (*("/graphql",) * 28, "/export", *ODD_PATHS)
READING_PATHS = (*("/graphql",) * 14, *("/export",) * 14, *ODD_PATHS)

PARAMETERS = ("query", "variables", "operationName", "extensions", "documentId")
TEXTS = {
    "variables": ("", "{}", "[1]", "null", '{"id": 11}', '{"id": 1e5, "s": 1}'),
    "operationName": ("", "A", "B", "C", "{}"),
    "format": ("csv", "ndjson", "CSV", "xml", ""),
    "explode": ("genres", "nodes.genres", "castCredits", "title", ".", "x", ""),
    "extensions": ("{}", "1", '{"persistedQuery": {}}', '{"persistedQuery": {"version": 1}}'),
}

scalars = st.sampled_from([None, True, 0, -1, 2**31, 2**53, 2**64 - 1, 1e308, "", "x", "Movie:1"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, text: bytes) -> bytes:
    """The text as it is, half of the time; else with up to three places replaced."""
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2, 3)))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A request in JSON with some of its parameters wrong, then with some of its bytes wrong."""
    body: dict[str, object] = {}
    document = draw(mutated(draw(st.sampled_from(DOCUMENTS)).encode()))
    body["query"] = document.decode("utf-8", errors="replace")
    for name in draw(st.sets(st.sampled_from(PARAMETERS[1:]), max_size=2)):
        body[name] = draw(values)
    if draw(st.integers(0, 7)) == 0:
        sha256 = draw(st.sampled_from(("0" * 64, "x", "", None)))
        body["extensions"] = {"persistedQuery": {"version": 1, "sha256Hash": sha256}}
    text = draw(mutated(orjson.dumps(body)))
    return gzip.compress(text) if draw(st.integers(0, 15)) == 0 else text


two_names = st.sets(st.sampled_from(tuple(HEADERS)), min_size=1, max_size=2)


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    method, body = draw(st.sampled_from(METHODS)), draw(bodies())
    headers = {b"content-type": b"application/json"}
    for name in draw(st.sampled_from(((), (), draw(two_names)))):
        headers[name] = draw(st.sampled_from(HEADERS[name]))
    query_string = b""
    paths: tuple[str, ...] = PATHS
    if method in ("GET", "HEAD"):
        paths = READING_PATHS
        named = {"query": draw(st.sampled_from(DOCUMENTS))}
        for parameter in draw(st.sets(st.sampled_from(tuple(TEXTS)), max_size=3)):
            named[parameter] = draw(st.sampled_from(TEXTS[parameter]))
        query_string = draw(mutated(urllib.parse.urlencode(named).encode()))
    cut = draw(st.integers(0, len(body)))
    return Sent(
        method,
        draw(st.sampled_from(paths)),
        query_string,
        tuple(headers.items()),
        (body[:cut], body[cut:]),
        breaks_off=draw(st.integers(0, 31)) == 0,
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Starlette:
    return create_app(settings)


@pytest.fixture(scope="module")
def runner(app: Starlette) -> Iterator[asyncio.Runner]:
    """An event loop in which the application lives."""
    with asyncio.Runner() as runner:
        lifespan = app.router.lifespan_context(app)
        runner.run(lifespan.__aenter__())
        yield runner
        runner.run(lifespan.__aexit__(None, None, None))


@hypothesis_settings(
    max_examples=REQUESTS // (VARIANTS + 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drawn=requests(), seed=st.integers(0, 2**64 - 1))
def test_no_request_is_a_5xx_and_the_next_honest_one_is_answered(
    app: Starlette, runner: asyncio.Runner, drawn: Sent, seed: int
) -> None:
    """Each request that is drawn is sent as it is, and in variants, which cost less to draw."""
    randomness = random.Random(seed)
    for sent in [drawn, *(_variant(drawn, randomness) for _ in range(VARIANTS))]:
        got, honest = runner.run(_both(app, sent))

        assert 200 <= got.status < 500, sent
        assert b"INTERNAL_ERROR" not in got.body, sent
        if got.status >= 400 and got.body and not _is_preflight(sent):
            content = orjson.loads(got.body)
            assert set(content) == {"errors"}, sent
            assert all(error["message"] for error in content["errors"]), sent
        assert (honest.status, honest.body) == (200, ANSWER), sent


def _variant(sent: Sent, randomness: random.Random) -> Sent:
    """The request with another document, or other bytes in its body, address or headers."""
    name = randomness.choice(tuple(HEADERS))
    headers = {**dict(sent.headers), name: randomness.choice(HEADERS[name])}
    body = b"".join(sent.chunks)
    if randomness.random() < 0.3:
        body = _spoilt(body, randomness)
    elif randomness.random() < 0.7:
        document = randomness.choice(DOCUMENTS).encode()
        if randomness.random() < 0.7:
            document = _spoilt(document, randomness)
        body = orjson.dumps({"query": document.decode("utf-8", errors="replace")})
    return dataclasses.replace(
        sent,
        query_string=_other_address(sent.query_string, randomness) if sent.query_string else b"",
        headers=tuple(headers.items()) if randomness.random() < 0.2 else sent.headers,
        chunks=(body,),
    )


def _other_address(query_string: bytes, randomness: random.Random) -> bytes:
    """Another document with up to two other parameters, or the address as it was, or spoilt."""
    chance = randomness.random()
    if chance < 0.4:
        names = randomness.sample(tuple(TEXTS), randomness.randint(0, 2))
        named = {name: randomness.choice(TEXTS[name]) for name in names}
        return urllib.parse.urlencode({"query": randomness.choice(DOCUMENTS), **named}).encode()
    return query_string if chance < 0.6 else _spoilt(query_string, randomness)


def _spoilt(text: bytes, randomness: random.Random) -> bytes:
    """The text with one place replaced: by a piece, or by another part of itself."""
    start = randomness.randint(0, len(text))
    end = min(len(text), start + randomness.randint(0, 12))
    part = text[end : end + randomness.randint(0, 40)]
    return text[:start] + randomness.choice((*PIECES, part, part * 20)) + text[end:]


def _is_preflight(sent: Sent) -> bool:
    """Whether the CORS middleware answers, which it does in plain text."""
    return sent.method == "OPTIONS" and b"access-control-request-method" in dict(sent.headers)


async def _both(app: Starlette, sent: Sent) -> tuple[Got, Got]:
    return await ask(app, sent), await ask(app, HONEST)
