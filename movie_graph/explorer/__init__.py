"""The explorer: GraphiQL served entirely from our own files, so it works without internet."""

from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent

# The editor sets styles inline, and nothing else; nothing comes from another host.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
# A worker obeys the policy of its own script, not the page's: more scripts of ours, nothing else.
WORKERS_POLICY: Final = "default-src 'none'; script-src 'self'"
UNTIL_CHANGED: Final = "no-cache"
FOR_EVER: Final = "public, max-age=31536000, immutable"


def explorer_page() -> Response:
    """The page that opens on /graphql; it loads the rest from the routes below."""
    return FileResponse(
        FOLDER / "explorer.html",
        media_type="text/html",
        headers={
            "Cache-Control": UNTIL_CHANGED,
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        },
    )


def explorer_routes() -> list[BaseRoute]:
    """Everything the page loads, under /explorer."""
    return [Mount("/explorer/assets", _Assets(directory=FOLDER / "assets"))]


class _Assets(StaticFiles):
    """Files that never change, with a hash of their content in the name, and their licences."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_hashed = "-" in Path(full_path).name
        response.headers["Cache-Control"] = FOR_EVER if is_hashed else UNTIL_CHANGED
        response.headers["Content-Security-Policy"] = WORKERS_POLICY
        return response
