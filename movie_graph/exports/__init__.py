"""Answers as files: one list of an operation as CSV or NDJSON, streamed from one snapshot."""

from .exports import Exports
from .formats import FORMATS
from .response import FileResponse

__all__ = ["FORMATS", "Exports", "FileResponse"]
