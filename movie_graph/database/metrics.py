"""Metrics: what can be computed of a group of movies, and how that is written in SQL.

Unknown values are left out of everything but COUNT. Averages are divided as DOUBLE: an AVG of whole
numbers would be cut to four decimals on MySQL and MariaDB, and on MariaDB a STDDEV_POP likewise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

MEASURES = {
    "BUDGET": "movies.budget",
    "REVENUE": "movies.revenue",
    "PROFIT": "movies.profit",
    "RETURN_ON_INVESTMENT": "movies.revenue * 1e0 / NULLIF(movies.budget, 0)",
    "VOTE_AVERAGE": "votes.vote_average",
    "VOTE_COUNT": "votes.vote_count",
    "POPULARITY": "movies.popularity",
    "RUNTIME": "movies.runtime_minutes",
}
ADDABLE = ("BUDGET", "REVENUE", "PROFIT", "VOTE_COUNT", "RUNTIME")

FUNCTIONS = {
    "COUNT": "COUNT(*)",
    "SUM": "SUM({value})",
    "AVG": "SUM({value}) / (COUNT({value}) * 1e0)",
    "MIN": "MIN({value})",
    "MAX": "MAX({value})",
    "STDDEV": "STDDEV_POP(({value}) * 1e0)",
    # The one or two in the middle of the known values, which `cells` has numbered.
    "MEDIAN": (
        "AVG(CASE WHEN 2 * {value}_place BETWEEN {value}_known AND {value}_known + 2 "
        "THEN {value} * 1e0 END)"
    ),
}


class Metric(NamedTuple):
    """A function of a measure, by their names in FUNCTIONS and MEASURES; COUNT has no measure."""

    function: str
    measure: str | None = None

    def sql(self, value: str) -> str:
        """The expression over a group; `value` is the measure's own expression or column."""
        return FUNCTIONS[self.function].format(value=value)


COUNT = Metric("COUNT")

Number: TypeAlias = int | float | None


@dataclass(frozen=True)
class MeasureValues:
    """One function of each measure; None where nothing is known, or nobody asked."""

    budget: Number = None
    revenue: Number = None
    profit: Number = None
    return_on_investment: Number = None
    vote_average: Number = None
    vote_count: Number = None
    popularity: Number = None
    runtime: Number = None


NOTHING = MeasureValues()


@dataclass(frozen=True)
class Metrics:
    """The metrics of one group, those that were computed."""

    values: Mapping[Metric, Number] = field(default_factory=dict)

    @property
    def count(self) -> Number:
        return self.values[COUNT]

    def of(self, function: str) -> MeasureValues:
        """One function's values, by measure."""
        found = {
            metric.measure.lower(): _typed(metric, value)
            for metric, value in self.values.items()
            if metric.function == function and metric.measure is not None
        }
        return MeasureValues(**found) if found else NOTHING

    @property
    def sum(self) -> MeasureValues:
        return self.of("SUM")

    @property
    def avg(self) -> MeasureValues:
        return self.of("AVG")

    @property
    def min(self) -> MeasureValues:
        return self.of("MIN")

    @property
    def max(self) -> MeasureValues:
        return self.of("MAX")

    @property
    def stddev(self) -> MeasureValues:
        return self.of("STDDEV")

    @property
    def median(self) -> MeasureValues:
        return self.of("MEDIAN")


def share(part: Number, whole: Number) -> float | None:
    """The part of the whole; None where either is unknown or the whole is 0."""
    return None if part is None or not whole else part / whole


def _typed(metric: Metric, value: Number) -> Number:
    """Sums are whole numbers, everything else is a fraction, whichever the engine sends."""
    if value is None:
        return None
    return int(value) if metric.function == "SUM" else float(value)
