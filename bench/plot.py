"""The plots of docs/performance.md, drawn by bench/.venv: the only one that has matplotlib.

python -m bench.plot RESULTS
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

IMAGES = Path(__file__).parent.parent / "docs" / "images"
OURS, PEER = "#c2410c", "#64748b"
COLOURS = {"breadth-first": OURS, "graphql-core": PEER}


def main() -> None:
    """Draw both plots."""
    results = json.loads(Path(sys.argv[1]).read_text())
    mpl.use("svg")
    mpl.rcParams.update(
        {
            "svg.hashsalt": "movie_graph",  # the same figures give the same file
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )
    _save(_comparison(results["comparison"]), "performance-comparison.svg")
    _save(_execution(results["execution"]["list"]), "performance-execution.svg")


def _comparison(comparison: Mapping[str, Mapping[str, Any]]) -> Any:
    """CPU per request of the server, a panel per document, a bar per contestant."""
    columns = min(3, len(comparison))
    rows = -(-len(comparison) // columns)
    figure, panels = plt.subplots(
        rows, columns, figsize=(4 * columns, 2.6 * rows), sharey=True, squeeze=False
    )
    for panel, (document, figures) in zip(panels.flat, comparison.items(), strict=False):
        names = list(figures)[::-1]
        values = [figures[name]["server_milliseconds"] for name in names]
        colours = [OURS if name.startswith("movie_graph") else PEER for name in names]
        panel.bar_label(panel.barh(names, values, color=colours), fmt="%.2f", padding=3, fontsize=8)
        panel.margins(x=0.2)
        panel.set_title(document)
    for panel in panels[-1]:
        panel.set_xlabel("server CPU per request, ms")
    figure.tight_layout()
    return figure


def _execution(sizes: list[dict[str, Any]]) -> Any:
    """Microseconds per movie by the length of the list."""
    figure, axes = plt.subplots(figsize=(7, 3.6))
    lengths = [size["movies"] for size in sizes]
    for name, colour in COLOURS.items():
        per_movie = [s["executors"][name]["seconds"] * 1e6 / s["movies"] for s in sizes]
        axes.plot(lengths, per_movie, marker="o", color=colour, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("movies in the list (4 plain fields and 3 genres each)")
    axes.set_ylabel("µs per movie")
    axes.legend(frameon=False)
    figure.tight_layout()
    return figure


def _save(figure: Any, name: str) -> None:
    figure.savefig(IMAGES / name, metadata={"Date": None, "Creator": None})
    plt.close(figure)


if __name__ == "__main__":
    main()
