"""Every bound: at it things work, one past it is refused before any SQL, with name and value."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings, variable_name
from movie_graph.database import Database, open_database
from movie_graph.database.tables import migrate
from tests.catalogue import write_catalogue
from tests.graph import Graph

ROOT = Path(__file__).parent.parent
MOVIE = "{{ movie(by: {{tmdbId: 11}}) {{ {} }} }}"
UNRATE = "unrateMovie(movie: {tmdbId: 11}) { __typename }"


@dataclass(frozen=True)
class Case:
    """A bound set to `limit`, a request at it and one past it."""

    setting: str
    limit: int
    at: str
    past: str
    value: int
    variables_at: Mapping[str, Any] = field(default_factory=dict)
    variables_past: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.setting} {self.name}".strip()


CASES = [
    Case(
        "page_size_max",
        3,
        "{ movies(first: 3) { nodes { id } } }",
        "{ movies(first: 4) { nodes { id } } }",
        4,
    ),
    Case(
        "page_size_max",
        3,
        "query ($n: Int) { genres { movies(last: $n) { edges { cursor } } } }",
        "query ($n: Int) { genres { movies(last: $n) { edges { cursor } } } }",
        4,
        {"n": 3},
        {"n": 4},
        name="in a variable",
    ),
    Case(
        "page_size_max",
        3,
        "query ($n: Int = 3) { people(first: $n) { nodes { id } } }",
        "query ($n: Int = 4) { people(first: $n) { nodes { id } } }",
        4,
        name="as a variable's default",
    ),
    Case(
        "list_size_max",
        10,
        MOVIE.format("cast(first: 10) { character }"),
        MOVIE.format("cast(first: 11) { character }"),
        11,
    ),
    Case(
        "list_size_max",
        10,
        '{ search(query: "a", first: 10) { relevance } }',
        '{ search(query: "a", first: 11) { relevance } }',
        11,
        name="of a search",
    ),
    Case("document_tokens_max", 6, "{ genres { name } }", "{ genres { name id } }", 7),
    Case(
        "document_depth_max",
        3,
        "{ movies { nodes { genres { name } } } }",
        "{ movies { nodes { cast { person { name } } } } }",
        4,
    ),
    Case(
        "document_depth_max",
        3,
        "{ movies { ...P } } fragment P on MovieConnection { nodes { genres { name } } }",
        "{ movies { ...P } } fragment P on MovieConnection { nodes { cast { person { name } } } }",
        4,
        name="in a fragment",
    ),
    Case(
        "document_fields_max",
        3,
        "{ genres { name id } }",
        "{ genres { ...F id } } fragment F on Genre { name name }",
        4,
    ),
    Case(
        "document_root_fields_max",
        2,
        "{ genres { name } viewer { subject } }",
        "{ genres { name } ...Q } fragment Q on Query { viewer { subject } dataset { version } }",
        3,
    ),
    Case(
        "document_mutations_max",
        1,
        f"mutation {{ {UNRATE} }}",
        f"mutation {{ {UNRATE} ...M }} fragment M on Mutation {{ again: {UNRATE} }}",
        2,
    ),
    Case(
        "document_aliases_max",
        2,
        "{ a: genres { b: name } }",
        "{ a: genres { ...F } } fragment F on Genre { b: name c: name }",
        3,
    ),
    Case(
        "document_directives_max",
        1,
        "{ genres { name @include(if: true) } }",
        "{ genres { name @include(if: true) ... @skip(if: false) { id } } }",
        2,
    ),
    Case(
        "document_cost_max",
        11,
        MOVIE.format("genres { name }"),
        "{ movie(by: {tmdbId: 11}) { genres { name } } viewer { subject } }",
        12,
    ),
    Case(
        "list_argument_max",
        2,
        '{ nodes(ids: ["Movie:11", "Movie:12"]) { id } }',
        '{ nodes(ids: ["Movie:11", "Movie:12", "Movie:13"]) { id } }',
        3,
    ),
    Case(
        "list_argument_max",
        2,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        3,
        {"ids": ["Movie:11"] * 2},
        {"ids": ["Movie:11"] * 3},
        name="in a variable",
    ),
    Case(
        "list_argument_max",
        2,
        "{ movies(where: {year: {in: [1999, 2000]}}) { nodes { id } } }",
        "{ movies(where: {year: {in: [1999, 2000, 2001]}}) { nodes { id } } }",
        3,
        name="of a filter",
    ),
    Case(
        "list_argument_max",
        2,
        "query ($w: MovieWhere!) { analytics { flops(where: {and: [$w]}) { budget } } }",
        "query ($w: MovieWhere!) { analytics { flops(where: {and: [$w]}) { budget } } }",
        3,
        {"w": {"title": {"in": ["a", "b"]}}},
        {"w": {"title": {"in": ["a", "b", "c"]}}},
        name="of a filter in a variable",
    ),
    Case(
        "list_argument_max",
        2,
        MOVIE.format('crew(jobs: ["a", "b"]) { job }'),
        MOVIE.format('crew(jobs: ["a", "b", "c"]) { job }'),
        3,
        name="of jobs",
    ),
    Case(
        "where_parts_max",
        2,
        "{ movies(where: {and: [{}, {}]}) { nodes { id } } }",
        "{ movies(where: {and: [{}], or: [{not: {}}]}) { nodes { id } } }",
        3,
    ),
    Case(
        "where_parts_max",
        2,
        "query ($some: [String!]) { movies(where: {genres: {some: $some}}) { nodes { id } } }",
        "query ($some: [String!]) { movies(where: {genres: {some: $some}}) { nodes { id } } }",
        3,
        {"some": ["a", "b"]},
        {"some": ["a", "b", "c"]},
        name="of genres",
    ),
    Case(
        "where_depth_max",
        2,
        "{ movies(where: {not: {}}) { nodes { id } } }",
        "{ movies(where: {not: {or: [{}]}}) { nodes { id } } }",
        3,
    ),
    Case(
        "where_depth_max",
        2,
        "query ($w: MovieWhere) { movies(where: {not: $w}) { nodes { id } } }",
        "query ($w: MovieWhere) { movies(where: {not: $w}) { nodes { id } } }",
        3,
        {"w": {}},
        {"w": {"and": [{}]}},
        name="half in a variable",
    ),
    Case(
        "order_terms_max",
        1,
        "{ movies(orderBy: [{field: TITLE}]) { nodes { id } } }",
        "{ movies(orderBy: [{field: TITLE}, {field: BUDGET}]) { nodes { id } } }",
        2,
    ),
    Case(
        "order_terms_max",
        1,
        "{ people(orderBy: {field: NAME}) { nodes { id } } }",
        "{ people(orderBy: [{field: NAME}, {field: NAME}]) { nodes { id } } }",
        2,
        name="of people",
    ),
    Case(
        "having_conditions_max",
        1,
        "{ analytics { movieStats(having: [{metric: {function: COUNT}, gt: 0}]) { totalGroups }}}",
        "{ analytics { movieStats(having: [{metric: {function: COUNT}, gt: 0}, "
        "{metric: {function: COUNT}, gt: 1}]) { totalGroups } } }",
        2,
    ),
]

# A tolerance, a threshold of the log, and how much the metrics tell apart.
NO_BOUNDS = {"jwt_leeway_seconds", "slow_operation_seconds", "metrics_operations_max"}
# Bounds of other things than documents, and where each is tested at it and past it.
ELSEWHERE = {
    "analyst_request_seconds": "test_patience.py::test_an_analyst_may_take_longer",
    "analyst_statement_seconds": (
        "test_patience.py::test_a_statement_of_an_analyst_may_take_longer"
    ),
    "analyst_cost_max": "test_signing.py::test_the_role_decides",
    "pool_size": (
        "database/test_pool.py::test_no_more_are_opened_than_its_size_and_all_get_their_turn"
    ),
    "pool_wait_seconds": (
        "test_patience.py::test_a_request_waits_for_a_connection_for_a_bounded_time"
    ),
    "connect_timeout_seconds": (
        "database/test_mysql.py::test_a_host_that_never_answers_is_given_up_in_time"
    ),
    "statement_timeout_seconds": (
        "test_patience.py::test_a_statement_past_its_time_is_ended_and_said_so"
    ),
    "request_timeout_seconds": "test_patience.py::test_a_request_past_its_time_ends_its_statement",
    "concurrent_requests_max": (
        "test_patience.py::test_so_many_requests_at_the_same_time_and_no_more"
    ),
    "lock_wait_timeout_seconds": (
        "database/test_mysql.py::test_a_lock_timeout_undoes_the_transaction"
    ),
    "transaction_idle_timeout_seconds": (
        "database/test_mysql.py::test_a_silent_transaction_loses_its_locks_and_stores_nothing"
    ),
    "batch_size_max": "loaders/test_batch.py::test_a_large_batch_is_cut_at_the_batch_size",
    "export_rows_max": "exports/test_files.py::test_so_many_rows_and_no_more",
    "export_seconds": "exports/test_streaming.py::test_a_file_past_its_time_is_broken_off",
    "exports_max": "exports/test_streaming.py::test_so_many_files_at_the_same_time_and_no_more",
    "body_bytes_max": "test_bounds.py::test_a_body_is_bounded",
    "persisted_documents_max": (
        "http/test_persisted_documents.py::test_the_one_least_recently_used_is_forgotten_first"
    ),
}


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    path = tmp_path_factory.mktemp("bounds") / "movies.sqlite"
    database = open_database(Settings(database_url=f"sqlite:///{path}"))
    await migrate(database)
    await write_catalogue(database)
    yield database
    await database.close()


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_at_the_bound_it_works_and_one_past_it_is_refused_before_any_sql(
    database: Database, case: Case
) -> None:
    graph = Graph(database, Settings.model_validate({case.setting: case.limit}))

    at = await graph.ask(case.at, dict(case.variables_at))
    past = await graph.ask(case.past, dict(case.variables_past))

    assert at.errors == []
    [error] = past.errors
    extensions = {key: value for key, value in error["extensions"].items() if key != "fields"}
    assert extensions == {
        "code": "BOUND_EXCEEDED",
        "bound": variable_name(case.setting),
        "limit": case.limit,
        "value": case.value,
    }
    name = variable_name(case.setting)
    assert re.match(rf"{case.value} .+ the {case.limit} that {name} allows\. ", error["message"])
    assert (past.data, past.statements) == (None, 0)


def test_a_body_is_bounded(tmp_path: Path) -> None:
    body = b'{"query": "{ __typename }"}'
    settings = Settings(database_url=f"sqlite:///{tmp_path}/m.sqlite", body_bytes_max=len(body))
    headers = {"content-type": "application/json"}
    with TestClient(create_app(settings)) as client:
        at = client.post("/graphql", content=body, headers=headers)
        past = client.post("/graphql", content=body + b" ", headers=headers)

    assert at.json() == {"data": {"__typename": "Query"}}
    assert past.status_code == 413
    assert past.json()["errors"][0]["extensions"] == {
        "code": "BOUND_EXCEEDED",
        "bound": "MOVIE_GRAPH_BODY_BYTES_MAX",
        "limit": len(body),
        "value": len(body) + 1,
    }


def test_every_bound_is_in_docs_with_its_default_and_has_its_test() -> None:
    page = (ROOT / "docs" / "bounds.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(MOVIE_GRAPH_\w+)` \| `([\d.]+)` \| (.+?) \| .+ \|$", page, re.M)
    bounds = {
        name: setting
        for name, setting in Settings.model_fields.items()
        if (name.endswith(("_max", "_seconds")) or name == "pool_size") and name not in NO_BOUNDS
    }

    assert [(name, text) for name, _, text in rows] == [
        (variable_name(name), setting.description) for name, setting in bounds.items()
    ]
    assert [float(default) for _, default, _ in rows] == [
        float(setting.default) for setting in bounds.values()
    ]
    assert set(bounds) == {case.setting for case in CASES} | set(ELSEWHERE)
    for test in ELSEWHERE.values():
        path, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / "tests" / path).read_text(encoding="utf-8")


@pytest.mark.anyio
async def test_without_introspection_an_error_names_nothing_of_the_schema(
    database: Database,
) -> None:
    document = "query ($by: MovieRef!) { movie(by: $by) { titel } }"
    valid = "query ($by: MovieRef!) { movie(by: $by) { title } }"
    told, untold = Graph(database), Graph(database, Settings(introspection=False))

    helpful = [
        (await told.ask(document, {"by": {"tmdbId": 11}})).errors[0]["message"],
        (await told.ask(valid, {"by": {"tmdbIdd": 11}})).errors[0]["message"],
    ]
    silent = [
        (await untold.ask(document, {"by": {"tmdbId": 11}})).errors[0]["message"],
        (await untold.ask(valid, {"by": {"tmdbIdd": 11}})).errors[0]["message"],
        (await untold.ask("{ __schema { types { name } } }")).errors[0]["message"],
    ]

    assert all("Did you mean" in message for message in helpful)
    assert not any("Did you mean" in message for message in silent)
    assert silent[0] == "Cannot query field 'titel' on type 'Movie'."
    assert "introspection" in silent[2]
