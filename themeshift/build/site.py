"""Checks of the built pages: whole, described, light, linked, and loading nothing from elsewhere.

A build can end well and still publish a page that is empty or broken. Each check reads the HTML that
a reader gets; each fault is one line that begins with the page's name.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

#: Bytes that a page may weigh, uncompressed, with the scripts, styles and images that it loads.
MAXIMUM_WEIGHT = 1_000_000
_REGEX = {"re": "http://exslt.org/regular-expressions"}
_NO_VALUE = "nan|NaN|None|<NA>|NaT|-?inf"
_VALUE = r"//*[re:test(@class, '\b(pasted-text|num|number)\b')]"
_PROSE = "//text()[not(ancestor::script or ancestor::style or ancestor::pre or ancestor::code)]"
_MARKUP = r"re:test(., '\{[a-z][a-z:-]*\}`|^:::|\]\(')"
#: What is said of what should never reach a reader, and where it stands (XPath).
NEVER = (
    ("no language is given", "/html[not(@lang)]"),
    ("no alternative text", "//img[not(normalize-space(@alt) or contains(@class, 'logo'))]"),
    ("no alternative text", "//*[@class='drawing'][not(normalize-space(@aria-label))]"),
    ("alternative text is a path", r"//*[re:test(@alt, '_images/|\w{32}|\.(svg|png|jpe?g)$')]"),
    ("an error", r"//*[re:test(@class, '\b(problematic|system-message|traceback)\b')]"),
    ("an error", "//body//text()[contains(., 'Traceback (most recent call last)')]/.."),
    ("cell shows no value", f"(//td | //th)[re:test(normalize-space(), '^({_NO_VALUE})$')]"),
    ("computed value is empty", f"{_VALUE}[re:test(normalize-space(), '^({_NO_VALUE}|)$')]"),
    ("markup shows as text", f"{_PROSE}[{_MARKUP}]/.."),
)
#: What has an address that a browser does not load by itself.
_FETCHED = "stylesheet|icon|preload|prefetch|manifest"
LEADING = f"//a | //area | //form | //blockquote | //q | //link[not(re:test(@rel, '{_FETCHED}'))]"
_STYLE_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)['"]?([^'")\s]+)""")


def page_names(folder: Path) -> list[str]:
    """Return the built pages, as paths below `folder`."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(("_static/", "data/")))


def faults(folder: Path) -> list[str]:
    """Return a line for each fault of the site in `folder`."""
    folder, parser = folder.resolve(), html.HTMLParser(encoding="utf-8")
    pages = {name: html.parse(folder / name, parser).getroot() for name in page_names(folder)}
    anchors = {folder / name: set(page.xpath("//@id")) for name, page in pages.items()}
    found = [] if "index.html" in pages else ["index.html: not built"]
    for name, page in pages.items():
        for text, path in NEVER:
            for element in page.xpath(path, namespaces=_REGEX):
                markup = html.tostring(element, encoding="unicode", with_tail=False)
                shown = " ".join(markup.split())[:80]
                found.append(f"{name}, line {element.sourceline}: {text}: {shown}")
        found += _addresses(page, folder, name, anchors)
    for sheet in sorted(folder.rglob("*.css")):
        for address in _STYLE_ADDRESS.findall(sheet.read_text(encoding="utf-8")):
            if "//" in address and not address.startswith("data:"):
                found.append(f"{sheet.relative_to(folder)}: loads from elsewhere: {address[:80]}")
    return found


def _addresses(
    page: html.HtmlElement, folder: Path, name: str, anchors: dict[Path, set[str]]
) -> Iterator[str]:
    """Yield a line for each link or thing loaded that is not there or elsewhere, and for the weight."""
    own = folder / name
    sizes, leading = {own: own.stat().st_size}, set(page.xpath(LEADING, namespaces=_REGEX))
    addresses = [
        (element, address.strip(), element not in leading)
        for element, attribute, address, _ in page.iterlinks()
        if attribute not in (None, "style")
    ]
    for style in page.xpath("//style/text() | //@style"):
        addresses += [(style.getparent(), one, True) for one in _STYLE_ADDRESS.findall(style)]
    for element, address, loaded in addresses:
        place, parts = f"{name}, line {element.sourceline}", urlsplit(address)
        if parts.scheme in (("data",) if loaded else ("http", "https", "mailto")):
            continue
        target = (own.parent / unquote(parts.path)).resolve() if parts.path else own
        if parts.scheme or parts.netloc:
            fault = "loads from elsewhere" if loaded else "link that no page should hold"
            yield f"{place}: {fault}: {address[:80]}"
        elif not target.is_relative_to(folder) or not target.is_file():
            yield f"{place}: {'loads a file that is not there' if loaded else 'dead link'}: {address}"
        elif loaded:
            sizes[target] = target.stat().st_size
        elif unquote(parts.fragment) not in anchors.get(target, set()) | {""}:
            yield f"{place}: link to an anchor that is not there: {address}"
    if sum(sizes.values()) > MAXIMUM_WEIGHT:
        heaviest = max(sizes, key=sizes.get).relative_to(folder).as_posix()
        yield (
            f"{name}: weighs {sum(sizes.values()):,} bytes with all that it loads, at most "
            f"{MAXIMUM_WEIGHT:,} expected; the page itself {sizes[own]:,}, heaviest {heaviest}"
        )
