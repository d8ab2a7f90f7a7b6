"""Join the lines of a page as it was set into paragraphs and list items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from themeshift.text import lexicon, marks
from themeshift.text.layout import Line
from themeshift.text.normalise import normalise

_STOPPED = re.compile(r"[.!?…:;][»\"”')\]\s]*$")
_GOES_ON = re.compile(
    r"(?:['’-]|(?:^| )(?:et|ou|de|du|des|la|le|les|un|une|à|au|aux|en|par|avec|pour|sur|dans|que"
    r"|qui|dont|ce|cette|ces|leur|leurs|son|sa|ses))$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"©|(?:(?:Annexe|Article|Chapitre|Partie|Titre|Axe|Projet|Action|Volet)"
    r"|(?:ANNEXE|ARTICLE|CHAPITRE|PARTIE|TITRE|AXE|PROJET|ACTION|VOLET))"
    r"(?: (?:n° ?)?(?:\d{1,2}|[IVXL]{1,5}|[A-Z]))? ?[:–—] "
)
_PERSON = re.compile(r"(?:MM?\.|Mmes?|Mlles?|Dre?|Pre?) [^\W\d_]")
_EXPLAINED = re.compile(r"[A-Z][A-Z\d&-]+ ?[:=–—] ")
_HYPHENS = ("-", "\u2010", "\u2011")
_SOFT = "\u00ad"
_LAST = re.compile(r"([^\W\d_]+)$")
_FIRST = re.compile(r"[^\W\d_]+")
#: A gap wider than this many usual gaps begins a paragraph.
_APART = 1.35


def paragraphs(lines: Sequence[Line], body: float) -> Iterator[str]:
    """Paragraphs and list items of the lines of all pages, in reading order.

    A paragraph begins at a list marker, a numbered heading, a change of size or weight, a wider gap
    than between its lines, an indent, and between lines that each open with a person's title or
    explain an abbreviation; and where the line before had room for the first word of this one, if
    it ends with a stop or a capital follows. It goes on overleaf and in the next column where no
    stop ends the line and no capital follows. body: the size of most letters.
    """
    lines = _bullets_joined(lines)
    if not lines:
        return
    texts = [normalise(line.text) + (_SOFT if line.text.endswith(_SOFT) else "") for line in lines]
    kept = [(line, text) for line, text in zip(lines, texts, strict=True) if text]
    lines, texts = [line for line, _ in kept], [text for _, text in kept]
    vocabulary = _vocabulary(texts)
    markers = marks.markers(texts)
    right = _right_edges(lines)
    leading = _leading(lines)
    paragraph = texts[0]
    item = markers[0] is not None
    for number in range(1, len(lines)):
        before, line = lines[number - 1], lines[number]
        marker = markers[number]
        if marker and not _is_wrapped(
            before, line, texts[number - 1], texts[number], right, leading
        ):
            begins = True
        else:
            marker = None
            begins = _begins(
                before, line, texts[number - 1], texts[number], paragraph, right, leading, item
            ) or (
                number + 1 < len(lines)
                and _STOPPED.search(texts[number - 1]) is not None
                and _stands_alone(line, lines[number + 1], texts[number], texts[number + 1], right)
            )
        if begins:
            yield paragraph
            paragraph, item = texts[number], marker is not None
        else:
            paragraph = joined(paragraph, texts[number], vocabulary)
    yield paragraph


def _bullets_joined(lines: Sequence[Line]) -> list[Line]:
    """A bullet that stands alone belongs to the line below or beside it."""
    found: list[Line] = []
    for line in lines:
        if found and found[-1].page == line.page and _is_lone_bullet(found[-1].text):
            bullet = found.pop()
            line = Line(
                f"{bullet.text} {line.text}",
                *(getattr(line, name) for name in ("page", "column")),
                bullet.x0,
                *(getattr(line, name) for name in ("x1", "top", "bottom", "size", "bold")),
                line.first_word,
                line.cells,
                line.calls,
            )
        found.append(line)
    return found


def _is_lone_bullet(text: str) -> bool:
    return len(text) < 5 and marks.markers([f"{text} x"])[0] is not None


def _right_edges(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """How far lines reach on each page and column: the margin of full lines."""
    reach: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        reach[line.page, line.column].append(line.x1)
    whole: defaultdict[int, list[float]] = defaultdict(list)
    for (_, column), ends in reach.items():
        whole[column] += ends
    return {
        (page, column): max(max(ends), sorted(whole[column])[int(0.9 * len(whole[column]))])
        for (page, column), ends in reach.items()
    }


def _leading(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance between the tops of two lines of a paragraph, by size of letters."""
    gaps: defaultdict[float, list[float]] = defaultdict(list)
    for before, line in pairwise(lines):
        gap = line.top - before.top
        if before.size == line.size and 0 < gap < 3 * line.size:
            gaps[line.size].append(round(gap, 1))
    return {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}


def _gap(before: Line, line: Line, leading: dict[float, float]) -> float | None:
    """The distance of two lines, in usual distances; None across pages and columns."""
    if (before.page, before.column) != (line.page, line.column) or line.top <= before.top:
        return None
    usual = leading.get(line.size, 1.3 * line.size)
    return (line.top - before.top) / min(usual, 1.9 * line.size)


def _is_wrapped(
    before: Line,
    line: Line,
    text_before: str,
    text: str,
    right: dict[tuple[int, int], float],
    leading: dict[float, float],
) -> bool:
    """Whether what looks like a marker merely begins a line that goes on: *… chapitre / 12. Les*."""
    if text.startswith("»") and text_before.count("«") > text_before.count("»"):
        return True
    if not (text[0].isalnum() or text[0] in "-–—>»("):
        return False  # a bullet
    gap = _gap(before, line, leading)
    return (
        (gap is None or gap < _APART)
        and not _STOPPED.search(text_before)
        and not text_before.endswith(",")
        and not _has_room(before, line, right)
    )


def _begins(
    before: Line,
    line: Line,
    text_before: str,
    text: str,
    paragraph: str,
    right: dict[tuple[int, int], float],
    leading: dict[float, float],
    item: bool,
) -> bool:
    """Whether a line without a marker begins a paragraph."""
    stopped = _STOPPED.search(text_before) is not None
    first = next((c for c in text if c.isalnum()), "")
    anew = first.isupper() or first.isdigit()
    gap = _gap(before, line, leading)
    if marks.is_contents(text_before) or max(before.cells, line.cells) > 1:
        return True
    if marks.is_section(text) and (anew and (stopped or not _GOES_ON.search(text_before))):
        return True
    if _PART.match(text) and not _GOES_ON.search(text_before):
        return True
    if abs(before.size - line.size) > 0.6 or (before.bold != line.bold and anew):
        return True
    if _PERSON.match(text) and _PERSON.match(text_before):
        return not _GOES_ON.search(text_before)
    if _EXPLAINED.match(text) and _EXPLAINED.match(paragraph):
        return True
    if gap is None:
        if not stopped:
            return anew and not _GOES_ON.search(text_before) and _has_room(before, line, right)
        return anew and (_has_room(before, line, right) or text_before.endswith((":", ";")))
    if gap > _APART:
        return True
    indent = line.x0 - before.x0
    if not item and indent > 0.7 * line.size and anew and stopped:
        return True
    if item and indent < -0.7 * line.size and anew and stopped:
        return True
    if not stopped and _GOES_ON.search(text_before):
        return False
    if not _has_room(before, line, right):
        return False
    if stopped and anew:
        return True
    width = right[before.page, before.column] - before.x0
    return (stopped or anew) and before.x1 - before.x0 < 0.85 * width


def _stands_alone(
    line: Line, after: Line, text: str, text_after: str, right: dict[tuple[int, int], float]
) -> bool:
    """Whether a line is a heading that nothing sets off: short, without stop, another after it."""
    first = next((c for c in text_after if c.isalnum()), "")
    return (
        text[0].isupper()
        and (first.isupper() or first.isdigit())
        and not _STOPPED.search(text)
        and not _GOES_ON.search(text)
        and _has_room(line, after, right)
    )


def _has_room(before: Line, line: Line, right: dict[tuple[int, int], float]) -> bool:
    """Whether the first word of a line would still have stood on the line before."""
    reach = before.x1 + 0.3 * before.size + line.first_word
    return reach < right[before.page, before.column] - 0.3 * before.size


# --- hyphens ---------------------------------------------------------------------------------


def _vocabulary(texts: Sequence[str]) -> frozenset[str]:
    """Words that stand inside the lines, hyphens and all, in lower case."""
    words: set[str] = set()
    for text in texts:
        inside = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())
        words.update(inside[1:-1])
    return frozenset(words)


def joined(paragraph: str, line: str, vocabulary: frozenset[str] = frozenset()) -> str:
    """A paragraph and the line that goes on with it.

    A hyphen at the end goes where the joined form is a known word: one of the lexicon, or one that
    stands elsewhere in the text. Else it was typed and stays, without a blank. A soft hyphen goes.
    """
    if paragraph.endswith(_SOFT):
        return paragraph[:-1] + line
    if not paragraph.endswith(_HYPHENS) or paragraph[-2:-1] in ("", " "):
        return f"{paragraph} {line}"
    last, first = _LAST.search(paragraph[:-1]), _FIRST.match(line)
    if last and first and first[0][0].islower():
        whole = f"{last[1]}{first[0]}".lower()
        typed = f"{last[1]}-{first[0]}".lower()
        alone = paragraph[: last.start()][-1:] != "-"  # c'est-à-/dire has a hyphen already
        if alone and typed not in vocabulary and (lexicon.is_known(whole) or whole in vocabulary):
            return paragraph[:-1] + line
    return f"{paragraph[:-1]}-{line}"
