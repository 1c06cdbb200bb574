"""Every reason that a report or a rejects file can show. docs/data.md explains each of them."""

from enum import StrEnum


class RejectReason(StrEnum):
    """discard_record: why a record is not in the database."""

    FIELD_COUNT = "wrong number of fields"
    QUOTING = "damaged quoting"
    BAD_ID = "id is not a whole number above 0"
    NO_TITLE = "no title"
    UNREADABLE_LIST = "list cannot be read"
    UNKNOWN_MOVIE = "movie is not in the catalogue"
    NO_LINK = "MovieLens film has no link"
    LINK_WITHOUT_TMDB_ID = "MovieLens film's link has no TMDB id"
    LINKED_MOVIE_UNKNOWN = "linked movie is not in the catalogue"
    BAD_USER = "user is not a whole number above 0"
    OFF_SCALE = "score is off the scale 0.5–5"
    BAD_TIMESTAMP = "timestamp is no second between 1970 and 2100"


class MergeReason(StrEnum):
    """Why two records became one row."""

    SAME_ID = "same id as an earlier record"
    BROKEN_RECORD = "rest of a record broken by a line break"
    SAME_RATING = "rating of the same movie by the same user"


class Repair(StrEnum):
    """repair: what was done to a value that is kept."""

    TRIMMED = "blanks at the ends removed"
    INVISIBLE = "control or invisible characters removed"
    WINDOWS_1252 = "C1 control characters read as Windows-1252"
    COMPOSED = "accents composed (NFC)"
    LINE_BREAK = "line breaks written as LF"
    ENTITY = "HTML entities decoded"
    CUT = "cut to the length of its column"
    ORIGINAL_TITLE = "taken from original_title"
    CODE_AS_NAME = "blank, the code stands in"
    CREW = "blank, stored as Crew"
    PLACE_AS_ORDER = "missing, the place in the list stands in"
    JOINED = "put together again after a line break"
    PADDED = "padded to 7 digits behind tt"


class Discard(StrEnum):
    """discard_value: why a value is stored as unknown, or an entry of a list left out."""

    ZERO = "0 means unknown"
    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not a whole number"
    OUT_OF_RANGE = "out of range"
    NOT_A_DATE = "not a date YYYY-MM-DD"
    NOT_A_STATUS = "not a known status"
    NOT_A_GENDER = "not a known gender"
    NOT_AN_IMDB_ID = "not tt and 7 or 8 digits"
    PLACEHOLDER = "placeholder for no text"
    TOO_LONG = "longer than its column"
    UNREADABLE = "cannot be read"
    NO_ID = "entry without an id"
    NO_NAME = "entry without a name"
    NO_JOB = "entry with a blank job"
    TWICE = "entry listed twice"
    NOT_AN_ENTRY = "entry of the wrong kind"


class Kept(StrEnum):
    """Kept as the source gives it, though it looks wrong."""

    SUSPICIOUS = "1–999 dollars, suspicious"
    BLANK_NAME = "entry with a blank name, which is stored as ''"
