"""The demo: the sample catalogue in a SQLite file of its own, and what to try on it."""

import datetime as dt
import secrets
import socket
from pathlib import Path

from pydantic import SecretStr

from .config import Settings
from .database.catalog import dataset_row
from .readiness import Readiness
from .signing import make_token

DEMO_FILE = Path("var/demo.sqlite")
TOKEN_LIFETIME = dt.timedelta(days=30)

WELCOME = """
  [bold]Explore the movie graph on [link={address}]{address}[/link][/bold]

  Three queries worth trying:

    [cyan]{{ movies(first: 5) {{ nodes {{ title year directors {{ name }} }} }} }}[/cyan]
    [cyan]{{ analytics {{ flops(first: 5) {{ movie {{ title }} budget revenue loss }} }} }}[/cyan]
    [cyan]{{ search(query: "godf") {{ node {{ ... on Movie {{ title year }} }} }} }}[/cyan]

  To rate, put this development token into the explorer's header editor:

    {{"Authorization": "Bearer {token}"}}

  Stop with Ctrl-C.
"""


def demo_settings(settings: Settings) -> Settings:
    """The settings with the demo's own file, and a key for tokens if none is set.

    The configured database is never touched by the demo.
    """
    secret = settings.jwt_secret or SecretStr(secrets.token_urlsafe(32))
    return settings.model_copy(
        update={
            "database_url": f"sqlite:///{DEMO_FILE.as_posix()}",
            "jwt_secret": secret,
            "jwt_public_key_file": None,
            "jwt_jwks_file": None,
            "public_plans": True,
            "workers": 1,
            "port": settings.port or _free_port(settings.host),
        }
    )


async def load_sample(settings: Settings) -> bool:
    """Load the sample catalogue unless it is there; whether it had to be loaded."""
    readiness = Readiness(settings)
    try:
        database = await readiness.database()
        if await dataset_row(database) is not None:
            return False
        from etl.pipeline import load_folder  # pandas is slow to import, and seldom needed
        from etl.sample import SAMPLE_FOLDER

        await load_folder(SAMPLE_FOLDER, database)
        return True
    finally:
        await readiness.close()


def welcome(settings: Settings) -> str:
    """What to do now, as rich markup: the address, three queries, and a token for rating."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 — compared
    return WELCOME.format(
        address=f"http://{host}:{settings.port}/graphql",
        token=make_token("demo", settings, lifetime=TOKEN_LIFETIME),
    )


def _free_port(host: str) -> int:
    """A port that the system picks, early enough to print it."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
