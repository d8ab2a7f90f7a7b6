"""The opening words that lead to a passage on the page of its publisher."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import quote

#: Most words of an opening, so that no more than a reference is given.
LONGEST = 5
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_RUN = re.compile(r"[^\W_]+")


class _Base(dict[int, str]):
    """Letters without their accents, in lower case, each as one character; for str.translate."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFD", character)[0].lower()
        self[code] = " " if character.isspace() else plain if len(plain) == 1 else character
        return self[code]


_BASE = _Base()


def fold(text: str) -> str:
    """The text as browsers compare it: lower case, letters without accents, blanks folded.

    Each character stays one character, so that offsets stay what they are in a normalised text.
    """
    return text.translate(_BASE)


class Openings:
    """Where the words of a normalised text stand, to tell which runs of words are unique in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = fold(text)
        runs = list(_RUN.finditer(self._folded))
        self._times = Counter(run.group() for run in runs)
        self._pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for run, following in pairwise(runs):
            self._pairs[run.group(), following.group()].append(run.start())

    def of(self, start: int, end: int) -> str:
        """Shortest run of opening words of the passage text[start:end] that is unique in its text.

        At most five words; "" where none is unique. A run is unique when it stands once in the
        whole text as whole words, letter case and accents aside: so do browsers match the text of
        an address. An elided word counts, but never ends a run.
        """
        words, first = 0, -1
        for match in _WORD.finditer(self._text, start, end):
            first = match.start() if first < 0 else first
            words += 1 + match.group().count("'")
            if words > LONGEST:
                break
            if self._is_unique(first, match.end()):
                return self._text[first : match.end()]
        return ""

    def _is_unique(self, start: int, end: int) -> bool:
        wanted = self._folded[start:end]
        runs = _RUN.findall(wanted)
        if len(runs) == 1:
            return self._times[runs[0]] == 1
        places = 0
        for place in self._pairs[runs[0], runs[1]]:
            after = self._folded[place + len(wanted) : place + len(wanted) + 1]
            places += self._folded.startswith(wanted, place) and not after.isalnum()
            if places > 1:
                return False
        return True


def openings(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The opening of each passage of a normalised text, given by its offsets."""
    known = Openings(text)
    return [known.of(start, end) for start, end in spans]


def fragment(words: str) -> str:
    """What, behind an address, makes a browser scroll to the words: *#:~:text=…*; "" for none.

    Hyphens, commas and ampersands have a meaning of their own in it and are encoded, as is all that
    an address cannot hold (https://wicg.github.io/scroll-to-text-fragment/).
    """
    return "#:~:text=" + quote(words, safe="").replace("-", "%2D") if words else ""
