"""Sizes, fonts and settings of every figure, and how wide a line of text is.

A unit is a pixel of the page at which the drawing is as wide as it was made: `WIDE` for the text
column of a laptop, `NARROW` for a phone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.transforms import Bbox

from themeshift.figures import colours

WIDE = 740
NARROW = 350

FONT = "DejaVu Sans"
TEXT = 13.0
#: No text is smaller, so that it shows at 12 pixels where a page has a little less room.
SMALL = 12.5
#: Height of a capital letter, in parts of the font's size.
CAPITALS = 0.73
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
    "lines.linewidth": 2.5,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0,
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "themeshift",
}


class Link(NamedTuple):
    """A place of a drawing that links; quiet: the tab key skips it, as another leads there too."""

    place: Bbox
    title: str
    target: str
    quiet: bool


class Sheet(Figure):
    """An empty drawing of so many units, and its links."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width / DPI, height / DPI), dpi=DPI)
        self.patch.set_visible(False)
        self.links: list[Link] = []


def axes(figure: Sheet, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place given in units from the top left corner of the drawing."""
    across, down = figure.get_size_inches() * DPI
    ax = figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))
    ax.patch.set_visible(False)
    return ax


@lru_cache(maxsize=4096)
def _advance(letter: str, weight: str) -> float:
    """How far a letter moves the pen, in parts of the font's size."""
    font = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    font.set_size(100, DPI)
    glyph = font.load_glyph(font.get_char_index(ord(letter)), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """Width of the widest line of a text, in units; kerning, which only narrows it, is left out."""
    return max(size * sum(_advance(one, weight) for one in line) for line in text.split("\n"))


def text_height(text: str, size: float = TEXT) -> float:
    """Height of a text's lines, in units."""
    return (text.count("\n") + 1) * LEADING * size


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float = TEXT, weight: str = "normal") -> str:
    """The text in as few lines of at most `width` units as it takes, these as even as can be.

    A word that is wider is broken.
    """
    lines = _lines(text, width, size, weight)
    longest = max(text_width(word, size, weight) for word in text.split(" "))
    for narrower in range(int(max(width / 2, longest)) + 1, int(width), 2):
        even = _lines(text, narrower, size, weight)
        if len(even) <= len(lines):
            return "\n".join(even)
    return "\n".join(lines)


def fitted(text: str, width: float, size: float = TEXT) -> str:
    """A line of at most `width` units, its end left out where it must be."""
    ends = [text, *(f"{text[:end].rstrip()}…" for end in range(len(text) - 1, 0, -1))]
    return next((one for one in ends if text_width(one, size) <= width), ends[-1])


def _lines(text: str, width: float, size: float, weight: str) -> list[str]:
    def fits(part: str) -> bool:
        return text_width(part, size, weight) <= width

    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if fits(joined):
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while len(word) > 1 and not fits(word):
            head = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or fits(word[:n]))
            lines[-1:] = [word[:head], ""]
            word = word[head:]
        lines[-1] = word
    return lines
