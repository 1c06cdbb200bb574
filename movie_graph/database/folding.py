"""Folding: how text is compared when case, accents and punctuation shall not matter."""

import re
import unicodedata

NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Letters and digits only, without case and accents; any run of the rest is one blank.

    `Amélie` → `amelie`, `Spider-Man: Homecoming` → `spider man homecoming`, `WALL·E` → `wall e`,
    `七人の侍` stays. Empty when there is no letter or digit at all.
    """
    if text.isascii():
        return NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        "" if unicodedata.combining(letter) else letter if letter.isalnum() else " "
        for letter in decomposed
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())
