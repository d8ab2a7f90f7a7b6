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

#: Status of a project → the sign before what is argued for it.
SIGNS = {"proposed": "○", "announced": "●", "launched": "▶", "extended": "+", "widened": "+"}
_KEY = "Signs: ○ proposed, ● announced, ▶ launched, + extended or widened, none where it is continued."
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
    counts = main.isin(themes).groupby("phase_id").agg(["sum", "size"])
    ends = counts.reindex(package.phases["phase_id"]).dropna().iloc[[0, -1]]
    where = [
        f"for {numbers.cardinal(some) if some else 'none'} of {numbers.count(whole, 'project')} in "
        f"the {labels.phase(package, phase)}"
        for phase, some, whole in ends.itertuples()
    ]
    either = numbers.listing((labels.theme(package, one) for one in themes), last="or")
    said = f"{either} is the main argument {' and '.join(dict.fromkeys(where))}"
    return numbers.capital(said)


def _names(package: Package) -> dict[str, str]:
    """What is argued, in words: each theme, none, or several that weigh the same ("")."""
    themes = package.themes["theme"]
    names = {theme: labels.theme_title(package, theme, short=True) for theme in themes}
    return names | {NO_THEME: LISTED, "": MIXED}


def projects(package: Package) -> Figure:
    """What is argued for each project in each phase."""
    table = argued(package)
    main, names = main_themes(table), _names(package)
    seen = []
    for project, themes in main.groupby("project_id", sort=False):
        said = (
            f"{labels.phase_year(package, phase)} {names[theme]}"
            for (_, phase), theme in themes.items()
        )
        seen.append(f"{labels.project(package, project)}: {', '.join(said)}")
    return Figure(
        "projects",
        partial(_projects, package, table, main),
        finding(package, main),
        "Each bar shows the themes argued for a project in a phase, with the main one below it (“mixed” "
        "where several weigh the same); grey where the texts only list it with others; blank where "
        f"none names it. {_KEY}",
        f"Main theme of each project by phase. {'; '.join(seen)}.",
        "projects",
    )


def _projects(package: Package, table: pd.DataFrame, main: pd.Series, width: float) -> style.Sheet:
    names, phases = _names(package), list(package.phases["phase_id"])
    left, size, gap = (180, style.TEXT, 22) if width > style.NARROW else (120, style.SMALL, 8)
    column = (width - left) / len(phases)
    years = [style.wrap(labels.phase_year(package, one), column - 4) for one in phases]
    looks = {
        theme: {"color": colours.theme(package, theme), "alpha": 0.4 if theme == NO_THEME else 1}
        for theme in package.themes["theme"]
        if theme in set(table["theme"])
    }
    order = [one for one in package.projects["project_id"] if one in set(table["project_id"])]
    titles = [style.wrap(labels.project(package, one), left - 8, size) for one in order]
    heights = [max(31.0, style.text_height(title, size) + 3) for title in titles]
    (ax,) = parts.panels(
        width, sum(heights), head=max(map(style.text_height, years)) + 6, below=6,
        key={names[one]: {"marker": "s", "markersize": 9, **look} for one, look in looks.items()},
        foot=parts.source_line(package, width),
    )  # fmt: skip
    ax.set(xlim=(0, width), ylim=(0, sum(heights)))
    starts = dict(zip(phases, left + np.arange(len(phases)) * column, strict=True))
    for x, year in zip(starts.values(), years, strict=True):
        parts.write(ax, x, sum(heights) + 4, year, va="bottom", weight="bold")
    lower = np.subtract(sum(heights), np.cumsum(heights))
    for project, title, height, bottom in zip(order, titles, heights, lower, strict=True):
        ax.axhline(bottom + height, color=colours.GRID, linewidth=1, zorder=0.5)
        parts.write(ax, 0, bottom + height / 2, title, size=size)
        name, target = labels.project(package, project), links.passages(project=project)
        parts.link(ax, (0, bottom), (left - 6, height), f"{name}: its passages", target)
    cells = table.groupby(_KEYS, sort=False)
    for (project, phase), rows in cells:
        place, start, bar = order.index(project), starts[phase], column - gap
        middle, theme = lower[place] + heights[place] / 2, main[project, phase]
        x, said = start, []
        for argument, share in zip(rows["theme"], rows["share"], strict=True):
            ax.barh(middle + 7, share * bar - 1, 9, x, **looks[argument])
            x += share * bar
            part = "" if argument == NO_THEME else f" {numbers.percent(share)}"
            said.append(f"{names[argument]}{part}")
        # Below the bar the sign of the status, then the main theme.
        status = rows["status"].iloc[0]
        sign = SIGNS.get(status, "")
        room = style.text_width(sign, style.SMALL) + 3 if sign else 0.0
        text = style.fitted(names[theme], column - 3 - room, style.SMALL)
        tint = colours.words(colours.theme(package, theme)) if theme else colours.MUTED
        parts.write(ax, start, middle - 7, sign, **parts.NOTE)
        parts.write(ax, start + room, middle - 7, text, size=style.SMALL, color=tint)
        name = labels.project(package, project)
        title = f"{name}, {labels.phase(package, phase)}: {status}, {', '.join(said)}"
        target = links.passages(phase=phase, project=project)
        corner, area = (start, lower[place] + 2), (bar, heights[place] - 4)
        parts.link(ax, corner, area, title, target, quiet=True)
    return ax.figure
