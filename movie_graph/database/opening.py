"""Opening: from a database URL to the engine that answers it."""

from ..config import Settings
from .engine import Database
from .mysql import MySQLDatabase
from .sqlite import SQLiteDatabase
from .url import SQLiteUrl, parse_database_url


def open_database(settings: Settings) -> Database:
    """The database that `settings.database_url` names; connects when first used.

    Call it inside the event loop that will use it, and `close()` what it returns.
    Errors: ConfigError when the URL or its driver cannot be used.
    """
    url = parse_database_url(settings.database_url)
    if isinstance(url, SQLiteUrl):
        return SQLiteDatabase(url, settings)
    return MySQLDatabase(url, settings)
