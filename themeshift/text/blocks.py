"""The visible lines of a web page, each with what its elements say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: An element with more than this part of the page's letters wraps the article.
_WRAPS = 0.4

UNSEEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "head", "select", "option"]
    + ["object", "canvas", "audio", "video", "math", "datalist"]
)
_AROUND = {
    "nav": "navigation",
    "form": "form",
    "button": "button",
    "footer": "page foot",
    "aside": "related content",
    "dialog": "dialog",
    "search": "form",
    "label": "form",
    "figcaption": "caption",
}
_ROLES = {
    "alertdialog": "dialog",
    "banner": "page head",
    "complementary": "related content",
    "contentinfo": "page foot",
    "dialog": "dialog",
    "navigation": "navigation",
    "search": "form",
    "doc-backlink": "note",
    "doc-endnotes": "note",
    "doc-footnote": "note",
    "doc-noteref": "note call",
    "doc-toc": "table of contents",
    "menu": "navigation",
    "menubar": "navigation",
}
#: What the class or identifier of an element says, as whole words of it.
_CLASSES = tuple(
    (re.compile(rf"(?:^|[^a-z])(?:{pattern})(?:[^a-z]|$)"), reason)
    for pattern, reason in (
        (
            r"cookies?\w*|consent\w*|gdpr|rgpd|tarteaucitron\w*|didomi\w*|axeptio\w*|onetrust\w*|cmp",
            "cookie notice",
        ),
        (
            (
                r"related|similar|recommended|recommandations?|a-lire-aussi|lire-aussi|voir-aussi"
                r"|see-also|read-more|articles?-li[eé]s|sur-le-meme-(?:sujet|theme)|en-relation"
                r"|contenus?-associes?|associes|plus-lus|most-read"
            ),
            "related content",
        ),
        (r"share|sharing|partage|partager|social|addtoany|reseaux-sociaux", "page button"),
        (r"breadcrumbs?|fil-d-?ariane|ariane|fr-breadcrumb", "breadcrumb"),
        (r"newsletter|subscribe|abonnement|inscription", "newsletter"),
        (r"navbar|menu|skiplinks?|skip-links?|sommaire|toc|pagination|pager", "navigation"),
        (r"comments?|commentaires?", "comments"),
        (r"footnotes?|notes-de-bas|endnotes?|references", "note"),
        (r"publicite|advert|ads?|sponsor|promo", "advertisement"),
        (r"sr-only|visually-hidden|visuallyhidden|screen-reader-text|fr-sr-only", "hidden text"),
    )
)
_BLOCK_ELEMENTS = frozenset(
    ["p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "form", "h1"]
    + ["h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "blockquote", "pre", "dialog"]
    + ["figure", "figcaption", "dl", "dt", "dd", "address", "body", "html", "hr", "td", "th"]
    + ["caption", "details", "summary", "fieldset", "legend", "tbody", "thead", "tfoot", "button"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class Block:
    """A line of the page: its text, list marker, element, and why it is left out."""

    text: str
    marker: str
    element: Any
    reason: str
    linked: int = 0  # letters that stand in links
    heading: bool = False


def visible(root: Any) -> Iterator[Block]:
    """The visible lines of a page in order, each with the reason that its elements give."""
    parts: list[str] = []
    linked = 0
    marker = ""
    counters: list[int | None] = []
    reasons: list[str] = [""]
    element = root
    links = 0
    heading = False
    whole = len(root.text_content())

    def flush() -> Iterator[Block]:
        nonlocal parts, linked, marker
        text = " ".join("".join(parts).split())
        if text:
            lone = not any(c.isalnum() for c in text)
            yield Block(text, marker, element, reasons[-1] or ("no letter or figure" if lone else ""),
                        linked, heading)  # fmt: skip
            marker = "" if not lone else marker
        parts, linked = [], 0

    stack: list[tuple[str, Any]] = [("open", root)]
    while stack:
        action, node = stack.pop()
        if action == "text":
            parts.append(node)
            linked += len(node.strip()) if links else 0
            continue
        if action == "apart":
            yield Block(*node)
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if action == "close":
            if tag in _BLOCK_ELEMENTS and not (tag in ("td", "th") and _is_plain(node)):
                yield from flush()
                element = node.getparent() if node is not root else node
                heading = heading and tag not in _HEADINGS
            if tag == "li":
                marker = ""
            if tag in ("ul", "ol") and counters:
                counters.pop()
            links -= tag == "a"
            reasons.pop()
            continue
        if not tag or _is_unseen(node, node is root):
            continue
        if _is_call(node, "".join(parts)):
            stack.append(("apart", (_content(node), "", element, "note call")))
            continue
        if tag == "br":
            yield from flush()
            continue
        own = "" if node is root else _reason(node, whole)
        block = tag in _BLOCK_ELEMENTS and not (tag in ("td", "th") and _is_plain(node))
        if own and not block and not reasons[-1]:  # inside a paragraph, which goes on behind it
            stack.append(("apart", (_content(node), "", element, own)))
            continue
        if block:
            yield from flush()
            element = node
            heading = heading or tag in _HEADINGS
        links += tag == "a"
        reasons.append(reasons[-1] or own)
        if tag in ("ul", "ol"):
            start = node.get("start") or "1"
            first = int(start) - 1 if start.lstrip("-").isdigit() and len(start) < 5 else 0
            counters.append(first if tag == "ol" else None)
        if tag == "li":
            marker = _marker(counters, node)
        stack.append(("close", node))
        for child in reversed(node):
            if child.tail:
                stack.append(("text", child.tail))
            stack.append(("open", child))
        if node.text:
            stack.append(("text", node.text))
        if tag in ("td", "th") and parts:
            parts.append(" ")
    yield from flush()


def _content(node: Any) -> str:
    return " ".join(node.text_content().split())


def _is_plain(cell: Any) -> bool:
    """Whether a cell of a table holds no blocks: its row is then one line, as it is printed."""
    return not any(child.tag in _BLOCK_ELEMENTS for child in cell.iterdescendants())


def _marker(counters: list[int | None], node: Any) -> str:
    if not counters or counters[-1] is None:
        return "- "
    value = node.get("value") or ""
    counters[-1] = int(value) if value.isdigit() and len(value) < 5 else counters[-1] + 1
    return f"{counters[-1]}. "


def _is_unseen(node: Any, is_root: bool) -> bool:
    """Whether readers do not see an element. Scripts hide a whole page behind a banner: not that."""
    style = re.sub(r"\s", "", node.get("style") or "").lower()
    hidden = "hidden" in node.attrib or (node.get("aria-hidden") or "").lower() == "true"
    return not is_root and (hidden or "display:none" in style or "visibility:hidden" in style)


def _reason(node: Any, whole: int) -> str:
    """Why an element is no part of the article, by its name, role or class; "" where it may be."""
    tag = node.tag
    if tag in _AROUND:
        return _AROUND[tag]
    if tag == "header" and not has_heading(node):
        return "page head"
    for role in (node.get("role") or "").lower().split():
        if role in _ROLES:
            return _ROLES[role]
    if tag in ("article", "main", "body", "html") or tag in _HEADINGS:
        return ""
    named = " ".join(node.get(name) or "" for name in ("class", "id", "aria-label")).lower()
    if not named.strip():
        return ""
    reason = next((reason for pattern, reason in _CLASSES if pattern.search(named)), "")
    # what wraps the article may be called after what it holds besides
    if reason and (len(node.text_content()) > _WRAPS * whole or has_heading(node, ("h1",))):
        return ""
    return reason


def has_heading(node: Any, tags: tuple[str, ...] = ("h1", "h2")) -> bool:
    return next(node.iter(*tags), None) is not None


# --- calls of notes --------------------------------------------------------------------------

_NOTE = re.compile(r"[(\[]?(?:\d{1,3}(?: ?(?:[,;–-]|et) ?\d{1,3})*|\*{1,4}|[†‡])[)\]]?$")
_BRACKETED = re.compile(r"\[(?:\d{1,3}|[a-z]|\*)\]$")
_POWER = re.compile(r"(?:(?<![^\W_])(?:[^\W\d_]|[ckdhµ]m|mm|CO|NO)|(?<!\d)10)$")


def _is_call(node: Any, before: str) -> bool:
    """Whether an element is the call of a footnote: raised, a link in the page, or *[1]*.

    The *er* of *1er* is none, nor is a number behind a unit, a single letter or ten (m², x², 10³).
    """
    if node.tag not in ("sup", "a", "span") or not before.strip():
        return False
    text = node.text_content().strip()
    if not text or len(text) > 12:
        return False
    links = node.iter("a") if node.tag != "a" else [node]
    inside = any((link.get("href") or "").startswith("#") for link in links)
    if node.tag == "sup":
        if inside:
            return True
        return bool(_NOTE.match(text)) and (not text.isdigit() or not _POWER.search(before))
    raised = (
        node.tag == "a"
        and inside
        and (_BRACKETED.match(text) or any(child.tag == "sup" for child in node))
    )
    return bool(raised) or (node.tag == "span" and bool(_BRACKETED.match(text)))
