"""Every figure by a name of its own."""

from __future__ import annotations

from themeshift import package
from themeshift.figures import arguments, certainty, poles, themes
from themeshift.figures.figure import Figure

_FIGURES = {
    "two_lines": poles.two_lines,
    "french": lambda found: poles.two_lines(found, "fr"),
    "decomposition": poles.decomposition,
    "trajectories": themes.trajectories,
    "projects": arguments.projects,
    "structure": poles.structure,
    "choices": certainty.choices,
    "agreement": certainty.agreement,
    "first_profile": lambda found: themes.profile(found, found.phases["phase_id"].iloc[0]),
    "last_profile": lambda found: themes.profile(found, found.phases["phase_id"].iloc[-1]),
}
NAMES = tuple(_FIGURES)


def draw(found: package.Package, name: str) -> Figure:
    """The figure of a package."""
    return _FIGURES[name](found)
