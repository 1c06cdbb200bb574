"""A small catalogue with known values, written straight into the tables.

Eight films of our own invention, so that every expected answer in a test can be read off here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from movie_graph.config import Settings
from movie_graph.database import Database, open_database
from movie_graph.database.folding import fold
from movie_graph.database.tables import migrate


@dataclass(frozen=True)
class Film:
    """One film and what belongs to it; people by id, crew as (person, job, department)."""

    id: int
    title: str
    date: str | None = None
    runtime: int | None = None
    budget: int | None = None
    revenue: int | None = None
    popularity: float | None = None
    votes: tuple[int, int] = (0, 0)  # average in tenths, count
    language: str = "en"
    status: str | None = "RELEASED"
    original_title: str | None = None
    imdb_id: str | None = None
    overview: str | None = None
    genres: Sequence[int] = ()
    cast: Sequence[tuple[int, str | None, int]] = ()  # person, character, billing order
    crew: Sequence[tuple[int, str, str]] = ()
    keywords: Sequence[int] = ()
    companies: Sequence[int] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()


MOVIE_COLUMNS = (
    "id",
    "imdb_id",
    "title",
    "title_folded",
    "search_text",
    "original_title",
    "original_language",
    "overview",
    "status",
    "release_date",
    "release_year",
    "runtime_minutes",
    "budget",
    "revenue",
    "popularity",
)
CAST_COLUMNS = (
    "movie_id",
    "position",
    "person_id",
    "character_name",
    "billing_order",
    "character_folded",
)
GENRES = {18: "Drama", 35: "Comedy", 878: "Science Fiction", 99: "Documentary"}
PEOPLE = {
    1: ("Ada Quill", "FEMALE"),
    2: ("Bo Ferro", "MALE"),
    3: ("Cleo Márquez", "FEMALE"),
    4: ("Dov Ilan", None),
    5: ("Eske Brandt", "NON_BINARY"),
    6: ("Ada Quill", "FEMALE"),  # another person of the same name
}
KEYWORDS = {100: "lighthouse", 101: "time loop"}
COMPANIES = {200: "Nordlicht Film", 201: "Nordlicht Film"}
COUNTRIES = {"DE": "Germany", "DK": "Denmark"}
LANGUAGES = {"en": "English", "de": "Deutsch", "xx": None}

DIRECTOR = ("Director", "Directing")
WRITER = ("Writer", "Writing")

FILMS = [
    Film(
        id=11,
        title="The Salt Lamp",
        original_title="Die Salzlampe",
        imdb_id="tt0000011",
        overview="A keeper counts ships that never land.",
        date="1999-03-30",
        runtime=121,
        budget=50_000_000,
        revenue=10_000_000,
        popularity=20.0,
        votes=(75, 200),
        language="de",
        genres=(18, 878),
        cast=[(1, "Ines", 0), (2, "The Keeper", 1), (1, "Old Ines", 2), (4, None, 3)],
        crew=[(3, *DIRECTOR), (3, *WRITER), (5, "Sound Mixer", "Sound")],
        keywords=(101, 100),
        companies=(200, 201),
        countries=("DE", "DK"),
        languages=("de", "xx"),
    ),
    Film(
        id=12,
        title="Glass Orchard",
        date="2003-07-11",
        runtime=95,
        budget=1_000_001,
        revenue=1_000_000,
        popularity=20.0,
        votes=(60, 50),
        genres=(18,),
        cast=[(2, "Tom", 0), (3, "Lil", 5)],
        crew=[(5, *DIRECTOR), (4, *DIRECTOR)],
        languages=("en",),
    ),
    Film(
        id=13,
        title="Glass Orchard",  # the same title, another film
        date="2010-01-01",
        budget=1_000_000,  # not above the least budget that flops look at
        revenue=1,
        popularity=5.5,
        votes=(60, 50),
        genres=(35,),
        crew=[(1, *DIRECTOR)],
    ),
    Film(
        id=14,
        title="Éclair",
        date="1999-12-31",
        runtime=80,
        budget=90_000_000,
        revenue=2_787_965_087,
        popularity=150.25,
        votes=(82, 9000),
        genres=(878, 35),
        cast=[(6, "Éva", 0)],
        crew=[(3, *DIRECTOR)],
    ),
    Film(
        id=15,
        title="eclipse of ants",
        date="2003-07-11",
        budget=5_000_000,
        revenue=5_000_000,  # neither a flop nor a hit
        popularity=None,
        votes=(0, 0),
        genres=(),
    ),
    Film(id=16, title="It", date=None, status="PLANNED", popularity=0.0, genres=(35,)),
    Film(
        id=17,
        title="Zebra Crossing",
        date="2015-05-05",
        budget=8_000_000,
        revenue=None,
        popularity=1.0,
        votes=(100, 1),
        genres=(18, 35, 878),
        cast=[(1, "Herself", 0)],
    ),
    Film(
        id=18,
        title="Wreck",
        date="2016-06-06",
        runtime=140,
        budget=200_000_000,
        revenue=20_000_000,
        popularity=9.0,
        votes=(41, 300),
        genres=(878,),
        cast=[(2, "Captain Márk", 0)],
        crew=[(5, *DIRECTOR)],
    ),
]


async def create_catalogue(settings: Settings) -> None:
    """Make the tables in an empty database and write the catalogue into them."""
    database = open_database(settings)
    await migrate(database)
    await write_catalogue(database)
    await database.close()


async def write_catalogue(database: Database, films: Sequence[Film] = tuple(FILMS)) -> None:
    """Write `films`, and the people and words they refer to, into empty tables."""
    async with database.transaction() as tx:
        await tx.insert_rows("genres", ("id", "name"), list(GENRES.items()))
        await tx.insert_rows("keywords", ("id", "name"), list(KEYWORDS.items()))
        await tx.insert_rows("companies", ("id", "name"), list(COMPANIES.items()))
        await tx.insert_rows("countries", ("code", "name"), list(COUNTRIES.items()))
        await tx.insert_rows("languages", ("code", "name"), list(LANGUAGES.items()))
        await tx.insert_rows(
            "people",
            ("id", "name", "name_folded", "gender", "department", "credit_count"),
            [
                (id, name, fold(name), gender, *_work_of(id, films))
                for id, (name, gender) in PEOPLE.items()
            ],
        )
        for table, (columns, rows) in _movie_tables(films).items():
            if rows:
                await tx.insert_rows(table, columns, rows)  # type: ignore[arg-type]  # plain values
        for table, column in (("movies", "search_text"), ("people", "name_folded")):
            for statement in database.dialect.refresh_full_text(table, column):
                await tx.execute(statement)


def _work_of(person: int, films: Sequence[Film]) -> tuple[str | None, int]:
    departments = ["Acting" for film in films for who, *_ in film.cast if who == person]
    departments += [
        department for film in films for who, _, department in film.crew if who == person
    ]
    best = max(sorted(set(departments)), key=departments.count, default=None)
    return best, len(departments)


def _movie_tables(
    films: Sequence[Film],
) -> dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    def listed(attribute: str) -> list[tuple[object, ...]]:
        return [
            (film.id, position, *(item if isinstance(item, tuple) else (item,)))
            for film in films
            for position, item in enumerate(getattr(film, attribute))
        ]

    return {
        "movies": (
            MOVIE_COLUMNS,
            [_movie_values(film) for film in films],
        ),
        "votes": (
            ("movie_id", "imported_sum", "imported_count", "vote_sum", "vote_count"),
            [
                (film.id, *(average * count, count) * 2)
                for film in films
                for average, count in [film.votes]
            ],
        ),
        "movie_genres": (("movie_id", "position", "genre_id"), listed("genres")),
        "movie_keywords": (("movie_id", "position", "keyword_id"), listed("keywords")),
        "movie_companies": (("movie_id", "position", "company_id"), listed("companies")),
        "movie_countries": (("movie_id", "position", "country_code"), listed("countries")),
        "movie_languages": (("movie_id", "position", "language_code"), listed("languages")),
        "crew_credits": (
            ("movie_id", "position", "person_id", "job", "department"),
            listed("crew"),
        ),
        "cast_credits": (
            CAST_COLUMNS,
            [(*row, None if row[3] is None else fold(str(row[3]))) for row in listed("cast")],
        ),
    }


def _movie_values(film: Film) -> tuple[object, ...]:
    searched = " ".join(dict.fromkeys([fold(film.title), fold(film.original_title or film.title)]))
    values: dict[str, object] = {
        "title_folded": fold(film.title),
        "search_text": searched,
        "original_language": film.language,
        "release_date": film.date,
        "release_year": None if film.date is None else int(film.date[:4]),
        "runtime_minutes": film.runtime,
    }
    return tuple(
        values[column] if column in values else getattr(film, column) for column in MOVIE_COLUMNS
    )
