"""The text of a web page: its article a paragraph or list item a line, and what stands around it.

*trafilatura* (Barbaresi 2021) says which part of the page is the article; the lines are taken from
the page itself, so that list markers and headings stay and all that is dropped can be listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from themeshift import UserError
from themeshift.text import marks
from themeshift.text.lines import is_heading
from themeshift.text.normalise import normalise
from themeshift.text.passages import LeftOut
from themeshift.text.words import count_words

#: Opening and closing tags of a page, and attributes of one element: libraries take long for more.
MOST_TAGS = 100_000
MOST_ATTRIBUTES = 2_000
_LONG_TAG = re.compile(rb"<[^<>]{10000,}")
#: An element with more than this part of the page's letters wraps the article.
_WRAPS = 0.4
_UNSEEN_LIST = """
script style noscript template svg iframe head select option object canvas audio video math datalist
"""
_UNSEEN = frozenset(_UNSEEN_LIST.split())
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCK_LIST = """
h1 h2 h3 h4 h5 h6 p div section article main header footer nav aside form li ul ol table tr td th
blockquote pre dialog figure figcaption dl dt dd address body html hr caption details summary
fieldset legend tbody thead tfoot button
"""
_BLOCKS = frozenset(_BLOCK_LIST.split())
#: Elements and roles that are no part of the article, by reason.
_APART = {
    "navigation": "nav navigation menu menubar",
    "form": "form search label",
    "button": "button",
    "dialog": "dialog alertdialog",
    "page head": "banner",
    "page foot": "footer contentinfo",
    "related content": "aside complementary",
    "caption": "figcaption",
    "table of contents": "doc-toc",
    "note": "doc-backlink doc-endnotes doc-footnote",
    "note call": "doc-noteref",
}
_ROLES = {role: reason for reason, roles in _APART.items() for role in roles.split()}
#: What the class or identifier of an element says, as whole words of it.
_NAMED = {
    "cookie notice": """cookies?\\w* consent\\w* gdpr rgpd tarteaucitron\\w* didomi\\w* axeptio\\w*
        onetrust\\w* cmp""",
    "related content": """related similar recommended recommandations? a-lire-aussi lire-aussi
        voir-aussi see-also read-more articles?-li[eé]s sur-le-meme-(?:sujet|theme) en-relation
        contenus?-associes? associes plus-lus most-read""",
    "page button": "share sharing partage partager social addtoany reseaux-sociaux",
    "breadcrumb": "breadcrumbs? fil-d-?ariane ariane",
    "newsletter": "newsletter subscribe abonnement inscription",
    "navigation": "navbar menu skiplinks? skip-links? sommaire toc pagination pager",
    "comments": "comments? commentaires?",
    "note": "footnotes? notes-de-bas endnotes? references",
    "advertisement": "publicite advert ads? sponsor promo",
    "hidden text": "sr-only visually-?hidden screen-reader-text",
}
_CLASSES = {
    reason: re.compile(rf"(?:^|[^a-z])(?:{'|'.join(words.split())})(?:[^a-z]|$)")
    for reason, words in _NAMED.items()
}
_RELATED = re.compile(
    r"(?:à|a) lire (?:aussi|également)|lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? "
    r"(?:liés?|similaires?|associés?|recommandés?|connexes?)|ces articles|en lien avec|pour aller "
    r"plus loin|à découvrir|nos autres|les plus lus|dans la même rubrique|contenus? associés?"
    r"|autres actualités|actualités (?:liées|similaires)|vous aimerez aussi|plus d'articles",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"(?:tout |j')?(?:accepte|refuse|paramètre|personnalise)|ok$", re.IGNORECASE)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(?:\d{1,3}|[a-z]|\*)\]$")


@dataclass(slots=True)
class _Block:
    """A line of the page: its text, list marker, element, why it is left out, letters in links."""

    text: str
    element: Any
    reason: str
    marker: str = ""
    linked: int = 0

    @property
    def is_link(self) -> bool:
        """Whether most of the line stands in links."""
        return self.linked >= 0.7 * len("".join(self.text.split()))


def extract(content: bytes, shown: str) -> tuple[list[str], list[LeftOut]]:
    """Lines of the article of a page, and all visible text besides.

    Raises UserError for a page with more elements or attributes than a contract has.
    """
    import trafilatura
    from lxml import html

    tags = content.count(b"<")
    attributes = max((tag.count(b"=") for tag in _LONG_TAG.findall(content)), default=0)
    for number, most, what in (
        (tags, MOST_TAGS, "tags"),
        (attributes, MOST_ATTRIBUTES, "attributes of one element"),
    ):
        if number > most:
            raise UserError(
                f"{shown}: {number:,} {what} found, at most {most:,} expected: keep the text alone"
            )
    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:  # what a byte order mark or the page itself says
        declared = b"charset" in content[:4096].lower() or content[:1] in (b"\xff", b"\xfe")
        encoding = None if declared else "cp1252"
    parser = html.HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, encoding=encoding
    )
    document = html.document_fromstring(content, parser=parser)
    kept = trafilatura.extract(html.tostring(document, encoding="unicode"), include_comments=False)
    root = document.find("body")
    root = document if root is None else root
    blocks = list(_visible(root))
    _leave_related(blocks)
    _leave_cookies(blocks)
    article = _article(blocks, root, kept or "")
    for block in blocks:
        if not block.reason and article not in _around(block.element):
            block.reason = "outside the article"
    _keep_title(blocks)
    lines = [_line(block) for block in blocks if not block.reason]
    left_out = [
        LeftOut("page", block.text, count_words(normalise(block.text)), block.reason)
        for block in blocks
        if block.reason and any(c.isalnum() for c in block.text)
    ]
    return lines, left_out


# --- lines of the page -----------------------------------------------------------------------


def _visible(root: Any) -> Iterator[_Block]:
    """The visible lines of a page in order, each with the reason that its elements give."""
    from lxml import etree

    for node in list(root.iter()):
        if node is not root and (node.tag in _UNSEEN or _is_hidden(node)):
            node.drop_tree()
    whole = len(root.text_content())
    around: list[tuple[Any, str]] = []  # open elements that are blocks, with their reasons
    counters: list[int | None] = []  # numbers of open lists; None for bullets
    parts: list[str] = []
    linked, marker = 0, ""
    notes: set[str] = set()  # identifiers of what the calls of notes lead to

    def flush() -> Iterator[_Block]:
        nonlocal parts, linked, marker
        text = " ".join("".join(parts).split())
        if text:
            lone = not any(c.isalnum() for c in text)
            reason = around[-1][1] or ("no letter or figure" if lone else "")
            yield _Block(text, around[-1][0], reason, marker, linked)
            marker = marker if lone else ""
        parts, linked = [], 0

    def say(text: str | None, node: Any) -> None:
        nonlocal linked
        if text:
            parts.append(text)
            linked += len("".join(text.split())) if any(e.tag == "a" for e in _around(node)) else 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        is_block = _is_block(node)
        if event == "end":
            if is_block:
                yield from flush()
                around.pop()
            if node.tag == "li":
                marker = ""
            if node.tag in ("ul", "ol"):
                counters.pop()
            if node.tag in ("td", "th"):
                parts.append(" ")
            if node is not root:
                say(node.tail, node.getparent())
            continue
        inside = around[-1][1] if around else ""
        own = inside or ("" if node is root else _reason(node, whole))
        if is_block and not own and notes.intersection(_identifiers(node)):
            own = "note"
        call = "note call" if _is_call(node, parts) else ""
        if call:
            notes.update((link.get("href") or "")[1:] for link in node.iter("a"))
        if call or (own and not inside and not is_block):  # in a paragraph, which goes on behind it
            text = " ".join(node.text_content().split())
            yield _Block(text, around[-1][0], call or own)
            walk.skip_subtree()
            continue
        if is_block or node.tag == "br":
            yield from flush()
        if is_block:
            around.append((node, own))
        if node.tag in ("ul", "ol"):
            counters.append(_number(node, "start", 1) - 1 if node.tag == "ol" else None)
        if node.tag == "li" and counters and counters[-1] is not None:
            counters[-1] = _number(node, "value", counters[-1] + 1)
            marker = f"{counters[-1]}. "
        elif node.tag == "li":
            marker = "- "
        say(node.text, node)


def _around(node: Any) -> Iterator[Any]:
    """An element and those around it, from the inside."""
    yield node
    yield from node.iterancestors()


def _identifiers(node: Any) -> Iterator[str]:
    """What a link can call an element: its own identifier, or that of an anchor that opens it."""
    for each in (node, *node[:1]):
        yield from filter(None, (each.get("id"), each.get("name")))


def _is_block(node: Any) -> bool:
    """Whether an element makes lines of its own; the row of a plain table is one line."""
    plain = node.tag in ("td", "th") and not any(
        child.tag in _BLOCKS for child in node.iterdescendants()
    )
    return node.tag in _BLOCKS and not plain


def _number(node: Any, name: str, otherwise: int) -> int:
    """The number in an attribute of a list or list item."""
    value = node.get(name) or ""
    return int(value) if re.fullmatch(r"-?[0-9]{1,4}", value) else otherwise


def _is_hidden(node: Any) -> bool:
    style = re.sub(r"\s", "", node.get("style") or "").lower()
    hidden = "hidden" in node.attrib or (node.get("aria-hidden") or "").lower() == "true"
    return hidden or "display:none" in style or "visibility:hidden" in style


def _reason(node: Any, whole: int) -> str:
    """Why an element is no part of the article, by its name, role or class; "" where it may be."""
    if node.tag == "header" and next(node.iter("h1", "h2"), None) is None:
        return "page head"
    for role in (node.tag, *(node.get("role") or "").lower().split()):
        if role in _ROLES:
            return _ROLES[role]
    if node.tag in ("article", "main", "body", "html", *_HEADINGS):
        return ""
    named = " ".join(node.get(name) or "" for name in ("class", "id", "aria-label")).lower()
    reason = next((reason for reason, words in _CLASSES.items() if words.search(named)), "")
    # what wraps the article may be called after what it holds besides
    if reason and (len(node.text_content()) > _WRAPS * whole or _has_title(node)):
        return ""
    return reason


def _has_title(node: Any) -> bool:
    return next(node.iter("h1"), None) is not None


def _is_call(node: Any, before: list[str]) -> bool:
    """Whether an element is the call of a footnote: raised, a link in the page, or *[1]*.

    The *er* of *1er* is none, nor is a number behind a unit, a single letter or ten (m², x², 10³).
    """
    if node.tag not in ("sup", "a", "span"):
        return False
    text = node.text_content().strip()
    if not 0 < len(text) <= 12 or not any(map(str.strip, before)):
        return False
    inside = any((link.get("href") or "").startswith("#") for link in node.iter("a"))
    if node.tag == "sup":
        power = text.isdigit() and marks.POWER.search("".join(before))
        return inside or (marks.CALL.match(text) is not None and not power)
    bracketed = _BRACKETED.match(text) is not None
    if node.tag == "span":
        return bracketed
    return inside and (bracketed or node.find("sup") is not None)


# --- which part of the page ------------------------------------------------------------------


def _leave_related(blocks: list[_Block]) -> None:
    """Links to other pages under a heading such as *À lire aussi* are no part of the article."""
    for number, block in enumerate(blocks):
        text = normalise(block.text)
        if block.reason or not _RELATED.search(text) or count_words(text) > 8:
            continue
        behind = (blocks[place] for place in range(number + 1, len(blocks)))
        following = list(takewhile(lambda other: other.is_link and not other.reason, behind))
        if following or block.is_link or (block.linked and _RELATED.match(text)):
            for other in (block, *following):
                other.reason = "related content"


def _leave_cookies(blocks: list[_Block]) -> None:
    """A banner about cookies: the largest element around the notice that holds little else."""
    for block in blocks:
        text = normalise(block.text)
        if block.reason or not _COOKIES.search(text):
            continue
        banner = block.element
        for parent in block.element.iterancestors():
            long = count_words(normalise(parent.text_content())) > 120
            if long or parent.tag in ("body", "html", "main", "article") or _has_title(parent):
                break
            banner = parent
        beside = [other for other in blocks if banner in _around(other.element)]
        if marks.furniture(text) or any(_CONSENT.match(other.text) for other in beside):
            for other in beside:
                other.reason = other.reason or "cookie notice"


def _article(blocks: list[_Block], root: Any, kept: str) -> Any:
    """The element that holds the article: the smallest around nearly all that trafilatura keeps."""
    whole, lines = _letters(kept), {_letters(line) for line in kept.splitlines()}
    weight: Counter[Any] = Counter()
    for block in blocks:
        letters = _letters(block.text)
        if not block.reason and len(letters) >= 20 and (letters in lines or letters in whole):
            weight.update(dict.fromkeys(_around(block.element), len(letters)))
    if not weight:
        return root
    enough = 0.9 * max(weight.values())
    depths = {e: sum(1 for _ in _around(e)) for e, letters in weight.items() if letters >= enough}
    best = max(depths, key=depths.__getitem__)
    while best.tag in ("p", "ul", "ol", "li", "table", "blockquote", *_HEADINGS):
        best = best.getparent()
    return best


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text).lower())


def _keep_title(blocks: list[_Block]) -> None:
    """The main heading of the page is its title, wherever it stands before the article."""
    for block in takewhile(lambda block: block.reason, blocks):
        main = any(element.tag == "h1" for element in _around(block.element))
        if main and block.reason in ("outside the article", "page head"):
            block.reason = ""
            return


def _line(block: _Block) -> str:
    """A block as a line of the text: behind its list marker, a long heading behind a mark."""
    text = normalise(block.text)
    if block.marker:
        return text if marks.markers([text])[0] else f"{block.marker}{text}"
    heading = any(element.tag in _HEADINGS for element in _around(block.element))
    return f"# {text}" if heading and not is_heading(text) else text
