"""What text does a page or a PDF hold?

Contracts come as text, as web pages and as PDF. Pages and PDFs need libraries that the book itself
does not: `requirements-optional.txt` names them. What comes out is plain text with one paragraph
or list item a line, to be looked over before it is registered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from unicodedata import category

from themeshift import UserError, ingest

MAXIMUM_BYTES = 50_000_000
"""Largest page or PDF that is read, in bytes."""

OPTIONAL = "pip install --require-hashes -r requirements-optional.txt"
SUFFIXES = {".txt": "text", ".html": "page", ".htm": "page", ".pdf": "pdf"}


def read(path: Path) -> bytes:
    """The text of a file, as the UTF-8 bytes that are registered.

    A text is taken as it is. Raises UserError, in one line, for a file that is missing, too large,
    of another kind, empty, or not what its name says.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise UserError(f"{_shown(path)}: a file in {', '.join(SUFFIXES)} expected: save it as one")
    if kind == "text":
        ingest.read_text(path)
        return path.read_bytes()
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise UserError(
                f"{_shown(path)}: {size:,} bytes found, at most {MAXIMUM_BYTES:,} expected"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{_shown(path)}: cannot be read ({error.strerror})") from None
    lines = list(_page(path, content) if kind == "page" else _pdf(path))
    text = ingest.normalise("\n".join(_printable(line) for line in lines))
    if not any(character.isalnum() for character in text):
        hint = (
            ": it may be a scan, which needs character recognition first" if kind == "pdf" else ""
        )
        raise UserError(f"{_shown(path)}: no text found in it{hint}")
    return (text + "\n").encode()


def _shown(path: Path) -> str:
    return " ".join(str(path).split())


_BULLETS_OF_FONTS = "\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076"  # as Word sets them, in Symbol fonts


def _printable(line: str) -> str:
    """The line without control characters; soft hyphens and the like stay, to be normalised."""
    return "".join(
        "•"
        if character in _BULLETS_OF_FONTS
        else character
        if character.isprintable() or character.isspace() or category(character) == "Cf"
        else " "
        for character in line
    )


def _library(name: str, path: Path) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise UserError(f"{_shown(path)}: reading it needs {name}: {OPTIONAL}") from None


# --- web pages -------------------------------------------------------------------------------

_DROPPED_LIST = """
script style noscript template svg iframe nav form button select head footer aside dialog search
"""
_DROPPED = frozenset(_DROPPED_LIST.split())
_ROLE_LIST = """
alertdialog banner complementary contentinfo dialog navigation search doc-backlink doc-endnotes
doc-footnote doc-noteref doc-toc
"""
_DROPPED_ROLES = frozenset(_ROLE_LIST.split())
_BLOCK_LIST = """
p div section article main header h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote pre figure
figcaption dl dt dd address body hr td th caption
"""
_BLOCKS = frozenset(_BLOCK_LIST.split())


def _page(path: Path, content: bytes) -> Iterator[str]:
    """Lines of the longest article of a page (or of all of it), without navigation."""
    soup = _library("bs4", path).BeautifulSoup(content, "html.parser")
    articles = soup.find_all("article") or soup.find_all("main")
    root = max(articles, key=lambda found: len(found.get_text()), default=soup.body or soup)
    line: list[str] = []
    marker = ""  # of a list item that has no text yet
    counters: list[int | None] = []  # one for each open list; None for a list of bullets
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        node, opening = stack.pop()
        name = getattr(node, "name", None)
        if name is None:
            if type(node).__name__ == "NavigableString":
                line.append(str(node).replace("\n", " "))
            continue
        if opening and node is not root and (name in _DROPPED or _hidden(node)):
            continue
        if opening and name == "sup" and _is_note(node.get_text().strip(), node, "".join(line)):
            continue
        if name in _BLOCKS or name == "br":
            if any(character.isalnum() for character in "".join(line)):
                yield marker + "".join(line).lstrip()
                marker = ""
            line = []
        if name == "li":
            marker = ""
        if not opening:
            if name in ("ul", "ol") and counters:
                counters.pop()
            continue
        if name in ("ul", "ol"):
            counters.append(0 if name == "ol" else None)
        if name == "li":
            marker = _marker(counters)
        stack.append((node, False))
        stack.extend((child, True) for child in reversed(list(node.children)))
    if any(character.isalnum() for character in "".join(line)):
        yield "".join(line)


def _hidden(node: Any) -> bool:
    """Whether readers do not see the element, or its role is not to be part of the text."""
    style = re.sub(r"\s", "", node.get("style") or "").lower()
    roles = _DROPPED_ROLES.intersection((node.get("role") or "").lower().split())
    hidden = node.has_attr("hidden") or node.get("aria-hidden") == "true"
    return bool(hidden or roles or "display:none" in style)


_NOTE = re.compile(r"[(\[]?(?:\d{1,3}(?: ?(?:[,;–-]|et) ?\d{1,3})*|\*{1,4}|[†‡])[)\]]?$")
_POWER = re.compile(r"(?:(?<![^\W_])(?:[^\W\d_]|[ckdhµ]m|mm|CO|NO)|(?<!\d)10)$")


def _is_note(raised: str, node: Any, before: str) -> bool:
    """Whether a raised text is the call of a footnote: a link in the page, or a mere number.

    The *er* of *1er* is none, nor is a number behind a unit, a single letter or ten (m², x², 10³).
    """
    links = [*node.find_all("a"), *node.find_parents("a")]
    if any((link.get("href") or "").startswith("#") for link in links):
        return True
    return bool(_NOTE.match(raised)) and (not raised.isdigit() or not _POWER.search(before))


def _marker(counters: list[int | None]) -> str:
    if not counters or counters[-1] is None:
        return "- "
    counters[-1] += 1
    return f"{counters[-1]}. "


# --- PDF -------------------------------------------------------------------------------------

_BULLET = re.compile(r"\s*(?:[-–—−•▪◦‣·●○■□➢➔→✓✔o]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
_LONE_BULLET = re.compile(r"^([•▪◦‣●○■□➢o])\n+(?=.)", re.MULTILINE)
_STOPPED = re.compile(r"[.!?…:;][»\"”')\]\s]*$")
_SHORT = 0.75  # of the usual length: a line that ends early ends its paragraph
_ROOMY = 0.9  # letters are of unequal width: below this, there was room for one word more
_PART = re.compile(
    r"©|(?:(?:Annexe|Article|Chapitre|Partie|Titre)|(?:ANNEXE|ARTICLE|CHAPITRE|PARTIE|TITRE))"
    r"(?: (?:\d{1,2}|[IVXL]{1,5}|[A-Z]))? ?[:–—] "
)
_PERSON = re.compile(r"(?:MM?\.|Mmes?|Mlles?|Dre?|Pre?) [^\W\d_]")
_ABBREVIATION = re.compile(r"[A-Z][A-Z\d&-]+ ?[:=–—] ")
_GOES_ON = re.compile(
    r"(?:['’-]|(?:^| )(?:et|ou|de|du|des|à|au|aux|par|avec|pour|que|dont))$", re.IGNORECASE
)
_FEWEST_PAGES = 3


def _pdf(path: Path) -> Iterator[str]:
    """Paragraphs of a PDF: lines joined, headers, footers and page numbers left out."""
    pypdf = _library("pypdf", path)
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError(f"{_shown(path)}: a password protects it: save an open copy")
        pages = [
            [_printable(line) for line in (page.extract_text() or "").splitlines()]
            for page in reader.pages
        ]
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file makes the library fail in many ways
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise UserError(f"{_shown(path)}: cannot be read as PDF ({reason})") from None
    yield from paragraphs(_without_furniture(pages))


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """Lines of all pages without those that come again on at least half of them."""

    def key(line: str) -> str:
        return re.sub(r"\d+", "#", " ".join(line.split()))

    often = Counter(found for page in pages for found in {key(line) for line in page} if found)
    enough = max(_FEWEST_PAGES, len(pages) / 2)
    return [
        line
        for page in pages
        for line in page
        if line.strip() and often[key(line)] < enough and not line.strip().isdigit()
    ]


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Join the lines of a page as it was set into paragraphs.

    A paragraph ends before a list marker, a numbered heading (*2.1 Title*, *Annexe 2 – Title*), and
    between two lines that each open with a person's title, as signatories do, or with an
    abbreviation that is explained. It ends after a line of a table of contents, and after a line
    that is clearly shorter than the others, or had room for the first word of the next, and either
    ends with a stop or is followed by a capital, as a heading is; never after a word such as *et*
    or *de*. A hyphen at the end of a line is taken for one of typesetting when a small letter
    follows.
    """
    folded = "\n".join(" ".join(line.split()) for line in lines)
    kept = [line for line in _LONE_BULLET.sub(r"\1 ", folded).split("\n") if line]
    if not kept:
        return
    usual = median(sorted(map(len, kept))[len(kept) // 2 :])
    paragraph = kept[0]
    for before, line in pairwise(kept):
        if _opens(line, before, paragraph) or _ends_early(before, line, usual):
            yield paragraph
            paragraph = line
        elif paragraph.endswith(("-", "\u00ad")) and line[0].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph += " " + line
    yield paragraph


def _opens(line: str, before: str, paragraph: str) -> bool:
    """Whether a line, by what it begins with, is the first of a paragraph."""
    if _BULLET.match(line) or ingest.is_section(line) or _PART.match(line):
        return True
    if ingest.is_contents(before):
        return True
    if _PERSON.match(line) and _PERSON.match(before):
        return not _GOES_ON.search(before)
    return bool(_ABBREVIATION.match(line) and _ABBREVIATION.match(paragraph))


def _ends_early(before: str, line: str, usual: float) -> bool:
    """Whether a line ends before the margin, so that the next begins a paragraph.

    Where a sentence ends and another begins, a paragraph too many does no harm, one too few merges
    a heading with a sentence: there, room for the next word is enough.
    """
    first = next((character for character in line if character.isalnum()), "")
    stopped, anew = _STOPPED.search(before) is not None, first.isupper() or first.isdigit()
    if not stopped and _GOES_ON.search(before):
        return False
    length = len(before) + 1 + len(line.split(" ", 1)[0])
    if stopped and anew and length <= usual:
        return True
    if not stopped and before.isupper():  # capitals are wide
        return anew and len(before) < _SHORT * usual
    return (stopped or anew) and (len(before) < _SHORT * usual or length <= _ROOMY * usual)
