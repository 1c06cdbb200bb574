"""Synthetic data: a load finds exactly the defects that were planted, on every engine."""

from pathlib import Path

import pytest

from etl.pipeline import load_folder
from etl.report import FileReport
from etl.synthetic import Dataset, generate
from etl.synthetic.films import PERIOD
from movie_graph.database import Database
from movie_graph.database.checking import check_votes

from .files import contents


def counts(report: FileReport) -> dict[str, object]:
    """A report without durations and rows by table."""
    tally = report.tally
    return {
        "file": report.file,
        "records_read": report.records_read,
        "rows_written": report.rows_written,
        "merged": dict(report.merged),
        "rejects": dict(report.rejects),
        "repairs": dict(tally.repairs),
        "discarded": dict(tally.discarded),
        "kept": dict(tally.kept),
    }


@pytest.mark.anyio
@pytest.mark.parametrize("dataset", Dataset)
async def test_a_load_reports_exactly_the_planted_defects(
    database: Database, dataset: Dataset, tmp_path: Path
) -> None:
    expected = generate(tmp_path, 3 * PERIOD, seed=1, dataset=dataset)

    report = await load_folder(tmp_path, database)

    assert [counts(file) for file in report.files] == [counts(file) for file in expected]
    assert all(file.rejects for file in expected if file.file != "links.csv")
    assert await check_votes(database) == []
    before = await contents(database)
    await load_folder(tmp_path, database)
    assert await contents(database) == before


def test_one_seed_always_gives_the_same_files(tmp_path: Path) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / folder, 50, seed)

    files = {path.name for path in (tmp_path / "a").iterdir()}
    same = {name for name in files if _bytes(tmp_path, "a", name) == _bytes(tmp_path, "b", name)}
    other = {name for name in files if _bytes(tmp_path, "a", name) == _bytes(tmp_path, "c", name)}
    assert same == files
    assert other == {"links.csv"}


def _bytes(folder: Path, *names: str) -> bytes:
    return folder.joinpath(*names).read_bytes()
