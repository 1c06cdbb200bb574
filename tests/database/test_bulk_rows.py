"""Rows read in bulk are what aiomysql's own reader gives, whatever the columns and errors."""

from collections.abc import AsyncIterator
from typing import Any

import aiomysql
import pymysql
import pytest
from pymysql.constants import CLIENT

from movie_graph.database import bulk_rows
from movie_graph.database.bulk_rows import BulkConnection, connection_class
from tests.servers import Server

pytestmark = pytest.mark.anyio

COLUMNS = """
    t TINYINT, u TINYINT UNSIGNED, b BOOLEAN, s SMALLINT, m MEDIUMINT, i INT, bi BIGINT,
    ubi BIGINT UNSIGNED, f FLOAT, d DOUBLE, de DECIMAL(30, 10), bits BIT(10), y YEAR,
    da DATE, ti TIME(3), dt DATETIME(6), ts TIMESTAMP NULL, c CHAR(5), v VARCHAR(300),
    bn BINARY(4), vb VARBINARY(300), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB,
    tt TINYTEXT, te TEXT, mt MEDIUMTEXT, lt LONGTEXT, j JSON, e ENUM('x', 'ü'), se SET('a', 'b'),
    g GEOMETRY, la VARCHAR(20) CHARACTER SET latin1"""
WIDTH = 34
FULL = """(-128, 255, 1, -32768, -8388608, -2147483648, -9223372036854775808,
    18446744073709551615, 1.5, -2.25e-300, 12345678901234567890.0123456789, b'1010101010', 1999,
    '1874-12-09', '-12:34:56.789', '9999-12-31 23:59:59.999999', '2016-10-16 17:57:24',
    'ab', 'naïve 七人の侍 😀', 'ab', x'00ff80', x'01', x'fe', x'ff', x'fb', 'tiny', 'tëxt',
    'medium', 'long', '{"k": [1, null, "ü"]}',
    'ü', 'a,b', ST_GeomFromText('POINT(1 2)'), 'Ørnås')"""
STATEMENTS = [
    "SELECT 1",
    "SELECT NULL, NULL",
    "SELECT 1 FROM everything WHERE i = 1",
    "SELECT * FROM everything",
    "SELECT REPEAT('x', 250), REPEAT('x', 251), REPEAT('x', 65535), REPEAT('x', 65536), ''",
    "SELECT REPEAT('é', 16777200 / 2), 1",
    "SELECT REPEAT('x', 16777215 - 9), 1",  # a packet of exactly 16 MB − 1
    "SELECT REPEAT('x', 16777215 - 4)",
    "SELECT REPEAT('x', 40000000), 7 UNION ALL SELECT 'y', 8",
    "SELECT a.i, REPEAT('z', a.i % 700), NULLIF(a.i % 7, 0), a.i * 1e0 FROM numbers a",
    "SELECT COUNT(*), SUM(i), AVG(i), MAX(i) FROM numbers",
]


@pytest.fixture
async def both(mysql_server: Server) -> AsyncIterator[tuple[Any, Any]]:
    """aiomysql's own connection, and ours."""
    mysql_server.execute("SET GLOBAL max_allowed_packet = 268435456")
    url = mysql_server.create_database()
    place: dict[str, Any] = {
        "host": mysql_server.host,
        "port": mysql_server.port,
        "user": mysql_server.user,
        "password": mysql_server.password,
        "db": url.rpartition("/")[2],
        "charset": "utf8mb4",
        "autocommit": True,
        "client_flag": CLIENT.FOUND_ROWS,
    }
    stock = await aiomysql.connect(**place)
    ours = BulkConnection(**place)
    await ours._connect()
    cursor = await stock.cursor()
    await cursor.execute(f"CREATE TABLE everything ({COLUMNS}) DEFAULT CHARSET utf8mb4")
    await cursor.execute(f"INSERT INTO everything VALUES {FULL}")
    await cursor.execute(f"INSERT INTO everything VALUES ({', '.join(['NULL'] * WIDTH)})")
    await cursor.execute("CREATE TABLE numbers (i INT PRIMARY KEY)")
    await cursor.execute(f"INSERT INTO numbers VALUES {','.join(f'({i})' for i in range(20_000))}")
    yield stock, ours
    stock.close()
    ours.close()
    mysql_server.drop_database(url)


async def _answer(connection: Any, statement: str) -> Any:
    cursor = await connection.cursor()
    try:
        await cursor.execute(statement)
    except pymysql.MySQLError as error:
        return type(error), error.args
    sets = [(cursor.description, cursor.rowcount, await cursor.fetchall())]
    while await cursor.nextset():
        sets.append((cursor.description, cursor.rowcount, await cursor.fetchall()))
    return sets


async def test_every_column_type_null_and_size_reads_the_same(both: tuple[Any, Any]) -> None:
    stock, ours = both

    for statement in STATEMENTS:
        expected = await _answer(stock, statement)
        assert await _answer(ours, statement) == expected, statement
        assert isinstance(expected, list), statement


async def test_errors_before_and_amid_the_rows_are_the_same_and_the_connection_goes_on(
    both: tuple[Any, Any],
) -> None:
    stock, ours = both

    for statement, code in [
        ("SELECT nothing", 1054),
        ("SELECT i, IF(i = 15000, (SELECT 1 UNION SELECT 2), 1) FROM numbers", 1242),
    ]:
        expected = await _answer(stock, statement)
        assert expected[1][0] == code
        assert await _answer(ours, statement) == expected
        assert (await _answer(ours, "SELECT 7"))[0][2] == ((7,),)


async def test_several_answers_in_one_packet_stay_apart(both: tuple[Any, Any]) -> None:
    stock, ours = both
    statement = "SELECT 1; SELECT i FROM numbers LIMIT 3; DO 0; SELECT 'end', NULL"

    assert await _answer(ours, statement) == await _answer(stock, statement)


async def test_a_lost_connection_is_an_operational_error(
    both: tuple[Any, Any], mysql_server: Server
) -> None:
    _, ours = both
    mysql_server.execute(f"KILL {ours.thread_id()}")

    error, arguments = await _answer(ours, "SELECT i FROM numbers")
    assert issubclass(error, pymysql.OperationalError)
    assert arguments[0] in (0, 2006, 2013, 4031, 1927)


def test_an_unknown_version_of_aiomysql_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection_class() is BulkConnection
    monkeypatch.setattr(aiomysql, "__version__", "0.4.0")
    assert connection_class() is aiomysql.Connection


def test_the_memory_of_columns_is_bounded() -> None:
    assert len(bulk_rows._columns) <= bulk_rows.COLUMNS_KEPT
