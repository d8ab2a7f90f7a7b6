"""The text of a file as it comes: plain text, web page or PDF, and what of it was left out."""

import contextlib
import io
import re
from pathlib import Path
from typing import NamedTuple

from themeshift import UserError
from themeshift.problem import one_line
from themeshift.reading import plain_bytes
from themeshift.text import html, pdf
from themeshift.text.normalise import damage, normalise
from themeshift.text.passages import LeftOut

#: Largest text, in bytes, and most lines: a contract of a hundred pages has about a tenth of it.
LARGEST_TEXT = 2_000_000
MOST_LINES = 40_000
#: Kind and largest size in bytes of the files that are read.
_KINDS = {
    ".txt": ("text", LARGEST_TEXT),
    ".html": ("a web page", 20_000_000),
    ".htm": ("a web page", 20_000_000),
    ".pdf": ("PDF", 50_000_000),
}
#: HTML tags beyond which a plain text is a web page, and letters beyond which a word is none.
MOST_TAGS = 20
LONGEST_WORD = 1_000
_TAG = re.compile(r"</?(?:[a-z]+|h[1-6])(?: [^<>]{0,500})?>", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


class Extracted(NamedTuple):
    """The text of a file, one paragraph or list item a line, and what was left out of it."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


def read(path: Path) -> Extracted:
    """The text of a file, and what a page or PDF holds besides.

    A plain text is taken as it is. Raises UserError, in one line that begins with the file's name,
    for a file that is no plain file, too large, of another kind, empty, damaged, or not what its
    name says, and where a library is missing.
    """
    shown = one_line(path.name, 100)
    kind, largest = _KINDS.get(path.suffix.lower(), ("", 0))
    if not kind:
        raise UserError(f"{shown}: a file in {', '.join(_KINDS)} expected: save it as one")
    content = plain_bytes(path, largest)
    if not content.strip():
        raise UserError(f"{shown}: empty file found: save it again")
    try:
        if kind == "text":
            text, left_out = _decoded(content), []
        else:
            lines, left_out = _opened(content, kind)
            text = normalise(_CONTROL.sub(" ", "\n".join(lines))) + "\n"
        if problem := _problem(text, kind):
            raise UserError(problem)
    except UserError as error:
        raise UserError(f"{shown}: {error}") from None
    return Extracted(text, tuple(left_out))


def _problem(text: str, kind: str) -> str:
    """What keeps a text from being used, in one line; "" for nothing."""
    if not any(character.isalnum() for character in text):
        scan = ": it may be a scan, which needs character recognition first"
        return f"no letter or figure found{scan if kind == 'PDF' else ''}"
    size, lines = len(text.encode()), text.count("\n")
    if size > LARGEST_TEXT or lines > MOST_LINES:
        return (
            f"{size:,} bytes of text and {lines:,} lines found, at most {LARGEST_TEXT:,} bytes and "
            f"{MOST_LINES:,} lines expected: keep the text of the document alone"
        )
    return damage(text)


def _decoded(content: bytes) -> str:
    """A plain text in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        again = "save the text again with the encoding UTF-8"
        raise UserError(f"byte {error.start} is not UTF-8: {again}") from None
    if control := _CONTROL.search(text):
        raise UserError(
            f"control character {ord(control.group()):#04x} at character {control.start()} found, "
            "plain text expected: export it as text"
        )
    if (tags := len(_TAG.findall(text))) and (tags > MOST_TAGS or _PAGE.match(text)):
        raise UserError(f"{tags:,} HTML tags found: save it as a web page, .html")
    longest = max(map(len, text.split()), default=0)
    if longest > LONGEST_WORD:
        raise UserError(f"a word of {longest:,} letters found: this is no running text")
    return text


def _opened(content: bytes, kind: str) -> tuple[list[str], list[LeftOut]]:
    """Lines of a web page or PDF, and what was left out, by the module that reads such files."""
    silence = io.StringIO()  # nothing that a library logs, warns of or prints reaches the screen
    try:
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
            return pdf.extract(content) if kind == "PDF" else html.extract(content)
    except UserError:
        raise
    except ImportError as error:
        install = 'pip install "themeshift[extract]"'
        raise UserError(f"reading it needs {error.name}: {install}") from None
    except Exception as error:  # noqa: BLE001 - a broken file makes libraries fail in many ways
        if "password" in f"{type(error).__name__} {error!r} {error.__cause__!r}".lower():
            raise UserError("a password protects it: save an open copy") from None
        reason = one_line(" ".join(str(error).split()), 100) or type(error).__name__
        raise UserError(f"cannot be read as {kind} ({reason})") from None
