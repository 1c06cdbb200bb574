"""TLS to MySQL and MariaDB: as asked for or not at all, never quietly without it."""

import ssl
from typing import Any

from pymysql.constants import CLIENT
from pymysql.err import OperationalError

from ..config import Settings
from ..errors import ConfigError

NO_TLS = 2026  # CR_SSL_CONNECTION_ERROR


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """How connections are encrypted; None for not at all.

    Errors: ConfigError when MOVIE_GRAPH_DATABASE_TLS_CA cannot be used.
    """
    if settings.database_tls == "off":
        return None
    try:
        context = ssl.create_default_context(cafile=settings.database_tls_ca)
    except OSError as error:  # which is what a file that holds no certificate raises, too
        raise ConfigError(
            f"MOVIE_GRAPH_DATABASE_TLS_CA cannot be used: {str(settings.database_tls_ca)!r} "
            f"({error.strerror or error}). Name a PEM file of certificates."
        ) from None
    if settings.database_tls == "required":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def insisting_on_tls(connection_class: Any) -> Any:
    """The driver's connection, which sends no name and no password to a server without TLS.

    aiomysql by itself goes on in the clear, whatever context it was given.
    """

    class TLSConnection(connection_class):  # type: ignore[misc]  # a class of the driver's
        async def _request_authentication(self) -> None:
            if not self.server_capabilities & CLIENT.SSL:
                raise OperationalError(NO_TLS, "the server offers no TLS")
            await super()._request_authentication()

        def close(self) -> None:
            # TLS would first exchange goodbyes, which nobody waits for when the loop ends.
            transport = _transport_of(self)
            super().close()
            if transport:
                transport.abort()

    return TLSConnection


def tls_failure(error: BaseException) -> str | None:
    """What was wrong with the TLS of a connection that failed; None if it was something else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate was refused: {cause.verify_message.rstrip('.')}"
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed: {cause.reason or cause}"
        cause = cause.__cause__
    return None


def _transport_of(connection: Any) -> Any:
    """Of either driver's connection; None when it is closed."""
    if hasattr(connection, "_writer"):
        return connection._writer and connection._writer.transport
    return connection._transport
