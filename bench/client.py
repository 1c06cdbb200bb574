"""A closed-loop HTTP client: a few keep-alive connections, one document, bounded both ways.

    python -m bench.client --port N [--connections 16] [--requests 2000] [--seconds 5] < BODY

Each connection sends the next request when it has the answer to the last one. Prints one line of
JSON. Runs as a process of its own on raw sockets and epoll, so that it costs the machine little.
"""

import argparse
import json
import re
import select
import socket
import sys
import time

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BrokenAnswerError(Exception):
    """An answer that is no 200, breaks off, or is not as long as the others."""


class Connection:
    """One keep-alive connection with one request under way."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection((HOST, port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = request
        self._head = b""
        self._missing = -1

    def send(self) -> None:
        self._head, self._missing = b"", -1
        self.sent = time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> int:
        """Take what has come; the length of the body once it is whole, else -1."""
        data = self.socket.recv(1 << 20)
        if not data:
            raise BrokenAnswerError("The server hung up.")
        if self._missing < 0:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return -1
            if not self._head.startswith(b"HTTP/1.1 200"):
                raise BrokenAnswerError(f"Not a 200: {self._head[:1000]!r}")
            found = CONTENT_LENGTH.search(self._head, 0, end)
            if found is None:
                return self._chunked(end + 4)
            self._length = int(found[1])
            self._missing = self._length - (len(self._head) - end - 4)
        else:
            self._missing -= len(data)
        return self._length if self._missing == 0 else -1

    def _chunked(self, start: int) -> int:
        """Chunks carry their sizes with them; the last one is empty."""
        return len(self._head) - start if self._head.endswith(b"\r\n0\r\n\r\n") else -1


def run(
    port: int, body: bytes, *, connections: int, requests: int, seconds: float
) -> dict[str, float]:
    """Send `requests` requests, or as many as `seconds` allow, and wait for every answer."""
    request = _request(port, body)
    opened = {}
    with select.epoll() as poll:
        for _ in range(min(connections, requests)):
            connection = Connection(port, request)
            opened[connection.socket.fileno()] = connection
            poll.register(connection.socket, select.EPOLLIN)
        began = time.perf_counter()
        deadline = began + seconds
        for connection in opened.values():
            connection.send()
        asked = under_way = len(opened)
        latencies: list[float] = []
        lengths = set()
        while under_way:
            ready = poll.poll(PATIENCE_SECONDS)
            if not ready:
                raise BrokenAnswerError(f"No answer within {PATIENCE_SECONDS:g} s.")
            for number, _ in ready:
                connection = opened[number]
                length = connection.receive()
                if length < 0:
                    continue
                now = time.perf_counter()
                latencies.append(now - connection.sent)
                lengths.add(length)
                if asked < requests and now < deadline:
                    asked += 1
                    connection.send()
                else:
                    under_way -= 1
        took = time.perf_counter() - began
    for connection in opened.values():
        connection.socket.close()
    if len(lengths) > 1:
        raise BrokenAnswerError(f"Answers of different lengths: {sorted(lengths)}.")
    return _figures(latencies, took, lengths.pop())


def _request(port: int, body: bytes) -> bytes:
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _figures(latencies: list[float], took: float, length: int) -> dict[str, float]:
    latencies.sort()
    count = len(latencies)
    return {
        "requests": count,
        "requests_per_second": count / took,
        "p50_milliseconds": latencies[count // 2] * 1000,
        "p99_milliseconds": latencies[min(count - 1, int(count * 0.99))] * 1000,
        "body_bytes": length,
    }


def main() -> None:
    """Run the client on the command line's arguments."""
    parser = argparse.ArgumentParser(prog="python -m bench.client")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = vars(parser.parse_args())
    print(json.dumps(run(chosen.pop("port"), sys.stdin.buffer.read(), **chosen)))


if __name__ == "__main__":
    main()
