"""Colours of the book: ink, grid and themes, and the partner of each in the dark theme.

A theme's colour stands in `data/themes.csv`. Its dark partner has the same hue and the same
contrast with the page, so what is told apart in the light is told apart in the dark.
"""

from __future__ import annotations

import colorsys
from functools import lru_cache

from themeshift.package import DESTINATION, ORIGIN, Package

INK = "#1f2328"
MUTED = "#57606a"
FAINT = "#8b949e"
GRID = "#dfe3e8"
BAND = "#f3f5f7"
PAPER = "#ffffff"

#: The page in the dark theme, on which the dark partners lie.
DARK_PAPER = "#14191e"
_DARK = {
    INK: "#e6eaee",
    MUTED: "#aeb8c2",
    FAINT: "#7d8791",
    GRID: "#343c45",
    BAND: "#1e252c",
    PAPER: DARK_PAPER,
}
#: Least contrast of marks and of words with the page (WCAG 2.2, criteria 1.4.11 and 1.4.3).
MARK_CONTRAST = 3.0
TEXT_CONTRAST = 4.5


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
def words(colour: str) -> str:
    """The colour for words on the page: the same, or darker where it would be hard to read."""
    return _at_contrast(colour, PAPER, max(TEXT_CONTRAST, contrast(colour, PAPER)))


@lru_cache(maxsize=512)
def dark(colour: str) -> str:
    """The partner of a colour in the dark theme."""
    colour = colour.lower()
    return _DARK.get(colour) or _at_contrast(colour, DARK_PAPER, contrast(colour, PAPER))


def theme(package: Package, theme_id: str) -> str:
    """Colour of a theme's marks on the light page."""
    rows = package.themes
    return str(rows.loc[rows["theme"] == theme_id, "colour"].iloc[0]).lower()


def pole(package: Package, name: str) -> str:
    """Colour of a pole: that of its first theme. `name` is "origin" or "destination"."""
    rows = package.themes
    return str(rows.loc[rows["pole"] == name, "colour"].iloc[0]).lower()


def style_sheet(package: Package) -> str:
    """CSS variables for pages: each theme and pole, as a mark and as words, in both themes."""
    named = {f"theme-{row.theme}": row.colour.lower() for row in package.themes.itertuples()}
    named |= {f"pole-{name}": pole(package, name) for name in (ORIGIN, DESTINATION)}
    named |= {f"{name}-words": words(colour) for name, colour in named.items()}
    values = (f"--{name}:light-dark({one},{dark(one)})" for name, one in named.items())
    return f":root{{{';'.join(values)}}}\n"


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _at_contrast(colour: str, page: str, wanted: float) -> str:
    """The colour made lighter or darker until its contrast with the page is the one wanted."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    bright = luminance(page) > 0.5
    if bright and contrast(colour, page) >= wanted:
        return colour.lower()
    ends = (0.0, lightness) if bright else (0.0, 1.0)
    for _ in range(24):
        middle = sum(ends) / 2
        found = "#" + "".join(
            f"{round(255 * value):02x}" for value in colorsys.hls_to_rgb(hue, middle, saturation)
        )
        enough = contrast(found, page) >= wanted
        # On a bright page the darkest end is sure to do, on a dark page the lightest.
        ends = (middle, ends[1]) if enough == bright else (ends[0], middle)
    safe = ends[0] if bright else ends[1]
    return "#" + "".join(
        f"{round(255 * value):02x}" for value in colorsys.hls_to_rgb(hue, safe, saturation)
    )
