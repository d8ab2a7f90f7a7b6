"""What each line of a text is in its layout: title, heading, list item, paragraph, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from themeshift.text.marks import (
    ANNOUNCED,
    HEADING_MARK,
    Marker,
    footnotes,
    furniture,
    is_section,
    markers,
)
from themeshift.text.words import count_words, pieces, tokens

_TERMINAL = re.compile(r"[.!?…:;,][»\"”')\]\s]*$")
_HEADING_WORDS = 15
#: Most words of a title in one sentence, of a heading of the second level, of a list member.
_LONG_WORDS = 30
_STANDFIRST_SHARE = 0.75
_NUMBER_LIST = "deux trois quatre cinq six sept huit neuf dix onze douze"
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_LIST.split(), start=2)}
_COUNT = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\b(?!.*\b(?:{'|'.join(_NUMBERS)})\b)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a normalised text.

    `kind` is title, standfirst, heading, furniture, item or paragraph; `begins` is where its text
    begins, behind a list marker or heading mark; `reason` says what furniture it is.
    """

    kind: str
    begins: int = 0
    reason: str = ""


def is_heading(line: str) -> bool:
    """Whether a line is as short as a heading and no stop, colon, semicolon or comma ends it."""
    most = _LONG_WORDS if is_section(line) else _HEADING_WORDS
    return not _TERMINAL.search(line) and count_words(line) <= most


def _is_title(line: str) -> bool:
    """Whether a first line is a title: no stop ends it, and it is no running text."""
    long = count_words(line)
    one = long <= _HEADING_WORDS or (long <= _LONG_WORDS and len(pieces(line)) == 1)
    return one and not _TERMINAL.search(line)


def classify(lines: Sequence[str]) -> list[Line]:
    """The kind of each line; rules in `passages.segment`."""
    marked = markers(lines)
    found: list[Line] = []
    first = True  # no line of text yet
    for line, marker in zip(lines, marked, strict=True):
        mark = HEADING_MARK.match(line)
        announced = marker and marker.style in ANNOUNCED
        if mark and not announced and any(c.isalnum() for c in line):
            found.append(Line("title" if first else "heading", mark.end()))
        elif not announced and (reason := furniture(line)):
            found.append(Line("furniture", 0, reason))
        elif marker:
            found.append(Line("item", marker.end))
        elif first and _is_title(line):
            found.append(Line("title"))
        else:
            found.append(Line("heading" if is_heading(line) else "paragraph"))
        first = first and found[-1].kind == "furniture"
    for number in _captions(lines, found):
        found[number] = Line("furniture", 0, "a line that stands twice in a row")
    for number in footnotes(lines):
        if found[number].kind not in ("furniture", "title"):
            found[number] = Line("furniture", 0, "footnote")
    for number in _numbered_headings(lines, found, marked):
        found[number] = Line("heading")
    for number in _unmarked_items(lines, found):
        found[number] = Line("item", found[number].begins)
    for number in _standfirst(lines, found):
        found[number] = Line("standfirst")
    return found


def _there(found: Sequence[Line]) -> list[int]:
    """Numbers of the lines that are no furniture."""
    return [number for number, line in enumerate(found) if line.kind != "furniture"]


def _captions(lines: Sequence[str], found: Sequence[Line]) -> set[int]:
    """Headings that stand twice with nothing but furniture between: an image and its caption."""
    pairs = [(a, b) for a, b in pairwise(_there(found)) if lines[a] == lines[b]]
    return {n for pair in pairs for n in pair if {found[m].kind for m in pair} == {"heading"}}


def _standfirst(lines: Sequence[str], found: Sequence[Line]) -> list[int]:
    """The first paragraph, where it is one quasi-sentence and most of its words come again."""
    first, *later = [n for n, each in enumerate(found) if each.kind in ("paragraph", "item")] or [0]
    if not later or found[first].kind != "paragraph" or len(pieces(lines[first])) != 1:
        return []
    words = _content_words(lines[first])
    again = {word for number in later for word in _content_words(lines[number])}
    share = sum(word in again for word in words) / max(1, len(words))
    return [first] if share >= _STANDFIRST_SHARE else []


def _content_words(line: str) -> list[str]:
    return [token.lemma for token in tokens(line) if len(token.lemma) > 3]


def _numbered_headings(
    lines: Sequence[str], found: Sequence[Line], marked: Sequence[Marker | None]
) -> list[int]:
    """Which of the lines that open with a number and a full stop are headings: *3. Title*.

    A short line that no stop ends and that opens with a capital may be either, a heading or a list
    item. It goes with the number before it, where that is one of a heading or one of an item;
    otherwise it is a heading when it stands alone: no colon opens a list before it, and no list
    item stands next to it with the number before, or after it. Figures, capital letters and Roman
    numbers are counted apart.
    """
    there = _there(found)
    headings: list[int] = []
    last: dict[tuple[str, str], int] = {}  # number of the last one by style and kind
    for place, number in enumerate(there):
        marker, line = marked[number], lines[number]
        if found[number].kind != "item" or not marker or marker.style not in ("1.", "A.", "I."):
            continue
        style, before = marker.style, marker.value - 1
        kind = "item"
        letter = next((c for c in line[marker.end :] if c.isalpha()), "")
        if is_heading(line) and letter.isupper() and 0 < place < len(there) - 1:
            after = [k for k in ("heading", "item") if last.get((style, k)) == before > 0]
            above, below = there[place - 1], there[place + 1]
            next_to = marked[above] and marked[above][:2] == (style, before)
            listed = next_to or lines[above].endswith(":") or found[below].kind == "item"
            kind = after[0] if len(after) == 1 else "item" if listed else "heading"
        last[style, kind] = marker.value
        if kind == "heading":
            headings.append(number)
    return headings


def _unmarked_items(lines: Sequence[str], found: Sequence[Line]) -> list[int]:
    """Lines without a mark that are members of a list: they follow a line that a colon ends.

    Two or more in a row, each short and ended by no stop, or by a semicolon or comma. Where the
    line before says how many there are (*trois axes :*), no more are taken. A line that follows a
    semicolon or comma is the last member, whatever ends it.
    """
    there = _there(found)
    members: list[int] = []
    for place, number in enumerate(there):
        if found[number].kind not in ("paragraph", "item") or not lines[number].endswith(":"):
            continue
        said = _COUNT.search(lines[number].lower())
        most = (_NUMBERS.get(said[1]) or int(said[1])) if said else len(lines)
        run: list[int] = []
        parted = False
        for other in there[place + 1 : place + 1 + most]:
            line, kind, last = lines[other], found[other].kind, parted
            parted = line.endswith((";", ",", "; et", ", et"))
            short = kind == "heading" or (parted and count_words(line) <= _LONG_WORDS)
            plain = kind in ("heading", "paragraph") and not found[other].begins
            if not plain or is_section(line) or line.endswith(":") or not (short or last):
                break
            run.append(other)
            if last and not parted:
                break
        members += run if len(run) > 1 else []
    return members
