"""Tallies: how often each value was repaired, discarded, or kept under suspicion."""

from collections import Counter
from dataclasses import dataclass, field

from .reasons import Discard, Kept, Repair


@dataclass
class Tally:
    """Counts by `column: reason`."""

    repairs: Counter[str] = field(default_factory=Counter)
    discarded: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def repair(self, column: str, reason: Repair, times: int = 1) -> None:
        """Count values that were mended."""
        if times:
            self.repairs[f"{column}: {reason}"] += times

    def discard(self, column: str, reason: Discard, times: int = 1) -> None:
        """Count values that are stored as unknown, or entries that are left out."""
        if times:
            self.discarded[f"{column}: {reason}"] += times

    def keep(self, column: str, reason: Kept, times: int = 1) -> None:
        """Count values that look wrong and are stored all the same."""
        if times:
            self.kept[f"{column}: {reason}"] += times

    def add(self, other: "Tally") -> None:
        """Take over another tally's counts."""
        self.repairs.update(other.repairs)
        self.discarded.update(other.discarded)
        self.kept.update(other.kept)
