"""The text of a PDF file: lines by their place on the page, in reading order, without furniture."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, groupby, pairwise, product, takewhile
from statistics import median
from types import SimpleNamespace as Word
from typing import Any

from themeshift import UserError
from themeshift.text.joining import Line, paragraphs
from themeshift.text.marks import CALL, POWER
from themeshift.text.passages import LeftOut
from themeshift.text.words import count_words

MOST_PAGES = 400
#: Most bytes of drawing on a page; a page full of text has a twentieth of it.
MOST_DRAWING = 8_000_000
#: Most drawn bullets that are looked for on a page.
MOST_BULLETS = 300
#: Where running heads and feet may stand: this part of the page's height from either edge.
_MARGIN = 0.16
#: Part of the pages that a line opens or closes, so that it is head or foot whatever its blank.
_NEARLY_ALL = 0.8
# In letter sizes: columns are so far apart, and the cells of a table; words that touch are one.
_GUTTER, _CELLS, _TOUCHING = 0.9, 2.5, 0.12
#: Footnotes and running heads are this much smaller than the body, calls of notes than their line.
_SMALL, _RAISED = 0.92, 0.8
_BOLD = re.compile("bold|black|heavy", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[-–—|• ]*(?:(?:page|p\.) ?\d{1,4}|\d{1,3})(?: ?(?:/|sur|of|\|) ?\d{1,4})?[-–—|• ]*$"
    r"|[ivxlc]{1,6}$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\(?\[?(?:\d{1,3}|[*†‡]{1,3}|[⁰¹²³⁴-⁹]+|[a-z]\))[\])]?\.?(?: |(?=[^\W\d_]))")


def extract(content: bytes) -> tuple[list[str], list[LeftOut]]:
    """Paragraphs of a PDF, and what was left out.

    Raises UserError for more pages or characters than a contract has.
    """
    import pdfplumber

    pages: list[list[Line]] = []
    turned: list[str] = []
    with pdfplumber.open(io.BytesIO(content)) as document:
        if len(document.pages) > MOST_PAGES:
            raise UserError(f"{len(document.pages):,} pages found, at most {MOST_PAGES} expected")
        for number, page in enumerate(document.pages, start=1):
            streams = map(pdfplumber.utils.resolve, page.page_obj.contents)
            if sum(len(stream.get_data()) for stream in streams) > MOST_DRAWING:
                raise UserError(f"page {number} holds more than a page of text: leave it out")
            words, aside = _words(page)
            pages.append(_lines(words, number, float(page.height)))
            turned.append(aside)
            page.close()  # what pdfplumber keeps of a page is large
    lines = [line for page in pages for line in page]
    body = _usual_size(lines) if lines else 10.0
    _leave_heads_and_feet(pages, body)
    left_out = []
    for number, (page, aside) in enumerate(zip(pages, turned, strict=True), start=1):
        _leave_footnotes([line for line in page if not line.reason], body)
        parts = [(aside, "text set on its side")] if aside else []
        for line in page:
            parts += [(line.text, line.reason)] if line.reason else []
            parts += [(call, "note call") for call in line.calls]
        left_out += [LeftOut(f"page {number}", text, count_words(text), why) for text, why in parts]
    return paragraphs([line for line in lines if not line.reason]), left_out


# --- lines of a page -------------------------------------------------------------------------


def _words(page: Any) -> tuple[list[Word], str]:
    """Words of a page with what pdfplumber says of them, and the text that does not stand upright.

    Places (x0, x1, top, bottom) are in points from the upper left corner.
    """
    given = ["size", "fontname", "upright"]
    found = page.extract_words(x_tolerance_ratio=0.18, extra_attrs=given)
    words = [Word(**word | {"size": round(word["size"], 1)}) for word in found if word["upright"]]
    words += [*_bullets((*page.curves, *page.rects), words)]
    return words, " ".join(word["text"] for word in found if not word["upright"])


def _bullets(shapes: Iterable[Any], words: Sequence[Word]) -> Iterator[Word]:
    """Small discs, circles and squares with text behind and none before: browsers draw bullets so."""
    small = [
        each
        for each in shapes
        if 1.5 < each["width"] < 9 and abs(each["width"] - each["height"]) < 1
    ]
    for shape in small[:MOST_BULLETS]:
        x0, x1, middle = shape["x0"], shape["x1"], (shape["top"] + shape["bottom"]) / 2
        row = [word for word in words if word.top < middle < word.bottom]
        behind = [word for word in row if 0 <= word.x0 - x1 <= 30]
        if behind and not any(x0 - word.size < word.x1 <= x1 for word in row):
            first = min(behind, key=lambda word: word.x0)
            yield Word(**vars(first) | {"text": "•", "x0": x0, "x1": x1})


def _lines(words: Sequence[Word], page: int, height: float) -> list[Line]:
    """The lines of a page in reading order: down each column, then the next.

    A line that reaches over both columns ends them; what follows is read after both.
    """
    rows = _rows(words)
    gutter = _gutter(rows)
    parts = [(0, row) for row in rows if gutter is None or _is_across(row, gutter)]
    if gutter is not None:
        rest = [word for row in rows if not _is_across(row, gutter) for word in row]
        # the lines of two columns need not stand at the same height: rows are made anew
        parts += [(1, row) for row in _rows([word for word in rest if word.x1 <= gutter])]
        parts += [(2, row) for row in _rows([word for word in rest if word.x0 >= gutter])]
    read = [_line(row, page, height, column) for column, row in parts]
    lines = sorted(read, key=lambda line: (line.top, line.x0))
    found: list[Line] = []
    for _, part in groupby(lines, key=lambda line: line.column == 0):
        found += sorted(part, key=lambda line: line.column)
    return found


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


def _usual_size(parts: Iterable[Word | Line]) -> float:
    """The size of most letters."""
    letters: Counter[float] = Counter()
    for part in parts:
        letters[part.size] += len(part.text)
    return max(letters, key=lambda size: (letters[size], size))


def _line(row: Sequence[Word], page: int, height: float, column: int) -> Line:
    """A line from its words; raised figures behind a word are calls of notes and go."""
    size = _usual_size(row)
    upper = min(word.top for word in row if word.size == size)
    text, end = "", 0.0
    kept: list[Word] = []
    calls: list[str] = []
    for word in row:
        touching = word.x0 - end < _TOUCHING * size
        end = word.x1
        raised = word.size <= _RAISED * size and word.top <= upper + 0.35 * size
        if kept and raised and CALL.match(word.text) and not POWER.search(kept[-1].text):
            calls.append(word.text)
            continue
        text += word.text if touching or not kept else f" {word.text}"
        kept.append(word)
    place = (kept[0].x0, max(word.x1 for word in kept), upper, max(word.bottom for word in kept))
    bold = all(_BOLD.search(word.fontname) for word in kept)
    first_word = kept[0].x1 - kept[0].x0
    cells = 1 + sum(b.x0 - a.x1 > _CELLS * size for a, b in pairwise(kept))
    return Line(text, page, height, column, *place, size, bold, first_word, cells, tuple(calls))


# --- columns ---------------------------------------------------------------------------------


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """The middle of the blank between two columns of text; None where there is one column.

    It is the place near the middle of the page that most rows leave blank with text (not the
    figures of a table) on both sides: four rows or more, as many as cross it, of two words and more
    on either side, those on the right flush.
    """
    left = min((row[0].x0 for row in rows), default=0)
    width = max((row[-1].x1 for row in rows), default=0) - left
    best, most = None, -1
    for x in range(int(left + 0.25 * width), int(left + 0.75 * width), 2):
        clear = [row for row in rows if not any(w.x0 - 2 < x < w.x1 + 2 for w in row)]
        sides = [([w for w in row if w.x1 < x], [w for w in row if w.x0 > x]) for row in clear]
        sides = [(a, b) for a, b in sides if a and b]
        score = len(sides) - (len(rows) - len(clear))
        if len(sides) < 4 or score <= most:
            continue
        fewest = min(median(len(side[n]) for side in sides) for n in (0, 1))
        gap = median((b[0].x0 - a[-1].x1) / b[0].size for a, b in sides)
        starts = Counter(round(b[0].x0) for _, b in sides)
        if fewest > 2 and gap >= _GUTTER and max(starts.values()) >= 0.5 * len(sides):
            best, most = float(x), score
    return best


def _is_across(row: Sequence[Word], gutter: float) -> bool:
    """Whether a row is one line over both columns."""
    left = [word for word in row if word.x1 <= gutter]
    right = [word for word in row if word.x0 >= gutter]
    if len(left) + len(right) < len(row):
        return True
    return bool(left and right) and right[0].x0 - left[-1].x1 < _GUTTER * _usual_size(row)


# --- running heads and feet, footnotes -------------------------------------------------------


def _edge(line: Line) -> str:
    """What a line may be by its place: a running head, a running foot, or "" for neither."""
    if line.bottom <= _MARGIN * line.height:
        return "running head"
    return "running foot" if line.top >= (1 - _MARGIN) * line.height else ""


def _leave_heads_and_feet(pages: Sequence[Sequence[Line]], body: float) -> None:
    """Give running heads, feet and page numbers their reason.

    They are the outermost rows of a page, near its edge: page numbers by their form; and, where
    hardly any other page has text, what opens or closes nearly all pages, what is smaller than the
    body, and blocks, parted from the text by a blank or their size, that come again elsewhere.
    What is as large as the body and ends as a sentence or opens a list comes again as text.
    """
    times: Counter[tuple[str, str]] = Counter()
    for page in pages:
        times.update({(_edge(line), _masked(line)) for line in page})

    def again(line: Line) -> int:
        """The number of pages that a line stands on, 0 for one or for a sentence."""
        number = times[_edge(line), _masked(line)]
        sentence = line.size > _SMALL * body and line.text.endswith((".", ":", ";", "!", "?"))
        return 0 if number < 2 or sentence else number

    text_at: Counter[int] = Counter()  # pages by distance from the upper edge
    for page in pages[1:]:  # a cover may have its title where the other pages have their head
        for line in page:
            large = line.size > _SMALL * body and not again(line)
            if _edge(line) and large and not _PAGE_NUMBER.match(line.text):
                text_at.update(range(int(line.top), int(line.bottom)))

    for page, edge in product(pages, ("running head", "running foot")):
        lines = rest = sorted(
            page, key=lambda line: line.top if edge == "running head" else -line.bottom
        )
        while rest and _edge(rest[0]) == edge:
            outer = rest[0]
            middle = (outer.top + outer.bottom) / 2
            row = [line for line in rest if line.top < middle < line.bottom]
            small = outer.size <= _SMALL * body and not _NOTE.match(outer.text)
            always = outer is lines[0] and again(outer) >= _NEARLY_ALL * len(pages)
            recurs = always or small or all(map(again, _block(rest, body)))
            if not any(_PAGE_NUMBER.match(line.text) for line in row) and (
                not recurs or text_at[int(middle)] > 0.1 * len(pages)
            ):
                break
            for line in row:
                line.reason = "page number" if _PAGE_NUMBER.match(line.text) else edge
            rest = [line for line in rest if not line.reason]


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _block(lines: Sequence[Line], body: float) -> Sequence[Line]:
    """The first of the lines and those that follow close to it in the same size."""
    for number, (a, b) in enumerate(pairwise(lines), start=1):
        if b.size != a.size or max(b.top - a.bottom, a.top - b.bottom) >= body:
            return lines[:number]
    return lines


def _leave_footnotes(lines: Sequence[Line], body: float) -> None:
    """Give footnotes their reason: small lines that end a column, from the first mark on."""
    for column in range(3):
        upwards = [line for line in reversed(lines) if line.column == column]
        small = list(takewhile(lambda line: line.size <= _SMALL * body, upwards))
        notes = list(dropwhile(lambda line: not _NOTE.match(line.text), reversed(small)))
        for line in notes if notes and notes[0].top > 0.4 * notes[0].height else ():
            line.reason = "footnote"
