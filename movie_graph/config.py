"""Settings: the only reader of the environment, once, at start."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from .errors import ConfigError

PREFIX = "MOVIE_GRAPH_"
FOREIGN_PREFIXES = ("MOVIE_GRAPH_TEST_", "MOVIE_GRAPH_BENCH_")

SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"  # the name is prometheus_client's


class Settings(BaseModel):
    """Every setting, its default and its bounds.

    Each one is the environment variable (or line of `.env`) of the same name in capitals behind
    MOVIE_GRAPH_. A variable that is really set wins over `.env`. `.env.example` lists them all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        "sqlite:///var/movie_graph.sqlite",
        description="mysql://user:password@host:3306/name, or sqlite:/// and a file",
    )
    database_tls: Literal["off", "required", "verify"] = Field(
        "off",
        description="TLS to MySQL: off, required (encrypted, whoever answers), or verify (its "
        "certificate and host name)",
    )
    database_tls_ca: Path | None = Field(
        None, description="PEM file of who may sign that certificate; else whom the system trusts"
    )
    pool_size: PositiveInt = Field(
        10, le=1000, description="connections to the database, at most, per worker"
    )
    pool_wait_seconds: PositiveFloat = Field(
        5, le=300, description="how long a statement waits for a free connection"
    )
    connect_timeout_seconds: PositiveFloat = Field(
        5, le=300, description="how long a new connection may take, handshake included"
    )
    statement_timeout_seconds: PositiveFloat = Field(
        10, le=3600, description="how long one statement of a request may run"
    )
    request_timeout_seconds: PositiveFloat = Field(
        30, le=3600, description="how long a request may take in all"
    )
    concurrent_requests_max: PositiveInt = Field(
        200, le=100_000, description="requests answered at the same time, at most, per worker"
    )
    lock_wait_timeout_seconds: PositiveInt = Field(
        5, le=300, description="how long a write waits for a lock before it is tried again"
    )
    transaction_idle_timeout_seconds: PositiveInt = Field(
        30, le=3600, description="how long the database lets a silent transaction keep its locks"
    )
    transaction_attempts: PositiveInt = Field(
        6, le=50, description="how often a rating is tried in all when the database asks to retry"
    )
    analytics_database_url: str | None = Field(
        None,
        description="a database with the same rows for analytics, such as a read replica",
    )
    jwt_secret: SecretStr | None = Field(
        None,
        min_length=32,
        description="key of HS256 tokens, 32 characters or more; without any key nobody can rate",
    )
    jwt_public_key_file: Path | None = Field(
        None, description="or a PEM file: the public RSA or Ed25519 key of RS256 or EdDSA tokens"
    )
    jwt_jwks_file: Path | None = Field(
        None, description="or a JWKS file: several such keys, named by the token's kid"
    )
    jwt_audience: str | None = Field(
        None, description="what a token must be meant for (aud), where it is set"
    )
    jwt_issuer: str | None = Field(
        None, description="who must have issued a token (iss), where it is set"
    )
    jwt_leeway_seconds: int = Field(
        30, ge=0, le=600, description="how far the issuer's clock may be from ours"
    )
    jwt_roles_claim: str = Field(
        "roles", description="where a token names its roles: viewer, analyst, admin"
    )
    analyst_request_seconds: PositiveFloat = Field(
        120, le=3600, description="how long a request of an analyst or admin may take"
    )
    analyst_statement_seconds: PositiveFloat = Field(
        60, le=3600, description="how long one reading statement of an analyst or admin may run"
    )
    analyst_cost_max: PositiveInt = Field(
        1_000_000, description="what an operation of an analyst or admin may cost, in objects"
    )
    public_plans: bool = Field(
        False, description="let everybody see the plan of a request, not only admins"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 lets the system pick")
    workers: PositiveInt = Field(1, le=256, description="server processes")
    cors_origins: tuple[str, ...] = Field(
        ("http://localhost:4200",),
        description="origins of front ends that may call, separated by commas",
    )
    explorer: bool = Field(True, description="serve GraphiQL to browsers on /graphql")
    introspection: bool = Field(
        True,
        description="answer questions about the schema itself, and name what was meant in errors",
    )
    log_format: Literal["human", "json"] = Field("human", description="human or json")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug, info, warning or error"
    )
    metrics: bool = Field(False, description="serve /metrics to Prometheus, on the same port")
    metrics_operations_max: PositiveInt = Field(
        100, le=10_000, description="operations that have a name in metrics, at most, per worker"
    )
    trace_endpoint: str | None = Field(
        None,
        description="where traces go: the address of a collector for OTLP over HTTP, such as "
        "http://127.0.0.1:4318/v1/traces",
    )
    trace_ratio: float = Field(
        0.01, ge=0, le=1, description="which part of the requests is traced, from 0 to 1"
    )
    slow_operation_seconds: PositiveFloat = Field(
        1, le=3600, description="operations that take longer are logged with their statements"
    )
    sql_comments: bool = Field(
        True, description="begin statements to MySQL and MariaDB with their operation's name"
    )
    page_size_default: PositiveInt = Field(
        20, le=10_000, description="nodes of a connection when neither first nor last is given"
    )
    page_size_max: PositiveInt = Field(
        1000, le=100_000, description="nodes of a connection, at most"
    )
    list_size_max: PositiveInt = Field(
        100, le=10_000, description="items of a bounded list (cast, crew, …), at most"
    )
    batch_size_max: PositiveInt = Field(
        10_000, le=100_000, description="keys a loader puts into one statement, at most"
    )
    document_tokens_max: PositiveInt = Field(
        2000, le=100_000, description="tokens of a document, at most"
    )
    document_depth_max: PositiveInt = Field(
        16, le=1000, description="nested selections of a document, at most"
    )
    document_aliases_max: PositiveInt = Field(
        30, le=10_000, description="aliases of a document, at most"
    )
    document_fields_max: PositiveInt = Field(
        5000, le=100_000, description="fields of a document with its fragments written out, at most"
    )
    document_root_fields_max: PositiveInt = Field(
        20, le=10_000, description="root fields of a query, at most"
    )
    document_mutations_max: PositiveInt = Field(
        10, le=1000, description="mutations of a document, at most"
    )
    document_directives_max: PositiveInt = Field(
        50, le=10_000, description="directives of a document, at most"
    )
    document_cost_max: PositiveInt = Field(
        50_000,
        le=100_000_000,
        description="objects that an answer may have if all its lists are full, at most",
    )
    list_argument_max: PositiveInt = Field(
        1000, le=100_000, description="items of a list argument (ids, in, jobs, …), at most"
    )
    where_parts_max: PositiveInt = Field(
        100, le=10_000, description="conditions that and, or and not join in one filter, at most"
    )
    where_depth_max: PositiveInt = Field(
        8, le=100, description="levels of and, or and not in one filter, at most"
    )
    order_terms_max: PositiveInt = Field(4, le=100, description="terms of an order, at most")
    having_conditions_max: PositiveInt = Field(
        10, le=100, description="conditions of having, at most"
    )
    export_rows_max: PositiveInt = Field(
        1_000_000, le=1_000_000_000, description="rows of the list that a file is made of, at most"
    )
    export_seconds: PositiveFloat = Field(
        600, le=86_400, description="how long sending a file may take in all"
    )
    exports_max: PositiveInt = Field(
        2, le=1000, description="files sent at the same time, at most, per worker"
    )
    body_bytes_max: PositiveInt = Field(
        1_048_576, le=1 << 30, description="bytes of a request body, at most"
    )

    persisted_documents_max: int = Field(
        1000,
        ge=0,
        le=100_000,
        description="documents that clients may register by their hash, at most; 0 for none",
    )
    trusted_documents: Path | None = Field(
        None, description="folder of .graphql files that clients may ask for by hash or by name"
    )
    trusted_documents_only: bool = Field(
        False, description="run no other documents than those of the folder"
    )

    @property
    def takes_tokens(self) -> bool:
        """Whether there is any key to check a token with."""
        return bool(self.jwt_secret or self.jwt_public_key_file or self.jwt_jwks_file)

    @field_validator("jwt_secret")
    @classmethod
    def _refuse_public_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and "-----BEGIN" in value.get_secret_value():
            raise PydanticCustomError(
                "not_a_secret",
                "a key in PEM is no secret; name its file in MOVIE_GRAPH_JWT_PUBLIC_KEY_FILE",
            )
        return value

    @field_validator("jwt_public_key_file", "jwt_jwks_file")
    @classmethod
    def _refuse_second_key(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        earlier = [name for name in ("jwt_secret", "jwt_public_key_file") if info.data.get(name)]
        if value and earlier:
            raise PydanticCustomError(
                "exclusive",
                "one setting says what tokens are checked with, and {earlier} does so already",
                {"earlier": variable_name(earlier[0])},
            )
        return value

    @field_validator("database_tls_ca")
    @classmethod
    def _refuse_unused_authority(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value and info.data.get("database_tls") != "verify":
            raise PydanticCustomError(
                "unused", "it is used by MOVIE_GRAPH_DATABASE_TLS=verify alone"
            )
        return value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip() for origin in value.split(",") if origin.strip())
        return value

    @classmethod
    def from_env(
        cls, chosen: Mapping[str, object] | None = None, *, env_file: Path | None = Path(".env")
    ) -> Self:
        """Read the environment and `env_file`; refuse what is unknown or out of bounds.

        `chosen` values (of the command line, say) win over both.

        Errors: ConfigError, in one line that names the variable, its value and the remedy.
        """
        given = dict(dotenv_values(env_file)) if env_file else {}
        given.update(os.environ)
        _refuse_unknown(given)
        values: dict[str, object] = {
            name: given[variable_name(name)]
            for name in cls.model_fields
            if given.get(variable_name(name)) not in (None, "")
        }
        values.update(chosen or {})
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            shown = "(hidden)" if name == "jwt_secret" else repr(values.get(name))
            raise ConfigError(
                f"{variable_name(name)} cannot be {shown}: {_sentence(first['msg'])}. "
                "See .env.example."
            ) from None


def shared_metrics_folder() -> str | None:
    """Where workers write their metrics, for prometheus_client too; None with one worker."""
    return os.environ.get(SHARED_METRICS)


def share_metrics(folder: str) -> None:
    """Have the workers that start from here write their metrics into `folder`."""
    os.environ[SHARED_METRICS] = folder


def variable_name(field: str) -> str:
    """The environment variable that sets `field`."""
    return PREFIX + field.upper()


def _refuse_unknown(given: dict[str, str | None]) -> None:
    known = [variable_name(name) for name in Settings.model_fields]
    for name in given:
        if name.startswith(PREFIX) and not name.startswith(FOREIGN_PREFIXES) and name not in known:
            close = difflib.get_close_matches(name, known, 1)
            remedy = f"Did you mean {close[0]}?" if close else "See .env.example."
            raise ConfigError(f"{name} is not a setting of movie_graph. {remedy}")


def _sentence(message: str) -> str:
    return message[:1].lower() + message[1:]
