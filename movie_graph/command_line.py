"""What both command lines share: an error of ours is one line on stderr and exit code 1."""

import sys

import typer
from rich.console import Console
from rich.markup import escape

from .errors import MovieGraphError

INTERRUPTED = 130  # as a shell reports Ctrl-C
WIDTH = 120  # of lines that go to a file or a pipe; a terminal says its own

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def run(app: typer.Typer) -> None:
    """Run a command line. `--debug` anywhere on it shows tracebacks."""
    debug = "--debug" in sys.argv
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except MovieGraphError as error:
        if debug:
            raise
        err.print(f"[red]error:[/red] {escape(str(error))}")
        sys.exit(1)


def table_console() -> Console:
    """Where tables go: wide enough for them when stdout is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)
