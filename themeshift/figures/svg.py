"""SVG text of a drawing: what matplotlib writes, without what a page does not need, and its links."""

from __future__ import annotations

import io
import re
from xml.sax.saxutils import escape, quoteattr

import matplotlib

from themeshift.figures import style

#: The page's web font of figures, and what stands in for it elsewhere.
_FAMILY = f"Figures, '{style.FONT}', Verdana, sans-serif"
_TAG = re.compile("<[^>]*>")
#: What matplotlib writes in a tag that a page can do without → what stands in its place.
_SHORTER = {
    r"\s+": " ",
    r' id="[\w.]+_\d+"': "",
    r' transform="rotate\(-0 [^"]*"': "",
    r" (font-family|text-anchor: start)[^;]*;": "",
    r"(\.\d\d)\d+": r"\1",
    r"xlink:href": "href",
}


def render(drawing: style.Sheet, name: str) -> str:
    """The drawing as SVG text, the same bytes each time; name: what makes its ids its own."""
    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        drawing.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    # The head is our own; after it stand metadata and a style sheet for all of the page.
    body = target.getvalue().partition("</defs>")[2]
    body = re.sub(r">\s+<", "><", _TAG.sub(_shorten, body)).strip()
    body = body.replace("<g/>", "").replace("<g></g>", "").removesuffix("</svg>")
    width, height = drawing.bbox.size
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{_FAMILY}" stroke-linejoin="round">'
    )
    links = [_link(link, height) for link in drawing.links]
    return "\n".join([head, body.replace("</g><g>", "</g>\n<g>"), *links, "</svg>\n"])


def _shorten(tag: re.Match[str]) -> str:
    shortened = tag[0]
    for pattern, instead in _SHORTER.items():
        shortened = re.sub(pattern, instead, shortened)
    return shortened


def _link(link: style.Link, height: float) -> str:
    """A link over its place, with a title that a tooltip shows and a screen reader says."""
    box, skipped = link.place, ' tabindex="-1"' if link.quiet else ""
    return (
        f'<a href={quoteattr(link.target)} fill="none" pointer-events="all"{skipped}>'
        f"<title>{escape(link.title)}</title>"
        f'<rect x="{box.x0:.2f}" y="{height - box.y1:.2f}" '
        f'width="{box.width:.2f}" height="{box.height:.2f}"/></a>'
    )
