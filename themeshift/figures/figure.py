"""What is a figure?

A drawing with its name, its caption, its alternative text and the numbers that it shows. Caption
and alternative text come from the same numbers, so none of them can say what the drawing does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from themeshift.figures import svg as images
from themeshift.markup import escape, plain

#: One reading of the marks for every figure with intervals.
INTERVALS = (
    "Thick lines are 95% bootstrap intervals (paragraphs redrawn within each document); thin "
    "lines with ends are 95% posterior intervals (Dirichlet, Jeffreys prior)."
)
BOOTSTRAP = "Thick lines are 95% bootstrap intervals (paragraphs redrawn within each document)."
ALT_WORDS = 60


@dataclass(frozen=True)
class Figure:
    """A figure of the book.

    name: kebab-case, starts with "fig-". svg: for light and dark. caption: MyST. alt: plain text
    of at most 60 words. data: the frame behind the drawing. table: the result that the caption
    links to, data/results/<table>.csv.
    """

    name: str
    svg: str
    caption: str
    alt: str
    data: pd.DataFrame = field(repr=False)
    table: str
    drawing: Drawing = field(repr=False, compare=False)

    def png(self, scale: float = 3.0) -> bytes:
        """The figure as PNG, light, `scale` pixels to each of its 360 units of width."""
        return images.bitmap(self.drawing, scale)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """What a notebook shows, and what its runner copies into the cell."""
        return (
            {"image/svg+xml": self.svg, "text/plain": self.alt},
            {"themeshift": {"name": self.name, "caption": self.caption, "alt": self.alt}},
        )


def shortened(text: str, most: int = ALT_WORDS) -> str:
    """The text, cut after the last whole sentence (or else word) that fits in so many words."""
    words = text.split()
    if len(words) <= most:
        return text
    head = words[:most]
    ends = [place for place, word in enumerate(head) if word.endswith(".")]
    return " ".join(head[: ends[-1] + 1]) if ends else " ".join(head[: most - 1]) + " …"


def make(
    name: str,
    drawing: Drawing,
    finding: str,
    reading: str,
    data: pd.DataFrame,
    alt: str,
    passages: str = "",
    table: str | None = None,
    finding_marked: str | None = None,
) -> Figure:
    """Put a figure together.

    finding, alt: plain text, from data. finding_marked: the finding in MyST, where it needs markup.
    reading, passages: MyST, with data already escaped.
    table: name of the result that holds the numbers; the figure's own by default. An alternative
    text that is too long ends after the last sentence that fits.
    """
    name = f"fig-{name}"
    alt = shortened(plain(alt))
    parts = [finding_marked or f"**{escape(finding)}**", reading, passages]
    table = table or name.removeprefix("fig-")
    parts.append(f"[Data (CSV)](/data/results/{table}.csv)")
    caption = " ".join(part.strip() for part in parts if part.strip())
    return Figure(
        name=name,
        svg=images.render(drawing, plain(finding)),
        caption=caption,
        alt=alt,
        data=data.reset_index(drop=True),
        table=table,
        drawing=drawing,
    )
