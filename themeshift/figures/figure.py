"""A figure of the book: its two drawings, and title, caption and alternative text from the data."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import matplotlib

from themeshift.figures import style, svg

NARROW_TYPE = "application/vnd.themeshift.narrow+xml"


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
        """draw: makes the drawing for a width. reading: how to read it, for the caption; plain
        text. seen: what it shows, for the alternative text. results: its table of results.
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
            self.wide = svg.render(self.drawings[0], f"{name}-wide")
            self.narrow = svg.render(self.drawings[1], f"{name}-narrow")

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """What a notebook shows, and what its runner copies into the cell."""
        shown = {"image/svg+xml": self.wide, NARROW_TYPE: self.narrow, "text/plain": self.alt}
        said = {key: getattr(self, key) for key in ("name", "caption", "alt")}
        return shown, {"themeshift": said}


def _escaped(text: str) -> str:
    """The text inert in MyST."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>$#|~^&" else one for one in text)
