"""Digests of a text's five-word strings, and how far two texts repeat each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

LENGTH = 5
#: A text that shares this part of its strings with another is a copy and counts once.
COPY = 0.8
_WORD = re.compile(r"[^\W_]+")


def digests(text: str) -> list[str]:
    """Digests of the distinct five-word strings of a normalised text, sorted.

    A word is a run of letters and digits, in lower case; a digest is the first 16 hexadecimal
    digits of the SHA-256 of five words in a row, joined by single spaces. A text of fewer than
    five words has none.
    """
    words = _WORD.findall(text.lower())
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
