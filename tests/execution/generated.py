"""Generated documents: random walks over a schema, valid by construction, with their variables.

Response names follow from the field and its arguments, so that equal names always mean equal
fields and everything may merge with everything: what is drawn at random is which fields, in which
order, under how many fragments, with which arguments, directives and variables.
"""

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("MOVIE_GRAPH_TEST_EXAMPLES", "500"))

# graphql-core's own executor leaves coroutines behind when a neighbour has failed.
LEFT_BEHIND = [
    pytest.mark.filterwarnings(
        "ignore:coroutine .* was never awaited:RuntimeWarning",
        "ignore:Exception ignored (in.|while finalizing coroutine) <coroutine object:"
        "pytest.PytestUnraisableExceptionWarning",
    ),
    pytest.mark.usefixtures("collected"),
]

WORDS = ["", "a", "glass", "Drama", "Director", "Sound", "tt0000011", "The Salt Lamp", "é", "zzz"]
IDS = ["Movie:11", "Movie:12", "Person:1", "Person:4", "Genre:18", "Movie:404", "Planet:1", "bad"]
DATES = ["1999-03-30", "2003-07-11", "2030-01-01"]
LONGS = [0, 1, 1_000_000, 50_000_000, 2**53 - 1]
INTS = [0, 1, 1, 2, 2, 3, 3, 5, 11, 12, 17, -1]
FLOATS = [0.0, 5.5, 7.5, 20.0]


@dataclass(frozen=True)
class Generated:
    """A document and what is sent with it."""

    text: str
    variables: Mapping[str, Any]


@dataclass
class _Walk:
    """One document on its way."""

    schema: GraphQLSchema
    random: Random
    budget: int
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)  # declaration, value
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)  # type, selection

    def one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    # ── selections ──

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        count = self.random.randint(1, 5) if self.budget > 0 else 1
        parts = [self.part(type_, depth) for _ in range(count)]
        return "{ " + " ".join(parts) + " }"

    def part(self, type_: GraphQLNamedType, depth: int) -> str:
        self.budget -= 1
        kind = self.random.randint(0, 19)
        if kind == 0 or self.budget < 0:
            return f"__typename{self.directives()}"
        if kind == 1 and depth:
            return f"...{self.directives()} {self.selection(type_, depth - 1)}"
        if depth and (kind in (2, 3) or (is_abstract_type(type_) and kind < 16)):
            return self.fragment(type_, depth)
        if not hasattr(type_, "fields"):
            return "__typename"
        return self.field(type_, depth)

    def fragment(self, type_: GraphQLNamedType, depth: int) -> str:
        on = self.random.choice(self._overlapping(type_))
        if self.one_in(2):
            return f"... on {on}{self.directives()} {self.selection(on, depth - 1)}"
        known = [name for name, (of, _) in self.fragments.items() if of == on.name]
        if known and self.one_in(2):
            return f"...{self.random.choice(known)}{self.directives()}"
        text = self.selection(on, depth - 1)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (on.name, text)
        return f"...{name}{self.directives()}"

    def _overlapping(self, type_: Any) -> list[Any]:
        if is_object_type(type_):
            return [type_, *type_.interfaces]
        return [type_, *self.schema.get_possible_types(type_)]

    def field(self, type_: Any, depth: int) -> str:
        names = [
            name
            for name, each in type_.fields.items()
            if depth or is_leaf_type(get_named_type(each.type))
        ]
        if not names:
            return "__typename"
        deeper = [
            name for name in names if is_composite_type(get_named_type(type_.fields[name].type))
        ]
        name = self.random.choice(sorted(deeper if deeper and self.one_in(2) else names))
        definition = type_.fields[name]
        arguments = self.arguments(definition)
        alias = self.alias(name, arguments)
        result = get_named_type(definition.type)
        below = self.selection(result, depth - 1) if is_composite_type(result) else ""
        return f"{alias}{name}{arguments}{self.directives()} {below}"

    def alias(self, name: str, arguments: str) -> str:
        if arguments:
            return f"{name}_{zlib.crc32(arguments.encode())}: "
        return f"{name}_too: " if self.one_in(6) else ""

    def directives(self) -> str:
        if not self.one_in(7):
            return ""
        name = self.random.choice(["skip", "include"])
        if self.one_in(2):
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        return f" @{name}(if: ${self.condition()})"

    def condition(self) -> str:
        name = f"b{self.random.randint(0, 2)}"
        if name not in self.variables:
            if self.one_in(8):
                # A null that the default cannot mend fails where the directive stands.
                value = self.random.choice([None, True, False])
                self.variables[name] = ("Boolean = true", value)
            else:
                self.variables[name] = ("Boolean!", self.random.random() < 0.5)
        return name

    # ── arguments ──

    def arguments(self, definition: GraphQLField) -> str:
        given = []
        for name, argument in sorted(definition.args.items()):
            if is_non_null_type(argument.type) and not _has_default(argument):
                given.append(f"{name}: {self.value(argument.type, 3)}")
            elif self.one_in(4):
                given.append(f"{name}: {self.argument(argument)}")
        return f"({', '.join(given)})" if given else ""

    def argument(self, argument: GraphQLArgument) -> str:
        if not self.one_in(3):
            return self.value(argument.type, 3)
        # A variable of the argument's nullable type; null is an error where that may not be.
        type_: Any = argument.type
        nullable = type_.of_type if is_non_null_type(type_) else type_
        literal = self.constant(nullable, 2)
        if is_non_null_type(type_):
            declaration = f"{nullable} = {_literal(literal, nullable)}"
        else:
            declaration = str(nullable)
        name = f"v{len(self.variables)}"
        value = self.random.choice([literal, None, Undefined])
        self.variables[name] = (declaration, value)
        return f"${name}"

    def value(self, type_: Any, depth: int) -> str:
        """A literal, sometimes null where it may be."""
        if not is_non_null_type(type_) and self.one_in(8):
            return "null"
        return _literal(self.constant(type_, depth), type_)

    def constant(self, type_: Any, depth: int) -> Any:
        """A value as it stands in JSON."""
        if is_non_null_type(type_):
            return self.constant(type_.of_type, depth)
        if is_list_type(type_):
            return [
                self.constant(type_.of_type, depth - 1)
                for _ in range(self.random.randint(0, 2 if depth else 0))
            ]
        if is_input_object_type(type_):
            return self.input_object(type_, depth)
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(sorted(type_.values))
        return self.random.choice(_SCALARS[type_.name])

    def input_object(self, type_: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        names = sorted(type_.fields)
        if type_.is_one_of:
            names = [self.random.choice(names)]
            return {names[0]: self.constant(type_.fields[names[0]].type, depth - 1)}
        chosen = {}
        for name in names:
            each = type_.fields[name]
            needed = is_non_null_type(each.type) and not _has_default(each)
            if needed or (depth > 0 and self.one_in(6)):
                chosen[name] = self.constant(each.type, depth - 1)
        return chosen


_SCALARS: dict[str, list[Any]] = {
    "Int": INTS,
    "Long": LONGS,
    "Float": FLOATS,
    "String": WORDS,
    "ID": IDS,
    "Date": DATES,
    "Boolean": [True, False],
}


def documents(schema: GraphQLSchema) -> st.SearchStrategy[Generated]:
    """Valid queries over `schema` with values for their variables.

    A strategy of seeds and sizes: drawing each decision by itself would cost more than running
    the document.
    """
    return st.builds(
        partial(document, schema),
        st.randoms(use_true_random=True),
        size=st.integers(5, 150),
        depth=st.integers(2, 10),
    )


def document(schema: GraphQLSchema, random: Random, *, size: int, depth: int) -> Generated:
    """One such query of about `size` fields, nested up to `depth` deep."""
    walk = _Walk(schema, random, budget=size)
    assert schema.query_type is not None
    text = walk.selection(schema.query_type, depth)
    declared = ", ".join(
        f"${name}: {declaration}" for name, (declaration, _) in walk.variables.items()
    )
    head = f"query ({declared}) " if declared else ""
    fragments = [f"fragment {name} on {of} {body}" for name, (of, body) in walk.fragments.items()]
    return Generated(
        "\n".join([head + text, *fragments]),
        {name: value for name, (_, value) in walk.variables.items() if value is not Undefined},
    )


def _has_default(of: Any) -> bool:
    return of.default is not None or of.default_value is not Undefined


def _literal(value: Any, type_: Any) -> str:
    """JSON as GraphQL writes it."""
    if is_non_null_type(type_):
        return _literal(value, type_.of_type)
    if value is None:
        return "null"
    if is_list_type(type_):
        return "[" + ", ".join(_literal(item, type_.of_type) for item in value) + "]"
    if is_input_object_type(type_):
        items = (
            f"{name}: {_literal(each, type_.fields[name].type)}" for name, each in value.items()
        )
        return "{" + ", ".join(items) + "}"
    if isinstance(type_, GraphQLEnumType):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
