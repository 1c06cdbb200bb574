"""What a run was measured on: numbers and versions, no names."""

import importlib.metadata
import json
import os
import platform
import subprocess

from .equipment import NODE_LOCK, PEERS_PYTHON

OURS = ("strawberry-graphql", "graphql-core", "aiomysql", "asyncmy", "uvicorn", "uvloop", "orjson")
PEERS = ("fastapi", "mysql-connector-python", "strawberry-graphql")
NODE = ("@apollo/server", "graphql-yoga", "mercurius", "graphql-jit", "mysql2", "dataloader")
VERSION = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"


def machine(database_version: str) -> dict[str, str]:
    """Cores, memory, and the versions of what took part."""
    locked = json.loads(NODE_LOCK.read_text())["packages"]
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()}, {platform.machine()}",
        "MariaDB": database_version,
        "Python": platform.python_version(),
        "Node": _output("node", "--version").removeprefix("v"),
        **{name: _installed(name) for name in OURS},
        **{f"peer: {n}": _output(str(PEERS_PYTHON), "-c", VERSION, n) for n in PEERS},
        **{f"peer: {n}": locked[f"node_modules/{n}"]["version"] for n in NODE},
    }


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "–"


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "–"
