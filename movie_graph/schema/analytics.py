"""Analytics: answers over the whole catalogue."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from movie_graph.context import Context
from movie_graph.database import analytics as statements

from .arguments import ListSize
from .enums import MovieDimension
from .fields import relation
from .genre import Where
from .list_sizes import FIRST, GROUPS, PAIR, WHOLE_CATALOGUE, items, sized
from .metrics import MetricCondition, StatsOrder
from .movie import Movie
from .movie_stats import MovieStatsResult, Stats, movie_stats
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


@strawberry.type(description="Two people who worked together.")
class PairStats:
    movie_count: int = strawberry.field(
        description="Number of movies in which both are a director or one of the first five of the "
        "cast."
    )

    @strawberry.field(graphql_type=list[Person], description="The two.", metadata=sized(PAIR))
    def people(root: strawberry.Parent[Any], info: Info[Context, Any]) -> list[Any]:  # noqa: N805 — Strawberry passes the PairStatsRow
        load = info.context.loaders.person_by_id().load
        return [load(root.one_id), load(root.other_id)]


@strawberry.type(description="Answers over the whole catalogue, each by one or two statements.")
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
            context.analytics,
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
            context.analytics,
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
            context.analytics,
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
            context.analytics,
            first=context.list_size(first),
            job=job,
            where=movie_condition(where),
        )

    @strawberry.field(
        metadata={**sized(FIRST), **WHOLE_CATALOGUE},
        graphql_type=list[PairStats],
        description=(
            "Which two people worked together in the most movies. In a movie all those worked "
            "together who directed it or are among the first five of its cast."
        ),
    )
    async def collaborations(
        self, info: Info[Context, Any], first: ListSize = 10, where: Where = None
    ) -> list[statements.PairStatsRow]:
        context = info.context
        return await statements.collaborations(
            context.analytics, first=context.list_size(first), where=movie_condition(where)
        )

    @strawberry.field(
        metadata={**sized(GROUPS), **WHOLE_CATALOGUE},
        graphql_type=MovieStatsResult,
        description="Metrics of movies in groups: any filter, up to three dimensions. A movie "
        "whose dimension is unknown is in no group, unless `includeUnknown`.",
    )
    async def movie_stats(
        self,
        info: Info[Context, Any],
        where: Where = None,
        group_by: Annotated[
            list[MovieDimension],
            strawberry.argument(description="Up to three. Without any, all movies are one group."),
        ] = [],  # noqa: B006 — Strawberry prints it as the default
        having: Annotated[
            list[MetricCondition] | None,
            strawberry.argument(
                description="Only groups whose metrics fulfil all of these.",
                metadata=items("having_conditions_max"),
            ),
        ] = None,
        order_by: Annotated[
            list[StatsOrder] | None,
            strawberry.argument(
                description="The largest first, unless you say otherwise.",
                metadata=items("order_terms_max"),
            ),
        ] = None,
        first: ListSize = 100,
        include_unknown: Annotated[
            bool,
            strawberry.argument(
                description="Also group movies whose dimension is unknown; the key is then null."
            ),
        ] = False,
    ) -> Stats:
        return await movie_stats(info, where, group_by, having, order_by, first, include_unknown)
