"""Lists: genres, keywords, companies, countries, languages; ids and not names are keys."""

import pytest

from etl.tables import (
    COMPANIES,
    COUNTRIES,
    GENRES,
    KEYWORDS,
    LANGUAGES,
    MOVIE_COUNTRIES,
    MOVIE_GENRES,
    MOVIE_KEYWORDS,
    MOVIE_LANGUAGES,
)
from etl.transform.batch import Batch
from etl.transform.keywords import transform_keywords
from etl.transform.lists import NAMED_LISTS, add_named_lists

from .files import frame

LISTS = {named.column: named for named in NAMED_LISTS}


def lists_of(column: str, *cells: str) -> Batch:
    batch = Batch()
    add_named_lists(batch, range(1, len(cells) + 1), cells, LISTS[column])
    return batch


def test_entries_become_entities_and_positions() -> None:
    batch = lists_of(
        "genres",
        '[{"id": 28, "name": "Action"}, {"id": 12, "name": "Adventure"}]',
        "[{'id': 12, 'name': 'Adventure'}]",
        "[]",
    )

    assert batch.entities[GENRES] == [(28, "Action"), (12, "Adventure")]
    assert batch.lists[MOVIE_GENRES].rows == [(1, 0, 28), (1, 1, 12), (2, 0, 12)]
    assert batch.lists[MOVIE_GENRES].movie_ids == [1, 2, 3]


def test_a_blank_cell_leaves_the_list_alone_and_an_unreadable_one_is_counted() -> None:
    batch = lists_of("genres", "", " ", "[{'id': 18, 'name': 'Dra", "{'id': 18}", "nan")

    assert batch.lists[MOVIE_GENRES].movie_ids == []
    assert batch.tally.discarded == {"genres: cannot be read": 3}


def test_names_that_differ_by_case_accent_or_blanks_keep_their_ids() -> None:
    batch = lists_of(
        "keywords",
        "[{'id': 1, 'name': 'rio 1'}, {'id': 2, 'name': 'río 1'}, {'id': 3, 'name': 'Rio 1\\xa0'}]",
    )

    assert batch.entities[KEYWORDS] == [(1, "rio 1"), (2, "río 1"), (3, "Rio 1")]
    assert batch.tally.repairs == {"keywords: blanks at the ends removed": 1}


def test_one_name_under_two_ids_is_two_companies() -> None:
    batch = lists_of(
        "production_companies",
        "[{'name': 'Bluegrass Films', 'id': 13778}, {'name': 'Bluegrass Films', 'id': 27451}]",
    )

    assert batch.entities[COMPANIES] == [(13778, "Bluegrass Films"), (27451, "Bluegrass Films")]


def test_a_blank_name_keeps_its_link_and_never_replaces_a_known_one() -> None:
    batch = lists_of(
        "keywords", "[{'id': 5, 'name': 'sea'}]", "[{'id': 5, 'name': ''}, {'id': 6, 'name': None}]"
    )

    assert batch.entities[KEYWORDS] == [(5, "sea"), (6, "")]
    assert batch.lists[MOVIE_KEYWORDS].rows == [(1, 0, 5), (2, 0, 5), (2, 1, 6)]
    assert batch.tally.kept == {"keywords: entry with a blank name, which is stored as ''": 2}


def test_a_blank_language_is_unknown_and_a_blank_country_shows_its_code() -> None:
    languages = lists_of("spoken_languages", "[{'iso_639_1': 'xx', 'name': ''}]")
    countries = lists_of("production_countries", "[{'iso_3166_1': 'XK', 'name': ' '}]")

    assert languages.entities[LANGUAGES] == [("xx", None)]
    assert languages.lists[MOVIE_LANGUAGES].rows == [(1, 0, "xx")]
    assert countries.entities[COUNTRIES] == [("XK", "XK")]
    assert countries.lists[MOVIE_COUNTRIES].rows == [(1, 0, "XK")]
    assert countries.tally.repairs["production_countries: blank, the code stands in"] == 1


@pytest.mark.parametrize(
    ("entry", "counted"),
    [
        ("{'name': 'X'}", "genres: entry without an id"),
        ("{'id': 0, 'name': 'X'}", "genres: entry without an id"),
        ("{'id': '18', 'name': 'X'}", "genres: entry without an id"),
        ("{'id': 2147483648, 'name': 'X'}", "genres: entry without an id"),
        ("{'id': 18, 'name': 'Drama'}", "genres: entry listed twice"),
        ("'Drama'", "genres: entry of the wrong kind"),
    ],
)
def test_entries_that_cannot_be_kept_are_counted(entry: str, counted: str) -> None:
    batch = lists_of("genres", f"[{{'id': 18, 'name': 'Drama'}}, {entry}]")

    assert batch.lists[MOVIE_GENRES].rows == [(1, 0, 18)]
    assert batch.tally.discarded == {counted: 1}


def test_keywords_are_lists_of_movies_that_are_there() -> None:
    records = frame(("id", "keywords"), [("862", "[{'id': 931, 'name': 'jealousy'}]")])

    batch = transform_keywords(records.assign(id=[862]))

    assert batch.lists[MOVIE_KEYWORDS].rows == [(862, 0, 931)]
    assert batch.records_written == 1
