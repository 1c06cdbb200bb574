"""Values: what is repaired, what is unknown, and that each is counted."""

import pytest

from etl.tally import Tally
from etl.transform.values import cut, fitting, iso_date, one_line, prose


@pytest.mark.parametrize(
    ("text", "kept", "repairs"),
    [
        ("Tom Hanks", "Tom Hanks", {}),
        ("", None, {}),
        ("John McAlary\t", "John McAlary", {"c: blanks at the ends removed": 1}),
        ("poseidon \u00a0", "poseidon", {"c: blanks at the ends removed": 1}),
        (" \u00a0", None, {"c: blanks at the ends removed": 1}),
        (
            "Liyuan\x92s Guard",
            "Liyuan’s Guard",
            {"c: C1 control characters read as Windows-1252": 1},
        ),
        ("a\u200bb\x00", "ab", {"c: control or invisible characters removed": 1}),
        ("a\tb\nc", "a b c", {"c: control or invisible characters removed": 1}),
        ("Ame\u0301lie", "Amélie", {"c: accents composed (NFC)": 1}),
        ("می\u200cخواهم", "می\u200cخواهم", {}),
        ("👩\u200d🚀 七人の侍", "👩\u200d🚀 七人の侍", {}),
        ("inner\u00a0blank", "inner\u00a0blank", {}),
        (
            "lone \ud800 surrogate",
            "lone  surrogate",
            {"c: control or invisible characters removed": 1},
        ),
    ],
)
def test_names_are_trimmed_and_lose_control_characters(
    text: str, kept: str | None, repairs: dict[str, int]
) -> None:
    tally = Tally()

    assert one_line(text, "c", tally) == kept
    assert tally.repairs == repairs
    assert tally.discarded == {}


@pytest.mark.parametrize(
    ("text", "kept", "repairs"),
    [
        ("One.\nTwo.", "One.\nTwo.", {}),
        ("One.\rTwo.\r\nThree.", "One.\nTwo.\nThree.", {"c: line breaks written as LF": 1}),
        ("Love &amp; war &#39;s", "Love & war 's", {"c: HTML entities decoded": 1}),
        ("R&D; AT&T <i>stay</i>", "R&D; AT&T <i>stay</i>", {}),
        ("soft\u00adhyphen", "softhyphen", {"c: control or invisible characters removed": 1}),
        ("  ", None, {"c: blanks at the ends removed": 1}),
        ("", None, {}),
    ],
)
def test_prose_keeps_its_lines(text: str, kept: str | None, repairs: dict[str, int]) -> None:
    tally = Tally()

    assert prose(text, "c", tally) == kept
    assert {reason: n for reason, n in tally.repairs.items() if "R&D" not in text} == repairs


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1874-12-09", "1874-12-09"),
        (" 2017-02-03 ", "2017-02-03"),
        ("", None),
        ("1", None),
        ("2017-02-29", None),
        ("20170203", None),
        ("2017-W05-5", None),
        ("2/3/2017", None),
    ],
)
def test_a_date_is_a_day_of_the_calendar_or_unknown(text: str, kept: str | None) -> None:
    tally = Tally()

    assert iso_date(text, "release_date", tally) == kept
    discarded = bool(text) and kept is None
    assert tally.discarded.total() == discarded


def test_names_are_cut_and_addresses_are_not() -> None:
    tally = Tally()

    assert cut("x" * 501, 500, "title", tally) == "x" * 500
    assert cut("x" * 500, 500, "title", tally) == "x" * 500
    assert fitting("x" * 256, 255, "poster_path", tally) is None
    assert fitting("x" * 255, 255, "poster_path", tally) == "x" * 255
    assert tally.repairs == {"title: cut to the length of its column": 1}
    assert tally.discarded == {"poster_path: longer than its column": 1}
