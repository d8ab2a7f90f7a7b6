"""What opens or fills a line: list markers of any kind, heading marks, furniture, footnotes."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

HEADING_MARK = re.compile(r"#{1,6} (?=\S)")
#: The call of a footnote: a number, several numbers, asterisks or daggers.
CALL = re.compile(r"[(\[]?(?:\d{1,3}(?: ?(?:[,;–-]|et) ?\d{1,3})*|\*{1,4}|[†‡])[)\]]?$")
#: Behind these letters a raised figure is no call but a power: m², 10³, CO₂.
POWER = re.compile(r"(?:(?<![^\W_])(?:[^\W\d_]|[ckdhµ]m|mm|CO|NO)|(?<!\d)10)$")


class Marker(NamedTuple):
    """What may open a list item: its style (a bullet is "•"), its number, and where it ends.

    It is sure, or it is one only where it goes on with a list or opens one.
    """

    style: str
    value: int
    end: int
    sure: bool = True


# --- list markers ----------------------------------------------------------------------------

_BULLET = re.compile(
    r"(?:(?:[-=–—]{1,2}>|>{2,3}|-{2,3}|[o>*·])\s+"
    r"|(?:[①-⑳⓪❶-❿➀-➉⓫-⓴⑴-⒇⒈-⒛Ⓐ-ⓩ•‣⁃»›❯❱]|\d\u20e3)\s*"
    r"|[-–—−‒―‐‑](?:\s+|(?=[^\W\d_]))"  # without a blank only before a letter: −4 % is a number
    r"|[ØüÞ§+]\s+(?=[^\W\d_]))(?=\S)"  # what is left of Wingdings where the font is lost, and a plus
)
_NO_BULLETS = "©®™°№℠+−=<>|~"
_NUMBERED = re.compile(
    r"(\(?)(\d{1,2}|[a-zA-Z]|[ivxIVX]{2,5})(?:(°\)|[.)°/]-?)\s+(?=\S)"
    r"|(\s?[-–—])\s+(?=[^\W\d_]|[«\"])"
    r"|([.)°/-])(?=[A-ZÀ-Þ][a-zà-ÿ]))"  # 1.Title, typed without a blank
)
#: Styles of marks that are a list's behind a colon, elsewhere a footnote's and a heading's.
ANNOUNCED = ("[]", "#")
_ANNOUNCED = re.compile(
    r"(?:\[(?P<call>\d{1,2}|[a-zA-Z])\]|#(?= (?:[^\W\dA-ZÀ-Þ_]|.*[;,]$))) ?(?=\S)"
)
_OF_NOTES = re.compile(r"(?:notes?|sources?|références?|renvois?)\b", re.IGNORECASE)
_ROMAN_LIST = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN = {letters: number for number, letters in enumerate(_ROMAN_LIST.split(), start=1)}
#: A marker goes on with a list that is no more lines away.
_NEAR = 40


def _readings(line: str) -> list[Marker]:
    """What may open a list item: a bullet, or the readings of a number or letter, Roman first."""
    if line[:1] not in _NO_BULLETS and unicodedata.category(line[0]) in ("So", "Sm"):
        line = f"•{line[1:]}"
    if match := _BULLET.match(line):
        return [Marker("•", 0, match.end())]
    if match := _ANNOUNCED.match(line):
        call = match["call"] or ""
        value = int(call) if call.isdecimal() else ord(call or "#")
        return [Marker("[]" if call else "#", value, match.end(), sure=False)]
    match = _NUMBERED.match(line)
    if not match:
        return []
    label, closing = match[2], match[3] or match[4] or match[5]
    stop = "." if match[1] + closing == "." else ")"
    if label.isdecimal():
        return [Marker(f"1{stop}", int(label), match.end())]
    one, roman = ("A", "I") if label.isupper() else ("a", "i")
    letter = ord(label.lower()) - 96 if len(label) == 1 else None
    values = {roman: _ROMAN.get(label.lower()), one: letter}
    sure = ")" in closing
    return [Marker(kind + stop, n, match.end(), sure) for kind, n in values.items() if n]


def markers(lines: Sequence[str]) -> list[Marker | None]:
    """The list marker of each line, if it has one.

    A bullet is a dash, an arrow, a sign or symbol of any kind. A number or a letter with a closing
    parenthesis is a marker anywhere. A letter with a full stop may be an initial (*M. Lenoir*): it
    is a marker where it goes on with a list, or opens one. In square brackets, and as `#`, it is
    one where a colon opens the list.
    """
    read = [_readings(line) for line in lines]
    found: list[Marker | None] = []
    for number, readings in enumerate(read):
        above = lines[number - 1] if number else ""
        around = (above, found[-_NEAR:], read[number + 1 : number + _NEAR])
        found.append(next((each for each in readings if _opens(each, *around)), None))
    return found


def _opens(
    marker: Marker, above: str, before: Sequence[Marker | None], below: Sequence[Sequence[Marker]]
) -> bool:
    """Whether an item opens here: a list is announced, goes on from above, or goes on below."""
    style, value = marker.style, marker.value
    announced = above.endswith(":") and not _OF_NOTES.match(above)
    if marker.sure or (announced and (value == 1 or style in ANNOUNCED)):
        return True
    if style in ANNOUNCED:
        return any(each and each.style == style and each.value <= value for each in before[-1:])
    if any(each and (each.style, each.value) == (style, value - 1) for each in before):
        return True
    return value == 1 and any(each[:2] == (style, 2) for each in chain(*below))


#: How a heading of the second level opens: 2.3 Title, but not 12.5 M€.
SECTION = re.compile(r"\d\d?(?:\.\d\d?)+\.?\s+[«\"“(\s]*[A-ZÀ-ÞŒ][^\W\d_]*(?![^\W_]| ?[€$])")
#: In a table of contents: dots that lead to a page number.
LEADERS = re.compile(r"(?<![.·_…])(?<![.·_…] )(?:(?:[.·_…] ?){4,}|(?:… ?){2,})\d{1,3}$")

# --- furniture -------------------------------------------------------------------------------

_MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]cembre|janv|févr?|avr|juil|sept|oct|nov|déc)\.?"
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
_STATED = r"(?:publiée?s?|mise?s? (?:à jour|en ligne)|modifiée?|dernière mise à jour|paru|postée?)"
_BUTTONS = (
    r"lire la suite|voir aussi|haut de page|suivez-nous|j'aime|commenter|newsletter|se connecter"
    r"|menu|rechercher|fil d'ariane|retour à l'accueil|écouter l'article"
    r"|sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|associés?)"
)
_PATTERNS = (
    ("no letter or figure", r"[\W_]*$"),
    ("date line", rf"(?:{_NAMES}, )?{_DATE}(?: ?[,|•·–-]? ?{_BY})?[.,]?$"),
    ("date line", rf"(?:{_NAMES}, )?(?:en )?{_MONTH} \d{{4}}$"),
    ("date line", rf"(?:communiqué(?: de presse)?|actualités?|article|{_BY}) ?[,|•·–-]? ?{_DATE}$"),
    ("date line", rf"(?:[-–•] ?)?(?:{_STATED}|date de publication)\b.{{0,60}}$"),
    ("author", r"propos recueillis par .{2,80}$|(?-i:Par (?:[^\W\d_][\w.'-]*(?: |$)){2,5}$)"),
    ("reading time", r"(?:temps de )?lecture ?:? ?\d{1,2} ?min(?:utes?)?\.?$"),
    ("credit", r"(?:crédits?(?: photos?)?|photos?|sources?|©) ?:.{0,80}$|©.{0,80}$"),
    ("credit", r"\(?(?:AFP|Reuters|APM|AOF|Boursier\.com|AFP/Relaxnews)\)?\.?$"),
    ("footnote", r"\(\d{1,2}\) ?sources? ?:|[⁰¹²³⁴-⁹]|\[(?:\d{1,3}|[a-z*])\](?=.)"),
    ("page button", r"(?:partager|imprimer|envoyer|tweeter|télécharger|s'abonner)\b.{0,20}$"),
    ("page button", r"(?:à )?lire aussi\b.{0,20}$"),
    ("page button", r"(?:à )?(?:lire|voir|écouter) (?:aussi|également) ?:.{0,150}$"),
    ("page button", rf"(?:{_BUTTONS})(?: ?:)?$"),
    ("cookie notice", r".{0,200}\bcookies?\b.{0,200}\b(?:accept|refus|paramétr|consent|navigat)"),
    ("cookie notice", r"(?:tout )?(?:accepter|refuser|paramétrer)(?: (?:tout|tous|les cookies))*$"),
    ("legal notice", r"(?:tous droits réservés|seul le prononcé fait foi|mentions légales)\b"),
    ("page number", r"(?:[-–—] ?)?(?:page |p\. ?)?\d{1,3} ?(?:/|sur) ?\d{1,3}(?: ?[-–—])?$"),
    ("page number", r"(?:page|p\.) ?\d{1,3}$|[-–—] ?\d{1,3} ?[-–—]$"),
    ("list number alone", r"\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)°]\)?$"),
    ("breadcrumb", r"accueil ?(?:[>›»/|] ?[^>›»/|]{1,60})+$"),
    ("table of contents", rf".*{LEADERS.pattern}"),
)
_RULES = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _PATTERNS]
_NOTE = re.compile(r"(\d{1,2}) (?=[A-ZÀ-Þ«])")
_BEHIND = 12


def furniture(line: str) -> str:
    """What makes a line furniture, in a word or two; "" for a line of text."""
    return next((reason for reason, pattern in _RULES if pattern.match(line)), "")


def footnotes(lines: Sequence[str]) -> list[int]:
    """Lines that are footnotes by their call: *1 Arrêté…* behind a word that ends in a bare 1."""
    found = []
    for number, line in enumerate(lines):
        if match := _NOTE.match(line):
            call = re.compile(rf"[^\W\d_]{{3,}}[»)]?{match[1]}(?=[.,;:)\s]|$)")
            if any(call.search(other) for other in lines[max(0, number - _BEHIND) : number]):
                found.append(number)
    return found
