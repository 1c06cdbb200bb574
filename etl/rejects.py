"""Rejects: records that are not loaded, and the CSV file that lists them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .errors import RejectsFileError
from .reasons import RejectReason


@dataclass(frozen=True)
class Reject:
    """One record that was not loaded. `record` is its CSV text, `line` where it begins (from 1)."""

    line: int
    reason: RejectReason
    record: str


class RejectsFile(Protocol):
    """Where rejects go, file by file."""

    def __call__(self, file: str, rejects: Iterable[Reject]) -> None: ...


def csv_text(record: Sequence[Any]) -> str:
    """A record as one CSV line, without its line end."""
    text = io.StringIO()
    csv.writer(text).writerow(record)  # with CRLF, or else a CR or LF in a value goes unquoted
    return text.getvalue().removesuffix("\r\n")


@contextmanager
def rejects_file(path: Path | None) -> Iterator[RejectsFile]:
    """A new file with the columns file, line, reason, record; nowhere when `path` is None.

    Errors: RejectsFileError.
    """
    if path is None:
        yield lambda file, rejects: None
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise RejectsFileError(path, error.strerror or str(error)) from error
    with file as text:
        writer = csv.writer(text)
        writer.writerow(("file", "line", "reason", "record"))
        yield lambda file, rejects: writer.writerows(
            (file, reject.line, reject.reason, reject.record) for reject in rejects
        )
