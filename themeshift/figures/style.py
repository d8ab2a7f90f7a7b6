"""What does every figure of the book look like?

One place for sizes, colours and fonts. A figure is 360 units wide, about the width of a phone's
column in CSS pixels, so a text of ten units is ten pixels high there and more on a laptop. Colours
come in pairs, one for the light and one for the dark theme, and the second follows from the first.
"""

from __future__ import annotations

import colorsys
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

INK = "#1f2328"
MUTED = "#59636e"
GRID = "#d8dee4"
BAND = "#f3f5f7"
PAPER = "#ffffff"
#: Marks that carry no theme's colour.
NEUTRAL = "#6e7781"

#: The dark partner of each colour that belongs to no theme.
DARK = {
    INK: "#e8edf2",
    MUTED: "#b0bac4",
    GRID: "#3b434c",
    BAND: "#1f262e",
    PAPER: "#14181e",
    NEUTRAL: "#97a2ad",
}

#: Least contrast with the background (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
TEXT_CONTRAST = 4.5
MARK_CONTRAST = 3.0

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


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance of a colour written #rrggbb (WCAG 2.2, "relative luminance")."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=512)
def readable(colour: str, background: str = PAPER, least: float = MARK_CONTRAST) -> str:
    """The colour, made darker (lighter on dark) in small steps until it stands out enough."""
    colour = colour.lower()
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -0.01 if luminance(background) > 0.5 else 0.01
    end = 1.0 if step > 0 else 0.0
    while contrast(colour, background) < least and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
        channels = colorsys.hls_to_rgb(hue, lightness, saturation)
        colour = "#" + "".join(f"{round(255 * value):02x}" for value in channels)
    return colour


def mark_colour(colour: str) -> str:
    """A theme's colour as used for marks on the light background."""
    return readable(colour, PAPER, MARK_CONTRAST)


def text_colour(colour: str) -> str:
    """A theme's colour as used for words on the light background and its bands."""
    return readable(colour, BAND, TEXT_CONTRAST)


def dark(colour: str) -> str:
    """The partner of a colour in the dark theme; of a theme's colour, one fit for words."""
    colour = colour.lower()
    return DARK.get(colour) or readable(colour, DARK[BAND], TEXT_CONTRAST)


@lru_cache(maxsize=4)
def _font(weight: str):
    return get_font(findfont(FontProperties(family=FONT, weight=weight)))


@lru_cache(maxsize=2048)
def _advance(letter: str, weight: str) -> float:
    """How far a letter moves the pen, in parts of the font's size."""
    font = _font(weight)
    font.set_size(100, 72)
    return font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


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
