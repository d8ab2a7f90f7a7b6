"""The text of a PDF file: lines by their place on the page, in reading order, without furniture."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from statistics import median
from typing import Any, NamedTuple

from themeshift import UserError
from themeshift.text.joining import Line, paragraphs
from themeshift.text.marks import CALL, POWER
from themeshift.text.passages import LeftOut
from themeshift.text.words import count_words

MOST_PAGES = 400
#: Most bytes of drawing on a page; a page full of text has a twentieth of it.
MOST_DRAWING = 8_000_000
#: Where running heads and feet may stand: this part of the page's height from either edge.
_MARGIN = 0.16
#: Part of the pages that have a line at one height, so that it is head or foot whatever its blank.
_NEARLY_ALL = 0.8
# In letter sizes: columns are so far apart, and the cells of a table; words that touch are one; a
# head or foot is so far away from the text.
_GUTTER, _CELLS, _TOUCHING, _BLANK = 0.9, 2.0, 0.12, 0.9
#: Footnotes and running heads are this much smaller than the body, calls of notes than their line.
_SMALL, _RAISED = 0.92, 0.8
_BOLD = re.compile("bold|black|heavy", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[-–—|• ]*(?:(?:page|p\.) ?\d{1,4}|\d{1,3})(?: ?(?:/|sur|of|\|) ?\d{1,4})?[-–—|• ]*$"
    r"|[ivxlc]{1,6}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+ ){5,}\S+[.!?][»\"”')\]]*$")
_NOTE = re.compile(r"\(?\[?(?:\d{1,3}|[*†‡]{1,3}|[⁰¹²³⁴-⁹]+|[a-z]\))[\])]?\.?(?: |(?=[^\W\d_]))")


class Word(NamedTuple):
    """A word of a page: its place in points from the upper left corner, and its size.

    A drawn bullet has the size 0.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False


def extract(content: bytes, shown: str) -> tuple[list[str], list[LeftOut]]:
    """Paragraphs of a PDF, and what was left out.

    Raises UserError for more pages or characters than a contract has.
    """
    import pdfplumber

    left_out: list[LeftOut] = []

    def leave(page: int, text: str, reason: str) -> None:
        left_out.append(LeftOut(f"page {page}", text, count_words(text), reason))

    pages: list[list[Line]] = []
    heights: list[float] = []
    with pdfplumber.open(io.BytesIO(content)) as document:
        if len(document.pages) > MOST_PAGES:
            raise UserError(
                f"{shown}: {len(document.pages):,} pages found, at most {MOST_PAGES} expected"
            )
        for number, page in enumerate(document.pages, start=1):
            if sum(len(stream.get_data()) for stream in page.page_obj.contents) > MOST_DRAWING:
                raise UserError(
                    f"{shown}: page {number} holds more than a page of text: leave it out"
                )
            words, turned = _words(page)
            if turned:
                leave(number, turned, "text set on its side")
            pages.append(_lines(words, number))
            heights.append(float(page.height))
            page.close()  # what pdfplumber keeps of a page is large
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[line.size] += len(line.text)
    body = max(sizes, key=sizes.__getitem__, default=10.0)
    furniture = _running(pages, heights, body)
    kept: list[Line] = []
    for page, height in zip(pages, heights, strict=True):
        ordered = _reading_order([line for line in page if id(line) not in furniture])
        reasons = furniture | dict.fromkeys(_footnotes(ordered, body, height), "footnote")
        for line in page:
            if id(line) in reasons:
                leave(line.page, line.text, reasons[id(line)])
            for call in line.calls:
                leave(line.page, call, "note call")
        kept += [line for line in ordered if id(line) not in reasons]
    left_out.sort(key=lambda part: int(part.where.split()[1]))
    return list(paragraphs(kept)), left_out


# --- lines of a page -------------------------------------------------------------------------


def _words(page: Any) -> tuple[list[Word], str]:
    """Words of a page with their place and size, and what does not stand upright."""
    found = page.extract_words(x_tolerance_ratio=0.18, extra_attrs=["size", "fontname", "upright"])
    words = []
    for word in (word for word in found if word["upright"]):
        place = (word["x0"], word["x1"], word["top"], word["bottom"])
        bold = bool(_BOLD.search(word["fontname"]))
        words.append(Word(word["text"], *place, round(float(word["size"]), 1), bold))
    for shape in (*page.curves, *page.rects):  # browsers draw bullets as discs, circles, squares
        x0, x1, top, bottom = (shape[name] for name in ("x0", "x1", "top", "bottom"))
        if 1.5 < x1 - x0 < 9 and abs(x1 - x0 - (bottom - top)) < 1:
            words.append(Word("•", x0, x1, top, bottom, 0.0))
    return words, " ".join(word["text"] for word in found if not word["upright"])


def _lines(words: Sequence[Word], page: int) -> list[Line]:
    """The lines of a page from top to bottom, those in columns parted."""
    rows = _rows(words)
    gutter = _gutter(rows)
    parts = [(0, row) for row in rows if gutter is None or _is_across(row, gutter)]
    if gutter is not None:
        rest = [word for row in rows if not _is_across(row, gutter) for word in row]
        # the lines of two columns need not stand at the same height: rows are made anew
        parts += [(1, row) for row in _rows([word for word in rest if word.x1 <= gutter])]
        parts += [(2, row) for row in _rows([word for word in rest if word.x0 >= gutter])]
    read = [(column, _without_shapes(row)) for column, row in parts]
    lines = [_line(row, page, column) for column, row in read if row]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line of the page, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        for row in reversed(rows[-4:]):
            tallest = row[0]
            shared = min(tallest.bottom, word.bottom) - max(tallest.top, word.top)
            if shared > 0.5 * min(tallest.bottom - tallest.top, word.bottom - word.top):
                row.insert(0 if word.size > tallest.size else len(row), word)
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: row[0].top)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _without_shapes(row: Sequence[Word]) -> list[Word]:
    """A row without drawn shapes that are no bullets: these have text close behind, none before."""
    kept: list[Word] = []
    for number, (word, behind) in enumerate(zip_longest(row, row[1:])):
        close = behind is not None and behind.size and behind.x0 - word.x1 <= 30
        apart = close and (not number or word.x0 - row[number - 1].x1 >= behind.size)
        if word.size or apart:
            kept.append(word)
    return kept


def _usual(row: Sequence[Word]) -> float:
    """The size of most letters of a row."""
    letters: Counter[float] = Counter()
    for word in row:
        letters[word.size] += len(word.text)
    return max(letters, key=lambda size: (letters[size], size))


def _line(row: Sequence[Word], page: int, column: int) -> Line:
    """A line from its words; raised figures behind a word are calls of notes and go."""
    size = _usual(row)
    upper = min(word.top for word in row if word.size == size)
    text, calls = "", []
    kept: list[Word] = []
    end = 0.0
    for word in row:
        before = kept[-1] if kept else None
        touching = before is not None and before.size and word.x0 - end < _TOUCHING * size
        end = word.x1
        raised = word.size <= _RAISED * size and word.top <= upper + 0.35 * size
        if before and raised and CALL.match(word.text) and not POWER.search(before.text):
            calls.append(word.text)
            continue
        text += word.text if touching or not text else f" {word.text}"
        kept.append(word)
    x1, bottom = max(word.x1 for word in kept), max(word.bottom for word in kept)
    bold = all(word.bold for word in kept if word.size)
    first_word = kept[0].x1 - kept[0].x0
    cells = 1 + sum(b.x0 - a.x1 > _CELLS * size for a, b in pairwise(kept) if a.size)
    place = (page, column, kept[0].x0, x1, upper, bottom)
    return Line(text, *place, size, bold, first_word, cells, tuple(calls))


# --- columns ---------------------------------------------------------------------------------


def _is_across(row: Sequence[Word], gutter: float) -> bool:
    """Whether a row is one line over both columns."""
    left = [word for word in row if word.x1 <= gutter]
    right = [word for word in row if word.x0 >= gutter]
    if len(left) + len(right) < len(row):
        return True
    return bool(left and right) and right[0].x0 - left[-1].x1 < _GUTTER * _usual(row)


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """The middle of the blank between two columns of text; None where there is one column.

    It is the place near the middle of the page that most rows leave blank with text (not the
    figures of a table) on both sides: four rows or more, as many as cross it, of two words and more
    on either side, those on the right flush.
    """
    words = [word for row in rows for word in row]
    if len(words) < 20:
        return None
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    size = median(word.size for word in words)
    best, most = None, -1
    for x in range(int(left + 0.25 * (right - left)), int(left + 0.75 * (right - left)), 2):
        clear = [row for row in rows if not any(w.x0 - 2 < x < w.x1 + 2 for w in row)]
        sides = [([w for w in row if w.x1 < x], [w for w in row if w.x0 > x]) for row in clear]
        sides = [(a, b) for a, b in sides if a and b]
        score = len(sides) - (len(rows) - len(clear))
        if len(sides) < 4 or score <= most:
            continue
        fewest = min(median(len(side[n]) for side in sides) for n in (0, 1))
        starts = [b[0].x0 for _, b in sides]
        flush = max(sum(abs(x0 - other) < 3 for other in starts) for x0 in starts)
        gap = median(b[0].x0 - a[-1].x1 for a, b in sides)
        if fewest >= 2.5 and gap >= _GUTTER * size and flush >= 0.5 * len(starts):
            best, most = float(x), score
    return best


def _reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines in the order in which they are read: down each column, then the next.

    A line that reaches over both columns ends them; what follows is read after both.
    """
    part, order = 0, []
    for line in lines:
        part += line.column == 0
        order.append((part, line.column))
        part += line.column == 0
    return [lines[n] for n in sorted(range(len(lines)), key=lambda n: (order[n], n))]


# --- running heads and feet, footnotes -------------------------------------------------------


def _running(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], body: float
) -> dict[int, str]:
    """Running heads, feet and page numbers, by the identity of the line, with the reason.

    They are told by their place: near the edge of the page, apart from the text (but for what nearly
    all pages have there), in rows where no other page has its text. There, a page number is one by its form; another line is one where it
    comes again at the same height of another page, or is set smaller than the body, or stands where
    such lines stand on other pages. A sentence as large as the body never is one.
    """
    near: list[Line] = []
    for page, height in zip(pages, heights, strict=True):
        ends = _MARGIN * height, (1 - _MARGIN) * height
        near += [line for line in page if line.bottom <= ends[0] or line.top >= ends[1]]
    at: defaultdict[str, list[Line]] = defaultdict(list)
    for line in near:
        at[re.sub(r"\d+", "#", line.text.lower())].append(line)
    again = {
        id(line)
        for alike in at.values()
        for line in alike
        if any(other.page != line.page and abs(other.top - line.top) < 3 for other in alike)
    }
    # What opens or closes nearly all pages, with the same words at the same height, needs no blank.
    always = {
        id(line)
        for alike in at.values()
        for line in alike
        if len({o.page for o in alike if id(o) in again}) >= max(2, _NEARLY_ALL * len(pages))
        and not line.text.endswith((":", ".", ";", "!", "?"))
        and (
            all(o.top > line.top - 3 for o in pages[line.page - 1])
            or all(o.bottom < line.bottom + 3 for o in pages[line.page - 1])
        )
    }
    large = [line for line in near if line.size > _SMALL * body]
    texts = [o for o in large if id(o) not in again and not _PAGE_NUMBER.match(o.text)]
    blank = _blank(pages, body)
    found: dict[int, str] = {}
    for line in near:
        page, height = pages[line.page - 1], heights[line.page - 1]
        head, small = line.top < height / 2, line.size <= _SMALL * body
        text = not small and (_SENTENCE.search(line.text) or _is_inside(line, page, head, body))
        apart = id(line) in always or _is_apart(
            line, page, head, body, 0.5 * body if small else blank
        )
        if text or not apart:
            continue
        if _PAGE_NUMBER.match(line.text):
            found[id(line)] = "page number"
        elif id(line) in again or (
            small and not _NOTE.match(line.text) and _is_apart(line, page, head, body, body)
        ):
            # a cover may have its title where the other pages have their head
            others = {o.page for o in texts if _same_row(o, line)} - {line.page, 1}
            if len(others) <= 0.1 * len(pages):
                found[id(line)] = "running head" if head else "running foot"
    places = {(round(line.top), line.size): found[id(line)] for line in near if id(line) in found}
    for line in near:  # a head that one page alone has, or that stands closer to its text
        place = (round(line.top), line.size)
        if place in places and line.size < 1.05 * body and not _SENTENCE.search(line.text):
            found.setdefault(id(line), places[place])
    return found


def _same_row(a: Line, b: Line) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.3 * min(a.size, b.size)


def _is_apart(line: Line, page: Sequence[Line], head: bool, body: float, blank: float) -> bool:
    """Whether a line is parted from the text by a blank of that width.

    The lines between it and the edge, and those set close to it in its own size, go with it: for
    lines as large as the text, only where the blank is wider still.
    """
    small = line.size <= _SMALL * body
    inner = [o for o in page if (o.top > line.bottom - 1 if head else o.bottom < line.top + 1)]
    inner.sort(key=lambda other: other.top if head else -other.bottom)
    edge = line
    for other in inner:
        if (other.top - edge.bottom if head else edge.top - other.bottom) >= blank:
            return True
        if other.size != line.size or abs(other.top - line.top) > (4 if small else 1.6) * body:
            return False
        edge, blank = other, blank if small or edge is not line else 1.5 * blank
    return True


def _is_inside(line: Line, page: Sequence[Line], head: bool, body: float) -> bool:
    """Whether a line as large as the text stands further out, not close to this one."""
    outer = [o for o in page if (o.bottom < line.top + 1 if head else o.top > line.bottom - 1)]
    outer.sort(key=lambda other: -other.top if head else other.top)
    edge = line
    for other in outer:
        large = other.size > _SMALL * body and not _PAGE_NUMBER.match(other.text)
        if large and abs(other.top - edge.top) > 1.6 * body:
            return True
        edge = other
    return False


def _blank(pages: Sequence[Sequence[Line]], body: float) -> float:
    """The blank that parts a head or foot from the text: wider than between most paragraphs.

    The outermost lines of a page, which may be head and foot, do not count.
    """
    blanks = sorted(
        line.top - before.bottom
        for page in pages
        for before, line in pairwise(page[1:-1])
        if before.size == line.size == body and before.column == line.column
    )
    wide = [each for each in blanks if each > _BLANK / 2 * body]
    return max(_BLANK * body, 1.3 * wide[int(0.75 * len(wide))] if wide else 0)


def _footnotes(ordered: Sequence[Line], body: float, height: float) -> set[int]:
    """Lines at the foot of a page or column that are footnotes: small, the first with a mark."""
    found: set[int] = set()
    block: list[Line] = []
    for line, below in zip_longest(ordered, ordered[1:]):
        if line.size > _SMALL * body:
            block = []
        elif block or _NOTE.match(line.text):
            block.append(line)
        if below is None or below.top < line.top - 1:  # the end of a column
            if block and block[0].top > 0.4 * height:
                found.update(id(each) for each in block)
            block = []
    return found
