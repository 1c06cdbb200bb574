"""Literals: no value can end the text that it stands in, and none loses a digit."""

import pytest

from movie_graph.database import Value
from movie_graph.database.literals import BATCH_LENGTH, filled, literal, value_lists
from movie_graph.errors import DatabaseError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "NULL"),
        (7, "7"),
        (-(2**70), "-1180591620717411303424"),
        (True, "1"),
        (0.1, "0.1e0"),
        (1e300, "1e+300"),
        ("It's", "'It\\'s'"),
        ('a"b\\c', "'a\\\"b\\\\c'"),
        ("\0\n\r\x1a", "'\\0\\n\\r\\Z'"),
        ("七人の侍 🎬", "'七人の侍 🎬'"),
    ],
)
def test_a_value_is_written_as_the_servers_read_it(value: Value, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(DatabaseError, match="no finite number"):
        literal(value)


def test_a_statement_is_filled_with_literals() -> None:
    assert (
        filled("SELECT :a WHERE x IN (:xs)", {"a": "'", "xs": ["b", 1]})
        == "SELECT '\\'' WHERE x IN ('b',1)"
    )


def test_rows_go_out_in_batches_that_fit_a_packet_however_uneven_they_are() -> None:
    rows: list[tuple[Value, ...]] = [(1, "a")] * 3
    assert list(value_lists(rows)) == ["(1,'a'),(1,'a'),(1,'a')"]
    assert list(value_lists([])) == []

    big = "x" * (BATCH_LENGTH // 3)
    uneven: list[tuple[Value, ...]] = [("small",), *[(big,)] * 7, ("y" * (BATCH_LENGTH + 1),)]
    batches = list(value_lists(uneven))

    assert ",".join(batches) == ",".join(f"('{value}')" for (value,) in uneven)
    assert [len(batch) <= BATCH_LENGTH for batch in batches] == [True, True, True, True, False]
