"""Database URLs: `mysql://user:password@host:3306/name` and `sqlite:///path/to/file`."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..config import variable_name
from ..errors import ConfigError

MYSQL_DRIVERS = {"mysql": None, "mysql+aiomysql": "aiomysql", "mysql+asyncmy": "asyncmy"}
PASSWORD = re.compile(r"^((?:[\w+.-]+://)?[^:@]*):(?!//).*@", re.DOTALL)


@dataclass(frozen=True)
class MySQLUrl:
    """Where a MySQL or MariaDB server is. `driver` is None when the URL leaves it open."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    driver: str | None


@dataclass(frozen=True)
class SQLiteUrl:
    """Which file an embedded database lives in."""

    path: Path


def parse_database_url(text: str, setting: str = "database_url") -> MySQLUrl | SQLiteUrl:
    """Read the database URL of a setting.

    Errors: ConfigError naming the setting, its value (without the password) and the two accepted
    forms.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refusal(setting, text, str(error)) from None
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        if parts.netloc or path in ("", ":memory:") or path.endswith("/"):
            raise _refusal(setting, text, "an SQLite URL names a file")
        if parts.query or parts.fragment:
            raise _refusal(
                setting, text, "nothing may stand behind the file; write ? as %3F, # as %23"
            )
        return SQLiteUrl(Path(path))
    if parts.scheme in MYSQL_DRIVERS:
        database = unquote(parts.path.removeprefix("/"))
        if not parts.hostname or not parts.username or not database or "/" in database:
            raise _refusal(setting, text, "a MySQL URL names a user, a host and a database")
        if parts.query or parts.fragment:
            raise _refusal(setting, text, "nothing may stand behind the database name")
        return MySQLUrl(
            host=parts.hostname,
            port=3306 if port is None else port,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            database=database,
            driver=MYSQL_DRIVERS[parts.scheme],
        )
    raise _refusal(setting, text, "the scheme is neither mysql nor sqlite")


def without_password(text: str) -> str:
    """The URL as it may be shown: its password, if any, as stars."""
    return PASSWORD.sub(r"\1:***@", text)


def _refusal(setting: str, text: str, reason: str) -> ConfigError:
    return ConfigError(
        f"{variable_name(setting)} cannot be used: {without_password(text)!r} ({reason}). "
        "Write mysql://user:password@host:3306/name or sqlite:///path/to/file."
    )
