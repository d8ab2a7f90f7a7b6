"""How is it shown? One function per figure; each returns a `Figure`.

A function takes the package and the frames of the measures, never files, and computes nothing but
places on paper and the words that say what is there.
"""

from themeshift.figures.balance import balance, decomposition, hero
from themeshift.figures.figure import Figure
from themeshift.figures.themes import theme_change, theme_profile, trajectories

__all__ = [
    "Figure",
    "balance",
    "decomposition",
    "hero",
    "theme_change",
    "theme_profile",
    "trajectories",
]
