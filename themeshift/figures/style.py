"""What does every figure of the book look like?

One place for sizes and fonts. A figure is 360 units wide, about the width of a phone's column in
CSS pixels, so a text of ten units is ten pixels high there and more on a laptop.
"""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

FONT = "DejaVu Sans"
WIDTH = 360
MARGIN = 12
#: Width, in CSS pixels, at which a page shows a figure that has room.
SHOWN_WIDTH = 560

TITLE = 13.0
BODY = 10.5
SMALL = 9.5
#: No text is smaller than this, in units.
SMALLEST = 9.0

#: Dashes of a line style, in units; the names are those of themes.csv.
DASHES = {
    "solid": None,
    "dashed": (5.0, 3.0),
    "dotted": (1.5, 2.5),
    "dashdot": (6.0, 2.5, 1.5, 2.5),
}

#: Settings of the drawing library for every figure.
SETTINGS = {
    "font.family": FONT,
    "font.size": BODY,
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "themeshift",
    "path.simplify": False,
    "hatch.linewidth": 1.0,
}


@lru_cache(maxsize=4)
def _font(weight: str):
    return get_font(findfont(FontProperties(family=FONT, weight=weight)))


@lru_cache(maxsize=2048)
def _advance(letter: str, weight: str) -> float:
    """How far a letter moves the pen, in parts of the font's size.

    A letter that the font lacks is as wide as the box that is drawn in its place, glyph 0.
    """
    font = _font(weight)
    font.set_size(100, 72)
    glyph = font.load_glyph(font.get_char_index(ord(letter)), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


def text_width(text: str, size: float = BODY, weight: str = "normal") -> float:
    """Width of a line of text, in units; kerning, which only narrows it, is left out."""
    return size * sum(_advance(letter, weight) for letter in text)


def wrap(text: str, width: float, size: float = BODY, weight: str = "normal") -> list[str]:
    """The text in lines no wider than `width` units; a longer word is broken."""
    lines = [""]
    for word in text.split():
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
            lines[-1] = word[:head]
            lines.append("")
            word = word[head:]
        lines[-1] = word
    return lines


def balanced(text: str, width: float, size: float = BODY, weight: str = "normal") -> list[str]:
    """The text wrapped to as few lines as `wrap` needs, these as even as they can be."""
    lines = wrap(text, width, size, weight)
    low, high = width / 2, width
    while high - low > 2:
        middle = (low + high) / 2
        if len(wrap(text, middle, size, weight)) > len(lines):
            low = middle
        else:
            high = middle
    return wrap(text, high, size, weight)
