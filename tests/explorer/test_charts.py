"""Analyses and charts in a real browser: click, run, see bars; sort, switch, save."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.serving import Served

from .browsing import Explorer, exploring, window
from .charts import BLUE, QUERIES, ChartPanel, misfits, questions, read_csv, size_of_png

FLOPS = "Which films lost the most money?"
GENRES = "How many films of each genre did each decade make?"
YEARS = "Are old films rated higher than new ones?"
HEADS = ["movie", "year", "budget (US dollars)", "revenue (US dollars)", "loss (US dollars)"]
LOSS = HEADS.index("loss (US dollars)")
DARK_BLUE = [90, 180, 234]
PIXELS = 0.01  # how far a mark may be from its place, as a part of the longest


@pytest.fixture
def chart(explorer: Explorer) -> ChartPanel:
    return ChartPanel(explorer)


@pytest.fixture(scope="module")
def real_chart(context: BrowserContext, served_real: Served) -> Iterator[ChartPanel]:
    """One page for all analyses, each in its tab."""
    with exploring(context, served_real.address) as explorer:
        yield ChartPanel(explorer)


def test_every_file_of_analyses_is_in_the_panel_and_opens_as_it_is(chart: ChartPanel) -> None:
    chart.page.get_by_label("Show Analyses").click()
    listed = chart.analyses.get_by_role("button").all_inner_texts()
    chart.open_analysis(FLOPS)

    assert sorted(listed) == sorted(questions())
    opened = chart.explorer.text("operation.graphql")
    assert opened == (QUERIES / "biggest-flops.graphql").read_text(encoding="utf-8")
    expect(chart.page.get_by_role("tab", name="BiggestFlops")).to_be_visible()
    expect(chart.panel).to_contain_text("Run a query whose answer holds a list")


def test_a_click_and_a_run_show_bars_as_long_as_the_losses(
    chart: ChartPanel, served: Served
) -> None:
    chart.run_analysis(FLOPS)

    query = (QUERIES / "biggest-flops.graphql").read_text(encoding="utf-8")
    flops = served.ask(query)[1]["data"]["analytics"]["flops"]
    assert chart.heads() == HEADS
    assert chart.cells() == [flop["movie"]["title"] for flop in flops]
    assert chart.numbers(LOSS) == [flop["loss"] for flop in flops]
    assert chart.description() == (
        "Bar chart of loss (US dollars) by movie, 20 bars, "
        "from 24,037,525 (47 Ronin) to 165,710,090 (The Lone Ranger)."
    )
    widths = chart.widths()
    assert len(widths) == 20
    assert max(misfits(widths, chart.numbers(LOSS))) < PIXELS
    assert chart.explorer.complaints == []


def test_a_column_sorts_the_rows_and_the_bars(chart: ChartPanel) -> None:
    chart.run_analysis(FLOPS)
    year = chart.head("year")
    year.get_by_role("button").click()
    expect(year).to_have_attribute("aria-sort", "ascending")
    years = chart.numbers(1)
    losses = chart.numbers(LOSS)
    widths = chart.widths()
    year.get_by_role("button").click()
    expect(year).to_have_attribute("aria-sort", "descending")

    assert years == sorted(years)
    assert losses != sorted(losses, reverse=True)
    assert max(misfits(widths, losses)) < PIXELS
    assert chart.numbers(1) == sorted(years, reverse=True)


def test_another_measure_and_another_kind_of_chart_can_be_chosen(chart: ChartPanel) -> None:
    chart.run_analysis(FLOPS)
    chart.choose("Measure", "budget")
    budgets = (chart.description(), chart.widths())
    chart.panel.get_by_role("button", name="Scatter").click()
    cloud = chart.description()
    chart.choose("Against", "year")
    against_years = chart.description()
    chart.panel.get_by_role("button", name="Line").click()

    assert budgets[0].startswith("Bar chart of budget (US dollars) by movie, 20 bars, ")
    assert max(misfits(budgets[1], chart.numbers(2))) < PIXELS
    assert cloud.startswith("Scatter chart of revenue (US dollars) against budget (US dollars), 20")
    assert against_years.startswith("Scatter chart of revenue (US dollars) against year, 20 points")
    assert chart.description().startswith("Line chart of loss (US dollars) by year, 20 points")
    pressed = chart.panel.get_by_role("button", pressed=True)
    assert pressed.all_inner_texts() == ["Line"]


def test_the_same_query_run_again_is_shown_as_it_was_chosen(chart: ChartPanel) -> None:
    chart.run_analysis(FLOPS)
    chart.choose("Measure", "revenue")
    chart.head("year").get_by_role("button").click()
    chosen = (chart.description(), chart.cells())
    with chart.page.expect_response("**/graphql"):
        chart.page.get_by_label("Execute query").click()
    chart.panel.get_by_role("table").wait_for()

    assert chosen[0].startswith("Bar chart of revenue (US dollars) by movie, 20 bars, ")
    assert (chart.description(), chart.cells()) == chosen


def test_the_csv_file_has_the_rows_as_they_are_shown_and_numbers_as_they_were(
    chart: ChartPanel,
) -> None:
    chart.run_analysis(FLOPS)
    chart.head("year").get_by_role("button").click()

    name, content = chart.saved("Save table as CSV")

    head, *rows = read_csv(content)
    assert name == "which-films-lost-the-most-money.csv"
    assert head == ["movie.title", "movie.year", "budget", "revenue", "loss"]
    assert [row[0] for row in rows] == chart.cells()
    assert [float(row[LOSS]) for row in rows] == chart.numbers(LOSS)
    assert all(row[LOSS].isdigit() for row in rows)
    assert content.count(b"\r\n") == len(rows) + 1 == 21


def test_the_png_file_is_a_picture_of_its_own_size(chart: ChartPanel) -> None:
    chart.run_analysis(FLOPS)

    name, content = chart.saved("Save chart as PNG")

    assert name == "which-films-lost-the-most-money.png"
    assert size_of_png(content) == (2000, 1100)  # 1000 wide, twenty bars high, twice as fine
    assert 20_000 < len(content) < 500_000


def test_a_line_for_each_genre_has_a_colour_of_its_own(chart: ChartPanel) -> None:
    chart.run_analysis(GENRES)

    description = chart.description()
    assert description.startswith(
        "Line chart of number of movies by decade for each genre (Drama, "
    )
    series = description.partition("(")[2].partition(")")[0].split(", ")
    assert len(series) == 8
    expect(chart.panel.locator("figcaption")).to_contain_text("rows beyond the 8 largest series")
    palette = [[11, 107, 179], [194, 80, 10], [0, 121, 91], [168, 50, 127], [106, 79, 179]]
    assert [colour for colour in palette if colour not in chart.colours()] == []


def test_a_year_is_drawn_as_a_line(chart: ChartPanel) -> None:
    chart.run_analysis(YEARS)

    assert chart.description().startswith(
        "Line chart of mean vote average (0 to 10) by year, 80 points, "
    )


def test_everything_is_done_by_keyboard(chart: ChartPanel) -> None:
    keyboard = chart.page.keyboard
    chart.page.get_by_label("Show Analyses").focus()
    keyboard.press("Enter")
    chart.analyses.get_by_role("button", name=FLOPS).focus()
    keyboard.press("Enter")
    chart.wait_until_open()
    keyboard.press("Control+Enter")
    chart.panel.get_by_role("table").wait_for()
    chart.panel.get_by_role("button", name="Bars").focus()
    reached = []
    for _ in range(11):
        reached.append(chart.page.evaluate(FOCUSED))
        keyboard.press("Tab")
    chart.head("loss").get_by_role("button").focus()
    keyboard.press("Space")

    assert reached == [
        "Bars",
        "Line",
        "Scatter",
        "Measure",
        "By",
        "Save table as CSV",
        "Save chart as PNG",
        f"Table: {FLOPS}",
        *HEADS[:3],
    ]
    expect(chart.head("loss")).to_have_attribute("aria-sort", "descending")


FOCUSED = """() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.firstChild.textContent ?? element.getAttribute("aria-label");
  return (label ?? element.textContent).trim();
}"""


def test_an_answer_without_rows_or_numbers_says_so(chart: ChartPanel) -> None:
    chart.page.get_by_label("Show Chart").click()
    chart.ask("{ dataset { movies } }")
    without_rows = chart.panel.inner_text()
    chart.ask("{ genres { id name } }")
    chart.panel.get_by_role("table").wait_for()

    assert "Run a query whose answer holds a list" in without_rows
    expect(chart.panel).to_contain_text("No chart: the rows hold no number to measure by.")
    assert chart.heads() == ["id", "name"]
    assert chart.canvas.count() == 0


def test_of_several_lists_one_is_chosen(chart: ChartPanel) -> None:
    chart.page.get_by_label("Show Chart").click()
    chart.ask("{ genres { name } analytics { hits(first: 3) { movie { title } profit } } }")
    chart.choose("Rows of", "analytics.hits")

    assert chart.heads() == ["movie", "profit (US dollars)"]
    assert len(chart.widths()) == 3


def test_a_chart_in_the_dark_is_drawn_in_light_colours(browser: Browser, served: Served) -> None:
    with window(browser, "dark") as context, exploring(context, served.address) as explorer:
        chart = ChartPanel(explorer)
        chart.run_analysis(FLOPS)

        colours = chart.colours()

    assert DARK_BLUE in colours  # bars
    assert [213, 219, 230] in colours  # text


def test_a_chart_is_drawn_again_when_the_theme_or_the_room_changes(chart: ChartPanel) -> None:
    chart.page.set_viewport_size({"width": 1800, "height": 900})
    chart.run_analysis(FLOPS)
    wide = chart.widths()
    chart.page.set_viewport_size({"width": 1200, "height": 900})
    chart.explorer.until(lambda: max(chart.widths()) < max(wide), "a narrower chart")
    losses = chart.numbers(LOSS)
    narrow = chart.widths()
    chart.page.get_by_label("Open settings dialog").click()
    chart.page.get_by_role("button", name="Dark").click()
    chart.page.keyboard.press("Escape")

    assert max(misfits(wide, losses)) < PIXELS
    assert max(misfits(narrow, losses)) < 2 * PIXELS  # a pixel is more of less
    chart.explorer.until(lambda: DARK_BLUE in chart.colours(), "bars for a dark page")


def test_it_works_without_any_other_host(chart: ChartPanel) -> None:
    chart.run_analysis(FLOPS)
    chart.saved("Save table as CSV")
    chart.saved("Save chart as PNG")

    own = (f"{chart.explorer.address}/", "data:", "blob:")
    asked = [request.url for request in chart.explorer.requests]
    assert [url for url in asked if not url.startswith(own)] == []
    assert chart.explorer.complaints == []


# What the chart of each says on TMDB 5000.
REAL = {
    "best-rated": "Bar chart of weighted rating (0 to 10) by movie, 20 bars, "
    "from 7.99 (One Flew Over the Cuckoo's Nest) to 8.4 (The Shawshank Redemption).",
    "biggest-flops": "Bar chart of loss (US dollars) by movie, 20 bars, "
    "from 64,926,294 (Foodfight!) to 165,710,090 (The Lone Ranger).",
    "biggest-hits": "Bar chart of profit (US dollars) by movie, 20 bars, "
    "from 847,287,400 (The Lord of the Rings: The Two Towers) to 2,550,965,087 (Avatar).",
    "budget-against-profit": "Scatter chart of profit (US dollars) against budget (US dollars), "
    "500 points, from -165,710,090 (The Lone Ranger) to 2,550,965,087 (Avatar).",
    "busiest-directors": "Bar chart of movie count by person, 20 bars, "
    "from 12 (Michael Bay) to 27 (Steven Spielberg).",
    "closest-colleagues": "Bar chart of movie count by people, 20 bars, "
    "from 6 (Johnny Depp, Tim Burton) to 11 (Bobby Farrelly, Peter Farrelly).",
    "companies-by-revenue": "Bar chart of share (percent) by company, 15 bars, "
    "from 2.7% (Touchstone Pictures) to 12.4% (Warner Bros.).",
    "directors-by-revenue": "Bar chart of sum of revenue (US dollars) by director, 20 bars, "
    "from 2,671,006,832 (Pierre Coffin) to 9,147,393,164 (Steven Spielberg).",
    "genres-over-the-decades": "Line chart of number of movies by decade for each genre (Drama, "
    "Comedy, Thriller, Action, Romance, Adventure, Crime, Science Fiction), 50 points, "
    "from 5 (1960, Science Fiction) to 1,015 (2000, Drama).",
    "languages": "Bar chart of number of movies by language, 20 bars, from 2 (ar) to 70 (fr).",
    "ratings-over-the-years": "Line chart of mean vote average (0 to 10) by year, 82 points, "
    "from 6.04 (2016) to 8.15 (1960).",
    "returns-by-genre": "Bar chart of median return on investment (times the budget) by genre, "
    "19 bars, from 0.49 (Foreign) to 3.32 (Documentary).",
}


@pytest.mark.parametrize("name", REAL)
def test_an_analysis_of_tmdb_5000_is_drawn(
    real_chart: ChartPanel, served_real: Served, name: str
) -> None:
    query = (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")

    real_chart.run_analysis(query.splitlines()[0].removeprefix("# "))

    assert json.loads(real_chart.explorer.text("response.json")) == served_real.ask(query)[1]
    assert real_chart.description() == REAL[name]
    assert BLUE in real_chart.colours()


def test_every_analysis_is_drawn() -> None:
    assert set(REAL) == {path.stem for path in QUERIES.iterdir()}
