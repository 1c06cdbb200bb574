"""GraphQL over HTTP: methods, media types, and a 4xx with one line for whatever is malformed."""

import gzip
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.media_types import answer_type
from movie_graph.refusal import RefusedError

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
QUERY = b'{"query": "{ movie(by: {tmdbId: 11}) { title } }"}'
ANSWER = {"data": {"movie": {"title": "The Salt Lamp"}}}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", JSON),
        (f"{JSON};q=0.9, {GRAPHQL_JSON};q=0.901", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.9, {JSON};q=1.0", JSON),
        (f"{GRAPHQL_JSON},{JSON};q=0.9", GRAPHQL_JSON),
        (f"text/html, {GRAPHQL_JSON};q=0.001", GRAPHQL_JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        (f"{JSON};q=0.2, */*;q=0.1", JSON),
        (f"*/*, {JSON};q=0.5", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON.upper()} ; Q=1", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=inf, {JSON};q=0.1", JSON),
        (f"{GRAPHQL_JSON};q=1e9, {JSON};q=0.1", JSON),
    ],
)
def test_the_type_with_the_highest_quality_is_taken(accept: str, media_type: str) -> None:
    assert answer_type(accept) == media_type


@pytest.mark.parametrize(
    "accept", ["text/html", f"{JSON};q=0", "*/*;q=0", f"{JSON};q=nan", "json", ",", "application"]
)
def test_a_client_that_takes_neither_type_is_told_so(accept: str) -> None:
    with pytest.raises(RefusedError) as caught:
        answer_type(accept)

    assert caught.value.status == 406
    assert repr(accept) in str(caught.value)


def test_two_accept_headers_are_one_list(client: TestClient) -> None:
    headers = [("content-type", JSON), ("accept", "text/html"), ("accept", GRAPHQL_JSON)]

    response = client.post("/graphql", content=QUERY, headers=headers)

    assert response.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert "Accept" in response.headers["vary"].split(", ")
    assert response.json() == ANSWER


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_405_with_those_that_are_allowed(client: TestClient, method: str) -> None:
    response = client.request(method, "/graphql", content=QUERY, headers={"content-type": JSON})

    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert response.json()["errors"][0]["message"].startswith(f"Method Not Allowed: {method} ")


def test_an_address_without_anything_says_where_the_graph_is(client: TestClient) -> None:
    response = client.get("/graphiql")

    assert response.status_code == 404
    assert response.json() == {
        "errors": [{"message": "Not Found: GET '/graphiql'. The graph is at /graphql."}]
    }


def test_an_address_that_is_not_utf_8_is_read_or_refused(client: TestClient) -> None:
    read = client.get("/graphql?query={__typename}&x=%ff")
    refused = client.get("/graphql/?query=%ed%a0")

    assert (read.status_code, refused.status_code) == (200, 404)


def test_head_is_a_get_without_its_body(client: TestClient) -> None:
    response = client.head("/graphql", params={"query": "{ genres { name } }"})

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_mutation_is_never_run_by_an_address(client: TestClient, token: str, method: str) -> None:
    mutation = "mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 1}) { __typename } }"
    before = _votes(client)

    response = client.request(
        method,
        "/graphql",
        params={"query": mutation},
        headers={"authorization": f"Bearer {token}", "content-type": JSON},
    )

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert _votes(client) == before


def _votes(client: TestClient) -> Any:
    document = "{ movie(by: {tmdbId: 12}) { voteCount voteAverage } }"
    return client.post("/graphql", json={"query": document}).json()["data"]["movie"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON ; Charset=utf8 ; profile=x",
    ],
)
def test_utf_8_may_be_said_in_any_spelling(client: TestClient, content_type: str) -> None:
    response = client.post("/graphql", content=QUERY, headers={"content-type": content_type})

    assert response.json() == ANSWER


DEEP = b'{"query": "{a}", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n'
    + QUERY
    + b"\r\n--x"  # its end is missing
)


@pytest.mark.parametrize(
    ("body", "headers", "status", "line"),
    [
        (b"", {}, 400, "The body is not JSON:"),
        (b"1", {}, 400, "The body is a JSON object such as"),
        (b"true", {}, 400, "The body is a JSON object such as"),
        (b'"{ genres { name } }"', {}, 400, "The body is a JSON object such as"),
        (b"[" + QUERY + b"]", {}, 400, "Batches are not taken. Send one JSON object per request."),
        (b"[]", {}, 400, "Batches are not taken."),
        (QUERY + QUERY, {}, 400, "The body is not JSON:"),
        (b"\xef\xbb\xbf" + QUERY, {}, 400, "The body is not JSON: UTF-8 byte order mark"),
        (QUERY.decode().encode("utf-16"), {}, 400, "The body is not JSON:"),
        (b'{"query": "\xff"}', {}, 400, "The body is not JSON:"),
        (b'{"query": "\\ud800"}', {}, 400, "The body is not JSON:"),
        (DEEP, {}, 400, "The body is not JSON: depth limit exceeded"),
        (b'{"variables": {"a": ' + b"1" * 5000 + b"}}", {}, 400, "The body is not JSON:"),
        (b'{"variables": {"a": 1e999}}', {}, 400, "The body is not JSON: number is infinity"),
        (b'{"variables": {"a": NaN}}', {}, 400, "The body is not JSON:"),
        (b'{"query": null}', {}, 400, "`query` is missing"),
        (b'{"query": ["{a}"]}', {}, 400, "`query` is text"),
        (b'{"query": "{a}", "extensions": "x"}', {}, 400, "`extensions` is an object"),
        (b'{"query": "{a}", "documentId": "x"}', {}, 400, "Send `query` or `documentId`"),
        (b'{"documentId": 1}', {}, 400, "`documentId` is text"),
        (gzip.compress(QUERY), {"content-encoding": "gzip"}, 415, "Send the body uncompressed"),
        (gzip.compress(QUERY), {}, 400, "The body is not JSON:"),
        (QUERY, {"content-encoding": "br, gzip"}, 415, "Send the body uncompressed"),
        (QUERY, {"content-type": ""}, 415, "Send the body as application/json in UTF-8"),
        (QUERY, {"content-type": ";"}, 415, "Send the body as"),
        (QUERY, {"content-type": "application/graphql"}, 415, "Send the body as"),
        (QUERY, {"content-type": f"text/plain, {JSON}"}, 415, "Send the body as"),
        (QUERY, {"content-type": f"{JSON}; charset=x-klingon"}, 415, "Send the body as"),
        (QUERY, {"content-type": f"{JSON}; charset"}, 415, "Send the body as"),
        (MULTIPART, {"content-type": "multipart/form-data; boundary=x"}, 415, "Send the body as"),
        (b"x" * 3_000_000, {}, 413, "The body is longer than the 1048576 bytes"),
        (b"{}", {"content-length": "9" * 18}, 413, "The body is longer than the 1048576 bytes"),
        (QUERY, {"accept": "text/html"}, 406, "Accept application/graphql-response+json, "),
        (QUERY, {"authorization": "Bearer"}, 401, "Write the header as"),
        (QUERY, {"authorization": "Bearer \u00ff.\u00ff.\u00ff"}, 401, "The token is not valid"),
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
def test_whatever_is_malformed_gets_its_status_and_one_line(
    client: TestClient, accept: str, body: bytes, headers: dict[str, str], status: int, line: str
) -> None:
    all_headers = {"accept": accept, "content-type": JSON, **headers}
    encoded = [(name, value.encode("latin-1")) for name, value in all_headers.items()]

    response = client.post("/graphql", content=body, headers=encoded)  # type: ignore[arg-type]  # bytes are what goes out

    assert response.status_code == status
    assert set(response.json()) == {"errors"}
    [error] = response.json()["errors"]
    assert error["message"].startswith(line)
    assert "\n" not in error["message"]
    assert response.headers["cache-control"] == "no-store"
    assert client.post("/graphql", json=json.loads(QUERY)).json() == ANSWER


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        ({"query": "{a}", "variables": "{"}, "`variables` is not JSON:"),
        ({"query": "{a}", "variables": "[]"}, "`variables` is an object"),
        ({"query": "{a}", "extensions": "1"}, "`extensions` is an object"),
        ({"variables": "{}"}, "`query` is missing"),
        ({}, "`query` is missing"),
    ],
)
def test_a_malformed_address_is_refused_in_one_line(
    client: TestClient, parameters: dict[str, str], line: str
) -> None:
    response = client.get("/graphql", params=parameters)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith(line)


@pytest.mark.parametrize(
    "document",
    [
        "{ movie(by: {tmdbId: " + "1" * 5000 + "}) { title } }",
        "{ movies(where: {revenue: {gt: " + "1" * 5000 + "}}) { nodes { title } } }",
        "{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { __typename } }",
        "{ a " * 600 + "}" * 600,
        "\ufeff{ genres { nam } }",
        "{ genres { name } \x00 }",
        "#",
        "",
        "{}",
        "query Q { genres {} }",
        "{ ...NoSuchFragment }",
        "query A { genres { name } } query B { genres { name } }",
        "fragment F on Movie { title }",
        "subscription { genres { name } }",
        "type Query { a: Int }",
    ],
)
def test_a_document_that_cannot_run_is_a_400(client: TestClient, document: str) -> None:
    response = client.post("/graphql", json={"query": document}, headers={"accept": GRAPHQL_JSON})

    assert response.status_code in (400, 405)
    assert set(response.json()) == {"errors"}


def test_a_defect_of_ours_is_a_500_with_an_id_that_is_in_the_log(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_accept: str) -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("movie_graph.endpoint.answer_type", broken)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        response = client.post("/graphql", content=QUERY, headers={"content-type": JSON})

    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret detail" not in response.text
    assert f"Unexpected error {error['extensions']['id']}" in caplog.text


@pytest.mark.parametrize("depth", [9, 250, 500])
def test_variables_may_be_nested_as_deeply_as_json_and_are_refused(
    client: TestClient, depth: int
) -> None:
    where = '{"not": ' * depth + "{}" + "}" * depth
    document = "query($w: MovieWhere) { movies(first: 1, where: $w) { nodes { title } } }"
    body = f'{{"query": "{document}", "variables": {{"w": {where}}}}}'

    response = client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code in (200, 400)
    assert "MOVIE_GRAPH_WHERE_DEPTH_MAX" in response.json()["errors"][0]["message"]


def test_a_body_at_its_bound_is_read_and_one_byte_more_is_not(
    settings: Settings, client: TestClient
) -> None:
    at = QUERY + b" " * (settings.body_bytes_max - len(QUERY))

    answers = [
        client.post("/graphql", content=body, headers={"content-type": JSON})
        for body in (at, at + b" ")
    ]

    assert [response.status_code for response in answers] == [200, 413]
