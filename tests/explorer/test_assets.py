"""What the browser gets: complete, with licences, below six megabytes, built from its source."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.explorer import FOLDER

SOURCE = FOLDER / "source"
ASSETS = FOLDER / "assets"
BYTES_MAX = 6_000_000
BUILD_SECONDS = 300


def test_everything_together_is_below_six_megabytes() -> None:
    sizes = {path.name: path.stat().st_size for path in _served()}

    assert 2_000_000 < sum(sizes.values()) < BYTES_MAX, sizes


def test_every_name_tells_its_content_but_that_of_the_licences() -> None:
    names = {path.name for path in ASSETS.iterdir()} - {".gitattributes"}

    assert [n for n in names if not re.fullmatch(r"[\w.-]+-[A-Z0-9]{8}\.\w+", n)] == [
        "LICENSES.txt"
    ]


def test_the_files_are_kept_for_ever_and_may_start_nothing_but_our_scripts() -> None:
    page = (FOLDER / "explorer.html").read_text(encoding="utf-8")
    addresses = re.findall(r'"(/explorer/[^"]+)"', page)
    client = TestClient(create_app(Settings()))

    assert len(addresses) == 5  # style, script, three workers
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-security-policy"] == "default-src 'none'; script-src 'self'"
    licences = client.get("/explorer/assets/LICENSES.txt")
    assert licences.headers["cache-control"] == "no-cache"  # its name does not change
    assert client.get("/explorer/source/package.json").status_code == 404


def test_the_page_has_no_inline_script() -> None:
    page = (FOLDER / "explorer.html").read_text(encoding="utf-8")

    assert re.findall(r"<script[^>]*>([^<]*)<", page) == [""]
    assert re.findall(r"\son\w+=|\sstyle=|javascript:", page) == []


def test_every_package_has_its_licence_in_the_file() -> None:
    text = (ASSETS / "LICENSES.txt").read_text(encoding="utf-8")
    sections = re.findall(r"^={80}\n(.+)\n={80}\n\n((?:(?!^={80}\n).*\n?)+)", text, re.MULTILINE)
    titles = {title for title, _ in sections}
    packages = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert {f"{name} {version} (MIT)" for name, version in packages.items()} <= titles
    assert {"monaco-editor 0.52.2 (MIT)", "Roboto 2.137", "Fira Code 5.002"} <= titles
    assert [title for title, body in sections if not re.search("copyright", body, re.I)] == []
    assert len(sections) == len(titles) > 40


@pytest.mark.node
def test_the_source_builds_exactly_these_files(
    node_with: Callable[[Path], Path], tmp_path: Path
) -> None:
    node = node_with(SOURCE)

    subprocess.run([node, SOURCE / "build.js", tmp_path], check=True, timeout=BUILD_SECONDS)

    assert _contents(tmp_path / "assets") == _contents(ASSETS)
    assert (tmp_path / "explorer.html").read_bytes() == (FOLDER / "explorer.html").read_bytes()


def _served() -> list[Path]:
    return [FOLDER / "explorer.html", *(p for p in ASSETS.iterdir() if p.name != ".gitattributes")]


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}
