"""The pictures of the explorer in docs/images, from the sample catalogue: `make screenshots`."""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from etl.sample import SAMPLE_FOLDER
from tests.browser import find_chromium
from tests.serving import ROOT

from .browsing import Explorer, browsing, exploring, window
from .charts import ChartPanel
from .loaded import serving_files

Colours = Literal["light", "dark"]

COLOURS: tuple[Colours, ...] = ("light", "dark")
IMAGES = ROOT / "docs/images"
CHARTS: dict[str, tuple[str, tuple[Colours, ...]]] = {
    "bars": ("Which films lost the most money?", ("light", "dark")),
    "lines": ("How many films of each genre did each decade make?", ("light",)),
    "points": ("Do larger budgets bring larger profits?", ("light",)),
}
PANEL_WIDTH = 620


def main() -> None:
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome was found: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_files(SAMPLE_FOLDER, Path(folder)) as served,
        browsing(chromium) as browser,
    ):
        for colours in COLOURS:
            _take(browser, served.address, colours)
            _take_charts(browser, served.address, colours)


def _take(browser: Browser, address: str, colours: Colours) -> None:
    with window(browser, colours) as context, exploring(context, address) as explorer:
        explorer.run()
        _save(explorer, f"explorer-{colours}.png")
        explorer.page.get_by_label("Show Plan").click()
        explorer.focus()
        for _ in range(3):  # the first times tell how cold the server was
            explorer.run()
        explorer.page.locator(".plan-statements summary").nth(1).click()
        _save(explorer, f"explorer-plan-{colours}.png")


def _take_charts(browser: Browser, address: str, colours: Colours) -> None:
    with window(browser, colours) as context, exploring(context, address) as explorer:
        chart = ChartPanel(explorer)
        for name, (question, wanted) in CHARTS.items():
            if colours in wanted:
                chart.run_analysis(question)
                chart.widen(PANEL_WIDTH)
                _save(explorer, f"chart-{name}-{colours}.png")


def _save(explorer: Explorer, name: str) -> None:
    explorer.page.mouse.move(0, 0)
    explorer.page.wait_for_timeout(1_000)  # for fonts, squiggles and whatever moves
    explorer.page.screenshot(path=IMAGES / name, animations="disabled", caret="hide")


if __name__ == "__main__":
    main()
