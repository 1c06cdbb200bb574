"""movie_graph beside its peers, on one MariaDB with the real TMDB 5000, in one run.

    python -m bench.compare [--quick] [--rounds 5] [--document page …] [--only "Mercurius + JIT" …]

MOVIE_GRAPH_BENCH_DATA (or MOVIE_GRAPH_TEST_DATA) names the folder that holds tmdb-5000/. A
whole run writes docs/performance.md and its plots; one with --quick or with something left out
only prints.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.servers import ServerError, find_binary, running_server

from .answers import DifferentAnswersError, check_answers
from .contestants import ROOT, Contestant, contestants
from .data_folder import tmdb_5000
from .documents import DOCUMENTS
from .equipment import PEERS_PYTHON, install
from .machine import machine
from .performance_page import write_page
from .rounds import Plan, measure
from .serving import ContestantError, serving
from .tables import document_table, execution_tables, goal_table

RESULTS = ROOT / "build" / "bench" / "compare.json"
QUICK = Plan(rounds=2, requests=300, seconds=1.0, warm_up=40)
CONTESTANTS = 7
CONNECTIONS = 400  # more than all pools together


def main() -> None:
    """Run all of it; exit 1 when something breaks or two contestants differ."""
    arguments = _arguments()
    folder = tmdb_5000()
    if folder is None or find_binary() is None:
        missing = "mariadbd on the PATH" if folder else "the folder with tmdb-5000/, see --help"
        print(f"SKIPPED: bench.compare needs {missing}.", file=sys.stderr)
        return
    try:
        install()
        results = _measured(folder, arguments)
    except (
        *(ContestantError, DifferentAnswersError, ServerError),
        subprocess.CalledProcessError,
    ) as error:
        sys.exit(f"error: {error}")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))
    for part in _shown(results):
        print(part, end="\n\n")
    if _is_whole(results) and not (arguments.quick or arguments.print_only):
        subprocess.run([PEERS_PYTHON, "-m", "bench.plot", RESULTS], cwd=ROOT, check=True)
        write_page(results)
    else:
        print("docs/performance.md stays as it is: this was no whole run.", file=sys.stderr)


def _measured(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    plan = QUICK if arguments.quick else Plan(rounds=arguments.rounds)
    chosen = [c for c in contestants() if not arguments.only or c.name in arguments.only]
    results: dict[str, Any] = {"plan": vars(plan), "execution": _execution(quick=arguments.quick)}
    with running_server(
        f"--max-connections={CONNECTIONS}", "--innodb-buffer-pool-size=512M"
    ) as server:
        url = server.create_database("bench")
        _load(folder, url)
        results["machine"] = machine(server.version)
        results.update(_compared(chosen, url, arguments.document, plan, server.pid))
    return results


def _compared(
    chosen: Sequence[Contestant], url: str, documents: Sequence[str], plan: Plan, pid: int
) -> dict[str, Any]:
    with serving(chosen, url) as servers:
        fields = check_answers(servers, documents)
        print(f"{len(servers)} contestants give the same {len(fields)} answers.", file=sys.stderr)
        figures = {}
        for name in documents:
            print(f"Measuring {name}", file=sys.stderr)
            figures[name] = measure(servers, name, plan, pid)
        check_answers(servers, documents)  # the load has changed nothing
    return {"fields": fields, "comparison": figures}


def _load(folder: Path, url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", folder],
        cwd=ROOT,
        env={**os.environ, "MOVIE_GRAPH_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ContestantError(f"TMDB 5000 was not loaded:\n{done.stdout}{done.stderr}")


def _execution(*, quick: bool) -> Any:
    """In a process of its own, so that nothing measured before is in its memory."""
    print("Measuring execution alone", file=sys.stderr)
    command = [sys.executable, "-m", "bench.execution", "--json"]
    done = subprocess.run(
        [*command, "--quick"] if quick else command, cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def _shown(results: dict[str, Any]) -> list[str]:
    return [
        *(
            document_table(name, results["fields"][name], figures)
            for name, figures in results["comparison"].items()
        ),
        goal_table(results["comparison"]),
        *execution_tables(results["execution"]),
    ]


def _is_whole(results: dict[str, Any]) -> bool:
    comparison = results["comparison"]
    return set(comparison) == set(DOCUMENTS) and all(
        len(figures) == CONTESTANTS for figures in comparison.values()
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.compare",
        description="movie_graph beside its peers. MOVIE_GRAPH_BENCH_DATA or MOVIE_GRAPH_TEST_DATA "
        "names the folder that holds tmdb-5000/ with its two CSV files.",
    )
    parser.add_argument("--quick", action="store_true", help="few requests: to see that it works")
    parser.add_argument("--rounds", type=int, default=Plan.rounds, help="turns of each contestant")
    parser.add_argument("--document", nargs="+", choices=DOCUMENTS, default=list(DOCUMENTS))
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these contestants")
    parser.add_argument("--print-only", action="store_true", help="write no docs and no plots")
    return parser.parse_args()


if __name__ == "__main__":
    main()
