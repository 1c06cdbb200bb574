"""The report: its sum is checked, and it can be drawn."""

import io
from collections import Counter

import pytest
from rich.console import Console

from etl.errors import UnbalancedReportError
from etl.reasons import Discard, RejectReason
from etl.report import FileReport, Report
from etl.report_table import report_table


def test_a_record_that_disappears_is_an_error() -> None:
    balanced = FileReport(
        "a.csv", 10, 7, merged=Counter({"x": 1}), rejects=Counter({RejectReason.NO_LINK: 2})
    )
    balanced.check()

    balanced.records_read += 1
    with pytest.raises(UnbalancedReportError, match="11 records read, but 10 accounted for"):
        balanced.check()


def test_the_table_shows_every_count() -> None:
    file = FileReport("a.csv", 1_234, 1_232, rejects=Counter({str(RejectReason.NO_LINK): 2}))
    file.tally.discard("budget", Discard.ZERO, 17)
    file.changed["movies"] = 1_231
    report = Report([file], left_out=(("b.csv", "a.csv is there"),), duration_seconds=2.5)
    text = io.StringIO()

    Console(file=text, width=120).print(report_table(report))

    lines = [" ".join(line.replace("│", " ").split()) for line in text.getvalue().splitlines()]
    for line in (
        "a.csv 1,234 1,232 0 2 0.00",
        "Sum 1,234 1,232 0 2 2.50",
        "MovieLens film has no link 2",
        "budget: 0 means unknown 17",
        "movies 1,231",
        "b.csv left out: a.csv is there.",
    ):
        assert line in lines
