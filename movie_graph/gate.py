"""The gate before the endpoint: how many requests at once, how long each, and is anyone waiting.

A request that is too late, or whose client has gone, is cancelled; the database layer then ends
its statement on the server as well.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from . import access_log
from .config import Settings
from .context import Cost
from .http_answer import refusal
from .refusal import RefusedError

LISTEN_AFTER_SECONDS: Final = 0.25
"""Most requests are answered sooner, and cost no task that listens whether the client is there."""

DEADLINE: Final = "movie_graph.deadline"
"""Where the scope of a request has its Deadline."""

TOO_BUSY: Final = 503
TOO_LATE: Final = 504
TOO_SLOWLY_SENT: Final = 408
CLIENT_GONE: Final = 499  # nobody reads it; the access log knows it by this number of nginx's


class Gate:
    """Lets requests through to `answer`, within bounds."""

    def __init__(
        self, answer: Callable[[Request], Awaitable[Response]], settings: Settings
    ) -> None:
        self._answer = answer
        self._inside_max = settings.concurrent_requests_max
        self._seconds = settings.request_timeout_seconds
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or 503, 504 or 408 with the bound that the request has met."""
        response = await self._let_through(Request(scope, receive))
        await response(scope, receive, send)

    async def _let_through(self, request: Request) -> Response:
        if self._inside >= self._inside_max:
            response = self._refusal(
                TOO_BUSY,
                "The server is answering as many requests as it may. Try again in a moment.",
                "SERVER_BUSY",
                bound="MOVIE_GRAPH_CONCURRENT_REQUESTS_MAX",
                limit=self._inside_max,
                value=self._inside + 1,
            )
            _log(request, response, 0.0)
            return response
        self._inside += 1
        try:
            return await self._in_time(request)
        finally:
            self._inside -= 1

    async def _in_time(self, request: Request) -> Response:
        started = time.perf_counter()
        client = Client(request, is_sending=request.method == "POST")
        deadline = Deadline(self._seconds)
        request.scope[DEADLINE] = deadline
        try:
            async with asyncio.timeout(self._seconds) as limit:
                deadline.limit = limit
                client.listen(limit)
                return await self._answer(Request(request.scope, client.receive))
        except TimeoutError:
            seconds = time.perf_counter() - started
            response = Response(status_code=CLIENT_GONE)
            if not client.gone:
                response = self._late(client, deadline, seconds)
            _log(request, response, seconds)
            return response
        finally:
            client.stop_listening()

    def _late(self, client: "Client", deadline: "Deadline", seconds: float) -> Response:
        bound = {
            "bound": deadline.bound,
            "limit": deadline.seconds,
            "value": round(seconds, 3),
        }
        if client.is_sending:
            line = f"The request was not there within {deadline.seconds:g} s. Send it again."
            return self._refusal(TOO_SLOWLY_SENT, line, "REQUEST_TIMEOUT", **bound)
        line = f"The answer was not ready within {deadline.seconds:g} s. Ask for less."
        return self._refusal(TOO_LATE, line, "REQUEST_TIMEOUT", **bound)

    @staticmethod
    def _refusal(status: int, line: str, code: str, **more: Any) -> Response:
        headers = {"Retry-After": "1"} if status == TOO_BUSY else None
        return refusal(RefusedError(status, line, headers, extensions={"code": code, **more}))


class Deadline:
    """When a request has to be done. Whoever has signed in may be given longer."""

    def __init__(self, seconds: float) -> None:
        self.limit: asyncio.Timeout | None = None
        self.seconds = seconds
        self.bound = "MOVIE_GRAPH_REQUEST_TIMEOUT_SECONDS"

    def extend(self, seconds: float, bound: str) -> None:
        """Give it `seconds` in all, if that is more; `bound` is the setting that says so."""
        when = self.limit.when() if self.limit else None
        if self.limit is None or when is None or seconds <= self.seconds:
            return
        self.limit.reschedule(when + seconds - self.seconds)
        self.seconds, self.bound = seconds, bound


class Client:
    """The other end of a request: passes on what it sends, then listens whether it hangs up."""

    def __init__(self, request: Request, *, is_sending: bool) -> None:
        self.gone = False
        self.is_sending = is_sending
        self._receive: Receive = request.receive
        self._handle: asyncio.TimerHandle | None = None
        self._listening: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        """The next message, for whoever reads the body."""
        message = await self._receive()
        self.is_sending = bool(message.get("more_body", False))
        return message

    def listen(self, limit: asyncio.Timeout) -> None:
        """In a while, listen; let `limit` expire as soon as the client has gone."""
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(LISTEN_AFTER_SECONDS, self._start_listening, limit)

    def stop_listening(self) -> None:
        """Listen no more."""
        if self._handle is not None:
            self._handle.cancel()
        if self._listening is not None:
            self._listening.cancel()

    def _start_listening(self, limit: asyncio.Timeout) -> None:
        if self.is_sending:  # the messages are the endpoint's, which hears a client hang up itself
            self.listen(limit)
        else:
            self._listening = asyncio.get_running_loop().create_task(self._end_when_gone(limit))

    async def _end_when_gone(self, limit: asyncio.Timeout) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if not limit.expired():
            limit.reschedule(asyncio.get_running_loop().time())


def _log(request: Request, response: Response, seconds: float) -> None:
    access_log.write(
        method=request.method,
        status=response.status_code,
        operation=None,
        seconds=seconds,
        cost=Cost(),
        errors=1,
    )
