"""Rows: tuples with names, whole or narrow."""

import pytest

from loaders.movies import movie_columns
from loaders.people import person_columns
from loaders.rows import MovieRow, PersonRow, fields_read, named, narrowed


def test_columns_are_those_of_the_fields_in_their_order() -> None:
    assert (
        movie_columns(("id", "title", "vote_count")) == "movies.id, movies.title, votes.vote_count"
    )
    assert person_columns(("id", "name")) == "people.id, people.name"


def test_a_row_is_named_without_being_looked_at() -> None:
    row = named(PersonRow)((7, "Ann", "ann", None, None, "Acting", 3, 11))

    assert (row.id, row.name, row.credit_count) == (7, "Ann", 3)
    assert row[-1] == 11


@pytest.mark.parametrize(
    ("needed", "fields"),
    [
        (None, MovieRow._fields),
        ([], ("id",)),
        (["title", "id", "budget"], ("id", "title", "budget")),
        (["return_on_investment"], ("id", "budget", "revenue")),
        (["nothing_of_the_row"], ("id",)),
    ],
)
def test_only_needed_fields_are_read_in_the_order_of_the_row(
    needed: list[str] | None, fields: tuple[str, ...]
) -> None:
    assert fields_read(MovieRow, needed) == fields


def test_a_narrow_row_is_still_a_movie_and_says_what_it_did_not_read() -> None:
    row = named(narrowed(MovieRow, ("id", "budget", "revenue")))((11, 50, 10, "parent"))

    assert isinstance(row, MovieRow)
    assert (row.id, row.budget, row.revenue, row.return_on_investment) == (11, 50, 10, 0.2)
    assert narrowed(MovieRow, ("id", "budget", "revenue")) is type(row)
    assert narrowed(MovieRow, MovieRow._fields) is MovieRow
    with pytest.raises(AttributeError, match="'title' was not read"):
        _ = row.title
