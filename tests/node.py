"""Node.js: scripts of tests/http/node, which print what they saw as JSON, and tests of its own."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "http/node"
OLDEST = 18
INSTALL_SECONDS = 300
RUN_SECONDS = 120


def find_node() -> Path | None:
    """The first `node` on the PATH, if it is new enough and npm is there too."""
    program = shutil.which("node")
    if program is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    major = re.match(r"v(\d+)\.", version)
    return Path(program) if major and int(major[1]) >= OLDEST else None


def install_packages(folder: Path) -> str:
    """Install what its lock file pins, unless that is there; why it could not be, else ''."""
    lock, installed = folder / "package-lock.json", folder / "node_modules/.package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS
    )
    if result.returncode == 0:
        return ""
    return f"npm ci in {folder.name} failed: {result.stderr.strip()[-500:]}"


def run_script(node: Path, name: str, *arguments: str) -> Any:
    """What a script printed, which is one JSON value. It must end with exit code 0."""
    result = subprocess.run(
        [node, FOLDER / name, *arguments], capture_output=True, text=True, timeout=RUN_SECONDS
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def run_tests(node: Path, file: Path) -> str:
    """Run a file of tests by Node.js's own runner; what it printed, as TAP. None may fail."""
    result = subprocess.run(
        [node, "--test", "--test-reporter=tap", file],
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout
