"""Trusted documents: asked for by hash or name; in the strict mode nothing else runs."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.errors import ConfigError

TITLE_12 = {"data": {"movie": {"title": "Glass Orchard"}}}
NAMELESS = "{ movie(by: {tmdbId: 12}) { title } }\n"


def _sha256(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _app(settings: Settings, documents: Path | None, *, only: bool) -> TestClient:
    update = {"trusted_documents": documents, "trusted_documents_only": only}
    return TestClient(create_app(settings.model_copy(update=update)))


def _post(client: TestClient, **body: Any) -> Any:
    return client.post("/graphql", json=body)


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        {"documentId": _sha256(NAMELESS)},
        {"documentId": f"sha256:{_sha256(NAMELESS.strip())}"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": _sha256(NAMELESS)}}},
        {"query": NAMELESS},
        {"documentId": "Film", "variables": {"id": 12}},
        {"operationName": "Film", "variables": {"id": 12}},
        {"documentId": "Genres", "operationName": "Film", "variables": {"id": 12}},
    ],
)
def test_a_document_of_the_folder_runs_by_hash_by_name_or_by_its_text(
    settings: Settings, documents: Path, body: dict[str, Any], only: bool
) -> None:
    with _app(settings, documents, only=only) as client:
        response = _post(client, **body)

    assert (response.status_code, response.json()) == (200, TITLE_12)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": "{ genres { name } }"}, 403, "QUERY_NOT_IN_SAFELIST"),
        ({"query": "{ __schema { types { name } } }"}, 403, "QUERY_NOT_IN_SAFELIST"),
        ({"query": NAMELESS + " "}, 403, "QUERY_NOT_IN_SAFELIST"),
        ({"documentId": "Unknown"}, 404, "PERSISTED_QUERY_NOT_IN_LIST"),
        ({"operationName": "Unknown"}, 404, "PERSISTED_QUERY_NOT_IN_LIST"),
        (
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
            404,
            "PERSISTED_QUERY_NOT_IN_LIST",
        ),
        (
            {
                "query": "{ genres { name } }",
                "extensions": {
                    "persistedQuery": {"version": 1, "sha256Hash": _sha256("{ genres { name } }")}
                },
            },
            403,
            "QUERY_NOT_IN_SAFELIST",
        ),
    ],
)
def test_in_the_strict_mode_nothing_else_runs(
    settings: Settings, documents: Path, body: dict[str, Any], status: int, code: str
) -> None:
    with _app(settings, documents, only=True) as client:
        response = _post(client, **body)
        again = _post(client, **body)

    assert response.status_code == again.status_code == status
    assert set(response.json()) == {"errors"}
    assert response.json()["errors"][0]["extensions"] == {"code": code}


def test_beside_the_folder_other_documents_run_as_ever(settings: Settings, documents: Path) -> None:
    with _app(settings, documents, only=False) as client:
        text = _post(client, query="{ movie(by: {tmdbId: 12}) { id } }")
        unknown = _post(client, documentId="Unknown")
        neither = _post(client, operationName="Unknown")

    assert text.json() == {"data": {"movie": {"id": "Movie:12"}}}
    assert (unknown.status_code, neither.status_code) == (404, 400)
    assert unknown.json()["errors"][0]["message"] == (
        "This server has no trusted document 'Unknown'."
    )


def test_a_trusted_mutation_runs_by_post_only(settings: Settings, documents: Path) -> None:
    with _app(settings, documents, only=True) as client:
        post = _post(client, documentId="Unrate")
        get = client.get("/graphql", params={"documentId": "Unrate"})
        query = client.get("/graphql", params={"documentId": "Film", "variables": '{"id": 12}'})

    assert post.json() == {"data": {"unrateMovie": {"__typename": "SignInRequired"}}}
    assert (get.status_code, get.headers["allow"]) == (405, "POST")
    assert query.json() == TITLE_12


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("bad.graphql", "{ nonsense }", "cannot run: Cannot query field 'nonsense'"),
        ("torn.graphql", "{ genres {", "cannot run: Syntax Error"),
        ("other.graphql", "query Film { genres { name } }", "has an operation Film"),
    ],
)
def test_a_document_that_could_never_run_stops_the_start(
    settings: Settings, documents: Path, name: str, text: str, message: str
) -> None:
    (documents / name).write_text(text)

    with pytest.raises(ConfigError) as caught:
        _app(settings, documents, only=False)
    assert message in str(caught.value)
    assert str(caught.value).startswith("MOVIE_GRAPH_TRUSTED_DOCUMENTS: ")


def test_a_folder_that_is_not_there_and_the_strict_mode_without_one_stop_the_start(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"without \.graphql files"):
        _app(settings, tmp_path / "nowhere", only=False)
    with pytest.raises(ConfigError, match="MOVIE_GRAPH_TRUSTED_DOCUMENTS_ONLY needs"):
        _app(settings, None, only=True)


def test_a_file_is_known_by_its_bytes_whatever_its_line_ends(
    settings: Settings, documents: Path
) -> None:
    text = "query Windows {\r\n  movie(by: {tmdbId: 12}) { title }\r\n}\r\n"
    (documents / "windows.graphql").write_bytes(text.encode())

    with _app(settings, documents, only=True) as client:
        assert _post(client, documentId=_sha256(text)).json() == TITLE_12


def test_bytes_that_are_no_text_stop_the_start(settings: Settings, documents: Path) -> None:
    (documents / "binary.graphql").write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigError, match=r"binary\.graphql cannot be read"):
        _app(settings, documents, only=False)
