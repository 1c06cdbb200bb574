"""The pipeline: a folder of CSV files → the database, in one transaction.

Readers see the old catalogue until COMMIT; a load that fails or is interrupted leaves it as it is.
"""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from movie_graph.database.engine import Database

from .extract import check_columns, extract
from .layouts import Kind
from .load import CatalogueWriter
from .progress import OnProgress, Progress, silent
from .rejects import Reject, RejectsFile, rejects_file
from .report import FileReport, Report
from .sources import Source, read_folder
from .steps import STEPS, State
from .summaries import summarise
from .transform.ratings import whole_users


async def load_folder(
    folder: Path,
    database: Database,
    *,
    rejects: Path | None = None,
    progress: OnProgress = silent,
) -> Report:
    """Load every known file of `folder`; records that cannot be loaded are listed in `rejects`.

    The tables must be there (`movie_graph.database.tables.migrate`). Errors: EtlError for what is
    wrong with the files, DatabaseError; nothing is stored then.
    """
    began = time.monotonic()
    known = read_folder(folder)
    for source in known.sources:
        check_columns(source)
    report = Report(left_out=known.left_out)
    with rejects_file(rejects) as reject:
        async with database.transaction(bulk=True) as tx:
            state = State(CatalogueWriter(tx))
            for source in known.sources:
                report.files.append(await _load_file(source, state, reject, progress))
            progress(Progress("summaries", 0, 1, 0))
            await summarise(tx, state.writer.stale_people, report.changed, report.rejects.total())
    progress(Progress("summaries", 1, 1, 0, finished=True))
    report.duration_seconds = time.monotonic() - began
    return report


async def _load_file(
    source: Source, state: State, reject: RejectsFile, progress: OnProgress
) -> FileReport:
    began = time.monotonic()
    state.begin_file()
    report = FileReport(source.name)
    frames = _frames(source, report, reject, progress)
    if source.layout.kind is Kind.RATINGS:
        frames = whole_users(frames)
    for frame in frames:
        batch = await STEPS[source.layout.kind](frame, state)
        report.rows_written += batch.records_written
        report.merged.update(batch.merged)
        report.tally.add(batch.tally)
        _add_rejects(report, batch.rejects, reject)
    report.changed.update(state.writer.changed)
    report.duration_seconds = time.monotonic() - began
    report.check()
    size = source.path.stat().st_size
    progress(Progress(source.name, size, size, report.records_read, finished=True))
    return report


def _frames(
    source: Source, report: FileReport, reject: RejectsFile, progress: OnProgress
) -> Iterator[pd.DataFrame]:
    """The file's frames; what extraction itself found is in the report before each of them."""
    for chunk in extract(source):
        report.records_read += chunk.records_read
        report.merged.update(chunk.merged)
        report.tally.add(chunk.tally)
        _add_rejects(report, chunk.rejects, reject)
        progress(Progress(source.name, chunk.position, chunk.size, report.records_read))
        yield chunk.frame


def _add_rejects(report: FileReport, rejects: list[Reject], reject: RejectsFile) -> None:
    report.rejects.update(Counter(str(each.reason) for each in rejects))
    reject(report.file, sorted(rejects, key=lambda each: each.line))
