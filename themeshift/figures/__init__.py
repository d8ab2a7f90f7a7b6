"""The figures of the book: a function for each, from the data package to a `Figure`."""

from themeshift.figures.arguments import projects
from themeshift.figures.codings import agreement
from themeshift.figures.figure import Figure
from themeshift.figures.multiverse import choices
from themeshift.figures.poles import card, decomposition, two_lines
from themeshift.figures.slopes import structure
from themeshift.figures.themes import profile, trajectories

__all__ = [
    "Figure",
    "agreement",
    "card",
    "choices",
    "decomposition",
    "profile",
    "projects",
    "structure",
    "trajectories",
    "two_lines",
]
