"""The form of a text that offsets refer to, and what shows that a text was damaged on its way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from themeshift.text import lexicon

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`´"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_REMOVED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"), None)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
#: Bullets as word processors set them, in Symbol and Wingdings.
_FONT_BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076"), "•")
_CHARACTERS = {**_APOSTROPHES, **_HYPHENS, **_REMOVED, **_LIGATURES, **_FONT_BULLETS}
_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\u0085\u2028\u2029]")


def normalise(text: str) -> str:
    """Return the text in the form that offsets refer to; applying it twice changes nothing.

    Unicode NFC; one kind of apostrophe and of hyphen; typographic ligatures (fi, fl, ff) spelt out,
    while the French letters œ and æ stay; soft hyphens and zero-width characters removed; bullets
    of symbol fonts made one bullet; every run of white space, non-breaking spaces included, folded
    to one space; empty lines dropped, so that each line is one paragraph or list item.
    """
    # NFC before, since it turns rare characters into the apostrophes that are folded here, and
    # after, since a mark may meet its letter once what stood between them is removed.
    text = unicodedata.normalize("NFC", text).translate(_CHARACTERS)
    text = unicodedata.normalize("NFC", text)
    lines = (" ".join(line.split()) for line in _LINE_ENDS.split(text))
    return "\n".join(line for line in lines if line)


def one_line(text: str, longest: int = 0) -> str:
    """White space folded, no character that could steer a terminal, shortened to `longest`."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    line = " ".join("".join(kept).split())
    return line if not longest or len(line) <= longest else line[: longest - 1].rstrip() + "…"


# --- damage ----------------------------------------------------------------------------------

_LOST = re.compile("\ufffd")
#: The bytes 0x80 to 0xBF as Latin-1 and as Windows-1252 show them.
_SECOND = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152"
    "\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_MOJIBAKE = re.compile(f"[ÃÅ][{_SECOND}]|Â[\u00a0-\u00bf]|â[€\u0080][{_SECOND}]|ï»¿")
_DETACHED = re.compile(r"([^\W\d_]*)([´`ˆ¨^¸])([^\W\d_]+)")
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "ˆ": "\u0302",
    "^": "\u0302",
    "¨": "\u0308",
    "¸": "\u0327",
}
_ELIDED_LIST = "l d qu n s c j m t jusqu lorsqu puisqu quoiqu presqu quelqu aujourd entr prud"
_ELIDED = frozenset(_ELIDED_LIST.split())
_QUESTIONED = re.compile(
    r"(?<![\w/=&?.])[^\W\d_]*\?[^\W\d_]+(?![\w/=&?])|[^\W\d_]{2,}\?(?= [a-zà-ÿ])"
)
_FRENCH = "éèêëàâçîïôùûü'"
_SHOWN = 12


def _composed(letter: str, mark: str) -> str | None:
    """The letter with the accent, where there is one character for the two."""
    made = unicodedata.normalize("NFC", letter + _ACCENTS[mark])
    return made if len(made) == 1 else None


def _is_detached(match: re.Match[str]) -> bool:
    before, mark, after = match.groups()
    accented = _composed(after[0], mark)
    if accented is None:
        return False
    if before.lower() not in _ELIDED and before:
        return True
    # l´eau is an elision, d´ecarbonation a detached accent: the lexicon knows which
    return not lexicon.is_known(after) and lexicon.is_known(before + accented + after[1:])


def _is_questioned(word: str) -> bool:
    """Whether a question mark stands for a letter: with one in its place it is a known word."""
    return any(lexicon.is_known(word.replace("?", letter)) for letter in _FRENCH if letter != "'")


def damage(text: str) -> str:
    """What shows that letters were lost before the text came here, in one line; "" for nothing.

    Replacement characters (U+FFFD); UTF-8 that was read in another encoding (*Ã©*); accents that
    stand beside their letter (*´e*), as some PDF files give them; question marks inside words.
    """
    found = []
    for pattern, genuine, what, mend in _DAMAGES:
        places = [match for match in pattern.finditer(text) if genuine(match)]
        if places:
            first = places[0]
            line = text.count("\n", 0, first.start()) + 1
            around = text[max(0, first.start() - _SHOWN) : first.end() + _SHOWN]
            times = "" if len(places) == 1 else f", {len(places)} places"
            found.append(f"line {line}: {what} (“…{one_line(around)}…”{times}): {mend}")
    return "; ".join(found)


_AGAIN = "save the document again as UTF-8"
#: Pattern, whether a match of it is damage, what it is, how to mend it.
_DAMAGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool], str, str], ...] = (
    (_LOST, bool, "the sign for a lost letter, U+FFFD", _AGAIN),
    (
        _MOJIBAKE,
        bool,
        "UTF-8 that was read as Latin-1",
        "open the original as UTF-8, save it again",
    ),
    (_DETACHED, _is_detached, "accents beside their letters", "put the accented letters in place"),
    (
        _QUESTIONED,
        lambda match: _is_questioned(match.group()),
        "question marks in place of letters",
        _AGAIN,
    ),
)
