"""The GraphQL schema: what a client sees."""

from .build import MovieGraphSchema, build_schema

__all__ = ["MovieGraphSchema", "build_schema"]
