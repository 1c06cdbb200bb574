"""Credit defects: each spoils the cast and crew of one film."""

from collections.abc import Callable

from ..reasons import Discard, Repair
from ..report import FileReport
from .films import Record

Spoil = Callable[[list[Record], list[Record], FileReport], None]


def _name_with_tab(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    crew[0]["name"] += "\t"
    expected.tally.repair("name", Repair.TRIMMED)


def _character_from_windows(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["character"] = "Liyuan\x92s Bodyguard"
    expected.tally.repair("character", Repair.WINDOWS_1252)


def _character_blank(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["character"] = ""


def _character_too_long(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["character"] = "x" * 501
    expected.tally.repair("character", Repair.CUT)


def _character_with_quotes(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["character"] = """Frank "Lefty" O'Hara \\ himself}, {'"""


def _same_person_twice(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast.append({**cast[0], "character": "The Twin", "order": len(cast)})


def _same_billing_order(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast.append({**cast[0], "character": "The Understudy", "order": 0})


def _no_billing_order(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["order"] = None
    expected.tally.repair("order", Repair.PLACE_AS_ORDER)


def _person_without_id(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["id"] = 0
    expected.tally.discard("cast", Discard.NO_ID)


def _person_without_name(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    crew[0]["name"] = ""
    expected.tally.discard("crew", Discard.NO_NAME)


def _crew_without_job(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    crew[0]["job"] = ""
    expected.tally.discard("crew", Discard.NO_JOB)


def _crew_without_department(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    crew[0]["department"] = ""
    expected.tally.repair("department", Repair.CREW)


def _gender_unknown(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast[0]["gender"] = 9
    expected.tally.discard("gender", Discard.NOT_A_GENDER)


def _nobody(cast: list[Record], crew: list[Record], expected: FileReport) -> None:
    cast.clear()
    crew.clear()


DEFECTS: tuple[Spoil, ...] = (
    *(_name_with_tab, _character_from_windows, _character_blank, _character_too_long),
    *(_character_with_quotes, _same_person_twice, _same_billing_order, _no_billing_order),
    *(_person_without_id, _person_without_name, _crew_without_job, _crew_without_department),
    *(_gender_unknown, _nobody),
)
