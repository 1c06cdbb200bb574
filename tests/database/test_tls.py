"""TLS to MySQL and MariaDB through each driver: encrypted, to the right server, or not at all."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import load_folder
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from movie_graph.errors import ConfigError, DatabaseUnavailableError
from movie_graph.serving import run_server
from tests.certificates import Authority, make_authority
from tests.database.conftest import with_driver
from tests.database.rooms import opened
from tests.etl.files import movie, write_movies
from tests.servers import Binary, Server, running_server

pytestmark = pytest.mark.anyio

CIPHER = "SHOW SESSION STATUS LIKE 'Ssl_cipher'"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority("an authority")


@pytest.fixture(scope="module")
def tls_server(mysql_binary: Binary, authority: Authority) -> Iterator[Server]:
    """A server whose certificate is for its IP address, and not for the name `localhost`."""
    with running_server(binary=mysql_binary) as server:
        server.stop()
        files = authority.write_server(server.folder, server.host)
        authority.write(server.folder / "ca.pem")
        for path in files:
            shutil.chown(path, *_owner(server.folder / "data"))
        server.options += (
            f"--ssl-ca={server.folder / 'ca.pem'}",
            f"--ssl-cert={files[0]}",
            f"--ssl-key={files[1]}",
        )
        server.start()
        yield server


@pytest.fixture(scope="module")
def plain_server(mysql_binary: Binary) -> Iterator[Server]:
    """A server without TLS."""
    option = "--skip-ssl" if mysql_binary.is_mariadb else "--tls-version="
    with running_server(option, binary=mysql_binary) as server:
        yield server


@pytest.fixture(scope="module")
def ca(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return authority.write(tmp_path_factory.mktemp("authority") / "ca.pem")


@pytest.fixture
def tls_url(mysql_driver: str, tls_server: Server) -> Iterator[str]:
    yield from _database_of(tls_server, mysql_driver)


@pytest.fixture
def plain_url(mysql_driver: str, plain_server: Server) -> Iterator[str]:
    yield from _database_of(plain_server, mysql_driver)


async def test_a_verified_connection_is_encrypted(tls_url: str, ca: Path) -> None:
    async with opened(tls_url, database_tls="verify", database_tls_ca=ca) as database:
        [[_, cipher]] = await database.fetch_all(CIPHER)

    assert cipher.startswith(("TLS_", "ECDHE"))


async def test_without_the_setting_a_connection_is_plain(tls_url: str) -> None:
    async with opened(tls_url) as database:
        assert await database.fetch_all(CIPHER) == [("Ssl_cipher", "")]


async def test_whoever_answers_will_do_where_only_encryption_is_asked_for(tls_url: str) -> None:
    other_name = tls_url.replace("@127.0.0.1:", "@localhost:")
    async with opened(other_name, database_tls="required") as database:
        [[_, cipher]] = await database.fetch_all(CIPHER)

    assert cipher.startswith(("TLS_", "ECDHE"))


async def test_a_certificate_for_another_host_is_refused(tls_url: str, ca: Path) -> None:
    other_name = tls_url.replace("@127.0.0.1:", "@localhost:")
    refusal = await _refusal(other_name, database_tls="verify", database_tls_ca=ca)

    assert "its certificate was refused: Hostname mismatch" in refusal
    assert "localhost:" in refusal


async def test_a_certificate_of_an_unknown_authority_is_refused(
    tls_url: str, tmp_path: Path
) -> None:
    other = make_authority("another authority").write(tmp_path / "other.pem")

    for authorities in ({"database_tls_ca": other}, {}):  # without one, those of the system
        refusal = await _refusal(tls_url, database_tls="verify", **authorities)
        assert re.search(
            "its certificate was refused: (self-signed certificate|unable to get local)", refusal
        )


@pytest.mark.parametrize("level", ["required", "verify"])
async def test_a_server_without_tls_is_not_told_the_password(plain_url: str, level: str) -> None:
    wrong = plain_url.replace("movie_graph:", "movie_graph:not-")  # it would be said to be wrong
    for url in (plain_url, wrong):
        assert (await _refusal(url, database_tls=level)).endswith(
            " cannot be reached: the server offers no TLS."
        )


async def test_a_load_is_encrypted_too(
    tls_url: str, tls_server: Server, ca: Path, tmp_path: Path
) -> None:
    account = f"'loader'@'{tls_server.host}'"
    tls_server.execute(f"CREATE USER IF NOT EXISTS {account} IDENTIFIED BY 'pw' REQUIRE SSL")
    tls_server.execute(f"GRANT ALL PRIVILEGES ON *.* TO {account}")
    url = tls_url.replace(f"{tls_server.user}:{tls_server.password}@", "loader:pw@")
    write_movies(tmp_path / "movies_metadata.csv", movie(), movie(id="2", title="Second"))

    async with opened(url, database_tls="verify", database_tls_ca=ca) as database:
        await migrate(database)
        report = await load_folder(tmp_path, database)
    refusal = await _refusal(url)

    assert report.rows_written == 2
    assert "Access denied for user 'loader'" in refusal


def test_a_file_that_holds_no_certificate_is_refused_at_start(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.pem"
    missing = tmp_path / "missing.pem"
    nothing.write_text("no certificate")
    for path, reason in ((nothing, ".*"), (missing, "No such file or directory")):
        settings = Settings(
            database_url="mysql://ann@host/movies", database_tls="verify", database_tls_ca=path
        )
        with pytest.raises(ConfigError, match=rf"^MOVIE_GRAPH_DATABASE_TLS_CA .*{path}.*{reason}"):
            run_server(settings)


@pytest.mark.parametrize("level", ["off", "required"])
def test_an_authority_that_nobody_asks_is_refused(level: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is used by MOVIE_GRAPH_DATABASE_TLS=verify alone"):
        Settings(database_tls=level, database_tls_ca=tmp_path / "ca.pem")


async def _refusal(url: str, **settings: Any) -> str:
    database = open_database(Settings(database_url=url, **settings))
    with pytest.raises(DatabaseUnavailableError) as refused:
        await database.fetch_all("SELECT 1")
    await database.close()
    return str(refused.value)


def _database_of(server: Server, driver: str) -> Iterator[str]:
    url = server.create_database()
    yield with_driver(url, driver)
    server.drop_database(url)


def _owner(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid
