"""Metrics: how a client names them, and what they look like in an answer."""

from collections.abc import Iterator, Sequence

import strawberry

from movie_graph.database.cube import Comparison, CubeOrder
from movie_graph.database.metrics import ADDABLE, COUNT, Metric
from movie_graph.errors import BadInputError

from .enums import AggregateFunction, Measure, MovieDimension, OrderDirection
from .fields import attribute
from .inputs import OPERATORS, option
from .scalars import Long
from .selections import Selected

# Fields of MovieMetrics → functions; fields of MetricValues → measures.
FUNCTION_FIELDS = {
    "sum": "SUM",
    "avg": "AVG",
    "min": "MIN",
    "max": "MAX",
    "stddev": "STDDEV",
    "median": "MEDIAN",
}
MEASURE_FIELDS = {
    "budget": "BUDGET",
    "revenue": "REVENUE",
    "profit": "PROFIT",
    "returnOnInvestment": "RETURN_ON_INVESTMENT",
    "voteAverage": "VOTE_AVERAGE",
    "voteCount": "VOTE_COUNT",
    "popularity": "POPULARITY",
    "runtime": "RUNTIME",
}
PARTS_OF_A_WHOLE = tuple(name for name in ADDABLE if name != "PROFIT")


@strawberry.input(description="A metric: a function of a measure, or COUNT alone.")
class MetricRef:
    function: AggregateFunction = strawberry.field(description="What to compute.")
    measure: Measure | None = option("Of which figure; not with COUNT.")


@strawberry.input(
    description="What a group's metric must fulfil. Several comparisons must all hold; none holds "
    "for a metric that is null."
)
class MetricCondition:
    metric: MetricRef = strawberry.field(description="The metric.")
    eq: float | None = option("Equal to this.")
    gt: float | None = option("Greater than this.")
    gte: float | None = option("Greater than or equal to this.")
    lt: float | None = option("Less than this.")
    lte: float | None = option("Less than or equal to this.")


@strawberry.input(description="One term of an order of groups: a metric or a dimension.")
class StatsOrder:
    metric: MetricRef | None = option("By this metric.")
    dimension: MovieDimension | None = option(
        "By this dimension, which must be in `groupBy`. Genres, people, companies and countries go "
        "by name."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.DESC, description="Which end comes first."
    )


@strawberry.type(description="Sums. Null where no movie of the group has a known value.")
class MetricTotals:
    budget: Long | None = strawberry.field(description="Budgets in US dollars.")
    revenue: Long | None = strawberry.field(description="Revenues in US dollars.")
    profit: Long | None = strawberry.field(description="Revenue − budget, where both are known.")
    vote_count: Long | None = strawberry.field(description="Votes.")
    runtime: Long | None = strawberry.field(description="Minutes.")


@strawberry.type(
    description="One function of each measure. Null where no movie of the group has a known value."
)
class MetricValues:
    budget: float | None = strawberry.field(description="Of the budgets in US dollars.")
    revenue: float | None = strawberry.field(description="Of the revenues in US dollars.")
    profit: float | None = strawberry.field(description="Of revenue − budget.")
    return_on_investment: float | None = strawberry.field(description="Of revenue / budget.")
    vote_average: float | None = strawberry.field(
        description="Of the movies' vote averages, each movie counting the same."
    )
    vote_count: float | None = strawberry.field(description="Of the numbers of votes.")
    popularity: float | None = strawberry.field(description="Of TMDB's measure of interest.")
    runtime: float | None = strawberry.field(description="Of the lengths in minutes.")


@strawberry.type(description="The metrics of a group. Only those that are selected are computed.")
class MovieMetrics:
    count: int = strawberry.field(description="Number of movies.")
    sum: MetricTotals = attribute(MetricTotals, "sum", description="Sums.")
    avg: MetricValues = attribute(MetricValues, "avg", description="Arithmetic means.")
    min: MetricValues = attribute(MetricValues, "min", description="Smallest values.")
    max: MetricValues = attribute(MetricValues, "max", description="Largest values.")
    stddev: MetricValues = attribute(
        MetricValues, "stddev", description="Standard deviations of the population."
    )
    median: MetricValues = attribute(MetricValues, "median", description="Medians.")


def metric(ref: MetricRef) -> Metric:
    """What a reference means. Errors: BadInputError where it makes no sense."""
    function = ref.function.value
    measure = None if ref.measure is None else ref.measure.value
    if function == "COUNT":
        if measure is not None:
            raise BadInputError(
                f"COUNT counts movies and takes no measure, such as {measure}. Write {{function: "
                "COUNT}, and to count only movies whose value is known, say so in `where`."
            )
        return COUNT
    if measure is None:
        raise BadInputError(
            f"{function} needs a measure. Write {{function: {function}, measure: REVENUE}}, "
            "or another measure."
        )
    if function == "SUM" and measure not in ADDABLE:
        raise BadInputError(
            f"{measure} of several movies cannot be added up. Write {{function: AVG, measure: "
            f"{measure}}}, or SUM of one of {', '.join(ADDABLE)}."
        )
    return Metric(function, measure)


def share_metric(ref: MetricRef) -> Metric:
    """The metric of a share. Errors: BadInputError where it is no part of a whole."""
    wanted = metric(ref)
    if wanted != COUNT and (wanted.function != "SUM" or wanted.measure not in PARTS_OF_A_WHOLE):
        raise BadInputError(
            f"{wanted.function} of {wanted.measure} has no share: it is no part of a whole. Write "
            f"{{function: COUNT}}, or SUM of one of {', '.join(PARTS_OF_A_WHOLE)}."
        )
    return wanted


def comparisons(having: Sequence[MetricCondition] | None) -> list[Comparison]:
    """What `having` means. Errors: BadInputError."""
    found: list[Comparison] = []
    for condition in having or []:
        wanted = metric(condition.metric)
        values = [
            Comparison(wanted, operator, value)
            for name, operator in OPERATORS.items()
            if (value := getattr(condition, name, None)) is not None
        ]
        if not values:
            raise BadInputError(
                f"A condition of `having` compares {wanted.function} with nothing. "
                "Give eq, gt, gte, lt or lte."
            )
        found += values
    return found


def stats_order(
    order_by: Sequence[StatsOrder] | None, dimensions: Sequence[str]
) -> list[CubeOrder]:
    """What `orderBy` means. Errors: BadInputError."""
    return [
        CubeOrder(_ordered_by(term, dimensions), term.direction is OrderDirection.DESC)
        for term in order_by or []
    ]


def selected_metrics(field: Selected) -> Iterator[Metric]:
    """The metrics that are selected below a field of type MovieMetrics."""
    for function in field.fields():
        if function.name == "count":
            yield COUNT
        elif function.name in FUNCTION_FIELDS:
            for measure in function.fields(*MEASURE_FIELDS):
                yield Metric(FUNCTION_FIELDS[function.name], MEASURE_FIELDS[measure.name])


def _ordered_by(term: StatsOrder, dimensions: Sequence[str]) -> Metric | str:
    if (term.metric is None) == (term.dimension is None):
        raise BadInputError(
            "A term of `orderBy` is either a metric or a dimension. Write {metric: {function: "
            "COUNT}} or {dimension: YEAR}; for both, write two terms."
        )
    if term.metric is not None:
        return metric(term.metric)
    assert term.dimension is not None  # noqa: S101 — one of the two is there
    name: str = term.dimension.value
    if name not in dimensions:
        raise BadInputError(
            f"`orderBy` names {name}, which is not in `groupBy`. Add it there, or order by a "
            "metric or by one of the dimensions that are."
        )
    return name
