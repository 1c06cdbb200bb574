"""Credits: people and their credits, in billing order, as the source gives them."""

from typing import Any

from etl.reasons import MergeReason, RejectReason
from etl.tables import CAST_CREDITS, CREW_CREDITS, PEOPLE
from etl.transform.batch import Batch
from etl.transform.credits import transform_credits
from etl.transform.ids import IdSet
from etl.transform.movie_records import known_movies

from .files import frame


def transform(cast: list[Any], crew: list[Any] | None = None) -> Batch:
    records = frame(("id", "cast", "crew"), [("1", repr(cast), repr(crew or []))])
    return transform_credits(records.assign(id=[1]))


def actor(id_: int = 31, order: Any = 0, **more: Any) -> dict[str, Any]:
    return {
        "cast_id": 14,
        "character": "Woody",
        "credit_id": "52fe4284c3a36847f8024f95",
        "gender": 2,
        "id": id_,
        "name": f"Person {id_}",
        "order": order,
        "profile_path": "/p.jpg",
        **more,
    }


def member(id_: int = 7879, **more: Any) -> dict[str, Any]:
    return {
        "credit_id": "52fe4284c3a36847f8024f49",
        "department": "Directing",
        "gender": 1,
        "id": id_,
        "job": "Director",
        "name": f"Person {id_}",
        "profile_path": None,
        **more,
    }


def test_cast_and_crew_become_rows() -> None:
    batch = transform([actor()], [member()])

    assert batch.entities[PEOPLE] == [
        (31, "Person 31", "person 31", "MALE", "/p.jpg", "Acting", 1),
        (7879, "Person 7879", "person 7879", "FEMALE", None, "Directing", 1),
    ]
    assert batch.lists[CAST_CREDITS].rows == [(1, 0, 31, "Woody", "woody", 0)]
    assert batch.lists[CREW_CREDITS].rows == [(1, 0, 7879, "Director", "Directing")]
    assert batch.tally.repairs == batch.tally.discarded == {}


def test_billing_order_decides_and_then_the_files_order() -> None:
    batch = transform([actor(1, 5), actor(2, 0), actor(3, 5), actor(4, 2)])

    assert [(row[1], row[2], row[5]) for row in batch.lists[CAST_CREDITS].rows] == [
        (0, 2, 0),
        (1, 4, 2),
        (2, 1, 5),
        (3, 3, 5),
    ]


def test_a_missing_billing_order_is_the_place_in_the_list() -> None:
    batch = transform([actor(1, 0), actor(2, None), actor(3, "2")])

    assert [row[5] for row in batch.lists[CAST_CREDITS].rows] == [0, 1, 2]
    assert batch.tally.repairs == {"order: missing, the place in the list stands in": 2}


def test_a_person_twice_in_one_cast_is_two_credits() -> None:
    batch = transform([actor(1, 0), actor(1, 1, character="The Twin")])

    assert len(batch.lists[CAST_CREDITS].rows) == 2
    assert len(batch.entities[PEOPLE]) == 1


def test_a_person_with_several_jobs_has_a_credit_for_each() -> None:
    batch = transform([], [member(), member(job="Writer", department="Writing")])

    assert [row[3] for row in batch.lists[CREW_CREDITS].rows] == ["Director", "Writer"]
    assert batch.entities[PEOPLE][0][5:] == ("Directing", 2)


def test_the_department_with_most_credits_wins_and_then_the_alphabet() -> None:
    batch = transform(
        [actor(1), actor(2), actor(2)],
        [
            member(1, department="Art", job="a"),
            member(1, department="Actors", job="b"),
            member(2, department="Art", job="a"),
        ],
    )

    assert {row[0]: row[5:] for row in batch.entities[PEOPLE]} == {
        1: ("Acting", 3),
        2: ("Acting", 3),
    }
    later = transform([actor(1)], [member(1, department="Actors", job="b")] * 2)
    assert later.entities[PEOPLE][0][5:] == ("Actors", 3)


def test_names_with_tabs_and_characters_with_control_characters_are_repaired() -> None:
    batch = transform(
        [actor(character="Liyuan\x92s Bodyguard", name=" John McAlary\t"), actor(2, character="")]
    )

    assert batch.entities[PEOPLE][0][1] == "John McAlary"
    assert [row[3:5] for row in batch.lists[CAST_CREDITS].rows] == [
        ("Liyuan’s Bodyguard", "liyuan s bodyguard"),
        (None, None),
    ]
    assert batch.tally.repairs == {
        "name: blanks at the ends removed": 1,
        "character: C1 control characters read as Windows-1252": 1,
    }


def test_a_character_of_287_letters_is_whole_and_of_501_is_cut() -> None:
    batch = transform([actor(character="x" * 287), actor(character="x" * 501, order=1)])

    assert [len(str(row[3])) for row in batch.lists[CAST_CREDITS].rows] == [287, 500]
    assert batch.tally.repairs == {"character: cut to the length of its column": 1}


def test_what_is_known_of_a_person_is_not_replaced_by_what_is_not() -> None:
    batch = transform(
        [actor(1, gender=1), actor(1, gender=0, profile_path=None), actor(1, gender=2)]
    )

    assert batch.entities[PEOPLE][0][3:5] == ("MALE", "/p.jpg")


def test_genders_are_named_and_0_is_unknown() -> None:
    batch = transform([actor(number, gender=number - 1) for number in range(1, 6)])

    genders = [row[3] for row in batch.entities[PEOPLE]]
    assert genders == [None, "FEMALE", "MALE", "NON_BINARY", None]
    assert batch.tally.discarded == {"gender: not a known gender": 1}


def test_entries_without_a_person_or_a_job_are_left_out_and_counted() -> None:
    batch = transform(
        [actor(0), actor(name=" "), "somebody"],
        [member(job=""), member(department=""), member(id=None)],
    )

    assert batch.lists[CAST_CREDITS].rows == []
    assert batch.lists[CREW_CREDITS].rows == [(1, 0, 7879, "Director", "Crew")]
    assert batch.tally.discarded == {
        "cast: entry without an id": 1,
        "cast: entry without a name": 1,
        "cast: entry of the wrong kind": 1,
        "crew: entry with a blank job": 1,
        "crew: entry without an id": 1,
    }
    assert batch.tally.repairs["department: blank, stored as Crew"] == 1


def test_a_record_with_an_unreadable_list_is_rejected_whole() -> None:
    cut = repr([actor()])[:-20]
    records = frame(
        ("id", "cast", "crew"), [("1", cut, repr([member()])), ("2", "", repr([member()]))]
    )

    batch = transform_credits(records.assign(id=[1, 2]))

    assert [(reject.line, reject.reason) for reject in batch.rejects] == [
        (2, RejectReason.UNREADABLE_LIST)
    ]
    assert batch.records_written == 1
    assert batch.lists[CAST_CREDITS].movie_ids == []
    assert batch.lists[CREW_CREDITS].movie_ids == [2]


def test_records_of_unknown_movies_are_rejected_and_repeated_ones_merged() -> None:
    seen = IdSet()
    records = frame(("id", "cast", "crew"), [("1", "[]", "[]"), ("2", "[]", "[]"), ("x", "", "")])

    known, batch = known_movies(records, {1}, seen)
    again, repeated = known_movies(records, {1}, seen)

    assert known["id"].tolist() == [1]
    assert len(again) == 0
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [
        (4, RejectReason.BAD_ID),
        (3, RejectReason.UNKNOWN_MOVIE),
    ]
    assert repeated.merged == {MergeReason.SAME_ID: 1}
