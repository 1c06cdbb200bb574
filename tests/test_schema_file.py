"""schema.graphql is what the code prints, and everything in it is described."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
)
from graphql import (
    build_schema as parse_schema,
)

from movie_graph.config import Settings
from movie_graph.schema import build_schema

FILE = Path(__file__).parent.parent / "schema.graphql"
SCHEMA = parse_schema(FILE.read_text(encoding="utf-8"))
OWN_TYPES = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}


def test_the_file_is_the_printed_schema() -> None:
    printed = build_schema(Settings()).as_str() + "\n"

    assert FILE.read_text(encoding="utf-8") == printed, "Run: movie-graph schema > schema.graphql"


@pytest.mark.parametrize(
    "name", sorted(set(OWN_TYPES) - {"Boolean", "Float", "ID", "Int", "String"})
)
def test_everything_in_the_schema_is_described(name: str) -> None:
    missing = [path for path, text in _described(OWN_TYPES[name]) if not text]

    assert missing == []


def _described(type_: GraphQLNamedType) -> list[tuple[str, str | None]]:
    found = [(type_.name, type_.description)]
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for field_name, field in type_.fields.items():
            found.append((f"{type_.name}.{field_name}", field.description))
            found += [
                (f"{type_.name}.{field_name}({name})", argument.description)
                for name, argument in field.args.items()
            ]
    elif isinstance(type_, GraphQLInputObjectType):
        found += [(f"{type_.name}.{name}", f.description) for name, f in type_.fields.items()]
    elif isinstance(type_, GraphQLEnumType):
        found += [(f"{type_.name}.{name}", v.description) for name, v in type_.values.items()]
    return found
