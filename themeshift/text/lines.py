"""What each line of a text is in its layout: title, heading, list item, paragraph, furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from themeshift.text import marks
from themeshift.text.marks import Marker
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


def is_heading(line: str, first: bool = False) -> bool:
    """Whether a line is as short as a heading and no stop, colon, semicolon or comma ends it.

    A `first` line, the title, may be longer where it is one sentence, others behind a number.
    """
    may_be_long = len(pieces(line)) == 1 if first else marks.SECTION.match(line)
    most = _LONG_WORDS if may_be_long else _HEADING_WORDS
    return not _TERMINAL.search(line) and count_words(line) <= most


def classify(lines: Sequence[str]) -> list[Line]:
    """The kind of each line; rules in `passages.segment`."""
    marked = marks.markers(lines)
    reasons = _furniture(lines, marked)
    body = [number for number, reason in enumerate(reasons) if not reason]
    kinds = iter(_kinds([lines[n] for n in body], [marked[n] for n in body]))
    return [Line("furniture", reason=reason) if reason else next(kinds) for reason in reasons]


def _furniture(lines: Sequence[str], marked: Sequence[Marker | None]) -> list[str]:
    """What makes each line furniture; "" for a line of text."""
    listed = [marker is not None and marker.style in marks.ANNOUNCED for marker in marked]
    reasons = [
        "" if item else marks.furniture(line) for line, item in zip(lines, listed, strict=True)
    ]
    body = [number for number, reason in enumerate(reasons) if not reason]
    for a, b in pairwise(body[1:]):  # an image and its caption
        if lines[a] == lines[b] and is_heading(lines[a]) and not marked[a]:
            reasons[a] = reasons[b] = "a line that stands twice in a row"
    for number in marks.footnotes(lines):
        reasons[number] = reasons[number] or "footnote"
    return reasons


def _kinds(lines: Sequence[str], marked: Sequence[Marker | None]) -> list[Line]:
    """The kinds of the lines that are no furniture."""
    found: list[Line] = []
    for number, (line, marker) in enumerate(zip(lines, marked, strict=True)):
        heading = "heading" if number else "title"
        if marker:
            found.append(Line("item", marker.end))
        elif mark := marks.HEADING_MARK.match(line):
            found.append(Line(heading, mark.end()))
        else:
            found.append(Line(heading if is_heading(line, number == 0) else "paragraph"))
    _numbered_headings(lines, marked, found)
    _unmarked_items(lines, found)
    _standfirst(lines, found)
    return found


def _standfirst(lines: Sequence[str], found: list[Line]) -> None:
    """Make the first paragraph one, if it is one quasi-sentence and most of its words come again."""
    first, *later = [n for n, each in enumerate(found) if each.kind in ("paragraph", "item")] or [0]
    if not later or found[first].kind != "paragraph" or len(pieces(lines[first])) != 1:
        return
    words = _content_words(lines[first])
    again = {word for number in later for word in _content_words(lines[number])}
    if sum(word in again for word in words) >= _STANDFIRST_SHARE * max(1, len(words)):
        found[first] = Line("standfirst")


def _content_words(line: str) -> list[str]:
    return [token.lemma for token in tokens(line) if len(token.lemma) > 3]


def _numbered_headings(
    lines: Sequence[str], marked: Sequence[Marker | None], found: list[Line]
) -> None:
    """Make headings of some lines that open with a number and a full stop: *3. Title*.

    A short line that no stop ends and that opens with a capital may be either, a heading or a list
    item. It goes with the number before it, where that is one of a heading or one of an item;
    otherwise it is a heading when it stands alone: no colon opens a list before it, and no list
    item stands next to it with the number before, or after it. Figures, capital letters and Roman
    numbers are counted apart.
    """
    last: dict[tuple[str, str], int] = {}  # number of the last one by style and kind
    for number, (line, marker) in enumerate(zip(lines, marked, strict=True)):
        if marker is None or marker.style not in ("1.", "A.", "I."):
            continue
        style, before = marker.style, marker.value - 1
        kind = "item"
        letter = next((c for c in line[marker.end :] if c.isalpha()), "")
        if is_heading(line) and letter.isupper() and 0 < number < len(lines) - 1:
            after = [k for k in ("heading", "item") if last.get((style, k)) == before > 0]
            above, below = marked[number - 1], found[number + 1]
            next_to = above and above[:2] == (style, before)
            listed = next_to or lines[number - 1].endswith(":") or below.kind == "item"
            kind = after[0] if len(after) == 1 else "item" if listed else "heading"
        last[style, kind] = marker.value
        if kind == "heading":
            found[number] = Line("heading")


def _unmarked_items(lines: Sequence[str], found: list[Line]) -> None:
    """Make items of lines without a mark that follow a line which a colon ends.

    Two or more in a row, each short and ended by no stop, or by a semicolon or comma. Where the
    line before says how many there are (*trois axes :*), no more are taken. A line that follows a
    semicolon or comma is the last member, whatever ends it.
    """
    for number, line in enumerate(lines):
        if found[number].kind not in ("paragraph", "item") or not line.endswith(":"):
            continue
        said = _COUNT.search(line.lower())
        most = (_NUMBERS.get(said[1]) or int(said[1])) if said else len(lines)
        parted, end = False, number + 1
        while end < min(len(lines), number + 1 + most):
            member, kind, last = lines[end], found[end].kind, parted
            parted = member.endswith((";", ",", "; et", ", et"))
            short = kind == "heading" or (parted and count_words(member) <= _LONG_WORDS)
            plain = kind in ("heading", "paragraph") and not found[end].begins
            heads = marks.SECTION.match(member) or member.endswith(":")
            if heads or not plain or not (short or last):
                break
            end += 1
            if last and not parted:
                break
        if end > number + 2:
            found[number + 1 : end] = [Line("item")] * (end - number - 1)
