"""Bulk rows: aiomysql's result sets read from the buffer in one go, instead of packet by packet.

aiomysql awaits twice per packet and makes an object of each; most of the time of a page went
there. This replaces the one method that reads a result set, for the version of aiomysql that it
was tested with (tests/database/test_bulk_rows.py compares it with aiomysql's own on every column
type); with any other version aiomysql reads by itself.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import aiomysql
from aiomysql.connection import Connection, MySQLResult
from pymysql.constants import FIELD_TYPE
from pymysql.protocol import FieldDescriptorPacket, MysqlPacket

KNOWN_VERSIONS = {"0.3.2"}

# Makes the value of one column from its text; None leaves bytes as they are.
Reader: TypeAlias = Callable[[bytes], Any] | None

LARGEST_PACKET = 0xFFFFFF  # the row goes on in the next packet
READ_ALL = 1 << 30
COLUMNS_KEPT = 4096

_columns: dict[bytes, Any] = {}


def connection_class() -> type[Connection]:
    """The class of connections to open: ours, or aiomysql's own if its version is another."""
    return BulkConnection if aiomysql.__version__ in KNOWN_VERSIONS else Connection


class BulkConnection(Connection):  # type: ignore[misc]  # aiomysql is untyped
    """A connection whose buffered result sets are read in bulk."""

    async def _read_query_result(self, unbuffered: bool = False) -> None:
        if unbuffered:
            await super()._read_query_result(unbuffered=True)
            return
        self._result = None
        result: Any = BulkResult(self)
        await result.read()
        self._result = result
        self._affected_rows = result.affected_rows
        if result.server_status is not None:
            self.server_status = result.server_status


class BulkResult(MySQLResult):  # type: ignore[misc]  # aiomysql is untyped
    """A result set: column definitions, then rows, each block ended by an EOF packet."""

    connection: Any
    fields: list[Any]

    async def _read_result_packet(self, first_packet: MysqlPacket) -> None:
        columns = self.field_count = int(first_packet.read_length_encoded_integer() or 0)
        packets = _Packets(self.connection)
        try:
            self.fields = [_column(await packets.next()) for _ in range(columns)]
            self.description = tuple(field.description() for field in self.fields)
            await packets.next()  # the EOF between columns and rows
            await self._read_rows(packets)
        finally:
            packets.give_back()
            self.connection = None

    async def _read_rows(self, packets: "_Packets") -> None:
        readers = [self._reader_of(field) for field in self.fields]
        rows: list[tuple[Any, ...]] = []
        while True:
            rows.extend(packets.whole_rows(readers))
            packet = await packets.next()
            if packet[0] == 0xFE and len(packet) < 9:
                break
            rows.append(_row(packet, 0, readers)[0])
        end = MysqlPacket(packet, self.connection.encoding)
        self._check_packet_is_eof(end)
        self.affected_rows = len(rows)
        self.rows = tuple(rows)

    def _reader_of(self, field: Any) -> Reader:
        """What aiomysql's own encoding and converter for the column come to, as one function."""
        connection = self.connection
        binary = field.charsetnr == 63 and field.type_code in _TEXT_TYPES
        converter: Any = connection.decoders.get(field.type_code)
        if field.type_code == FIELD_TYPE.JSON or not binary:
            if converter is int or converter is float:
                return _NUMBERS[converter]
            encoding = connection.encoding if field.type_code in _TEXT_OR_JSON else "ascii"
            return _text_reader(encoding, converter)
        return _as_given(converter)


class _Packets:
    """The packets of one result set, cut from whatever the stream has."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._stream = connection._reader
        self._buffer = b""
        self._start = 0

    async def next(self) -> bytes:
        """The next packet's payload. Errors: the server's, as aiomysql raises them."""
        while (end := self._end()) is None:
            more = await self._stream.read(READ_ALL)
            if not more:
                self.give_back()
                await self._connection._read_bytes(1)  # says that the connection is lost
            self._buffer = self._buffer[self._start :] + more
            self._start = 0
        payload = self._buffer[self._start + 4 : end]
        sequence = self._buffer[self._start + 3]
        if (
            len(payload) == LARGEST_PACKET
            or payload[:1] == b"\xff"
            or sequence != self._connection._next_seq_id
        ):
            self.give_back()
            packet = await self._connection._read_packet()  # joins, or raises what is wrong
            return bytes(packet.get_all_data())
        self._connection._next_seq_id = (sequence + 1) % 256
        self._start = end
        return payload

    def whole_rows(self, readers: list[Reader]) -> list[tuple[Any, ...]]:
        """The rows that are in the buffer up to the first packet that is not a plain one."""
        buffer, start, length = self._buffer, self._start, len(self._buffer)
        expected = self._connection._next_seq_id
        rows: list[tuple[Any, ...]] = []
        while start + 5 <= length:
            size = buffer[start] | buffer[start + 1] << 8 | buffer[start + 2] << 16
            if (
                start + 4 + size > length
                or buffer[start + 4] >= 0xFE
                or size == LARGEST_PACKET
                or buffer[start + 3] != expected
            ):
                break
            row, start = _row(buffer, start + 4, readers)
            rows.append(row)
            expected = (expected + 1) % 256
        self._start = start
        self._connection._next_seq_id = expected
        return rows

    def give_back(self) -> None:
        """Return what was read too far: the stream is empty, so it comes first again."""
        rest = self._buffer[self._start :]
        self._buffer, self._start = b"", 0
        if rest:
            self._stream.feed_data(rest)

    def _end(self) -> int | None:
        buffer, start = self._buffer, self._start
        if len(buffer) < start + 4:
            return None
        size = buffer[start] | buffer[start + 1] << 8 | buffer[start + 2] << 16
        end = start + 4 + size
        return end if len(buffer) >= end else None


def _row(data: bytes, start: int, readers: list[Reader]) -> tuple[tuple[Any, ...], int]:
    """One row of text values, each behind its length; and where it ends."""
    row: list[Any] = []
    for read in readers:
        size = data[start]
        start += 1
        if size == 251:
            row.append(None)
            continue
        if size > 251:
            width = (2, 3, 8)[size - 252]
            size = int.from_bytes(data[start : start + width], "little")
            start += width
        end = start + size
        value = data[start:end]
        row.append(value if read is None else read(value))
        start = end
    return tuple(row), start


def _column(payload: bytes) -> Any:
    """A column's definition; the same bytes come with every run of a statement."""
    column = _columns.get(payload)
    if column is None:
        if len(_columns) >= COLUMNS_KEPT:
            _columns.clear()
        column = _columns[payload] = FieldDescriptorPacket(payload, "utf8")
    return column


def _as_given(converter: Any) -> Reader:
    return None if converter is None or converter.__name__ == "through" else converter


def _text_reader(encoding: str, converter: Any) -> Reader:
    if _as_given(converter) is None:
        if encoding in ("utf8", "utf8mb4", "utf-8", "ascii"):
            return bytes.decode
        return lambda value: value.decode(encoding)
    return lambda value: converter(value.decode(encoding))


_NUMBERS: dict[type, Callable[[bytes], Any]] = {int: int, float: float}  # both read ASCII bytes
_TEXT_TYPES = {
    FIELD_TYPE.BIT,
    FIELD_TYPE.BLOB,
    FIELD_TYPE.LONG_BLOB,
    FIELD_TYPE.MEDIUM_BLOB,
    FIELD_TYPE.STRING,
    FIELD_TYPE.TINY_BLOB,
    FIELD_TYPE.VAR_STRING,
    FIELD_TYPE.VARCHAR,
    FIELD_TYPE.GEOMETRY,
}
_TEXT_OR_JSON = _TEXT_TYPES | {FIELD_TYPE.JSON}
