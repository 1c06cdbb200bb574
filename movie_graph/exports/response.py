"""The response: parts of a file, one at a time, to a client that may hang up.

A file that cannot be finished is broken off: the last chunk of the body, which says that it is
whole, is never sent, so no client takes it for a whole one.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..gate import CLIENT_GONE, Client
from .formats import Format

logger = logging.getLogger(__name__)

BROKEN_OFF: Final = 500
TOO_LATE: Final = 504


class FileResponse(Response):
    """A file whose first part is there already. The next one is made when that has been taken."""

    def __init__(
        self,
        first: bytes,
        others: AsyncGenerator[bytes],
        format_: Format,
        name: str,
        *,
        until: float,
        ended: Callable[[int, Exception | None], None],
    ) -> None:
        """`until` is when to break off, by the event loop's clock. `ended` is told how it went: a
        status, as it would have been, and what went wrong."""
        self.status_code = 200
        self.background = None
        self._first, self._others = first, others
        self._until, self._ended = until, ended
        self.init_headers(
            {
                "Content-Type": format_.media_type,
                "Content-Disposition": f'attachment; filename="{name}.{format_.suffix}"',
                "Cache-Control": "no-store",
                "Vary": "Accept",
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = Client(Request(scope, receive), is_sending=False)
        status, error = CLIENT_GONE, None
        try:
            async with asyncio.timeout_at(self._until) as limit:
                client.listen(limit)
                await self._send(send, without_body=scope["method"] == "HEAD")
            status = self.status_code
        except TimeoutError:
            status = CLIENT_GONE if client.gone else TOO_LATE
        except Exception as caught:  # noqa: BLE001 — the head of the answer is out; it is logged
            status, error = BROKEN_OFF, caught
        finally:
            client.stop_listening()
            await self._others.aclose()
            self._ended(status, error)

    async def _send(self, send: Send, *, without_body: bool) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        if not without_body:
            await _send_part(send, self._first)
            async for part in self._others:
                await _send_part(send, part)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_part(send: Send, part: bytes) -> None:
    if part:
        await send({"type": "http.response.body", "body": part, "more_body": True})
