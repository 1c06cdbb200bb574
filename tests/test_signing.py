"""Signing in: which tokens are taken, which keys can be used, and what each role may do."""

import base64
import datetime as dt
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as make_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as make_rsa_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from movie_graph.app import create_app
from movie_graph.config import Settings
from movie_graph.context import request_context
from movie_graph.database import open_database
from movie_graph.demonstration import demo_settings
from movie_graph.errors import ConfigError
from movie_graph.roles import ANONYMOUS, Role, Signed
from movie_graph.schema import build_schema
from movie_graph.signing import BadTokenError, Signing, make_token
from tests.catalogue import create_catalogue

SECRET = "s" * 32
RSA_KEY = make_rsa_key(65537, 2048)
OTHER_RSA_KEY = make_rsa_key(65537, 2048)
ED_KEY = Ed25519PrivateKey.generate()
EC_KEY = make_ec_key(SECP256R1())
RATE = """mutation { rateMovie(input: {movie: {tmdbId: 12}, score: 8}) {
    __typename ... on RoleRequired { roles } ... on UserError { message } } }"""


def public_pem(key: Any) -> str:
    pem: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def jwk(key: Any, **more: str) -> dict[str, str]:
    algorithm = jwt.get_algorithm_by_name(
        "EdDSA" if key is ED_KEY else "ES256" if key is EC_KEY else "RS256"
    )
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), **more}


def claims(**changed: Any) -> dict[str, Any]:
    """Those of a good token; None takes one away, a timedelta is from now."""
    now = dt.datetime.now(dt.UTC)
    whole = {"sub": "ann", "exp": dt.timedelta(minutes=5), **changed}
    return {
        name: now + value if isinstance(value, dt.timedelta) else value
        for name, value in whole.items()
        if value is not None
    }


def ago(seconds: float) -> dt.timedelta:
    return dt.timedelta(seconds=-seconds)


def signing(**settings: Any) -> Signing:
    return Signing(Settings.model_validate(settings))


def by_secret(**changed: Any) -> str:
    return jwt.encode(claims(**changed), SECRET, "HS256")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write_file


# ── which tokens are taken ──


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA_KEY, "RS256"), (ED_KEY, "EdDSA")], ids=["RS256", "EdDSA"]
)
def test_a_public_key_takes_what_its_private_key_has_signed(
    write: Callable[[str, str], Path], key: Any, algorithm: str
) -> None:
    pem = signing(jwt_public_key_file=write("key.pem", public_pem(key)))
    jwks = signing(jwt_jwks_file=write("keys.json", json.dumps({"keys": [jwk(key)]})))
    token = jwt.encode(claims(), key, algorithm)
    forged = jwt.encode(claims(), OTHER_RSA_KEY, "RS256")

    assert pem.signed(token) == jwks.signed(token) == Signed("ann", frozenset({Role.VIEWER}))
    for each in (pem, jwks):
        with pytest.raises(BadTokenError):
            each.signed(forged)


def test_the_token_names_which_of_several_keys_it_is(write: Callable[[str, str], Path]) -> None:
    keys = [
        jwk(RSA_KEY, kid="old"),
        jwk(ED_KEY, kid="new", use="sig", alg="EdDSA"),
        jwk(EC_KEY, kid="another-algorithm"),
        jwk(OTHER_RSA_KEY, kid="for-encryption", use="enc"),
    ]
    several = signing(jwt_jwks_file=write("keys.json", json.dumps({"keys": keys})))

    def sign(key: Any, algorithm: str, kid: str | None) -> str:
        return jwt.encode(claims(), key, algorithm, {"kid": kid} if kid else None)

    assert several.signed(sign(RSA_KEY, "RS256", "old")).subject == "ann"
    assert several.signed(sign(ED_KEY, "EdDSA", "new")).subject == "ann"
    unknown = "The token is signed with a key that this server does not know."
    for token, reason in [
        (sign(RSA_KEY, "RS256", "new"), "The token is not valid: The specified alg value is not"),
        (sign(OTHER_RSA_KEY, "RS256", "old"), "The token is not valid: Signature verification"),
        (sign(EC_KEY, "ES256", "another-algorithm"), unknown),
        (sign(OTHER_RSA_KEY, "RS256", "for-encryption"), unknown),
        (sign(RSA_KEY, "RS256", "nobody's"), unknown),
        (sign(RSA_KEY, "RS256", None), unknown),
    ]:
        with pytest.raises(BadTokenError) as caught:
            several.signed(token)
        assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": ago(20)}, None),
        ({"exp": ago(40)}, "The token has expired"),
        ({"exp": None}, 'The token is not valid: Token is missing the "exp" claim'),
        ({"exp": "soon"}, "The token is not valid: "),
        ({"exp": 1e400}, "The token is not valid: Expiration Time claim (exp) must be"),
        ({"nbf": ago(-20)}, None),
        ({"nbf": ago(-40)}, "The token is not valid: The token is not yet valid (nbf)"),
        ({"iat": ago(-40)}, "The token is not valid: The token is not yet valid (iat)"),
        ({"sub": None}, 'The token is not valid: Token is missing the "sub" claim'),
        ({"sub": 7}, "The token is not valid: Subject must be a string"),
        ({"sub": ""}, "The token's subject is empty or too long"),
        ({"sub": "a" * 255}, None),
        ({"sub": "a" * 256}, "The token's subject is empty or too long"),
        ({"sub": "a\nb"}, "The token's subject is empty or too long"),
        ({"aud": "anybody", "iss": "anybody"}, None),
        ({"roles": 7}, "The token's 'roles' is neither a list of names nor text"),
        ({"roles": ["viewer", 7]}, "The token's 'roles' is neither a list of names nor text"),
    ],
    ids=str,
)
def test_a_token_is_taken_or_refused_with_the_reason(
    changed: dict[str, Any], reason: str | None
) -> None:
    token = by_secret(**changed)
    server = signing(jwt_secret=SECRET)

    if reason is None:
        assert server.signed(token).subject == changed.get("sub", "ann")
        return
    with pytest.raises(BadTokenError) as caught:
        server.signed(token)
    assert str(caught.value).startswith(reason)


def test_the_leeway_is_a_setting() -> None:
    late = by_secret(exp=ago(20))

    assert signing(jwt_secret=SECRET, jwt_leeway_seconds=60).signed(late).subject == "ann"
    with pytest.raises(BadTokenError, match="has expired"):
        signing(jwt_secret=SECRET, jwt_leeway_seconds=0).signed(late)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": "movies", "iss": "https://issuer.example"}, None),
        ({"aud": ["music", "movies"], "iss": "https://issuer.example"}, None),
        ({"aud": "music", "iss": "https://issuer.example"}, "Audience doesn't match"),
        ({"iss": "https://issuer.example"}, 'missing the "aud" claim'),
        ({"aud": "movies", "iss": "https://issuer.example.evil"}, "Invalid issuer"),
        ({"aud": "movies", "iss": "https"}, "Invalid issuer"),
        ({"aud": "movies"}, 'missing the "iss" claim'),
    ],
    ids=str,
)
def test_audience_and_issuer_are_checked_where_they_are_set(
    changed: dict[str, Any], reason: str | None
) -> None:
    server = signing(jwt_secret=SECRET, jwt_audience="movies", jwt_issuer="https://issuer.example")

    if reason is None:
        assert server.signed(by_secret(**changed)).subject == "ann"
        return
    with pytest.raises(BadTokenError, match=reason):
        server.signed(by_secret(**changed))


# ── what an attacker may try ──


def _unsigned(header: dict[str, Any]) -> str:
    """A token without a signature."""
    parts = (json.dumps(header), json.dumps({"sub": "ann", "exp": 4_000_000_000}))
    return ".".join([*(_base64(part.encode()) for part in parts), ""])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None])
def test_a_token_without_a_signature_is_never_taken(
    write: Callable[[str, str], Path], algorithm: str | None
) -> None:
    token = _unsigned({"alg": algorithm, "typ": "JWT"})

    for server in (
        signing(jwt_secret=SECRET),
        signing(jwt_public_key_file=write("key.pem", public_pem(RSA_KEY))),
        signing(jwt_jwks_file=write("keys.json", json.dumps({"keys": [jwk(RSA_KEY)]}))),
    ):
        with pytest.raises(BadTokenError):
            server.signed(token)


def test_a_public_key_is_never_taken_for_a_secret(write: Callable[[str, str], Path]) -> None:
    """The well-known attack: sign by HS256 with the text of the public key, which is public."""
    pem = public_pem(RSA_KEY)
    server = signing(jwt_public_key_file=write("key.pem", pem))
    for secret in (pem, pem.strip(), pem.replace("\n", "")):
        unsigned = _unsigned({"alg": "HS256", "typ": "JWT"}).removesuffix(".")
        signature = hmac.digest(secret.encode(), unsigned.encode(), "sha256")
        with pytest.raises(BadTokenError, match="The specified alg value is not allowed"):
            server.signed(f"{unsigned}.{_base64(signature)}")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "HS256", "kid": ["a"]},
        {"alg": "HS256", "kid": {"a": 1}},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": ["HS256"]},
        {"alg": "HS256", "jwk": {"kty": "oct", "k": "YQ"}},
        {"alg": "HS512"},
    ],
    ids=str,
)
def test_what_the_header_asks_for_changes_nothing(header: dict[str, Any]) -> None:
    with pytest.raises(BadTokenError):
        signing(jwt_secret=SECRET).signed(_unsigned(header) + "c2ln")


def test_a_header_nested_without_end_is_refused() -> None:
    deep = _base64(b'{"a":' + b"[" * 200_000)

    with pytest.raises(BadTokenError, match=r"maximum recursion depth|Stack overflow"):
        signing(jwt_secret=SECRET).signed(f"{deep}.e30.c2ln")


PIECE = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.binary(max_size=40).map(
    _base64
)


@given(pieces=st.lists(PIECE, max_size=5))
def test_no_text_is_taken_for_a_token_or_breaks_anything(pieces: list[str]) -> None:
    with pytest.raises(BadTokenError):
        signing(jwt_secret=SECRET).signed(".".join(pieces))


# ── which keys can be used ──


@pytest.mark.parametrize(
    ("setting", "text", "reason"),
    [
        ("jwt_public_key_file", "", "it holds no public key in PEM"),
        ("jwt_public_key_file", SECRET, "it holds no public key in PEM"),
        (
            "jwt_public_key_file",
            RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "it holds no public key in PEM",
        ),
        ("jwt_public_key_file", public_pem(EC_KEY), "neither a public RSA key nor an Ed25519 one"),
        (
            "jwt_public_key_file",
            public_pem(make_rsa_key(65537, 1024)),  # noqa: S505 — refused
            "its RSA key has 1024 bits, and 2048 is the least",
        ),
        ("jwt_jwks_file", "{", "it is not a JWKS"),
        ("jwt_jwks_file", "[]", "it is not a JWKS"),
        ("jwt_jwks_file", '{"keys": [7]}', "it is not a JWKS"),
        ("jwt_jwks_file", '{"keys": [{"kty": "RSA", "n": "AQ"}]}', "it is not a JWKS"),
        ("jwt_jwks_file", '{"keys": []}', "it holds no key for signatures by RS256 or EdDSA"),
        (
            "jwt_jwks_file",
            json.dumps({"keys": [jwk(EC_KEY)]}),
            "it holds no key for signatures by RS256 or EdDSA",
        ),
        (
            "jwt_jwks_file",
            '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
            "it holds a secret (kty oct), and should hold none",
        ),
        (
            "jwt_jwks_file",
            json.dumps({"keys": [jwk(RSA_KEY, kid="a"), jwk(ED_KEY)]}),
            "each of several keys needs a `kid` of its own",
        ),
        (
            "jwt_jwks_file",
            json.dumps({"keys": [jwk(RSA_KEY, kid="a"), jwk(ED_KEY, kid="a")]}),
            "each of several keys needs a `kid` of its own",
        ),
    ],
)
def test_a_key_that_cannot_be_used_stops_the_server(
    write: Callable[[str, str], Path], setting: str, text: str, reason: str
) -> None:
    path = write("key", text)
    settings = Settings.model_validate({setting: path})

    with pytest.raises(ConfigError) as caught:
        create_app(settings)
    start = f"MOVIE_GRAPH_{setting.upper()} cannot be used: {str(path)!r}: "
    assert str(caught.value).startswith(start)
    assert reason in str(caught.value)


def test_a_file_that_is_not_there_stops_the_server(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file or directory"):
        signing(jwt_public_key_file=tmp_path / "none.pem")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"JWT_SECRET": SECRET, "JWT_PUBLIC_KEY_FILE": "key.pem"},
            "MOVIE_GRAPH_JWT_PUBLIC_KEY_FILE cannot be 'key.pem': one setting says what tokens "
            "are checked with, and MOVIE_GRAPH_JWT_SECRET does so already. See .env.example.",
        ),
        (
            {"JWT_PUBLIC_KEY_FILE": "key.pem", "JWT_JWKS_FILE": "keys.json"},
            "MOVIE_GRAPH_JWT_JWKS_FILE cannot be 'keys.json': one setting says what tokens are "
            "checked with, and MOVIE_GRAPH_JWT_PUBLIC_KEY_FILE does so already. See .env.example.",
        ),
        (
            {"JWT_SECRET": public_pem(RSA_KEY)},
            "MOVIE_GRAPH_JWT_SECRET cannot be (hidden): a key in PEM is no secret; name its file "
            "in MOVIE_GRAPH_JWT_PUBLIC_KEY_FILE. See .env.example.",
        ),
        (
            {"JWT_LEEWAY_SECONDS": "601"},
            "MOVIE_GRAPH_JWT_LEEWAY_SECONDS cannot be '601': input should be less than or equal "
            "to 600. See .env.example.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"MOVIE_GRAPH_{name}", value)

    with pytest.raises(ConfigError) as caught:
        Settings.from_env(env_file=None)
    assert str(caught.value) == message


def test_tokens_that_others_sign_are_not_made_here(write: Callable[[str, str], Path]) -> None:
    settings = Settings(jwt_public_key_file=write("key.pem", public_pem(RSA_KEY)))

    with pytest.raises(ConfigError, match="signed by whoever holds the private key"):
        make_token("ann", settings, lifetime=dt.timedelta(hours=1))


def test_a_token_made_here_is_taken_here() -> None:
    settings = Settings.model_validate(
        {
            "jwt_secret": SECRET,
            "jwt_audience": "movies",
            "jwt_issuer": "us",
            "jwt_roles_claim": "https://movies.example/roles",
        }
    )

    token = make_token("ann", settings, lifetime=dt.timedelta(hours=1), roles=[Role.ADMIN])

    assert Signing(settings).signed(token) == Signed("ann", frozenset({Role.ADMIN}))


def test_the_demo_signs_its_own_tokens_whatever_is_set(write: Callable[[str, str], Path]) -> None:
    configured = Settings(jwt_public_key_file=write("key.pem", public_pem(RSA_KEY)), port=8000)

    settings = demo_settings(configured)

    token = make_token("demo", settings, lifetime=dt.timedelta(hours=1))
    assert Signing(settings).signed(token).may_rate


# ── what each role may do ──


@dataclass(frozen=True)
class May:
    """A row of the table in docs/signing.md. All may read."""

    rate: bool
    have_higher_bounds: bool
    see_plans: bool


TABLE = {
    "no token": May(rate=False, have_higher_bounds=False, see_plans=False),
    "no roles claim": May(rate=True, have_higher_bounds=False, see_plans=False),
    "none of these roles": May(rate=False, have_higher_bounds=False, see_plans=False),
    "viewer": May(rate=True, have_higher_bounds=False, see_plans=False),
    "analyst": May(rate=True, have_higher_bounds=True, see_plans=False),
    "admin": May(rate=True, have_higher_bounds=True, see_plans=True),
}
ROLES = {"none of these roles": ["auditor", "Admin"], "no roles claim": None}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = tmp_path_factory.mktemp("signing") / "movies.sqlite"
    settings = Settings.model_validate({"database_url": f"sqlite:///{path}", "jwt_secret": SECRET})

    anyio.run(create_catalogue, settings)
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize(("row", "may"), TABLE.items(), ids=TABLE)
def test_the_role_decides(client: TestClient, settings: Settings, row: str, may: May) -> None:
    token = None if row == "no token" else by_secret(roles=ROLES.get(row, [row]))
    headers = {"authorization": f"Bearer {token}"} if token else {}
    signed = Signing(settings).signed(token) if token else ANONYMOUS

    def ask(document: str) -> Any:
        return client.post("/graphql", json={"query": document}, headers=headers).json()["data"]

    assert ask("{ movie(by: {tmdbId: 11}) { title } }") == {"movie": {"title": "The Salt Lamp"}}
    refusal = "SignInRequired" if row == "no token" else "RoleRequired"
    assert ask(RATE)["rateMovie"]["__typename"] == ("RatedMovie" if may.rate else refusal)
    undo = ask("mutation { unrateMovie(movie: {tmdbId: 12}) { __typename } }")
    assert undo["unrateMovie"]["__typename"] == ("UnratedMovie" if may.rate else refusal)
    body = {"query": "{ __typename }", "extensions": {"cost": True, "plan": True}}
    extensions = client.post("/graphql", json=body, headers=headers).json()["extensions"]
    most = settings.analyst_cost_max if may.have_higher_bounds else settings.document_cost_max
    assert extensions["cost"]["limit"] == most
    assert ("plan" in extensions) is may.see_plans
    assert signed.has_higher_bounds is may.have_higher_bounds


def test_the_table_of_the_page_is_the_table_that_is_tested() -> None:
    page = (Path(__file__).parent.parent / "docs/signing.md").read_text(encoding="utf-8")
    [table] = [part for part in page.split("\n\n") if part.startswith("| Token |")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]

    assert rows == [
        [row, "yes", *("yes" if may_it else "no" for may_it in vars(may).values())]
        for row, may in TABLE.items()
    ]


async def _refusal(settings: Settings, signed: Signed) -> Any:
    database = open_database(settings)
    try:
        async with request_context(database, settings, signed=signed) as context:
            result = await build_schema(settings).execute(RATE, context_value=context)
            return (result.data or {})["rateMovie"]
    finally:
        await database.close()


def test_a_refusal_names_the_roles_that_may(settings: Settings) -> None:
    refused = anyio.run(_refusal, settings, Signed("ann", frozenset()))

    assert refused == {
        "__typename": "RoleRequired",
        "roles": ["viewer", "analyst", "admin"],
        "message": "Your token names no role that may rate: viewer, analyst, admin.",
    }


@pytest.mark.parametrize(
    ("named", "roles"),
    [
        ("viewer analyst", {Role.VIEWER, Role.ANALYST}),
        (["admin", "auditor"], {Role.ADMIN}),
        ([], set()),
        ("", set()),
        ("superadmin", set()),
    ],
    ids=str,
)
def test_roles_are_a_list_or_words(named: Any, roles: set[Role]) -> None:
    assert signing(jwt_secret=SECRET).signed(by_secret(roles=named)).roles == roles


def test_the_claim_of_the_roles_is_a_setting() -> None:
    token = by_secret(roles=["admin"], permissions=["analyst"])
    server = signing(jwt_secret=SECRET, jwt_roles_claim="permissions")

    assert server.signed(token).roles == {Role.ANALYST}
