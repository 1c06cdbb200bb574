"""The throwaway server: on loopback alone, keeps its data, leaves nothing behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pymysql
import pytest

from tests.servers import Binary, Server, ServerError, find_binary, running_server

START_AND_WAIT = """
import time
from tests.servers import running_server
with running_server() as server:
    print(server.pid, server.folder, flush=True)
    time.sleep(60)
"""


def test_a_database_is_empty_and_has_a_name_of_its_own(mysql_server: Server) -> None:
    first, second = mysql_server.create_database(), mysql_server.create_database()

    name = first.rpartition("/")[2]
    assert first != second
    assert first == (
        f"mysql://{mysql_server.user}:{mysql_server.password}@127.0.0.1:{mysql_server.port}/{name}"
    )
    assert mysql_server.execute(f"SHOW TABLES FROM {name}") == ()

    mysql_server.drop_database(first)
    mysql_server.drop_database(second)
    assert mysql_server.execute(f"SHOW DATABASES LIKE '{name}'") == ()


def test_the_server_listens_on_loopback_and_keeps_everything_in_its_folder(
    mysql_server: Server,
) -> None:
    ((address, port, data, socket, binary_log),) = mysql_server.execute(
        "SELECT @@bind_address, @@port, @@datadir, @@socket, @@log_bin"
    )

    assert (address, port, binary_log) == ("127.0.0.1", mysql_server.port, 0)
    assert Path(str(data)) == mysql_server.folder / "data"
    assert Path(str(socket)) == mysql_server.folder / "socket"


def test_the_password_is_asked_for(mysql_server: Server) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host=mysql_server.host, port=mysql_server.port, user=mysql_server.user)


def test_what_was_committed_outlives_a_crash_and_a_restart(mysql_binary: Binary) -> None:
    with running_server("--max-connections=17", binary=mysql_binary, binary_log=True) as server:
        port = server.port
        server.create_database("kept")
        server.execute("CREATE TABLE kept.votes (vote_count INT) ENGINE = InnoDB")
        server.execute("INSERT INTO kept.votes VALUES (7)")

        server.kill()
        with pytest.raises(pymysql.err.OperationalError):
            server.execute("SELECT 1")

        server.start()
        assert server.execute("SELECT vote_count FROM kept.votes") == ((7,),)

        crashed = server.pid
        server.restart()
        assert server.execute("SELECT vote_count FROM kept.votes") == ((7,),)
        assert server.execute("SELECT @@max_connections, @@log_bin") == ((17, 1),)
        assert server.port == port
        assert not _is_running(crashed)
        last, folder = server.pid, server.folder

    assert not _is_running(last)
    assert not folder.exists()


def test_tests_that_die_take_their_server_with_them(mysql_binary: Binary) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "MOVIE_GRAPH_TEST_SERVER": str(mysql_binary.path)},
    ) as tests:
        assert tests.stdout is not None
        pid, folder = tests.stdout.readline().split()
        assert _is_running(int(pid))
        tests.kill()

    deadline = time.monotonic() + 30
    while _is_running(int(pid)) or Path(folder).exists():
        assert time.monotonic() < deadline, "the server outlived its tests"
        time.sleep(0.05)


def test_a_server_that_cannot_start_says_why(mysql_binary: Binary) -> None:
    with (
        pytest.raises(ServerError, match=r"(?s)(failed|does not answer):.*no-such-option"),
        running_server("--no-such-option", binary=mysql_binary),
    ):
        pass


def test_a_named_server_is_taken_before_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_GRAPH_TEST_SERVER", "some/mysqld")

    assert find_binary() == Binary(Path("some/mysqld"))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Where nothing collects orphans (a container), a dead one keeps its id.
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
