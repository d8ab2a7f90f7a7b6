"""Words and quasi-sentences of a normalised text, and which words are French.

Lemmas and the words that are known come from the dictionary of *simplemma* (Barbaresi 2023).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import simplemma
from snowballstemmer import stemmer

from themeshift.text.runs import fold

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
#: Common words that the dictionary lacks: it holds only forms that differ from others.
_INVARIABLE_LIST = """
accès ailleurs au aux avis bras campus choix consensus corps corpus dehors du décès excès où pays
poids printemps processus progrès puits repas revers succès taux temps toujours très univers virus
volontiers
"""
_INVARIABLE = frozenset(_INVARIABLE_LIST.split())


class Token(NamedTuple):
    """A word of the text: in lower case, its lemma, and its offsets into the normalised text.

    `word` is what stands in the text, spelling variants folded and elided words spelt out.
    """

    word: str
    lemma: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The lemma of a word in lower case; the word itself where the dictionary has none."""
    return simplemma.lemmatize(word, lang="fr").lower()


@lru_cache(maxsize=100_000)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word, in lower case."""
    word = word.lower()
    return word in _INVARIABLE or simplemma.is_known(word, lang="fr")


@lru_cache(maxsize=100_000)
def alike(wanted: str, word: str) -> bool:
    """Whether a word is a form of the one that is wanted, by their lemmas; both in lower case.

    The dictionary has participles, and persons that are nouns too (*lutte*), as words of their own:
    who wants the verb wants them. Words that it has not are compared by the French stemmer of
    *Snowball* (Porter 2001). Where it has one of the two, the other may lack its accents.
    """
    lemmas = [lemma(lemma(each)) for each in (wanted, word)]  # lancés, lancé, lancer
    known = is_known(wanted) + is_known(word)
    if known == 2:
        return lemmas[0] in (lemmas[1], re.sub(r"(?:ée?|ant|e)$", "er", lemmas[1]))
    stems = lemmas if known else stemmer("french").stemWords(lemmas)
    first, second = (fold(stem).rstrip("sx") for stem in stems)
    return first == second


def count_words(text: str) -> int:
    """Number of words of a normalised text; an elided form (the l of *l'État*) is a word."""
    return sum(1 for _ in _WORD.finditer(text))


def _abbreviates(spelt: str, following: str) -> bool:
    """Whether letters only abbreviate: M. and MM., n°, p., an initial, M€ and Md€, m².

    A dictionary would turn such letters into words of their own (m into *mètre*, n into *ne*).
    Of single letters only *a*, *à*, *y* and *ô* are French words, unless a full stop makes a
    capital one an initial; the letters of elided words (l', d', n') never come here. MDS is a name.
    """
    if len(spelt) == 1:
        return spelt.lower() not in "aàyô" or (spelt.isupper() and following == ".")
    milliards = spelt.lower() in ("md", "mds", "mrd", "mrds") and not spelt.isupper()
    return milliards or spelt in ("MM", "mm")


def tokens(text: str, spellings: Mapping[str, str] | None = None) -> list[Token]:
    """Lemmatise a normalised text; numbers and what only abbreviates are left out.

    Initials that are joined (*R&D*) are one lemma. `spellings` maps a lower-case spelling variant
    to the words it stands for (one or several); it is applied before the lemma is looked up.
    """
    found = []
    for match in _TOKEN.finditer(text):
        spelt = match.group().rstrip(_RAISED)  # the call of a footnote is no part of the word
        if not spelt or spelt[0].isdigit():
            continue
        start, end = match.start(), match.start() + len(spelt)
        following = text[end : end + 1]
        word = spelt.lower().replace(" ", "")
        if following == "'" and word in ELIDED:
            found.append(Token(f"{word}e", f"{word}e", start, end))
        elif not _abbreviates(spelt, following):
            for variant in (spellings or {}).get(word, word).split():
                found.append(Token(variant, lemma(variant), start, end))
    return found


# --- quasi-sentences -------------------------------------------------------------------------

_CUT = re.compile(r"(?P<stop>(?<![.!?…])[.!?…]+[»\"”')\]]*(?: »)?|;)\s+(?=\S)")
_PARENTHESES = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_OPENING = "«\"“('[—–−-•"
_LONGEST_ABBREVIATION = 40
#: A name follows these, whatever it begins with: no sentence ends with them.
_TITLE_LIST = "m mm mme mmes mlle mlles dr drs pr prs me mgr mgrs st ste c.-à-d i.e e.g n.b p.ex"
_TITLES = frozenset(_TITLE_LIST.split())
#: First names that are cut short (*Ph.*, *Th.*, *Cl.*) have no vowel; words have, but for *Md*.
_FIRST_NAME = re.compile(r"(?!Mr?ds?)[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xzç]{1,3}")
#: These end a sentence only where a new one plainly opens.
_ABBREVIATION_LIST = """
art av bd boul cf chap coll dir éd env ex fig hab ibid réf resp sté suppl tél vol vs p pp no n°
nº al min max janv févr fév avr juil sept oct nov déc inc ltd cie dept dépt dpt univ tab suiv
loc cit op éq approx trad rédac alin arr str prof profs ph th ch cl chr fr jos gén lt cdt sgt
amb dép sén prés pdt rév vve ets éts alex ant aug alph barth bern cath emm ern franç fréd guill mich
nic col sect tabl raym steph stéph théod vict vinc xav ét ed em eug gér gab ph.-d
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_OPENER_LIST = """
il elle ils elles le la les l un une des ce cet cette ces en dans pour par on nous vous je c d à
au aux de du et mais or donc car si son sa ses leur leurs notre nos votre vos tout tous toute
toutes lors selon après avant depuis avec sans sur sous ainsi enfin
"""
_OPENERS = re.compile(rf"(?:{'|'.join(_OPENER_LIST.split())})(?![^\W\d_])", re.IGNORECASE)


def pieces(line: str, start: int = 0) -> list[tuple[int, int]]:
    """Offsets, within the line, of its quasi-sentences from `start` on.

    A sentence ends at a full stop, question or exclamation mark or ellipsis before a capital, a
    figure or an opening quotation mark, but not after abbreviations and initials; semicolons cut
    too. Nothing is cut inside parentheses; a sentence that ends with them is cut after them.
    """
    found = []
    for match in _CUT.finditer(_PARENTHESES.sub(_masked, line), start):
        if _ends_sentence(line, match):
            found.append((start, match.end("stop")))
            start = match.end()
    found.append((start, len(line)))
    return [(a, b) for a, b in found if any(c.isalnum() for c in line[a:b])]


def _masked(match: re.Match[str]) -> str:
    """Parentheses without what stands in them, but for a last stop: it may end a sentence."""
    inside = match.group().rstrip(".!?…)")
    return "(" * len(inside) + match.group()[len(inside) :]


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    stop, first = match["stop"], line[match.end()]
    if stop == ";":
        return True
    if not (first.isupper() or first.isdigit() or first in _OPENING):
        return False
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    near = line[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
    word = re.split(r"[^\w°º.-]", near)[-1]
    last = re.split(r"[.-]", word)[-1]
    if word.lower() in _TITLES or _FIRST_NAME.fullmatch(last):
        return False
    initial = len(last) == 1 and last.isupper()
    if initial or word.lower() in _ABBREVIATIONS:
        return _OPENERS.match(line, match.end()) is not None
    return True
