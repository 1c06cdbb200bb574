"""What a page of another site can make a browser send unasked is never run."""

from typing import Any

import pytest
from starlette.testclient import TestClient

JSON = "application/json"
FRONT_END = "http://localhost:4200"  # the setting's default
ELSEWHERE = "https://elsewhere.example"
DOCUMENT = "{ genres { name } }"
QUERY = '{"query": "{ genres { name } }"}'


def _get(client: TestClient, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/graphql", params={"query": DOCUMENT}, headers=named)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "query=%7B+genres+%7B+name+%7D+%7D"),
        ("text/plain", QUERY),  # a form with enctype text/plain, fetch with no-cors
        ("text/plain; charset=application/json", QUERY),
        ("text/plain;application/json", QUERY),
        (
            "multipart/form-data; boundary=x",
            f'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{DOCUMENT}\r\n--x--\r\n',
        ),
        ("", QUERY),  # a blob without a type
    ],
)
def test_a_post_that_needs_no_preflight_is_refused(
    client: TestClient, content_type: str, body: str
) -> None:
    headers = {"content-type": content_type, "origin": ELSEWHERE, "sec-fetch-site": "cross-site"}

    response = client.post("/graphql", content=body, headers=headers)

    assert response.status_code == 415
    assert set(response.json()) == {"errors"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "sec_fetch_dest": "image"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "accept": "text/html,*/*"},
        {"sec_fetch_site": "cross-site", "origin": ELSEWHERE},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "same-site", "origin": "http://localhost:1234"},
        {"sec_fetch_site": "cross-site", "origin": "null"},  # a sandboxed frame, a file
        {"sec_fetch_site": "no-such-site"},
        {"origin": ELSEWHERE},  # a browser that knows no Sec-Fetch-Site, or plain HTTP
        {"origin": ELSEWHERE, "content_type": "text/plain"},
        {"sec_fetch_site": "cross-site", "apollo_require_preflight": ""},
    ],
)
def test_a_get_that_a_foreign_page_can_cause_is_refused(
    client: TestClient, headers: dict[str, str]
) -> None:
    response = _get(client, **headers)

    assert response.status_code == 403
    assert set(response.json()) == {"errors"}
    assert "Apollo-Require-Preflight: true" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {},  # curl, a program
        {"sec_fetch_site": "none", "sec_fetch_mode": "navigate", "accept": "text/html,*/*"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "same-site", "origin": FRONT_END},
        {"sec_fetch_site": "cross-site", "origin": FRONT_END},
        {"sec_fetch_site": "cross-site", "apollo_require_preflight": "true"},
        {"sec_fetch_site": "cross-site", "x_apollo_operation_name": "Genres"},
        {"sec_fetch_site": "cross-site", "content_type": JSON},
    ],
)
def test_a_get_of_our_own_or_after_a_preflight_is_run(
    client: TestClient, headers: dict[str, str]
) -> None:
    response = _get(client, **headers)

    assert response.status_code == 200
    assert [genre["name"] for genre in response.json()["data"]["genres"]]


def test_a_link_from_another_site_opens_the_explorer(client: TestClient) -> None:
    headers = {"accept": "text/html", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    page = client.get("/graphql", headers=headers)

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("header", ["apollo-require-preflight", "x-apollo-operation-name"])
def test_the_headers_that_stand_for_a_preflight_are_granted_to_the_front_end_only(
    client: TestClient, header: str
) -> None:
    asked = {"access-control-request-method": "GET", "access-control-request-headers": header}

    granted = client.options("/graphql", headers={**asked, "origin": FRONT_END})
    refused = client.options("/graphql", headers={**asked, "origin": ELSEWHERE})

    assert (granted.status_code, refused.status_code) == (200, 400)
    assert granted.headers["access-control-allow-origin"] == FRONT_END
    assert "access-control-allow-origin" not in refused.headers
