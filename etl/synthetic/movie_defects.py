"""Movie defects: each spoils one record and enters what a load must report about it."""

from collections.abc import Callable

from ..reasons import Discard, Kept, Repair
from ..report import FileReport
from .films import Record

Spoil = Callable[[Record, FileReport], None]


def _budget_zero(movie: Record, expected: FileReport) -> None:
    movie["budget"] = 0
    expected.tally.discard("budget", Discard.ZERO)


def _budget_suspicious(movie: Record, expected: FileReport) -> None:
    movie["budget"] = 30
    expected.tally.keep("budget", Kept.SUSPICIOUS)


def _budget_is_a_picture(movie: Record, expected: FileReport) -> None:
    movie["budget"] = "/ff9qCepilowshEtG2GYWwzt2bs4.jpg"
    expected.tally.discard("budget", Discard.NOT_WHOLE)


def _revenue_zero(movie: Record, expected: FileReport) -> None:
    movie["revenue"] = 0
    expected.tally.discard("revenue", Discard.ZERO)


def _revenue_beyond_32_bits(movie: Record, expected: FileReport) -> None:
    movie["revenue"] = 2_787_965_087


def _revenue_negative(movie: Record, expected: FileReport) -> None:
    movie["revenue"] = -5
    expected.tally.discard("revenue", Discard.OUT_OF_RANGE)


def _runtime_zero(movie: Record, expected: FileReport) -> None:
    movie["runtime"] = "0.0"
    expected.tally.discard("runtime", Discard.ZERO)


def _runtime_blank(movie: Record, expected: FileReport) -> None:
    movie["runtime"] = ""


def _date_blank(movie: Record, expected: FileReport) -> None:
    movie["release_date"] = ""


def _date_garbage(movie: Record, expected: FileReport) -> None:
    movie["release_date"] = "1"
    expected.tally.discard("release_date", Discard.NOT_A_DATE)


def _status_unknown(movie: Record, expected: FileReport) -> None:
    movie["status"] = "Hoped For"
    expected.tally.discard("status", Discard.NOT_A_STATUS)


def _no_overview(movie: Record, expected: FileReport) -> None:
    movie["overview"] = "No overview found."
    expected.tally.discard("overview", Discard.PLACEHOLDER)


def _overview_with_entities(movie: Record, expected: FileReport) -> None:
    movie["overview"] = "Love &amp; war."
    expected.tally.repair("overview", Repair.ENTITY)


def _overview_with_lone_cr(movie: Record, expected: FileReport) -> None:
    movie["overview"] = "One line.\rAnother."
    expected.tally.repair("overview", Repair.LINE_BREAK)


def _overview_on_two_lines(movie: Record, expected: FileReport) -> None:
    movie["overview"] = "One line.\nAnother."


def _overview_with_blank_ends(movie: Record, expected: FileReport) -> None:
    movie["overview"] = "\u00a0A film. "
    expected.tally.repair("overview", Repair.TRIMMED)


def _title_with_invisible_character(movie: Record, expected: FileReport) -> None:
    movie["title"] = "Zero\u200bWidth"
    expected.tally.repair("title", Repair.INVISIBLE)


def _title_missing(movie: Record, expected: FileReport) -> None:
    movie["title"] = " "
    expected.tally.repair("title", Repair.TRIMMED)
    expected.tally.repair("title", Repair.ORIGINAL_TITLE)


def _title_with_emoji(movie: Record, expected: FileReport) -> None:
    movie["title"] = "🎬 Clapperboard"


def _original_title_decomposed(movie: Record, expected: FileReport) -> None:
    movie["original_title"] = "Ame\u0301lie"
    expected.tally.repair("original_title", Repair.COMPOSED)


def _average_off_the_scale(movie: Record, expected: FileReport) -> None:
    movie["vote_average"] = "11.0"
    expected.tally.discard("vote_average", Discard.OUT_OF_RANGE)


def _no_votes(movie: Record, expected: FileReport) -> None:
    movie["vote_average"], movie["vote_count"] = "0.0", 0


def _genres_unreadable(movie: Record, expected: FileReport) -> None:
    movie["genres"] = "[{'id': 18, 'name': 'Dra"
    expected.tally.discard("genres", Discard.UNREADABLE)


def _genre_twice(movie: Record, expected: FileReport) -> None:
    movie["genres"] += movie["genres"][:1]
    expected.tally.discard("genres", Discard.TWICE)


def _company_without_id(movie: Record, expected: FileReport) -> None:
    movie["production_companies"] += [{"name": "Nobody", "id": None}]
    expected.tally.discard("production_companies", Discard.NO_ID)


def _company_blank(movie: Record, expected: FileReport) -> None:
    movie["production_companies"] += [{"name": "\u00a0", "id": 8_999}]
    expected.tally.repair("production_companies", Repair.TRIMMED)
    expected.tally.keep("production_companies", Kept.BLANK_NAME)


def _country_blank(movie: Record, expected: FileReport) -> None:
    movie["production_countries"] += [{"iso_3166_1": "XX", "name": ""}]
    expected.tally.repair("production_countries", Repair.CODE_AS_NAME)


def _language_blank(movie: Record, expected: FileReport) -> None:
    movie["spoken_languages"] += [{"iso_639_1": "xx", "name": ""}]


def _homepage_too_long(movie: Record, expected: FileReport) -> None:
    movie["homepage"] = "http://films.example/" + "a" * 2_000
    expected.tally.discard("homepage", Discard.TOO_LONG)


def _imdb_id_zero(movie: Record, expected: FileReport) -> None:
    movie["imdb_id"] = "0"
    expected.tally.discard("imdb_id", Discard.NOT_AN_IMDB_ID)


def _in_a_collection(movie: Record, expected: FileReport) -> None:
    movie["belongs_to_collection"] = {
        "id": 7_000,
        "name": "The Collector's Collection",
        "poster_path": None,
        "backdrop_path": "/b.jpg",
    }


def _collection_garbage(movie: Record, expected: FileReport) -> None:
    movie["belongs_to_collection"] = "0.065736"
    expected.tally.discard("belongs_to_collection", Discard.UNREADABLE)


IN_BOTH: tuple[Spoil, ...] = (
    *(_budget_zero, _budget_suspicious, _budget_is_a_picture),
    *(_revenue_zero, _revenue_beyond_32_bits, _revenue_negative),
    *(_runtime_zero, _runtime_blank, _date_blank, _date_garbage, _status_unknown),
    *(_no_overview, _overview_with_entities, _overview_with_lone_cr),
    *(_overview_on_two_lines, _overview_with_blank_ends),
    *(_title_with_invisible_character, _title_missing, _title_with_emoji),
    *(_original_title_decomposed, _average_off_the_scale, _no_votes),
    *(_genres_unreadable, _genre_twice, _company_without_id, _company_blank),
    *(_country_blank, _language_blank, _homepage_too_long),
)
IN_METADATA: tuple[Spoil, ...] = (_imdb_id_zero, _in_a_collection, _collection_garbage)
