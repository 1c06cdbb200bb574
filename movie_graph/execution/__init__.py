"""Breadth-first execution of GraphQL operations. It knows GraphQL, and no movies."""

from .argument_bounds import ArgumentBounds
from .bounds import Bound, DocumentBounds
from .costs import CostBounds, Costs
from .declarations import (
    ASK_FOR_LOADER,
    ATTRIBUTE,
    LOOKUP,
    RELATION,
    Attribute,
    IsInstanceOf,
    Lookup,
    Relation,
)
from .documents import Documents, Prepared
from .executor import BreadthFirstExecutor
from .leaves import Serializer, converted, strings, whole_numbers
from .sizes import ITEMS_BOUND, LIST_SIZE, WEIGHT, ListSize
from .trace import Trace

__all__ = [
    "ASK_FOR_LOADER",
    "ATTRIBUTE",
    "ITEMS_BOUND",
    "LIST_SIZE",
    "LOOKUP",
    "RELATION",
    "WEIGHT",
    "ArgumentBounds",
    "Attribute",
    "Bound",
    "BreadthFirstExecutor",
    "CostBounds",
    "Costs",
    "DocumentBounds",
    "Documents",
    "IsInstanceOf",
    "ListSize",
    "Lookup",
    "Prepared",
    "Relation",
    "Serializer",
    "Trace",
    "converted",
    "strings",
    "whole_numbers",
]
