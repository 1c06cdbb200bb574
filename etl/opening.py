"""Opening: a source as lines of bytes, whatever it is packed in, and how far reading has come."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, cast

import zstandard

from .sources import Source

READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, zstandard.ZstdError)
BUFFER_BYTES = 1 << 18


@dataclass(frozen=True)
class OpenFile:
    """The bytes of a file. `position()` and `size` are bytes of the file as it is stored."""

    unpacked: IO[bytes]
    position: Callable[[], int]
    size: int


@contextmanager
def opened(source: Source) -> Iterator[OpenFile]:
    """Open for reading. Errors: READ_ERRORS, here or later while reading, for a damaged file."""
    with ExitStack() as stack:
        stored: IO[bytes] = stack.enter_context(source.path.open("rb"))
        size = source.path.stat().st_size
        unpacked: IO[bytes] = stored
        if source.member is not None:
            archive = stack.enter_context(zipfile.ZipFile(stored))
            unpacked = stored = stack.enter_context(archive.open(source.member))
            size = archive.getinfo(source.member).file_size
        elif source.path.suffix == ".gz":
            unpacked = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=stored)))
        elif source.path.suffix == ".zst":
            unpacked = stack.enter_context(
                zstandard.ZstdDecompressor().stream_reader(stored, read_across_frames=True)
            )
        raw = cast("io.RawIOBase", unpacked)  # in all but name
        buffered = stack.enter_context(io.BufferedReader(raw, BUFFER_BYTES))
        yield OpenFile(buffered, stored.tell, size)
