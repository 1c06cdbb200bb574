"""The GraphQL schema: what a client sees."""

from .build import build_schema

__all__ = ["build_schema"]
