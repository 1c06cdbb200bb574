"""Groups: one statement per set of groups, each group its own rows."""

from collections.abc import Mapping
from typing import Any

import pytest

from loaders.batch import Row, Window
from loaders.groups import Composed, Group, ManyPerGroupLoader

pytestmark = pytest.mark.anyio


class Recorder:
    """A reader that answers every combination of the keys, as a statement with two INs does."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def fetch_all(self, statement: str, parameters: Mapping[str, Any], /) -> list[Row]:
        self.asked.append((statement, dict(parameters)))
        return [
            (f"{one}-{two}", one, two)
            for one in [*parameters["key_1"], None]
            for two in parameters["key_2"]
        ]


def _loader(reader: Recorder) -> ManyPerGroupLoader[str]:
    def compose(of: Any) -> Composed:
        return f"statement of {of}", {"first": 3}

    return ManyPerGroupLoader(Window(reader), compose, lambda row: row[0])


async def test_groups_of_one_set_take_one_statement_and_others_rows_are_left_out() -> None:
    reader = Recorder()
    groups = [Group("a", (1, "x")), Group("a", (2, "y")), Group("a", (1, "x"))]

    answers = await _loader(reader).load_many(groups)

    assert answers == [["1-x"], ["2-y"], ["1-x"]]
    assert reader.asked == [("statement of a", {"key_1": [1, 2], "key_2": ["x", "y"], "first": 3})]


async def test_each_set_has_its_own_statement() -> None:
    reader = Recorder()

    answers = await _loader(reader).load_many([Group("a", (1, "x")), Group("b", (1, "x"))])

    assert answers == [["1-x"], ["1-x"]]
    assert [statement for statement, _ in reader.asked] == ["statement of a", "statement of b"]


async def test_a_key_may_be_unknown_in_part_and_a_group_empty() -> None:
    reader = Recorder()
    loader = _loader(reader)

    assert await loader.load_many([Group("a", (None, "x"))]) == [["None-x"]]
    assert await loader.load_many([Group("a", (None, None))]) == [[]]
    assert [parameters["key_1"] for _, parameters in reader.asked] == [[], []]
