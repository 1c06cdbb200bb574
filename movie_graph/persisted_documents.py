"""Persisted documents: which document a request means that sends an id or a hash, or its text.

Apollo's automatic persisted queries: a client sends the SHA-256 of its document first; only when
that is unknown does it send the text as well, once. What is registered is known to this process.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from .config import Settings
from .errors import BadInputError, ConfigError
from .execution.documents import Prepared
from .http_request import Asked
from .refusal import RefusedError, brief
from .trusted_documents import TrustedDocuments, read_trusted_documents, sha256_of

CHARACTERS_KEPT = 20_000  # a longer document is run but not registered, so that memory is bounded


class Chosen(NamedTuple):
    """The document to run, and the operation of it."""

    document: str
    operation_name: str | None


class NotFoundError(BadInputError):
    """A hash that is not registered: the client sends the document too. Message and code are
    Apollo's, which clients compare."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class NotSupportedError(BadInputError):
    """Automatic persisted queries are switched off: the client goes on with texts."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


def open_documents(settings: Settings, prepare: Callable[[str], Prepared]) -> "PersistedDocuments":
    """The documents of one server process. Errors: ConfigError."""
    folder = settings.trusted_documents
    if settings.trusted_documents_only and not folder:
        raise ConfigError(
            "MOVIE_GRAPH_TRUSTED_DOCUMENTS_ONLY needs MOVIE_GRAPH_TRUSTED_DOCUMENTS, "
            "the folder of the documents."
        )
    return PersistedDocuments(
        trusted=read_trusted_documents(folder, prepare) if folder else TrustedDocuments(),
        trusted_only=settings.trusted_documents_only,
        size=settings.persisted_documents_max,
        prepare=prepare,
    )


class PersistedDocuments:
    """The trusted documents and the registered ones; of these the one least recently used is
    forgotten first."""

    def __init__(
        self,
        *,
        trusted: TrustedDocuments,
        trusted_only: bool,
        size: int,
        prepare: Callable[[str], Prepared],
    ) -> None:
        """`size` is how many are registered at most, 0 for none at all; what `prepare` finds
        errors in is not registered."""
        self._trusted = trusted
        self._trusted_only = trusted_only
        self._size = size
        self._prepare = prepare
        self._registered: OrderedDict[str, str] = OrderedDict()

    def choose(self, asked: Asked) -> Chosen:
        """The document that a request means.

        Errors: RefusedError 400, 403 or 404; NotFoundError, NotSupportedError.
        """
        if asked.document is not None:
            self._refuse_untrusted(asked.document)
            if asked.sha256:
                self._register(asked.sha256, asked.document)
            return Chosen(asked.document, asked.operation_name)
        if asked.document_id is None and asked.sha256:
            return Chosen(self._by_hash(asked.sha256), asked.operation_name)
        return self._by_id(asked)

    def _refuse_untrusted(self, document: str) -> None:
        if self._trusted_only and not self._trusted.find(sha256_of(document)):
            raise RefusedError(
                403,
                "This server runs its trusted documents only. Send the id of one.",
                extensions={"code": "QUERY_NOT_IN_SAFELIST"},
            )

    def _register(self, sha256: str, document: str) -> None:
        if sha256_of(document) != sha256:
            raise RefusedError(
                400, "provided sha does not match query", extensions={"code": "BAD_REQUEST"}
            )
        if not self._size or len(document) > CHARACTERS_KEPT:
            return
        if not self._prepare(document).errors:
            self._registered[sha256] = document
            self._registered.move_to_end(sha256)
            if len(self._registered) > self._size:
                self._registered.popitem(last=False)

    def _by_hash(self, sha256: str) -> str:
        if trusted := self._trusted.find(sha256):
            return trusted.text
        if self._trusted_only:
            raise _unknown(sha256)
        if not self._size:
            raise NotSupportedError("PersistedQueryNotSupported")
        if sha256 not in self._registered:
            raise NotFoundError("PersistedQueryNotFound")
        self._registered.move_to_end(sha256)
        return self._registered[sha256]

    def _by_id(self, asked: Asked) -> Chosen:
        """By `documentId`, or by an operation name that comes alone."""
        id_ = asked.document_id or asked.operation_name
        if id_ and (trusted := self._trusted.find(id_)):
            return Chosen(trusted.text, asked.operation_name or trusted.operation_name)
        if id_ and (asked.document_id or self._trusted_only):
            raise _unknown(id_)
        raise RefusedError(400, "`query` is missing: the document, as text.")


def _unknown(id_: str) -> RefusedError:
    return RefusedError(
        404,
        f"This server has no trusted document {brief(id_)}.",
        extensions={"code": "PERSISTED_QUERY_NOT_IN_LIST"},
    )
