"""Addresses inside the book: The passages with a choice of them, a passage, a page, a file of data.

A target is written once, without knowing from where it is followed:

    phase=2019-contract&theme=digital      The passages, those of that phase and theme
    u-2019-devicemed-004                   one passage
    appendices/how-sure#coverage           a page of the book, or a place on it
    appendices/explore?coding=first        a page with a state of its own
    data/results/salience.csv              a file of the data
    https://…                              an address outside
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

PASSAGES = "appendices/generated/passages"
EXPLORER = "appendices/explore"
#: Where the ranges are explained.
INTERVAL = "appendices/how-sure#interval"
#: To the root of the book, from a page in `chapters/` or `appendices/` and from a generated one.
ROOT = "../"
GENERATED_ROOT = "../../"
_PAGE = re.compile(r"((?:[\w-]+/)*[\w-]+)(\.[a-z]+)?(\?[\w=&,%.~:+-]+)?(#[\w-]+)?", re.ASCII)
_OUTSIDE = re.compile(r"https?://[\w.-]+(:\d+)?([/?#]\S*)?")


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


def explorer(query: str) -> str:
    """The explorer with the choices of a query set, or as it opens."""
    return f"{EXPLORER}?{query}" if query else EXPLORER


def href(target: str, root: str = ROOT) -> str:
    """The address of a target, as a page `root` below the book's root follows it.

    Raises ValueError on anything else, such as an address with the scheme `javascript`.
    """
    if target.startswith("u-"):
        target = f"{PASSAGES}#{target}"
    elif re.match("[a-z]+=", target):
        target = f"{PASSAGES}?{target}"
    match = _PAGE.fullmatch(target)
    if not match:
        return outside(target)
    page, ending, query, place = match.groups(default="")
    return f"{root}{page}{ending or '.html'}{query}{place}"


def outside(address: str) -> str:
    """An http(s) address with what could end an attribute or a line percent-encoded.

    Raises ValueError on any other scheme and on an address without a host.
    """
    if not _OUTSIDE.fullmatch(address):
        raise ValueError(f"no passage, page or http(s) address: {address!r}")
    return quote(address, safe="/:?#@!+,=%~-._&")
