"""Broken records: pieces of a record that an unquoted line break in its prose has cut."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

NUMBER = re.compile(r"\d*(\.\d*)?")
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})?")
# What a record that is put together again must look like; anything else is out of place.
PLAUSIBLE = {
    "id": re.compile(r"\d+"),
    "release_date": DATE,
    "runtime": NUMBER,
    "vote_average": NUMBER,
    "vote_count": NUMBER,
}

Piece = tuple[int, list[str]]  # (line, fields)


@dataclass
class Joining:
    """What became of the pieces so far: a whole record, pieces that fit nowhere, or neither."""

    joined: Piece | None = None
    pieces: int = 0
    given_up: list[Piece] = field(default_factory=list)


class BrokenRecords:
    """Collects neighbouring pieces until they make one record.

    The last field of a piece and the first of the next are two parts of one text, so 10 fields
    and 15 fields make a record of 24.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.waiting: list[Piece] = []
        self._header = list(header)

    def offer(self, line: int, record: list[str]) -> Joining:
        """Take the next record of the file that is no whole one (or comes behind pieces)."""
        width = len(self._header)
        pieces = [*self.waiting, (line, record or [""])]
        joined = _join(pieces)
        self.waiting = []
        if len(record) < width and len(joined[1]) < width:
            self.waiting = pieces
            return Joining()
        if len(record) < width and len(joined[1]) == width and self._is_plausible(joined[1]):
            return Joining(joined, len(pieces))
        if len(record) < width < len(joined[1]):
            self.waiting = pieces[-1:]
            return Joining(given_up=pieces[:-1])
        return Joining(given_up=pieces)

    def give_up(self) -> list[Piece]:
        """The pieces that no rest followed."""
        given_up, self.waiting = self.waiting, []
        return given_up

    def _is_plausible(self, record: list[str]) -> bool:
        cells = dict(zip(self._header, record, strict=True))
        return all(
            pattern.fullmatch(cells[name].strip())
            for name, pattern in PLAUSIBLE.items()
            if name in cells
        )


def _join(pieces: list[Piece]) -> Piece:
    record = list(pieces[0][1])
    for _, fields in pieces[1:]:
        record[-1] += "\n" + fields[0]
        record += fields[1:]
    return pieces[0][0], record
