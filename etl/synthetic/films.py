"""Films of our own invention: a record for each number, always the same for one seed."""

import random
from dataclasses import dataclass
from typing import Any

PERIOD = 61  # defect number n is planted in every record whose number leaves n by this
FIRST = ("Ada", "Bela", "Chiara", "Dmitri", "Élodie", "Femi", "Grace", "Håkon", "Inès", "Jun")
LAST = ("O'Hara", "Okafor", "Petrović", "Quist", "Rossi", "Sato", "Tanaka", "Ümit", "Vega", "Wu")
NOUNS = ("Harbour", "Winter", "Orchard", "Signal", "Comet", "Ledger", "Lantern", "River", "Echo")
ADJECTIVES = ("Silent", "Crimson", "Last", "Hollow", "Second", "Golden", "Distant", "Borrowed")
GENRES = ((28, "Action"), (35, "Comedy"), (18, "Drama"), (27, "Horror"), (878, "Science Fiction"))
JOBS = (("Director", "Directing"), ("Writer", "Writing"), ("Editor", "Editing"))
COUNTRIES = (("US", "United States of America"), ("FR", "France"), ("JP", "Japan"))
LANGUAGES = (("en", "English"), ("fr", "Français"), ("ja", "日本語"))
FIRST_PERSON, FIRST_KEYWORD, FIRST_COMPANY = 1_000, 5_000, 9_000

Record = dict[str, Any]


@dataclass(frozen=True)
class Films:
    """`count` films, numbered from 0."""

    count: int
    seed: int

    def id(self, number: int) -> int:
        """The TMDB id; the two ids behind it are never used."""
        return 10 + 3 * number

    def movie(self, number: int) -> Record:
        """A record without any defect, by our and TMDB's names of columns."""
        rng = self.rng("movie", number)
        title = f"The {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} {number}"
        return {
            "id": self.id(number),
            "imdb_id": f"tt{number + 1:07}",
            "title": title,
            "original_title": title if number % 4 else f"Le {rng.choice(NOUNS)} doré {number}",
            "original_language": rng.choice(LANGUAGES)[0],
            "overview": f"A {rng.choice(NOUNS).lower()}, and what became of it.",
            "tagline": "" if number % 2 else "It comes back.",
            "status": "Released",
            "release_date": f"{rng.randint(1920, 2017)}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "runtime": f"{rng.randint(60, 200)}.0",
            "budget": rng.randint(1_000, 300_000_000),
            "revenue": rng.randint(1_000, 2_900_000_000),
            "popularity": f"{rng.random() * 100:.6f}",
            "poster_path": f"/{number:027}.jpg",
            "homepage": "" if number % 3 else f"http://films.example/{number}",
            "vote_average": f"{rng.randint(0, 100) / 10}",
            "vote_count": rng.randint(1, 14_000),
            "adult": "False",
            "video": "False",
            "belongs_to_collection": "",
            "genres": _named(rng, GENRES, 3),
            "keywords": self._keywords(rng),
            "production_companies": self._companies(rng),
            "production_countries": _coded(rng, COUNTRIES, "iso_3166_1"),
            "spoken_languages": _coded(rng, LANGUAGES, "iso_639_1"),
        }

    def credits(self, number: int, *, profile_paths: bool) -> tuple[list[Record], list[Record]]:
        """Cast and crew without any defect."""
        rng = self.rng("credits", number)
        cast = [
            {
                "cast_id": order,
                "character": f"{rng.choice(NOUNS)} {order}",
                "credit_id": f"{number:016x}{order:08x}",
                **self._person(rng, profile_paths),
                "order": order,
            }
            for order in range(rng.randint(1, 12))
        ]
        crew = [
            {
                "credit_id": f"{number:016x}{order + 100:08x}",
                "department": department,
                "job": job,
                **self._person(rng, profile_paths),
            }
            for order, (job, department) in enumerate(rng.choices(JOBS, k=rng.randint(1, 8)))
        ]
        return cast, crew

    def rng(self, purpose: str, number: int) -> random.Random:
        """Randomness of one record, the same whatever was generated before it."""
        return random.Random(f"{self.seed} {purpose} {number}")  # noqa: S311 — no secret

    def _person(self, rng: random.Random, profile_paths: bool) -> Record:
        number = rng.randrange(5 * self.count + 20)
        person = {
            "gender": number % 3,
            "id": FIRST_PERSON + number,
            "name": f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number}",
        }
        if profile_paths:
            person["profile_path"] = None if number % 2 else f"/{number:027}.jpg"
        return person

    def _keywords(self, rng: random.Random) -> list[Record]:
        numbers = rng.sample(range(self.count + 20), 4)
        return [{"id": FIRST_KEYWORD + n, "name": f"keyword {n}"} for n in numbers]

    def _companies(self, rng: random.Random) -> list[Record]:
        numbers = rng.sample(range(self.count // 4 + 20), 2)
        return [{"name": f"{LAST[n % 10]} Films {n}", "id": FIRST_COMPANY + n} for n in numbers]


def _named(rng: random.Random, choices: tuple[tuple[int, str], ...], most: int) -> list[Record]:
    chosen = rng.sample(choices, rng.randint(1, most))
    return [{"id": id_, "name": name} for id_, name in chosen]


def _coded(rng: random.Random, choices: tuple[tuple[str, str], ...], key: str) -> list[Record]:
    chosen = rng.sample(choices, rng.randint(1, 2))
    return [{key: code, "name": name} for code, name in chosen]
