"""`where`: which movies or people a client wants, and what that means in SQL."""

from collections.abc import Iterator
from typing import Optional

import strawberry

from movie_graph.database import filtering
from movie_graph.database.conditions import (
    Condition,
    all_of,
    any_of,
    compare,
    negation,
    one_of,
)
from movie_graph.errors import BadInputError

from .enums import MovieStatus
from .inputs import (
    DateFilter,
    FloatFilter,
    IntFilter,
    LongFilter,
    StringFilter,
    option,
    text_condition,
    value_condition,
)
from .list_sizes import items
from .node import node_number
from .scalars import ID

PARTS = items("where_parts_max")


@strawberry.input(description="Fits a movie's genres, by name, ignoring case.")
class GenreFilter:
    some: list[str] | None = option("Has at least one of these.", PARTS)
    every: list[str] | None = option("Has each of these.", PARTS)
    none: list[str] | None = option("Has none of these.", PARTS)


@strawberry.input(
    description=(
        "Fits one credit; all conditions must hold for the same one. `character` speaks of cast, "
        "`job` and `department` of crew, the others of both."
    )
)
class CreditFilter:
    person: ID | None = option("The credit of this person.")
    person_name: StringFilter | None = option("The person's name.")
    job: StringFilter | None = option("The job, such as `Director`. Crew only.")
    department: StringFilter | None = option("The department, such as `Sound`. Crew only.")
    character: StringFilter | None = option("The character's name. Cast only.")


@strawberry.input(description="Fits a movie's cast and crew.")
class CreditRelationFilter:
    some: CreditFilter | None = option("At least one credit fits.")
    none: CreditFilter | None = option("No credit fits.")


@strawberry.input(
    description=(
        "Fits movies. Several conditions must all hold. A comparison with something unknown "
        "never holds; `not` is exactly the rest."
    )
)
class MovieWhere:
    and_: list["MovieWhere"] | None = strawberry.field(
        default=None, name="and", description="All of these hold."
    )
    or_: list["MovieWhere"] | None = strawberry.field(
        default=None, name="or", description="At least one of these holds."
    )
    not_: Optional["MovieWhere"] = strawberry.field(
        default=None, name="not", description="This does not hold."
    )
    ids: list[ID] | None = option("One of these movies.")
    title: StringFilter | None = option("The title.")
    original_language: StringFilter | None = option("The code of the original language.")
    status: list[MovieStatus] | None = option("One of these states.")
    release_date: DateFilter | None = option("The day of the first release.")
    year: IntFilter | None = option("The year of the first release.")
    runtime_minutes: IntFilter | None = option("The length in minutes.")
    budget: LongFilter | None = option("The budget in US dollars.")
    revenue: LongFilter | None = option("The revenue in US dollars.")
    profit: LongFilter | None = option("Revenue − budget.")
    vote_average: FloatFilter | None = option("The average of all votes.")
    vote_count: IntFilter | None = option("The number of votes.")
    popularity: FloatFilter | None = option("TMDB's measure of current interest.")
    genres: GenreFilter | None = option("The genres.")
    credits: CreditRelationFilter | None = option("The cast and crew.")


@strawberry.input(description="Fits people. Several conditions must all hold.")
class PersonWhere:
    ids: list[ID] | None = option("One of these people.")
    name: StringFilter | None = option("The name.")
    department: StringFilter | None = option("The department that most of the credits are in.")


def movie_condition(where: MovieWhere | None) -> Condition:
    """What `where` means. Errors: BadInputError, BadIdError."""
    if where is None:
        return all_of([])
    return all_of([*_combined(where), *_own_conditions(where), *_related_conditions(where)])


def person_condition(where: PersonWhere | None) -> Condition:
    """What `where` means. Errors: BadInputError, BadIdError."""
    conditions = []
    if where is not None and where.ids is not None:
        conditions.append(_ids("people.id", where.ids, "Person"))
    if where is not None and where.name is not None:
        conditions.append(text_condition(filtering.PERSON_NAME, where.name))
    if where is not None and where.department is not None:
        conditions.append(text_condition(filtering.PERSON_DEPARTMENT, where.department))
    return all_of(conditions)


def _combined(where: MovieWhere) -> Iterator[Condition]:
    if where.and_ is not None:
        yield all_of(map(movie_condition, where.and_))
    if where.or_ is not None:
        yield any_of(map(movie_condition, where.or_))
    if where.not_ is not None:
        yield negation(movie_condition(where.not_))


def _own_conditions(where: MovieWhere) -> Iterator[Condition]:
    if where.ids is not None:
        yield _ids("movies.id", where.ids, "Movie")
    for name, text in filtering.MOVIE_TEXTS.items():
        if (wanted := getattr(where, name)) is not None:
            yield text_condition(text, wanted)
    for name, column in filtering.MOVIE_VALUES.items():
        if (wanted := getattr(where, name)) is not None:
            yield value_condition(column, wanted)
    if where.status is not None:
        yield one_of("movies.status", [status.value for status in where.status])


def _related_conditions(where: MovieWhere) -> Iterator[Condition]:
    if where.genres is not None:
        yield from _genre_conditions(where.genres)
    if where.credits is not None:
        yield from _credit_conditions(where.credits)


def _ids(column: str, ids: list[ID], kind: str) -> Condition:
    return one_of(column, [node_number(id, kind) for id in ids])


def _genre_conditions(wanted: GenreFilter) -> list[Condition]:
    conditions = []
    if wanted.some is not None:
        conditions.append(filtering.some_genre(wanted.some))
    if wanted.every is not None:
        conditions.append(filtering.every_genre(wanted.every))
    if wanted.none is not None:
        conditions.append(negation(filtering.some_genre(wanted.none)))
    return conditions


def _credit_conditions(wanted: CreditRelationFilter) -> list[Condition]:
    conditions = []
    if wanted.some is not None:
        conditions.append(_some_credit(wanted.some))
    if wanted.none is not None:
        conditions.append(negation(_some_credit(wanted.none)))
    return conditions


def _some_credit(wanted: CreditFilter) -> Condition:
    cast_only = wanted.character is not None
    crew_only = wanted.job is not None or wanted.department is not None
    if cast_only and crew_only:
        raise BadInputError(
            "A credit has either a character (cast) or a job and department (crew). "
            "Write two filters and join them with `and` or `or`."
        )
    both = []
    if wanted.person_name is not None:
        both.append(text_condition(filtering.PERSON_NAME, wanted.person_name))
    number = None if wanted.person is None else node_number(wanted.person, "Person")
    cast, crew = list(both), list(both)
    if number is not None:
        cast.append(compare("cast_credits.person_id", "=", number))
        crew.append(compare("crew_credits.person_id", "=", number))
    if wanted.character is not None:
        cast.append(text_condition(filtering.CAST_CHARACTER, wanted.character))
    if wanted.job is not None:
        crew.append(text_condition(filtering.CREW_JOB, wanted.job))
    if wanted.department is not None:
        crew.append(text_condition(filtering.CREW_DEPARTMENT, wanted.department))
    return filtering.some_credit(None if crew_only else cast, None if cast_only else crew)
