"""What the chart panel computes without a browser; the promises are in chart.test.mjs."""

import re
from pathlib import Path

from tests.node import run_tests

FILE = Path(__file__).parent / "chart.test.mjs"


def test_rows_columns_choice_marks_words_and_csv(node: Path) -> None:
    written = len(re.findall(r"^test\(", FILE.read_text(encoding="utf-8"), re.MULTILINE))

    printed = run_tests(node, FILE)

    assert f"\n# pass {written}\n" in printed
