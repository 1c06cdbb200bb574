"""Signals: metrics, traces, slow operations, and the names of operations in SQL."""

import datetime as dt
import hashlib
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.context import Cost
from movie_graph.database import Transaction, open_database
from movie_graph.database.comments import commented, name_statements
from movie_graph.database.statement import parse_statement
from movie_graph.errors import ConfigError, TransientError
from movie_graph.signals import Answered, Signals
from movie_graph.signals.metrics import Metrics
from movie_graph.signals.slow_operations import shape
from movie_graph.signing import make_token
from tests.catalogue import create_catalogue
from tests.collector import Collector, collecting
from tests.serving import START_SECONDS, serving

ROOT = Path(__file__).parent.parent
SECRET = "s" * 32
NAMES = (
    "query Names($n: Int) { movies(first: $n) { nodes { genres { name } cast { character } } } }"
)
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = tmp_path_factory.mktemp("signals") / "movies.sqlite"
    settings = Settings.model_validate({"database_url": f"sqlite:///{path}", "jwt_secret": SECRET})
    anyio.run(create_catalogue, settings)
    return settings


@contextmanager
def client_of(settings: Settings, **changed: Any) -> Iterator[TestClient]:
    with TestClient(create_app(settings.model_copy(update=changed))) as client:
        yield client


def ask(client: TestClient, document: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post("/graphql", json={"query": document, **more}, headers=headers)


def samples(text: str) -> dict[str, float]:
    """Every sample that is no bucket, as it is written: name{label="value"}."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            if not sample.name.endswith(("_bucket", "_created")):
                found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


# ── metrics ──


def test_what_is_switched_off_is_not_there_and_not_imported(settings: Settings) -> None:
    with client_of(settings) as client:
        assert client.get("/metrics").status_code == 404
    program = (
        "import sys; from movie_graph.app import create_app; from movie_graph.config import "
        "Settings; create_app(Settings()); print(sorted({name.partition('.')[0] for name in "
        "sys.modules} & {'prometheus_client', 'opentelemetry', 'requests', 'google'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_metrics_count_what_requests_cost(settings: Settings) -> None:
    with client_of(settings, metrics=True) as client:
        for _ in range(3):
            ask(client, NAMES, variables={"n": 2})
        ask(client, "{ genres { name } }")
        page = client.get("/metrics")

    assert page.headers["content-type"].startswith("text/plain; version=")
    found = samples(page.text)
    assert found["movie_graph_request_seconds_count{operation=Names,outcome=ok}"] == 3
    assert found["movie_graph_request_seconds_count{operation=(anonymous),outcome=ok}"] == 1
    assert found["movie_graph_request_seconds_sum{operation=Names,outcome=ok}"] > 0
    assert found["movie_graph_request_statements_count"] == 4
    assert found["movie_graph_request_statements_sum"] == 3 * 3 + 1
    assert found["movie_graph_batch_keys_count"] == 3 * 2
    assert found["movie_graph_batch_keys_sum"] == 3 * 2 * 2
    assert found["movie_graph_pool_wait_seconds_count"] == 0


def test_only_so_many_operations_have_a_name_and_only_those_that_ran(settings: Settings) -> None:
    with client_of(settings, metrics=True, metrics_operations_max=2) as client:
        for name in ("Broken", "Wrong"):
            ask(client, f"query {name} {{ nothing }}")
        for name in ("A", "B", "C", "D", "B"):
            ask(client, f"query {name} {{ genres {{ name }} }}")
        found = samples(client.get("/metrics").text)

    durations = {name: value for name, value in found.items() if "request_seconds_count" in name}
    assert durations == {
        "movie_graph_request_seconds_count{operation=A,outcome=ok}": 1,
        "movie_graph_request_seconds_count{operation=B,outcome=ok}": 2,
        "movie_graph_request_seconds_count{operation=(other),outcome=ok}": 2,
        "movie_graph_request_seconds_count{operation=(other),outcome=refused}": 2,
    }


def test_refusals_are_counted_by_the_bound(settings: Settings) -> None:
    changed = {"metrics": True, "list_size_max": 5, "body_bytes_max": 2000}
    with client_of(settings, **changed) as client:
        ask(client, "{ movies { nodes { at: cast(first: 5) { character } } } }")
        ask(client, "query Past { movies { nodes { cast(first: 6) { character } } } }")
        ask(client, "{ genres { name } }" + " " * 2000)
        found = samples(client.get("/metrics").text)

    assert {name: value for name, value in found.items() if "refusals" in name} == {
        "movie_graph_refusals_total{bound=MOVIE_GRAPH_LIST_SIZE_MAX}": 1,
        "movie_graph_refusals_total{bound=MOVIE_GRAPH_BODY_BYTES_MAX}": 1,
    }
    assert [
        value for name, value in found.items() if "_count{" in name and "outcome=refused" in name
    ] == [2]


def test_waiting_for_a_connection_is_measured(settings: Settings) -> None:
    """Genres and cast are asked for together, and there is one connection for both."""
    with client_of(settings, metrics=True, pool_size=1) as client:
        ask(client, NAMES, variables={"n": 2})
        found = samples(client.get("/metrics").text)

    assert found["movie_graph_pool_wait_seconds_count"] == 1
    assert 0 < found["movie_graph_pool_wait_seconds_sum"] < 5


@pytest.mark.anyio
async def test_another_attempt_is_counted(settings: Settings) -> None:
    signals = Signals(settings.model_copy(update={"metrics": True}))
    database = open_database(settings)
    database.watcher = signals
    attempts = 0

    async def work(_tx: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise TransientError("a deadlock, say")

    await database.transact(work)
    await database.close()

    assert signals.metrics
    text = signals.metrics.exposition("")[0].decode()
    assert samples(text)["movie_graph_retries_total{what=transaction}"] == 2


def test_several_workers_are_added_up_whichever_is_asked(tmp_path: Path) -> None:
    environment = {
        "MOVIE_GRAPH_DATABASE_URL": f"sqlite:///{tmp_path}/movies.sqlite",
        "MOVIE_GRAPH_METRICS": "true",
    }
    with serving(tmp_path, "--workers", "2", **environment) as served:
        deadline = time.monotonic() + START_SECONDS
        while len(served.lines("Application startup complete")) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        for _ in range(20):
            assert served.ask("query Count { movies { totalCount } }")[0] == 200
        pages = []
        for _ in range(10):
            with urllib.request.urlopen(f"{served.address}/metrics") as response:  # noqa: S310
                pages.append(samples(response.read().decode()))

    counted = "movie_graph_request_seconds_count{operation=Count,outcome=ok}"
    assert [page[counted] for page in pages] == [20] * 10
    assert [page["movie_graph_request_statements_sum"] for page in pages] == [40] * 10


def test_the_table_of_the_page_is_the_registry() -> None:
    metrics = Metrics(operations_max=1)
    metrics.answered(Answered("POST", 413))
    metrics.retries.labels("read").inc()
    page = (ROOT / "docs/signals.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(movie_graph_\w+)` \| (\w+) \| (.+?) \| (.+?) \| (.+) \|$", page, re.M)

    registered = []
    for family in metrics.registry.collect():
        labels = dict.fromkeys(label for sample in family.samples for label in sample.labels)
        listed = ", ".join(f"`{label}`" for label in labels if label != "le") or "none"
        name = f"{family.name}_total" if family.type == "counter" else family.name
        unit = family.unit or ("retries" if "retries" in name else "requests")
        registered.append((name, family.type, listed, unit, family.documentation))
    assert rows == registered


# ── traces ──


@contextmanager
def traced(settings: Settings, **changed: Any) -> Iterator[tuple[TestClient, Collector]]:
    """Spans have arrived when the server has stopped, which is when the client's block ends."""
    with collecting() as collector:
        all_of_them = {"trace_endpoint": collector.address, "trace_ratio": 1.0}
        with client_of(settings, **{**all_of_them, **changed}) as client:
            yield client, collector


def test_each_step_of_a_request_has_one_span(settings: Settings) -> None:
    with traced(settings) as (client, collector):
        ask(client, NAMES, variables={"n": 2})

    assert collector.names() == (
        ["batch"] * 2 + ["execute", "parse", "request"] + ["statement"] * 3 + ["validate"]
    )
    request, execute = collector.one("request"), collector.one("execute")
    assert request.parent == ""
    assert {span.name for span in collector.below(request)} == {"parse", "validate", "execute"}
    assert request.attributes == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "graphql.operation.name": "Names",
        "movie_graph.outcome": "ok",
        "movie_graph.statements": 3,
        "movie_graph.rows": 3 + 3 + 3,  # two movies and the next one, their genres, their cast
    }
    assert sorted(span.name for span in collector.below(execute)) == ["batch", "batch", "statement"]
    batches = [span for span in collector.spans if span.name == "batch"]
    assert sorted(batch.attributes["movie_graph.loader"] for batch in batches) == [
        "CastByMovieIdLoader",
        "GenresByMovieIdLoader",
    ]
    for batch in batches:
        assert batch.attributes["movie_graph.keys"] == 2
        [statement] = collector.below(batch)
        assert ":keys" in statement.attributes["db.query.text"]
        assert 0 < statement.seconds <= batch.seconds <= execute.seconds <= request.seconds
    assert collector.resource["service.name"] == "movie-graph"


def test_more_objects_have_no_more_spans_and_a_kept_document_fewer(settings: Settings) -> None:
    numbers = []
    for n in (1, 8):
        with traced(settings) as (client, collector):
            ask(client, NAMES, variables={"n": n})
        numbers.append(collector.names())
    with traced(settings) as (client, collector):
        for _ in range(2):
            ask(client, NAMES, variables={"n": 1})

    assert numbers[0] == numbers[1]
    assert collector.names().count("request") == 2
    assert (collector.names().count("parse"), collector.names().count("validate")) == (1, 1)


def test_a_document_that_does_not_parse_is_not_validated(settings: Settings) -> None:
    with traced(settings) as (client, collector):
        ask(client, "{ genres {")

    assert collector.names() == ["execute", "parse", "request"]
    assert collector.one("request").attributes["movie_graph.outcome"] == "refused"


def test_the_log_has_the_trace_that_the_caller_began(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level("INFO", logger="movie_graph.access_log"),
        traced(settings) as (client, collector),
    ):
        ask(client, "{ genres { name } }", headers={"traceparent": CALLER})
        ask(client, "{ genres { name } }")

    called, own = (record for record in caplog.records if record.name == "movie_graph.access_log")
    assert vars(called)["fields"]["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert called.getMessage().endswith(", trace 0af7651916cd43dd8448eb211c80319c")
    requests = [span for span in collector.spans if span.name == "request"]
    assert [span.trace for span in requests] == [
        vars(record)["fields"]["trace_id"] for record in (called, own)
    ]
    assert requests[0].parent == "b7ad6b7169203331"


def test_without_traces_the_log_names_none(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="movie_graph.access_log"), client_of(settings) as client:
        ask(client, "{ genres { name } }", headers={"traceparent": CALLER})

    [record] = [r for r in caplog.records if r.name == "movie_graph.access_log"]
    assert "trace_id" not in vars(record)["fields"]
    assert record.getMessage().endswith(" errors")


def test_a_write_has_a_span_for_each_statement(settings: Settings) -> None:
    token = make_token("ann", settings, lifetime=dt.timedelta(minutes=1))
    rate = "mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 8}) { __typename } }"
    with traced(settings) as (client, collector):
        answer = ask(client, rate, headers={"authorization": f"Bearer {token}"}).json()

    assert answer == {"data": {"rateMovie": {"__typename": "RatedMovie"}}}
    texts = [
        " ".join(span.attributes["db.query.text"].split())
        for span in collector.spans
        if span.name == "statement"
    ]
    assert any(text.startswith("INSERT INTO ratings") for text in texts)
    assert any(text.startswith("UPDATE votes") for text in texts)
    assert not any("ann" in text for text in texts)


def test_a_part_of_the_requests_can_be_traced(settings: Settings) -> None:
    with traced(settings, trace_ratio=0.0) as (client, collector):
        ask(client, "{ genres { name } }")
        ask(client, "{ genres { name } }", headers={"traceparent": CALLER})

    assert [span.trace for span in collector.spans if span.name == "request"] == [
        "0af7651916cd43dd8448eb211c80319c"
    ]


def test_a_failed_step_tells_the_class_of_the_error_and_no_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(settings) as (client, collector):

        async def broken(*_: Any) -> None:
            raise TransientError("with a client's value in it")

        monkeypatch.setattr("movie_graph.database.sqlite.SQLiteDatabase.fetch_all", broken)
        ask(client, "{ genres { name } }")
        monkeypatch.undo()

    assert collector.one("statement").status == "TransientError"
    assert "value" not in str(collector.spans)


def test_a_collector_that_is_away_changes_no_answer(settings: Settings) -> None:
    began = time.monotonic()
    away = {"trace_endpoint": "http://127.0.0.1:1/v1/traces", "trace_ratio": 1.0}
    with client_of(settings, **away) as client:
        assert ask(client, "{ movie(by: {tmdbId: 11}) { title } }").json() == {
            "data": {"movie": {"title": "The Salt Lamp"}}
        }
        answered = time.monotonic()

    assert answered - began < 10
    assert time.monotonic() - answered < 40  # what it tries before it gives up


def test_traces_without_the_extra_stop_the_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "opentelemetry"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)

    with pytest.raises(ConfigError, match="MOVIE_GRAPH_TRACE_ENDPOINT needs OpenTelemetry"):
        create_app(settings.model_copy(update={"trace_endpoint": "http://127.0.0.1:1/"}))


# ── slow operations ──


def test_a_slow_operation_is_logged_without_values(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    document = """query Find($where: MovieWhere, $n: Int) {
        movies(where: $where, first: $n) { nodes { title } } }"""
    variables = {"n": 3, "where": {"title": {"contains": "confidential"}, "year": {"gt": 1990}}}
    with client_of(settings, slow_operation_seconds=1e-9) as client:
        assert "errors" not in ask(client, document, variables=variables).json()

    [record] = [r for r in caplog.records if r.name == "movie_graph.signals.slow_operations"]
    fields = vars(record)["fields"]
    assert fields["operation"] == "Find"
    assert fields["variables"] == {
        "n": "Int",
        "where": {"title": {"contains": "String"}, "year": {"gt": "Int"}},
    }
    assert fields["document_sha256"] == (hashlib.sha256(document.encode()).hexdigest())
    [statement] = fields["statements"]
    assert statement["statement"].startswith("SELECT movies.id")
    assert statement["milliseconds"] <= fields["database_milliseconds"] <= fields["milliseconds"]
    assert "confidential" not in record.getMessage()
    assert "1990" not in record.getMessage()
    assert record.getMessage().startswith("Slow: Find took ")


def test_an_operation_at_the_bound_is_not_slow(caplog: pytest.LogCaptureFixture) -> None:
    signals = Signals(Settings(slow_operation_seconds=2))
    for seconds in (2.0, 2.001):
        signals.answered(Answered("POST", 200, "A", "{ a }", None, seconds, Cost()))

    assert [record.getMessage().partition(";")[0] for record in caplog.records] == [
        "Slow: A took 2001.0 ms, 0.0 ms of them for statements"
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "Boolean"),
        (7, "Int"),
        (7.5, "Float"),
        ("secret", "String"),
        ([1, 2, 3], ["Int"]),
        ([1, "a", None, 2], ["Int", "String", "null"]),
        ([], []),
        ({"a": {"b": [{"c": 1}, {"c": 2}]}}, {"a": {"b": [{"c": "Int"}]}}),
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, {"a": {"b": {"c": {"d": {"e": "Int"}}}}}),
        ({"a": {"b": {"c": {"d": {"e": {}}}}}}, {"a": {"b": {"c": {"d": {"e": "…"}}}}}),
        (
            {f"n{number}": 1 for number in range(21)},
            {**{f"n{number}": "Int" for number in range(20)}, "…": 1},
        ),
        ({"x" * 41: 1}, {"x" * 40: "Int"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_shape_of_variables_has_their_types(value: Any, expected: Any) -> None:
    assert shape(value) == expected


# ── comments ──


@pytest.mark.parametrize(
    ("operation", "comment"),
    [
        ("Names", "/* movie_graph Names */ "),
        (None, "/* movie_graph anonymous */ "),
        ("a*/ DROP TABLE movies; --", "/* movie_graph aDROPTABLEmovies */ "),
        ("*/*/", "/* movie_graph  */ "),
        ("!40000 x", "/* movie_graph 40000x */ "),
        ("Ünïcode\n'\"`\\", "/* movie_graph ncode */ "),
        ("n" * 65, f"/* movie_graph {'n' * 64} */ "),
    ],
)
@pytest.mark.anyio
async def test_a_comment_holds_letters_digits_and_underscores(
    operation: str | None, comment: str
) -> None:
    name_statements(operation)

    assert commented("SELECT 1") == f"{comment}SELECT 1"


def test_outside_a_request_there_is_no_comment() -> None:
    assert commented("SELECT 1") == "SELECT 1"


@pytest.mark.anyio
@pytest.mark.mysql
@pytest.mark.parametrize("driver", ["aiomysql", "asyncmy"])
async def test_the_server_sees_the_name_and_nothing_is_kept_twice(
    mysql_server: Any, driver: str
) -> None:
    pytest.importorskip(driver)
    running = "SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID() AND :a"
    url = mysql_server.create_database().replace("mysql:", f"mysql+{driver}:")
    database = open_database(Settings(database_url=url))
    seen = []
    try:
        kept = []
        for name in ("First", "Second"):
            name_statements(name)
            [[text]] = await database.fetch_all(running, {"a": 1})
            seen.append(text)
            async with database.transaction() as tx:
                [[text]] = await tx.fetch_all(running, {"a": 1})
            seen.append(text)
            kept.append(parse_statement.cache_info().currsize)
    finally:
        await database.close()

    assert [text.partition("SELECT")[0] for text in seen] == [
        "/* movie_graph First */ ",
        "/* movie_graph First */ ",
        "/* movie_graph Second */ ",
        "/* movie_graph Second */ ",
    ]
    assert kept[0] == kept[1]


@pytest.mark.mysql
@pytest.mark.parametrize(("switched_on", "found"), [(True, 3), (False, 0)])
def test_statements_of_a_request_carry_its_operation(
    mysql_server: Any, *, switched_on: bool, found: int
) -> None:
    url = mysql_server.create_database()
    settings = Settings(database_url=url, sql_comments=switched_on)
    anyio.run(create_catalogue, settings)
    mysql_server.execute("SET GLOBAL log_output = 'TABLE'")
    mysql_server.execute("TRUNCATE TABLE mysql.general_log")
    mysql_server.execute("SET GLOBAL general_log = ON")
    try:
        with client_of(settings) as client:
            assert "errors" not in ask(client, NAMES, variables={"n": 2}).json()
    finally:
        mysql_server.execute("SET GLOBAL general_log = OFF")

    rows = mysql_server.execute("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log")
    texts = [str(text) for (text,) in rows]
    assert sum(text.startswith("/* movie_graph Names */ ") for text in texts) == found
    assert sum("cast_credits" in text for text in texts) == 1
