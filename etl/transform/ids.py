"""Ids: a set of whole numbers in little memory, however many they are."""

from collections.abc import Iterable, Iterator

PAGE_BITS = 16
PAGE_BYTES = (1 << PAGE_BITS) // 8


class IdSet:
    """Ids from 0 to 2^31 − 1, one bit each: 190 KB for TMDB's films, never more than 256 MB."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> bool:
        """Put it in; whether it is new."""
        page = self._pages.setdefault(number >> PAGE_BITS, bytearray(PAGE_BYTES))
        place, bit = (number >> 3) & (PAGE_BYTES - 1), 1 << (number & 7)
        if page[place] & bit:
            return False
        page[place] |= bit
        return True

    def update(self, numbers: Iterable[int]) -> None:
        """Put all of them in."""
        for number in numbers:
            self.add(number)

    def __iter__(self) -> Iterator[int]:
        """In ascending order."""
        for high in sorted(self._pages):
            page = self._pages[high]
            for place, byte in enumerate(page):
                if byte:
                    first = (high << PAGE_BITS) + (place << 3)
                    yield from (first + bit for bit in range(8) if byte & 1 << bit)

    def __contains__(self, number: int) -> bool:
        page = self._pages.get(number >> PAGE_BITS)
        return bool(page and page[(number >> 3) & (PAGE_BYTES - 1)] & 1 << (number & 7))
