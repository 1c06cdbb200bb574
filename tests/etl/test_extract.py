"""Extract: every packing, every line number, and a clear stop where a file is damaged."""

import gzip
import zipfile
from pathlib import Path

import pytest
import zstandard

from etl.errors import MissingColumnError, UnreadableFileError
from etl.extract import Chunk, check_columns, extract
from etl.reasons import RejectReason
from etl.sources import Source, read_folder

TEXT = b"movieId,imdbId,tmdbId\r\n1,0114709,862\r\n2,0113497,\r\n"


def source(folder: Path, data: bytes, name: str = "links.csv") -> Source:
    (folder / name).write_bytes(data)
    [found] = read_folder(folder).sources
    return found


def chunks(folder: Path, data: bytes, name: str = "links.csv") -> list[Chunk]:
    return list(extract(source(folder, data, name)))


@pytest.mark.parametrize("packing", ["", ".gz", ".zst", ".zip", "archive"])
def test_each_packing_gives_the_same_records(tmp_path: Path, packing: str) -> None:
    path = tmp_path / ("archive.zip" if packing == "archive" else f"links.csv{packing}")
    match packing:
        case ".gz":
            path.write_bytes(gzip.compress(TEXT))
        case ".zst":
            path.write_bytes(zstandard.compress(TEXT))
        case "":
            path.write_bytes(TEXT)
        case _:
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("inner/links.csv", TEXT)
                archive.writestr("__MACOSX/links.csv", b"no")

    [found] = read_folder(tmp_path).sources
    [chunk] = extract(found)

    assert chunk.frame.to_dict("list") == {
        "movielens_id": ["1", "2"],
        "imdb_id": ["0114709", "0113497"],
        "tmdb_id": ["862", ""],
    }
    assert chunk.frame.index.tolist() == [2, 3]
    assert chunk.records_read == 2


def test_a_byte_order_mark_and_unknown_columns_do_no_harm(tmp_path: Path) -> None:
    [chunk] = chunks(tmp_path, b"\xef\xbb\xbfmovieId,more,imdbId,tmdbId\n1,x,0114709,862\n")

    assert chunk.frame["movielens_id"].tolist() == ["1"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    data = b'id,keywords\n1,"a\r\nb"\n\n2,"lone \r CR"\n3,x\n4\n'

    [chunk] = chunks(tmp_path, data, "keywords.csv")

    assert chunk.frame["id"].tolist() == ["1", "2", "3"]
    assert chunk.frame.index.tolist() == [2, 5, 6]
    assert chunk.frame["keywords"].tolist() == ["a\r\nb", "lone \r CR", "x"]
    assert [(reject.line, reject.reason) for reject in chunk.rejects] == [
        (7, RejectReason.FIELD_COUNT)
    ]
    assert chunk.records_read == 4


def test_damaged_quoting_is_rejected_with_its_line(tmp_path: Path) -> None:
    [chunk] = chunks(tmp_path, b'id,keywords\n1,x\n2,"a "b" c"\n3,a\rb\n4,y\n', "keywords.csv")

    assert chunk.frame["id"].tolist() == ["1", "4"]
    assert [(reject.line, reject.reason, reject.record) for reject in chunk.rejects] == [
        (3, RejectReason.QUOTING, '2,"a "b" c"'),
        (4, RejectReason.QUOTING, "3,a\rb"),
    ]
    assert chunk.records_read == 4


def test_a_file_is_cut_into_chunks(tmp_path: Path) -> None:
    lines = b"".join(b"%d,0114709,862\n" % number for number in range(1, 40_002))

    sizes = [len(chunk.frame) for chunk in chunks(tmp_path, b"movieId,imdbId,tmdbId\n" + lines)]

    assert sizes == [20_000, 20_000, 1]


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (TEXT + b"3,\xff,1\r\n", 4, "byte 0xff is not UTF-8"),
        (TEXT + b'3,"open,1\r\n4,5,6\r\n', 4, "has no end"),
        (TEXT + b'3,"' + b"x\n" * 1_100_000, 4, "has no end"),
    ],
)
def test_a_damaged_file_stops_the_load_with_its_line(
    tmp_path: Path, data: bytes, line: int, problem: str
) -> None:
    with pytest.raises(UnreadableFileError, match=problem) as caught:
        chunks(tmp_path, data)

    assert (caught.value.file, caught.value.line) == ("links.csv", line)


@pytest.mark.parametrize("name", ["links.csv.gz", "links.csv.zst"])
def test_a_damaged_archive_stops_the_load(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match=name):
        chunks(tmp_path, b"this is no archive", name)


def test_a_truncated_archive_stops_the_load(tmp_path: Path) -> None:
    data = gzip.compress(TEXT)[:-12]

    with pytest.raises(UnreadableFileError):
        chunks(tmp_path, data, "links.csv.gz")


def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnError) as caught:
        check_columns(source(tmp_path, b"movieId,imdb\n1,2\n"))

    assert str(caught.value) == (
        "links.csv, line 1: no column imdbId, tmdbId. Found: movieId, imdb. "
        "Use the file as it was published."
    )


def test_an_empty_file_lacks_its_columns(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnError, match="Found: none"):
        check_columns(source(tmp_path, b""))
