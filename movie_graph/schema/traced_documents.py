"""Documents whose parsing and validation are told apart and traced."""

import time
from typing import Any

from graphql import ASTValidationRule, ValidationContext

from movie_graph.execution import Documents
from movie_graph.execution.documents import Prepared
from movie_graph.signals.tracing import Tracing


class TracedDocuments(Documents):
    """Spans for documents that are new; those that are kept cost nothing.

    Rules are made when a document has been parsed and is about to be validated. One that checks
    nothing says when that was.
    """

    def __init__(self, tracing: Tracing, *arguments: Any, **named: Any) -> None:
        self._tracing = tracing
        self._parsed: list[int] = []
        parsed = self._parsed

        class ParsedRule(ASTValidationRule):
            def __init__(self, context: ValidationContext) -> None:
                super().__init__(context)
                parsed.append(time.time_ns())

        super().__init__(*arguments, **{**named, "rules": [*named.get("rules", ()), ParsedRule]})

    def _prepared(self, text: str) -> Prepared:
        self._parsed.clear()
        began = time.time_ns()
        prepared = super()._prepared(text)
        ended = time.time_ns()
        times = [began, *self._parsed, ended]
        for name, since, until in zip(("parse", "validate"), times, times[1:], strict=False):
            self._tracing.past(name, since, until)
        return prepared
