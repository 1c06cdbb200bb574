"""A throwaway MariaDB or MySQL server: its own data folder, loopback only, ended by its id."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import pymysql

HOST = "127.0.0.1"
USER = "movie_graph"
START_SECONDS = 120.0
STOP_SECONDS = 60.0
START_ATTEMPTS = 5

# A crash of the server (kill -9) loses nothing that was committed; a crash of the machine may.
OPTIONS = (
    f"--bind-address={HOST}",
    "--skip-name-resolve",
    "--innodb-buffer-pool-size=128M",
    "--innodb-flush-log-at-trx-commit=2",
)
MYSQL_OPTIONS = ("--mysqlx=OFF", "--secure-file-priv=NULL")

# When the tests die without a word, nobody else is left to end their server: this shell waits until
# the pipe from them closes, which is all that ever comes through it.
WATCHER = 'read -r end; kill -9 "$1"; rm -rf "$2"'


class ServerError(Exception):
    """A throwaway server could not be made or started; the message holds the end of its log."""


@dataclass(frozen=True)
class Binary:
    """A `mariadbd` or `mysqld`, or a launcher that behaves like one."""

    path: Path

    @cached_property
    def version(self) -> str:
        return subprocess.run(
            [self.path, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()

    @property
    def is_mariadb(self) -> bool:
        return "MariaDB" in self.version


def find_binary() -> Binary | None:
    """The server that MOVIE_GRAPH_TEST_SERVER names, else the first one on the PATH."""
    if named := os.environ.get("MOVIE_GRAPH_TEST_SERVER"):
        return Binary(Path(named))
    for name in ("mariadbd", "mysqld"):
        if found := _which(name):
            return Binary(found)
    return None


@dataclass
class Server:
    """A running server. It can be taken down and started again on the same data and port."""

    binary: Binary
    folder: Path
    options: tuple[str, ...] = ()
    host: str = HOST
    port: int = 0
    user: str = USER
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    version: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _watcher: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def is_mariadb(self) -> bool:
        return self.binary.is_mariadb

    @property
    def log(self) -> Path:
        return self.folder / "log.err"  # MySQL adds .err to any other name

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServerError("The server is not running.")
        return self._process.pid

    def create_database(self, name: str | None = None) -> str:
        """Make an empty database (test_1, test_2, … unless named) and return its URL."""
        name = name or f"test_{next(self._numbers)}"
        # With the server's own character set, as a user would make it: latin1 on MariaDB 10.
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]}")

    def url(self, database: str) -> str:
        return f"mysql://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    def execute(
        self, statement: str, timeout_seconds: float = 60
    ) -> tuple[tuple[object, ...], ...]:
        """Run one statement on a connection of its own; the rows it gives."""
        with (
            pymysql.connect(
                host=self.host,
                port=self.port,
                user=self.user,
                password=self.password,
                connect_timeout=5,
                read_timeout=timeout_seconds,
                autocommit=True,
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            return cursor.fetchall()

    def start(self) -> None:
        """Start on the same data and port and wait until it answers."""
        if self._process is not None:
            raise ServerError("The server is running already.")
        with self.log.open("ab") as log:  # for what is said before the server opens it itself
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then end the server
            )
        self._watcher = subprocess.Popen(
            ["sh", "-c", WATCHER, "sh", str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait_until_it_answers(self._process)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Shut down in order; kill it when that takes too long."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
            self._ended(self._process)

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._ended(self._process)

    def restart(self) -> None:
        self.stop()
        self.start()

    def command(self) -> list[str]:
        return [
            str(self.binary.path),
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--tmpdir={self.folder}",  # servers that share one remove each other's files
            f"--log-error={self.log}",
            f"--pid-file={self.folder / 'pid'}",
            f"--socket={self.folder / 'socket'}",
            f"--init-file={self.folder / 'init.sql'}",
            f"--port={self.port}",
            *(["--user=root"] if os.geteuid() == 0 else []),
            *OPTIONS,
            *([] if self.is_mariadb else MYSQL_OPTIONS),
            *self.options,
        ]

    def log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-20:])

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                self.version = str(self.execute("SELECT VERSION()", 5)[0][0])
            except pymysql.err.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise ServerError(f"{self.binary.path} does not answer:\n{self.log_tail()}")

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._process = None
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.communicate()
            self._watcher = None


@contextmanager
def running_server(
    *options: str, binary: Binary | None = None, binary_log: bool = False
) -> Iterator[Server]:
    """Make a server, start it, and leave no trace of it afterwards.

    `options` are more options of the server, the last word on what is set here.
    """
    binary = binary or find_binary()
    if binary is None:
        raise ServerError("No mariadbd or mysqld is on the PATH. See `make test`.")
    # A short path: a socket's may have no more than about 100 characters.
    with tempfile.TemporaryDirectory(prefix="movie-graph-", ignore_cleanup_errors=True) as folder:
        server = Server(
            binary,
            Path(folder).resolve(),
            ("--log-bin=binlog" if binary_log else "--skip-log-bin", *options),
        )
        _initialise(server)
        _start_on_free_port(server)
        try:
            yield server
        finally:
            server.kill()  # the data goes too: no need to shut down in order


def _initialise(server: Server) -> None:
    """Write the system tables, and the statements that make our user at each start."""
    # The file the server runs at start needs no client and no first password.
    account = f"'{server.user}'@'{server.host}'"
    (server.folder / "init.sql").write_text(
        f"CREATE USER IF NOT EXISTS {account} IDENTIFIED BY '{server.password}';\n"
        f"GRANT ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION;\n"
    )
    command = (
        _mariadb_install_command(server)
        if server.is_mariadb
        else [*server.command(), "--initialize-insecure"]
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerError(f"{command[0]} failed:\n{done.stdout}{done.stderr}\n{server.log_tail()}")


def _mariadb_install_command(server: Server) -> list[str]:
    beside = server.binary.path.parent
    install = _which("mariadb-install-db", beside, beside.parent / "bin", beside.parent / "scripts")
    if install is None:
        raise ServerError(f"mariadb-install-db, which belongs to {server.binary.path}, is missing.")
    return [
        str(install),
        "--no-defaults",
        f"--datadir={server.folder / 'data'}",
        f"--tmpdir={server.folder}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",  # its anonymous users would come before ours
        *(["--user=root"] if os.geteuid() == 0 else []),
    ]


def _start_on_free_port(server: Server) -> None:
    """Start on a port that the system picks.

    The server takes no port 0, so another program can be quicker: then once more.
    """
    for attempt in range(1, START_ATTEMPTS + 1):
        with socket.socket() as probe:
            probe.bind((server.host, 0))
            server.port = probe.getsockname()[1]
        try:
            server.start()
        except ServerError:
            if "already in use" not in server.log_tail() or attempt == START_ATTEMPTS:
                raise
        else:
            return


def _which(name: str, *first: Path) -> Path | None:
    """Like the shell's, in `first`, then the PATH, then sbin, which is not on everybody's PATH."""
    folders: Sequence[str | Path] = (
        *first,
        os.environ.get("PATH", os.defpath),
        *("/usr/local/sbin", "/usr/sbin"),
    )
    found = shutil.which(name, path=os.pathsep.join(map(str, folders)))
    return Path(found) if found else None
