"""/graphql and its neighbours over HTTP."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
SECRET = "s" * 32


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = tmp_path_factory.mktemp("http") / "movies.sqlite"
    settings = Settings.model_validate({"database_url": f"sqlite:///{path}", "jwt_secret": SECRET})
    anyio.run(create_catalogue, settings)
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def _post(client: TestClient, document: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post("/graphql", json={"query": document, **more}, headers=headers)


def test_post_answers_a_query(client: TestClient) -> None:
    response = _post(
        client,
        "query One($id: Int!) { movie(by: {tmdbId: $id}) { title } }",
        variables={"id": 11},
        operationName="One",
    )

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {"movie": {"title": "The Salt Lamp"}}}


def test_get_answers_a_query_and_refuses_a_mutation(client: TestClient) -> None:
    query = client.get(
        "/graphql",
        params={
            "query": "query ($id: Int!) { movie(by: {tmdbId: $id}) { id } }",
            "variables": '{"id": 12}',
        },
    )
    mutation = client.get(
        "/graphql", params={"query": "mutation { unrateMovie(movie: {tmdbId: 11}) { __typename } }"}
    )

    assert query.json() == {"data": {"movie": {"id": "Movie:12"}}}
    assert mutation.status_code == 405
    assert mutation.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("", 200, JSON),
        ("*/*", 200, JSON),
        (JSON, 200, JSON),
        (GRAPHQL_JSON, 200, GRAPHQL_JSON),
        (f"{JSON};q=0.5, {GRAPHQL_JSON}", 200, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.1, {JSON};q=0.9", 200, JSON),
        ("text/plain", 406, JSON),
    ],
)
def test_the_answer_has_the_type_that_the_client_prefers(
    client: TestClient, accept: str, status: int, media_type: str
) -> None:
    response = _post(client, "{ genres { name } }", headers={"accept": accept})

    assert response.status_code == status
    assert response.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{ genres { name ", "Syntax Error: Expected Name, found <EOF>."),
        (
            "{ genres { nam } }",
            "Cannot query field 'nam' on type 'Genre'. Did you mean 'name'?",
        ),
    ],
)
def test_a_document_that_cannot_run_has_no_data(
    client: TestClient, document: str, message: str
) -> None:
    modern = _post(client, document, headers={"accept": GRAPHQL_JSON})
    plain = _post(client, document)

    assert modern.status_code == 400
    assert plain.status_code == 200
    assert [error["message"] for error in modern.json()["errors"]] == [message]
    assert "data" not in modern.json()
    assert modern.json() == plain.json()


@pytest.mark.parametrize(
    ("body", "content_type", "status", "message"),
    [
        (b'{"query": ', JSON, 400, "The body is not JSON:"),
        (b"null", JSON, 400, "The body is a JSON object such as"),
        (b"[1]", JSON, 400, "Batches are not taken."),
        (b'"x"', JSON, 400, "The body is a JSON object such as"),
        (b"\xff\xfe", JSON, 400, "The body is not JSON:"),
        (b"{}", JSON, 400, "`query` is missing"),
        (b'{"query": 1}', JSON, 400, "`query` is text"),
        (b'{"query": "{a}", "variables": []}', JSON, 400, "`variables` is an object"),
        (b'{"query": "{a}", "operationName": 1}', JSON, 400, "`operationName` is text"),
        (b"[" * 100_000, JSON, 400, "The body is not JSON:"),
        (b'{"query": "{ genres { name } }"}', "text/plain", 415, "Send the body as"),
        (b'{"query": "{ genres { name } }"}', "application/jsonx", 415, "Send the body as"),
        (b'{"query": "{a}"}', "application/json; charset=latin1", 415, "Send the body as"),
        (b"x" * 1_048_577, JSON, 413, "The body is longer than the 1048576 bytes"),
    ],
)
def test_a_malformed_body_gets_its_status_and_one_line(
    client: TestClient, body: bytes, content_type: str, status: int, message: str
) -> None:
    response = client.post("/graphql", content=body, headers={"content-type": content_type})

    assert response.status_code == status
    [error] = response.json()["errors"]
    assert error["message"].startswith(message)


def test_a_token_signs_in_and_a_bad_one_is_refused(client: TestClient, settings: Settings) -> None:
    good = make_token("ann", settings, lifetime=dt.timedelta(minutes=1))
    expired = make_token("ann", settings, lifetime=dt.timedelta(minutes=-2))
    viewer = "{ viewer { subject } }"

    signed_in = _post(client, viewer, headers={"authorization": f"Bearer {good}"})
    assert signed_in.json() == {"data": {"viewer": {"subject": "ann"}}}
    for header, reason in [
        (f"Bearer {expired}", "The token has expired. Sign in again."),
        (f"Bearer {good}x", "The token is not valid: Signature verification failed."),
        ("Bearer nonsense", "The token is not valid: Not enough segments."),
        (f"Basic {good}", "Write the header as `Authorization: Bearer <token>`."),
    ]:
        response = _post(client, viewer, headers={"authorization": header})
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert response.json()["errors"][0]["message"].startswith(reason)


def test_a_front_end_on_4200_may_call_and_another_may_not(client: TestClient) -> None:
    def preflight(origin: str) -> Any:
        return client.options(
            "/graphql",
            headers={
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type,authorization",
            },
        )

    allowed = preflight("http://localhost:4200")
    refused = preflight("http://evil.example")

    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "http://localhost:4200"
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers


def test_a_browser_gets_the_explorer_and_everything_it_loads_is_ours(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html,*/*"})
    assert page.status_code == 200
    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "worker-src 'self'"} <= set(policy)
    addresses = re.findall(r'(?:src|href|worker)="([^"]+)"', page.text)
    assert addresses
    for address in [a for a in addresses if not a.startswith("data:")]:
        assert address.startswith("/explorer/")
        assert client.get(address).status_code == 200
    assert client.get("/", follow_redirects=False).headers["location"] == "/graphql"


def test_health_and_ready(client: TestClient) -> None:
    assert client.get("/health").json()["status"] == "alive"
    assert client.get("/ready").json() == {"ready": True}


def test_unexpected_errors_are_masked_with_an_id_that_is_in_the_log(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_reader: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("movie_graph.database.catalog.all_genres", broken)
    body = _post(client, "{ genres { name } }").json()

    [error] = body["errors"]
    assert "secret detail" not in str(body)
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    number = error["extensions"]["id"]
    assert error["message"] == f"Something went wrong on our side. The log knows it as {number}."
    assert f"Unexpected error {number}" in caplog.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    ("name", "setting", "document_at", "document_past"),
    [
        (
            "depth",
            {"document_depth_max": 3},
            "{ movies { nodes { genres { name } } } }",
            "{ movies { nodes { cast { person { name } } } } }",
        ),
        (
            "aliases",
            {"document_aliases_max": 2},
            "{ a: genres { name } b: genres { name } }",
            "{ a: genres { name } b: genres { name } c: genres { name } }",
        ),
        (
            "tokens",
            {"document_tokens_max": 6},
            "{ genres { name } }",
            "{ genres { name id } }",
        ),
    ],
)
def test_documents_are_bounded(
    settings: Settings, name: str, setting: dict[str, int], document_at: str, document_past: str
) -> None:
    bounded = settings.model_copy(update=setting)
    with TestClient(create_app(bounded)) as client:
        at = _post(client, document_at, headers={"accept": GRAPHQL_JSON})
        past = _post(client, document_past, headers={"accept": GRAPHQL_JSON})

    assert (at.status_code, past.status_code) == (200, 400), name
    assert "data" not in past.json()


def test_introspection_can_be_switched_off(settings: Settings) -> None:
    closed = settings.model_copy(update={"introspection": False})
    with TestClient(create_app(closed)) as client:
        response = _post(client, "{ __schema { types { name } } }")

    assert "data" not in response.json()
    assert "introspection" in response.json()["errors"][0]["message"].lower()


def test_a_database_that_is_down_is_said_so_and_a_later_one_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "not-yet"
    folder.write_text("a file where the folder should be")
    settings = Settings(database_url=f"sqlite:///{folder}/movies.sqlite")
    with TestClient(create_app(settings)) as client:
        down = _post(client, "{ genres { name } }")
        assert client.get("/ready").status_code == 503
        folder.unlink()
        up = _post(client, "{ genres { name } }")
        assert client.get("/ready").status_code == 200

    assert (down.status_code, down.headers["retry-after"]) == (503, "1")
    assert down.json()["errors"][0]["extensions"] == {"code": "DATABASE_UNAVAILABLE"}
    assert up.json() == {"data": {"genres": []}}


def test_the_access_log_says_what_a_request_cost(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="movie_graph.access_log"):
        _post(client, "query Names { movies(first: 2) { nodes { genres { name } } } }")

    [record] = [r for r in caplog.records if r.name == "movie_graph.access_log"]
    fields = vars(record)["fields"]
    assert (fields["operation"], fields["method"], fields["status"]) == ("Names", "POST", 200)
    assert (fields["statements"], fields["errors"]) == (2, 0)
    assert fields["rows"] == 6
