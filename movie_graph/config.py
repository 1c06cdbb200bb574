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
    field_validator,
)

from .errors import ConfigError

PREFIX = "MOVIE_GRAPH_"
FOREIGN_PREFIXES = ("MOVIE_GRAPH_TEST_", "MOVIE_GRAPH_BENCH_")


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
        description="key of HS256 tokens, 32 characters or more; without it nobody can rate",
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 lets the system pick")
    workers: PositiveInt = Field(1, le=256, description="server processes")
    cors_origins: tuple[str, ...] = Field(
        ("http://localhost:4200",),
        description="origins of front ends that may call, separated by commas",
    )
    explorer: bool = Field(True, description="serve GraphiQL to browsers on /graphql")
    introspection: bool = Field(True, description="answer questions about the schema itself")
    log_format: Literal["human", "json"] = Field("human", description="human or json")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug, info, warning or error"
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
    body_bytes_max: PositiveInt = Field(
        1_048_576, le=1 << 30, description="bytes of a request body, at most"
    )

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
