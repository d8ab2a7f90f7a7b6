"""What does the official structure say?

Beside what a text talks about stands how the contract is built: its axes, themes and volets, and
the projects and lines of work under them. Their themes are a second witness of the shift.

Two bases. The *framework* of a phase is its highest level of grouping: the items of the first of
axis, theme and volet that the phase has. Its *work* is what is to be done: projects, transverse
actions and lines of work, and a grouping item without anything under it where its level groups the
others by name. Proposals are not yet part of the contract and enter neither. In each basis every
item counts the same, and an item's weight is split over its themes.
"""

from __future__ import annotations

import pandas as pd

from themeshift.lineage import phase_ids
from themeshift.package import NO_THEME, Package
from themeshift.salience import rounded

GROUPING = ("axis", "theme", "volet")
WORK = ("project", "transverse", "work-line")
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
    themes = package.themes.sort_values("order", kind="stable")
    rows = []
    for phase in phase_ids(package):
        for basis in BASES:
            chosen = items(package, phase, basis)
            weights = package.structure_themes.merge(chosen[["item_id"]], on="item_id")
            silent = chosen.loc[~chosen["item_id"].isin(weights["item_id"]), "item_id"]
            framing = pd.DataFrame({"item_id": silent, "theme": NO_THEME, "weight": 1.0})
            weights = pd.concat([part for part in (weights, framing) if len(part)] or [weights])
            # Thirds written with six decimals sum to almost one: made exact here.
            whole = weights.groupby("item_id")["weight"].transform("sum")
            weights = weights.assign(weight=weights["weight"] / whole)
            room = weights.groupby("theme")["weight"].sum()
            naming = weights.groupby("theme").size()
            levels = " ".join(pd.unique(chosen["level"]))
            for theme in themes.itertuples():
                weight = float(room.get(theme.theme, 0.0))
                share = weight / len(chosen) if len(chosen) else float("nan")
                rows.append((phase, basis, levels, theme.theme, theme.pole,
                             int(naming.get(theme.theme, 0)), weight, share))  # fmt: skip
    columns = ["phase_id", "basis", "levels", "theme", "pole", "items", "weight", "share"]
    return rounded(pd.DataFrame(rows, columns=columns))


def beside(package: Package, salience: pd.DataFrame) -> pd.DataFrame:
    """The official shares beside those of the text.

    salience: `salience.salience(...)`, with phase_id, theme, share, low, high. Returns `shares`
    with text_share, low, high, difference (official minus text) and outside (true where the
    text's interval does not hold the official share). Only phases that both know.
    """
    text = salience[["phase_id", "theme", "share", "low", "high"]]
    frame = shares(package).merge(
        text.rename(columns={"share": "text_share"}), on=["phase_id", "theme"], how="inner"
    )
    frame["difference"] = frame["share"] - frame["text_share"]
    slack = 1e-9  # a share on the edge of the interval is inside it
    frame["outside"] = (frame["share"] < frame["low"] - slack) | (
        frame["share"] > frame["high"] + slack
    )
    return rounded(frame)


def announced(package: Package) -> pd.DataFrame:
    """How many projects a phase says that it has, and how many its texts name.

    Columns: phase_id, order, announced (as the texts state it; <NA> where none does; the largest
    where texts differ), indicator_ids (parted by spaces), called_projects (items that a text calls
    projects), transverse, work_lines, proposals (items at these levels), named (projects,
    transverse actions and lines of work together), unnamed (announced but not called projects;
    <NA> where nothing is announced).
    """
    rows = []
    for order, phase in enumerate(phase_ids(package), start=1):
        stated = package.indicators[
            (package.indicators["measure"] == PROJECTS) & (package.indicators["phase_id"] == phase)
        ]
        level = package.structure.loc[package.structure["phase_id"] == phase, "level"]
        projects, transverse, lines, proposals = (
            int((level == name).sum()) for name in (*WORK, PROPOSAL)
        )
        number = int(stated["value"].max()) if len(stated) else pd.NA
        rows.append(
            {
                "phase_id": phase,
                "order": order,
                "announced": number,
                "indicator_ids": " ".join(stated["indicator_id"]),
                "called_projects": projects,
                "transverse": transverse,
                "work_lines": lines,
                "proposals": proposals,
                "named": projects + transverse + lines,
                "unnamed": pd.NA if pd.isna(number) else max(0, number - projects),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.astype({"announced": "Int64", "unnamed": "Int64"})
