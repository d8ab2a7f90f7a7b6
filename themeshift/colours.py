"""Which colours does the book use, and do they stand out from what they lie on?

Colours come in pairs, one for the light and one for the dark theme; the second follows from the
first. They are written #rrggbb.
"""

from __future__ import annotations

import colorsys
from functools import lru_cache

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
