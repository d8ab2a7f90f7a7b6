"""Sizes, fonts and settings of every figure, and how wide a line of text is.

A unit is a pixel of the page at which the drawing is as wide as it was made: `WIDE` for the text
column of a laptop, `NARROW` for a phone. It is also a point of matplotlib.
"""

import textwrap
from functools import lru_cache

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from themeshift.figures import colours

WIDE = 740
NARROW = 350

FONT = "DejaVu Sans"
TEXT = 13.0
#: No text is smaller, so that it shows at 12 pixels where a page has a little less room.
SMALL = 12.5
#: Distance of two lines of text, in parts of the font's size.
LEADING = 1.2
DPI = 72

SETTINGS = {
    "font.family": FONT,
    "font.size": TEXT,
    "text.color": colours.INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.axisbelow": True,
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
    "grid.color": colours.GRID,
    "grid.linewidth": 1.0,
    **{f"{axis}tick.labelsize": SMALL for axis in "xy"},
    **{f"{axis}tick.labelcolor": colours.MUTED for axis in "xy"},
    **{f"{axis}tick.major.size": 0 for axis in "xy"},
    "xtick.major.pad": 6,
    "legend.borderaxespad": 0,
    "legend.borderpad": 0,
    "legend.columnspacing": 0.64,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.handlelength": 0.7,
    "legend.handletextpad": 0.4,
    "legend.labelcolor": colours.MUTED,
    "legend.labelspacing": 0.2,
    "lines.linewidth": 2.5,
    "lines.markeredgewidth": 1.6,
    "patch.linewidth": 0,
    "svg.fonttype": "none",
}


class Sheet(Figure):
    """An empty drawing of so many units; links: what lies over it, as SVG."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width / DPI, height / DPI), dpi=DPI)
        self.patch.set_visible(False)
        self.links: list[str] = []


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """Width of the widest line of a text, in units."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    measure = text_to_path.get_text_width_height_descent
    return max(measure(line, font, ismath=False)[0] for line in text.split("\n"))


def text_height(text: str, size: float = TEXT) -> float:
    """Height of a text's lines, in units."""
    return (text.count("\n") + 1) * LEADING * size


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float = TEXT, weight: str = "normal") -> str:
    """The text in few, even lines of at most `width` units; a word that is wider is broken."""
    ways = [textwrap.wrap(text, letters) for letters in range(1, len(text) + 2)]
    fitting = [way for way in ways if text_width("\n".join(way), size, weight) <= width]
    best = min(fitting, key=lambda way: (" ".join(way) != text, len(way), max(map(len, way))))
    return "\n".join(best)


def fitted(text: str, width: float, size: float = TEXT) -> str:
    """A line of at most `width` units, its end left out where it must be."""
    ends = [text, *(f"{text[:end].rstrip()}…" for end in range(len(text) - 1, 0, -1))]
    return next((one for one in ends if text_width(one, size) <= width), ends[-1])
