"""Conditions: what a filter means in SQL, composed from our own fragments and parameters.

A Condition's text holds `?` for each of its values; `named` turns them into `:parameters`. No
text that a client sent ever becomes part of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal, TypeAlias

from .engine import Parameters, Value
from .folding import fold

Operator: TypeAlias = Literal["=", "<>", "<", "<=", ">", ">="]
Filled: TypeAlias = Value | Sequence[Value]


@dataclass(frozen=True)
class Condition:
    """A boolean SQL expression with its values, in order."""

    text: str
    values: tuple[Filled, ...] = ()

    def named(self, prefix: str) -> tuple[str, Parameters]:
        """The text with `:prefix_1`, `:prefix_2`, … for its values, and those parameters."""
        numbers = count(1)
        pieces = self.text.split("?")
        names = [f"{prefix}_{next(numbers)}" for _ in self.values]
        text = pieces[0] + "".join(
            f":{name}{piece}" for name, piece in zip(names, pieces[1:], strict=True)
        )
        return text, dict(zip(names, self.values, strict=True))


@dataclass(frozen=True)
class TextColumn:
    """A text column: `exact` for equality, and `folded` for beginnings and parts, which holds
    what `fold` makes of the text."""

    exact: str
    folded: str
    fold: Callable[[str], str] = fold


TRUE = Condition("1 = 1")
FALSE = Condition("1 = 0")


def compare(column: str, operator: Operator, value: Value) -> Condition:
    """`column operator value`; never true where the column is unknown."""
    return Condition(f"{column} {operator} ?", (value,))


def one_of(column: str, values: Sequence[Value]) -> Condition:
    """The column is one of the values; of none if there are none."""
    return Condition(f"{column} IN (?)", (list(values),)) if values else FALSE


def unknown(column: str, *, wanted: bool) -> Condition:
    """The column is unknown, or is known."""
    return Condition(f"{column} IS NULL" if wanted else f"{column} IS NOT NULL")


def starts_with(column: TextColumn, text: str) -> Condition:
    """Begins so, as the column folds text. A range, so that an index serves it."""
    folded = column.fold(text)
    if not folded:
        return _raw_prefix(column.exact, text)
    return Condition(
        f"({column.folded} >= ? AND {column.folded} < ?)", (folded, folded + "\U0010ffff")
    )


def contains(column: TextColumn, text: str) -> Condition:
    """Holds it, as the column folds text; text that folds to nothing is looked for exactly."""
    folded = column.fold(text)
    if not folded:
        return Condition(f"INSTR({column.exact}, ?) > 0", (text,))
    return Condition(f"INSTR({column.folded}, ?) > 0", (folded,))


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Every one of them; true if there are none."""
    return _joined(" AND ", list(conditions), TRUE)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """At least one of them; false if there are none."""
    return _joined(" OR ", list(conditions), FALSE)


def negation(condition: Condition) -> Condition:
    """Exactly the rest: a comparison with something unknown counts as false, so its `not` holds."""
    return Condition(f"({condition.text}) IS NOT TRUE", condition.values)


def exists(source: str, condition: Condition) -> Condition:
    """There is a row in `source` (FROM … WHERE the link to the outer row) that fits."""
    return Condition(f"EXISTS (SELECT 1 {source} AND {condition.text})", condition.values)


def _joined(word: str, conditions: list[Condition], empty: Condition) -> Condition:
    if not conditions:
        return empty
    if len(conditions) == 1:
        return conditions[0]
    text = word.join(condition.text for condition in conditions)
    return Condition(f"({text})", tuple(v for condition in conditions for v in condition.values))


def _raw_prefix(column: str, text: str) -> Condition:
    if not text:
        return unknown(column, wanted=False)
    return Condition(f"SUBSTR({column}, 1, ?) = ?", (len(text), text))
