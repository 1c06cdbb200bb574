"""Analytics: answers over the whole catalogue."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from movie_graph.context import Context
from movie_graph.database import analytics as statements

from .arguments import ListSize
from .fields import relation
from .genre import Where
from .list_sizes import FIRST, WHOLE_CATALOGUE, sized
from .movie import Movie
from .person import Person
from .scalars import Long
from .where import movie_condition

MIN_BUDGET = Long(1_000_000)
MinBudget = Annotated[
    Long, strawberry.argument(description="Only budgets above this, in US dollars.")
]


@strawberry.type(description="A movie's budget and revenue, both known, in US dollars.")
class BoxOffice:
    movie: Movie = relation(
        Movie,
        lambda context: context.loaders.movie_by_id(),
        key="movie_id",
        description="The movie.",
    )
    budget: Long = strawberry.field(description="What it cost.")
    revenue: Long = strawberry.field(description="What it earned.")
    profit: Long = strawberry.field(description="revenue − budget.")
    loss: Long = strawberry.field(description="budget − revenue.")
    return_on_investment: float = strawberry.field(description="revenue / budget.")


@strawberry.type(description="A movie's votes, weighed against the mean of the catalogue.")
class WeightedRating:
    movie: Movie = relation(
        Movie,
        lambda context: context.loaders.movie_by_id(),
        key="movie_id",
        description="The movie.",
    )
    weighted_rating: float = strawberry.field(
        description="v/(v+m)·R + m/(v+m)·C: R the average of v votes, m = minVotes, C the mean."
    )
    vote_average: float = strawberry.field(description="R, the average of the movie's votes.")
    vote_count: int = strawberry.field(description="v, the number of the movie's votes.")


@strawberry.type(description="What a person has worked on.")
class PersonStats:
    person: Person = relation(
        Person,
        lambda context: context.loaders.person_by_id(),
        key="person_id",
        description="The person.",
    )
    movie_count: int = strawberry.field(description="Number of different movies.")
    total_revenue: Long | None = strawberry.field(
        description="Sum of their known revenues in US dollars; null if none is known."
    )
    average_vote: float | None = strawberry.field(
        description="Mean of the movies' vote averages; null if none has votes."
    )


@strawberry.type(description="Answers over the whole catalogue, each by one statement.")
class Analytics:
    @strawberry.field(
        graphql_type=list[BoxOffice],
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
        description="budget > minBudget and 0 < revenue < budget, biggest loss first.",
    )
    async def flops(
        self,
        info: Info[Context, Any],
        first: ListSize = 10,
        min_budget: MinBudget = MIN_BUDGET,
        where: Where = None,
    ) -> list[statements.BoxOfficeRow]:
        context = info.context
        return await statements.flops(
            context.reader,
            first=context.list_size(first),
            min_budget=min_budget,
            where=movie_condition(where),
        )

    @strawberry.field(
        graphql_type=list[BoxOffice],
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
        description="Known budget above minBudget and revenue above budget, biggest profit first.",
    )
    async def hits(
        self,
        info: Info[Context, Any],
        first: ListSize = 10,
        min_budget: MinBudget = MIN_BUDGET,
        where: Where = None,
    ) -> list[statements.BoxOfficeRow]:
        context = info.context
        return await statements.hits(
            context.reader,
            first=context.list_size(first),
            min_budget=min_budget,
            where=movie_condition(where),
        )

    @strawberry.field(
        graphql_type=list[WeightedRating],
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
        description=(
            "By weighted rating: v/(v+m)·R + m/(v+m)·C, m = minVotes, C = mean over the "
            "catalogue's votes. Movies with fewer than minVotes votes are left out."
        ),
    )
    async def top_rated(
        self,
        info: Info[Context, Any],
        first: ListSize = 10,
        min_votes: Annotated[
            int, strawberry.argument(description="Votes that a movie needs, m.")
        ] = 500,
        where: Where = None,
    ) -> list[statements.WeightedRatingRow]:
        context = info.context
        return await statements.top_rated(
            context.reader,
            first=context.list_size(first),
            min_votes=max(0, min_votes),
            where=movie_condition(where),
        )

    @strawberry.field(
        graphql_type=list[PersonStats],
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
        description="Who worked on the most movies.",
    )
    async def prolific_people(
        self,
        info: Info[Context, Any],
        first: ListSize = 10,
        job: Annotated[
            str | None,
            strawberry.argument(description="In this job; `Actor` for the cast. Any if null."),
        ] = None,
        where: Where = None,
    ) -> list[statements.PersonStatsRow]:
        context = info.context
        return await statements.prolific_people(
            context.reader,
            first=context.list_size(first),
            job=job,
            where=movie_condition(where),
        )
