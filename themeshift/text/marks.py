"""What opens or fills a line: list markers of any kind, heading marks, furniture, footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HEADING_MARK = re.compile(r"#{1,6} (?=\S)")
#: Styles of marker that numbered headings have, too: *3. Title*, *B. Title*, *IV. Title*.
HEADING_STYLES = ("1.", "A.", "I.")


@dataclass(frozen=True, slots=True)
class Marker:
    """What opens a list item: its style (a bullet is "•"), its number, and where it ends."""

    style: str
    value: int
    end: int


# --- list markers ----------------------------------------------------------------------------

_DASHES = "-–—−‒―‐‑"
_TYPED_BULLETS = "o>*·"
_FONT_BULLETS = "ØüÞ§+"  # what is left of Wingdings where the font is lost, and a plus sign
_NO_BULLETS = "©®™°№℠§¶€$£%&#@+=<|~^_/\\"
_CIRCLED = re.compile(r"(?:[①-⑳⓪❶-❿➀-➉⓫-⓴⑴-⒇⒈-⒛Ⓐ-ⓩ]|\d\u20e3)\s*(?=\S)")
_ARROWS = re.compile(r"(?:[-=–—]{1,2}>|>{2,3}|-{2,3})\s+(?=\S)")
_DECIMAL = re.compile(
    r"\(?(\d{1,2})(?:(°\)|[.)°/]-?)\s+(?=\S)"
    r"|\s?[-–—]\s+(?=[^\W\d_]|[«\"])"
    r"|[.)°/-](?=[A-ZÀ-Þ][a-zà-ÿ]))"  # 1.Title, typed without a blank
)
_LETTER = re.compile(r"(\(?)([a-zA-Z]|[ivxIVX]{2,5})([.)/]|\s?[-–—](?=\s))\s+(?=\S)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def _bullet(line: str) -> int:
    """Where the text behind a bullet begins; 0 where no bullet opens the line."""
    first = line[0]
    match = _ARROWS.match(line) or _CIRCLED.match(line)
    if match:
        return match.end()
    rest = line[1:].lstrip()
    if not rest:
        return 0
    begins = len(line) - len(rest)
    if first in _DASHES:  # without a blank only before a letter: −4 % is a number
        return begins if begins > 1 or rest[0].isalpha() else 0
    if first in _TYPED_BULLETS:
        return begins if begins > 1 else 0
    if first in _FONT_BULLETS:
        return begins if begins > 1 and rest[0].isalpha() else 0
    if first in _NO_BULLETS or first.isalnum():
        return 0
    signs = unicodedata.category(first) in ("So", "Sm") or first in "•‣⁃»›❯❱"
    return begins if signs else 0


def roman(letters: str) -> int:
    """The number that Roman letters stand for; 0 where they stand for none."""
    total = 0
    values = [_ROMAN[letter] for letter in letters.lower()]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


def _numbered(line: str) -> list[Marker]:
    """The readings of a line that opens with a number or letter, the likeliest first."""
    match = _DECIMAL.match(line)
    if match:
        style = "1." if match[2] == "." and line[0] != "(" else "1)"
        return [Marker(style, int(match[1]), match.end())]
    match = _LETTER.match(line)
    if not match:
        return []
    _, letters, stop = match.groups()
    stop = "." if stop == "." else ")"
    case = "A" if letters.isupper() else "a"
    readings = []
    if len(letters) == 1:
        readings.append(Marker(f"{case}{stop}", ord(letters.lower()) - 96, match.end()))
    if set(letters.lower()) <= set(_ROMAN):
        style = "I" if case == "A" else "i"
        readings.append(Marker(f"{style}{stop}", roman(letters), match.end()))
    return readings


def _is_sure(line: str, marker: Marker) -> bool:
    """Whether a marker needs no neighbour: *1.*, *1°*, *b)*, *iv)*, but not *M.* or *C -*."""
    return marker.style.startswith("1") or line[: marker.end].rstrip().endswith(")")


def markers(lines: Sequence[str]) -> list[Marker | None]:
    """The list marker of each line, if it has one.

    A bullet is a dash, an arrow, a sign or symbol of any kind. A number or a letter with a closing
    parenthesis is a marker anywhere. A letter with a full stop may be an initial (*M. Lenoir*): it
    is a marker where it goes on with a list, or opens one.
    """
    found: list[Marker | None] = [None] * len(lines)
    unsure: dict[int, list[Marker]] = {}
    for number, line in enumerate(lines):
        if not line:
            continue
        begins = _bullet(line)
        if begins:
            found[number] = Marker("•", 0, begins)
            continue
        readings = _numbered(line)
        if readings and _is_sure(line, readings[0]):
            found[number] = readings[0]
        elif readings:
            unsure[number] = readings
    for number in sorted(unsure):
        found[number] = _in_sequence(lines, number, unsure, found)
    return found


_NEAR = 40


def _in_sequence(
    lines: Sequence[str],
    number: int,
    unsure: dict[int, list[Marker]],
    found: Sequence[Marker | None],
) -> Marker | None:
    """The reading that goes on with a list nearby, or that opens one: the next stands below, or a
    colon announces it."""
    before, after = range(max(0, number - _NEAR), number), range(number + 1, number + _NEAR)
    for marker in reversed(unsure[number]):  # i. before the ninth letter
        earlier = (found[place] for place in before)
        follows = any(
            each and (each.style, each.value) == (marker.style, marker.value - 1)
            for each in earlier
        )
        below = any(
            (other.style, other.value) == (marker.style, 2)
            for place in after
            for other in unsure.get(place, ())
        )
        announced = number > 0 and lines[number - 1].endswith(":")
        if follows or (marker.value == 1 and (below or announced)):
            return marker
    return None


_SECTION = re.compile(  # 2.3 Title, but not 12.5 M€
    r"\d{1,2}(?:\.\d{1,2})+\.?\s+[«\"“(\s]*(?P<word>[^\W\d_]+)(?![^\W_]| ?[€$])"
)
_LEADERS = re.compile(  # a line of a table of contents: dots that lead to a page number
    r"(?<![.·_…])(?<![.·_…] )(?:(?:[.·_…] ?){4,}|(?:… ?){2,})\d{1,3}$"
)


def is_section(line: str) -> bool:
    """Whether a line opens as a numbered heading of the second level or below: *2.3 Title*."""
    found = _SECTION.match(line)
    return bool(found and found["word"][0].isupper())


def is_contents(line: str) -> bool:
    """Whether a line is one of a table of contents: dots lead to a page number."""
    return _LEADERS.search(line) is not None


# --- furniture -------------------------------------------------------------------------------

_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|fevrier|aout|decembre|janv|févr?|avr|juil|sept|oct|nov|déc)\.?"
)
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?"
_TIME = r"(?:(?:à|-|–|,|\|)? ?\d{1,2} ?[:h] ?\d{0,2}(?::\d{2})?(?: ?(?:min|heures?))?)"
_DATE = (
    rf"(?:(?:le |du )?(?:{_DAY},? )?(?:le )?"
    rf"(?:\d{{1,2}}(?:er)? {_MONTH} \d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.+Z-]+)?)(?:,? ?{_TIME})?)"
)
_NAMES = r"(?-i:[A-ZÀ-Þ][\w.'-]*(?: [A-ZÀ-Þ][\w.'-]*){0,3})"
_BY = rf"(?:par )?(?:la rédaction(?: avec [\w']+)?|l'AFP|{_NAMES})"
_PLACE = r"(?-i:[A-ZÀ-Þ][\w'-]*(?:[ -][A-ZÀ-Þ][\w'-]*){0,3}), "
_STATED = r"(?:publiée?s?|mise?s? (?:à jour|en ligne)|modifiée?|dernière mise à jour|paru|postée?)"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("date line", rf"(?:{_PLACE})?{_DATE}(?: ?[,|•·–-]? ?{_BY})?[.,]?$"),
        ("date line", rf"(?:{_PLACE})?(?:en )?{_MONTH} \d{{4}}$"),
        (
            "date line",
            rf"(?:communiqué(?: de presse)?|actualités?|article|{_BY}) ?[,|•·–-]? ?{_DATE}$",
        ),
        (
            "date line",
            rf"(?:[-–•] ?)?(?:{_STATED}|date de publication)\b.{{0,60}}$",
        ),
        ("author", r"propos recueillis par .{2,80}$"),
        ("reading time", r"(?:temps de )?lecture ?:? ?\d{1,2} ?min(?:utes?)?\.?$"),
        ("credit", r"(?:crédits?(?: photos?)?|photos?|sources?|©) ?:.{0,80}$|©.{0,80}$"),
        ("credit", r"\(?(?:AFP|Reuters|APM|AOF|Boursier\.com|AFP/Relaxnews)\)?\.?$"),
        ("footnote", r"\(\d{1,2}\) ?sources? ?:|[⁰¹²³⁴-⁹]|\[(?:\d{1,3}|[a-z*])\](?=.)"),
        (
            "page button",
            r"(?:partager|imprimer|envoyer|tweeter|télécharger|s'abonner|(?:à )?lire aussi)\b.{0,20}$",
        ),
        ("page button", r"(?:à )?(?:lire|voir|écouter) (?:aussi|également) ?:.{0,150}$"),
        (
            "page button",
            (
                r"(?:lire la suite|voir aussi|haut de page|suivez-nous|j'aime|commenter|newsletter"
                r"|se connecter|menu|rechercher|fil d'ariane|retour à l'accueil|écouter l'article"
                r"|sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|associés?))(?: ?:)?$"
            ),
        ),
        (
            "cookie notice",
            r".{0,200}\bcookies?\b.{0,200}\b(?:accept|refus|paramétr|consent|navigat)",
        ),
        (
            "cookie notice",
            r"(?:tout )?(?:accepter|refuser|paramétrer)(?: (?:tout|tous|les cookies))*$",
        ),
        ("legal notice", r"(?:tous droits réservés|seul le prononcé fait foi|mentions légales)\b"),
        ("page number", r"(?:[-–—] ?)?(?:page |p\. ?)?\d{1,3} ?(?:/|sur) ?\d{1,3}(?: ?[-–—])?$"),
        ("page number", r"(?:page|p\.) ?\d{1,3}$|[-–—] ?\d{1,3} ?[-–—]$"),
        ("list number alone", r"\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)°]\)?$"),
        ("breadcrumb", r"accueil ?(?:[>›»/|] ?[^>›»/|]{1,60})+$"),
    )
)
_BYLINE = re.compile(r"Par (?:[^\W\d_][\w.'-]*(?: |$)){2,5}$")


def furniture(line: str, before: str = "") -> str:
    """What makes a line furniture, in a word or two; "" for a line of text."""
    if not any(c.isalnum() for c in line):
        return "no letter or figure"
    if len(line) <= 600:
        for reason, pattern in _RULES:
            if pattern.match(line):
                return reason
    if _BYLINE.match(line):
        return "author"
    return "table of contents" if is_contents(line) else ""


_NOTE = re.compile(r"(\d{1,2}) (?=[A-ZÀ-Þ«])")
_BEHIND = 12


def footnotes(lines: Sequence[str]) -> list[int]:
    """Lines that are footnotes by their call: *1 Arrêté…* behind a word that ends in a bare 1."""
    found = []
    for number, line in enumerate(lines):
        match = _NOTE.match(line)
        if not match:
            continue
        call = re.compile(rf"[^\W\d_]{{3,}}[»)]?{match[1]}(?=[.,;:)\s]|$)")
        if any(call.search(other) for other in lines[max(0, number - _BEHIND) : number]):
            found.append(number)
    return found
