"""The explorer as a viewer meets it: in a real browser, by keyboard, over the sample catalogue."""

import datetime as dt
import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from movie_graph.config import Settings
from movie_graph.signing import make_token
from tests.serving import SECRET, Served

from .browsing import Explorer, exploring, window

DARKEST = 128 * 3  # the sum of red, green and blue that divides dark from light

COLOURS = """() => {
    const style = (part) => getComputedStyle(document.querySelector(part));
    const rgb = (value) => value.match(/\\d+/g).slice(0, 3).map(Number);
    return {
        page: rgb(style(".graphiql-container").backgroundColor),
        text: rgb(style(".graphiql-query-editor .mtk1").color),
    };
}"""


@pytest.fixture(scope="module")
def headers() -> str:
    """What `make demo` prints for the header editor."""
    settings = Settings.model_validate({"jwt_secret": SECRET})
    token = make_token("demo", settings, lifetime=dt.timedelta(minutes=5))
    return json.dumps({"Authorization": f"Bearer {token}"})


def test_the_root_leads_to_it_and_everything_it_loads_is_ours(explorer: Explorer) -> None:
    explorer.run()
    workers = {"editor.worker", "json.worker", "graphql.worker"}
    explorer.until(lambda: explorer.worker_names() == workers, "all three workers")

    assert explorer.page.url == f"{explorer.address}/graphql"
    asked = [r.url for r in explorer.requests if not r.url.startswith("data:")]
    assert [url for url in asked if not url.startswith(f"{explorer.address}/")] == []
    assert explorer.complaints == []


def test_it_opens_with_a_useful_query_and_tabs_of_examples(explorer: Explorer) -> None:
    names = explorer.page.get_by_role("tab").all_inner_texts()

    assert names == ["MoviePage", "Flops", "Search", "Filmography", "RateMovie"]
    assert "query MoviePage" in explorer.text("operation.graphql")


@pytest.mark.parametrize("name", ["MoviePage", "Flops", "Search", "Filmography"])
def test_each_example_answers_something(explorer: Explorer, name: str) -> None:
    explorer.tab(name)
    explorer.focus()
    explorer.run()

    answer = json.loads(explorer.text("response.json"))
    assert "errors" not in answer
    [data] = answer["data"].values()
    assert data


def test_a_field_is_completed_by_keyboard_and_its_answer_shown(
    explorer: Explorer, served: Served
) -> None:
    keyboard = explorer.page.keyboard
    explorer.write("")
    keyboard.type("{ movies(first: 2) { nodes { voteAv")
    keyboard.press("Control+Space")
    expect(explorer.page.locator(".suggest-widget.visible .focused")).to_contain_text("voteAverage")
    keyboard.press("Enter")
    completed = explorer.text("operation.graphql")
    explorer.run()

    assert completed == "{ movies(first: 2) { nodes { voteAverage}}}"
    answer = served.ask(completed)[1]
    assert len(answer["data"]["movies"]["nodes"]) == 2
    assert json.loads(explorer.text("response.json")) == answer
    shown = explorer.page.get_by_label("Result Window")
    expect(shown).to_contain_text(f"{answer['data']['movies']['nodes'][0]['voteAverage']}")


def test_a_query_that_was_just_pasted_over_another_runs(explorer: Explorer, served: Served) -> None:
    document = "query JustPasted { genres { name } }"
    explorer.write(document)
    explorer.run()  # GraphiQL still takes the operation to be MoviePage

    assert json.loads(explorer.text("response.json")) == served.ask(document)[1]
    assert explorer.asked()[-1]["operationName"] == "JustPasted"


def test_a_mistake_is_underlined_where_it_is_and_answered_with_an_error(
    explorer: Explorer, served: Served
) -> None:
    document = "query Mistake { movies(first: 2) { nodes { titel } } }"
    message = "Cannot query field 'titel' on type 'Movie'. Did you mean 'title'?"
    explorer.write(document)
    expect(explorer.page.locator(".graphiql-query-editor .squiggly-error")).to_have_count(1)
    markers = explorer.markers()
    explorer.run()

    assert markers == [message.replace("'", '"')]
    answer = json.loads(explorer.text("response.json"))
    assert answer == served.ask(document)[1]
    assert [error["message"] for error in answer["errors"]] == [message]
    expect(explorer.page.get_by_label("Result Window")).to_contain_text("Cannot query field")


def test_headers_that_are_no_json_are_named_where_the_answer_would_be(explorer: Explorer) -> None:
    explorer.write_headers("no JSON")
    explorer.page.keyboard.press("Control+Enter")

    shown = explorer.page.get_by_label("Result Window")
    expect(shown).to_contain_text("Request headers are invalid JSON")
    assert len(explorer.asked()) == 1  # for the schema


def test_the_plan_of_a_page_shows_its_five_statements(explorer: Explorer) -> None:
    explorer.page.get_by_label("Show Plan").click()
    explorer.focus()
    explorer.run()

    plan = explorer.page.get_by_label("Plan of the last request")
    expect(plan.locator(".plan-summary")).to_contain_text("5 statements for ")
    expect(plan.locator(".plan-summary")).to_contain_text("of 4 loaders")
    # Loaders of one level are listed as they ended.
    levels = sorted(row.split("\t") for row in plan.locator("tbody tr").all_inner_texts())
    assert [(level, field, by) for level, field, by, *_ in levels] == [
        ("1", "Query.movies", "resolver"),
        ("3", "Movie.cast", "CastByMovieId"),
        ("3", "Movie.crew", "CrewByMovieId"),
        ("3", "Movie.genres", "GenresByMovieId"),
        ("4", "CastCredit.person, CrewCredit.person", "PersonById"),
    ]
    assert [keys for *_, keys, _ in levels][:4] == ["1", "20", "20", "20"]
    assert all(time.endswith(" ms") for *_, time in levels[1:])
    statements = plan.locator(".plan-statements li")
    expect(statements).to_have_count(5)
    expect(statements.first).to_contain_text("21 rows")  # one tells whether more follow
    statements.first.click()
    expect(statements.first.locator("code")).to_contain_text("FROM movies")
    assert "extensions" not in explorer.text("response.json")


def test_a_plan_is_asked_for_only_while_it_can_be_seen(explorer: Explorer) -> None:
    panel = explorer.page.get_by_label("Show Plan")
    explorer.run()
    panel.click()
    explorer.focus()
    explorer.run()
    explorer.page.get_by_label("Hide Plan").click()
    explorer.focus()
    explorer.run()

    asked = [body for body in explorer.asked() if body["operationName"] == "MoviePage"]
    assert [body.get("extensions") for body in asked] == [None, {"plan": True}, None]


def test_the_development_token_rates_and_is_kept_nowhere(explorer: Explorer, headers: str) -> None:
    explorer.tab("RateMovie")
    explorer.write_headers(headers)
    explorer.page.wait_for_timeout(1_000)  # GraphiQL takes a change a moment later
    explorer.run()
    answer = json.loads(explorer.text("response.json"))
    explorer.page.get_by_label("Show History").click()
    history = explorer.page.get_by_role("region", name="History")
    expect(history).to_contain_text("RateMovie")
    explorer.page.wait_for_timeout(1_000)  # what is written is written after half a second
    stored = json.loads(explorer.stored())
    explorer.page.reload()
    explorer.page.get_by_role("tab", name="RateMovie").wait_for()

    assert answer["data"]["rateMovie"]["__typename"] == "RatedMovie"
    assert answer["data"]["rateMovie"]["rating"]["score"] == 9.5
    [entry] = json.loads(stored["movie_graph:graphiql:queries"])["queries"]
    assert entry["operationName"] == "RateMovie"
    assert "mutation RateMovie" in entry["query"]
    assert headers.partition("Bearer ")[2][:20] not in explorer.stored() + json.dumps(stored)
    assert explorer.text("request-headers.json") == ""


def test_a_run_comes_back_from_history(explorer: Explorer) -> None:
    explorer.write("query Old { genres { name } }")
    # The history takes the tab's text, which follows the editor's a moment later.
    expect(explorer.page.get_by_role("tab", name="Old")).to_be_visible()
    explorer.run()
    explorer.write("query New { genres { id } }")
    explorer.page.get_by_label("Show History").click()
    explorer.page.get_by_role("region", name="History").get_by_text("Old").click()

    old = "query Old { genres { name } }"
    explorer.until(lambda: explorer.text("operation.graphql") == old, "the query of then")


def test_a_click_builds_the_query(explorer: Explorer) -> None:
    explorer.write("query Built { genres { id } }")
    name = explorer.page.locator(".graphiql-explorer-root").get_by_text("name", exact=True)
    expect(name).to_have_count(1)
    name.click()
    explorer.until(lambda: "name" in explorer.text("operation.graphql"), "the field")

    assert "".join(explorer.text("operation.graphql").split()) == "queryBuilt{genres{idname}}"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_as_light_or_dark_as_the_system(
    browser: Browser, served: Served, colours: Any
) -> None:
    with window(browser, colours) as context, exploring(context, served.address) as explorer:
        dark = {part: sum(rgb) < DARKEST for part, rgb in _colours(explorer).items()}

    assert dark == {"page": colours == "dark", "text": colours == "light"}


def test_a_viewer_may_choose_the_dark_theme(explorer: Explorer) -> None:
    explorer.page.get_by_label("Open settings dialog").click()
    explorer.page.get_by_role("button", name="Dark").click()
    explorer.page.keyboard.press("Escape")

    explorer.until(lambda: sum(_colours(explorer)["page"]) < DARKEST, "a dark page")


def test_json_and_queries_are_prettified(explorer: Explorer) -> None:
    explorer.write_headers('{"a":1}')
    explorer.focus()
    explorer.write("query{genres{id}} # kept")
    explorer.page.get_by_label("Prettify query").click()
    query, headers = "query {\n  genres {\n    id\n  }\n} # kept\n", '{\n  "a": 1\n}'
    explorer.until(lambda: explorer.text("operation.graphql") == query, "the query in lines")
    explorer.until(lambda: explorer.text("request-headers.json") == headers, "headers in lines")


def test_every_command_of_the_editor_is_on_f1(explorer: Explorer) -> None:
    explorer.page.keyboard.press("F1")
    commands = explorer.page.locator(".quick-input-widget")
    commands.get_by_role("combobox").fill(">merge fragments")

    expect(commands).to_contain_text("Merge Fragments into Query")


def test_a_poster_path_is_no_image_to_look_at(explorer: Explorer) -> None:
    explorer.answer_with("application/json", '{"data": {"posterPath": "/poster.jpg"}}')
    explorer.run()
    path = explorer.page.get_by_label("Result Window").get_by_text(".jpg")
    for _ in range(3):  # a preview comes half a second after the pointer
        path.hover()
        explorer.page.wait_for_timeout(1_000)
        explorer.page.mouse.move(0, 0)

    assert [r.url for r in explorer.requests if r.method == "HEAD" or ".jpg" in r.url] == []


def test_a_subscription_shows_event_after_event(explorer: Explorer) -> None:
    events = [{"data": {"rated": number}} for number in (1, 2)]
    body = "".join(f"event: next\ndata: {json.dumps(event)}\n\n" for event in events)
    explorer.answer_with("text/event-stream", body + "event: complete\ndata:\n\n")
    explorer.write("subscription Rated { rated }")
    explorer.page.wait_for_timeout(500)  # GraphiQL reads a document a moment after it changed
    explorer.run()

    assert json.loads(explorer.text("response.json")) == events[-1]
    [_, subscription] = [r for r in explorer.requests if r.method == "POST"]
    assert subscription.headers["accept"].startswith("text/event-stream")


def test_an_answer_that_is_no_json_is_shown_as_an_error(explorer: Explorer) -> None:
    explorer.answer_with("text/html", "<h1>Bad gateway</h1>")
    explorer.run()

    [error] = json.loads(explorer.text("response.json"))["errors"]
    assert error["message"] == "HTTP 200 OK: <h1>Bad gateway</h1>"


def _colours(explorer: Explorer) -> dict[str, list[int]]:
    """Red, green and blue of the page and of its text."""
    found = explorer.page.evaluate(COLOURS)
    assert isinstance(found, dict)
    return found
