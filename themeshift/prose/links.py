"""Addresses inside the book: The passages with a choice of them, a passage, a page, a file of data.

A target is written once, without knowing from where it is followed:

    phase=2019-contract&theme=digital      The passages, those of that phase and theme
    u-2019-devicemed-004                   one passage
    appendices/how-sure#coverage           a page of the book, or a place on it
    appendices/explore?coding=first        a page with a state of its own
    data/results/salience.csv              a file of the data
    https://…                              an address outside
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlsplit

PASSAGES = "appendices/generated/passages.html"
EXPLORER = "appendices/explore"
#: Where the ranges are explained.
INTERVAL = "appendices/how-sure#interval"
#: To the root of the book, from a page in `chapters/` or `appendices/` and from a generated one.
ROOT = "../"
GENERATED_ROOT = "../../"
_PASSAGE = re.compile(r"u-[A-Za-z0-9-]+")
_QUERY = re.compile(r"[a-z]+=[^&#]*(&[a-z]+=[^&#]*)*")
_PAGE = re.compile(r"((?:[\w-]+/)*[\w-]+)(\.[a-z]+)?(#[\w-]+)?", re.ASCII)


def passages(
    phase: str = "", theme: str | Iterable[str] = (), project: str = "", claim: str = ""
) -> str:
    """The target that shows those passages alone: passages(phase=…, theme=("digital", …))."""
    themes = theme if isinstance(theme, str) else ",".join(theme)
    chosen = {"phase": phase, "theme": themes, "project": project, "claim": claim}
    return "&".join(f"{key}={quote(value, safe=',')}" for key, value in chosen.items() if value)


def passage(unit_id: str) -> str:
    """The target of one passage."""
    return f"u-{unit_id}"


def anchor(text: str, target: str, root: str = ROOT, kind: str = "") -> str:
    """A link in HTML, its text escaped; kind: its class. Raises ValueError as `href`."""
    kind = f' class="{kind}"' if kind else ""
    return f'<a{kind} href="{escape(href(target, root))}">{escape(text)}</a>'


def explorer(query: str) -> str:
    """The explorer with the choices of a query set, or as it opens."""
    return f"{EXPLORER}?{query}" if query else EXPLORER


def href(target: str, root: str = ROOT) -> str:
    """The address of a target, as a page `root` below the book's root follows it.

    Raises ValueError on anything else, such as an address with the scheme `javascript`.
    """
    if _PASSAGE.fullmatch(target):
        target = f"{PASSAGES}#{target}"
    elif _QUERY.fullmatch(target):
        target = f"{PASSAGES}?{target}"
    page, asks, query = target.partition("?")
    match = _PAGE.fullmatch(page)
    if not match or (asks and not _QUERY.fullmatch(query)):
        return outside(target)
    name, ending, place = match.groups(default="")
    asked = quote(asks + query, safe="?=&,%-._~:")
    return f"{root}{name}{ending or '.html'}{place}{asked}"


def outside(address: str) -> str:
    """An http(s) address with what could end an attribute or a line percent-encoded.

    Raises ValueError on any other scheme and on an address without a host.
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s\x00-\x1f]", address):
        raise ValueError(f"no passage, page or http(s) address: {address!r}")
    return quote(address, safe="/:?#@!+,=%~-._&")
