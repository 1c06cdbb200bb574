"""Progress: what a load tells while it runs, and two ways to show it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from rich import progress as rich_progress
from rich.console import Console
from rich.progress import (
    BarColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


@dataclass(frozen=True)
class Progress:
    """How far one file, or the summaries behind all files, have come."""

    name: str
    done: int
    size: int
    records: int
    finished: bool = False


OnProgress: TypeAlias = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Show nothing."""


@contextmanager
def shown(console: Console) -> Iterator[OnProgress]:
    """A bar per file with rate and time left; plain lines where the console is no terminal."""
    if not console.is_terminal:
        yield lambda progress: _print_line(console, progress)
        return
    with _bars(console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            task = tasks.get(progress.name)
            if task is None:
                task = bars.add_task(progress.name, total=progress.size, rate="")
                tasks[progress.name] = task
            seconds = bars.tasks[bars.task_ids.index(task)].elapsed
            rate = f"{progress.records / seconds:,.0f} records/s" if seconds else ""
            bars.update(
                task,
                completed=progress.size if progress.finished else progress.done,
                total=progress.size,
                rate=rate,
            )

        yield show


def _bars(console: Console) -> rich_progress.Progress:
    return rich_progress.Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _print_line(console: Console, progress: Progress) -> None:
    if progress.finished:
        console.print(f"{progress.name}: {progress.records:,} records", highlight=False)
