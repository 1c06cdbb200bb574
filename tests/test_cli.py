"""The command line: each command's help and answer, and errors in one line."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import jwt
import pytest

from movie_graph.config import Settings
from movie_graph.database import open_database

ROOT = Path(__file__).parent.parent
COMMANDS = ["serve", "demo", "load", "check", "schema", "token", "version"]
SECRET = "k" * 32


def run(
    *arguments: str, cwd: Path, module: str = "movie_graph", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own, in an empty folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MOVIE_GRAPH_")}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    result = run(command, "--help", cwd=tmp_path)

    assert result.returncode == 0
    assert f"Example: movie-graph {command}" in result.stdout


def test_the_help_lists_every_command(tmp_path: Path) -> None:
    result = run("--help", cwd=tmp_path)

    assert result.returncode == 0
    assert [command for command in COMMANDS if command not in result.stdout] == []


def test_schema_prints_the_file(tmp_path: Path) -> None:
    result = run("schema", cwd=tmp_path)

    assert result.stdout == (ROOT / "schema.graphql").read_text(encoding="utf-8")


def test_token_speaks_for_its_subject(tmp_path: Path) -> None:
    result = run("token", "--subject", "ann", cwd=tmp_path, MOVIE_GRAPH_JWT_SECRET=SECRET)

    claims = jwt.decode(result.stdout.strip(), SECRET, algorithms=["HS256"])
    assert claims["sub"] == "ann"
    assert "roles" not in claims


def test_token_names_its_roles(tmp_path: Path) -> None:
    arguments = ("token", "--subject", "ann", "--role", "analyst", "--role", "viewer")
    result = run(*arguments, cwd=tmp_path, MOVIE_GRAPH_JWT_SECRET=SECRET)

    claims = jwt.decode(result.stdout.strip(), SECRET, algorithms=["HS256"])
    assert claims["roles"] == ["analyst", "viewer"]
    assert run("token", "--subject", "ann", "--role", "king", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("token", "--subject", "a"), {}, "error: MOVIE_GRAPH_JWT_SECRET is not set"),
        (
            ("check",),
            {"MOVIE_GRAPH_DATABASE_URL": "mysql://u:secret@h/"},
            "error: MOVIE_GRAPH_DATABASE_URL cannot be used: 'mysql://u:***@h/'",
        ),
        (
            ("check",),
            {"MOVIE_GRAPH_DATABASE_URL": "mysql://u:secret@127.0.0.1:1/x"},
            "error: The database 'x' at 127.0.0.1:1 cannot be reached",
        ),
        (("serve",), {"MOVIE_GRAPH_PORT": "x"}, "error: MOVIE_GRAPH_PORT cannot be 'x'"),
        (
            ("serve", "--workers", "2"),
            {"MOVIE_GRAPH_JWT_JWKS_FILE": "none.json"},
            "error: MOVIE_GRAPH_JWT_JWKS_FILE cannot be used: 'none.json': No such file",
        ),
    ],
)
def test_an_error_is_one_line_and_exit_code_1(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], message: str
) -> None:
    result = run(*arguments, cwd=tmp_path, **environment)

    assert result.returncode == 1
    assert result.stderr.startswith(message)
    assert len(result.stderr.strip().splitlines()) == 1
    assert "secret" not in result.stderr


def test_wrong_usage_is_exit_code_2(tmp_path: Path) -> None:
    assert run("token", cwd=tmp_path).returncode == 2
    assert run("bake", cwd=tmp_path).returncode == 2


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    result = run("--debug", "check", cwd=tmp_path, MOVIE_GRAPH_DATABASE_URL="nonsense")

    assert result.returncode == 1
    assert "Traceback" in result.stderr


def test_load_and_check_go_together(tmp_path: Path) -> None:
    database = {"MOVIE_GRAPH_DATABASE_URL": f"sqlite:///{tmp_path}/movies.sqlite"}
    loaded = run("load", str(ROOT / "etl" / "sample"), cwd=tmp_path, **database)
    assert loaded.returncode == 0, loaded.stderr

    right = run("check", cwd=tmp_path, **database)
    assert (right.returncode, right.stdout) == (
        0,
        "Every movie's votes are what its ratings add up to.\n",
    )

    asyncio.run(_falsify(database["MOVIE_GRAPH_DATABASE_URL"]))
    wrong = run("check", cwd=tmp_path, **database)
    assert wrong.returncode == 1
    assert "155" in wrong.stderr
    assert "error: 1 movies have wrong votes." in wrong.stderr


async def _falsify(url: str) -> None:
    database = open_database(Settings(database_url=url))
    assert (
        await database.execute("UPDATE votes SET vote_sum = vote_sum + 1 WHERE movie_id = 155") == 1
    )
    await database.close()
