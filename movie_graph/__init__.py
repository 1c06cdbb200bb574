"""The movie graph: a GraphQL server for a movie database."""

__version__ = "0.1.0"
