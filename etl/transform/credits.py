"""Credits: frames of credits.csv and tmdb_5000_credits.csv, two lists of people per movie."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, TypeVar

import pandas as pd

from movie_graph.database.folding import fold

from ..reasons import Discard, RejectReason, Repair
from ..tables import CAST_CREDITS, CREW_CREDITS, MAX_INT, NAME_LENGTH, PATH_LENGTH, PEOPLE, Row
from ..tally import Tally
from .batch import Batch, MovieLists
from .lists import read_list, whole_id
from .values import cut, fitting, one_line

GENDERS = {0: None, 1: "FEMALE", 2: "MALE", 3: "NON_BINARY"}
ACTING = "Acting"  # the department of a cast credit
NO_DEPARTMENT = "Crew"  # what TMDB itself calls what belongs nowhere else
JOB_LENGTH = 255
DEPARTMENT_LENGTH = 100

Id = TypeVar("Id")
PersonRow = tuple[int, str, str, str | None, str | None]


def transform_credits(frame: pd.DataFrame) -> Batch:
    """People and their credits. The frame's `id` column holds the ids of movies that are there.

    A record with an unreadable list is rejected whole; a blank list leaves the old one alone.
    """
    batch = Batch()
    people: dict[int, PersonRow] = {}
    cast, crew = MovieLists(), MovieLists()
    unreadable = []
    for line, movie_id, cast_cell, crew_cell in zip(
        frame.index, frame["id"].tolist(), frame["cast"], frame["crew"], strict=True
    ):
        unread = Tally()
        cast_entries = read_list(cast_cell, "cast", unread)
        crew_entries = read_list(crew_cell, "crew", unread)
        if unread.discarded:
            unreadable.append(line)
            continue
        if cast_entries is not None:
            cast.movie_ids.append(movie_id)
            cast.rows += _cast_rows(movie_id, cast_entries, people, batch.tally)
        if crew_entries is not None:
            crew.movie_ids.append(movie_id)
            crew.rows += _crew_rows(movie_id, crew_entries, people, batch.tally)
    batch.reject(
        frame, pd.Series(frame.index.isin(unreadable), frame.index), RejectReason.UNREADABLE_LIST
    )
    batch.records_written = len(frame) - len(unreadable)
    counts = Counter([(row[2], ACTING) for row in cast.rows])
    counts.update([(row[2], str(row[4])) for row in crew.rows])
    summaries = people_summaries(counts)  # exact for people who have no other credits
    batch.entities[PEOPLE] = [row + summaries.get(row[0], (None, 0)) for row in people.values()]
    batch.lists = {CAST_CREDITS: cast, CREW_CREDITS: crew}
    return batch


def people_summaries(counts: Mapping[tuple[Id, str], int]) -> dict[Id, tuple[str, int]]:
    """(person, department) → credits becomes person → (department with most, credits in all).

    Of departments with equally many the first in the alphabet is taken.
    """
    best: dict[Id, tuple[str, int, int]] = {}
    for (person_id, department), credits in counts.items():
        name, most, total = best.get(person_id, (department, 0, 0))
        if credits > most or (credits == most and department < name):
            name, most = department, credits
        best[person_id] = (name, most, total + credits)
    return {person_id: (name, total) for person_id, (name, _, total) in best.items()}


def _cast_rows(
    movie_id: int, entries: Iterable[Any], people: dict[int, PersonRow], tally: Tally
) -> list[Row]:
    """By billing order; where two share one, the file's order decides."""
    billed = []
    for place, (person_id, entry) in enumerate(_with_person(entries, "cast", people, tally)):
        order = entry.get("order")
        if type(order) is not int or not 0 <= order <= MAX_INT:
            tally.repair("order", Repair.PLACE_AS_ORDER)
            order = place
        text = entry.get("character")
        character = one_line(text, "character", tally) if isinstance(text, str) else None
        character = cut(character, NAME_LENGTH, "character", tally)
        folded = fold(character)[:NAME_LENGTH] if character else None
        billed.append((order, person_id, character, folded))
    billed.sort(key=itemgetter(0))
    return [
        (movie_id, position, person_id, character, folded, order)
        for position, (order, person_id, character, folded) in enumerate(billed)
    ]


def _crew_rows(
    movie_id: int, entries: Iterable[Any], people: dict[int, PersonRow], tally: Tally
) -> list[Row]:
    rows: list[Row] = []
    for person_id, entry in _with_person(entries, "crew", people, tally):
        job, department = _text(entry, "job", tally), _text(entry, "department", tally)
        if job is None:
            tally.discard("crew", Discard.NO_JOB)
            continue
        if department is None:
            tally.repair("department", Repair.CREW)
            department = NO_DEPARTMENT
        job = cut(job, JOB_LENGTH, "job", tally)
        department = cut(department, DEPARTMENT_LENGTH, "department", tally)
        rows.append((movie_id, len(rows), person_id, job, department))
    return rows


def _with_person(
    entries: Iterable[Any], column: str, people: dict[int, PersonRow], tally: Tally
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The entries that name a person, whom `people` takes up."""
    for entry in entries:
        if not isinstance(entry, dict):
            tally.discard(column, Discard.NOT_AN_ENTRY)
        elif (person_id := whole_id(entry.get("id"))) is None:
            tally.discard(column, Discard.NO_ID)
        elif (name := _text(entry, "name", tally)) is None:
            tally.discard(column, Discard.NO_NAME)
        else:
            _take_up(person_id, name, entry, people, tally)
            yield person_id, entry


def _take_up(
    person_id: int,
    name: str,
    entry: dict[str, Any],
    people: dict[int, PersonRow],
    tally: Tally,
) -> None:
    """The later mention wins, but what is known is not replaced by what is not."""
    gender = _gender(entry.get("gender"), tally)
    path = entry.get("profile_path") and _text(entry, "profile_path", tally)
    known = people.get(person_id)
    if known is not None:
        gender, path = gender or known[3], path or known[4]
        if known[1] == name and known[3] == gender and known[4] == path:
            return
    name = name[:NAME_LENGTH].rstrip()
    people[person_id] = (
        person_id,
        name,
        fold(name)[:NAME_LENGTH],
        gender,
        fitting(path, PATH_LENGTH, "profile_path", tally),
    )


def _gender(value: object, tally: Tally) -> str | None:
    if value in GENDERS:
        return GENDERS[value]
    if value is not None:
        tally.discard("gender", Discard.NOT_A_GENDER)
    return None


def _text(entry: dict[str, Any], column: str, tally: Tally) -> str | None:
    value = entry.get(column)
    return one_line(value, column, tally) if isinstance(value, str) else None
