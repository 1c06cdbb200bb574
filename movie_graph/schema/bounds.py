"""Bounds: what the settings allow, as the execution knows it."""

from movie_graph.config import Settings, variable_name
from movie_graph.execution import ArgumentBounds, Bound, CostBounds, DocumentBounds


def document_bounds(settings: Settings) -> DocumentBounds:
    """What bounds a document whatever its variables are."""
    return DocumentBounds(
        tokens=bound(settings, "document_tokens_max"),
        depth=bound(settings, "document_depth_max"),
        fields=bound(settings, "document_fields_max"),
        root_fields=bound(settings, "document_root_fields_max"),
        mutations=bound(settings, "document_mutations_max"),
        aliases=bound(settings, "document_aliases_max"),
        directives=bound(settings, "document_directives_max"),
    )


def cost_bounds(settings: Settings) -> CostBounds:
    """What bounds a document with its variables."""
    named = {
        name: bound(settings, name)
        for name in (
            "page_size_default",
            "page_size_max",
            "list_size_max",
            "order_terms_max",
            "having_conditions_max",
            "where_parts_max",
        )
    }
    arguments = ArgumentBounds(
        items=bound(settings, "list_argument_max"),
        parts=bound(settings, "where_parts_max"),
        depth=bound(settings, "where_depth_max"),
        named=named,
    )
    return CostBounds(bound(settings, "document_cost_max"), arguments, named)


def bound(settings: Settings, name: str) -> Bound:
    """The bound of one setting."""
    return Bound(variable_name(name), getattr(settings, name))
