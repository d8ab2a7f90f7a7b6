"""The official structure of each contract as a second reading: axes, strands, projects, actions.

Two bases. The framework of a phase is its highest level of grouping: the items of the first of
axis, theme and volet that the phase has. Its work is what is to be done: projects, cross-cutting
actions and lines of work, and a grouping item without anything under it where its level groups the
others by name. Proposals are not yet part of the contract and enter neither. Every item counts the
same, and an item's weight is split over its themes.
"""

from __future__ import annotations

import pandas as pd

from themeshift.measures.corpus import frame
from themeshift.package import NO_THEME, Package

GROUPING = ("axis", "theme", "volet")
LINE = "work-line"
WORK = ("project", "cross-cutting", LINE)
BASES = ("framework", "work")


def items(package: Package, phase_id: str, basis: str) -> pd.DataFrame:
    """Rows of `structure` that make up a basis (framework, work) of a phase, in their order."""
    rows = package.structure[package.structure["phase_id"] == phase_id]
    rows = rows.sort_values("order", kind="stable")
    level = rows["level"]
    if basis == "framework":
        highest = next((one for one in GROUPING if one in set(level)), None)
        return rows[level == highest]
    parent = rows["item_id"].isin(rows["parent_id"])
    grouping_by_name = set(level[parent]) & set(GROUPING)
    return rows[level.isin(WORK) | (level.isin(grouping_by_name) & ~parent)]


def shares(package: Package) -> pd.DataFrame:
    """Theme shares of the official structure, one row per phase, basis and theme.

    Columns: phase_id, basis, levels (that the basis draws on, parted by spaces), theme, pole,
    items (that give the theme any weight), weight, share (fraction of one; nan where a phase has
    no such item). An item without a theme of its own counts as `none`. The shares of a phase and
    basis sum to one.
    """
    rows = []
    for phase in package.phases["phase_id"]:
        for basis in BASES:
            chosen = items(package, phase, basis)
            weights = chosen[["item_id"]].merge(package.structure_themes, how="left")
            weights = weights.fillna({"theme": NO_THEME, "weight": 1.0})
            # Thirds written with six decimals sum to almost one: made exact here.
            whole = weights.groupby("item_id")["weight"].transform("sum")
            groups = (weights["weight"] / whole).groupby(weights["theme"])
            sums, naming = groups.sum(), groups.size()
            levels = " ".join(chosen["level"].unique())
            for theme, pole in zip(package.themes["theme"], package.themes["pole"], strict=True):
                weight = float(sums.get(theme, 0.0))
                share = weight / len(chosen) if len(chosen) else float("nan")
                named = int(naming.get(theme, 0))
                rows.append((phase, basis, levels, theme, pole, named, weight, share))
    return frame(rows, "phase_id basis levels theme pole items weight share")
