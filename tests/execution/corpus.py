"""The corpus: documents written for the purpose, in files, each with the requests it is sent in.

A document starts with `# --- its title`. Lines of JSON in comments follow, one per request:
`variables`, `operation`, `subject` (who is signed in) and `errors` (how many the answer has, 0
unless said). A document without such a line is sent once, without anything.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"
TITLE = "# --- "


@dataclass(frozen=True)
class Sent:
    """One request with one document."""

    name: str
    text: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation: str | None = None
    subject: str | None = None
    errors: int = 0

    def __str__(self) -> str:
        return self.name


def documents() -> Iterator[tuple[str, str]]:
    """Every document's name and text, header and all."""
    for path in sorted(FOLDER.glob("*.graphql")):
        _, *parts = path.read_text(encoding="utf-8").split(TITLE)
        for part in parts:
            title, _, text = part.partition("\n")
            yield f"{path.stem}: {title}", text.strip()


def requests() -> Iterator[Sent]:
    """Every document with each of its headers."""
    for name, text in documents():
        headers = [
            json.loads(line[1:])
            for line in text.splitlines()
            if line.lstrip("# ").startswith("{") and line.startswith("#")
        ]
        for number, header in enumerate(headers or [{}]):
            suffix = f" ({number + 1})" if len(headers) > 1 else ""
            yield Sent(name + suffix, text, **header)
