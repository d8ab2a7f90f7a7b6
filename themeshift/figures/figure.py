"""A figure of the book: its two drawings, and title, caption and alternative text from the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import matplotlib
from matplotlib.figure import Figure as Drawing

from themeshift.figures import style, svg

NARROW_TYPE = "application/vnd.themeshift.narrow+xml"


@dataclass(frozen=True)
class Figure:
    """A figure of the book.

    name: "fig-…". title: the finding, plain text. caption: MyST, opens with the title. alt: plain
    text for those who do not see it. data: address of its numbers, "data/results/….csv".
    drawings: the wide and the narrow one.
    """

    name: str
    title: str
    caption: str
    alt: str
    data: str
    drawings: tuple[Drawing, Drawing] = field(repr=False, compare=False)

    @cached_property
    def wide(self) -> str:
        """SVG text of the drawing for a laptop's column."""
        return svg.render(self.drawings[0])

    @cached_property
    def narrow(self) -> str:
        """SVG text of the drawing for a phone."""
        return svg.render(self.drawings[1])

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """What a notebook shows, and what its runner copies into the cell."""
        return (
            {"image/svg+xml": self.wide, NARROW_TYPE: self.narrow, "text/plain": self.alt},
            {
                "themeshift": {
                    "name": self.name,
                    "caption": self.caption,
                    "alt": self.alt,
                    "data": self.data,
                }
            },
        )


def make(
    name: str,
    draw: Callable[[float], Drawing],
    title: str,
    reading: str,
    seen: str,
    results: str,
) -> Figure:
    """Put a figure together.

    draw: makes the drawing for a width. title: the finding; caption and alternative text open with
    it. reading: how to read the drawing (caption), plain text too. seen: what it shows, for the alternative text.
    results: name of the table of results that holds its numbers.
    """
    with matplotlib.rc_context(style.SETTINGS):
        drawings = draw(style.WIDE), draw(style.NARROW)
    return Figure(
        name=f"fig-{name}",
        title=title,
        caption=f"**{_escaped(title)}.** {_escaped(reading)}".strip(),
        alt=f"{title}. {seen}".strip(),
        data=f"data/results/{results}.csv",
        drawings=drawings,
    )


def _escaped(text: str) -> str:
    """The text inert in MyST."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>$#|~^&" else one for one in text)
