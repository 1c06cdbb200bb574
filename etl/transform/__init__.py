"""Transforms: pure functions, a frame in, rows and rejects out. Nothing here knows a database."""
