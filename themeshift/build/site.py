"""Checks of the built pages: whole, described, light, linked, and loading nothing from elsewhere.

A build can end well and still publish a page that is missing, empty or broken. Each check reads the
HTML that a reader gets; each fault is one line that begins with the page's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from themeshift import UserError

#: Bytes that a page may weigh, uncompressed, with all that it loads.
MAXIMUM_WEIGHT = 1_000_000
#: What an empty value looks like when a program writes it.
NO_VALUE = {"nan", "NaN", "None", "<NA>", "NaT", "inf", "-inf"}
#: Elements whose attributes make a browser load something.
LOADING = {
    "script": ("src",), "img": ("src",), "iframe": ("src",), "embed": ("src",), "object": ("data",),
    "video": ("src",), "audio": ("src",), "source": ("src",), "use": ("href",), "image": ("href",),
}  # fmt: skip
RELATIONS = {"stylesheet", "preload", "icon", "modulepreload", "manifest", "prefetch"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_STYLE_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_MARKUP = re.compile(r"\{[a-z][a-z:-]*\}`|^:::|\]\(")
_PATH = re.compile(r"(^|/)_images/|[0-9a-f]{32}|\.(svg|png|jpe?g)$")


@dataclass
class Page:
    """What a page holds: addresses with the line where they stand, anchors, faults."""

    name: str
    size: int
    anchors: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    loads: list[tuple[int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects what the checks need in one pass over a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[str] = []
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
        if values.get("id"):
            self.page.anchors.add(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.append((line, values["href"].strip()))
        if tag == "html" and not values.get("lang"):
            self.fault("no language is given")
        label = values.get("alt" if tag == "img" else "aria-label", "").strip()
        if tag == "img" and not label and not any("logo" in name for name in classes):
            self.fault(f"image without alternative text: {values.get('src', '')}")
        if "drawing" in classes and not label:
            self.fault("figure without a label")
        if (tag == "img" or "drawing" in classes) and _PATH.search(label):
            self.fault(f"alternative text is a path: {label}")
        if classes & {"problematic", "system-message", "traceback"}:
            self.fault("an error or a traceback stands on the page")
        names = LOADING.get(tag, ())
        if tag == "link" and RELATIONS & set(values.get("rel", "").split()):
            names = ("href",)
        self.page.loads += [(line, values[name]) for name in names if values.get(name)]
        self.page.loads += [(line, one) for one in addresses(values.get("style", ""))]
        if tag not in VOID:
            self.open.append(tag)
            if classes & {"pasted-text", "num", "number"} or tag in ("td", "th"):
                what = "table cell" if tag in ("td", "th") else "computed value"
                self.watched.append((len(self.open), line, what, []))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; look at what was watched in it."""
        depth = next((n for n in range(len(self.open), 0, -1) if self.open[n - 1] == tag), 0)
        while depth and self.watched and self.watched[-1][0] >= depth:
            _, line, what, texts = self.watched.pop()
            text = "".join(texts).strip()
            if text in NO_VALUE or (not text and what == "computed value"):
                self.fault(f"{what} shows no value: {text!r}", line)
        if depth:
            del self.open[depth - 1 :]

    def handle_data(self, data: str) -> None:
        """Look for what should never reach a reader."""
        inside = set(self.open[-6:])
        if "style" in inside:
            self.page.loads += [(self.getpos()[0], one) for one in addresses(data)]
        if inside & {"script", "style"}:
            return
        for *_, texts in self.watched:
            texts.append(data)
        if "Traceback (most recent call last)" in data:
            self.fault("a traceback stands on the page")
        if not inside & {"pre", "code"} and (found := _MARKUP.search(data)):
            self.fault(f"markup shows as text: {data[found.start() :].strip()[:40]}")


def addresses(style: str) -> list[str]:
    """Return the addresses that a piece of CSS loads, without those it holds itself."""
    found = [first or second for first, second in _STYLE_ADDRESS.findall(style)]
    return [one for one in found if not one.startswith(("data:", "#"))]


def page_names(folder: Path) -> list[str]:
    """Return the built pages, as paths below `folder`."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(("_static/", "data/")))


def listed_pages(toc: Path) -> list[str]:
    """Return the pages that a table of contents asks for, its globs filled in.

    Raises UserError when the file is missing or is no table of contents.
    """
    try:
        return list(dict.fromkeys(_entries(yaml.safe_load(toc.read_text("utf-8")), toc.parent)))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{toc.name}: not a table of contents ({error!r})") from error


def _entries(entry: dict, folder: Path) -> Iterator[str]:
    """Yield the page of an entry and those below it."""
    for key in ("root", "file"):
        if key in entry:
            yield f"{entry[key].removesuffix('.md').removesuffix('.ipynb')}.html"
    for path in sorted(folder.glob(entry["glob"])) if "glob" in entry else ():
        if path.suffix in (".md", ".ipynb"):
            yield path.relative_to(folder).with_suffix(".html").as_posix()
    for key in ("parts", "chapters", "sections"):
        for child in entry.get(key, ()):
            yield from _entries(child, folder)


def read_page(folder: Path, name: str) -> Page:
    """Read one built page."""
    text = (folder / name).read_text(encoding="utf-8")
    page = Page(name, len(text.encode()))
    reader = Reader(page)
    reader.feed(text)
    reader.close()
    return page


def faults(folder: Path, toc: Path) -> list[str]:
    """Return a line for each fault of the site in `folder`. Raises UserError without a site."""
    if not (folder / "index.html").is_file():
        raise UserError(f"{folder.name}: no built book; run `make book`")
    pages = {name: read_page(folder, name) for name in page_names(folder)}
    listed = listed_pages(toc)
    found = [f"{name}: listed in {toc.name}, not built" for name in listed if name not in pages]
    for page in pages.values():
        if page.name not in listed and page.name != "search.html":
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
    waiting = [(page.name, f"{page.name}, line {line}", address) for line, address in page.loads]
    while waiting:
        base, place, address = waiting.pop()
        parts = urlsplit(address)
        if parts.scheme == "data" or (not parts.path and not parts.netloc):
            continue
        outside = parts.scheme or parts.netloc
        target = None if outside else _resolve(base, parts.path)
        if target is None:
            yield f"{place}: loads from elsewhere: {address[:80]}"
        elif not (folder / target).is_file():
            yield f"{place}: loads a file that is not there: {address}"
        elif target not in local:
            local.add(target)
            if target.endswith(".css"):
                style = (folder / target).read_text(encoding="utf-8")
                if not target.endswith("/book.css"):  # no page shows letters of the stock fonts
                    style = _FONT.sub("", style)
                waiting += [(target, f"{page.name}: {target}", one) for one in addresses(style)]
    sizes = {name: (folder / name).stat().st_size for name in local}
    weight = page.size + sum(sizes.values())
    if weight > MAXIMUM_WEIGHT:
        yield (
            f"{page.name}: weighs {weight:,} bytes with all that it loads, at most "
            f"{MAXIMUM_WEIGHT:,} expected; the page itself {page.size:,}, heaviest "
            f"{max(sizes, key=sizes.get, default='nothing')}"
        )


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
