"""How does any text stand on a page without doing anything?

Tables hold text from many hands. ``escape`` makes it inert in MyST Markdown (CommonMark with the
extensions that the book turns on), so that it shows as it was written; ``link`` gives it a target.
Sources: CommonMark 0.31, sections 2.4 (backslash escapes), 2.5 (character references) and 4.5.
"""

from __future__ import annotations

import re
import string
import unicodedata
from urllib.parse import quote, urlsplit

# As character references these stay inert even where a renderer takes HTML first, and the backtick
# in the opening line of a fence, which may hold none (section 4.5).
_REFERENCES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "`": "&#96;"}
_ESCAPES = str.maketrans({mark: _REFERENCES.get(mark, f"\\{mark}") for mark in string.punctuation})
# Line ends of every kind, and spaces; no-break spaces are part of French typography and stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ANCHOR = re.compile(r"#[A-Za-z0-9][A-Za-z0-9_-]*")
_PAGE = re.compile(r"/?(?!/)(\.\./)*[A-Za-z0-9_][A-Za-z0-9_./-]*(#[A-Za-z0-9_-]+)?")
_SCHEMES = ("http", "https")


def plain(text: str) -> str:
    """The text as ``escape`` lets it show: on one line, without characters that cannot be seen.

    Control characters and those that turn the direction of text become U+FFFD.
    """
    folded = _SPACES.sub(" ", str(text)).strip()
    return "".join(
        "\ufffd"
        if character in _DIRECTION or unicodedata.category(character) in ("Cc", "Cs")
        else character
        for character in folded
    )


def escape(text: str) -> str:
    """Make any text inert in MyST: it shows as ``plain(text)`` and nothing in it is active.

    Safe in a paragraph, a table cell, a heading, a caption and a link's text. Not for code spans,
    raw HTML or directive options.
    """
    return plain(text).translate(_ESCAPES)


def link(text: str, target: str) -> str:
    """A link with inert text to an anchor (#…), a page of the book or an http(s) address.

    Raises ValueError for any other target, such as one with the scheme ``javascript``.
    """
    return f"[{escape(text)}](<{_destination(target)}>)"


def _destination(target: str) -> str:
    if _ANCHOR.fullmatch(target) or _PAGE.fullmatch(target):
        return target
    try:
        parts = urlsplit(target)
        sound = parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or target != plain(target):
        raise ValueError(f"no anchor, page or http(s) address: {target!r}")
    # What could end the address, its cell or its line is percent-encoded; & starts a reference.
    return quote(target, safe="/:?#@!+,=%~-._&").replace("&", "&amp;")
