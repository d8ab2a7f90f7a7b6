"""Where the quasi-sentences of a paragraph begin and end."""

from __future__ import annotations

import re

_CUT = re.compile(r"(?P<stop>(?<![.!?…])[.!?…]+[»\"”')\]]*(?: »)?|;)\s+(?=\S)")
_OPENING = "«\"“('[—–−-•"
_BEFORE = re.compile(r"[\w°º.-]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_ABBREVIATION = 40
#: A name follows these, whatever it begins with: no sentence ends with them.
_TITLE_LIST = "m mm mme mmes mlle mlles dr drs pr prs me mgr mgrs st ste c.-à-d i.e e.g n.b p.ex"
_TITLES = frozenset(_TITLE_LIST.split())
_VOWELS = frozenset("aàâeéèêëiîïoôœuùûüyÿæ")
_UNIT_LIST = """
km cm mm dm hm kg mg cg dl cl ml hl db kw mw gw tw kwh mwh gwh twh md mds mrd mrds
"""
_UNITS = frozenset(_UNIT_LIST.split())
#: These end a sentence only where a new one plainly opens.
_ABBREVIATION_LIST = """
art av bd boul cf chap coll dir éd env ex fig hab ibid réf resp sté suppl tél vol vs p pp no n°
nº al min max janv févr fév avr juil sept oct nov déc inc ltd cie dept dépt dpt univ tab suiv
loc cit op éq approx trad rédac alin arr str prof profs ph th ch cl chr fr jos gén lt cdt sgt
amb dép sén prés pdt rév vve ets éts alex ant aug alph barth bern cath emm ern franç fréd guill mich
nic raym steph stéph théod vict vinc xav ét ed em eug gér gab ph.-d
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_OPENER_LIST = """
il elle ils elles le la les l un une des ce cet cette ces en dans pour par on nous vous je c d à
au aux de du et mais or donc car si son sa ses leur leurs notre nos votre vos tout tous toute
toutes lors selon après avant depuis avec sans sur sous ainsi enfin
"""
_OPENERS = frozenset(_OPENER_LIST.split())


def pieces(line: str, start: int = 0) -> list[tuple[int, int]]:
    """Offsets, within the line, of its quasi-sentences from `start` on.

    A sentence ends at a full stop, question or exclamation mark or ellipsis before a capital, a
    figure or an opening quotation mark, but not after abbreviations and initials; semicolons cut
    too. Nothing is cut inside parentheses; a sentence that ends with them is cut after them.
    """
    depth_at = _depths(line) if "(" in line else [0] * (len(line) + 1)
    found = []
    for match in _CUT.finditer(line, start):
        # the whole sentence may stand in parentheses: (…like this one.) What follows is another
        inside = min(depth_at[match.start()], depth_at[match.end("stop")]) > 0
        if not inside and _ends_sentence(line, match):
            found.append((start, match.end("stop")))
            start = match.end()
    found.append((start, len(line)))
    return [(a, b) for a, b in found if any(c.isalnum() for c in line[a:b])]


def _depths(line: str) -> list[int]:
    """Depth of parentheses before each character; an unclosed one does not count."""
    depth, found, last = 0, [], line.rfind(")")
    for index, character in enumerate(line):
        depth -= character == ")" and depth > 0
        found.append(depth)
        depth += character == "(" and index < last
    return [*found, 0]


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    stop, first = match["stop"], line[match.end()]
    if stop == ";":
        return True
    if not (first.isupper() or first.isdigit() or first in _OPENING):
        return False
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    near = line[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
    word = _BEFORE.search(near).group()  # type: ignore[union-attr]  # it matches anything
    last = word.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
    if word.lower() in _TITLES:
        return False
    # first names that are cut short (Ph., Th., Cl.) have no vowel; words have, but for units
    short = last.istitle() and 1 < len(last) < 5 and not _VOWELS.intersection(last.lower())
    if short and last.lower() not in _UNITS:
        return False
    initial = len(last) == 1 and last.isupper()
    if initial or word.lower() in _ABBREVIATIONS:
        opener = _LETTERS.match(line, match.end())
        return bool(opener and opener.group().lower() in _OPENERS)
    return True
