"""docs/client.md: its code runs on the sample of `make demo`, and draws what it says."""

import re
from pathlib import Path
from typing import Any

import anyio
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from etl.pipeline import load_folder
from etl.sample import SAMPLE_FOLDER
from movie_graph.config import Settings
from movie_graph.database import open_database
from movie_graph.database.tables import migrate
from tests.serving import serving

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/client.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
PLOTS = ["client-earnings.png", "client-genres.png", "client-runtimes.png"]


async def _load(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await migrate(database)
    await load_folder(SAMPLE_FOLDER, database)
    await database.close()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder that the plots were saved in, and the names that the code has left."""
    folder = tmp_path_factory.mktemp("drawn")
    database_url = f"sqlite:///{folder / 'sample.sqlite'}"
    anyio.run(_load, database_url)
    names: dict[str, Any] = {}
    mpl.use("agg")
    with (
        serving(folder, MOVIE_GRAPH_DATABASE_URL=database_url) as served,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.chdir(folder)
        for block in BLOCKS:
            exec(block.replace("http://127.0.0.1:8000", served.address), names)  # noqa: S102 — ours
    plt.close("all")
    return folder, names


@pytest.mark.parametrize("plot", PLOTS)
@pytest.mark.parametrize("committed", [False, True])
def test_each_plot_is_a_picture_of_something(
    drawn: tuple[Path, dict[str, Any]], plot: str, committed: bool
) -> None:
    file = (ROOT / "docs/images" if committed else drawn[0]) / plot
    pixels = plt.imread(file)

    assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert pixels.shape[:2] == (550, 880)
    assert len({tuple(pixel) for row in pixels[::5, ::5] for pixel in row}) > 10
    assert f"images/{plot})" in PAGE


def test_the_frames_are_those_of_the_sample(drawn: tuple[Path, dict[str, Any]]) -> None:
    _, names = drawn

    assert len(BLOCKS) == 4
    assert {str(dtype) for dtype in names["movies"].dtypes} == {"string", "Int64", "Float64"}
    assert len(names["movies"]) > 200
    assert "Romance" in names["genres"].index
    assert str(names["runtimes"]["releaseDate"].dtype) == "datetime64[s]"
    assert (names["quartiles"][0.25] <= names["quartiles"][0.75]).all()
