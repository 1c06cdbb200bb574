"""The house rules on imports: who may know whom, and each library's one home."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path.relative_to(ROOT)
    for package in ("movie_graph", "loaders", "etl")
    for path in (ROOT / package).rglob("*.py")
)

# package → the packages of ours that it may import. The command line puts all three together.
MAY_IMPORT = {
    "loaders": {"loaders"},
    "movie_graph": {"movie_graph", "loaders"},
    "etl": {"etl", "movie_graph"},
}
COMPOSITION_ROOT = {"movie_graph/__main__.py", "movie_graph/demonstration.py"}

# library → the places that may import it
HOMES = {
    "aiomysql": ["movie_graph/database/mysql.py", "movie_graph/database/bulk_rows.py"],
    "asyncmy": ["movie_graph/database/mysql.py"],
    "pymysql": ["movie_graph/database/"],
    "sqlite3": ["movie_graph/database/sqlite.py"],
    "aiodataloader": ["loaders/batch.py"],
    "strawberry": [
        "movie_graph/schema/",
        "movie_graph/endpoint.py",
        "movie_graph/file_endpoint.py",
        "movie_graph/http_answer.py",
        "movie_graph/execution/",
    ],
    "graphql": [
        "movie_graph/schema/",
        "movie_graph/file_endpoint.py",
        "movie_graph/http_answer.py",
        "movie_graph/masking.py",
        "movie_graph/signals/answered.py",
        "movie_graph/execution/",
        "movie_graph/client/",
    ],
    "starlette": [
        "movie_graph/app.py",
        "movie_graph/endpoint.py",
        "movie_graph/file_endpoint.py",
        "movie_graph/http_answer.py",
        "movie_graph/gate.py",
        "movie_graph/http_request.py",
        "movie_graph/metrics_page.py",
        "movie_graph/serving.py",
        "movie_graph/explorer/",
        "movie_graph/exports/response.py",
    ],
    "uvicorn": ["movie_graph/serving.py"],
    "jwt": ["movie_graph/signing.py"],
    "cryptography": ["movie_graph/signing.py"],
    "prometheus_client": ["movie_graph/signals/metrics.py"],
    "opentelemetry": ["movie_graph/signals/tracing.py"],
    "dotenv": ["movie_graph/config.py"],
    "pandas": ["etl/", "movie_graph/client/frames.py"],
    "httpx2": ["movie_graph/client/requests.py"],
    "typer": ["movie_graph/__main__.py", "movie_graph/command_line.py", "etl/__main__.py"],
}
LAYERS = ["database", "context", "schema", "endpoint", "app", "serving"]  # lower never knows higher


def _imports(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports, relative ones resolved."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.parts[: len(path.parts) - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_packages_import_only_downwards(path: Path) -> None:
    ours = {name.partition(".")[0] for name in _imports(path)} & set(MAY_IMPORT)
    allowed = set(MAY_IMPORT) if path.as_posix() in COMPOSITION_ROOT else MAY_IMPORT[path.parts[0]]

    assert ours <= allowed


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_each_library_has_one_home(path: Path) -> None:
    strangers = {
        name
        for name in (imported.partition(".")[0] for imported in _imports(path))
        if name in HOMES and not any(path.as_posix().startswith(home) for home in HOMES[name])
    }

    assert strangers == set()


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[0] == "movie_graph"], ids=str)
def test_a_lower_layer_never_knows_a_higher_one(path: Path) -> None:
    layer = path.parts[1].removesuffix(".py")
    if layer not in LAYERS:
        return
    higher = {f"movie_graph.{name}" for name in LAYERS[LAYERS.index(layer) + 1 :]}

    assert {name for name in _imports(path) if ".".join(name.split(".")[:2]) in higher} == set()


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_config_reads_the_environment(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    assert path.as_posix() == "movie_graph/config.py" or (
        "os.environ" not in text and "getenv" not in text
    )


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.parts[:2] == ("movie_graph", "execution")], ids=str
)
def test_the_executor_knows_no_movies(path: Path) -> None:
    ours = {name for name in _imports(path) if name.partition(".")[0] in MAY_IMPORT}

    assert all(name.startswith("movie_graph.execution") for name in ours)
