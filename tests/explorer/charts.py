"""The panels of analyses and charts: opened, run, and read off the page and off the canvas."""

import csv
import io
import struct
from pathlib import Path

from playwright.sync_api import Locator, expect

from .browsing import Explorer

QUERIES = Path(__file__).parents[2] / "docs/queries"
BLUE = [11, 107, 179]  # the first series on a light page

# For each mark as it stands on the canvas from top to bottom, how many pixels wide it is. A mark is
# made of neighbouring lines that hold a run of the colour.
WIDTHS = """(canvas, [red, green, blue]) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const isColour = (at) => data[at] === red && data[at + 1] === green && data[at + 2] === blue;
  const marks = [];
  let inside = false;
  for (let y = 0; y < height; y++) {
    let count = 0;
    for (let x = 0; x < width; x++) count += isColour(4 * (y * width + x));
    if (count && !inside) marks.push(0);
    inside = count > 0;
    if (inside) marks[marks.length - 1] = Math.max(marks.at(-1), count);
  }
  return marks;
}"""

COLOURS = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 150) seen.add([data[at], data[at + 1], data[at + 2]].join());
  }
  return [...seen].map((colour) => colour.split(",").map(Number));
}"""


class ChartPanel:
    """What a viewer sees and does in the two panels."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.page = explorer.page
        self.analyses = self.page.get_by_role("region", name="Saved analyses")
        self.panel = self.page.get_by_role("region", name="The answer as a table and a chart")
        self.canvas = self.panel.get_by_role("img")

    def open_analysis(self, question: str) -> None:
        """Click on a saved analysis, which opens a tab and the panel for its chart."""
        if self.page.get_by_label("Show Analyses").count():
            self.page.get_by_label("Show Analyses").click()
        self.analyses.get_by_role("button", name=question).click()
        self.wait_until_open()

    def wait_until_open(self) -> None:
        """GraphiQL knows a moment after a click which operation the new tab has."""
        self.panel.wait_for()
        expect(self.page.get_by_role("tab", selected=True)).not_to_contain_text("untitled")

    def run_analysis(self, question: str) -> None:
        """Open it and run it with the button; the table is then there."""
        self.open_analysis(question)
        self.page.get_by_label("Execute query").click()
        self.panel.get_by_role("table").wait_for()

    def ask(self, query: str) -> None:
        """Run a query of one's own in the present tab."""
        self.explorer.focus()
        self.explorer.write(query)
        self.page.wait_for_timeout(500)  # GraphiQL reads a document a moment after it changed
        self.explorer.run()

    def widen(self, width: int) -> None:
        """Drag the edge of the panels until it is so far from the left, in pixels."""
        edge = self.page.locator(".graphiql-horizontal-drag-bar").first.bounding_box()
        assert edge is not None
        x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(width, y, steps=5)
        self.page.mouse.up()

    def description(self) -> str:
        return self.canvas.get_attribute("aria-label") or ""

    def heads(self) -> list[str]:
        return [text.rstrip(" ▾▴") for text in self.panel.locator("th").all_inner_texts()]

    def head(self, name: str) -> Locator:
        return self.panel.get_by_role("columnheader", name=name)

    def cells(self, column: int = 0) -> list[str]:
        """The texts of one column, from top to bottom."""
        return self.panel.locator(f"tbody td:nth-child({column + 1})").all_inner_texts()

    def numbers(self, column: int) -> list[float]:
        return [float(text.replace(",", "")) for text in self.cells(column)]

    def widths(self) -> list[int]:
        """The widths of the blue marks on the canvas, from top to bottom."""
        widths = self.canvas.evaluate(WIDTHS, BLUE)
        assert isinstance(widths, list)
        return widths

    def colours(self) -> list[list[int]]:
        """Red, green and blue of whatever is on the canvas and more than a shimmer."""
        colours = self.canvas.evaluate(COLOURS)
        assert isinstance(colours, list)
        return colours

    def choose(self, name: str, option: str) -> None:
        self.panel.get_by_role("combobox", name=name).select_option(option)

    def saved(self, button: str) -> tuple[str, bytes]:
        """The name and the content of the file that a button gives."""
        with self.page.expect_download() as download:
            self.panel.get_by_role("button", name=button).click()
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def questions() -> list[str]:
    """The first line of every file of docs/queries, without its comment sign."""
    return [
        path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        for path in sorted(QUERIES.iterdir())
    ]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def size_of_png(content: bytes) -> tuple[int, int]:
    """Width and height, of a file that begins and ends as a PNG does."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert content.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def misfits(widths: list[int], values: list[float]) -> list[float]:
    """How far each mark is from the length that its value asks for, as a part of the longest."""
    return [
        abs(width / max(widths) - value / max(values))
        for width, value in zip(widths, values, strict=True)
    ]
