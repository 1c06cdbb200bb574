"""All benchmarks, one after the other: `make bench`."""

import subprocess
import sys
from pathlib import Path

# Each in a process of its own.
MODULES = ("bench.compare", "bench.load", "bench.ratings", "bench.signals")


def main() -> None:
    """Run them; the exit code is that of the first that fails."""
    for module in MODULES:
        print(f"── python -m {module}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", module], cwd=Path(__file__).parent.parent, check=False
        )
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
