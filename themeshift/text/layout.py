"""Lines of a page from the places of its words, and the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

#: Columns are this many letter sizes apart, at least.
_GUTTER = 0.9
#: What a drawn bullet is read as; its size is 0.
BULLET = "•"
#: A drawn bullet stands at most this many points before its text.
_BULLET_GAP = 30
#: A blank of this many letter sizes parts the cells of a table.
_CELLS = 2.0
_TOUCHING = 0.12
_RAISED = 0.8
_CALL = re.compile(r"[(\[]?(?:\d{1,3}(?:[,;–-]\d{1,3})*|\*{1,3}|[†‡])[)\]]?$")
#: Text in columns has at least as many rows with text on both sides, and words a row and side.
_FEWEST_ROWS = 4
_FEWEST_WORDS = 2.5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page: its place in points from the upper left corner, and its size."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or the part of it that stands in a column.

    column: 1 or 2 in two columns, else 0. first_word: how wide its first word is. cells: parts with
    wide blanks between, as in a table. calls: raised figures that called notes, which are no part
    of the text.
    """

    text: str
    page: int
    column: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    first_word: float
    cells: int = 1
    calls: tuple[str, ...] = ()


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """The lines of a page from top to bottom, those in columns parted."""
    rows = _rows(words)
    gutter = _gutter(rows)
    if gutter is None:
        parts = [(0, row) for row in rows]
    else:
        parts = [(0, row) for row in rows if _is_across(row, gutter)]
        rest = [word for row in rows if not _is_across(row, gutter) for word in row]
        # the lines of two columns need not stand at the same height: rows are made anew
        parts += [(1, row) for row in _rows([word for word in rest if word.x1 <= gutter])]
        parts += [(2, row) for row in _rows([word for word in rest if word.x0 >= gutter])]
    read = [(column, _without_shapes(row)) for column, row in parts]
    lines = [_line(row, page, column) for column, row in read if row]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def _is_across(row: Sequence[Word], gutter: float) -> bool:
    """Whether a row is one line over both columns."""
    left = [word for word in row if word.x1 <= gutter]
    right = [word for word in row if word.x0 >= gutter]
    if len(left) + len(right) < len(row):
        return True
    return bool(left and right) and right[0].x0 - left[-1].x1 < _GUTTER * _usual(row)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line of the page, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        for row in reversed(rows[-4:]):
            top, bottom = row[0].top, row[0].bottom
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared > 0.5 * min(bottom - top, word.bottom - word.top):
                row.append(word)
                if word.size > row[0].size:  # the row is as high as its largest word
                    row.insert(0, row.pop())
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: row[0].top)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _without_shapes(row: Sequence[Word]) -> list[Word]:
    """A row without drawn shapes that are no bullets: these have text close behind, none before."""
    kept: list[Word] = []
    for number, word in enumerate(row):
        if not word.size:
            before = row[number - 1] if number else None
            behind = row[number + 1] if number + 1 < len(row) else None
            if behind is None or not behind.size or behind.x0 - word.x1 > _BULLET_GAP:
                continue
            if before is not None and word.x0 - before.x1 < behind.size:
                continue
        kept.append(word)
    return kept


def _line(row: Sequence[Word], page: int, column: int) -> Line:
    """A line from its words; raised figures behind a word are calls of notes and go."""
    size = _usual(row)
    text, calls = "", []
    kept: list[Word] = []
    end = 0.0
    for word in row:
        before = kept[-1] if kept else None
        touching = before is not None and before.size and word.x0 - end < _TOUCHING * size
        end = word.x1
        raised = word.size <= _RAISED * size and word.top <= _top(row, size) + 0.35 * size
        if before is not None and raised and _CALL.match(word.text) and not _power(before.text):
            calls.append(word.text)
            continue
        text += word.text if touching or not text else f" {word.text}"
        kept.append(word)
    kept = kept or list(row)
    return Line(
        text or " ".join(word.text for word in row),
        page,
        column,
        kept[0].x0,
        max(word.x1 for word in kept),
        min(word.top for word in kept if word.size == size) if _has(kept, size) else kept[0].top,
        max(word.bottom for word in kept),
        size,
        all(word.bold for word in kept if word.size),
        kept[0].x1 - kept[0].x0,
        1 + sum(b.x0 - a.x1 > _CELLS * size for a, b in pairwise(kept) if a.size),
        tuple(calls),
    )


def _has(words: Sequence[Word], size: float) -> bool:
    return any(word.size == size for word in words)


def _usual(row: Sequence[Word]) -> float:
    """The size of most letters of a row."""
    letters: dict[float, int] = {}
    for word in row:
        letters[word.size] = letters.get(word.size, 0) + len(word.text)
    return max(letters, key=lambda size: (letters[size], size))


def _top(row: Sequence[Word], size: float) -> float:
    return min((word.top for word in row if word.size == size), default=row[0].top)


def _power(before: str) -> bool:
    """Whether a raised figure behind these letters is a power: m², 10³, CO₂."""
    return re.search(r"(?:^|[^\w])(?:[ckdhµ]?m|x|10|CO|NO)$", before) is not None


# --- columns ---------------------------------------------------------------------------------


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """The middle of the blank between two columns of text; None where there is one column.

    Rows are cut at their widest gap near the middle of the page. Where several rows share a gap
    and both sides hold text (not the figures of a table), it is a gutter.
    """
    words = [word for row in rows for word in row]
    if len(words) < 20:
        return None
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    size = median(word.size for word in words)
    best: tuple[int, float] | None = None
    for x in range(int(left + 0.25 * (right - left)), int(left + 0.75 * (right - left)), 2):
        both = [
            row
            for row in rows
            if row[0].x0 < x < row[-1].x1 and not any(w.x0 - 2 < x < w.x1 + 2 for w in row)
        ]
        crossed = sum(any(w.x0 - 2 < x < w.x1 + 2 for w in row) for row in rows)
        if len(both) < _FEWEST_ROWS or crossed > len(both):
            continue
        sides = [([w for w in row if w.x1 < x], [w for w in row if w.x0 > x]) for row in both]
        gaps = [b[0].x0 - a[-1].x1 for a, b in sides]
        if min(median(len(a) for a, _ in sides), median(len(b) for _, b in sides)) < _FEWEST_WORDS:
            continue
        if median(gaps) < _GUTTER * size or not _flush([b[0].x0 for _, b in sides]):
            continue
        score = len(both) - crossed
        if best is None or score > best[0]:
            best = (score, float(x))
    return best[1] if best else None


def _flush(starts: Sequence[float]) -> bool:
    """Whether most rows of the right side begin below each other."""
    common = max(starts, key=lambda x: sum(abs(x - other) < 3 for other in starts))
    return sum(abs(common - other) < 3 for other in starts) >= 0.5 * len(starts)


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines in the order in which they are read: down each column, then the next.

    A line that reaches over both columns ends them; what follows is read after both.
    """
    ordered: list[Line] = []
    columns: dict[int, list[Line]] = {1: [], 2: []}
    for line in lines:
        if line.column:
            columns[line.column].append(line)
            continue
        ordered += columns[1] + columns[2] + [line]
        columns = {1: [], 2: []}
    return ordered + columns[1] + columns[2]
