"""The text of a PDF file: lines by their place on the page, in reading order, without furniture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from themeshift import UserError
from themeshift.text.joining import paragraphs
from themeshift.text.layout import BULLET, Line, Word, lines_of, reading_order
from themeshift.text.leftout import LeftOut
from themeshift.text.words import count_words

MOST_PAGES = 400
#: Most bytes of drawing on a page; a page full of text has a twentieth of it.
MOST_DRAWING = 8_000_000
MOST_CHARACTERS = 3_000_000
#: Where running heads and feet may stand: this part of the page's height from either edge.
_MARGIN = 0.16
#: Letters this much smaller than those of the body are small: footnotes, running heads.
_SMALL = 0.92
_PAGE_NUMBER = re.compile(
    r"[-–—|• ]*(?:(?:page|p\.) ?\d{1,4}|\d{1,3})(?: ?(?:/|sur|of|\|) ?\d{1,4})?[-–—|• ]*$"
    r"|[ivxlc]{1,6}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+ ){5,}\S+[.!?][»\"”')\]]*$")
#: A head or foot is this many letter sizes of the body away from the text, at least.
_BLANK = 0.9
_NOTE = re.compile(r"\(?\[?(?:\d{1,3}|[*†‡]{1,3}|[⁰¹²³⁴-⁹]+|[a-z]\))[\])]?\.?(?: |(?=[^\W\d_]))")


def extract(document: Any, shown: str) -> tuple[list[str], list[LeftOut]]:
    """Paragraphs of an open PDF (as pdfplumber opens it), and what was left out.

    Raises UserError for more pages or characters than a contract has.
    """
    if len(document.pages) > MOST_PAGES:
        raise UserError(
            f"{shown}: {len(document.pages):,} pages found, at most {MOST_PAGES} expected"
        )
    left_out: list[LeftOut] = []
    pages: list[list[Line]] = []
    heights: list[float] = []
    characters = 0
    for number, page in enumerate(document.pages, start=1):
        if sum(len(stream.get_data()) for stream in page.page_obj.contents) > MOST_DRAWING:
            raise UserError(f"{shown}: page {number} holds more than a page of text: leave it out")
        words, rotated = _words(page)
        characters += sum(len(word.text) for word in words)
        if characters > MOST_CHARACTERS:
            raise UserError(
                f"{shown}: more than {MOST_CHARACTERS:,} characters found: keep the text alone"
            )
        if rotated:
            left_out.append(_left_out(number, " ".join(rotated), "text set on its side"))
        pages.append(lines_of(words, number))
        heights.append(float(page.height))
        page.close()  # what pdfplumber keeps of a page is large
    body = _body_size(pages)
    furniture = _running(pages, heights, body)
    kept: list[Line] = []
    for page_lines, height in zip(pages, heights, strict=True):
        rest = []
        for line in page_lines:
            reason = furniture.get(id(line))
            if reason:
                left_out.append(_left_out(line.page, line.text, reason))
            else:
                rest.append(line)
        ordered = reading_order(rest)
        notes = _footnotes(ordered, body, height)
        for line in ordered:
            if id(line) in notes:
                left_out.append(_left_out(line.page, line.text, "footnote"))
            else:
                kept.append(line)
            for call in line.calls:
                left_out.append(_left_out(line.page, call, "note call"))
    left_out.sort(key=lambda part: int(part.where.split()[1]))
    return list(paragraphs(kept, body)), left_out


def _left_out(page: int, text: str, reason: str) -> LeftOut:
    return LeftOut(f"page {page}", text, count_words(text), reason)


def _words(page: Any) -> tuple[list[Word], list[str]]:
    """Words of a page with their place and size, and those that do not stand upright."""
    found = page.extract_words(
        x_tolerance_ratio=0.18,
        keep_blank_chars=False,
        extra_attrs=["size", "fontname", "upright"],
    )
    words, rotated = [], []
    for word in found:
        text = word["text"]
        if not word["upright"]:
            rotated.append(text)
            continue
        words.append(
            Word(
                text,
                word["x0"],
                word["x1"],
                word["top"],
                word["bottom"],
                round(float(word["size"]), 1),
                bool(re.search("bold|black|heavy", word["fontname"], re.IGNORECASE)),
            )
        )
    return words + _drawn_bullets(page), rotated


def _drawn_bullets(page: Any) -> list[Word]:
    """Bullets that are no letters: browsers draw them as small discs, circles and squares."""
    found = []
    for shape in [*page.curves, *page.rects]:
        width, height = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
        if 1.5 < width < 9 and abs(width - height) < 1:
            found.append(
                Word(BULLET, shape["x0"], shape["x1"], shape["top"], shape["bottom"], 0.0, False)
            )
    return found


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size in which most letters are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


# --- running heads and feet ------------------------------------------------------------------


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _running(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], body: float
) -> dict[int, str]:
    """Running heads, feet and page numbers, by the identity of the line, with the reason.

    They are told by their place: near the edge of the page, apart from the text, in rows where no
    other page has its text. There, a page number is one by its form; another line is one where it
    comes again at the same height of another page, or is set smaller than the body, or stands where
    such lines stand on other pages. A sentence as large as the body never is one.
    """
    near: list[Line] = []
    for page, height in zip(pages, heights, strict=True):
        near += [
            line
            for line in page
            if line.bottom <= _MARGIN * height or line.top >= (1 - _MARGIN) * height
        ]
    at: defaultdict[str, list[Line]] = defaultdict(list)
    for line in near:
        at[_key(line)].append(line)

    def again(line: Line) -> bool:
        return any(
            other.page != line.page and abs(other.top - line.top) < 3 for other in at[_key(line)]
        )

    texts = [
        line
        for line in near
        if line.size > _SMALL * body and not _PAGE_NUMBER.match(line.text) and not again(line)
    ]
    blank = _blank(pages, body)
    found: dict[int, str] = {}
    for line in near:
        if line.size > _SMALL * body and _SENTENCE.search(line.text):
            continue
        page, height = pages[line.page - 1], heights[line.page - 1]
        if not _is_apart(line, page, height, body, blank, 0.5 * body):
            continue
        if _PAGE_NUMBER.match(line.text):
            found[id(line)] = "page number"
        elif _NOTE.match(line.text) and not again(line):
            continue
        elif again(line) or (
            line.size <= _SMALL * body and _is_apart(line, page, height, body, blank, body)
        ):
            # a cover may have its title where the other pages have their head
            others = {t.page for t in texts if _same_rows(t, line)} - {line.page, 1}
            if len(others) <= 0.1 * len(pages):
                found[id(line)] = _end(line, heights)
    places = {(round(line.top), line.size) for line in near if id(line) in found}
    for line in near:  # a head that one page alone has
        alike = id(line) not in found and (round(line.top), line.size) in places
        if alike and line.size < 1.05 * body and not _SENTENCE.search(line.text):
            found[id(line)] = _end(line, heights)
    return found


def _same_rows(a: Line, b: Line) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.3 * min(a.size, b.size)


def _end(line: Line, heights: Sequence[float]) -> str:
    return "running head" if line.top < heights[line.page - 1] / 2 else "running foot"


def _is_apart(
    line: Line,
    page: Sequence[Line],
    height: float,
    body: float,
    blank: float,
    small_blank: float,
) -> bool:
    """Whether a line is parted from the text by a wider blank than two paragraphs of the text.

    The lines between it and the edge, and those set close to it in its own size, go with it: for
    lines as large as the text, only where the blank is wider still. blank, small_blank: how wide
    it is at least, for lines as large as the text and for smaller ones.
    """
    head = line.top < height / 2
    inner = sorted(
        (o for o in page if (o.top > line.bottom - 1 if head else o.bottom < line.top + 1)),
        key=lambda o: o.top if head else -o.bottom,
    )
    small = line.size <= _SMALL * body
    needed = small_blank if small else blank
    edge = line
    for other in inner:
        found = other.top - edge.bottom if head else edge.top - other.bottom
        if found >= needed:
            return True
        if other.size != line.size or abs(other.top - line.top) > (4 if small else 1.6) * body:
            return False
        edge = other
        needed = needed if small else 1.5 * blank
    return True


def _blank(pages: Sequence[Sequence[Line]], body: float) -> float:
    """The blank that parts a head or foot from the text: wider than between most paragraphs."""
    blanks = sorted(
        line.top - before.bottom
        for page in pages
        for before, line in pairwise(page)
        if before.size == line.size == body and before.column == line.column
    )
    wide = [each for each in blanks if each > _BLANK / 2 * body]
    return max(_BLANK * body, 1.3 * wide[int(0.75 * len(wide))] if wide else 0)


def _footnotes(ordered: Sequence[Line], body: float, height: float) -> set[int]:
    """Lines at the foot of a page or column that are footnotes: small, the first with a mark."""
    found: set[int] = set()
    for column in _columns(ordered):
        block: list[Line] = []
        for line in reversed(column):
            if line.size > _SMALL * body:
                break
            block.insert(0, line)
        while block and not _NOTE.match(block[0].text):
            block.pop(0)
        if block and block[0].top > 0.4 * height:
            found.update(id(line) for line in block)
    return found


def _columns(ordered: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines that go down the page."""
    run: list[Line] = []
    for line in ordered:
        if run and line.top < run[-1].top - 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run
