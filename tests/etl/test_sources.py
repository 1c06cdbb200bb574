"""Sources: which files of a folder are loaded, and in which order."""

import zipfile
from pathlib import Path

import pytest

from etl.errors import UnknownFolderError
from etl.layouts import LAYOUTS, Layout
from etl.sources import read_folder


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).touch()


def test_files_are_loaded_in_a_fixed_order_with_tmdb_5000_behind(tmp_path: Path) -> None:
    touch(tmp_path, *(layout.file for layout in LAYOUTS), "notes.txt", "other.csv")

    known = read_folder(tmp_path)

    assert [source.name for source in known.sources] == [
        "movies_metadata.csv",
        "credits.csv",
        "keywords.csv",
        "tmdb_5000_movies.csv",
        "tmdb_5000_credits.csv",
        "links.csv",
        "links_small.csv",
        "ratings.csv",
    ]
    assert known.left_out == (
        ("ratings_small.csv", "ratings.csv is there, and numbers other users the same"),
    )


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_each_file_may_come_alone(tmp_path: Path, layout: Layout) -> None:
    touch(tmp_path, f"{layout.file}.gz")

    assert [source.name for source in read_folder(tmp_path).sources] == [f"{layout.file}.gz"]


def test_an_unknown_folder_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv", "b.txt")
    (tmp_path / "data").mkdir()
    touch(tmp_path / "data", "links.csv")

    with pytest.raises(UnknownFolderError) as caught:
        read_folder(tmp_path)

    message = str(caught.value)
    assert "Found: a.csv, b.txt, data/." in message
    assert "Expected: movies_metadata.csv, credits.csv, " in message
    assert message.endswith("Its folder data does: name that one.")


def test_one_file_twice_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "links.csv", "links.csv.gz")

    with pytest.raises(UnknownFolderError, match=r"holds links\.csv and links\.csv\.gz"):
        read_folder(tmp_path)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "links.csv")

    for path in (tmp_path / "links.csv", tmp_path / "nowhere"):
        with pytest.raises(UnknownFolderError, match="not a folder"):
            read_folder(path)


def test_a_zip_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive.zip").write_bytes(b"no")

    with pytest.raises(UnknownFolderError, match=r"archive\.zip is not a \.zip file"):
        read_folder(tmp_path)


def test_a_zip_may_hold_several_known_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("links.csv", "")
        archive.writestr("keywords.csv", "")

    assert [source.name for source in read_folder(tmp_path).sources] == [
        "archive.zip/keywords.csv",
        "archive.zip/links.csv",
    ]
