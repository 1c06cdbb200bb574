"""The report: what became of every record, file by file. Plain data; `report_table.py` draws it."""

from collections import Counter
from dataclasses import dataclass, field

from .errors import UnbalancedReportError
from .tally import Tally


@dataclass
class FileReport:
    """One file. A record is one CSV record: a movie, the credits of a movie, one rating.

    `rows_written` are the records whose content is in the database now; `merged` those that are
    part of another record's row; `rejects` those that are not there. All by reason.
    `changed` counts the rows that were inserted or changed, by table: a reload changes none.
    """

    file: str
    records_read: int = 0
    rows_written: int = 0
    merged: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    changed: Counter[str] = field(default_factory=Counter)
    duration_seconds: float = 0.0

    def check(self) -> None:
        """Errors: UnbalancedReportError when a record has disappeared, or appeared."""
        accounted_for = self.rows_written + self.merged.total() + self.rejects.total()
        if accounted_for != self.records_read:
            raise UnbalancedReportError(self.file, self.records_read, accounted_for)


@dataclass
class Report:
    """One load. `left_out` are known files that were not read, with the reason."""

    files: list[FileReport] = field(default_factory=list)
    left_out: tuple[tuple[str, str], ...] = ()
    duration_seconds: float = 0.0

    @property
    def records_read(self) -> int:
        return sum(file.records_read for file in self.files)

    @property
    def rows_written(self) -> int:
        return sum(file.rows_written for file in self.files)

    @property
    def merged(self) -> Counter[str]:
        return sum((file.merged for file in self.files), Counter())

    @property
    def rejects(self) -> Counter[str]:
        return sum((file.rejects for file in self.files), Counter())

    @property
    def tally(self) -> Tally:
        """Repairs, discarded values and what was kept under suspicion, over all files."""
        whole = Tally()
        for file in self.files:
            whole.add(file.tally)
        return whole

    @property
    def changed(self) -> Counter[str]:
        """Rows inserted or changed, by table."""
        return sum((file.changed for file in self.files), Counter())
