"""Of which parts is a generated page made? Small functions that return MyST."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from themeshift.markup import escape

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_ANGLES = str.maketrans("<>", "‹›")


def page(blocks: Iterable[str]) -> str:
    """The blocks of a page, parted by empty lines; empty ones left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def anchored(anchor: str, block: str) -> str:
    """A block with a target above it."""
    return f"({checked(anchor)})=\n{block}"


def marked(anchor: str, text: str) -> str:
    """A run of text that is a target."""
    return f"[{escape(text)}]{{#{checked(anchor)}}}"


def checked(anchor: str) -> str:
    """An anchor without its #. Raises ValueError on what could not be one."""
    anchor = anchor.removeprefix("#")
    if not _ID.fullmatch(anchor):
        raise ValueError(f"anchor is {anchor!r}, expected lower case, digits and hyphens")
    return anchor


def heading(text: str, level: int = 1, anchor: str | None = None) -> str:
    """A heading, with a target above it where an anchor is given."""
    # Titles come out a second time where nothing escapes them: the theme prints a page's for
    # paper, and the search shows those of sections as they stand in its index.
    text = text.translate(_ANGLES)
    line = f"{'#' * level} {escape(text)}"
    return anchored(anchor, line) if anchor else line


def bullets(items: Iterable[str]) -> str:
    """A list; empty items are left out."""
    return "\n".join(f"- {item}" for item in items if item)


def definitions(entries: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Terms, each with one or several definitions; all of them MyST already."""
    blocks = []
    for term, said in entries:
        blocks += [f"{term}\n" + "\n\n".join(f": {definition}" for definition in said)]
    return "\n\n".join(blocks)


def inner(items: Sequence[str]) -> str:
    """A list that is part of a definition; nothing where there are no items."""
    return "\n\n  " + bullets(items).replace("\n", "\n  ") if items else ""


def labelled(label: str, said: str) -> str:
    """**Label:** what is said; nothing where nothing is."""
    return f"**{escape(label)}:** {said}" if said else ""


def folded(title: str, body: str) -> str:
    """A block that opens on demand."""
    return f":::{{dropdown}} {escape(title)}\n{body}\n:::"


def sentence(text: str) -> str:
    """Text with a full stop."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def capital(text: str) -> str:
    """Text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def words(identifier: str) -> str:
    """An identifier as words: public-body → public body."""
    return identifier.replace("-", " ")


def slug(text: str) -> str:
    """A French term as an anchor: letters without accents, digits, hyphens."""
    text = text.replace("œ", "oe").replace("æ", "ae").lower()
    bare = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def alphabetical(text: str) -> tuple[str, str]:
    """Key by which terms are put in order, accents aside."""
    return slug(text), text


def numbered(kind: str, number: int, whole: int, name: str) -> str:
    """File name with a number wide enough that names stand in the order of the data."""
    return f"{kind}-{number:0{max(2, len(str(whole)))}d}-{name}.md"
