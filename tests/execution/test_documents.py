"""Documents: bounded before they are validated, and validated in time linear in their length."""

import time
from collections.abc import Callable
from random import Random

import pytest
from graphql import (
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    parse,
    specified_rules,
    validate,
)

from movie_graph.config import Settings
from movie_graph.execution import Documents
from movie_graph.execution.merging import errors_of_merging
from movie_graph.schema import build_schema as build_movie_schema
from movie_graph.schema.bounds import document_bounds
from tests.execution.generated import document

WIDE = Settings(
    document_tokens_max=100_000,
    document_depth_max=1000,
    document_fields_max=100_000,
    document_root_fields_max=10_000,
    document_aliases_max=10_000,
)
OTHERS = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]

PETS = build_schema("""
    type Query { pet: Pet dog: Dog cat: Cat pets: [Pet!]! dogs: [Dog] }
    interface Pet { name(short: Boolean, long: [Int]): String! friend: Pet owner: Human }
    type Dog implements Pet { name(short: Boolean, long: [Int]): String! friend: Pet owner: Human
      volume: Int nick: String mother: Dog tags: [String] }
    type Cat implements Pet { name(short: Boolean, long: [Int]): String! friend: Pet owner: Human
      volume: String nick: String! mother: Cat tags: [String] lives: Int }
    type Human { name: String pets: [Pet!] }
""")
FIELDS = {
    "Query": ["pet", "dog", "cat", "pets", "dogs"],
    "Pet": ["name", "friend", "owner"],
    "Dog": ["name", "friend", "owner", "volume", "nick", "mother", "tags"],
    "Cat": ["name", "friend", "owner", "volume", "nick", "mother", "tags", "lives"],
    "Human": ["name", "pets"],
}
BELOW = {
    **dict.fromkeys(["pet", "friend", "pets"], "Pet"),
    **dict.fromkeys(["dog", "dogs"], "Dog"),
    "cat": "Cat",
    "owner": "Human",
}


def _selection(random: Random, on: str, depth: int, fragments: dict[str, tuple[str, str]]) -> str:
    parts = []
    for _ in range(random.randint(1, 3)):
        kind = random.random()
        if kind < 0.25 and on in ("Pet", "Dog", "Cat") and depth:
            of = random.choice(["Pet", "Dog", "Cat"] if on == "Pet" else ["Pet", on])
            below = _selection(random, of, depth - 1, fragments)
            if random.random() < 0.5:
                name = f"F{len(fragments)}"
                fragments[name] = (of, below)
                parts.append(f"...{name}")
            else:
                parts.append(f"... on {of} {below}")
            continue
        known = [name for name, (of, _) in fragments.items() if of == on]
        if kind < 0.35 and known:
            parts.append(f"...{random.choice(known)}")
            continue
        field = random.choice(FIELDS[on])
        result = on if field == "mother" else BELOW.get(field)
        if result is not None and not depth:
            continue
        alias = random.choice(["", "", "", "x: ", "y: "])
        arguments = ""
        if field == "name" and on != "Human":
            arguments = random.choice(["", "", "(short: true)", "(long: [1, 2])", "(long: [2, 1])"])
        below = _selection(random, result, depth - 1, fragments) if result else ""
        parts.append(f"{alias}{field}{arguments} {below}")
    return "{ " + " ".join(parts or ["__typename"]) + " }"


def test_fields_merge_exactly_where_the_specification_lets_them() -> None:
    verdicts = []
    for seed in range(3000):
        random = Random(seed)
        fragments: dict[str, tuple[str, str]] = {}
        text = _selection(random, "Query", 4, fragments)
        for name, (of, below) in fragments.items():
            text += f" fragment {name} on {of} {below}"
        parsed = parse(text)
        if seed < 100:
            assert validate(PETS, parsed, OTHERS) == [], text

        stock = validate(PETS, parsed, [OverlappingFieldsCanBeMergedRule])
        ours = errors_of_merging(PETS, parsed)

        assert bool(ours) == bool(stock), text
        verdicts.append(bool(ours))

    assert 500 < sum(verdicts) < 2500


def test_generated_documents_merge() -> None:
    schema = build_movie_schema(WIDE)._schema
    for seed in range(300):
        generated = document(schema, Random(seed), size=60, depth=8)
        assert errors_of_merging(schema, parse(generated.text)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "{ x: dog { name } x: cat { name } }",
            "Fields 'x' conflict because 'dog' and 'cat' are different fields.",
        ),
        (
            "{ dog { name name(short: true) } }",
            "Fields 'name' conflict because they have differing arguments.",
        ),
        (
            "{ pet { ... on Dog { volume } ... on Cat { volume } } }",
            "Fields 'volume' conflict because they return conflicting types 'Int' and 'String'.",
        ),
        (
            "{ pet { ...A ...B } } fragment A on Pet { friend { ... on Dog { x: nick } } } "
            "fragment B on Pet { friend { ... on Cat { x: nick } } }",
            "Fields 'x' conflict because they return conflicting types 'String' and 'String!'.",
        ),
    ],
)
def test_a_conflict_is_explained(text: str, reason: str) -> None:
    [error] = errors_of_merging(PETS, parse(text))

    assert error.message == (
        f"{reason} Use different aliases on the fields to fetch both if this was intentional."
    )
    assert len(error.locations or []) == 2


def _doubling(size: int) -> str:
    """Each fragment spreads the two of the next level: 2^size fields."""
    levels = " ".join(
        f"fragment {name}{n} on Query {{ genres {{ name }} ...F{n + 1} ...G{n + 1} }}"
        for n in range(size)
        for name in "FG"
    )
    last = " ".join(f"fragment {name}{size} on Query {{ __typename }}" for name in "FG")
    return f"{{ ...F0 ...G0 }} {levels} {last}"


def _nested(size: int) -> str:
    """The same, one level deeper with each spread."""
    levels = " ".join(
        f"fragment F{n} on Movie {{ a: cast {{ movie {{ ...F{n + 1} }} }} "
        f"b: cast {{ movie {{ ...F{n + 1} }} }} }}"
        for n in range(size)
    )
    return f"{{ movies {{ nodes {{ ...F0 }} }} }} {levels} fragment F{size} on Movie {{ id }}"


def _repeated(size: int) -> str:
    """One field again and again, which graphql-core's own rule compares pair by pair."""
    return "{ movies { nodes { " + "genres { name } " * size + "} } }"


@pytest.mark.parametrize("bomb", [_doubling, _nested, _repeated])
def test_documents_that_multiply_take_linear_time(bomb: Callable[[int], str]) -> None:
    schema = build_movie_schema(WIDE)._schema

    def seconds(size: int) -> float:
        documents = Documents(schema, bounds=document_bounds(WIDE), size=1)
        best = 10.0
        for _ in range(3):
            started = time.process_time()
            documents._prepared(bomb(size))
            best = min(best, time.process_time() - started)
        return best

    small, large = seconds(50), seconds(400)

    assert large < 8 * 4 * max(small, 0.001)  # eight times the length; quadratic were 64 times


@pytest.mark.parametrize("bomb", [_doubling, _nested])
def test_a_fragment_bomb_is_refused_with_its_size(bomb: Callable[[int], str]) -> None:
    documents = Documents(_schema(), bounds=document_bounds(Settings(document_tokens_max=10_000)))

    prepared = documents.prepare(bomb(30))

    [fields] = [e for e in prepared.errors if "DOCUMENT_FIELDS" in e.extensions["bound"]]  # type: ignore[index]  # all have them
    assert fields.extensions is not None
    assert fields.extensions["value"] > 2**30


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ ...F } fragment F on Query { ...F }", "Cannot spread fragment 'F' within itself."),
        ("{ ...F }", "Unknown fragment 'F'."),
        ("{ a " * 900, "Syntax Error: Document is nested too deeply."),
        ("{ movies { a: totalCount a: pageInfo { endCursor } } }", "Fields 'a' conflict because"),
    ],
)
def test_broken_documents_are_named(text: str, message: str) -> None:
    prepared = Documents(_schema(), bounds=document_bounds(Settings())).prepare(text)

    assert prepared.errors[0].message.startswith(message)


def test_a_chain_of_fragments_that_is_too_long_to_follow_is_refused() -> None:
    documents = Documents(_schema(), bounds=document_bounds(WIDE))
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(2000))

    prepared = documents.prepare(f"{{ ...F0 }} {chain} fragment F2000 on Query {{ __typename }}")

    assert [e.message for e in prepared.errors] == ["The document is nested too deeply to be read."]


def test_several_bounds_are_named_together() -> None:
    bounds = document_bounds(Settings(document_aliases_max=1, document_depth_max=1))
    prepared = Documents(_schema(), bounds=bounds).prepare(
        "{ a: movies { b: nodes { genres { name } } } }"
    )

    assert [error.extensions["bound"] for error in prepared.errors if error.extensions] == [
        "MOVIE_GRAPH_DOCUMENT_DEPTH_MAX",
        "MOVIE_GRAPH_DOCUMENT_ALIASES_MAX",
    ]


def _schema() -> GraphQLSchema:
    return build_movie_schema(Settings())._schema
