"""The text of a web page: its article a paragraph or list item a line, and what stands around it.

*trafilatura* (Barbaresi 2021) says which part of the page is the article; the lines are taken from
the page itself, so that list markers and headings stay and all that is dropped can be listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from themeshift import UserError
from themeshift.text import lines as line_kinds
from themeshift.text import marks
from themeshift.text.leftout import LeftOut
from themeshift.text.normalise import normalise
from themeshift.text.words import count_words

MOST_BLOCKS = 100_000
MOST_DEPTH = 2_000

_UNSEEN = frozenset(
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
            r"related|similar|recommended|recommandations?|a-lire-aussi|lire-aussi|voir-aussi"
            r"|see-also|read-more|articles?-li[eé]s|sur-le-meme-(?:sujet|theme)|en-relation"
            r"|contenus?-associes?|associes|plus-lus|most-read",
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
_BLOCKS = frozenset(
    ["p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "form", "h1"]
    + ["h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "blockquote", "pre", "dialog"]
    + ["figure", "figcaption", "dl", "dt", "dd", "address", "body", "html", "hr", "td", "th"]
    + ["caption", "details", "summary", "fieldset", "legend", "tbody", "thead", "tfoot", "button"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_RELATED = re.compile(
    r"(?:à|a) lire (?:aussi|également)|lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? "
    r"(?:liés?|similaires?|associés?|recommandés?|connexes?)|ces articles|en lien avec|pour aller "
    r"plus loin|à découvrir|nos autres|les plus lus|dans la même rubrique|contenus? associés?"
    r"|autres actualités|actualités (?:liées|similaires)|vous aimerez aussi|plus d'articles",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A line of the page: its text, list marker, element, and why it is left out."""

    text: str
    marker: str
    element: Any
    reason: str
    linked: int = 0  # letters that stand in links
    heading: bool = False


def extract(content: bytes, trafilatura: Any, shown: str) -> tuple[list[str], list[LeftOut]]:
    """Lines of the article of a page, and all visible text besides.

    Raises UserError for a page with more blocks than a contract has.
    """
    from lxml import html

    source = _decoded(content)
    if not source.strip():
        return [], []
    parser = html.HTMLParser(huge_tree=True)
    document = html.document_fromstring(source, parser=parser)
    body = document.find("body")
    root = body if body is not None else document
    blocks = []
    for block in _blocks(root):
        blocks.append(block)
        if len(blocks) > MOST_BLOCKS:
            raise UserError(
                f"{shown}: more than {MOST_BLOCKS:,} lines found: keep the text of the document"
            )
    _leave_related(blocks)
    _leave_cookies(blocks)
    article = _article(blocks, root, trafilatura.extract(source, include_comments=False) or "")
    for block in blocks:
        if not block.reason and article is not None and not _inside(block.element, article):
            block.reason = "outside the article"
    _keep_title(blocks)
    lines = [_line(block) for block in blocks if not block.reason]
    left_out = [
        LeftOut("page", block.text, count_words(normalise(block.text)), block.reason)
        for block in blocks
        if block.reason and any(c.isalnum() for c in block.text)
    ]
    return lines, left_out


def _decoded(content: bytes) -> str:
    """The page as text: by its byte order mark, what it declares, UTF-8 or Windows-1252."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    declared = re.search(rb"""charset\s*=\s*["']?\s*([\w-]+)""", content[:4096], re.IGNORECASE)
    names = [declared[1].decode("ascii")] if declared else []
    for name in ["utf-8", *names, "cp1252", "latin-1"]:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        # lxml refuses text that declares another encoding than its own
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return content.decode("utf-8", errors="replace")


# --- blocks ----------------------------------------------------------------------------------


def _blocks(root: Any) -> Iterator[Block]:
    """The visible lines of a page in order, each with the reason that its elements give."""
    parts: list[str] = []
    linked = 0
    marker = ""
    counters: list[int | None] = []
    reasons: list[str] = [""]
    element = root
    links = 0
    heading = False

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
        if action == "call":
            yield Block(node, "", element, "note call")
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if action == "close":
            if tag in _BLOCKS:
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
        if not tag or tag in _UNSEEN or _is_unseen(node, node is root):
            continue
        if _is_call(node, "".join(parts)):
            stack.append(("call", " ".join(node.text_content().split())))
            continue
        if tag == "br":
            yield from flush()
            continue
        own = "" if node is root else _reason(node)
        if tag in _BLOCKS or (own and own != reasons[-1]):
            yield from flush()
        if tag in _BLOCKS:
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


def _reason(node: Any) -> str:
    """Why an element is no part of the article, by its name, role or class; "" where it may be."""
    tag = node.tag
    if tag in _AROUND:
        return _AROUND[tag]
    if tag == "header" and not _has_heading(node):
        return "page head"
    for role in (node.get("role") or "").lower().split():
        if role in _ROLES:
            return _ROLES[role]
    if tag in ("article", "main", "body", "html") or tag in _HEADINGS:
        return ""
    named = (
        f"{node.get('class') or ''} {node.get('id') or ''} {node.get('aria-label') or ''}".lower()
    )
    if named.strip():
        for pattern, reason in _CLASSES:
            if pattern.search(named):
                # a wrapper of the whole text may be called after what it holds besides
                return (
                    ""
                    if len(node.text_content()) > 3000 and node.find(".//p") is not None
                    else reason
                )
    return ""


def _has_heading(node: Any) -> bool:
    return any(child.tag in ("h1", "h2") for child in node.iter() if isinstance(child.tag, str))


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


# --- which part of the page ------------------------------------------------------------------


def _leave_related(blocks: list[Block]) -> None:
    """Links to other pages under a heading such as *À lire aussi* are no part of the article."""
    for number, block in enumerate(blocks):
        short = count_words(normalise(block.text)) <= 8
        if block.reason or not short or not _RELATED.search(normalise(block.text)):
            continue
        following = []
        for other in blocks[number + 1 :]:
            if other.reason or not _is_link(other):
                break
            following.append(other)
        if following or _is_link(block):
            block.reason = "related content"
            for other in following:
                other.reason = "related content"


def _is_link(block: Block) -> bool:
    letters = sum(not c.isspace() for c in block.text)
    return block.linked >= 0.7 * letters


def _leave_cookies(blocks: list[Block]) -> None:
    """A banner about cookies has no paragraph of the article beside it in its element."""
    for block in blocks:
        if not block.reason and _COOKIES.search(block.text):
            if marks.furniture(normalise(block.text)) or count_words(block.text) <= 60:
                banner = _banner(block.element)
                for other in blocks:
                    if not other.reason and _inside(other.element, banner):
                        other.reason = "cookie notice"


def _banner(element: Any) -> Any:
    """The largest element around a notice that holds little else."""
    found = element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html", "main", "article"):
            break
        if (
            count_words(" ".join(parent.text_content().split())) > 120
            or _has_heading(parent)
            and (parent.find(".//h1") is not None)
        ):
            break
        found = parent
    return found


def _inside(element: Any, ancestor: Any) -> bool:
    while element is not None:
        if element is ancestor:
            return True
        element = element.getparent()
    return False


def _article(blocks: list[Block], root: Any, main_text: str) -> Any:
    """The element that holds the article: the smallest around nearly all that trafilatura keeps."""
    kept_lines = {_letters(line) for line in main_text.splitlines()}
    whole = _letters(main_text)
    weight: dict[Any, int] = {}
    total = 0
    for block in blocks:
        if block.reason:
            continue
        letters = _letters(block.text)
        if len(letters) < 20 or not (letters in kept_lines or letters in whole):
            continue
        total += len(letters)
        element = block.element
        while element is not None:
            weight[element] = weight.get(element, 0) + len(letters)
            element = element.getparent()
    if not total:
        named = [e for e in root.iter("article", "main")]
        return max(named, key=lambda e: len(e.text_content()), default=root)
    best = root
    for element, letters in weight.items():
        if letters >= 0.9 * total and _depth(element) > _depth(best):
            best = element
    while best.tag in ("p", "ul", "ol", "li", "table", "blockquote") and best is not root:
        best = best.getparent()
    return best


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text).lower())


def _keep_title(blocks: list[Block]) -> None:
    """The main heading of the page is its title, wherever it stands before the article."""
    for block in blocks:
        if not block.reason:
            return
        parents = [block.element, *block.element.iterancestors()]
        if block.reason in ("outside the article", "page head") and any(
            each.tag == "h1" for each in parents[:3]
        ):
            block.reason = ""
            return


def _line(block: Block) -> str:
    """A block as a line of the text: behind its list marker, a long heading behind a mark."""
    text = normalise(block.text)
    if block.marker:
        own = marks.markers([text])[0]
        return text if own else f"{block.marker}{text}"
    if block.heading and not line_kinds.is_heading(text):
        return f"# {text}"
    return text
