"""Trusted documents: a folder of `.graphql` files that clients ask for by id, not by text."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import ConfigError
from .execution.documents import Prepared

SETTING = "MOVIE_GRAPH_TRUSTED_DOCUMENTS"


@dataclass(frozen=True)
class TrustedDocument:
    """A document of the folder; `operation_name` where its id chooses one of its operations."""

    text: str
    operation_name: str | None = None


class TrustedDocuments:
    """Documents by id: the SHA-256 of a file's text, bare or behind `sha256:`, with or without
    the white space around it; or the name of an operation."""

    def __init__(self) -> None:
        self._by_id: dict[str, TrustedDocument] = {}

    def find(self, id_: str) -> TrustedDocument | None:
        """The document of an id; None if there is none."""
        return self._by_id.get(id_)

    def add(self, text: str, operation_names: Iterator[str], path: Path) -> None:
        """Errors: ConfigError if an operation's name is that of another one."""
        for form in (text, text.strip()):
            sha256 = sha256_of(form)
            self._by_id[sha256] = self._by_id[f"sha256:{sha256}"] = TrustedDocument(form)
        for name in operation_names:
            if name in self._by_id:
                raise ConfigError(
                    f"{SETTING}: {path} has an operation {name}, and so has another file. "
                    "Rename one: a name is an id."
                )
            self._by_id[name] = TrustedDocument(text, name)


def read_trusted_documents(folder: Path, prepare: Callable[[str], Prepared]) -> TrustedDocuments:
    """Every `.graphql` file in the folder and below it, each a document of its own.

    Errors: ConfigError if there is none, or one would be refused by the schema or its bounds.
    """
    trusted = TrustedDocuments()
    paths = sorted(folder.rglob("*.graphql"))
    if not paths:
        raise ConfigError(f"{SETTING} names a folder without .graphql files: {str(folder)!r}.")
    for path in paths:
        try:
            text = path.read_bytes().decode()  # as it is: the hash counts its line ends
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{SETTING}: {path} cannot be read: {error}.") from None
        prepared = prepare(text)
        if prepared.errors:
            raise ConfigError(f"{SETTING}: {path} cannot run: {prepared.errors[0].message}")
        names = (operation.name for operation in prepared.operations)
        trusted.add(text, (name.value for name in names if name), path)
    return trusted


def sha256_of(document: str) -> str:
    """The SHA-256 of a document's text, as 64 hex digits."""
    return hashlib.sha256(document.encode()).hexdigest()
