"""The explorer: GraphiQL served entirely from our own files, so it works without internet."""

from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent

# GraphiQL sets styles inline, and nothing else; nothing comes from another host.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
OWN_FILES: Final = ("explorer.js", "explorer.css", "plan.js")
UNTIL_CHANGED: Final = {"Cache-Control": "no-cache"}
FOR_EVER: Final = "public, max-age=31536000, immutable"


def explorer_page() -> Response:
    """The page that opens on /graphql; it loads the rest from the routes below."""
    return FileResponse(
        FOLDER / "explorer.html",
        media_type="text/html",
        headers=UNTIL_CHANGED | {"Content-Security-Policy": CONTENT_SECURITY_POLICY},
    )


def explorer_routes() -> list[BaseRoute]:
    """Everything the page loads, under /explorer."""
    return [
        *(Route(f"/explorer/{name}", _own_file) for name in OWN_FILES),
        Mount("/explorer/assets", _VendoredFiles(directory=FOLDER / "assets")),
    ]


def _own_file(request: Request) -> Response:
    return FileResponse(FOLDER / request.url.path.rpartition("/")[2], headers=UNTIL_CHANGED)


class _VendoredFiles(StaticFiles):
    """Files with their version in the path, which therefore never change."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOR_EVER
        return response
