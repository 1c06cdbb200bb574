"""Breadth-first execution of GraphQL operations. It knows GraphQL, and no movies."""

from .declarations import ASK_FOR_LOADER, ATTRIBUTE, RELATION, Attribute, IsInstanceOf, Relation
from .documents import Documents
from .executor import BreadthFirstExecutor
from .leaves import Serializer, strings, whole_numbers
from .trace import Trace

__all__ = [
    "ASK_FOR_LOADER",
    "ATTRIBUTE",
    "RELATION",
    "Attribute",
    "BreadthFirstExecutor",
    "Documents",
    "IsInstanceOf",
    "Relation",
    "Serializer",
    "Trace",
    "strings",
    "whole_numbers",
]
