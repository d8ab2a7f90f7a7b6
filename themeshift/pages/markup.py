"""Any text of a table made inert: in HTML, in MyST Markdown, in a page's front matter, in a script.

Tables hold text from many hands. Whatever they hold shows as it was written and does nothing; ids
need no care, since the schema lets them hold nothing but letters, digits and hyphens. Sources:
CommonMark 0.31, sections 2.4 (backslash escapes) and 2.5 (character references); HTML, sections
13.1.2 (attributes) and 4.12.1.3 (what a script element may hold).
"""

from __future__ import annotations

import html
import json
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from themeshift.prose import links
from themeshift.prose.numbers import typographic

# As character references these stay inert even where a renderer takes HTML first.
_REFERENCES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "`": "&#96;"}
_ESCAPES = str.maketrans({mark: _REFERENCES.get(mark, f"\\{mark}") for mark in string.punctuation})
# Line ends of every kind, and spaces; no-break spaces are part of French typography and stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
# Controls, halves of characters, what turns the direction of text, and what is no character.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_IN_SCRIPT = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&`'\u2028\u2029"})


def plain(text: Any) -> str:
    """The text as it may show: on one line, with U+FFFD for characters that cannot be seen."""
    return _UNSEEN.sub("\ufffd", _SPACES.sub(" ", str(text)).strip())


def markdown(text: Any) -> str:
    """Any text, inert in a paragraph, a heading or a list of MyST Markdown."""
    return typographic(plain(text)).translate(_ESCAPES)


def inert(text: Any) -> str:
    """Any text, inert in HTML and in the double quotes of an attribute."""
    return html.escape(typographic(plain(text)))


def french(text: Any) -> str:
    """A French term: in italics and marked as French, so that a screen reader says it well."""
    return f'<i lang="fr">{inert(text)}</i>'


def link(text: Any, target: str, root: str = links.GENERATED_ROOT) -> str:
    """A link with inert text; target as in `prose.links`. Raises ValueError on another target."""
    return links.anchor(typographic(plain(text)), target, root)


def chip(theme: str, text: str, kind: str = "theme") -> str:
    """A theme beside a square of its colour."""
    return f'<span class="{kind}" style="--c:var(--theme-{theme})">{inert(text)}</span>'


def facts(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of a list of labels, each with HTML; empty ones are left out."""
    known = [(label, content) for label, content in entries if content]
    if known:
        yield '<dl class="facts">'
        yield from (
            f"<div><dt>{inert(label)}</dt><dd>{content}</dd></div>" for label, content in known
        )
        yield "</dl>"


def script_data(value: Any) -> str:
    """A value as JSON that can stand in a script, a JavaScript file and an attribute."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_IN_SCRIPT)


def page(
    title: str, description: str, blocks: Iterable[str], styles: str, scripts: str = ""
) -> str:
    """A page in MyST: its front matter, its title and its blocks.

    description: what it holds, in a sentence. styles, scripts: files of `_scripts/`, parted by
    spaces.
    """
    head = [
        "---",
        f"description: {json.dumps(typographic(plain(description)), ensure_ascii=False)}",
    ]
    head += [f"scripts: {scripts}"] if scripts else []
    head += [f"styles: {styles}", "---"]
    return "\n\n".join(["\n".join(head), f"# {markdown(title)}", *blocks]) + "\n"


def slug(text: str) -> str:
    """Any text as part of an id: letters without accents, digits, hyphens."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
