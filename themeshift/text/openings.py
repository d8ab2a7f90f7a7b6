"""The opening words that lead to a passage on the page of its publisher."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

LONGEST = 5
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")


@lru_cache(maxsize=4_096)
def _base(character: str) -> str:
    """The letter without its accents, in lower case, as one character."""
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """The text as browsers compare it: lower case, letters without accents, blanks folded.

    Each character stays one character, so that offsets stay what they are in a normalised text.
    """
    return "".join(" " if c.isspace() else _base(c) for c in text)


def opening(folded: str, text: str, start: int, end: int) -> str:
    """Shortest run of opening words of the passage text[start:end] that is unique in its text.

    At most five words, so that no more than a reference is given; "" where none is unique. A run
    is unique when it stands once in `folded` (the whole text, as `fold` gives it) as whole words.
    """
    words, first = 0, -1
    for match in _WORD.finditer(text, start, end):
        first = match.start() if first < 0 else first
        words += 1 + match.group().count("'")  # an elided word counts, but never ends a run
        if words > LONGEST:
            break
        if _times(folded, folded[first : match.end()]) == 1:
            return text[first : match.end()]
    return ""


def _times(folded: str, wanted: str) -> int:
    """How often `wanted` stands in a folded text as whole words; 2 stands for more."""
    found, place = 0, folded.find(wanted)
    while place >= 0 and found < 2:
        after = place + len(wanted)
        opens = place == 0 or not (folded[place - 1].isalnum() and wanted[0].isalnum())
        closes = after == len(folded) or not (folded[after].isalnum() and wanted[-1].isalnum())
        found += opens and closes
        place = folded.find(wanted, place + 1)
    return found


def openings(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The opening of each passage of a normalised text, given by its offsets."""
    folded = fold(text)
    return [opening(folded, text, start, end) for start, end in spans]


def fragment(words: str) -> str:
    """What, behind an address, makes a browser scroll to the words: *#:~:text=…*; "" for none.

    Hyphens, commas and ampersands have a meaning of their own in it and are encoded, as is all that
    an address cannot hold (https://wicg.github.io/scroll-to-text-fragment/).
    """
    if not words:
        return ""
    return "#:~:text=" + quote(words, safe="").replace("-", "%2D")
