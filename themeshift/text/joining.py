"""Join the lines of a page as it was set into paragraphs and list items."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from themeshift.text import marks
from themeshift.text.normalise import normalise
from themeshift.text.words import is_known

_STOPPED = re.compile(r"[.!?…:;][»\"”')\]\s]*$")
_GOES_ON = re.compile(
    r"(?:['’-]|\b(?:et|ou|de|du|des|la|le|les|un|une|à|au|aux|en|par|avec|pour|sur|dans|que"
    r"|qui|dont|ce|cette|ces|leur|leurs|son|sa|ses))$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:MM?\.|Mmes?|Mlles?|Dre?|Pre?) [^\W\d_]")
_SOFT = "\u00ad"
#: A gap wider than this many usual gaps begins a paragraph.
_APART = 1.35


@dataclass(slots=True)
class Line:
    """A line of a page, or the part of it that stands in a column; lengths in points.

    column: 1 or 2 in two columns, else 0. height: that of the page. first_word: how wide its first
    word is. cells: parts with wide blanks between, as in a table. calls: raised figures that called
    notes, which are no part of the text. reason: why the line is no text; "" where it is.
    """

    text: str
    page: int
    height: float
    column: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    first_word: float
    cells: int
    calls: tuple[str, ...]
    reason: str = ""


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Paragraphs and list items of the lines of all pages, in reading order."""
    lines = _readable(lines)
    texts = [line.text for line in lines]
    vocabulary: set[str] = set()  # the words inside the lines, hyphens and all, in lower case
    for text in texts:
        vocabulary.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())[1:-1])
    setting, marked = _Setting(lines), marks.markers(texts)
    found: list[str] = []
    item = False
    for place, line in enumerate(lines):
        marker = marked[place] is not None
        if not place or setting.begins(lines[place - 1], line, marker, item):
            found.append(line.text)
            item = marker
        else:
            found[-1] = joined(found[-1], line.text, vocabulary)
    return found


def _readable(lines: Sequence[Line]) -> list[Line]:
    """Lines with their texts normalised; a bullet alone belongs to the line below or beside it."""
    found: list[Line] = []
    for line in lines:
        text = normalise(line.text) + (_SOFT if line.text.endswith(_SOFT) else "")
        line = replace(line, text=text)
        before = found[-1] if found and found[-1].page == line.page else None
        if before and len(before.text) < 5 and marks.markers([f"{before.text} x"])[0]:
            line = replace(line, text=f"{found.pop().text} {text}", x0=before.x0)
        if text:
            found.append(line)
    return found


class _Setting:
    """How a text is set: where full lines end, how far the lines of a paragraph stand apart."""

    def __init__(self, lines: Sequence[Line]) -> None:
        ends: defaultdict[int, list[float]] = defaultdict(list)
        gaps: defaultdict[float, list[float]] = defaultdict(list)
        for line in lines:
            ends[line.column].append(line.x1)
        for before, line in pairwise(lines):
            if before.size == line.size and 0 < line.top - before.top < 3 * line.size:
                gaps[line.size].append(round(line.top - before.top, 1))
        self._right = {column: sorted(x1)[int(0.9 * len(x1))] for column, x1 in ends.items()}
        self._leading = {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}

    def begins(self, before: Line, line: Line, marker: bool, item: bool) -> bool:
        """Whether a line begins a paragraph; `item`: whether the one before it is a list item.

        It does at a list marker, at a change of size or weight, behind a gap wider than between
        lines, and where either is a row of a table. Unless the line before ends with a word that
        wants another, it does at a numbered heading, where both open with a person's title, at an
        indent, and where the line before had room for the first word of this one, if it ends with
        a stop or a capital follows. The same holds overleaf and in the next column.
        """
        gap, indent, right = 1.0, 0.0, self._right[before.column]
        if (before.page, before.column) == (line.page, line.column) and line.top > before.top:
            usual = self._leading.get(line.size, 1.3 * line.size)
            gap = (line.top - before.top) / min(usual, 1.9 * line.size)
            indent = (line.x0 - before.x0) * (-1 if item else 1)
        stopped = _STOPPED.search(before.text) is not None
        first = next((c for c in line.text if c.isalnum()), "")
        anew = first.isupper() or first.isdigit()
        room = before.x1 + 0.6 * before.size + line.first_word < right
        if marker:  # but a number or dash may merely go on: *chapitre / 12. Les*
            bullet = not (line.text[0].isalnum() or line.text[0] in "-–—>»(")
            return bullet or stopped or room or gap > _APART or before.text.endswith(",")
        set_anew = abs(before.size - line.size) > 0.6 or (before.bold != line.bold and anew)
        in_table = marks.LEADERS.search(before.text) or max(before.cells, line.cells) > 1
        if gap > _APART or set_anew or in_table:
            return True
        if not stopped and _GOES_ON.search(before.text):
            return False
        persons = _PERSON.match(before.text) and _PERSON.match(line.text)
        if persons or (anew and marks.SECTION.match(line.text)):
            return True
        short = before.x1 - before.x0 < 0.85 * (right - before.x0)
        if stopped and anew:
            return room or indent > 0.7 * line.size
        return room and short and (stopped or anew)


def joined(paragraph: str, line: str, vocabulary: Collection[str] = ()) -> str:
    """A paragraph and the line that goes on with it.

    A hyphen at the end goes where the joined form is a known word: one of the lexicon, or one that
    stands elsewhere in the text. Else it was typed and stays, without a blank. A soft hyphen goes.
    """
    if paragraph.endswith(_SOFT):
        return paragraph[:-1] + line
    if not re.search(r"\S[-\u2010\u2011]$", paragraph):
        return f"{paragraph} {line}"
    # c'est-à-/dire has a hyphen already
    last, first = re.search(r"(?<!-)\b[^\W\d_]+$", paragraph[:-1]), re.match(r"[^\W\d_]+", line)
    if last and first and first[0][0].islower():
        whole, typed = f"{last[0]}{first[0]}".lower(), f"{last[0]}-{first[0]}".lower()
        if typed not in vocabulary and (is_known(whole) or whole in vocabulary):
            return paragraph[:-1] + line
    return f"{paragraph[:-1]}-{line}"
