"""Cross-site requests: what a page of another site can make a browser send without asking first.

A POST must be application/json, which no browser sends to another site without a preflight, and
the preflight is answered by MOVIE_GRAPH_CORS_ORIGINS. A GET has no such guard, so it is looked at
here: a browser says where it comes from, in `Sec-Fetch-Site` and `Origin`.
"""

from collections.abc import Collection, Mapping

from .media_types import JSON, parsed
from .refusal import RefusedError

# A browser sends a header of this name to another site only after a preflight. Apollo's names.
PREFLIGHTED = ("Apollo-Require-Preflight", "X-Apollo-Operation-Name")
OWN_SITES = ("same-origin", "none")  # our own page; the address bar


def refuse_cross_site(headers: Mapping[str, str], origins: Collection[str]) -> None:
    """Errors: RefusedError 403 for a GET that a foreign page may have caused unasked.

    Programs that are no browsers send neither header, and are not concerned.
    """
    if any(headers.get(name) for name in PREFLIGHTED):
        return
    if parsed(headers.get("content-type", ""))[0] == JSON:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site in OWN_SITES or (site is None and origin is None):
        return
    if origin in origins or (origin is not None and "*" in origins):
        return
    raise RefusedError(
        403,
        "A page of another site may have caused this GET. "
        f"Send the header `{PREFLIGHTED[0]}: true`, or POST the query as {JSON}.",
    )
