"""Asking an ASGI application without a client: any bytes may stand anywhere in a request."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message

HANG_SECONDS = 20


@dataclass(frozen=True)
class Sent:
    """A request as a server would hand it over, its body in chunks."""

    method: str = "POST"
    path: str = "/graphql"
    query_string: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    chunks: tuple[bytes, ...] = (b"",)
    breaks_off: bool = False  # the client is gone after the last chunk


@dataclass
class Got:
    """What came back; the status is 0 where nothing did."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


async def ask(app: ASGIApp, sent: Sent) -> Got:
    """One request. Errors: TimeoutError when it hangs, and whatever escapes the application."""
    got, messages = Got(), iter(_messages(sent))

    async def receive() -> Message:
        message = next(messages, None)
        if message is None and not sent.breaks_off:
            await asyncio.Event().wait()  # the client waits for its answer
        return message or {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            got.status = message["status"]
            got.headers = dict(message["headers"])
        else:
            got.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": sent.path,
        "raw_path": sent.path.encode(),
        "query_string": sent.query_string,
        "root_path": "",
        "headers": list(sent.headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    async with asyncio.timeout(HANG_SECONDS):
        await app(scope, receive, send)
    return got


def _messages(sent: Sent) -> Iterable[Message]:
    last = len(sent.chunks) - 1
    for number, chunk in enumerate(sent.chunks):
        more = number < last or sent.breaks_off
        yield {"type": "http.request", "body": chunk, "more_body": more}
