"""What is written down to run the project elsewhere agrees with the project itself."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from movie_graph.config import PREFIX, Settings, variable_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-fast.lock", "requirements-dev.lock")


def test_compose_sets_only_variables_that_the_settings_read() -> None:
    known = {variable_name(name) for name in Settings.model_fields}

    for name in ("api", "load"):
        ours = {key for key in _service(name)["environment"] if key.startswith(PREFIX)}
        assert ours
        assert ours <= known
    dockerfile = _read("Dockerfile")
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", dockerfile)) <= known


def test_compose_settings_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    _forget_settings(monkeypatch)
    for name, value in _service("api")["environment"].items():
        given = value.replace("${MYSQL_PASSWORD}", "abc123")
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", given))

    settings = Settings.from_env(env_file=None)

    assert settings.database_url == "mysql://movie_graph:abc123@database:3306/movie_graph"
    assert settings.host == "0.0.0.0"  # noqa: S104 - inside its container
    assert settings.jwt_secret is None


def test_compose_waits_for_a_healthy_database() -> None:
    assert "mysqladmin ping --host=127.0.0.1" in _service("database")["healthcheck"]["test"][1]
    assert re.search(r"HEALTHCHECK .*\\\n.*/health'", _read("Dockerfile"))
    for name in ("api", "load"):
        assert _service(name)["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_compose_loads_a_read_only_folder_and_only_on_demand() -> None:
    load = _service("load")

    assert load["profiles"] == ["load"]
    assert load["command"] == ["load", "/data"]
    assert [volume for volume in load["volumes"] if volume.endswith(":/data:ro")]


def test_images_are_pinned_to_a_version() -> None:
    images = [service["image"] for service in _compose()["services"].values()]
    images += re.findall(r"^FROM (\S+)", _read("Dockerfile"), re.MULTILINE)

    assert set(images) == {"mysql:9.7", f"movie-graph:{_version()}", "python:3.13-slim"}


def test_the_container_runs_without_root_from_the_lock_files() -> None:
    dockerfile = _read("Dockerfile")

    assert "--require-hashes -r requirements.lock -r requirements-fast.lock" in dockerfile
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE) == ["movie_graph"]
    copied = re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE)
    allowed = re.findall(r"^!(\S+)", _read(".dockerignore"), re.MULTILINE)
    assert sorted(" ".join(copied).split()) == sorted(allowed)


def test_env_example_lists_every_setting_with_its_default() -> None:
    blocks = _read(".env.example").strip().split("\n\n")

    assert [block for block in blocks if PREFIX in block] == [
        f"# {setting.description}\n{variable_name(name)}={_as_in_env(setting.default)}"
        for name, setting in Settings.model_fields.items()
    ]


def test_env_example_as_it_is_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _forget_settings(monkeypatch)

    assert Settings.from_env(env_file=ROOT / ".env.example") == Settings.model_validate({})


def test_env_example_lists_what_compose_reads_besides() -> None:
    ours = {name for name in dotenv_values(ROOT / ".env.example") if not name.startswith(PREFIX)}
    interpolated = set(re.findall(r"\$\{([A-Z_]+)", _read("docker-compose.yml")))

    assert ours == {name for name in interpolated if not name.startswith(PREFIX)}
    assert interpolated <= set(dotenv_values(ROOT / ".env.example"))


def test_git_ignores_the_env_file() -> None:
    lines = _read(".gitignore").splitlines()

    assert ".env" in lines
    assert "!.env" not in lines


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_versions_and_hashes_and_no_address(name: str) -> None:
    text = _read(name)
    lines = [line for line in text.splitlines() if not line.strip().startswith("#")]
    pins = re.findall(r"^\S.*?(?=^\S|\Z)", "\n".join(lines), re.MULTILINE | re.DOTALL)

    assert "://" not in text
    assert "index" not in text
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9-]+==\S+ .*\\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\s*)+\Z", pin)


@pytest.mark.parametrize("folder", ["tests/http/node", "movie_graph/explorer/source"])
def test_the_lock_files_of_npm_hold_versions_and_hashes_and_no_address(folder: str) -> None:
    text = _read(f"{folder}/package-lock.json")
    asked = json.loads(_read(f"{folder}/package.json"))["dependencies"]
    locked = json.loads(text)["packages"]

    assert "://" not in text
    assert all(re.fullmatch(r"[0-9.]+", version) for version in asked.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all("integrity" in package for name, package in locked.items() if name)


def test_lock_files_agree_with_each_other() -> None:
    runtime, fast, dev = (_pins(name) for name in LOCKS)

    assert runtime.items() <= dev.items()
    assert fast.items() <= dev.items()


def test_lock_files_hold_what_the_project_asks_for() -> None:
    pyproject = tomllib.loads(_read("pyproject.toml"))
    extras = pyproject["project"]["optional-dependencies"]
    runtime = [*pyproject["build-system"]["requires"], *pyproject["project"]["dependencies"]]

    for name, requirements in (
        ("requirements.lock", runtime),
        ("requirements-fast.lock", extras["fast"]),
        ("requirements-dev.lock", runtime + extras["fast"] + extras["telemetry"] + extras["dev"]),
    ):
        pins = _pins(name)
        for requirement in map(Requirement, requirements):
            versions = pins[canonicalize_name(requirement.name)]
            assert all(version in requirement.specifier for version in versions), requirement


def test_make_help_lists_every_command() -> None:
    makefile = _read("Makefile")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    commands = " ".join(phony).split()

    # Run by make itself: without its variables this is a first `make`, not one inside another.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    printed = subprocess.run(
        ["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert re.findall(r"^ *make ([a-z-]+) +\S", printed, re.MULTILINE) == commands
    assert set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set(commands)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _version() -> str:
    return str(tomllib.loads(_read("pyproject.toml"))["project"]["version"])


def _compose() -> Any:
    return yaml.safe_load(_read("docker-compose.yml"))


def _service(name: str) -> Any:
    return _compose()["services"][name]


def _pins(name: str) -> dict[str, set[str]]:
    """The versions a lock file holds per package: more than one where Pythons differ."""
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==(\S+)", _read(name), re.MULTILINE):
        pins.setdefault(package, set()).add(version)
    return pins


def _as_in_env(default: object) -> str:
    """A default as `.env` writes it; a secret has none."""
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default)
        case _:
            return str(default)


def _forget_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
