"""The projects by what is argued for them: a row for each project, a cell for each phase."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import lineage
from themeshift.measures.corpus import corpus
from themeshift.package import DESTINATION, NO_THEME, Package
from themeshift.prose import labels, links, numbers

#: Status of a project → the sign before what is argued for it; without one where it goes on.
SIGNS = {"proposed": "○", "announced": "●", "launched": "▶", "extended": "+", "widened": "+"}
#: What stands where several themes weigh most.
MIXED = "mixed"
#: What stands where the texts only list the project with others.
LISTED = "listed"
#: A passage that names this many projects lists them: what it argues is argued for none of them.
LIST = 3
_KEYS = ["project_id", "phase_id"]


def argued(package: Package) -> pd.DataFrame:
    """What is argued for each project that a phase names.

    Columns: project_id, phase_id, status, theme, share (mean over the codings of its passages; the
    shares of a project and phase sum to one). Passages that have no theme or only list several
    projects count where there are no others: the project is then without theme.
    """
    base = corpus(package)
    weights = pd.DataFrame(base.weights, list(base.unit_ids), list(base.themes))
    phase = pd.Series(np.array(base.phases)[base.phase], list(base.unit_ids), name="phase_id")
    units = package.project_units[["project_id", "unit_id"]]
    units = units.join(phase, on="unit_id").join(weights, on="unit_id").dropna()
    listing = units.groupby("unit_id")["project_id"].transform("size") >= LIST
    named = lineage.named(package)[[*_KEYS, "status"]]
    sums = units[~listing].groupby(_KEYS)[list(base.themes)].sum()
    sums = sums.reindex(pd.MultiIndex.from_frame(named[_KEYS]), fill_value=0.0)
    some = sums.drop(columns=NO_THEME, errors="ignore")
    sums[NO_THEME] = (some.sum(axis=1) <= 1e-9).astype(float)
    share = sums.div(sums.sum(axis=1), axis=0).rename_axis(columns="theme").stack().rename("share")
    return named.merge(share[share > 1e-9].round(10).reset_index(), on=_KEYS)


def main_themes(table: pd.DataFrame) -> pd.Series:
    """The main theme by project and phase, "" where several tie; table: `argued(...)`."""
    top = table[table["share"] > table.groupby(_KEYS)["share"].transform("max") - 1e-6]
    themes = top.groupby(_KEYS, sort=False)["theme"]
    return themes.first().where(themes.size() < 2, "")


def finding(package: Package, main: pd.Series) -> str:
    """How many projects rest mainly on the destination's themes, first and last: a sentence.

    main: `main_themes(...)`.
    """
    themes = labels.pole_themes(package, DESTINATION)
    where = []
    for phase in package.phases["phase_id"]:
        own = main[main.index.get_level_values("phase_id") == phase]
        number = int(own.isin(themes).sum())
        of = f"{numbers.cardinal(number) if number else 'none'} of "
        of += numbers.count(len(own), "project")
        where += [f"for {of} in the {labels.phase(package, phase)}"] if len(own) else []
    ends = " and ".join(dict.fromkeys((where[0], where[-1]))) if where else "for no project"
    either = numbers.listing((labels.theme(package, one) for one in themes), last="or")
    return numbers.capital(f"{either} is the main argument {ends}")


def _names(package: Package) -> dict[str, str]:
    """What is argued, in words: each theme, none, or several that weigh the same ("")."""
    names = {theme: labels.theme(package, theme) for theme in package.themes["theme"]}
    return names | {NO_THEME: LISTED, "": MIXED}


def projects(package: Package) -> Figure:
    """What is argued for each project in each phase."""
    table = argued(package)
    main = main_themes(table)
    seen, names = [], _names(package)
    for project, themes in main.groupby("project_id", sort=False):
        said = (
            f"{labels.phase_year(package, phase)} {names[theme]}"
            for (_, phase), theme in themes.items()
        )
        seen.append(f"{labels.project(package, project)}: {', '.join(said)}")
    used: dict[str, list[str]] = {}
    for status in sorted(table["status"].unique(), key=[*SIGNS, *table["status"]].index):
        used.setdefault(SIGNS.get(status, "none where it is"), []).append(status)
    key = ", ".join(f"{sign} {numbers.listing(names, last='or')}" for sign, names in used.items())
    return Figure(
        "projects",
        partial(_projects, package, table, main),
        finding(package, main),
        "Each bar shows the themes argued for a project in a phase, with the main one below it (“mixed” "
        "where several weigh the same); grey where the texts only list it with others; blank where "
        "none names it. "
        f"Signs: {key}.",
        f"Main theme of each project by phase. {'; '.join(seen)}.",
        "projects",
    )


def _projects(package: Package, table: pd.DataFrame, main: pd.Series, width: float) -> style.Sheet:
    wide = width > style.NARROW
    phases = list(package.phases["phase_id"])
    order = [one for one in package.projects["project_id"] if one in set(table["project_id"])]
    left, size, between = (180, style.TEXT, 22) if wide else (120, style.SMALL, 8)
    column = (width - left) / len(phases)
    years = [style.wrap(labels.phase_year(package, one), column - 4) for one in phases]
    names = {one: style.wrap(labels.project(package, one), left - 8, size) for one in order}
    heights = [max(31.0, style.text_height(names[one], size) + 3) for one in order]
    titles = {one: labels.theme_title(package, one, short=True) for one in package.themes["theme"]}
    titles |= {NO_THEME: LISTED, "": MIXED}
    looks = {
        theme: {"color": colours.theme(package, theme), "alpha": 0.4 if theme == NO_THEME else 1}
        for theme in titles
        if theme in set(table["theme"])
    }
    key = {titles[one]: {"marker": "s", "markersize": 9, **look} for one, look in looks.items()}
    columns = parts.key_columns(list(key), width)
    (ax,) = parts.panels(
        width, sum(heights), head=max(map(style.text_height, years)) + 4,
        below=8 + parts.KEY_LINE * -(-len(key) // columns), foot=parts.source_line(package, width),
    )  # fmt: skip
    ax.set(xlim=(0, width), ylim=(sum(heights), 0))
    parts.key(ax, -sum(heights) - 8, key, columns)
    starts = [left + place * column for place in range(len(phases))]
    for x, year in zip(starts, years, strict=True):
        parts.write(ax, x, sum(heights) + 4, year, va="bottom", weight="bold")
    cells, argued_for = dict(list(table.groupby(_KEYS, sort=False))), _names(package)
    upper = 0.0
    for project, height in zip(order, heights, strict=True):
        ax.axhline(upper, color=colours.GRID, linewidth=1, zorder=0.5)
        middle, bottom = upper + height / 2, sum(heights) - upper - height
        name = labels.project(package, project)
        parts.write(ax, 0, middle, names[project], parts.ROW, size=size)
        target = links.passages(project=project)
        parts.link(ax, (0, bottom), (left - 6, height), f"{name}: its passages", target)
        for start, phase in zip(starts, phases, strict=True):
            if (project, phase) not in cells:
                continue
            rows, said, x, bar = cells[project, phase], [], start, column - between
            for theme, share in zip(rows["theme"], rows["share"], strict=True):
                ax.barh(middle - 7, share * bar - 1, 9, x, **looks[theme])
                x += share * bar
                part = "" if theme == NO_THEME else f" {numbers.percent(share)}"
                said.append(f"{argued_for[theme]}{part}")
            # Below the bar the sign of the status, then the main theme.
            status, theme = rows["status"].iloc[0], main[project, phase]
            sign = SIGNS.get(status, "")
            parts.write(ax, start, middle + 7, sign, parts.ROW, **parts.NOTE)
            room = style.text_width(sign, style.SMALL) + 3 if sign else 0.0
            text = style.fitted(titles[theme], column - 3 - room, style.SMALL)
            tint = colours.words(colours.theme(package, theme)) if theme else colours.MUTED
            how = parts.NOTE | {"color": tint}
            parts.write(ax, start + room, middle + 7, text, parts.ROW, **how)
            title = f"{name}, {labels.phase(package, phase)}: {status}, {', '.join(said)}"
            target = links.passages(phase=phase, project=project)
            parts.link(ax, (start, bottom + 2), (bar, height - 4), title, target, quiet=True)
        upper += height
    return ax.figure
