"""The text of a file as it comes: plain text, web page or PDF, and what of it was left out."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

from themeshift import UserError
from themeshift.reading import plain_bytes
from themeshift.text import files
from themeshift.text.leftout import LeftOut
from themeshift.text.normalise import normalise, one_line

SUFFIXES = {".txt": "text", ".html": "page", ".htm": "page", ".pdf": "pdf"}
#: Largest web page and largest PDF accepted, in bytes.
LARGEST_PAGE = 20_000_000
LARGEST_PDF = 50_000_000
_LIBRARIES = (
    'pip install "themeshift[extract]", or pip install trafilatura lxml_html_clean pdfplumber'
)


@dataclass(frozen=True)
class Extracted:
    """The text of a file, one paragraph or list item a line, and what was left out of it."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


def read(path: Path) -> Extracted:
    """The text of a file, and what a page or PDF holds besides.

    A plain text is taken as it is. Raises UserError, in one line that begins with the file's name,
    for a file that is no plain file, too large, of another kind, empty, damaged, or not what its
    name says, and where a library is missing.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    shown = files.name(path)
    if kind is None:
        raise UserError(f"{shown}: a file in {', '.join(SUFFIXES)} expected: save it as one")
    if kind == "text":
        return Extracted(files.read_text(path))
    content = plain_bytes(path, LARGEST_PAGE if kind == "page" else LARGEST_PDF, links=True)
    if not content.strip():
        raise UserError(f"{shown}: empty file found: save it again")
    lines, left_out = _page(content, shown) if kind == "page" else _pdf(content, shown)
    text = normalise("\n".join(_printable(line) for line in lines))
    if not any(character.isalnum() for character in text):
        scan = ": it may be a scan, which needs character recognition first"
        raise UserError(f"{shown}: no text found in it{scan if kind == 'pdf' else ''}")
    if len(text.encode()) > files.LARGEST_TEXT:
        raise UserError(
            f"{shown}: {len(text.encode()):,} bytes of text found in it, at most "
            f"{files.LARGEST_TEXT:,} expected: keep the text of the document alone"
        )
    files.refuse_unusable(text, shown)
    return Extracted(text + "\n", tuple(left_out))


def _printable(line: str) -> str:
    """The line without control characters; soft hyphens and the like stay, to be normalised."""
    return "".join(
        c if c.isprintable() or c.isspace() or category(c) in ("Cf", "Co") else " " for c in line
    )


def _library(name: str, shown: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        library = name.split(".")[0]
        raise UserError(f"{shown}: reading it needs {library}: {_LIBRARIES}") from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing that a library logs, warns of or prints reaches the screen."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    silence = io.StringIO()
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(silence),
            contextlib.redirect_stderr(silence),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _reason(error: BaseException) -> str:
    """What a library complains of, on one line."""
    return one_line(str(error), 100) or type(error).__name__


def _pdf(content: bytes, shown: str) -> tuple[list[str], list[LeftOut]]:
    pdfplumber = _library("pdfplumber", shown)
    from themeshift.text import pdf

    try:
        with _quiet(), pdfplumber.open(io.BytesIO(content)) as document:
            return pdf.extract(document, shown)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file makes it fail in many ways
        if "password" in f"{type(error).__name__} {error!r} {error.__cause__!r}".lower():
            raise UserError(f"{shown}: a password protects it: save an open copy") from None
        raise UserError(f"{shown}: cannot be read as PDF ({_reason(error)})") from None


def _page(content: bytes, shown: str) -> tuple[list[str], list[LeftOut]]:
    trafilatura = _library("trafilatura", shown)
    from themeshift.text import html

    try:
        with _quiet():
            return html.extract(content, trafilatura, shown)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken page makes them fail in many ways
        raise UserError(f"{shown}: cannot be read as a web page ({_reason(error)})") from None
