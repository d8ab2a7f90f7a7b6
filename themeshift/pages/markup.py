"""Any text of a table made inert: in HTML, in MyST Markdown, in a page's front matter, in a script.

Tables hold text from many hands. Whatever they hold shows as it was written and does nothing.
Sources: CommonMark 0.31, sections 2.4 (backslash escapes) and 2.5 (character references); HTML,
section 13.1.2 (attributes) and 4.12.1.3 (what a script element may hold).
"""

from __future__ import annotations

import html
import json
import re
import string
import unicodedata
from typing import Any

from themeshift.prose import links
from themeshift.prose.numbers import typographic

# As character references these stay inert even where a renderer takes HTML first.
_REFERENCES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "`": "&#96;"}
_ESCAPES = str.maketrans({mark: _REFERENCES.get(mark, f"\\{mark}") for mark in string.punctuation})
# Line ends of every kind, and spaces; no-break spaces are part of French typography and stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_IN_SCRIPT = str.maketrans(
    {mark: f"\\u{ord(mark):04x}" for mark in ("<", ">", "&", "\u2028", "\u2029", "`", "'")}
)


def plain(text: Any) -> str:
    """The text as it may show: on one line, without characters that cannot be seen.

    Control characters and those that turn the direction of text become U+FFFD.
    """
    return "".join(
        "\ufffd"
        if character in _DIRECTION
        or unicodedata.category(character) in ("Cc", "Cs")
        or ord(character) & 0xFFFE == 0xFFFE
        else character
        for character in _SPACES.sub(" ", str(text)).strip()
    )


def markdown(text: Any) -> str:
    """Any text, inert in a paragraph, a heading or a list of MyST Markdown."""
    return typographic(plain(text)).translate(_ESCAPES)


def inert(text: Any) -> str:
    """Any text, inert in HTML and in the double quotes of an attribute."""
    return html.escape(typographic(plain(text)))


def attribute(text: Any) -> str:
    """Any text, inert in the double quotes of an attribute, its apostrophes as they are."""
    return html.escape(plain(text))


def french(text: Any) -> str:
    """A French term: in italics and marked as French, so that a screen reader says it well."""
    return f'<i lang="fr">{inert(text)}</i>'


def link(text: Any, target: str, root: str = links.ROOT) -> str:
    """A link with inert text; target as in `prose.links`. Raises ValueError on another target."""
    return f'<a href="{html.escape(links.href(target, root))}">{inert(text)}</a>'


def script_data(value: Any) -> str:
    """A value as JSON that can stand in a script element and in a JavaScript file."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_IN_SCRIPT)


def front_matter(description: str, scripts: str = "", styles: str = "") -> str:
    """The front matter of a page: what it holds in a sentence, its scripts and style sheets.

    scripts, styles: names of files in `_scripts/`, separated by spaces.
    """
    quoted = json.dumps(typographic(plain(description)), ensure_ascii=False)
    lines = ["---", f"description: {quoted}"]
    lines += [f"scripts: {scripts}"] if scripts else []
    lines += [f"styles: {styles}"] if styles else []
    return "\n".join([*lines, "---"])


def slug(text: str) -> str:
    """Any text as part of an id: letters without accents, digits, hyphens."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
