"""Cut a text into its passages (quasi-sentences) by rule, so that anyone gets the same.

The unit is the quasi-sentence of the Manifesto Project (Werner, Lacewell & Volkens, *Manifesto
Coding Instructions*, 5th ed., 2015), with one simplification: only full stops and semicolons cut,
never a comma.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from themeshift.text.lines import Line, classify
from themeshift.text.words import count_words, pieces

#: Kinds of passage that are coded and counted.
COUNTED = ("sentence", "item")
_CLAUSE = re.compile(
    r"(?:il|elle|ils|elles|on|nous|vous|je|cela|ce|celui-ci|celle-ci|mais|car|donc|toutefois|"
    r"cependant|puis|ainsi|enfin)\b|[cj]'",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[A-Z]{2,4}$|\([A-Z][\w./ ]{1,20}\)\.?$")


class Passage(NamedTuple):
    """A quasi-sentence: `start` and `end` are character offsets into the normalised text.

    `part_of` is the position of the passage that opens the sentence which this one goes on with,
    where semicolons part the members of an enumeration; 0 where it is a sentence of its own.
    `reason` says why a passage does not count; "" where it does.
    """

    paragraph: int
    position: int
    kind: str
    words: int
    start: int
    end: int
    part_of: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of a text or page that does not count: where it stood, what, why.

    `where` is the id of a passage, *page 3* of a PDF, or *page* for a web page.
    """

    where: str
    text: str
    words: int
    reason: str


def segment(text: str) -> list[Passage]:
    """Cut a normalised text into passages, in reading order, positions and paragraphs from 1.

    A paragraph is a line. Kinds, by rule:

    - `furniture`: date lines, author, credits, buttons, cookie and legal notices, page numbers,
      bare list numbers, lines without a letter or digit, short lines without full stop that stand
      twice in a row (image captions), lines of a table of contents (dots that lead to a page
      number), and footnotes;
    - `title`: the first line that is no furniture, when no full stop ends it and it is no running
      text: at most 15 words, or 30 in one sentence;
    - `heading`: a line that is marked with `# `; a line of at most 15 words (30 after a number such
      as 2.3) that no stop, colon, semicolon or comma ends; among them one that opens with a number
      and a full stop, when it stands alone;
    - `standfirst`: the first paragraph of running text, when it is one quasi-sentence and three
      quarters of its words of four letters or more come again in what follows;
    - `item`: the first quasi-sentence of a line that opens with a list marker of any kind, or that
      is one of several short lines behind a colon; what follows it on the line is `sentence`;
    - `lead-in`: the last quasi-sentence of a paragraph that is not an item, when a colon ends it
      and a list item follows;
    - `sentence`: every other quasi-sentence.
    """
    texts = text.split("\n") if text else []
    lines = classify(texts)
    there = [number for number, line in enumerate(lines) if line.kind != "furniture"]
    before_item = {a for a, b in pairwise(there) if lines[b].kind == "item"}
    passages: list[Passage] = []
    offset = 0
    for number, (line, layout) in enumerate(zip(texts, lines, strict=True)):
        first = len(passages)
        for kind, start, end in _cut(line, layout, number in before_item):
            words = count_words(line[start:end])
            other = "author" if kind == "furniture" else kind
            reason = "" if kind in COUNTED else layout.reason or other
            start, end = start + offset, end + offset
            goes_on = kind == "sentence" and len(passages) > first
            part_of = _goes_on(text, passages, start) if goes_on else 0
            place = (number + 1, len(passages) + 1, kind, words, start, end)
            passages.append(Passage(*place, part_of, reason))
        offset += len(line) + 1
    return passages


def _cut(line: str, layout: Line, opens_list: bool) -> list[tuple[str, int, int]]:
    """Kind and offsets within the line of the passages of a line."""
    whole = layout.kind in ("furniture", "title", "heading")
    spans = [] if whole else pieces(line, layout.begins)
    spans = spans or [(layout.begins, len(line))]
    kinds = ["sentence"] * len(spans)
    start, end = spans[-1]
    if opens_list and line.endswith(":") and end == len(line):
        kinds[-1] = "lead-in"
    elif len(spans) > 1 and _SIGNED.match(line, start) and line[start - 2] in '.!?»"':
        kinds[-1] = "furniture"
    if layout.kind != "paragraph":
        kinds[0] = layout.kind
    return [(kind, *span) for kind, span in zip(kinds, spans, strict=True)]


def _goes_on(text: str, passages: Sequence[Passage], start: int) -> int:
    """Position of the passage whose sentence goes on at `start`, behind a semicolon; else 0.

    A small letter or a figure goes on, but not with a clause of its own (*il prévoit*); a capital
    does where a colon announced the members.
    """
    before = passages[-1]
    if before.kind not in COUNTED or text[before.end - 1] != ";" or _CLAUSE.match(text, start):
        return 0
    head = passages[(before.part_of or before.position) - 1]
    announced = ":" in text[head.start : head.end]
    return head.position if announced or not text[start].isupper() else 0
