"""A figure of the book: its two drawings as SVG, and title, caption and alternative text."""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib

from themeshift.figures import style

NARROW_TYPE = "application/vnd.themeshift.narrow+xml"
#: The page's web font of figures, and what stands in for it elsewhere.
_FAMILY = f"Figures, '{style.FONT}', Verdana, sans-serif"
#: What matplotlib writes in a tag that a page can do without → what stands in its place.
_SHORTER = {
    r"\s+": " ",
    r' id="[\w.]+_\d+"': "",
    r' transform="rotate\(-0 [^"<>]*"': "",
    r" (font-family|text-anchor: start)[^;<>]*;": "",
    r"(\.\d\d)\d+": r"\1",
    r"xlink:href": "href",
}


class Figure:
    """A figure of the book.

    name: "fig-…". title: the finding, plain text. caption: MyST, opens with the title and ends
    with a link to the numbers. alt: plain text for those who do not see it. wide, narrow: SVG text
    of the drawing for a laptop's column and for a phone; drawings: both as drawn.
    """

    def __init__(
        self,
        name: str,
        draw: Callable[[float], style.Sheet],
        title: str,
        reading: str,
        seen: str,
        results: str,
    ) -> None:
        """draw: makes the drawing for a width. reading: how to read it, for the caption; seen:
        what it shows, for the alternative text; both plain text. results: its table of results.
        """
        self.name = f"fig-{name}"
        self.title = title
        link = f"[CSV](page:data/results/{results}.csv)"
        self.caption = f"**{_escaped(title)}.** {_escaped(reading)} {link}"
        self.alt = f"{title}. {seen}".strip()
        with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
            # A letter that the font lacks is drawn by the reader's own.
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            self.drawings = draw(style.WIDE), draw(style.NARROW)
            self.wide = _svg(self.drawings[0], f"{name}-wide")
            self.narrow = _svg(self.drawings[1], f"{name}-narrow")

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """What a notebook shows, and what its runner copies into the cell."""
        shown = {"image/svg+xml": self.wide, NARROW_TYPE: self.narrow, "text/plain": self.alt}
        said = {key: getattr(self, key) for key in ("name", "caption", "alt")}
        return shown, {"themeshift": said}


def _escaped(text: str) -> str:
    """The text inert in MyST."""
    return re.sub(r"[\\`*_{}\[\]<>$#|~^&]", r"\\\g<0>", text)


def _svg(drawing: style.Sheet, name: str) -> str:
    """The drawing as SVG text, the same bytes each time, and its links.

    It is what matplotlib writes, without what a page does not need; name: makes its ids its own.
    """
    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        drawing.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    # The head is our own; after it stand metadata and a style sheet for all of the page.
    body = target.getvalue().partition("</defs>")[2]
    for pattern, instead in _SHORTER.items():
        body = re.sub(rf"{pattern}(?=[^<>]*>)", instead, body)
    body = re.sub(r">\s+<", "><", body).strip()
    body = body.replace("<g/>", "").replace("<g></g>", "").removesuffix("</svg>")
    width, height = drawing.bbox.size
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{_FAMILY}" stroke-linejoin="round">'
    )
    body = body.replace("</g><g>", "</g>\n<g>")
    return "\n".join([head, body, *drawing.links, "</svg>\n"])
