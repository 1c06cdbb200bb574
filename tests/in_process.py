"""The application on uvicorn in this process, and clients over sockets that can hang up."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from movie_graph.app import create_app
from movie_graph.config import Settings


@dataclass
class Answered:
    """One answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def extensions(self) -> Any:
        return self.body["errors"][0]["extensions"]


class Client:
    """Talks HTTP over a socket of its own, so that it can hang up in the middle."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def ask(self, document: str, *, token: str = "") -> Answered:
        reader, writer = await self.send(document, token=token)
        answer = await reader.read()
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        return Answered(int(first.split()[1]), headers, json.loads(body))

    async def send(
        self, document: str, *, without: int = 0, token: str = ""
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Send a document and read nothing; `without` so many bytes at its end."""
        body = json.dumps({"query": document}).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        signed = f"Authorization: Bearer {token}\r\n" if token else ""
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{signed}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body[: len(body) - without])
        await writer.drain()
        return reader, writer


@asynccontextmanager
async def served(url: str, **settings: Any) -> AsyncIterator[Client]:
    """The application on uvicorn, in this process."""
    app = create_app(Settings.model_validate({"database_url": url, **settings}))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 — uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield Client(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await running


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 5) -> float:
    """Wait until something holds; how long that took."""
    started = time.monotonic()
    while not await holds():
        assert time.monotonic() - started < seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - started
