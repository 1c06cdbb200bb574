"""Same answers: the corpus on graphql-core's own executor and on ours, and what it covers."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import TypeInfo, TypeInfoVisitor, Visitor, is_object_type, parse, visit
from graphql.type import is_introspection_type

from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.schema import mutation
from tests.execution import corpus
from tests.execution.conftest import always, write_all
from tests.execution.corpus import Sent
from tests.execution.twins import Opening, Twins

pytestmark = pytest.mark.anyio

DOCUMENTS = list(corpus.documents())
REQUESTS = list(corpus.requests())
READS = [sent for sent in REQUESTS if not sent.name.startswith("mutations")]
WRITES = [sent for sent in REQUESTS if sent.name.startswith("mutations")]


@pytest.mark.parametrize("sent", READS, ids=str)
async def test_a_read_answers_the_same(sent: Sent, twins: Twins, small: Opening) -> None:
    await _compare(twins, small, sent)


@pytest.mark.parametrize("sent", WRITES, ids=str)
async def test_a_mutation_answers_the_same(
    sent: Sent, twins: Twins, copies: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutation, "_now", lambda: "2021-02-03 04:05:06.789")
    await _compare(twins, copies, sent)


@pytest.fixture(scope="module")
async def engine_database(database_url: str) -> AsyncIterator[Opening]:
    database = open_database(Settings(database_url=database_url))
    await write_all(database)
    yield always(database)
    await database.close()


async def test_either_engine_answers_the_same(twins: Twins, engine_database: Opening) -> None:
    for sent in READS:
        if sent.name.startswith(("relations", "connections", "errors", "interfaces")):
            await _compare(twins, engine_database, sent)


async def _compare(twins: Twins, opening: Opening, sent: Sent) -> None:
    compared = await twins.compare(
        opening, sent.text, sent.variables, operation=sent.operation, subject=sent.subject
    )
    assert len(compared.ours.errors) == sent.errors, compared.ours.errors


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len({text for _, text in DOCUMENTS}) >= 150
    assert len({name for name, _ in DOCUMENTS}) == len(DOCUMENTS)


def test_the_corpus_selects_every_field_of_every_type(twins: Twins) -> None:
    schema = twins.ours._schema
    selected: set[str] = set()
    type_info = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: Any, *_args: Any) -> None:
            selected.add(f"{type_info.get_parent_type()}.{node.name.value}")

    for name, text in DOCUMENTS:
        if not name.startswith("invalid"):
            visit(parse(text), TypeInfoVisitor(type_info, Fields()))

    exist = {
        f"{type_}.{field}"
        for type_ in schema.type_map.values()
        if is_object_type(type_) and not is_introspection_type(type_)
        for field in type_.fields
    }
    through_interface = {
        "MovieNotFound.message",
        "SignInRequired.message",
        "RatingNotFound.message",
    }
    by_role = {"RoleRequired.message", "RoleRequired.roles"}  # tests/test_signing.py
    assert exist - selected <= through_interface | by_role
