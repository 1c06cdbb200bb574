"""Types: what the server's schema says of the fields that a document asks, and of no others."""

from dataclasses import dataclass
from typing import Any

from .errors import QueryError
from .requests import Connection

TYPE = """{ kind name ofType { kind name ofType { kind name ofType { kind name } } } }"""
FIELDS = f"{{ fields {{ name type {TYPE} }} }}"


@dataclass(frozen=True)
class FieldType:
    """The named type of a field: SCALAR, ENUM, OBJECT, …; `is_list` if there are several."""

    kind: str
    name: str
    is_list: bool


class Types:
    """Asks for each type once. Where introspection is off, nothing is known."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, dict[str, FieldType]] = {}
        self.query = self._query_type()

    def field(self, type_: str | None, name: str) -> FieldType | None:
        """The type of a field; None where it is not known."""
        if name == "__typename":
            return FieldType("SCALAR", "String", is_list=False)
        if type_ is None or self.query is None:
            return None
        if type_ not in self._known:
            self._known[type_] = self._fields(type_)
        return self._known[type_].get(name)

    def _query_type(self) -> str | None:
        try:
            answer = self._connection.ask("{ __schema { queryType { name } } }")
        except QueryError:  # introspection is off
            return None
        return str(answer["__schema"]["queryType"]["name"])

    def _fields(self, type_: str) -> dict[str, FieldType]:
        document = f"query ($name: String!) {{ __type(name: $name) {FIELDS} }}"
        found = self._connection.ask(document, {"name": type_})["__type"] or {}
        return {field["name"]: _named(field["type"]) for field in found.get("fields") or ()}


def _named(type_: Any) -> FieldType:
    is_list = False
    while type_.get("ofType"):
        is_list = is_list or type_["kind"] == "LIST"
        type_ = type_["ofType"]
    return FieldType(type_["kind"], type_["name"], is_list)
