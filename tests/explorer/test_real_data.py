"""The explorer over TMDB 5000: a page is shown as the server answers it, in five statements."""

import json

from playwright.sync_api import BrowserContext, expect

from tests.serving import Served

from .browsing import exploring


def test_the_page_of_real_movies_takes_five_statements(
    context: BrowserContext, served_real: Served
) -> None:
    with exploring(context, served_real.address) as explorer:
        explorer.page.get_by_label("Show Plan").click()
        explorer.focus()
        explorer.run()
        document = explorer.text("operation.graphql")
        shown = json.loads(explorer.text("response.json"))
        summary = explorer.page.locator(".plan-summary")
        expect(summary).to_contain_text("5 statements for ")

        assert shown == served_real.ask(document)[1]
        assert [len(movie["cast"]) for movie in shown["data"]["movies"]["nodes"]] == [5] * 20
        assert explorer.complaints == []


def test_a_filter_is_completed_and_answered(context: BrowserContext, served_real: Served) -> None:
    with exploring(context, served_real.address) as explorer:
        keyboard = explorer.page.keyboard
        explorer.write("")
        keyboard.type("{ movies(first: 3, where: { year: { eq: 1999 } }, orderB")
        keyboard.press("Control+Space")
        suggestion = explorer.page.locator(".suggest-widget.visible .focused")
        expect(suggestion).to_contain_text("orderBy")
        keyboard.press("Escape")
        explorer.write(
            "query Nineties { movies(first: 3, where: {year: {eq: 1999}}) { nodes { year } } }"
        )
        explorer.run()

        nodes = json.loads(explorer.text("response.json"))["data"]["movies"]["nodes"]
        assert [movie["year"] for movie in nodes] == [1999] * 3
