"""The form of a text that offsets refer to, and what shows that a text was damaged on its way."""

import re
import unicodedata

from themeshift.problem import one_line
from themeshift.reading import GARBLED
from themeshift.text.words import ELIDED, is_known

_CHARACTERS = {
    **dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`´"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
    # soft hyphens, zero-width characters, variation selectors
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")),
    # bullets as word processors set them, in Symbol and Wingdings
    **dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076"), "•"),
    # typographic ligatures
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
}
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


# --- damage ----------------------------------------------------------------------------------

_DETACHED = re.compile(r"([^\W\d_]*)([´`ˆ¨^¸])([^\W\d_]+)")
_ACCENTS = dict(zip("´`ˆ^¨¸", "\u0301\u0300\u0302\u0302\u0308\u0327", strict=True))
#: Signs that é, è, ê, à, â and ç of Mac Roman or DOS become in Windows-1252. A Ž or Š behind a
#: small letter, another sign between two, and a lone ˆ are never French.
_SMALL = "[a-zß-áã-öø-ÿ]"
_OTHER_TABLE = re.compile(
    f"(?<={_SMALL})[ŽŠ](?![A-ZÀ-Þ])|(?<={_SMALL})[‚‡ƒ‰](?={_SMALL})"
    f"|(?<={_SMALL})ˆ(?=[b-df-hj-np-tv-xz])|(?<!\\S)ˆ(?!\\S)"
)
_SHOWN = 12


def _is_detached(match: re.Match[str]) -> bool:
    """Whether a sign is the accent of the letter behind it, as in *d´ecision*, not an apostrophe."""
    before, mark, after = match.groups()
    accented = unicodedata.normalize("NFC", after[0] + _ACCENTS[mark])
    if len(accented) > 1:  # no letter has this accent
        return False
    if before and before.lower() not in ELIDED and not before.lower().endswith("qu"):
        return True
    return not is_known(after) and is_known(before + accented + after[1:])


#: Pattern, whether a match of it is damage, what it is, how to mend it.
_DAMAGES = (
    (re.compile("\ufffd"), bool, "the sign for a lost letter, U+FFFD",
     "save the document again as UTF-8"),
    (re.compile("(?<![ÂÃÅâ])(?<!â.)[\x80-\x84\x86-\x9f]"), bool, "control characters for letters",
     "open the original in its own encoding, save it as UTF-8"),
    (_OTHER_TABLE, bool, "signs of another encoding for letters",
     "open the original as Mac Roman or DOS (850), save it as UTF-8"),
    (GARBLED, bool, "UTF-8 that was read as Latin-1", "open the original as UTF-8, save it again"),
    (_DETACHED, _is_detached, "accents beside their letters", "put the accented letters in place"),
)  # fmt: skip


def damage(text: str) -> str:
    """What shows that letters were lost before the text came here, in one line; "" for nothing.

    Replacement characters (U+FFFD); control characters (U+0080 to U+009F), which letters of a Mac
    or DOS encoding become when read as Latin-1; signs (*santŽ*, *pr‚vu*) that they become when read
    as Windows-1252; UTF-8 that was read in another encoding (*Ã©*);
    accents that stand beside their letter (*´e*), as some PDF files give them.
    """
    found = []
    for pattern, genuine, what, mend in _DAMAGES:
        places = [match for match in pattern.finditer(text) if genuine(match)]
        if places:
            start, end = places[0].span()
            around = " ".join(text[max(0, start - _SHOWN) : end + _SHOWN].split())
            times = "" if len(places) == 1 else f", {len(places)} places"
            line = text.count("\n", 0, start) + 1
            found.append(f"line {line}: {what} (“…{one_line(around)}…”{times}): {mend}")
    return "; ".join(found)
