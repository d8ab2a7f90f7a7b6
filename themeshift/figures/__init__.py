"""How is it shown? One function per figure; each returns a `Figure`.

A function takes the package and the frames of the measures, never files, and computes nothing but
places on paper and the words that say what is there.
"""

from themeshift.figures.choices import coverage, false_positives, influence, specification_curve
from themeshift.figures.contracts import architecture, indicators, timeline
from themeshift.figures.figure import Figure
from themeshift.figures.poles import balance, decomposition, hero
from themeshift.figures.projects import lineage, voices
from themeshift.figures.spaces import divergence, map
from themeshift.figures.themes import theme_change, theme_profile, trajectories
from themeshift.figures.witnesses import dictionary_scores, reliability, structure_against_text
from themeshift.figures.words import keyness, word_shift

__all__ = [
    "Figure",
    "architecture",
    "balance",
    "coverage",
    "decomposition",
    "dictionary_scores",
    "divergence",
    "false_positives",
    "hero",
    "indicators",
    "influence",
    "keyness",
    "lineage",
    "map",
    "reliability",
    "specification_curve",
    "structure_against_text",
    "theme_change",
    "theme_profile",
    "timeline",
    "trajectories",
    "voices",
    "word_shift",
]
