"""Runs of words: openings that lead to passages, and digests by which copies are told."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from itertools import islice

#: Most words of an opening, so that no more than a reference is given.
LONGEST = 5
#: A text that shares this part of its five-word strings with another is a copy and counts once.
COPY = 0.8
LENGTH = 5
#: Most words of an opening that is looked for, where hyphens and apostrophes part words.
_PARTS = 8
_OPENED = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_RUN = re.compile(r"[^\W_]+")


@cache
def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return " " if character.isspace() else plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """The text as browsers compare it: lower case, letters without accents, blanks folded.

    Each character stays one character, so that offsets stay what they are in a normalised text.
    """
    return "".join(map(_plain, text))


def openings(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Shortest run of opening words of each passage text[start:end] that is unique in the text.

    At most five words; "" where none is unique. A run is unique when it stands once in the whole
    text as whole words, letter case and accents aside: so do browsers match the text of an address.
    An elided word counts, but never ends a run.
    """
    folded = fold(text)
    words = [word.span() for word in _RUN.finditer(folded)]
    times: Counter[str] = Counter()
    for n, (start, _) in enumerate(words):
        times.update(folded[start:end] for _, end in words[n : n + _PARTS])
    found = []
    for start, end in spans:
        matches = list(islice(_OPENED.finditer(text, start, end), LONGEST))
        openings = [text[matches[0].start() : match.end()] for match in matches]
        short = [each for each in openings if len(_WORD.findall(each)) <= LONGEST]
        found.append(next((each for each in short if times[fold(each)] == 1), ""))
    return found


def digests(text: str) -> list[str]:
    """Digests of the distinct five-word strings of a normalised text, sorted.

    A word is a run of letters and digits, in lower case; a digest is the first 16 hexadecimal
    digits of the SHA-256 of five words in a row, joined by single spaces. A text of fewer than
    five words has none.
    """
    words = _RUN.findall(text.lower())
    strings = {" ".join(words[i : i + LENGTH]) for i in range(len(words) - LENGTH + 1)}
    return sorted(hashlib.sha256(string.encode()).hexdigest()[:16] for string in strings)


def shared(a: Collection[str], b: Collection[str]) -> float:
    """Share of the smaller text's strings that the other one holds; 0 where either has none.

    The containment of Broder (1997), taken for the smaller text: a release that a site prints in
    full between paragraphs of its own still counts as a copy.
    """
    first, second = set(a), set(b)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
