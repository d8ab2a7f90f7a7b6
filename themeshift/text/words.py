"""Words of a normalised text: their number, their lemmas, and which of them are French.

Lemmas and the words that are known come from the dictionary of *simplemma* (Barbaresi 2023).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(
    r"\d{1,3}(?: \d{3})+(?:,\d+)?(?!\d)"  # 3 100
    r"|\d+(?:[.,]\d+)+"  # 455.000 and 35,6
    r"|aujourd'hui|quelqu'un\w*|prud'hom\w*"  # an apostrophe inside one word
    r"|[^\W\d_]+(?='[^\W_])"  # elided: l', d', qu'
    r"|[^\W_]+(?:-[^\W_]+)*",
    re.IGNORECASE,
)
_INITIALS = r"(?<![^\W_])[^\W\d_] ?& ?[^\W\d_](?![^\W_])"  # R&D
_TOKEN = re.compile(f"{_INITIALS}|{_WORD.pattern}", re.IGNORECASE)
_ELIDED_LIST = "l d n s c j m t qu jusqu lorsqu puisqu quoiqu presqu"
#: Words that lose their last letter, an e, before a vowel.
ELIDED = frozenset(_ELIDED_LIST.split())
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONE_LETTERS = frozenset("aàyô")
#: Common words that look like plurals: the dictionary holds only forms that differ from others.
_INVARIABLE_LIST = """
accès succès progrès procès excès décès congrès campus processus consensus corpus virus discours
concours cours secours parcours recours encours temps printemps corps poids puits avis permis
compromis repas bras choix prix taux travaux fois mois pays univers revers envers divers plus
moins mais dans sans sous vers très après dès alors dehors toujours ailleurs volontiers
à au aux du et ou où un une le la les je tu il on ce de en y a
"""
_INVARIABLE = frozenset(_INVARIABLE_LIST.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: in lower case, its lemma, and its offsets into the normalised text.

    `word` is what stands in the text, spelling variants folded and elided words spelt out.
    """

    word: str
    lemma: str
    start: int
    end: int


# simplemma is imported where it is used: its dictionary is loaded only by those who lemmatise
@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The lemma of a word in lower case; the word itself where the dictionary has none."""
    from simplemma import lemmatize

    return lemmatize(word, lang="fr").lower()


@lru_cache(maxsize=100_000)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word, in lower case."""
    from simplemma import is_known as known

    word = word.lower()
    return word in _INVARIABLE or known(word, lang="fr")


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
    for match in _TOKEN.finditer(text):
        spelt = match.group().rstrip(_RAISED)  # the call of a footnote is no part of the word
        if not spelt or spelt[0].isdigit():
            continue
        start, end = match.start(), match.start() + len(spelt)
        following = text[end : end + 1]
        word = spelt.lower().replace(" ", "")
        if following == "'" and word in ELIDED:
            found.append(Token(f"{word}e", f"{word}e", start + offset, end + offset))
            continue
        if len(spelt) < 5 and _abbreviates(spelt, following):
            continue
        for variant in spellings[word].split() if word in spellings else (word,):
            base = variant if "&" in variant else lemma(variant)
            found.append(Token(variant, base, start + offset, end + offset))
    return found
