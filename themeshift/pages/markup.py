"""Any text of a table made inert: in HTML, in MyST Markdown, in a script.

Tables hold text from many hands. Whatever they hold shows as it was written and does nothing: only
`Html` is markup, and it escapes all else that goes into it. Ids need no care, since the schema lets
them hold nothing but letters, digits and hyphens. Sources: CommonMark 0.31, section 2.5 (character
references); HTML, sections 13.1.2 (attributes) and 4.12.1.3 (what a script element may hold).
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from themeshift.prose import links, numbers

# Character references stay inert even where a renderer takes HTML first.
_REFERENCES = str.maketrans({mark: f"&#{ord(mark)};" for mark in string.punctuation})
# Line ends of every kind, and spaces; no-break spaces are part of French typography and stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
# Controls, halves of characters, what turns the direction of text, and what is no character.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_IN_SCRIPT = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&`'\u2028\u2029"})


def plain(text: Any) -> str:
    """The text as it shows: on one line, in the book's apostrophes, U+FFFD for what is unseen."""
    return numbers.typographic(_UNSEEN.sub("\ufffd", _SPACES.sub(" ", str(text))))


def markdown(text: Any) -> str:
    """Any text, inert in a paragraph, a heading or a list of MyST Markdown."""
    return plain(text).strip().translate(_REFERENCES)


class Html(Markup):
    """HTML. What is added to it, joined by it or formatted into it is HTML too, or becomes inert.

    Inert text does nothing between tags and in an attribute in quotes.
    """

    @classmethod
    def escape(cls, text: Any) -> Html:
        """Any text as HTML that shows it; what is HTML stays as it is."""
        return cls(text if hasattr(text, "__html__") else escape(plain(text)))


#: Makes templates of HTML in which whatever is filled in becomes inert.
TEMPLATES = Environment(
    autoescape=True,
    finalize=Html.escape,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def french(text: Any) -> Html:
    """A French term: in italics and marked as French, so that a screen reader says it well."""
    return Html('<i lang="fr">{}</i>').format(text)


def link(text: Any, target: str, root: str = links.GENERATED_ROOT) -> Html:
    """A link; target and root as in `prose.links`. Raises ValueError on another target."""
    return Html('<a href="{}">{}</a>').format(links.href(target, root), text)


def chip(theme: str, text: str, kind: str = "theme") -> Html:
    """A theme beside a square of its colour."""
    return Html('<span class="{}" style="--c:var(--theme-{})">{}</span>').format(kind, theme, text)


def facts(entries: Mapping[str, Any]) -> Html:
    """A list of labels, each with text or HTML; empty ones are left out."""
    row = Html("<div><dt>{}</dt><dd>{}</dd></div>\n")
    rows = Html("").join(row.format(*entry) for entry in entries.items() if entry[1])
    return Html('<dl class="facts">\n{}</dl>\n').format(rows) if rows else rows


def script_data(value: Any) -> Html:
    """A value as JSON for a script, a JavaScript file or an attribute in single quotes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Html(text.translate(_IN_SCRIPT))


TEMPLATES.globals.update(french=french, link=link, chip=chip, numbers=numbers)


def page(title: str, blocks: Iterable[str], styles: str, scripts: str = "") -> str:
    """A page in MyST: its front matter, its title and its blocks, of which the first describes it.

    styles, scripts: files of `_scripts/`, parted by spaces.
    """
    head = f'---\nscripts: "{scripts}"\nstyles: "{styles}"\n---'
    return "\n\n".join([head, f"# {markdown(title)}", *blocks]) + "\n"
