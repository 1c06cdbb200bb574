"""docs/performance.md: what stands between its markers is replaced by the last run's figures."""

import re
from typing import Any

from .contestants import ROOT
from .tables import document_table, execution_tables, goal_table, machine_table

PAGE = ROOT / "docs" / "performance.md"


class MissingMarkerError(Exception):
    """The page has no `<!-- bench: name -->` … `<!-- end: name -->`."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{PAGE.name} has no markers <!-- bench: {name} --> … <!-- end: {name} -->"
        )


def write_page(results: dict[str, Any]) -> None:
    """Replace each marked part. Errors: MissingMarkerError."""
    comparison = results["comparison"]
    lists, page, first = execution_tables(results["execution"])
    text = PAGE.read_text(encoding="utf-8")
    for name, content in {
        "machine": machine_table(results["machine"], results["plan"]),
        "goals": goal_table(comparison),
        "documents": "\n\n".join(
            document_table(name, results["fields"][name], of_one)
            for name, of_one in comparison.items()
        ),
        "list": lists,
        "alone": page,
        "first": first,
    }.items():
        text = _replaced(text, name, content)
    PAGE.write_text(text, encoding="utf-8")


def _replaced(text: str, name: str, content: str) -> str:
    marked = re.compile(f"(<!-- bench: {name} -->\n).*?(<!-- end: {name} -->)", re.DOTALL)
    if not marked.search(text):
        raise MissingMarkerError(name)
    return marked.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)
