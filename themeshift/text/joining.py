"""Join the lines of a page as it was set into paragraphs and list items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from themeshift.text import marks
from themeshift.text.normalise import normalise
from themeshift.text.words import is_known

_STOPPED = re.compile(r"[.!?…:;][»\"”')\]\s]*$")
_GOES_ON = re.compile(
    r"(?:['’-]|(?:^| )(?:et|ou|de|du|des|la|le|les|un|une|à|au|aux|en|par|avec|pour|sur|dans|que"
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
    notes, which are no part of the text. reason: why it is no text.
    """

    text: str
    page: int
    column: int
    x0: float
    x1: float
    top: float
    bottom: float
    height: float
    size: float
    bold: bool
    first_word: float
    cells: int
    calls: tuple[str, ...]
    reason: str = ""

    @property
    def is_upper(self):
        return self.top < self.height / 2

    def is_near_edge(self, margin):
        return self.bottom <= margin * self.height or self.top >= (1 - margin) * self.height


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Paragraphs and list items of the lines of all pages, in reading order.

    A paragraph begins at a list marker, a numbered heading, a change of size or weight, a wider gap
    than between its lines, an indent, and between lines that each open with a person's title; and
    where the line before had room for the first word of this one, if it ends with a stop or a
    capital follows. It goes on overleaf and in the next column where no stop ends the line and no
    capital follows.
    """
    lines = _readable(lines)
    setting = _Setting(lines)
    words = _vocabulary(lines)
    marked = marks.markers([line.text for line in lines])
    paragraph, item = "", False
    for number, line in enumerate(lines):
        before, after = lines[max(0, number - 1)], lines[min(number + 1, len(lines) - 1)]
        marker = marked[number] is not None and not setting.is_wrapped(before, line)
        if number and not marker and not setting.begins(before, line, after, item):
            paragraph = joined(paragraph, line.text, words)
            continue
        if number:
            yield paragraph
        paragraph, item = line.text, marker
    if lines:
        yield paragraph


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
        self._right: defaultdict[tuple[int, int], float] = defaultdict(float)
        gaps: defaultdict[float, list[float]] = defaultdict(list)
        for line in lines:
            ends[line.column].append(line.x1)
        full = {column: sorted(x1)[int(0.9 * len(x1))] for column, x1 in ends.items()}
        for line in lines:
            place = line.page, line.column
            self._right[place] = max(self._right[place], line.x1, full[line.column])
        for before, line in pairwise(lines):
            gap = line.top - before.top
            if before.size == line.size and 0 < gap < 3 * line.size:
                gaps[line.size].append(round(gap, 1))
        self._leading = {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}

    def _gap(self, before: Line, line: Line) -> float | None:
        """The distance of two lines, in usual distances; None across pages and columns."""
        if (before.page, before.column) != (line.page, line.column) or line.top <= before.top:
            return None
        usual = self._leading.get(line.size, 1.3 * line.size)
        return (line.top - before.top) / min(usual, 1.9 * line.size)

    def _has_room(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line would still have stood on the line before."""
        reach = before.x1 + 0.6 * before.size + line.first_word
        return reach < self._right[before.page, before.column]

    def is_wrapped(self, before: Line, line: Line) -> bool:
        """Whether what looks like a marker merely begins a line that goes on: *chapitre / 12. Les*."""
        text = before.text
        if line.text.startswith("»") and text.count("«") > text.count("»"):
            return True
        if not (line.text[0].isalnum() or line.text[0] in "-–—>»("):
            return False  # a bullet
        stopped = _STOPPED.search(text) or text.endswith(",")
        gap = self._gap(before, line)
        close = gap is None or gap < _APART
        return line is not before and close and not stopped and not self._has_room(before, line)

    def begins(self, before: Line, line: Line, after: Line, item: bool) -> bool:
        """Whether a line without a marker begins a paragraph."""
        stopped = _STOPPED.search(before.text) is not None
        goes_on = not stopped and _GOES_ON.search(before.text) is not None
        anew = _opens(line)
        gap = self._gap(before, line)
        if marks.is_contents(before.text) or max(before.cells, line.cells) > 1:
            return True
        # a heading that nothing sets off: short, without stop, another paragraph after it
        ended = _STOPPED.search(line.text) or _GOES_ON.search(line.text)
        short = after is not line and self._has_room(line, after)
        if stopped and short and line.text[0].isupper() and _opens(after) and not ended:
            return True
        if anew and marks.is_section(line.text) and not goes_on:
            return True
        if abs(before.size - line.size) > 0.6 or (before.bold != line.bold and anew):
            return True
        if _PERSON.match(line.text) and _PERSON.match(before.text):
            return not goes_on
        room = self._has_room(before, line)
        if gap is None:
            ended = before.text.endswith((":", ";")) if stopped else False
            return anew and not goes_on and (room or ended)
        if gap > _APART:
            return True
        indent = (line.x0 - before.x0) * (-1 if item else 1)
        if indent > 0.7 * line.size and anew and stopped:
            return True
        if room and not goes_on:
            width = self._right[before.page, before.column] - before.x0
            if (stopped and anew) or ((stopped or anew) and before.x1 - before.x0 < 0.85 * width):
                return True
        return False


def _opens(line: Line) -> bool:
    """Whether the first letter or figure is a capital or a figure."""
    first = next((c for c in line.text if c.isalnum()), "")
    return first.isupper() or first.isdigit()


# --- hyphens ---------------------------------------------------------------------------------


def _vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    """Words that stand inside the lines, hyphens and all, in lower case."""
    words: set[str] = set()
    for line in lines:
        words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower())[1:-1])
    return frozenset(words)


def joined(paragraph: str, line: str, vocabulary: frozenset[str] = frozenset()) -> str:
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
