"""Read a plain text file, or say in one line why it is none."""

from __future__ import annotations

import re
from pathlib import Path

from themeshift import UserError
from themeshift.reading import plain_bytes
from themeshift.text.normalise import damage, one_line

#: Largest text accepted, in bytes; a contract of a hundred pages has about a tenth of it.
LARGEST_TEXT = 2_000_000
#: Most paragraphs accepted; a contract of a hundred pages has about two thousand.
MOST_LINES = 40_000
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1b\x7f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def name(path: Path) -> str:
    """The name of a file as messages show it: one line, not too long."""
    return one_line(path.name, 100)


def read_text(path: Path) -> str:
    """Read a raw text, UTF-8, or raise UserError with one line that says what to do."""
    return decoded(plain_bytes(path, LARGEST_TEXT, links=True), name(path))


def decoded(content: bytes, shown: str) -> str:
    """The text that bytes hold; `shown` is the name of the file in complaints.

    Raises UserError for what is no sound text in UTF-8: another encoding, control characters, no
    letter, letters that were damaged before (see `normalise.damage`).
    """
    if not content.strip():
        raise UserError(f"{shown}: empty file found, a text expected: save the text again")
    if content.startswith(_UTF_16):
        raise UserError(f"{shown}: UTF-16 found: save the text again with the encoding UTF-8")
    if b"\0" in content:
        raise UserError(
            f"{shown}: NUL byte at {content.index(0)} found, plain text expected: "
            "export the document as UTF-8 text"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{shown}: byte {error.start} is not UTF-8: save the text again with the encoding UTF-8"
        ) from None
    control = _CONTROL.search(text)
    if control:
        raise UserError(
            f"{shown}: control character {ord(control.group()):#04x} at character "
            f"{control.start()} found, plain text expected: export it as text"
        )
    refuse_unusable(text, shown)
    return text


def refuse_unusable(text: str, shown: str) -> None:
    """Raise UserError for a text without letters, with damaged letters, or with too many lines."""
    if not any(character.isalnum() for character in text):
        raise UserError(f"{shown}: no letter or figure found, a text expected")
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise UserError(
            f"{shown}: {lines:,} lines found, at most {MOST_LINES:,} expected: "
            "keep the text of the document alone"
        )
    problem = damage(text)
    if problem:
        raise UserError(f"{shown}: {problem}")
