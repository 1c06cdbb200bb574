"""Functions that SQL has and SQLite lacks, added to each connection."""

import math


class StddevPop:
    """STDDEV_POP: the population's standard deviation of the values that are not NULL.

    By Welford's recurrence, as MySQL and MariaDB do it: one pass, and no difference of two large
    sums, which would lose the digits that matter.
    """

    def __init__(self) -> None:
        self._count = 0
        self._mean = 0.0
        self._squares = 0.0

    def step(self, value: float | None) -> None:
        """Take one more value."""
        if value is None:
            return
        self._count += 1
        difference = value - self._mean
        self._mean += difference / self._count
        self._squares += difference * (value - self._mean)

    def finalize(self) -> float | None:
        """The answer; None of nothing."""
        return math.sqrt(self._squares / self._count) if self._count else None
