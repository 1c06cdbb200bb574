"""Bytes on a real connection: broken HTTP is a 4xx or a hang-up, and then all is as before."""

import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from movie_graph.config import Settings
from tests.serving import Served, serving

WAIT_SECONDS = 20
QUERY = b'{"query": "{ __typename }"}'
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("wire")
    with serving(folder, MOVIE_GRAPH_DATABASE_URL=settings.database_url) as server:
        yield server


def _status(served: Served, sent: bytes) -> int:
    """The status of the answer; 0 where the server hangs up without one."""
    address = urllib.parse.urlsplit(served.address)
    with socket.create_connection((address.hostname, address.port or 0), WAIT_SECONDS) as peer:
        try:
            peer.sendall(sent)
            peer.shutdown(socket.SHUT_WR)
            line = peer.makefile("rb").readline()
        except TimeoutError:
            raise
        except OSError:  # reset, or closed while we were sending
            return 0
    return int(line.split()[1]) if line else 0


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (POST + b"Content-Length: %d\r\n\r\n" % len(QUERY) + QUERY, {200}),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1b\r\n" + QUERY + b"\r\n0\r\n\r\n", {200}),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + QUERY + b"\r\n0\r\n\r\n", {400}),
        (POST + b"Content-Length: 99\r\n\r\n" + QUERY, {0, 400}),  # and no more comes
        (POST + b"Content-Length: -1\r\n\r\n" + QUERY, {400}),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + QUERY, {400}),
        (POST + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000, {413, 0}),
        (POST + b"Content-Length: 3000000\r\nExpect: 100-continue\r\n\r\n", {413}),
        (POST + b"Content-Length: 2\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n{}", {400, 431, 0}),
        (POST + b"Content-Length: 2\r\nX\x00Y: z\r\n\r\n{}", {400}),
        (POST.replace(b"Host: x\r\n", b"") + b"Content-Length: 2\r\n\r\n{}", {400}),
        (b"GET /graphql?query=\xff HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
        (b"GET /graphql?" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {400, 414, 0}),
        (b"GET http://[/graphql HTTP/1.1\r\nHost: [\r\n\r\n", {400, 404}),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 404, 405}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {0, 400}),  # TLS
        (b"\r\n\r\nnonsense\r\n\r\n", {400}),
        (UPGRADE, {400, 403, 404}),
    ],
)
def test_broken_http_is_no_5xx(served: Served, sent: bytes, statuses: set[int]) -> None:
    assert _status(served, sent) in statuses
    assert served.ask("{ __typename }") == (200, {"data": {"__typename": "Query"}})
    assert served.lines("Traceback") == []
