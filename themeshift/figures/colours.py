"""Colours of the book: ink, grid and themes, and the partner of each in the dark theme.

A theme's colour stands in `data/themes.csv`. Its dark partner has the same hue and the same
contrast with the page, so what is told apart in the light is told apart in the dark.
"""

import colorsys
from functools import lru_cache

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels

INK = "#1f2328"
MUTED = "#57606a"
FAINT = "#8b949e"
GRID = "#dfe3e8"
PAPER = "#ffffff"

#: The page in the dark theme, on which the dark partners lie.
DARK_PAPER = "#14191e"
_DARK = {INK: "#e6eaee", MUTED: "#aeb8c2", FAINT: "#7d8791", GRID: "#343c45", PAPER: DARK_PAPER}
#: Least contrast of words with the page (WCAG 2.2, criterion 1.4.3).
TEXT_CONTRAST = 4.5


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours written #rrggbb, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    value = np.array([to_rgb(first), to_rgb(second)])
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    darker, lighter = np.sort(linear @ (0.2126, 0.7152, 0.0722)) + 0.05
    return float(lighter / darker)


@lru_cache(maxsize=512)
def words(colour: str) -> str:
    """The colour for words on the page: the same, or darker where it would be hard to read."""
    readable = contrast(colour, PAPER) >= TEXT_CONTRAST
    return colour if readable else _shade(colour, PAPER, TEXT_CONTRAST)


@lru_cache(maxsize=512)
def dark(colour: str) -> str:
    """The partner of a colour in the dark theme."""
    return _DARK.get(colour) or _shade(colour, DARK_PAPER, contrast(colour, PAPER))


def theme(package: Package, theme_id: str) -> str:
    """Colour of a theme's marks on the light page."""
    return package.themes.set_index("theme").loc[theme_id, "colour"].lower()


def pole(package: Package, name: str) -> str:
    """Colour of a pole: that of its first theme. `name` is "origin" or "destination"."""
    return theme(package, labels.pole_themes(package, name)[0])


def style_sheet(package: Package) -> str:
    """CSS variables for pages: each theme and pole, as a mark and as words, in both themes."""
    named = {f"theme-{one}": theme(package, one) for one in package.themes["theme"]}
    named |= {f"pole-{name}": pole(package, name) for name in (ORIGIN, DESTINATION)}
    named |= {f"{name}-words": words(colour) for name, colour in named.items()}
    values = (f"--{name}:light-dark({one},{dark(one)})" for name, one in named.items())
    return f":root{{{';'.join(values)}}}\n"


def _shade(colour: str, page: str, wanted: float) -> str:
    """The colour made lighter or darker: the first shade whose contrast with the page is enough."""
    hue, _, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    shades = [to_hex(colorsys.hls_to_rgb(hue, one / 500, saturation)) for one in range(501)]
    enough = [one for one in shades if contrast(one, page) >= wanted]
    return min(enough, key=lambda one: contrast(one, page), default=PAPER)
