"""Extract: a CSV file as a stream of frames, each with the line that every record begins on.

Read with Python's csv module and not with `pandas.read_csv`: pandas fills short records with
blanks and gives up on long ones, so a broken record would be loaded misaligned.
"""

import csv
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from .broken_records import BrokenRecords, Piece
from .errors import MissingColumnError, UnreadableFileError
from .opening import READ_ERRORS, OpenFile, opened
from .reasons import MergeReason, RejectReason, Repair
from .rejects import Reject, csv_text
from .sources import Source
from .tally import Tally

# The longest cells published have 73,000 characters. A quote that is never closed would swallow
# the rest of the file; it stops here.
CELL_CHARACTERS = 1 << 21
CHUNK_BYTES = 16 << 20


@dataclass
class Chunk:
    """A part of a file.

    `frame` has all columns of the file, those we read under our names, text in every cell ('' for
    nothing) and the records' first lines as its index. `records_read` counts every record,
    rejected ones and pieces too. `position` of `size` bytes of the stored file have been read.
    """

    frame: pd.DataFrame
    rejects: list[Reject]
    records_read: int
    merged: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    position: int = 0
    size: int = 0


def check_columns(source: Source) -> None:
    """Read the first line. Errors: MissingColumnError, UnreadableFileError."""
    with opened(source) as file:
        _header(file, source)


def extract(source: Source) -> Iterator[Chunk]:
    """The file from top to bottom, at most `chunk_records` at a time.

    Errors: MissingColumnError, UnreadableFileError.
    """
    with opened(source) as file:
        header = _header(file, source)
        yield from _Cutter(source, file, header).chunks()


def _header(file: OpenFile, source: Source) -> list[str]:
    csv.field_size_limit(CELL_CHARACTERS)
    try:
        header = next(csv.reader([file.unpacked.readline().removeprefix(BOM_UTF8).decode()]), [])
    except UnicodeDecodeError as error:
        raise UnreadableFileError(source.name, 1, _not_utf8(error)) from error
    except (*READ_ERRORS, csv.Error) as error:
        raise UnreadableFileError(source.name, 1, f"{error}.") from error
    missing = [name for name in source.layout.columns.values() if name not in header]
    if missing:
        raise MissingColumnError(source.name, missing, header)
    return header


class _Cutter:
    """Cuts records into chunks and sorts out those with a wrong number of fields."""

    def __init__(self, source: Source, file: OpenFile, header: list[str]) -> None:
        self._source = source
        self._file = file
        self._header = header
        self._broken = BrokenRecords(header) if source.layout.breaks_in_prose else None
        self._bytes = 0
        self._last_line = b""
        self._start()

    def chunks(self) -> Iterator[Chunk]:
        width = len(self._header)
        for line, record in self._records():
            if len(record) == width:
                if self._broken and self._broken.waiting:
                    self._give_up(self._broken.give_up())
                self._lines.append(line)
                self._rows.append(record)
            else:
                self._sort_out(line, record)
            if self._is_full():
                yield self._finish()
        if self._broken:
            self._give_up(self._broken.give_up())
        yield self._finish()

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record with its first line; damaged ones are rejected on the way."""
        reader = csv.reader(self._text_lines(), strict=True)
        line = 2
        while True:
            try:
                for record in reader:
                    yield line, record
                    line = reader.line_num + 2
            except csv.Error as error:
                self._reject_or_stop(line, error)
                line = reader.line_num + 2
            except UnicodeDecodeError as error:
                raise UnreadableFileError(self._source.name, line, _not_utf8(error)) from error
            except READ_ERRORS as error:
                raise UnreadableFileError(self._source.name, line, f"{error}.") from error
            else:
                return

    def _text_lines(self) -> Iterator[str]:
        for line in self._file.unpacked:
            self._bytes += len(line)
            self._last_line = line
            yield line.decode()

    def _reject_or_stop(self, line: int, error: csv.Error) -> None:
        if "unexpected end" in str(error) or "field limit" in str(error):
            raise UnreadableFileError(
                self._source.name, line, "a quoted value of this record has no end."
            ) from error
        self._records_read += 1
        text = self._last_line.decode().rstrip("\r\n")
        self._rejects.append(Reject(line, RejectReason.QUOTING, text))

    def _sort_out(self, line: int, record: list[str]) -> None:
        """A blank line is nothing; a piece waits for its rest; any other count is a reject."""
        if self._broken and (record or self._broken.waiting):
            outcome = self._broken.offer(line, record)
            self._give_up(outcome.given_up)
            if outcome.joined:
                self._take_joined(outcome.joined, outcome.pieces)
        elif record:
            self._give_up([(line, record)])

    def _take_joined(self, joined: Piece, pieces: int) -> None:
        self._lines.append(joined[0])
        self._rows.append(joined[1])
        self._records_read += pieces - 1
        self._merged[MergeReason.BROKEN_RECORD] += pieces - 1
        self._tally.repair("record", Repair.JOINED)

    def _give_up(self, pieces: list[Piece]) -> None:
        self._records_read += len(pieces)
        self._rejects += [
            Reject(line, RejectReason.FIELD_COUNT, csv_text(record)) for line, record in pieces
        ]

    def _is_full(self) -> bool:
        return len(self._lines) >= self._source.layout.chunk_records or self._bytes > CHUNK_BYTES

    def _start(self) -> None:
        self._lines: list[int] = []
        self._rows: list[list[str]] = []
        self._rejects: list[Reject] = []
        self._merged: Counter[str] = Counter()
        self._tally = Tally()
        self._records_read = 0
        self._bytes = 0

    def _finish(self) -> Chunk:
        ours = {theirs: ours for ours, theirs in self._source.layout.columns.items()}
        columns = [ours.get(name, name) for name in self._header]
        chunk = Chunk(
            frame=pd.DataFrame(self._rows, index=self._lines, columns=columns, dtype=object),
            rejects=self._rejects,
            records_read=self._records_read + len(self._lines),
            merged=self._merged,
            tally=self._tally,
            position=self._file.position(),
            size=self._file.size,
        )
        self._start()
        return chunk


def _not_utf8(error: UnicodeDecodeError) -> str:
    shown = error.object[error.start : error.start + 1].hex()
    return f"byte 0x{shown} is not UTF-8 text. Save the file as UTF-8."
