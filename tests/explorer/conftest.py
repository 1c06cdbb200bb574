"""A server with the sample catalogue or the real one, and a browser that shows its explorer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from etl.sample import SAMPLE_FOLDER
from tests.serving import Served

from .browsing import Explorer, browsing, exploring, window
from .loaded import serving_files


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample catalogue, with plans for everybody as `make demo` has them."""
    with serving_files(SAMPLE_FOLDER, tmp_path_factory.mktemp("sample")) as served:
        yield served


@pytest.fixture(scope="module")
def served_real(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Served]:
    """TMDB 5000."""
    with serving_files(real_data / "tmdb-5000", tmp_path_factory.mktemp("real")) as served:
        yield served


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Until the module ends, and no longer: while it is there, no other event loop can run."""
    with browsing(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture
def explorer(context: BrowserContext, served: Served) -> Iterator[Explorer]:
    with exploring(context, served.address) as explorer:
        yield explorer
