"""Sizes, fonts and settings of every figure, and how wide a line of text is.

A unit is a pixel of the page at which the drawing is as wide as it was made: `WIDE` for the text
column of a laptop, `NARROW` for a phone.
"""

from __future__ import annotations

from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from themeshift.figures import colours

WIDE = 740
NARROW = 350
#: Tallest drawings that fit a laptop's and a phone's screen with their caption.
TALLEST = {WIDE: 620, NARROW: 740}

FONT = "DejaVu Sans"
TEXT = 13.0
#: No text is smaller, so that it shows at 12 pixels where a page has a little less room.
SMALL = 12.5
#: Height of a capital letter, in parts of the font's size.
CAPITALS = 0.73
DPI = 72

SETTINGS = {
    "figure.dpi": DPI,
    "figure.facecolor": "none",
    "font.family": FONT,
    "font.size": TEXT,
    "text.color": colours.INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.facecolor": "none",
    "axes.axisbelow": True,
    "axes.edgecolor": colours.FAINT,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "grid.color": colours.GRID,
    "grid.linewidth": 1.0,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.labelcolor": colours.MUTED,
    "ytick.labelcolor": colours.MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2.5,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "patch.linewidth": 0,
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "themeshift",
}


def sheet(width: float, height: float) -> Figure:
    """An empty drawing of so many units."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    figure.patch.set_visible(False)
    return figure


def axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place given in units from the top left corner of the drawing."""
    across, down = figure.get_size_inches() * DPI
    ax = figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))
    ax.patch.set_visible(False)
    return ax


@lru_cache(maxsize=2)
def _font(weight: str) -> FT2Font:
    return get_font(findfont(FontProperties(family=FONT, weight=weight)))


@lru_cache(maxsize=4096)
def _advance(letter: str, weight: str) -> float:
    """How far a letter moves the pen, in parts of the font's size."""
    font = _font(weight)
    font.set_size(100, DPI)
    glyph = font.load_glyph(font.get_char_index(ord(letter)), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """Width of the widest line of a text, in units; kerning, which only narrows it, is left out."""
    return max(size * sum(_advance(one, weight) for one in line) for line in text.split("\n"))


def text_height(text: str, size: float = TEXT) -> float:
    """Height of a text's lines, in units."""
    return (text.count("\n") + 1) * line_height(size)


def line_height(size: float = TEXT) -> float:
    """Distance of two lines of a text, in units."""
    return 1.2 * size


def wrap(text: str, width: float, size: float = TEXT, weight: str = "normal") -> str:
    """The text in as few lines of at most `width` units as it takes, these as even as can be.

    A word that is wider is broken.
    """
    lines = _wrapped(text, width, size, weight)
    low, high = width / 2, width
    while high - low > 2:
        middle = (low + high) / 2
        fits = len(_wrapped(text, middle, size, weight)) <= len(lines)
        low, high = (low, middle) if fits and _whole(text, middle, size, weight) else (middle, high)
    return "\n".join(_wrapped(text, high, size, weight))


def fitted(text: str, width: float, size: float = TEXT, weight: str = "normal") -> str:
    """A line of at most `width` units, its end left out where it must be."""
    if text_width(text, size, weight) <= width:
        return text
    while len(text) > 1 and text_width(f"{text}…", size, weight) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _whole(text: str, width: float, size: float, weight: str) -> bool:
    return all(text_width(word, size, weight) <= width for word in text.split())


def _wrapped(text: str, width: float, size: float, weight: str) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(joined, size, weight) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while len(word) > 1 and text_width(word, size, weight) > width:
            head = len(word) - 1
            while head > 1 and text_width(word[:head], size, weight) > width:
                head -= 1
            lines[-1], word = word[:head], word[head:]
            lines.append("")
        lines[-1] = word
    return lines
