"""Bounds: limits with names, and the errors of what goes beyond them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError, Node

CODE: Final = "BOUND_EXCEEDED"


@dataclass(frozen=True)
class Bound:
    """A limit, and the name that whoever runs the server knows it by."""

    name: str
    limit: int

    def error(
        self, value: int, what: str, remedy: str, nodes: Collection[Node] = (), **more: Any
    ) -> GraphQLError:
        """`value` of `what` (a plural) is more than the limit. `more` goes out as extensions."""
        return GraphQLError(
            f"{value} {what} are more than the {self.limit} that {self.name} allows. {remedy}",
            nodes=list(nodes) or None,
            extensions={
                "code": CODE,
                "bound": self.name,
                "limit": self.limit,
                "value": value,
                **more,
            },
        )


@dataclass(frozen=True)
class DocumentBounds:
    """What bounds a document whatever its variables are."""

    tokens: Bound
    depth: Bound
    fields: Bound
    root_fields: Bound
    mutations: Bound
    aliases: Bound
    directives: Bound
