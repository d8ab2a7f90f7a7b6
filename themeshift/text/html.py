"""The text of a web page: its article a paragraph or list item a line, and what stands around it.

*trafilatura* (Barbaresi 2021) says which part of the page is the article; the lines are taken from
the page itself, so that list markers and headings stay and all that is dropped can be listed.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

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
#: Letters of the longest call of a note.
_LONGEST_CALL = 12
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
#: What leads to other pages, in the names of elements as in headings.
_ELSEWHERE = (
    r"lire (?:aussi|egalement)|voir aussi|sur le meme (?:sujet|theme)|articles? (?:lie|similaire"
    r"|associe|recommande|connexe)s?|ces articles|en lien avec|pour aller plus loin|a decouvrir"
    r"|nos autres|plus lus|dans la meme rubrique|contenus? associes?|autres actualites"
    r"|actualites (?:liees|similaires)|vous aimerez aussi|plus d'articles"
)
#: Why an element is no part of the article: its tag or role in angle brackets, or whole words of
#: its class, identifier or label.
_APART = {
    "navigation": "<(?:nav|navigation|menu|menubar)>|navbar|menu|skip ?links?|sommaire|toc"
    "|pagination|pager",
    "form": "<(?:form|search|label)>",
    "button": "<button>",
    "dialog": "<(?:dialog|alertdialog)>",
    "page head": "<banner>",
    "page foot": "<(?:footer|contentinfo)>",
    "cookie notice": r"(?:cookie|consent|tarteaucitron|didomi|axeptio|onetrust)\w*|gdpr|rgpd|cmp",
    "related content": "<(?:aside|complementary)>|related|similar|recommended|recommandations?"
    f"|see also|read more|associes|en relation|most read|{_ELSEWHERE}",
    "caption": "<figcaption>",
    "page button": "share|sharing|partage|partager|social|addtoany|reseaux sociaux",
    "breadcrumb": "breadcrumbs?|fil d ?ariane|ariane",
    "newsletter": "newsletter|subscribe|abonnement|inscription",
    "comments": "comments?|commentaires?",
    "note": "<doc (?:backlink|endnotes|footnote)>|footnotes?|notes de bas|endnotes?|references",
    "note call": "<doc noteref>",
    "advertisement": "publicite|advert|ads?|sponsor|promo",
    "hidden text": "sr only|visually ?hidden|screen reader text",
}
_REASONS = {
    reason: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])") for reason, words in _APART.items()
}
_RELATED = re.compile(rf"(?:a )?(?:{_ELSEWHERE})")


@dataclass(slots=True)
class _Line:
    """A line of the page, and the block that it stands in.

    reason: why it is no part of the article. parts: pieces of its text; last: the last of them that
    is not blank. links: how many letters are links.
    """

    block: Any
    reason: str = ""
    parts: list[str] = field(default_factory=list)
    last: str = ""
    links: int = 0

    def add(self, text: str | None, linked: bool) -> None:
        """Go on with a piece of text."""
        self.parts.append(text or "")
        if text and text.strip():
            self.last = text.strip()
            self.links += linked * len("".join(text.split()))

    @property
    def text(self) -> str:
        """The text, blanks folded."""
        return " ".join("".join(self.parts).split())

    @property
    def linked(self) -> float:
        """The share of the letters that are links."""
        return self.links / max(1, len("".join("".join(self.parts).split())))


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
    lines = _visible(root)
    _leave_related(lines)
    article = set(_article(lines, root, kept or "").iter())
    for line in lines:
        if not line.reason and line.block not in article:
            line.reason = "outside the article"
    # the main heading of the page is its title, wherever it stands before the article
    before = takewhile(lambda line: line.reason, lines)
    titles = [line for line in before if _nearest(line.block, "h1") is not None]
    for line in titles[-1:]:
        line.reason = ""
    left_out = [
        LeftOut("page", line.text, count_words(normalise(line.text)), line.reason)
        for line in lines
        if line.reason
    ]
    markers = _markers(root)
    return [_shown(line, markers) for line in lines if not line.reason], left_out


def _nearest(node: Any, *tags: str) -> Any:
    """The innermost of an element and those around it that has one of the tags, or None."""
    return node if node.tag in tags else next(node.iterancestors(*tags), None)


def _markers(root: Any) -> dict[Any, str]:
    """The marker of each list item: a dash, or the number in its list."""
    markers = dict.fromkeys(root.iter("li"), "- ")
    for numbered in root.iter("ol"):
        start = numbered.get("start") or ""
        first = int(start) if start.isdecimal() else 1
        for number, item in enumerate(numbered.iterchildren("li"), start=first):
            markers[item] = f"{number}. "
    return markers


def _shown(line: _Line, markers: dict[Any, str]) -> str:
    """A line of the text: behind its list marker, a long heading behind a mark."""
    text, marker = normalise(line.text), markers.pop(_nearest(line.block, "li"), "")
    if _nearest(line.block, *_HEADINGS) is not None:
        return text if is_heading(text) else f"# {text}"
    return text if marks.markers([text])[0] else f"{marker}{text}"


# --- lines of the page -----------------------------------------------------------------------


def _visible(root: Any) -> list[_Line]:
    """The visible lines of a page in order, each with the reason that its elements give."""
    from lxml import etree

    for node in list(root.iterdescendants()):
        if node.tag in _UNSEEN or _is_hidden(node):
            node.clear(keep_tail=True)  # to drop it would take long on a page with many
        elif node.tag in ("td", "th"):
            node.tail = f" {node.tail or ''}"
    whole = len(root.text_content())
    notes: set[str] = set()  # identifiers of what the calls of notes lead to
    around = [(root, None, "", False)]  # of each open element what `_Line` and its key are made of
    lines: dict[Any, _Line] = {}  # by number of the run between block tags, and by element apart
    line, run = _Line(root), 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        run += node.tag in _BLOCKS
        if event == "start":
            block, apart, reason, linked = around[-1]
            if not reason:
                reason = _reason(node, whole)
                if not reason and _is_call(node, line.last):
                    reason = "note call"
                    notes.update((link.get("href") or "#")[1:] for link in node.iter("a"))
                elif not reason and node.tag in _BLOCKS and notes & _names(node):
                    reason = "note"
                apart = node if reason else None
            block = node if node.tag in _BLOCKS else block
            around.append((block, apart, reason, linked or node.tag == "a"))
        else:
            around.pop()
        block, apart, reason, linked = around[-1]
        line = lines.setdefault((run, apart), _Line(block, reason))
        line.add(node.text if event == "start" else node.tail, linked)
    return [line for line in lines.values() if any(c.isalnum() for c in line.text)]


def _is_hidden(node: Any) -> bool:
    style = re.sub(r"\s", "", node.get("style") or "").lower()
    hidden = "hidden" in node.attrib or (node.get("aria-hidden") or "").lower() == "true"
    return hidden or "display:none" in style or "visibility:hidden" in style


def _reason(node: Any, whole: int) -> str:
    """Why an element is no part of the article, by its name, role or class; "" where it may be."""
    if node.tag == "header" and next(node.iter("h1", "h2"), None) is None:
        return "page head"
    if node.tag in ("article", "main", "body", "html", *_HEADINGS):
        return ""
    named = " ".join(node.get(name) or "" for name in ("class", "id", "aria-label"))
    roles = " ".join(f"<{role}>" for role in (node.tag, *(node.get("role") or "").split()))
    named = re.sub("[-_]", " ", fold(f"{roles} {named}"))
    reason = next((reason for reason, words in _REASONS.items() if words.search(named)), "")
    # what wraps the article may be called after what it holds besides
    title = next(node.iter("h1"), None) is not None
    return "" if title or (reason and len(node.text_content()) > _WRAPS * whole) else reason


def _names(node: Any) -> set[str | None]:
    """The identifiers of an element and of its first child."""
    return {each.get(name) for each in (node, *node[:1]) for name in ("id", "name")}


def _is_call(node: Any, before: str) -> bool:
    """Whether an element is the call of a footnote: raised, or a link in the page, as *[1]*.

    The *er* of *1er* is none, nor is a number behind a unit, a single letter or ten (m², x², 10³).
    """
    if node.tag not in ("sup", "a", "span") or not before:
        return False
    text = node.text_content().strip()
    if not 0 < len(text) <= _LONGEST_CALL:
        return False
    raised = node.tag == "sup"
    if any((link.get("href") or "").startswith("#") for link in node.iter("a")):
        return raised or text.startswith("[") or node.find("sup") is not None
    power = text.isdigit() and marks.POWER.search(before)
    return raised and marks.CALL.match(text) is not None and not power


# --- which part of the page ------------------------------------------------------------------


def _leave_related(lines: list[_Line]) -> None:
    """Links to other pages under a heading such as *À lire aussi* are no part of the article."""
    for number, line in enumerate(lines):
        text = fold(normalise(line.text))
        if line.reason or count_words(text) > 8 or not _RELATED.match(text):
            continue
        behind = (lines[place] for place in range(number + 1, len(lines)))
        following = list(takewhile(lambda each: each.linked >= 0.7 and not each.reason, behind))
        if following or line.linked:
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
