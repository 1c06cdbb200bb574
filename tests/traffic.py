"""Traffic: clients that rate and read all the time, and know what they were promised.

Every rating is of a viewer of its own, so what was accepted can be looked for afterwards. A client
never asks twice: what is refused is refused.
"""

import datetime as dt
import http.client
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from movie_graph.config import Settings
from movie_graph.signing import make_token
from tests.serving import SECRET, Served

RATE = """mutation {{ rateMovie(input: {{movie: {{tmdbId: {movie}}}, score: {score}}}) {{
    __typename ... on RatedMovie {{ rating {{ score }} }} }} }}"""
PAGE = """{ movies(first: 8, orderBy: {field: TITLE}) {
    nodes { id title genres { name } cast(first: 3) { person { name } } } } }"""
MOVIES = (11, 12, 13)
WRITERS, READERS = 4, 2
ANSWERS = 20  # to each client; but for the first one, they are to questions asked since
PAUSE_SECONDS = 0.02  # two processors are shared with the server and the database
CLEAR_REFUSALS = {"DATABASE_UNAVAILABLE", "OUTCOME_UNKNOWN", "SERVER_BUSY"}


@dataclass
class Traffic:
    """What clients have asked and what they have got so far."""

    served: Served
    page: Any
    sent: dict[tuple[str, int], int] = field(default_factory=dict)  # viewer, movie: tenths
    accepted: set[tuple[str, int]] = field(default_factory=set)
    successes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    strange: list[object] = field(default_factory=list)
    slowest_seconds: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def until_everybody_succeeds(self, seconds: float) -> None:
        """Wait until every client has had ANSWERS from now on."""
        before = Counter(self.successes)
        names = [f"writer {n}" for n in range(WRITERS)] + [f"reader {n}" for n in range(READERS)]
        deadline = time.monotonic() + seconds
        while any(self.successes[name] < before[name] + ANSWERS for name in names):
            assert time.monotonic() < deadline, (self.successes - before, self.refusals)
            time.sleep(0.02)

    def until_refused(self, *codes: str) -> None:
        """Wait until somebody was refused, in one of these words, what was asked from now on."""
        before = sum(self.refusals[code] for code in codes)
        deadline = time.monotonic() + 10
        while sum(self.refusals[code] for code in codes) <= before:
            assert time.monotonic() < deadline, (codes, self.refusals)
            time.sleep(0.02)

    def write(self, name: str) -> None:
        """Rate, each time as somebody else."""
        settings = Settings.model_validate({"jwt_secret": SECRET})
        number = 0
        while not self.ended.wait(PAUSE_SECONDS):
            number += 1
            subject, movie = f"{name} {number}", MOVIES[number % len(MOVIES)]
            tenths = 5 + 5 * (number % 20)
            token = make_token(subject, settings, lifetime=dt.timedelta(minutes=5))
            self.sent[subject, movie] = tenths
            document = RATE.format(movie=movie, score=tenths / 10)
            rated = {"__typename": "RatedMovie", "rating": {"score": tenths / 10}}
            if self._ask(name, document, {"data": {"rateMovie": rated}}, token):
                self.accepted.add((subject, movie))

    def read(self, name: str) -> None:
        """Ask for a page that never changes."""
        while not self.ended.wait(PAUSE_SECONDS):
            self._ask(name, PAGE, self.page)

    def _ask(self, name: str, document: str, expected: Any, token: str | None = None) -> bool:
        """Whether the answer was the expected one; a refusal is counted, all else is strange."""
        started = time.monotonic()
        try:
            status, body = self.served.ask(document, token=token)
        except (urllib.error.URLError, ConnectionError, http.client.HTTPException) as error:
            self.refusals["no connection"] += 1
            if isinstance(getattr(error, "reason", error), TimeoutError):
                self.strange.append(error)
            return False
        finally:
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - started)
        if (status, body) == (200, expected):
            self.successes[name] += 1
            return True
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        if codes and codes <= CLEAR_REFUSALS and not body.get("data"):
            self.refusals.update(codes)
        else:
            self.strange.append((name, status, body))
        return False


@contextmanager
def traffic(served: Served) -> Iterator[Traffic]:
    """Clients for the block; at its end each has its last answer."""
    status, page = served.ask(PAGE)
    assert status == 200
    assert "errors" not in page
    clients = Traffic(served, page)
    roles: list[tuple[Callable[[str], None], str]] = [
        *((clients.write, f"writer {n}") for n in range(WRITERS)),
        *((clients.read, f"reader {n}") for n in range(READERS)),
    ]
    threads = [threading.Thread(target=client, args=(name,)) for client, name in roles]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        clients.ended.set()
        for thread in threads:
            thread.join()
