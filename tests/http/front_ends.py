"""Front ends: a page of an origin of its own, which asks the graph and reports what it saw."""

import json
import queue
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parent / "front_end.html").read_bytes()
REPORT_SECONDS = 60


class FrontEnd:
    """The origin `http://localhost:<port>` of one page."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://localhost:{port}"
        self.reports: queue.Queue[bytes] = queue.Queue()

    def address(self, api: str, token: str) -> str:
        """The page, told whom to ask."""
        return f"{self.origin}/?{urllib.parse.urlencode({'api': api, 'token': token})}"

    def report(self) -> Any:
        """What the page saw, by the name of the attempt."""
        return json.loads(self.reports.get(timeout=REPORT_SECONDS))


@contextmanager
def front_end() -> Iterator[FrontEnd]:
    """A front end on a port that the system picks."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("text/html; charset=utf-8", PAGE)

        def do_POST(self) -> None:
            page.reports.put(self.rfile.read(int(self.headers["content-length"])))
            self._answer("text/plain", b"thanks")

        def _answer(self, content_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """What was asked is in the reports."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    page = FrontEnd(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield page
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
