"""Statements: named values, cut once, filled in by each engine."""

import pytest

from movie_graph.database import Value
from movie_graph.database.statement import parse_statement


def _quoted(value: Value) -> str:
    return "NULL" if value is None else f"<{value}>"


def test_each_name_takes_its_value_wherever_it_stands() -> None:
    statement = parse_statement("SELECT :a, :b2 FROM t WHERE x = :a AND y = :a_b")

    assert statement.names == ("a", "b2", "a", "a_b")
    assert (
        statement.fill({"a": "x", "b2": None, "a_b": 1.5}, _quoted)
        == "SELECT <x>, NULL FROM t WHERE x = <x> AND y = <1.5>"
    )


@pytest.mark.parametrize("text", ["'12:30:05'", "a::b", "x:y", "SELECT 1"])
def test_a_colon_within_a_word_is_no_name(text: str) -> None:
    assert parse_statement(text).fill({}, _quoted) == text


def test_a_list_expands_within_its_parentheses() -> None:
    statement = parse_statement("x IN (:xs)")

    assert statement.fill({"xs": [1, 2, 3]}, _quoted) == "x IN (1,2,3)"
    assert statement.fill({"xs": ("a", None, 3)}, _quoted) == "x IN (<a>,NULL,<3>)"


def test_an_empty_list_finds_nothing() -> None:
    assert parse_statement("x IN (:xs)").fill({"xs": []}, _quoted) == "x IN (NULL)"


def test_a_value_is_never_read_for_names() -> None:
    statement = parse_statement("SELECT :a, :b")

    assert statement.fill({"a": ":b", "b": "x"}, _quoted) == "SELECT <:b>, <x>"


def test_a_statement_is_cut_once() -> None:
    assert parse_statement("SELECT :a") is parse_statement("SELECT :a")


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="b"):
        parse_statement("SELECT :a, :b").fill({"a": 1}, _quoted)
