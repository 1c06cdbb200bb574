"""Sources: the known files of a folder, plain or compressed, in loading order."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import UnknownFolderError
from .layouts import LAYOUTS, LEFT_OUT_BESIDE, Layout

SUFFIXES = ("", ".gz", ".zst", ".zip")

BY_FILE = {layout.file: layout for layout in LAYOUTS}


@dataclass(frozen=True)
class Source:
    """One file to load; `member` is its name inside a .zip."""

    path: Path
    layout: Layout
    member: str | None = None

    @property
    def name(self) -> str:
        """How reports name it: the file as it lies in the folder."""
        return self.path.name if self.member is None else f"{self.path.name}/{self.member}"


@dataclass(frozen=True)
class Folder:
    """What of a folder is loaded, in order, and what is left out although it is known."""

    sources: tuple[Source, ...]
    left_out: tuple[tuple[str, str], ...]  # (file, why)


def read_folder(folder: Path) -> Folder:
    """Recognise the files of `folder` by their names; others are ignored.

    Errors: UnknownFolderError when it is no folder, holds none of the known files, or one twice.
    """
    if not folder.is_dir():
        raise UnknownFolderError(folder, "it is not a folder. Name the one with the CSV files.")
    found: dict[str, Source] = {}
    for source in _sources(folder):
        twin = found.setdefault(source.layout.file, source)
        if twin is not source:
            raise UnknownFolderError(
                folder, f"it holds {twin.name} and {source.name}. Keep one of the two."
            )
    if not found:
        raise UnknownFolderError(folder, _nothing_known(folder))
    left_out = {
        file: f"{beside} is there, and numbers other users the same"
        for file, beside in LEFT_OUT_BESIDE.items()
        if file in found and beside in found
    }
    sources = [found[file] for file in BY_FILE if file in found and file not in left_out]
    return Folder(
        tuple(sources), tuple((found[file].name, reason) for file, reason in left_out.items())
    )


def _sources(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.iterdir()):
        known = _layout_of(path.name)
        if path.suffix == ".zip" and path.is_file():
            yield from _members(path, folder)
        elif known and path.is_file():
            yield Source(path, known)


def _members(path: Path, folder: Path) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnknownFolderError(folder, f"{path.name} is not a .zip file: {error}.") from error
    for name in sorted(names):
        known = BY_FILE.get(PurePosixPath(name).name)
        if known and not name.startswith("__MACOSX/"):
            yield Source(path, known, name)


def _layout_of(name: str) -> Layout | None:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and (layout := BY_FILE.get(name.removesuffix(suffix))):
            return layout
    return None


def _nothing_known(folder: Path) -> str:
    names = sorted(path.name + "/" * path.is_dir() for path in folder.iterdir())
    shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    inside = next((sub for sub in sorted(folder.iterdir()) if _holds_known(sub)), None)
    hint = f" Its folder {inside.name} does: name that one." if inside else ""
    return (
        f"it holds no known file. Found: {shown or 'nothing'}. Expected: {', '.join(BY_FILE)}, "
        f"each plain, .gz, .zst or in a .zip.{hint}"
    )


def _holds_known(folder: Path) -> bool:
    return folder.is_dir() and any(_layout_of(path.name) for path in folder.iterdir())
