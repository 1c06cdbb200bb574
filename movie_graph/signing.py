"""Signing in: who a token speaks for, and tokens for development.

The key decides on the algorithm, never the token: a secret is for HS256 alone, a public key for
RS256 or EdDSA, whichever it is made for. So no token can choose `none`, nor have a public key
taken for a secret.
"""

import datetime as dt
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .config import Settings, variable_name
from .errors import ConfigError, MovieGraphError
from .roles import Role, Signed

HS256, RS256, EDDSA = "HS256", "RS256", "EdDSA"
RSA_BITS_MIN = 2048
REQUIRED = ["sub", "exp"]
NO_KEY = (
    "This server takes no tokens: neither MOVIE_GRAPH_JWT_SECRET nor a file of keys is set. "
    "Send the request without one."
)


class BadTokenError(MovieGraphError):
    """A token that proves nothing: forged, expired, for somebody else, or without a subject."""


@dataclass(frozen=True)
class Key:
    """What a signature is checked with, and the one algorithm that it is checked by."""

    algorithm: str
    key: Any


class Signing:
    """The keys of one server, and what it asks of a token besides a signature."""

    def __init__(self, settings: Settings) -> None:
        """Errors: ConfigError when a file of keys cannot be used."""
        self._keys = _keys(settings)
        self._roles_claim = settings.jwt_roles_claim
        self._audience = settings.jwt_audience
        self._issuer = settings.jwt_issuer
        self._leeway_seconds = settings.jwt_leeway_seconds

    def signed(self, token: str) -> Signed:
        """Whom `token` speaks for, and their roles.

        Errors: BadTokenError, with a reason that may be shown.
        """
        try:
            key = self._key_of(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=self._leeway_seconds,
                options={"require": REQUIRED, "verify_aud": self._audience is not None},
            )
        except jwt.ExpiredSignatureError:
            raise BadTokenError("The token has expired. Sign in again.") from None
        except jwt.PyJWTError as error:
            reason = str(error).removesuffix(".")
            raise BadTokenError(f"The token is not valid: {reason}. Sign in again.") from None
        return Signed(_subject(claims), _roles(claims, self._roles_claim))

    def _key_of(self, token: str) -> Key:
        if not self._keys:
            raise BadTokenError(NO_KEY)
        name = jwt.get_unverified_header(token).get("kid")
        key = self._keys.get(name) or self._keys.get(None)
        if key is None and name is None and len(self._keys) == 1:
            [key] = self._keys.values()
        if key is None:
            raise BadTokenError(
                "The token is signed with a key that this server does not know. Sign in again."
            )
        return key


def make_token(
    subject: str, settings: Settings, *, lifetime: dt.timedelta, roles: Collection[Role] = ()
) -> str:
    """A token for `subject` that a server with these settings takes; without roles, a viewer's.

    Errors: ConfigError without a secret, and where somebody else signs the tokens.
    """
    if settings.jwt_public_key_file or settings.jwt_jwks_file:
        raise ConfigError(
            "Tokens are signed by whoever holds the private key, and this server has the public "
            "one. Ask there for a token, or set MOVIE_GRAPH_JWT_SECRET instead."
        )
    if settings.jwt_secret is None:
        raise ConfigError(
            "MOVIE_GRAPH_JWT_SECRET is not set, so no token can be signed. Put one into .env, "
            f"such as MOVIE_GRAPH_JWT_SECRET={secrets.token_urlsafe(32)}"
        )
    claims: dict[str, Any] = {"sub": subject, "exp": dt.datetime.now(dt.UTC) + lifetime}
    if roles:
        claims[settings.jwt_roles_claim] = [role.value for role in roles]
    if settings.jwt_audience:
        claims["aud"] = settings.jwt_audience
    if settings.jwt_issuer:
        claims["iss"] = settings.jwt_issuer
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), HS256)


def _subject(claims: Mapping[str, Any]) -> str:
    subject: str = claims["sub"]
    if not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise BadTokenError("The token's subject is empty or too long. Sign in again.")
    return subject


def _roles(claims: Mapping[str, Any], claim: str) -> frozenset[Role]:
    """The roles that we know; a viewer's where the token says nothing about roles."""
    named = claims.get(claim)
    if named is None:
        return frozenset({Role.VIEWER})
    if isinstance(named, str):
        named = named.split()
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise BadTokenError(
            f"The token's {claim!r} is neither a list of names nor text. Sign in again."
        )
    return frozenset(role for role in Role if role in named)


# ── keys, by the name that a token gives in `kid`; None is for every token ──


def _keys(settings: Settings) -> dict[str | None, Key]:
    if settings.jwt_secret:
        return {None: Key(HS256, settings.jwt_secret.get_secret_value())}
    if settings.jwt_public_key_file:
        return {None: _key_of_pem(settings.jwt_public_key_file)}
    if settings.jwt_jwks_file:
        return _keys_of_jwks(settings.jwt_jwks_file)
    return {}


def _key_of_pem(path: Path) -> Key:
    setting = "jwt_public_key_file"
    try:
        key = load_pem_public_key(_read(path, setting).encode())
    except (ValueError, UnsupportedAlgorithm):
        raise _unusable(
            setting, path, "it holds no public key in PEM, which begins -----BEGIN PUBLIC KEY-----"
        ) from None
    return _key(key, setting, path)


def _keys_of_jwks(path: Path) -> dict[str | None, Key]:
    """The keys for signatures by RS256 or EdDSA; an issuer may publish others besides."""
    setting = "jwt_jwks_file"
    try:
        entries = json.loads(_read(path, setting))["keys"]
        signing = [entry for entry in entries if entry.get("use", "sig") == "sig"]
        kinds = [entry["kty"] for entry in signing]
        if "oct" in kinds:
            raise _unusable(setting, path, "it holds a secret (kty oct), and should hold none")
        found = [(entry.get("kid"), jwt.PyJWK(entry)) for entry in signing if _is_ours(entry)]
    except (ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError):
        raise _unusable(setting, path, 'it is not a JWKS such as {"keys": […]}') from None
    if not found:
        raise _unusable(setting, path, "it holds no key for signatures by RS256 or EdDSA")
    if len(found) > 1 and len({name for name, _ in found} - {None}) < len(found):
        raise _unusable(setting, path, "each of several keys needs a `kid` of its own")
    # A single key without a name is for every token.
    return {name: _key(jwk.key, setting, path) for name, jwk in found}


def _is_ours(entry: Mapping[str, Any]) -> bool:
    if entry["kty"] == "RSA":
        return bool(entry.get("alg", RS256) == RS256)
    if entry["kty"] == "OKP" and entry.get("crv") == "Ed25519":
        return entry.get("alg", EDDSA) in (EDDSA, "Ed25519")
    return False


def _key(key: Any, setting: str, path: Path) -> Key:
    if isinstance(key, Ed25519PublicKey):
        return Key(EDDSA, key)
    if not isinstance(key, RSAPublicKey):
        raise _unusable(setting, path, "its key is neither a public RSA key nor an Ed25519 one")
    if key.key_size < RSA_BITS_MIN:
        raise _unusable(
            setting, path, f"its RSA key has {key.key_size} bits, and {RSA_BITS_MIN} is the least"
        )
    return Key(RS256, key)


def _read(path: Path, setting: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise _unusable(setting, path, error.strerror or str(error)) from None


def _unusable(setting: str, path: Path, reason: str) -> ConfigError:
    return ConfigError(f"{variable_name(setting)} cannot be used: {str(path)!r}: {reason}.")
