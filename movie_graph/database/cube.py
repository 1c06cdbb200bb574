"""The cube: movies grouped by up to three dimensions, and metrics of each group.

A statement names only the tables that it needs: grouping by genre and counting reads the links and
nothing else. Groups are made in a derived table, so that HAVING and ORDER BY see plain columns
(key_1, …, metric_1, …). Below it a median asks for another one, the cells: one row per movie and
combination of keys, numbered within each group by each measure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.groups import Composed

from .conditions import TRUE, Condition, Operator, all_of, compare
from .dimensions import DIMENSIONS, Dimension
from .engine import Parameters, Reader
from .metrics import COUNT, MEASURES, Metric, Metrics
from .paging import Term, order_by

GROUPS = """
    SELECT {columns}
      FROM ({grouped}) AS grouped{names}
     WHERE {having}
     ORDER BY {order}
     LIMIT :first
"""
GROUPED = """SELECT {columns}
              FROM {tables}
             WHERE {where}"""
CELLS = """(SELECT {columns}
                      FROM {tables}
                     WHERE {where}) AS cells"""
NUMBERED = (
    "ROW_NUMBER() OVER ({partition}ORDER BY {value} DESC) AS {name}_place",
    "COUNT({value}) OVER ({partition}) AS {name}_known",
)
TOP_MOVIES = """
    SELECT {columns}
      FROM (SELECT movies.id AS movie_id, {keys}
                   ROW_NUMBER() OVER ({partition}ORDER BY {order}) AS place
              FROM {tables}
             WHERE {where}) AS ranked
      JOIN movies ON movies.id = ranked.movie_id
      LEFT JOIN votes ON votes.movie_id = movies.id
     WHERE place <= :first
     ORDER BY place
"""


@dataclass(frozen=True, eq=False)
class Cube:
    """Which movies, grouped by what. With `unknown`, movies without a key are a group, too."""

    dimensions: tuple[str, ...] = ()
    where: Condition = TRUE
    unknown: bool = False

    @property
    def keys(self) -> list[Dimension]:
        """The dimensions themselves."""
        return [DIMENSIONS[name] for name in self.dimensions]

    @property
    def key_names(self) -> list[str]:
        """What the statements call the keys: key_1, key_2, …"""
        return [f"key_{number}" for number in range(1, len(self.dimensions) + 1)]


@dataclass(frozen=True)
class CubeOrder:
    """One term of an order of groups: a metric, or a dimension by its name."""

    by: Metric | str
    descending: bool


@dataclass(frozen=True)
class Comparison:
    """What a group must fulfil to be shown. A metric that is unknown fulfils nothing."""

    metric: Metric
    operator: Operator
    value: float


@dataclass(frozen=True)
class GroupRow:
    """One group: its keys in the order of the dimensions, and its metrics."""

    keys: tuple[int | str | None, ...]
    metrics: Metrics


async def groups(
    reader: Reader,
    cube: Cube,
    metrics: Sequence[Metric],
    *,
    having: Sequence[Comparison] = (),
    order: Sequence[CubeOrder] = (),
    first: int,
    counted: bool = False,
) -> tuple[list[GroupRow], int]:
    """The first groups in order, and the number of all of them if `counted`. One statement.

    Without an order the largest groups come first; ties go by key.
    """
    order = order or [CubeOrder(COUNT, descending=True)]
    ordered_by = [term.by for term in order if isinstance(term.by, Metric)]
    used = dict.fromkeys([*metrics, *(each.metric for each in having), *ordered_by])
    names = {metric: f"metric_{number}" for number, metric in enumerate(used, start=1)}
    compared = all_of(compare(names[each.metric], each.operator, each.value) for each in having)
    having_text, having_values = compared.named("h")
    grouped, values = _grouped(cube, names)
    columns = [*cube.key_names, *names.values()]
    statement = GROUPS.format(
        columns=", ".join([*columns, *(["COUNT(*) OVER ()"] if counted else [])]),
        grouped=grouped,
        names="".join(_name_tables(cube, order)),
        having=having_text,
        order=order_by(_terms(cube, order, names), backward=False),
    )
    # A row at least, because the number of groups stands in it.
    rows = await reader.fetch_all(statement, {**values, **having_values, "first": max(1, first)})
    size = len(cube.dimensions)
    found = [
        GroupRow(row[:size], Metrics(dict(zip(names, row[size:], strict=False))))
        for row in rows[:first]
    ]
    return found, int(rows[0][-1]) if counted and rows else 0


async def totals(reader: Reader, where: Condition, metrics: Sequence[Metric]) -> Metrics:
    """The metrics of all movies that fit, each counted once. One statement, or none."""
    names = {metric: f"metric_{number}" for number, metric in enumerate(metrics, start=1)}
    if not names:
        return Metrics()
    [row] = await reader.fetch_all(*_grouped(Cube(where=where), names))
    return Metrics(dict(zip(names, row, strict=True)))


def top_movies(cube: Cube, order: Sequence[Term], columns: str, first: int) -> Composed:
    """The statement for the first movies of each group, whose keys are its last columns.

    It takes the keys of the groups as :key_1, :key_2, … and answers every combination of them.
    """
    keys = cube.keys
    asked = [
        f"({key.key} IN (:{name}){f' OR {key.key} IS NULL' if cube.unknown else ''})"
        for key, name in zip(keys, cube.key_names, strict=True)
    ]
    ordering = order_by(order, backward=False)
    tables, where, values = _source(cube, f"movies. {ordering}")
    statement = TOP_MOVIES.format(
        columns=", ".join([columns, *(f"ranked.{n}" for n in cube.key_names)]),
        keys="".join(f"{column}, " for column in _key_columns(cube)),
        partition=_partition(cube),
        order=ordering,
        tables=tables,
        where=" AND ".join([where, *asked]),
    )
    return statement, {**values, "first": first}


def _grouped(cube: Cube, names: dict[Metric, str]) -> tuple[str, Parameters]:
    """The statement for every group, unordered."""
    if any(metric.function == "MEDIAN" for metric in names):
        return _grouped_cells(cube, names)
    columns = [
        f"{metric.sql(MEASURES.get(metric.measure or '', ''))} AS {name}"
        for metric, name in names.items()
    ]
    tables, where, values = _source(cube, " ".join(columns))
    statement = GROUPED.format(
        columns=", ".join([*_key_columns(cube), *columns]), tables=tables, where=where
    )
    return statement + _group_by(cube), values


def _grouped_cells(cube: Cube, names: dict[Metric, str]) -> tuple[str, Parameters]:
    """The same, with the movies of each group numbered for medians."""
    measures = dict.fromkeys(metric.measure for metric in names if metric.measure)
    values = {measure: f"value_{number}" for number, measure in enumerate(measures, start=1)}
    numbered = {metric.measure for metric in names if metric.function == "MEDIAN"}
    columns = [*_key_columns(cube), *(f"{MEASURES[m]} AS {name}" for m, name in values.items())]
    for measure in values:
        if measure in numbered:
            columns += [
                column.format(
                    partition=_partition(cube), value=MEASURES[measure], name=values[measure]
                )
                for column in NUMBERED
            ]
    tables, where, parameters = _source(cube, " ".join(columns))
    cells = CELLS.format(columns=", ".join(columns), tables=tables, where=where)
    computed = [
        f"{metric.sql(values.get(metric.measure or '', ''))} AS {name}"
        for metric, name in names.items()
    ]
    statement = GROUPED.format(
        columns=", ".join([*cube.key_names, *computed]), tables=cells, where="1 = 1"
    )
    return statement + _group_by(cube), parameters


def _source(cube: Cube, columns: str) -> tuple[str, str, Parameters]:
    """The tables that the cube and `columns` need, the condition on them, and its values."""
    where, values = cube.where.named("w")
    keys = " ".join(key.key for key in cube.keys)
    text = f"{columns} {where} {keys}"
    links = [key.link for key in cube.keys if key.link]
    conditions = [where]
    tables: list[str] = []
    if "movies." in text or cube.unknown or not links:
        tables.append("movies")
        anchor = "movies.id"
    else:
        first, *links = links
        tables.append(f"{first.table} AS {first.alias}")
        anchor = f"{first.alias}.movie_id"
        conditions += [first.condition] if first.condition else []
    join = "LEFT JOIN" if cube.unknown else "JOIN"
    for link in links:
        on = [f"{link.alias}.movie_id = {anchor}", *([link.condition] if link.condition else [])]
        tables.append(f"{join} {link.table} AS {link.alias} ON {' AND '.join(on)}")
    if "votes." in text:
        tables.append(f"LEFT JOIN votes ON votes.movie_id = {anchor}")
    if not cube.unknown:
        conditions += [f"{key.key} IS NOT NULL" for key in cube.keys if not key.link]
    return "\n              ".join(tables), "\n               AND ".join(conditions), values


def _key_columns(cube: Cube) -> list[str]:
    return [f"{key.key} AS {name}" for key, name in zip(cube.keys, cube.key_names, strict=True)]


def _partition(cube: Cube) -> str:
    keys = ", ".join(key.key for key in cube.keys)
    return f"PARTITION BY {keys} " if keys else ""


def _group_by(cube: Cube) -> str:
    keys = ", ".join(cube.key_names)
    return f"\n             GROUP BY {keys}" if keys else ""


def _terms(cube: Cube, order: Sequence[CubeOrder], names: dict[Metric, str]) -> list[Term]:
    """The order, and then the keys, so that it is the same every time."""
    terms = []
    for term in order:
        if isinstance(term.by, Metric):
            column = names[term.by]
        else:
            number = cube.dimensions.index(term.by)
            name = DIMENSIONS[term.by].name
            column = f"named_{number + 1}.{name[2]}" if name else cube.key_names[number]
        terms.append(Term(column, column, term.descending))
    return terms + [Term(name, name, False, nullable=cube.unknown) for name in cube.key_names]


def _name_tables(cube: Cube, order: Sequence[CubeOrder]) -> Iterator[str]:
    """Where the names are that an order by genre, person, company or country goes by."""
    wanted = {term.by for term in order}
    for number, dimension in enumerate(cube.dimensions, start=1):
        if dimension in wanted and (name := DIMENSIONS[dimension].name):
            table, key, _ = name
            yield f"""
      LEFT JOIN {table} AS named_{number} ON named_{number}.{key} = grouped.key_{number}"""
