"""Signing in: who a token speaks for, and tokens for development."""

import datetime as dt
import secrets

import jwt
from pydantic import SecretStr

from .errors import ConfigError, MovieGraphError

ALGORITHM = "HS256"
LEEWAY_SECONDS = 30


class BadTokenError(MovieGraphError):
    """A token that proves nothing: forged, expired, or without a subject."""


def subject_of(token: str, secret: SecretStr | None) -> str:
    """Whom `token` speaks for: its `sub`.

    Errors: BadTokenError, with a reason that may be shown.
    """
    if secret is None:
        raise BadTokenError(
            "This server takes no tokens: its MOVIE_GRAPH_JWT_SECRET is not set. "
            "Send the request without one."
        )
    try:
        claims = jwt.decode(
            token,
            secret.get_secret_value(),
            algorithms=[ALGORITHM],
            leeway=LEEWAY_SECONDS,
            options={"require": ["sub", "exp"]},
        )
    except jwt.ExpiredSignatureError:
        raise BadTokenError("The token has expired. Sign in again.") from None
    except jwt.PyJWTError as error:
        raise BadTokenError(f"The token is not valid: {error}. Sign in again.") from None
    subject: str = claims["sub"]
    if not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise BadTokenError("The token's subject is empty or too long. Sign in again.")
    return subject


def make_token(subject: str, secret: SecretStr | None, *, lifetime: dt.timedelta) -> str:
    """A token for `subject`. Errors: ConfigError without a secret."""
    if secret is None:
        raise ConfigError(
            "MOVIE_GRAPH_JWT_SECRET is not set, so no token can be signed. Put one into .env, "
            f"such as MOVIE_GRAPH_JWT_SECRET={secrets.token_urlsafe(32)}"
        )
    expires = dt.datetime.now(dt.UTC) + lifetime
    return jwt.encode({"sub": subject, "exp": expires}, secret.get_secret_value(), ALGORITHM)
