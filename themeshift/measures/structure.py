"""The official structure of each contract as a second reading: projects, actions, lines of work.

What counts is what is to be done: projects, cross-cutting actions and lines of work, and an axis,
theme or strand without anything under it where others of its level have something. Proposals are
not yet part of the contract and do not count. Every item counts the same, and an item's weight is
split over its themes.
"""

from __future__ import annotations

import pandas as pd

from themeshift.measures.corpus import frame
from themeshift.package import NO_THEME, Package

GROUPING = ("axis", "theme", "volet")
LINE = "work-line"
WORK = ("project", "cross-cutting", LINE)


def items(package: Package, phase_id: str) -> pd.DataFrame:
    """Rows of `structure` that are to be done in a phase, in their order."""
    rows = package.structure[package.structure["phase_id"] == phase_id]
    rows = rows.sort_values("order", kind="stable")
    level, parent = rows["level"], rows["item_id"].isin(rows["parent_id"])
    grouping_by_name = set(level[parent]) & set(GROUPING)
    return rows[level.isin(WORK) | (level.isin(grouping_by_name) & ~parent)]


def shares(package: Package) -> pd.DataFrame:
    """Theme shares of the official structure, one row per phase and theme.

    Columns: phase_id, theme, pole, share (fraction of one; nan where a phase has no item). An item
    without a theme of its own counts as `none`. The shares of a phase sum to one.
    """
    rows = []
    for phase in package.phases["phase_id"]:
        chosen = items(package, phase)
        weights = chosen[["item_id"]].merge(package.structure_themes, how="left")
        weights = weights.fillna({"theme": NO_THEME, "weight": 1.0})
        # Thirds written with six decimals sum to almost one: made exact here.
        whole = weights.groupby("item_id")["weight"].transform("sum")
        sums = (weights["weight"] / whole).groupby(weights["theme"]).sum()
        for theme, pole in zip(package.themes["theme"], package.themes["pole"], strict=True):
            share = float(sums.get(theme, 0.0)) / len(chosen) if len(chosen) else float("nan")
            rows.append((phase, theme, pole, share))
    return frame(rows, "phase_id theme pole share")
