"""What stops a load, as a tree. Everything milder is no exception but a count in the report.

EtlError                        the load stops; the old catalogue stays
├── UnknownFolderError          no file of a known layout, or one file twice
├── MissingColumnError          a known file lacks a column
├── UnreadableFileError         a file cannot be read on from a certain line
├── RejectsFileError            the rejects file cannot be written
└── UnbalancedReportError       a record has disappeared: a defect of this program

The milder outcomes, named by what happens next (`reasons.py` lists every one):

discard_value       the value is stored as unknown and counted
discard_record      the record goes to the rejects file with its line and reason
repair              the value is mended and counted
"""

from collections.abc import Sequence
from pathlib import Path

from movie_graph.errors import MovieGraphError


class EtlError(MovieGraphError):
    """The root of every error that stops a load on purpose. The message is for the user."""


class UnknownFolderError(EtlError):
    """The folder cannot be told to be one of the data sets. Raised before anything is written."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"{str(folder)!r} cannot be loaded: {problem}")
        self.folder = folder


class MissingColumnError(EtlError):
    """A file's first line lacks columns. Raised before anything is written."""

    def __init__(self, file: str, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(
            f"{file}, line 1: no column {', '.join(missing)}. Found: {', '.join(found) or 'none'}. "
            "Use the file as it was published."
        )
        self.file = file
        self.missing = tuple(missing)
        self.found = tuple(found)


class UnreadableFileError(EtlError):
    """A file is damaged from `line` on: not UTF-8, a broken archive, a quote without an end."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")
        self.file = file
        self.line = line


class RejectsFileError(EtlError):
    """The rejects file cannot be made. Raised before anything is written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{str(path)!r} cannot be written: {problem}. Name another --rejects.")
        self.path = path


class UnbalancedReportError(EtlError):
    """Records read ≠ rows written + merged + rejects. Nothing is stored."""

    def __init__(self, file: str, records_read: int, accounted_for: int) -> None:
        super().__init__(
            f"{file}: {records_read} records read, but {accounted_for} accounted for. "
            "Nothing was stored. This is a defect of the program: please report it."
        )
        self.file = file
        self.records_read = records_read
        self.accounted_for = accounted_for
