"""Readiness: one database, brought up to date before the first statement, whenever that can be.

A server may start before its database. It then says so per request and on /ready, and tries again
with each request until the database answers.
"""

import asyncio
import logging

from .config import Settings
from .database import Database, open_database
from .database.opening import open_analytics_database
from .database.tables import migrate, tables_are_current
from .database.watching import Watcher
from .errors import DatabaseError, NewerDatabaseError

logger = logging.getLogger(__name__)


class Readiness:
    """The database of one server process.

    `analytics` is the one that MOVIE_GRAPH_ANALYTICS_DATABASE_URL names, or None. It is somebody
    else's copy, so nothing is prepared in it, and /ready does not ask it.
    """

    def __init__(self, settings: Settings, watcher: Watcher | None = None) -> None:
        """`watcher` is told what the database does."""
        self._database: Database = open_database(settings)
        self.analytics = open_analytics_database(settings)
        if watcher:
            self._database.watcher = watcher
            if self.analytics:
                self.analytics.watcher = watcher
        self._prepared = False
        self._preparing = asyncio.Lock()

    async def start(self) -> None:
        """Prepare the database if it can be reached; log it if not.

        Errors: NewerDatabaseError, ConfigError: no waiting will help.
        """
        try:
            await self.database()
        except NewerDatabaseError:
            raise
        except DatabaseError as error:
            logger.warning("%s Requests are refused until it answers.", error)

    async def database(self) -> Database:
        """The database with its tables up to date.

        Errors: DatabaseUnavailableError, NewerDatabaseError.
        """
        if not self._prepared:
            async with self._preparing:
                if not self._prepared:
                    for name in await migrate(self._database):
                        logger.info("Applied migration %s.", name)
                    self._prepared = True
        return self._database

    async def is_ready(self) -> bool:
        """Whether the database answers and its tables are current. Errors: DatabaseError."""
        return await tables_are_current(await self.database())

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()
        if self.analytics is not None:
            await self.analytics.close()
