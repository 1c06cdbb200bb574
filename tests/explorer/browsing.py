"""The explorer in a headless Chromium: what a viewer does there, and what the page asks for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser import OPTIONS

# Not even a name of another host is looked up.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
WINDOW: ViewportSize = {"width": 1440, "height": 900}
SECONDS = 30
expect.set_options(timeout=SECONDS * 1000)

Editor = Literal["operation.graphql", "request-headers.json", "response.json"]

TEXT = (
    """name => globalThis.__MONACO?.editor.getModels()
    .find((model) => model.uri.path.endsWith(name))?.getValue() ?? """
    + '""'
)
MARKERS = """() => globalThis.__MONACO.editor.getModelMarkers({}).map(({ message }) => message)"""
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""

# Once per page, so that a reload finds what was stored.
FIRST_VISIT = "sessionStorage.visited ??= (localStorage.clear(), true);"


class Explorer:
    """One page with the explorer, as a viewer has it who has never seen it before."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[Request] = []  # of the page and of its workers
        self.workers: list[str] = []
        self.complaints: list[str] = []  # errors of scripts, warnings of the browser, violations
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._listen)
        page.on("worker", lambda worker: self.workers.append(worker.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(SECONDS * 1000)
        page.add_init_script(VIOLATIONS)
        page.add_init_script(FIRST_VISIT)

    def open(self) -> None:
        """Open the page and wait for the schema; the query then has the focus."""
        self.page.goto(self.address)
        self.page.locator(".graphiql-explorer-root").get_by_text("movies").first.wait_for()
        self.page.locator(".graphiql-query-editor .monaco-editor.focused").wait_for()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()
        self.until(lambda: name in self.text("operation.graphql"), f"the query of {name}")

    def focus(self) -> None:
        """Click into the query."""
        self.page.locator(".graphiql-query-editor .view-lines").click()

    def write(self, text: str) -> None:
        """Paste a text in place of what the editor with the focus holds."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Control+V")

    def write_headers(self, text: str) -> None:
        self.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines").click()
        self.write(text)

    def run(self) -> None:
        """Ctrl-Enter, until the answer is there."""
        with self.page.expect_response("**/graphql"):
            self.page.keyboard.press("Control+Enter")
        self.until(lambda: self.text("response.json") != "", "an answer")

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait, without `eval`, which the page's policy forbids."""
        for _ in range(SECONDS * 20):
            if happened():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"After {SECONDS} s still not: {what}")

    def text(self, editor: Editor) -> str:
        text = self.page.evaluate(TEXT, editor)
        assert isinstance(text, str)
        return text

    def markers(self) -> Any:
        """The message of every squiggle in any editor."""
        return self.page.evaluate(MARKERS)

    def asked(self) -> list[Any]:
        """The body of each request to the graph, in order."""
        return [r.post_data_json for r in self.requests if r.method == "POST"]

    def worker_names(self) -> set[str]:
        """Which scripts have run as workers, as far as the hash in their names."""
        return {url.rpartition("/")[2].partition("-")[0] for url in self.workers}

    def stored(self) -> str:
        """Everything the browser keeps of the page."""
        return str(self.page.evaluate("() => JSON.stringify(localStorage)"))

    def answer_with(self, content_type: str, body: str) -> None:
        """Answer every further request to the graph in the server's place."""

        def answer(route: Route) -> None:
            route.fulfill(content_type=content_type, body=body)

        self.page.route("**/graphql", answer)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def browsing(chromium: Path) -> Iterator[Browser]:
    """A Chromium that reaches this machine only."""
    with sync_playwright() as playwright:
        arguments = [*OPTIONS[1:-1], OFFLINE]
        with playwright.chromium.launch(executable_path=chromium, args=arguments) as browser:
            yield browser


@contextmanager
def window(
    browser: Browser, colours: Literal["light", "dark"] = "light"
) -> Iterator[BrowserContext]:
    """A window whose pages share what they have loaded."""
    with browser.new_context(
        viewport=WINDOW,
        color_scheme=colours,
        permissions=["clipboard-read", "clipboard-write"],
    ) as context:
        yield context


@contextmanager
def exploring(context: BrowserContext, address: str) -> Iterator[Explorer]:
    """The explorer of a server, opened."""
    explorer = Explorer(context.new_page(), address)
    explorer.open()
    yield explorer
    explorer.page.close()
