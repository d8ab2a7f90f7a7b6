"""Style sheets without the rules that no page of the book can use.

A rule stays when every class that one of its selectors names occurs, as a word, in a page or in
a script: a script may put any class that it names on an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")
NESTING = ("@media", "@supports", "@layer", "@container")


def words_of(folder: Path) -> set[str]:
    """Return every word of the pages and scripts below a folder."""
    found: set[str] = set()
    for pattern in ("*.html", "*.js"):
        for path in folder.rglob(pattern):
            found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def lean(style: str, known: set[str]) -> str:
    """Return a style sheet without the rules whose classes are not among the known words."""
    kept = []
    for head, body in rules(re.sub(r"/\*(?!!).*?\*/", "", style, flags=re.DOTALL)):
        if body is None:
            kept.append(head)
        elif head.lstrip().startswith(NESTING):
            inner = lean(body, known)
            if inner.strip():
                kept.append(f"{head}{{{inner}}}")
        elif head.lstrip().startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            selectors = [one for one in split(head) if usable(one, known)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def usable(selector: str, known: set[str]) -> bool:
    """Tell whether an element could match; what stands in `:not()` and the like is not asked."""
    plain = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)", "", selector)
    return all(name.replace("\\", "") in known for name in CLASS.findall(plain))


def split(head: str) -> list[str]:
    """Return the selectors of a rule: commas inside brackets do not part them."""
    return re.split(r",(?![^(]*\))(?![^\[]*\])", head)


def rules(style: str) -> Iterator[tuple[str, str | None]]:
    """Yield each rule as its head and its body; a statement such as `@charset` has no body."""
    start = place = 0
    while place < len(style):
        letter = style[place]
        if letter in "\"'":
            place = after_string(style, place)
        elif letter == ";":
            yield style[start : place + 1], None
            start = place = place + 1
        elif letter == "{":
            end = closing(style, place)
            yield style[start:place], style[place + 1 : end]
            start = place = end + 1
        else:
            place += 1


def closing(style: str, place: int) -> int:
    """Return where the brace that opens at a place is closed."""
    depth = 0
    while place < len(style):
        letter = style[place]
        if letter in "\"'":
            place = after_string(style, place)
            continue
        depth += (letter == "{") - (letter == "}")
        if not depth:
            return place
        place += 1
    raise ValueError("a brace in a style sheet is never closed")


def after_string(style: str, place: int) -> int:
    """Return the place after the string that begins at a place."""
    quote, place = style[place], place + 1
    while place < len(style) and style[place] != quote:
        place += 2 if style[place] == "\\" else 1
    return place + 1
