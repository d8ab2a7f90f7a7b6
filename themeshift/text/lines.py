"""What each line of a text is in its layout: title, heading, list item, paragraph, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from themeshift.text import marks
from themeshift.text.marks import HEADING_MARK
from themeshift.text.sentences import pieces
from themeshift.text.words import count_words, tokens

_TERMINAL = re.compile(r"[.!?…:;,][»\"”')\]\s]*$")
_HEADING_WORDS = 15
_SECTION_WORDS = 30
_TITLE_WORDS = 30
_STANDFIRST_SHARE = 0.75
_MEMBER_WORDS = 30
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
    most = _SECTION_WORDS if marks.is_section(line) else _HEADING_WORDS
    return not _TERMINAL.search(line) and count_words(line) <= most


def _is_title(line: str) -> bool:
    """Whether a first line is a title: no stop ends it, and it is no running text."""
    if _TERMINAL.search(line):
        return False
    words = count_words(line)
    return words <= _TITLE_WORDS and (words <= _HEADING_WORDS or len(pieces(line)) == 1)


def classify(lines: Sequence[str]) -> list[Line]:
    """The kind of each line; rules in `passages.segment`."""
    kinds: list[str] = []
    begins = [0] * len(lines)
    reasons = [""] * len(lines)
    markers = marks.markers(lines)
    first = True  # no line of text yet
    for number, line in enumerate(lines):
        mark, marker = HEADING_MARK.match(line), markers[number]
        reason = marks.furniture(line, lines[number - 1] if number else "")
        if mark and any(c.isalnum() for c in line):
            kind, begins[number] = ("title" if first else "heading"), mark.end()
        elif reason:
            kind, reasons[number] = "furniture", reason
        elif first and not marker and _is_title(line):
            kind = "title"
        elif marker:
            kind, begins[number] = "item", marker.end
        elif is_heading(line):
            kind = "heading"
        else:
            kind = "paragraph"
        first = first and kind == "furniture"
        kinds.append(kind)
    for number in _captions(lines, kinds):
        kinds[number], reasons[number] = "furniture", "a line that stands twice in a row"
    for number in marks.footnotes(lines):
        if kinds[number] not in ("furniture", "title"):
            kinds[number], reasons[number], begins[number] = "furniture", "footnote", 0
    for number in _numbered_headings(lines, kinds, markers):
        kinds[number], begins[number] = "heading", 0
    for number in _unmarked_items(lines, kinds):
        kinds[number] = "item"
    standfirst = _standfirst(lines, kinds)
    if standfirst is not None:
        kinds[standfirst] = "standfirst"
    return [Line(*parts) for parts in zip(kinds, begins, reasons, strict=True)]


def _captions(lines: Sequence[str], kinds: Sequence[str]) -> list[int]:
    """Headings that stand twice with nothing but furniture between: an image and its caption."""
    there = [n for n, kind in enumerate(kinds) if kind != "furniture"]
    twice = [
        (a, b)
        for a, b in pairwise(there)
        if kinds[a] == kinds[b] == "heading" and lines[a] == lines[b]
    ]
    return sorted({number for pair in twice for number in pair})


def _standfirst(lines: Sequence[str], kinds: Sequence[str]) -> int | None:
    """The first paragraph, where it is one quasi-sentence and most of its words come again."""
    body = [n for n, kind in enumerate(kinds) if kind in ("paragraph", "item")]
    if len(body) < 2 or kinds[body[0]] != "paragraph" or len(pieces(lines[body[0]])) != 1:
        return None
    words = _content_words(lines[body[0]])
    wanted = set(words)
    for number in body[1:]:
        if not wanted:
            break
        wanted.difference_update(_content_words(lines[number]))
    again = sum(word not in wanted for word in words)
    return body[0] if words and again >= _STANDFIRST_SHARE * len(words) else None


def _content_words(line: str) -> list[str]:
    return [token.lemma for token in tokens(line) if len(token.lemma) > 3]


def _numbered_headings(
    lines: Sequence[str], kinds: Sequence[str], markers: Sequence[marks.Marker | None]
) -> list[int]:
    """Which of the lines that open with a number and a full stop are headings: *3. Title*.

    A short line that no stop ends and that opens with a capital may be either, a heading or a list
    item. It goes with the number before it, where that is one of a heading or one of an item;
    otherwise it is a heading when it stands alone: no colon opens a list before it, and no list
    item stands next to it with the number before, or after it. Figures, capital letters and Roman
    numbers are counted apart.
    """
    there = [number for number, kind in enumerate(kinds) if kind != "furniture"]
    headings: list[int] = []
    last_heading: dict[str, int] = {}
    last_item: dict[str, int] = {}
    for place, number in enumerate(there):
        marker = markers[number] if kinds[number] == "item" else None
        if marker is None or marker.style not in marks.HEADING_STYLES:
            continue
        style, value, line = marker.style, marker.value, lines[number]
        letter = next((c for c in line[marker.end :] if c.isalpha()), "")
        may_be = is_heading(line) and letter.isupper() and 0 < place < len(there) - 1
        after_heading = value == last_heading.get(style, -1) + 1
        after_item = value == last_item.get(style, -1) + 1
        if may_be and value > 1 and after_heading != after_item:
            is_one = after_heading
        elif may_be:
            before, following = there[place - 1], there[place + 1]
            beside = markers[before]
            in_list = lines[before].endswith(":") or (
                beside is not None and beside.style == style and beside.value == value - 1
            )
            is_one = not in_list and kinds[following] != "item"
        else:
            is_one = False
        if is_one:
            headings.append(number)
            last_heading[style], last_item[style] = value, -1
        else:
            last_item[style] = value
    return headings


def _unmarked_items(lines: Sequence[str], kinds: Sequence[str]) -> list[int]:
    """Lines without a mark that are members of a list: they follow a line that a colon ends.

    Two or more in a row, each short and ended by no stop, or by a semicolon or comma. Where the
    line before says how many there are (*trois axes :*), no more are taken. A line that follows a
    semicolon or comma is the last member, whatever ends it.
    """
    there = [number for number, kind in enumerate(kinds) if kind != "furniture"]
    members: list[int] = []
    for place, number in enumerate(there):
        if kinds[number] not in ("paragraph", "item") or not lines[number].endswith(":"):
            continue
        said = _COUNT.search(lines[number].lower())
        most = (_NUMBERS.get(said[1]) or int(said[1])) if said else len(lines)
        run: list[int] = []
        goes_on = False
        for other in there[place + 1 :]:
            line = lines[other]
            if kinds[other] not in ("heading", "paragraph") or len(run) == most:
                break
            if HEADING_MARK.match(line) or marks.is_section(line) or line.endswith(":"):
                break
            parted = line.endswith((";", ",", "; et", ", et"))
            short = parted and count_words(line) <= _MEMBER_WORDS
            if not (short or goes_on or (kinds[other] == "heading" and is_heading(line))):
                break
            run.append(other)
            if goes_on and not parted:
                break
            goes_on = parted
        if len(run) > 1:
            members += run
    return members
