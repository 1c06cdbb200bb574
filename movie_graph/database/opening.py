"""Opening: from a database URL to the engine that answers it."""

from ..config import Settings
from .engine import Database
from .mysql import MySQLDatabase
from .sqlite import SQLiteDatabase
from .url import MySQLUrl, SQLiteUrl, parse_database_url


def open_database(settings: Settings) -> Database:
    """The database that `settings.database_url` names; connects when first used.

    Call it inside the event loop that will use it, and `close()` what it returns.
    Errors: ConfigError when the URL or its driver cannot be used.
    """
    return _opened(parse_database_url(settings.database_url), settings)


def open_analytics_database(settings: Settings) -> Database | None:
    """The database that `settings.analytics_database_url` names; None if there is none.

    Errors: ConfigError as above.
    """
    text = settings.analytics_database_url
    if text is None:
        return None
    return _opened(parse_database_url(text, "analytics_database_url"), settings)


def _opened(url: MySQLUrl | SQLiteUrl, settings: Settings) -> Database:
    if isinstance(url, SQLiteUrl):
        return SQLiteDatabase(url, settings)
    return MySQLDatabase(url, settings)
