"""Tables: measured figures as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .contestants import AIOMYSQL, ASYNCMY, MERCURIUS, STRAWBERRY
from .documents import MEANING

Figures = Mapping[str, float]
OURS = (AIOMYSQL, ASYNCMY)


def document_table(name: str, fields: int, figures: Mapping[str, Figures]) -> str:
    """One document, a line per contestant."""
    heads = [
        "",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "server CPU ms",
        "MariaDB CPU ms",
        "requests/s ÷ Mercurius",
        "CPU ÷ Mercurius",
        "CPU ÷ stock Strawberry",
    ]
    lines = [
        [
            f"**{each}**" if each in OURS else each,
            f"{of_one['requests_per_second']:,.0f}",
            f"{of_one['p50_milliseconds']:.1f}",
            f"{of_one['p99_milliseconds']:.1f}",
            f"{of_one['server_milliseconds']:.2f}",
            f"{of_one['database_milliseconds']:.2f}",
            _ratio(figures, each, MERCURIUS, "requests_per_second"),
            _ratio(figures, each, MERCURIUS, "server_milliseconds"),
            _ratio(figures, each, STRAWBERRY, "server_milliseconds"),
        ]
        for each, of_one in figures.items()
    ]
    return f"**{name}**: {MEANING[name]}. {fields:,} fields.\n\n{_table(heads, lines)}"


def goal_table(comparison: Mapping[str, Mapping[str, Figures]]) -> str:
    """What the page must reach, and every other document: CPU at or below the best peer."""
    lines = []
    page = comparison.get("page", {})
    for name, cpu, rate in ((AIOMYSQL, 1.0, 1.2), (ASYNCMY, 0.65, 1.8)):
        if name in page and MERCURIUS in page:
            ratio = _quotient(page, name, MERCURIUS, "server_milliseconds")
            lines.append(_goal(f"page, {name}: CPU ÷ Mercurius", ratio, f"≤ {cpu}", ratio <= cpu))
            ratio = _quotient(page, name, MERCURIUS, "requests_per_second")
            what = f"page, {name}: requests/s ÷ Mercurius"
            lines.append(_goal(what, ratio, f"≥ {rate}", ratio >= rate))
        if name in page and STRAWBERRY in page:
            ratio = _quotient(page, STRAWBERRY, name, "server_milliseconds")
            what = f"page, {name}: stock Strawberry's CPU ÷ ours"
            lines.append(_goal(what, ratio, "≥ 14", ratio >= 14))
    for document, figures in comparison.items():
        if document != "page":
            lines.extend(_goals_beside_best_peer(document, figures))
    return _table(["", "measured", "to reach", ""], lines)


def execution_tables(results: Mapping[str, Any]) -> list[str]:
    """Execution alone: the list by its length, the page, and documents seen first."""
    lists = [
        [
            f"{size['movies']:,}",
            name,
            f"{figures['seconds'] * 1e3:,.2f}",
            f"{figures['seconds'] * 1e6 / size['movies']:.1f}",
            f"{figures['peak_bytes'] / size['movies'] / 1024:.2f}",
            f"{figures['to_json_seconds'] * 1e6 / size['movies']:.2f}",
        ]
        for size in results["list"]
        for name, figures in size["executors"].items()
    ]
    pages = [
        [name, f"{figures['fields']:,}", f"{figures['seconds'] * 1e3:.2f}"]
        for name, figures in results["page"].items()
    ]
    first = []
    for document, times in results["first_time"].items():
        ours, stock = times.values()
        first.append([document, f"{ours * 1e3:.2f}", f"{stock * 1e3:.2f}", f"{ours / stock:.2f}"])
    heads = [
        "movies",
        "executor",
        "ms",
        "µs per movie",
        "peak KiB per movie",
        "to JSON, µs per movie",
    ]
    return [
        _table(heads, lists),
        _table(["page", "fields", "ms"], pages),
        _table(["first time", "ours, ms", "stock Strawberry, ms", "ratio"], first),
    ]


def _goals_beside_best_peer(document: str, figures: Mapping[str, Figures]) -> Iterable[list[str]]:
    peers = [of_one for name, of_one in figures.items() if name not in OURS]
    if not peers:
        return
    best = min(of_one["server_milliseconds"] for of_one in peers)
    for name in OURS:
        if name in figures:
            ratio = figures[name]["server_milliseconds"] / best
            what = f"{document}, {name}: CPU ÷ best peer"
            yield _goal(what, ratio, "≤ 1.0", ratio <= 1.0)


def _goal(what: str, measured: float, goal: str, reached: bool) -> list[str]:
    return [what, f"{measured:.2f}", goal, "reached" if reached else "**missed**"]


def _ratio(figures: Mapping[str, Figures], name: str, other: str, key: str) -> str:
    return f"{_quotient(figures, name, other, key):.2f}" if other in figures else "–"


def _quotient(figures: Mapping[str, Figures], name: str, other: str, key: str) -> float:
    divisor = figures[other][key]
    return figures[name][key] / divisor if divisor else float("nan")


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = [":---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines))


def machine_table(machine: Mapping[str, str], plan: Mapping[str, float]) -> str:
    """What took part, and how much was measured."""
    measured = (
        f"{plan['rounds']:g} rounds; each turn {plan['requests']:g} requests or "
        f"{plan['seconds']:g} s, after {plan['warm_up']:g} requests of warm-up"
    )
    return _table(["", ""], [[name, value] for name, value in {**machine, "run": measured}.items()])
