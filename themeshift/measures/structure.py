"""What became of each project, and the official structure of each contract as a second reading.

Of the structure, what is to be done counts: projects, cross-cutting actions and lines of work, and
an axis, theme or strand without anything under it where others of its level have something.
Proposals are not yet part of the contract and do not count. Every item counts the same, and an
item's weight is split over its themes.
"""

import pandas as pd

from themeshift.package import NO_THEME, Package
from themeshift.results import rounded

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
    themes = package.themes[["theme", "pole"]]
    parts = []
    for phase in package.phases["phase_id"]:
        chosen = items(package, phase)
        weights = chosen[["item_id"]].merge(package.structure_themes, how="left")
        weights = weights.fillna({"theme": NO_THEME, "weight": 1.0})
        # Thirds written with six decimals sum to almost one: made exact here.
        whole = weights.groupby("item_id")["weight"].transform("sum")
        sums = (weights["weight"] / whole).groupby(weights["theme"]).sum()
        share = sums.reindex(themes["theme"], fill_value=0.0) / len(chosen)
        parts.append(themes.assign(phase_id=phase, share=share.to_numpy()))
    return rounded(pd.concat(parts, ignore_index=True)[["phase_id", "theme", "pole", "share"]])


def named_projects(package: Package) -> pd.DataFrame:
    """The rows of `project_status` of phases that name the project, in the order of both.

    Columns: project_id, phase_id, status, unit_id (the passage that shows it), note.
    """
    every = package.projects[["project_id"]].merge(package.phases["phase_id"], how="cross")
    return every.merge(package.project_status.query("status != 'absent'"))
