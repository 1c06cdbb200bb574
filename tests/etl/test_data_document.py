"""docs/data.md: every reason that a report can show is explained there, every test it names is."""

import re
from pathlib import Path

import pytest

from etl.layouts import LAYOUTS, Layout
from etl.reasons import Discard, Kept, MergeReason, RejectReason, Repair

HERE = Path(__file__).parent
DOCUMENT = (HERE.parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in HERE.glob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize(
    "reason",
    [*RejectReason, *MergeReason, *Repair, *Discard, *Kept],
    ids=lambda reason: reason.name,
)
def test_every_reason_is_explained(reason: str) -> None:
    assert reason in DOCUMENT


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT))

    assert len(named) > 40
    assert named - TESTS == set()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_every_file_and_column_is_named(layout: Layout) -> None:
    assert f"`{layout.file}`" in DOCUMENT
    for column in layout.columns.values():
        assert column in DOCUMENT
