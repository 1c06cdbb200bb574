"""A headless Chromium: it opens a page that reports by itself, and is ended by its process id."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--remote-debugging-port=0"),
)
STOP_SECONDS = 30


def find_chromium() -> Path | None:
    """The first Chromium or Chrome on the PATH."""
    found = (shutil.which(name) for name in NAMES)
    return next((Path(program) for program in found if program), None)


@contextmanager
def opened(chromium: Path, address: str, folder: Path) -> Iterator[None]:
    """Chromium with one page, for as long as the block runs. Its log and profile go to `folder`."""
    with (folder / "chromium.log").open("w") as log:
        process = subprocess.Popen(
            [chromium, *OPTIONS, f"--user-data-dir={folder / 'profile'}", address],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its own children are a group that ends with it
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=STOP_SECONDS)
