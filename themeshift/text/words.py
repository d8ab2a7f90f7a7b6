"""Words of a normalised text: their number, their lemmas, and how often each lemma stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from themeshift.text import lexicon

_WORD = re.compile(
    r"\d{1,3}(?: \d{3})+(?:,\d+)?(?!\d)"  # 3 100
    r"|\d+(?:[.,]\d+)+"  # 455.000 and 35,6
    r"|aujourd'hui|quelqu'un\w*|prud'hom\w*"  # an apostrophe inside one word
    r"|[^\W\d_]+(?='[^\W_])"  # elided: l', d', qu'
    r"|[^\W_]+(?:-[^\W_]+)*",
    re.IGNORECASE,
)
_ELIDED = {
    "l": "le",
    "d": "de",
    "qu": "que",
    "n": "ne",
    "s": "se",
    "c": "ce",
    "j": "je",
    "m": "me",
    "t": "te",
    "jusqu": "jusque",
    "lorsqu": "lorsque",
    "puisqu": "puisque",
    "quoiqu": "quoique",
    "presqu": "presque",
}
_INITIALS = r"(?<![^\W_])[^\W\d_] ?& ?[^\W\d_](?![^\W_])"  # R&D
_TOKEN = re.compile(f"{_INITIALS}|{_WORD.pattern}", re.IGNORECASE)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONE_LETTERS = frozenset("aàyô")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: in lower case, its lemma, and its offsets into the normalised text.

    `word` is what stands in the text, spelling variants folded and elided words spelt out.
    """

    word: str
    lemma: str
    start: int
    end: int


def count_words(text: str) -> int:
    """Number of words of a normalised text; an elided form (the l of *l'État*) is a word."""
    return sum(1 for _ in _WORD.finditer(text))


def _abbreviates(spelt: str, following: str) -> bool:
    """Whether letters only abbreviate: M. and MM., n°, p., an initial, M€ and Md€, m².

    A dictionary would turn such letters into words of their own (m into *mètre*, n into *ne*).
    Of single letters only *a*, *à*, *y* and *ô* are French words, unless a full stop makes a
    capital one an initial; the letters of elided words (l', d', n') never come here.
    """
    if len(spelt) == 1:
        return spelt.lower() not in _LONE_LETTERS or (spelt.isupper() and following == ".")
    if spelt in ("MM", "mm"):
        return True
    return spelt.lower() in ("md", "mds", "mrd", "mrds") and not spelt.isupper()  # MDS is a name


def tokens(text: str, spellings: Mapping[str, str] | None = None, offset: int = 0) -> list[Token]:
    """Lemmatise a normalised text; numbers and what only abbreviates are left out.

    Initials that are joined (*R&D*) are one lemma. `spellings` maps a lower-case spelling variant
    to the words it stands for (one or several); it is applied before the lemma is looked up.
    """
    found = []
    spellings = spellings or {}
    lemma = lexicon.lemma
    for match in _TOKEN.finditer(text):
        spelt = match.group()
        if spelt[0].isdigit():
            continue
        spelt = spelt.rstrip(_RAISED)  # the call of a footnote is no part of the word
        if not spelt:
            continue
        start = match.start()
        end = start + len(spelt)
        following = text[end : end + 1]
        word = spelt.lower().replace(" ", "")
        if following == "'" and word in _ELIDED:
            full = _ELIDED[word]
            found.append(Token(full, full, start + offset, end + offset))
            continue
        if len(spelt) < 5 and _abbreviates(spelt, following):
            continue
        for variant in spellings[word].split() if word in spellings else (word,):
            base = variant if "&" in variant else lemma(variant)
            found.append(Token(variant, base, start + offset, end + offset))
    return found
