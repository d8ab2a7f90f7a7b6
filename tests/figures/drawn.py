"""Every figure by a name of its own."""

from __future__ import annotations

from themeshift import figures, package

NAMES = ("two_lines", "french", "decomposition", "trajectories", "projects", "structure",
         "choices", "agreement", "first_profile", "last_profile")  # fmt: skip


def draw(found: package.Package, name: str) -> figures.Figure:
    """The figure of a package."""
    if name == "french":
        return figures.two_lines(found, "fr")
    if name.endswith("_profile"):
        return figures.profile(found, found.phases["phase_id"].iloc[-name.startswith("last")])
    return getattr(figures, name)(found)
