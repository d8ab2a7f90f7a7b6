"""Checks of the built pages: whole, described, light, linked, and loading nothing from elsewhere.

A build can end well and still publish a page that is missing, empty or broken. Each check reads the
HTML that a reader gets; each fault is one line that begins with the page's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from lxml import html
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from themeshift import UserError

#: Bytes that a page may weigh, uncompressed, with all that it loads.
MAXIMUM_WEIGHT = 1_000_000
#: What an empty value looks like when a program writes it.
NO_VALUE = {"nan", "NaN", "None", "<NA>", "NaT", "inf", "-inf"}
#: Of what has an address, what does not make a browser load something.
LEADING = {"a", "area", "form", "blockquote", "q"}
RELATIONS = {"stylesheet", "preload", "icon", "modulepreload", "manifest", "prefetch"}
_STYLE_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)['"]?([^'")\s]+)""")
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_MARKUP = re.compile(r"\{[a-z][a-z:-]*\}`|^:::|\]\(")
_PATH = re.compile(r"(^|/)_images/|[0-9a-f]{32}|\.(svg|png|jpe?g)$")


def page_names(folder: Path) -> list[str]:
    """Return the built pages, as paths below `folder`."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(("_static/", "data/")))


def listed_pages(toc: Path) -> list[str]:
    """Return the pages that a table of contents asks for, its globs filled in.

    Raises UserError when the file is missing or is no table of contents.
    """
    try:
        contents = parse_toc_yaml(toc)
    except (OSError, yaml.YAMLError, MalformedError) as error:
        raise UserError(f"{toc.name}: not a table of contents ({error!r})") from error
    globbed = [path for pattern in contents.globs() for path in toc.parent.glob(pattern)]
    pages = [path.relative_to(toc.parent) for path in globbed if path.suffix in (".md", ".ipynb")]
    return [
        f"{page.with_suffix('')}.html" for page in dict.fromkeys([*map(Path, contents), *pages])
    ]


def faults(folder: Path, toc: Path) -> list[str]:
    """Return a line for each fault of the site in `folder`. Raises UserError without a site."""
    if not (folder / "index.html").is_file():
        raise UserError(f"{folder.name}: no built book; run `make book`")
    folder, listed = folder.resolve(), listed_pages(toc)
    parser = html.HTMLParser(encoding="utf-8")
    pages = {name: html.parse(folder / name, parser).getroot() for name in page_names(folder)}
    anchors = {folder / name: set(page.xpath("//@id")) for name, page in pages.items()}
    found = [f"{name}: listed in {toc.name}, not built" for name in listed if name not in pages]
    for name, page in pages.items():
        if name not in listed and name != "search.html":
            found.append(f"{name}: built, not listed in {toc.name}")
        for check in (_elements, _texts):
            found += [f"{name}, line {place.sourceline}: {text}" for place, text in check(page)]
        found += _addresses(page, folder, name, anchors)
    return found


def _elements(page: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Yield each element that lacks its name or its value, or that reports an error."""
    if not page.get("lang"):
        yield page, "no language is given"
    for element in page.iter("*"):
        classes = set(element.get("class", "").split())
        if "drawing" in classes or (element.tag == "img" and "logo" not in " ".join(classes)):
            label = element.get("alt" if element.tag == "img" else "aria-label", "").strip()
            if not label:
                yield element, f"image without alternative text: {element.get('src', 'a drawing')}"
            elif _PATH.search(label):
                yield element, f"alternative text is a path: {label}"
        if classes & {"problematic", "system-message", "traceback"}:
            yield element, "an error or a traceback stands on the page"
        cell = element.tag in ("td", "th")
        if cell or classes & {"pasted-text", "num", "number"}:
            text = element.text_content().strip()
            if text in NO_VALUE or not (text or cell):
                yield (
                    element,
                    f"{'table cell' if cell else 'computed value'} shows no value: {text!r}",
                )


def _texts(page: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Yield what should never reach a reader, with the element in which it stands."""
    for text in page.xpath("//text()[not(ancestor::script or ancestor::style)]"):
        parent = text.getparent()
        if "Traceback (most recent call last)" in text:
            yield parent, "a traceback stands on the page"
        found = _MARKUP.search(text)
        if found and not parent.xpath("ancestor-or-self::*[self::pre or self::code]"):
            yield parent, f"markup shows as text: {text[found.start() :].strip()[:40]}"


def _addresses(
    page: html.HtmlElement, folder: Path, name: str, anchors: dict[Path, set[str]]
) -> Iterator[str]:
    """Yield a line for each link or thing loaded that is not there or elsewhere, and for the weight."""
    own = folder / name
    sizes = {own: own.stat().st_size}
    found = [
        (element, address.strip(), _is_loaded(element))
        for element, attribute, address, _ in page.iterlinks()
        if attribute not in (None, "style")
    ]
    for style in page.xpath("//style/text() | //@style"):
        found += [(style.getparent(), one, True) for one in _STYLE_ADDRESS.findall(style)]
    waiting = [(own, f"{name}, line {element.sourceline}", *rest) for element, *rest in found]
    while waiting:
        base, place, address, loaded = waiting.pop()
        parts = urlsplit(address)
        if parts.scheme in (("data",) if loaded else ("http", "https", "mailto")):
            continue
        target = (base.parent / unquote(parts.path)).resolve() if parts.path else base
        inside = target.is_relative_to(folder)
        if parts.scheme or parts.netloc or (loaded and not inside):
            fault = "loads from elsewhere" if loaded else "link that no page should hold"
            yield f"{place}: {fault}: {address[:80]}"
        elif not inside or not target.is_file():
            fault = "loads a file that is not there" if loaded else "dead link"
            yield f"{place}: {fault}: {address}"
        elif not loaded and unquote(parts.fragment) not in anchors.get(target, set()) | {""}:
            yield f"{place}: link to an anchor that is not there: {address}"
        elif loaded and target not in sizes:
            sizes[target] = target.stat().st_size
            if target.suffix == ".css":
                style = target.read_text(encoding="utf-8")
                if target.name != "book.css":  # no page shows letters of the stock fonts
                    style = _FONT.sub("", style)
                place = f"{name}: {target.relative_to(folder).as_posix()}"
                waiting += [(target, place, one, True) for one in _STYLE_ADDRESS.findall(style)]
    if sum(sizes.values()) > MAXIMUM_WEIGHT:
        heaviest = max(sizes, key=sizes.get).relative_to(folder).as_posix()
        yield (
            f"{name}: weighs {sum(sizes.values()):,} bytes with all that it loads, at most "
            f"{MAXIMUM_WEIGHT:,} expected; the page itself {sizes[own]:,}, heaviest {heaviest}"
        )


def _is_loaded(element: html.HtmlElement) -> bool:
    """Tell whether a browser loads by itself what an element has the address of."""
    if element.tag == "link":
        return bool(RELATIONS & set(element.get("rel", "").split()))
    return element.tag not in LEADING
