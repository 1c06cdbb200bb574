"""Rating files: links and ratings of invented films, as MovieLens writes them (CRLF)."""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..reasons import Discard, MergeReason, RejectReason, Repair
from ..report import FileReport
from .films import PERIOD, Films
from .movie_files import WHOLE

RATINGS_PER_USER = 20
FIRST_SECOND = 789_652_009
# MovieLens films number n + 1 for film n; behind them one that is linked nowhere, and a second
# number for film 20, as MovieLens has for 29 films.
PLAIN = range(20, PERIOD - len(WHOLE))  # films (by the rest of PERIOD) that nothing is wrong with
NO_TMDB_ID, BAD_TMDB_ID, ELSEWHERE = 0, 1, 2  # by the rest of PERIOD too
SHORT_IMDB_ID, TWICE = 3, 4


def write_links(path: Path, films: Films) -> FileReport:
    """links.csv: one line per film, and a second film that leads to film 20."""
    expected = FileReport(path.name)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("movieId", "imdbId", "tmdbId"))
        for number in range(films.count):
            rest = number % PERIOD
            tmdb_id: object = films.id(number)
            imdb_id = f"{number + 1:07}"
            if rest == NO_TMDB_ID:
                tmdb_id = ""
            elif rest == BAD_TMDB_ID:
                tmdb_id = "none"
                expected.tally.discard("tmdbId", Discard.NOT_WHOLE)
            elif rest == ELSEWHERE:
                tmdb_id = films.id(number) + 1
            elif rest == SHORT_IMDB_ID and number < 10**6 - 1:
                imdb_id = str(number + 1)
                expected.tally.repair("imdbId", Repair.PADDED)
            times = 2 if rest == TWICE else 1
            if times == 2:
                expected.merged[MergeReason.SAME_ID] += 1
            writer.writerows([(number + 1, imdb_id, tmdb_id)] * times)
            expected.records_read += times
            expected.rows_written += 1
        if films.count > PLAIN.start:
            writer.writerow((films.count + 2, "0000000", films.id(PLAIN.start)))
            expected.tally.discard("imdbId", Discard.NOT_AN_IMDB_ID)
            expected.records_read += 1
            expected.rows_written += 1
    return expected


def write_ratings(path: Path, films: Films, per_movie: int) -> FileReport:
    """ratings.csv: about `per_movie` ratings a film, sorted by user."""
    expected = FileReport(path.name)
    users = max(1, films.count * per_movie // RATINGS_PER_USER)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("userId", "movieId", "rating", "timestamp"))
        for user in range(1, users + 1):
            records = list(_ratings(user, films, expected))
            writer.writerows(records)
            expected.records_read += len(records)
    return expected


def _ratings(user: int, films: Films, expected: FileReport) -> Iterator[tuple[object, ...]]:
    """The ratings of one user: plain ones, and one defect in turn."""
    rng = films.rng("ratings", user)
    chosen = _plain_films(rng, films)
    second = FIRST_SECOND + user
    for number in sorted(chosen):
        yield user, number + 1, rng.randint(1, 10) / 2, second
        expected.rows_written += 1
    odd: Counter[str] = expected.rejects
    match user % 8:
        case 0:
            yield user, films.count + 1, 4.0, second
            odd[RejectReason.NO_LINK] += 1
        case 1:
            yield user, NO_TMDB_ID + 1, 4.0, second
            odd[RejectReason.LINK_WITHOUT_TMDB_ID] += 1
        case 2:
            yield user, ELSEWHERE + 1, 4.0, second
            odd[RejectReason.LINKED_MOVIE_UNKNOWN] += 1
        case 3:
            yield user, chosen[0] + 1 if chosen else 1, 5.5, second
            odd[RejectReason.OFF_SCALE] += 1
        case 4:
            yield user, chosen[0] + 1 if chosen else 1, 4.0, -1
            odd[RejectReason.BAD_TIMESTAMP] += 1
        case 5:
            yield "", chosen[0] + 1 if chosen else 1, 4.0, second
            odd[RejectReason.BAD_USER] += 1
        case 6 if PLAIN.start in chosen:
            yield user, films.count + 2, 4.0, second + 1
            expected.merged[MergeReason.SAME_RATING] += 1
        case 6 if chosen:
            yield user, films.count + 2, 4.0, second
            expected.rows_written += 1
        case _:
            pass


def _plain_films(rng: random.Random, films: Films) -> list[int]:
    """Up to RATINGS_PER_USER different films that nothing is wrong with."""
    periods = max(1, films.count // PERIOD)
    last = min(PLAIN.stop, films.count) if periods == 1 else PLAIN.stop
    per_period = max(0, last - PLAIN.start)
    places = range(periods * per_period)
    return [
        place // per_period * PERIOD + PLAIN.start + place % per_period
        for place in rng.sample(places, min(RATINGS_PER_USER, len(places)))
    ]
