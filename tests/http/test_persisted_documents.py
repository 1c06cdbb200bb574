"""Automatic persisted queries in Apollo's wire format: by hash, registered once, bounded."""

import hashlib
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings

GRAPHQL_JSON = "application/graphql-response+json"
DOCUMENT = "query Film($id: Int!) { movie(by: {tmdbId: $id}) { title } }"
FILM_11 = {"data": {"movie": {"title": "The Salt Lamp"}}}
NOT_FOUND = {
    "errors": [
        {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    ]
}


def _sha256(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _extensions(document: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": _sha256(document)}}


def _ask(client: TestClient, document: str, *, text: bool = False, **more: Any) -> Any:
    body = {"extensions": _extensions(document), **({"query": document} if text else {}), **more}
    return client.post("/graphql", json=body, headers={"accept": GRAPHQL_JSON})


def test_a_hash_is_asked_for_then_registered_then_known(settings: Settings) -> None:
    variables = {"id": 11}
    with TestClient(create_app(settings)) as client:
        first = _ask(client, DOCUMENT, variables=variables)
        second = _ask(client, DOCUMENT, text=True, variables=variables)
        third = _ask(client, DOCUMENT, variables=variables)
        by_address = client.get(
            "/graphql",
            params={
                "extensions": json.dumps(_extensions(DOCUMENT)),
                "variables": '{"id": 11}',
                "operationName": "Film",
            },
        )

    assert (first.status_code, first.json()) == (400, NOT_FOUND)
    assert first.headers["cache-control"] == "no-store"
    assert second.json() == third.json() == by_address.json() == FILM_11


def test_a_client_of_plain_json_gets_the_same_refusal_as_a_200(client: TestClient) -> None:
    response = client.post("/graphql", json={"extensions": _extensions("{ never }")})

    assert (response.status_code, response.json()) == (200, NOT_FOUND)


def test_a_hash_of_another_document_is_refused_and_registers_nothing(client: TestClient) -> None:
    other = "{ genres { id } }"
    response = _ask(client, other, query=DOCUMENT, variables={"id": 11})

    assert response.status_code == 400
    assert response.json() == {
        "errors": [
            {"message": "provided sha does not match query", "extensions": {"code": "BAD_REQUEST"}}
        ]
    }
    assert _ask(client, other).json() == NOT_FOUND


@pytest.mark.parametrize("document", ["{ nonsense }", "{", "#" * 20_001 + "\n{ __typename }"])
def test_a_document_that_is_invalid_or_long_is_not_registered(
    client: TestClient, document: str
) -> None:
    _ask(client, document, text=True)

    assert _ask(client, document).json() == NOT_FOUND


def test_the_one_least_recently_used_is_forgotten_first(settings: Settings) -> None:
    one, two, three = (f"query Q{number} {{ __typename }}" for number in range(3))
    with TestClient(create_app(settings.model_copy(update={"persisted_documents_max": 2}))) as c:
        for document in (one, two):
            _ask(c, document, text=True)
        _ask(c, one)
        _ask(c, three, text=True)
        known = [_ask(c, document).json() != NOT_FOUND for document in (one, two, three)]

    assert known == [True, False, True]


def test_without_room_for_any_they_are_not_supported(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"persisted_documents_max": 0}))) as c:
        text = _ask(c, DOCUMENT, text=True, variables={"id": 11})
        by_hash = _ask(c, DOCUMENT)

    assert text.json() == FILM_11
    assert by_hash.status_code == 400
    assert by_hash.json()["errors"][0] == {
        "message": "PersistedQueryNotSupported",
        "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
    }


@pytest.mark.parametrize(
    ("persisted", "line"),
    [
        (1, '`persistedQuery` is {"version": 1, "sha256Hash": "…"}.'),
        ({}, '`persistedQuery` is {"version": 1, "sha256Hash": "…"}.'),
        ({"version": 2, "sha256Hash": "0" * 64}, '`persistedQuery` is {"version": 1,'),
        ({"version": 1}, "`sha256Hash` is the SHA-256 of the document, as 64 hex digits."),
        ({"version": 1, "sha256Hash": "0" * 63}, "`sha256Hash` is the SHA-256"),
        ({"version": 1, "sha256Hash": ["0" * 64]}, "`sha256Hash` is the SHA-256"),
    ],
)
def test_a_malformed_hash_is_refused_in_one_line(
    client: TestClient, persisted: object, line: str
) -> None:
    response = client.post("/graphql", json={"extensions": {"persistedQuery": persisted}})

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith(line)


def test_a_mutation_by_hash_is_not_run_by_an_address(client: TestClient) -> None:
    mutation = "mutation { unrateMovie(movie: {tmdbId: 11}) { __typename } }"
    assert _ask(client, mutation, text=True).json() == {
        "data": {"unrateMovie": {"__typename": "SignInRequired"}}
    }

    response = client.get("/graphql", params={"extensions": json.dumps(_extensions(mutation))})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
