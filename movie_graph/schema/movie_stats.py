"""Movie statistics: the cube as a client sees it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from loaders.groups import Group, ManyPerGroupLoader
from loaders.movies import movie_columns
from loaders.rows import MovieRow, narrow
from movie_graph.context import Context
from movie_graph.database import cube as statements
from movie_graph.database.cube import Cube, GroupRow
from movie_graph.database.metrics import Metric, Metrics, share
from movie_graph.errors import BadInputError

from .arguments import ListSize
from .enums import MovieDimension
from .fields import attribute, relation
from .genre import Order
from .group_key import GroupKey, MovieGroupKey
from .list_sizes import FIRST
from .metrics import (
    MetricCondition,
    MetricRef,
    MovieMetrics,
    StatsOrder,
    comparisons,
    metric,
    selected_metrics,
    share_metric,
    stats_order,
)
from .movie import Movie
from .orders import movie_terms
from .selections import Selected
from .where import MovieWhere, movie_condition

DIMENSIONS_MAX = 3


@dataclass(frozen=True)
class StatsGroup:
    """One group, with what it needs to answer for its movies and its shares."""

    cube: Cube
    row: GroupRow
    totals: Metrics

    @property
    def key(self) -> GroupKey:
        names = [name.lower() for name in self.cube.dimensions]
        return GroupKey(**dict(zip(names, self.row.keys, strict=True)))  # type: ignore[arg-type]  # each key has its dimension's type

    @property
    def metrics(self) -> Metrics:
        return self.row.metrics

    @property
    def group(self) -> Group:
        return Group(self.cube, self.row.keys)


@dataclass(frozen=True)
class Stats:
    """What a `movieStats` field answers."""

    groups: list[StatsGroup]
    total_groups: int
    totals: Metrics


def _top_movies(
    context: Context, first: ListSize = 3, order_by: Order = None
) -> ManyPerGroupLoader[MovieRow]:
    order, size = tuple(movie_terms(order_by)), context.list_size(first)
    columns, make = narrow(MovieRow, movie_columns, context.needed.get("Movie"))
    return context.loaders.many_per_group(
        ("top movies", order, size),
        partial(statements.top_movies, order=order, columns=columns, first=size),
        make,
    )


@strawberry.type(description="A group of movies.")
class MovieStats:
    key: MovieGroupKey = attribute(
        MovieGroupKey, "key", description="What its movies have in common."
    )
    metrics: MovieMetrics = attribute(MovieMetrics, "metrics", description="Its metrics.")

    @strawberry.field(
        graphql_type=float | None,
        description=(
            "This group's part of `totals`, 0 to 1; null where the total is 0 or unknown. A movie "
            "in several groups is in the share of each."
        ),
    )
    def share(
        root: strawberry.Parent[Any],  # noqa: N805 — Strawberry passes the StatsGroup
        of: Annotated[
            MetricRef,
            strawberry.argument(
                description="COUNT, or SUM of BUDGET, REVENUE, VOTE_COUNT or RUNTIME."
            ),
        ],
    ) -> float | None:
        wanted = metric(of)
        return share(root.metrics.values[wanted], root.totals.values[wanted])

    top_movies: list[Movie] = relation(
        list[Movie],
        _top_movies,
        key="group",
        description="Its first movies in an order.",
        size=FIRST,
    )


@strawberry.type(description="Movies, grouped and measured.")
class MovieStatsResult:
    groups: list[MovieStats] = attribute(
        list[MovieStats], "groups", description="The groups, the largest first by default."
    )
    total_groups: int = strawberry.field(
        description="How many groups there are in all. Counted only when selected."
    )
    totals: MovieMetrics = attribute(
        MovieMetrics,
        "totals",
        description="The metrics of all movies that fit `where`, each counted once.",
    )


async def movie_stats(
    info: Info[Context, Any],
    where: MovieWhere | None,
    group_by: Sequence[MovieDimension],
    having: Sequence[MetricCondition] | None,
    order_by: Sequence[StatsOrder] | None,
    first: int,
    include_unknown: bool,
) -> Stats:
    """Groups by one statement, totals by another; neither runs when nothing of it is selected.

    Errors: BadInputError, BadIdError.
    """
    context = info.context
    dimensions = _dimensions(group_by)
    cube = Cube(dimensions, movie_condition(where), include_unknown)
    compared, order = comparisons(having), stats_order(order_by, dimensions)
    size = context.page_size(first)
    asked = Selected.of(info._raw_info)
    shares = list(_selected_shares(asked))
    group_metrics = [*_selected_metrics_below(asked), *shares]
    counted = any(asked.fields("totalGroups"))
    total_metrics = dict.fromkeys([*_selected_totals(asked), *shares])
    (rows, total_groups), totals = await asyncio.gather(
        statements.groups(
            context.analytics,
            cube,
            group_metrics,
            having=compared,
            order=order,
            first=size,
            counted=counted,
        )
        if counted or any(asked.fields("groups"))
        else _no_groups(),
        statements.totals(context.analytics, cube.where, list(total_metrics)),
    )
    return Stats([StatsGroup(cube, row, totals) for row in rows], total_groups, totals)


def _dimensions(group_by: Sequence[MovieDimension]) -> tuple[str, ...]:
    names = tuple(str(dimension.value) for dimension in group_by)
    for name in names:
        if names.count(name) > 1:
            raise BadInputError(f"`groupBy` names {name} twice. Write each dimension once.")
    if len(names) > DIMENSIONS_MAX:
        raise BadInputError(
            f"`groupBy` names {len(names)} dimensions; {DIMENSIONS_MAX} are allowed. Leave one "
            f"out, such as {names[-1]}, and choose its values in `where` if need be.",
            limit=DIMENSIONS_MAX,
            value=len(names),
        )
    return names


def _selected_metrics_below(asked: Selected) -> Iterator[Metric]:
    for groups in asked.fields("groups"):
        for metrics in groups.fields("metrics"):
            yield from selected_metrics(metrics)


def _selected_totals(asked: Selected) -> Iterator[Metric]:
    for totals in asked.fields("totals"):
        yield from selected_metrics(totals)


def _selected_shares(asked: Selected) -> Iterator[Metric]:
    for groups in asked.fields("groups"):
        for each in groups.fields("share"):
            yield share_metric(MetricRef(**each.arguments["of"]))


async def _no_groups() -> tuple[list[GroupRow], int]:
    return [], 0
