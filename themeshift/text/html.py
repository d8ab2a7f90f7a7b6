"""The text of a web page: its article a paragraph or list item a line, and what stands around it.

*trafilatura* (Barbaresi 2021) says which part of the page is the article; the lines are taken from
the page itself, so that list markers and headings stay and all that is dropped can be listed.
"""

from __future__ import annotations

import re
from typing import Any

from themeshift import UserError
from themeshift.text import lines as line_kinds
from themeshift.text import marks
from themeshift.text.blocks import UNSEEN, Block, has_heading, visible
from themeshift.text.leftout import LeftOut
from themeshift.text.normalise import normalise
from themeshift.text.words import count_words

MOST_BLOCKS = 100_000
_RELATED = re.compile(
    r"(?:à|a) lire (?:aussi|également)|lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? "
    r"(?:liés?|similaires?|associés?|recommandés?|connexes?)|ces articles|en lien avec|pour aller "
    r"plus loin|à découvrir|nos autres|les plus lus|dans la même rubrique|contenus? associés?"
    r"|autres actualités|actualités (?:liées|similaires)|vous aimerez aussi|plus d'articles",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"(?:tout |j')?(?:accepte|refuse|paramètre|personnalise)|ok$", re.IGNORECASE)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)


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
    for element in list(root.iter(*UNSEEN)):
        element.drop_tree()
    blocks = []
    for block in visible(root):
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
        announces = block.linked and _RELATED.match(normalise(block.text))
        if following or _is_link(block) or announces:
            block.reason = "related content"
            for other in following:
                other.reason = "related content"


def _is_link(block: Block) -> bool:
    letters = sum(not c.isspace() for c in block.text)
    return block.linked >= 0.7 * letters


def _leave_cookies(blocks: list[Block]) -> None:
    """A banner about cookies has no paragraph of the article beside it in its element."""
    for block in blocks:
        text = normalise(block.text)
        if block.reason or not _COOKIES.search(text):
            continue
        banner = _banner(block.element)
        beside = [other for other in blocks if _inside(other.element, banner)]
        asks = marks.furniture(text) or any(_CONSENT.match(other.text) for other in beside)
        for other in beside if asks else ():
            other.reason = other.reason or "cookie notice"


def _banner(element: Any) -> Any:
    """The largest element around a notice that holds little else."""
    found = element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html", "main", "article"):
            break
        if count_words(normalise(parent.text_content())) > 120 or has_heading(parent, ("h1",)):
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
