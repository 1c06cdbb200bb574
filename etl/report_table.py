"""The report, drawn for a terminal."""

from collections import Counter

from rich.console import Group
from rich.table import Table

from .report import FileReport, Report


def report_table(report: Report) -> Group:
    """Records per file with their sum, rows per table, and every count of what was not plain."""
    parts = [_records(report), _changed(report)]
    tally = report.tally
    for title, counts in (
        ("Rejects", report.rejects),
        ("Merged records", report.merged),
        ("Repaired values", tally.repairs),
        ("Discarded values", tally.discarded),
        ("Kept although suspicious", tally.kept),
    ):
        if counts:
            parts.append(_counts(title, counts))
    lines = [f"{file} left out: {reason}." for file, reason in report.left_out]
    return Group(*parts, *lines)


def _records(report: Report) -> Table:
    table = Table(title="Records read = rows written + merged + rejects", title_justify="left")
    table.add_column("File", overflow="fold")
    for title in ("records_read", "rows_written", "merged", "rejects", "duration_seconds"):
        table.add_column(title, justify="right")
    for file in report.files:
        table.add_row(*_cells(file.file, file))
    table.add_section()
    table.add_row(*_cells("Sum", report))
    return table


def _cells(name: str, counted: FileReport | Report) -> list[str]:
    numbers = (
        counted.records_read,
        counted.rows_written,
        counted.merged.total(),
        counted.rejects.total(),
    )
    return [name, *(f"{number:,}" for number in numbers), f"{counted.duration_seconds:.2f}"]


def _changed(report: Report) -> Table:
    return _counts("Rows inserted or changed", report.changed)


def _counts(title: str, counts: "Counter[str]") -> Table:
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for reason, count in sorted(counts.items()):
        table.add_row(reason, f"{count:,}")
    return table
