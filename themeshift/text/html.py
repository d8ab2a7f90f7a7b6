"""The text of a web page: its article a paragraph or list item a line, and what stands around it.

*trafilatura* (Barbaresi 2021) says which part of the page is the article; the lines are taken from
the page itself, so that list markers and headings stay and all that is dropped can be listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from themeshift import UserError
from themeshift.text import marks
from themeshift.text.lines import is_heading
from themeshift.text.normalise import normalise
from themeshift.text.passages import LeftOut
from themeshift.text.runs import fold
from themeshift.text.words import count_words

#: Opening and closing tags of a page, and attributes of one element: libraries take long for more.
MOST_TAGS, MOST_ATTRIBUTES = 100_000, 2_000
_LONG_TAG = re.compile(rb"<[^<>]{10000,}")
_ALONE = "keep the text alone"
#: An element with more than this part of the page's letters wraps the article.
_WRAPS = 0.4
#: Letters of the longest cookie notice, and of the longest call of a note.
_LONGEST_NOTICE, _LONGEST_CALL = 800, 12
_UNSEEN_LIST = """
script style noscript template svg iframe head select option object canvas audio video math datalist
"""
_UNSEEN = frozenset(_UNSEEN_LIST.split())
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HOLDERS = ("body", "html", "main", "article", "section", "div", "td")
_BLOCK_LIST = """
h1 h2 h3 h4 h5 h6 p div section article main header footer nav aside form li ul ol table tr
blockquote pre dialog figure figcaption dl dt dd address body html hr br caption details summary
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
#: What leads to other pages, in the names of elements as in headings.
_ELSEWHERE = (
    r"lire (?:aussi|egalement)|voir aussi|sur le meme (?:sujet|theme)|articles? (?:lie|similaire"
    r"|associe|recommande|connexe)s?|ces articles|en lien avec|pour aller plus loin|a decouvrir"
    r"|nos autres|plus lus|dans la meme rubrique|contenus? associes?|autres actualites"
    r"|actualites (?:liees|similaires)|vous aimerez aussi|plus d'articles"
)
#: What the class or identifier of an element says, as whole words of it.
_NAMED = {
    "cookie notice": r"(?:cookie|consent|tarteaucitron|didomi|axeptio|onetrust)\w*|gdpr|rgpd|cmp",
    "related content": "related|similar|recommended|recommandations?|see also|read more|associes"
    f"|en relation|most read|{_ELSEWHERE}",
    "page button": "share|sharing|partage|partager|social|addtoany|reseaux sociaux",
    "breadcrumb": "breadcrumbs?|fil d ?ariane|ariane",
    "newsletter": "newsletter|subscribe|abonnement|inscription",
    "navigation": "navbar|menu|skip ?links?|sommaire|toc|pagination|pager",
    "comments": "comments?|commentaires?",
    "note": "footnotes?|notes de bas|endnotes?|references",
    "advertisement": "publicite|advert|ads?|sponsor|promo",
    "hidden text": "sr only|visually ?hidden|screen reader text",
}
_CLASSES = {
    reason: re.compile(rf"(?:^|[^a-z])(?:{words})(?:[^a-z]|$)") for reason, words in _NAMED.items()
}
_RELATED = re.compile(rf"(?:a )?(?:{_ELSEWHERE})")
_CONSENT = re.compile(
    r"\s*(?:(?:tout |j')?(?:accepte|refuse|paramètre|personnalise)|ok\s*$)", re.IGNORECASE
)
_BRACKETED = re.compile(r"\[(?:\d{1,3}|[a-z]|\*)\]$")
_BREAK = "\u2028"


class _Place(NamedTuple):
    """What the elements around a text say of it.

    block: the innermost that makes lines of its own. reason: why it is no part of the article.
    beside: one inside a line whose text is none of the line.
    """

    block: Any
    reason: str = ""
    beside: Any = None


@dataclass(slots=True)
class _Line:
    """A line of the page: text, element, why it is left out, list marker, share that is links."""

    text: str
    block: Any
    reason: str
    marker: str = ""
    linked: float = 0.0


def extract(content: bytes) -> tuple[list[str], list[LeftOut]]:
    """Lines of the article of a page, and all visible text besides.

    Raises UserError for a page with more elements or attributes than a contract has.
    """
    import trafilatura
    from lxml import html

    tags = content.count(b"<")
    attributes = max((tag.count(b"=") for tag in _LONG_TAG.findall(content)), default=0)
    if tags > MOST_TAGS:
        raise UserError(f"{tags:,} tags found, at most {MOST_TAGS:,} expected: {_ALONE}")
    if attributes > MOST_ATTRIBUTES:
        raise UserError(f"{attributes:,} attributes of one element found: {_ALONE}")
    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:  # what a byte order mark or the page itself says
        declared = b"charset" in content[:4096].lower() or content[:1] in (b"\xff", b"\xfe")
        encoding = None if declared else "cp1252"
    form = {"huge_tree": True, "remove_comments": True, "remove_pis": True, "encoding": encoding}
    document = html.document_fromstring(content, parser=html.HTMLParser(**form))
    kept = trafilatura.extract(html.tostring(document, encoding="unicode"), include_comments=False)
    root = next(document.iter("body"), document)
    lines = list(_visible(root))
    _leave_related(lines)
    article = set(_article(lines, root, kept or "").iter())
    for line in lines:
        if not line.reason and line.block not in article:
            line.reason = "outside the article"
    # the main heading of the page is its title, wherever it stands before the article
    for line in takewhile(lambda line: line.reason, lines):
        title = _nearest(line.block, "h1") is not None
        if title and line.reason in ("outside the article", "page head"):
            line.reason = ""
            break
    left_out = [
        LeftOut("page", line.text, count_words(normalise(line.text)), line.reason)
        for line in lines
        if line.reason and any(c.isalnum() for c in line.text)
    ]
    return [_shown(line) for line in lines if not line.reason], left_out


def _shown(line: _Line) -> str:
    """A line of the text: behind its list marker, a long heading behind a mark."""
    text = normalise(line.text)
    if line.marker:
        return text if marks.markers([text])[0] else f"{line.marker}{text}"
    heading = _nearest(line.block, *_HEADINGS) is not None
    return f"# {text}" if heading and not is_heading(text) else text


# --- lines of the page -----------------------------------------------------------------------


def _visible(root: Any) -> Iterator[_Line]:
    """The visible lines of a page in order, each with the reason that its elements give.

    What stands inside a line but is none of it, as the call of a note, comes last.
    """
    for node in list(root.iter()):
        if node is not root and (node.tag in _UNSEEN or _is_hidden(node)):
            node.clear(keep_tail=True)  # to drop it would take long on a page with many
            node.tag = "span"
        elif node.tag in _BLOCKS and node is not root:
            node.tail = _BREAK + (node.tail or "")
        elif node.tag in ("td", "th"):
            node.tail = " " + (node.tail or "")
    places, markers = _places(root), _markers(root)
    texts = []
    for text in root.xpath(".//text()"):
        holder = text.getparent().getparent() if text.is_tail else text.getparent()
        letters = len("".join(text.split()))
        links = letters if _nearest(holder, "a") is not None else 0
        texts.append((places[holder], text, letters, links))
    inside = (each for each in texts if each[0].beside is None)
    for (block, reason, _), group in groupby(inside, key=itemgetter(0)):
        _, parts, letters, links = zip(*group, strict=True)
        linked = sum(links) / max(1, sum(letters))
        for part in "".join(parts).split(_BREAK):
            text = " ".join(part.split())
            if any(c.isalnum() for c in text):
                marker = markers.pop(_nearest(block, "li"), "")
                yield _Line(text, block, reason, marker, linked)
            elif text:
                yield _Line(text, block, reason or "no letter or figure")
    for beside in dict.fromkeys(place.beside for place, *_ in texts if place.beside is not None):
        yield _Line(" ".join(beside.text_content().split()), beside, places[beside].reason)


def _nearest(node: Any, *tags: str) -> Any:
    """The innermost of an element and those around it that has one of the tags, or None."""
    return node if node.tag in tags else next(node.iterancestors(*tags), None)


def _places(root: Any) -> dict[Any, _Place]:
    """The place of each element."""
    whole, notices = len(root.text_content()), _cookie_notices(root)
    places = {root: _Place(root)}
    notes: set[str] = set()  # identifiers of what the calls of notes lead to
    for node in root.iterdescendants():
        block, reason, beside = places[node.getparent()]
        is_block = node.tag in _BLOCKS
        if not reason:
            names = {each.get(name) for each in (node, *node[:1]) for name in ("id", "name")} - {""}
            reason = "cookie notice" if node in notices else _reason(node, whole)
            if is_block and not reason and notes & names:
                reason = "note"
            if _is_call(node):
                reason = "note call"
                notes.update((link.get("href") or "#")[1:] for link in node.iter("a"))
            beside = node if reason and not is_block else None
        places[node] = _Place(node if is_block else block, reason, beside)
    return places


def _markers(root: Any) -> dict[Any, str]:
    """The marker of each list item: a dash, or the number in its list."""
    markers = dict.fromkeys(root.iter("li"), "- ")
    for numbered in root.iter("ol"):
        start = numbered.get("start") or ""
        first = int(start) if re.fullmatch(r"-?[0-9]{1,4}", start) else 1
        for number, item in enumerate(numbered.iterchildren("li"), start=first):
            markers[item] = f"{number}. "
    return markers


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
    named = fold(" ".join(node.get(name) or "" for name in ("class", "id", "aria-label")))
    named = re.sub("[-_]", " ", named)
    reason = next((reason for reason, words in _CLASSES.items() if words.search(named)), "")
    # what wraps the article may be called after what it holds besides
    if reason and (len(node.text_content()) > _WRAPS * whole or _has_title(node)):
        return ""
    return reason


def _has_title(node: Any) -> bool:
    return next(node.iter("h1"), None) is not None


def _cookie_notices(root: Any) -> set[Any]:
    """The largest elements about cookies that hold little else, with a button to accept them."""

    @cache
    def holds_little(node: Any) -> bool:
        wraps = node.tag in ("main", "article", "body", "html") or _has_title(node)
        return not wraps and len(node.text_content()) <= _LONGEST_NOTICE

    notices = set()
    for text in root.xpath(".//text()[contains(., 'ookie')]"):
        parent = text.getparent()
        around = list(takewhile(holds_little, (parent, *parent.iterancestors())))
        if around and any(map(_CONSENT.match, around[-1].itertext())):
            notices.add(around[-1])
    return notices


def _is_call(node: Any) -> bool:
    """Whether an element is the call of a footnote: raised, a link in the page, or *[1]*.

    The *er* of *1er* is none, nor is a number behind a unit, a single letter or ten (m², x², 10³).
    """
    if node.tag not in ("sup", "a", "span"):
        return False
    text = node.text_content().strip()
    before = _before(node) if 0 < len(text) <= _LONGEST_CALL else ""
    if not before:
        return False
    inside = any((link.get("href") or "").startswith("#") for link in node.iter("a"))
    if node.tag == "sup":
        power = text.isdigit() and marks.POWER.search(before)
        return inside or (marks.CALL.match(text) is not None and not power)
    bracketed = _BRACKETED.match(text) is not None
    if node.tag == "span":
        return bracketed
    return inside and (bracketed or node.find("sup") is not None)


def _before(node: Any) -> str:
    """The text right before an element inside its line."""
    previous, parent = node.getprevious(), node.getparent()
    if previous is None:
        text = (parent.text or "").strip()
        return text or ("" if parent.tag in _BLOCKS else _before(parent))
    text = (previous.tail or "").strip()
    return text or ("" if previous.tag in _BLOCKS else previous.text_content().strip())


# --- which part of the page ------------------------------------------------------------------


def _leave_related(lines: list[_Line]) -> None:
    """Links to other pages under a heading such as *À lire aussi* are no part of the article."""
    for number, line in enumerate(lines):
        text = fold(normalise(line.text))
        if line.reason or count_words(text) > 8 or not _RELATED.search(text):
            continue
        behind = (lines[place] for place in range(number + 1, len(lines)))
        following = list(takewhile(lambda each: each.linked >= 0.7 and not each.reason, behind))
        if following or line.linked >= 0.7 or (line.linked and _RELATED.match(text)):
            for each in (line, *following):
                each.reason = "related content"


def _article(lines: list[_Line], root: Any, kept: str) -> Any:
    """The element that holds the article: the smallest around nearly all that trafilatura keeps."""
    whole, parts = _letters(kept), {_letters(part) for part in kept.splitlines()}
    weight: Counter[Any] = Counter()
    for line in lines:
        letters = _letters(line.text)
        if not line.reason and len(letters) >= 20 and (letters in parts or letters in whole):
            holders = (line.block, *line.block.iterancestors())
            weight.update({node: len(letters) for node in holders if node.tag in _HOLDERS})
    enough = 0.9 * max(weight.values(), default=0)
    large = [node for node, letters in weight.items() if letters >= enough]
    return max(large, key=lambda node: sum(1 for _ in node.iterancestors()), default=root)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text).lower())
