"""What the peers need, installed once: bench/.venv from PyPI, bench/peers/node from npm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent
VENV = BENCH / ".venv"
PEERS_PYTHON = VENV / "bin" / "python"
PYTHON_LOCK = BENCH / "peers" / "python" / "requirements.lock"
NODE_PEERS = BENCH / "peers" / "node"
NODE_LOCK = NODE_PEERS / "package-lock.json"


def install() -> None:
    """Install what is missing or older than its lock file. Errors: CalledProcessError."""
    if _is_stale(VENV / "installed", PYTHON_LOCK):
        print("Installing the Python peers into bench/.venv", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip = (str(PEERS_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet")
        subprocess.run([*pip, "--require-hashes", "-r", PYTHON_LOCK], check=True)
        (VENV / "installed").touch()
    if shutil.which("npm") and _is_stale(NODE_PEERS / "node_modules" / "installed", NODE_LOCK):
        print("Installing the Node peers into bench/peers/node/node_modules", file=sys.stderr)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=NODE_PEERS,
            env={**os.environ, "npm_config_omit_lockfile_registry_resolved": "true"},
            check=True,
        )
        (NODE_PEERS / "node_modules" / "installed").touch()


def _is_stale(stamp: Path, lock: Path) -> bool:
    return not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime
