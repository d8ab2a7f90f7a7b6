"""Are the built pages whole?

A build can end well and still publish a page that is missing, empty or broken. Each check here
reads the HTML that a reader gets; each fault is one line that begins with the page's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from themeshift import UserError

MAXIMUM_WEIGHT = 1_000_000
"""Bytes that a page may weigh, uncompressed, with all that it loads."""

OWN_PAGES = ("search.html",)
"""Pages that Sphinx makes by itself."""

NO_VALUE = {"nan", "NaN", "None", "<NA>", "NaT", "inf", "-inf"}
"""What an empty value looks like when a program writes it."""

WEIGHED_APART = "_static/explorer/"
"""Scripts of the page on which the reader counts; no other page loads them."""

LOADING = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
"""Elements whose attributes make a browser load something."""

LOADING_RELATIONS = {"stylesheet", "preload", "icon", "modulepreload", "manifest", "prefetch"}
"""Relations of a ``link`` element that do so."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}

_STYLE_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
_RAW_MARKUP = re.compile(r"\{[a-z][a-z:-]*\}`|^:::|`\{[a-z]|\]\(#")
_PATH_LIKE = re.compile(r"(^|/)_images/|[0-9a-f]{32}|\.(svg|png|jpe?g)$")


@dataclass
class Page:
    """What a page holds: lines of text and addresses with the line where they stand."""

    name: str
    size: int
    language: str = ""
    anchors: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    resources: list[tuple[int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects what the checks need in one pass over a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[tuple[str, set[str]]] = []
        self.watched: list[tuple[int, int, str, list[str]]] = []

    def fault(self, text: str, line: int | None = None) -> None:
        """Note a fault at a line of the page."""
        self.page.faults.append(f"{self.page.name}, line {line or self.getpos()[0]}: {text}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read an element that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the attributes of an element."""
        values = {name: value or "" for name, value in attrs}
        classes = set(values.get("class", "").split())
        line = self.getpos()[0]
        if tag == "html":
            self.page.language = values.get("lang", "")
        for name in ("id", "name") if tag == "a" else ("id",):
            if values.get(name):
                self.page.anchors.add(values[name])
        if tag == "a" and "href" in values:
            self.page.links.append((line, values["href"].strip()))
        if tag == "img":
            self.read_image(values, classes)
        if classes & {"problematic", "system-message"}:
            self.fault("markup that could not be read stands on the page")
        if "traceback" in classes:
            self.fault("a traceback stands on the page")
        self.read_resources(tag, values, line)
        if tag not in VOID:
            self.open.append((tag, classes))
            if "pasted-text" in classes or tag in ("td", "th"):
                what = "glued value" if "pasted-text" in classes else "table cell"
                self.watched.append((len(self.open), line, what, []))

    def read_image(self, values: dict[str, str], classes: set[str]) -> None:
        """Check what a reader who cannot see an image is told."""
        alternative = values.get("alt")
        decorative = any("logo" in name for name in classes)
        if alternative is None or (not alternative.strip() and not decorative):
            self.fault(f"image without alternative text: {values.get('src', '')}")
        elif _PATH_LIKE.search(alternative):
            self.fault(f"image whose alternative text is a path: {alternative}")

    def read_resources(self, tag: str, values: dict[str, str], line: int) -> None:
        """Note what the element makes a browser load."""
        names = LOADING.get(tag, ())
        if tag == "link" and LOADING_RELATIONS & set(values.get("rel", "").split()):
            names = ("href",)
        for name in names:
            if name == "srcset":
                choices = [choice.split() for choice in values.get(name, "").split(",")]
                addresses = [choice[0] for choice in choices if choice]
            else:
                addresses = [values.get(name, "")]
            self.page.resources += [(line, address) for address in addresses if address]
        self.page.resources += [(line, found) for found in style_addresses(values.get("style", ""))]

    def handle_endtag(self, tag: str) -> None:
        """Close an element; look at what was watched in it."""
        depth = next((n for n in range(len(self.open), 0, -1) if self.open[n - 1][0] == tag), 0)
        if not depth:
            return
        while self.watched and self.watched[-1][0] >= depth:
            _, line, what, texts = self.watched.pop()
            text = "".join(texts).strip()
            if what == "glued value" and not text:
                self.fault("glued value is empty", line)
            elif text in NO_VALUE:
                self.fault(f"{what} shows no value: {text}", line)
        del self.open[depth - 1 :]

    def handle_data(self, data: str) -> None:
        """Look for what should never reach a reader."""
        tags = {tag for tag, _ in self.open[-6:]}
        if tags & {"script", "style"}:
            if "style" in tags:
                line = self.getpos()[0]
                self.page.resources += [(line, found) for found in style_addresses(data)]
            return
        for watched in self.watched:
            watched[3].append(data)
        if "Traceback (most recent call last)" in data:
            self.fault("a traceback stands on the page")
        if not tags & {"pre", "code"} and (found := _RAW_MARKUP.search(data)):
            self.fault(f"markup shows as text: {data[found.start() :].strip()[:40]}")


def style_addresses(style: str) -> list[str]:
    """Return the addresses that a piece of CSS loads, without those it holds itself."""
    found = [first or second for first, second in _STYLE_ADDRESS.findall(style)]
    return [address for address in found if not address.startswith(("data:", "#"))]


def page_names(folder: Path) -> list[str]:
    """Return the built pages, as paths below ``folder``; files for download are none."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(("_static/", "_downloads/")))


def listed_pages(toc: Path) -> list[str]:
    """Return the pages that a table of contents asks for, its globs filled in.

    Raises ``UserError`` when the file is missing or is no table of contents.
    """
    try:
        contents = yaml.safe_load(toc.read_text(encoding="utf-8"))
        return list(dict.fromkeys(_entries(contents, toc.parent)))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{toc.name}: not a table of contents ({error!r})") from error


def _entries(entry: dict, folder: Path) -> Iterator[str]:
    """Yield the page of an entry and those below it."""
    for key in ("root", "file"):
        if key in entry:
            yield f"{entry[key].removesuffix('.md').removesuffix('.ipynb')}.html"
    if "glob" in entry:
        sources = sorted(
            path.relative_to(folder).with_suffix(".html").as_posix()
            for path in folder.glob(entry["glob"])
            if path.suffix in (".md", ".ipynb")
        )
        if not sources:
            yield f"{entry['glob']}.html"
        yield from sources
    for key in ("parts", "chapters", "sections", "subtrees", "entries"):
        for child in entry.get(key, ()):
            yield from _entries(child, folder)


def read_page(folder: Path, name: str) -> Page:
    """Read one built page."""
    text = (folder / name).read_text(encoding="utf-8")
    page = Page(name, len(text.encode()))
    reader = Reader(page)
    reader.feed(text)
    reader.close()
    if not page.language:
        page.faults.append(f"{name}: no language is given")
    return page


def faults(folder: Path, toc: Path) -> list[str]:
    """Return a line for each fault of the site in ``folder``; none when all is well.

    Raises ``UserError`` when there is no site.
    """
    if not (folder / "index.html").is_file():
        raise UserError(f"{folder}: no built book; run `make book`")
    pages = {name: read_page(folder, name) for name in page_names(folder)}
    listed = listed_pages(toc)
    found = [f"{name}: listed in {toc.name}, not built" for name in listed if name not in pages]
    for page in pages.values():
        if page.name not in listed and page.name not in OWN_PAGES:
            found.append(f"{page.name}: built, not listed in {toc.name}")
        found += page.faults
        found += _dead_links(page, pages, folder)
        found += _loads(page, folder)
    return found


def _dead_links(page: Page, pages: dict[str, Page], folder: Path) -> Iterator[str]:
    """Yield a line for each link that leads nowhere or runs a script."""
    for line, address in page.links:
        parts = urlsplit(address)
        place = f"{page.name}, line {line}"
        if parts.scheme in ("http", "https", "mailto"):
            continue
        if parts.scheme or parts.netloc:
            yield f"{place}: link that no page should hold: {address[:80]}"
            continue
        target = _resolve(page.name, parts.path) if parts.path else page.name
        if target is None or not (folder / target).is_file():
            yield f"{place}: dead link: {address}"
        elif target in pages and unquote(parts.fragment) not in pages[target].anchors | {""}:
            yield f"{place}: link to an anchor that is not there: {address}"


def _loads(page: Page, folder: Path) -> Iterator[str]:
    """Yield a line for each thing loaded from elsewhere, each missing one, and for the weight."""
    local: set[str] = set()
    for line, address in page.resources:
        place = f"{page.name}, line {line}"
        parts = urlsplit(address)
        if parts.scheme == "data":
            continue
        target = None if parts.scheme or parts.netloc else _resolve(page.name, parts.path)
        if target is None:
            yield f"{place}: loads from elsewhere: {address[:80]}"
        elif not (folder / target).is_file():
            yield f"{place}: loads a file that is not there: {address}"
        else:
            local.add(target)
    for name in sorted(local):
        if name.endswith(".css"):
            own, foreign = style_sheet(folder, name)
            local |= own
            yield from (f"{page.name}: {name} loads from elsewhere: {url}" for url in foreign)
    local = {name for name in local if not name.startswith(WEIGHED_APART)}
    weight = page.size + sum((folder / name).stat().st_size for name in local)
    if weight > MAXIMUM_WEIGHT:
        heaviest = max(local, key=lambda name: (folder / name).stat().st_size, default="")
        yield (
            f"{page.name}: weighs {weight:,} bytes with all that it loads, at most "
            f"{MAXIMUM_WEIGHT:,} expected; the page itself {page.size:,}, heaviest {heaviest}"
        )


@lru_cache
def style_sheet(folder: Path, name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the files that a style sheet may load, and the addresses elsewhere that it names."""
    own, foreign = set(), []
    for address in style_addresses((folder / name).read_text(encoding="utf-8")):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            foreign.append(address[:80])
            continue
        target = _resolve(name, parts.path)
        if target is not None and (folder / target).is_file():
            own.add(target)
    return frozenset(own), tuple(foreign)


def _resolve(page: str, address: str) -> str | None:
    """Return the path below the site's root that a relative address means, or None outside."""
    if address.startswith("/"):
        return None
    steps: list[str] = page.split("/")[:-1]
    for step in unquote(address).split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
