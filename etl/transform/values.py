"""Values: one cell at a time, cleaned, or None when it says nothing. Each repair is counted."""

import html
import re
import unicodedata
from datetime import date

from ..reasons import Discard, Repair
from ..tally import Tally

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")
BLANKS = re.compile(r"[\t\n\r\x0b\x0c]+")
# C1 controls are what is left when Windows-1252 text was taken for Latin-1: \x92 is ’.
WINDOWS_1252 = {
    code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)
}
# Joiners (U+200C, U+200D) stay: Persian, Indic scripts and emoji need them.
INVISIBLE = dict.fromkeys(
    [
        *(code for code in range(0x20) if code != 0x0A),  # one_line has no LF left
        *(0x7F, 0xAD, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),
        *range(0xFFF9, 0xFFFC),
    ]
)


def one_line(text: str, column: str, tally: Tally) -> str | None:
    """A name, title or character: trimmed, without control characters; None when that is blank."""
    if text and text.isascii() and text.isprintable() and text[0] != " " != text[-1]:
        return text
    if not text:
        return None
    return _cleaned(BLANKS.sub(" ", text.strip()), text, column, tally)


def prose(text: str, column: str, tally: Tally) -> str | None:
    """An overview or tagline: as `one_line`, but line breaks stay (as LF); entities decoded."""
    if not text:
        return None
    if "&" in text and ENTITY.search(text):
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
        tally.repair(column, Repair.ENTITY)
    if text.isascii() and text.isprintable() and text[0] != " " != text[-1]:
        return text
    broken = LINE_END.sub("\n", text)
    if broken != text:
        tally.repair(column, Repair.LINE_BREAK)
    lines = [BLANKS.sub(" ", line) for line in broken.strip().split("\n")]
    return _cleaned("\n".join(lines), broken, column, tally)


def iso_date(text: str, column: str, tally: Tally) -> str | None:
    """YYYY-MM-DD, a day that the calendar has."""
    text = text.strip()
    if not text:
        return None
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    tally.discard(column, Discard.NOT_A_DATE)
    return None


def cut(text: str | None, length: int, column: str, tally: Tally) -> str | None:
    """Text that may be shortened: a name or prose."""
    if text is None or len(text) <= length:
        return text
    tally.repair(column, Repair.CUT)
    return text[:length].rstrip()


def fitting(text: str | None, length: int, column: str, tally: Tally) -> str | None:
    """Text that is useless when shortened: an address, a path, a code."""
    if text is None or len(text) <= length:
        return text
    tally.discard(column, Discard.TOO_LONG)
    return None


def _cleaned(joined: str, original: str, column: str, tally: Tally) -> str | None:
    """`joined` is `original` without blanks at its ends and with plain blanks for tabs."""
    trimmed = original.strip()
    if trimmed != original:
        tally.repair(column, Repair.TRIMMED)
    decoded = joined.translate(WINDOWS_1252)
    if decoded != joined:
        tally.repair(column, Repair.WINDOWS_1252)
    visible = decoded.translate(INVISIBLE)
    if visible != decoded or joined != trimmed:
        tally.repair(column, Repair.INVISIBLE)
    composed = unicodedata.normalize("NFC", visible)
    if composed != visible:
        tally.repair(column, Repair.COMPOSED)
    return composed.strip() or None
