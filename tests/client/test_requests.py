"""Requests: the data, or an error that says what to do; a busy server is asked again."""

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TypeAlias

import pytest

from movie_graph.client import ClientError, Fault, QueryError, UnreachableError, query
from movie_graph.config import Settings
from movie_graph.signing import make_token
from tests.serving import SECRET

Given: TypeAlias = tuple[int, dict[str, str], str]

OK: Given = (200, {}, '{"data": {"a": 1}}')


@contextmanager
def _answering(*answers: Given) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers, one after the other; what it was sent."""
    left, sent = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])).decode())
            status, headers, body = left.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/graphql", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_data_of_one_answer(url: str) -> None:
    document = "query ($id: Int!) { movie(by: {tmdbId: $id}) { title } }"

    assert query(url, document, {"id": 11}) == {"movie": {"title": "The Salt Lamp"}}


def test_a_token_signs_in(url: str) -> None:
    settings = Settings.model_validate({"jwt_secret": SECRET})
    token = make_token("ann", settings, lifetime=dt.timedelta(minutes=5))

    assert query(url, "{ viewer { subject } }", token=token) == {"viewer": {"subject": "ann"}}


def test_errors_carry_path_and_code(url: str) -> None:
    document = '{ genres { name } movies(after: "x") { nodes { id } } }'

    with pytest.raises(QueryError) as caught:
        query(url, document)

    [fault] = caught.value.errors
    assert (fault.path, fault.code, caught.value.data) == (("movies",), "BAD_CURSOR", None)
    assert str(caught.value).startswith("movies: 'x' is not a cursor of this server.")
    assert str(caught.value).endswith("[BAD_CURSOR]")


def test_what_was_answered_beside_an_error_is_kept() -> None:
    errors = [{"message": "no", "path": ["b", 0, "c"]}, {"message": "never"}]
    body = json.dumps({"data": {"a": 1, "b": None}, "errors": errors})

    with _answering((200, {}, body)) as (url, _), pytest.raises(QueryError) as caught:
        query(url, "{ a }")

    assert caught.value.errors == [Fault("no", ("b", 0, "c")), Fault("never")]
    assert str(caught.value) == "b.0.c: no; never"
    assert caught.value.data == {"a": 1, "b": None}
    assert caught.value.status == 200


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(status: int) -> None:
    busy = (status, {"retry-after": "1"}, '{"errors": [{"message": "busy"}]}')
    started = time.monotonic()

    with _answering(busy, OK) as (url, sent):
        assert query(url, "{ a }", {"n": 1}) == {"a": 1}

    assert time.monotonic() - started >= 1
    assert [json.loads(body) for body in sent] == [{"query": "{ a }", "variables": {"n": 1}}] * 2


def test_it_is_asked_four_times_and_no_more() -> None:
    body = '{"errors": [{"message": "busy", "extensions": {"code": "SERVER_BUSY"}}]}'
    busy = (503, {"retry-after": "0"}, body)

    with _answering(*[busy] * 4) as (url, sent), pytest.raises(QueryError) as caught:
        query(url, "{ a }")

    assert len(sent) == 4
    assert (caught.value.status, caught.value.errors[0].code) == (503, "SERVER_BUSY")


def test_where_nobody_listens_the_address_and_the_remedy_are_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/graphql"
    with pytest.raises(UnreachableError) as caught:
        query(url, "{ a }")

    assert str(caught.value).startswith(f"{url} cannot be reached: ")
    assert str(caught.value).endswith("`movie-graph serve` starts one.")


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/graphql"
        with pytest.raises(UnreachableError, match=r"did not answer within 0\.2 s"):
            query(url, "{ a }", timeout_seconds=0.2)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1/", "http://x:y/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ClientError, match="is no address of a server"):
        query(url, "{ a }")


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '"x"'])
def test_what_is_no_graphql_is_said_to_be_none(body: str) -> None:
    with _answering((200, {}, body)) as (url, _), pytest.raises(ClientError) as caught:
        query(url, "{ a }")

    assert f"answered 200 with what is no GraphQL: {body!r}" in str(caught.value)
