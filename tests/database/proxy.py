"""A proxy between a client and a MySQL server that can cut a connection at a chosen packet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

HEADER_LENGTH = 4  # three bytes of length, one of sequence


@dataclass(frozen=True)
class Cut:
    """Where to cut: before or after the `number`th packet from now (1, 2, …) in one direction."""

    to_server: bool
    number: int
    after: bool

    def __str__(self) -> str:
        way = "to the server" if self.to_server else "to the client"
        return f"{'after' if self.after else 'before'} packet {self.number} {way}"


class Proxy:
    """Forwards packet by packet. A cut happens once; connections made later are left alone.

    `seen` counts the packets since then, to the server (True) and to the client (False).
    """

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._cut: Cut | None = None
        self.seen = {True: 0, False: 0}
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0
        self.cuts_made = 0

    def cut(self, cut: Cut | None) -> None:
        """Count packets from now on, and cut there."""
        self._cut = cut
        self.seen = {True: 0, False: 0}

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            listener.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            await listener.wait_closed()

    async def _serve(
        self, client_reader: asyncio.StreamReader, client_writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        server_reader, server_writer = await asyncio.open_connection(*self._server)
        ways = [
            asyncio.create_task(self._forward(client_reader, server_writer, to_server=True)),
            asyncio.create_task(self._forward(server_reader, client_writer, to_server=False)),
        ]
        try:
            with suppress(asyncio.CancelledError):
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (client_writer, server_writer):
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
            self._connections.discard(task)

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_server: bool
    ) -> None:
        """Until one end hangs up, or the cut."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                header = await reader.readexactly(HEADER_LENGTH)
                packet = header + await reader.readexactly(int.from_bytes(header[:3], "little"))
                self.seen[to_server] += 1
                cut = self._cut
                is_here = cut is not None and (cut.to_server, cut.number) == (
                    to_server,
                    self.seen[to_server],
                )
                if is_here:
                    self._cut = None
                    self.cuts_made += 1
                if not is_here or (cut and cut.after):
                    writer.write(packet)
                    await writer.drain()
                if is_here:
                    return


@asynccontextmanager
async def proxy_for(host: str, port: int) -> AsyncIterator[Proxy]:
    proxy = Proxy((host, port))
    async with proxy.listening():
        yield proxy
