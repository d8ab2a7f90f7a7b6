"""The official structure of each contract as a second reading: axes, strands, projects, actions.

Two bases. The framework of a phase is its highest level of grouping: the items of the first of
axis, theme and volet that the phase has. Its work is what is to be done: projects, cross-cutting
actions and lines of work, and a grouping item without anything under it where its level groups the
others by name. Proposals are not yet part of the contract and enter neither. Every item counts the
same, and an item's weight is split over its themes.
"""

from __future__ import annotations

import pandas as pd

from themeshift.measures.corpus import rounded
from themeshift.package import NO_THEME, Package

GROUPING = ("axis", "theme", "volet")
WORK = ("project", "cross-cutting", "work-line")
PROPOSAL = "proposal"
BASES = ("framework", "work")
#: The measure of `indicators` in which a text states how many projects a contract has.
PROJECTS = "projects"


def items(package: Package, phase_id: str, basis: str) -> pd.DataFrame:
    """Rows of `structure` that make up a basis of a phase, in their order.

    Raises ValueError on an unknown basis.
    """
    if basis not in BASES:
        raise ValueError(f"basis is {basis!r}, expected one of {', '.join(BASES)}")
    rows = package.structure[package.structure["phase_id"] == phase_id]
    rows = rows.sort_values("order", kind="stable")
    if basis == "framework":
        present = [level for level in GROUPING if level in set(rows["level"])]
        return rows[rows["level"] == (present[0] if present else "")].reset_index(drop=True)
    parents = set(rows["parent_id"]) - {""}
    grouping_by_name = set(rows.loc[rows["item_id"].isin(parents), "level"])
    childless = rows["level"].isin(set(GROUPING) & grouping_by_name) & ~rows["item_id"].isin(
        parents
    )
    return rows[rows["level"].isin(WORK) | childless].reset_index(drop=True)


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
            weights = package.structure_themes.merge(chosen[["item_id"]], on="item_id")
            silent = chosen.loc[~chosen["item_id"].isin(weights["item_id"]), "item_id"]
            framing = pd.DataFrame({"item_id": silent, "theme": NO_THEME, "weight": 1.0})
            weights = pd.concat([part for part in (weights, framing) if len(part)] or [weights])
            # Thirds written with six decimals sum to almost one: made exact here.
            whole = weights.groupby("item_id")["weight"].transform("sum")
            weights = weights.assign(weight=weights["weight"] / whole)
            sums = weights.groupby("theme")["weight"].sum()
            naming = weights.groupby("theme").size()
            levels = " ".join(pd.unique(chosen["level"]))
            for theme in package.themes.itertuples():
                weight = float(sums.get(theme.theme, 0.0))
                share = weight / len(chosen) if len(chosen) else float("nan")
                rows.append((phase, basis, levels, theme.theme, theme.pole,
                             int(naming.get(theme.theme, 0)), weight, share))  # fmt: skip
    columns = ["phase_id", "basis", "levels", "theme", "pole", "items", "weight", "share"]
    return rounded(pd.DataFrame(rows, columns=columns))


def announced(package: Package) -> pd.DataFrame:
    """How many projects a phase says that it has, and how many its texts name.

    Columns: phase_id, announced (as the texts state it; <NA> where none does; the largest where
    texts differ), indicator_ids (parted by spaces), called_projects (items that a text calls
    projects), cross_cutting, work_lines, proposals (items at these levels), named (projects,
    cross-cutting actions and lines of work together), unnamed (announced but not called projects;
    <NA> where nothing is announced).
    """
    rows = []
    for phase in package.phases["phase_id"]:
        stated = package.indicators[
            (package.indicators["measure"] == PROJECTS) & (package.indicators["phase_id"] == phase)
        ]
        level = package.structure.loc[package.structure["phase_id"] == phase, "level"]
        projects, cross_cutting, lines, proposals = (
            int((level == name).sum()) for name in (*WORK, PROPOSAL)
        )
        number = int(stated["value"].max()) if len(stated) else pd.NA
        rows.append(
            {
                "phase_id": phase,
                "announced": number,
                "indicator_ids": " ".join(stated["indicator_id"]),
                "called_projects": projects,
                "cross_cutting": cross_cutting,
                "work_lines": lines,
                "proposals": proposals,
                "named": projects + cross_cutting + lines,
                "unnamed": pd.NA if pd.isna(number) else max(0, number - projects),
            }
        )
    return pd.DataFrame(rows).astype({"announced": "Int64", "unnamed": "Int64"})
