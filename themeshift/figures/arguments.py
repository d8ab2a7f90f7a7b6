"""The projects by what is argued for them: a row for each project, a cell for each phase."""

from functools import partial

import numpy as np
import pandas as pd

from themeshift.figures import colours, drawing, style
from themeshift.figures.figure import Figure
from themeshift.measures.corpus import corpus
from themeshift.measures.structure import named_projects
from themeshift.package import DESTINATION, NO_THEME, Package
from themeshift.prose import labels, links, numbers

#: Status of a project → the sign before what is argued for it.
SIGNS = {"proposed": "○", "announced": "●", "launched": "▶", "extended": "+", "widened": "+"}
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
    named = named_projects(package)[[*_KEYS, "status"]]
    sums = units[~listing].groupby(_KEYS)[list(base.themes)].sum()
    sums = sums.reindex(pd.MultiIndex.from_frame(named[_KEYS]), fill_value=0.0)
    sums[NO_THEME] = (sums.drop(columns=NO_THEME).sum(axis=1) <= 1e-9).astype(float)
    share = sums.div(sums.sum(axis=1), axis=0).rename_axis(columns="theme").stack().rename("share")
    return named.merge(share[share > 1e-9].round(10).reset_index(), on=_KEYS)


def main_themes(table: pd.DataFrame) -> pd.Series:
    """The main theme by project and phase, "" where several tie; table: `argued(...)`."""
    top = table[table["share"] > table.groupby(_KEYS)["share"].transform("max") - 1e-6]
    themes = top.groupby(_KEYS, sort=False)["theme"]
    return themes.first().where(themes.size() < 2, "")


def _finding(package: Package, main: pd.Series) -> str:
    """How many projects rest mainly on the destination's themes, first and last: a sentence."""
    themes = labels.pole_themes(package, DESTINATION)
    counts = main.isin(themes).groupby("phase_id").agg(["sum", "size"])
    counts = counts.reindex(package.phases["phase_id"]).dropna().iloc[[0, -1]]
    where = [
        f"for {numbers.cardinal(some) if some else 'none'} of {numbers.count(whole, 'project')} in "
        f"the {labels.phase(package, phase)}"
        for phase, some, whole in counts.itertuples()
    ]
    either = numbers.listing((labels.theme(package, one) for one in themes), last="or")
    ends = " and ".join(dict.fromkeys(where))
    return numbers.capital(f"{either} is the main argument {ends}")


def _names(package: Package) -> dict[str, str]:
    """What is argued, in words: each theme, none, or several that weigh the same ("")."""
    names = {one: labels.theme_title(package, one, short=True) for one in package.themes["theme"]}
    return names | {NO_THEME: "listed", "": "mixed"}


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
        _finding(package, main),
        "Each bar shows the themes argued for a project in a phase, with the main one below it (“mixed” "
        "where several weigh the same); grey where the texts only list it with others; blank where "
        "none names it. Signs: ○ proposed, ● announced, ▶ launched, + extended or widened, none "
        "where it is continued.",
        f"Main theme of each project by phase. {'; '.join(seen)}.",
        "projects",
    )


def _projects(package: Package, table: pd.DataFrame, main: pd.Series, width: float) -> style.Sheet:
    names, phases = _names(package), list(package.phases["phase_id"])
    left, size, gap = (180, style.TEXT, 22) if width > style.NARROW else (120, style.SMALL, 8)
    column = (width - left) / len(phases)
    starts = dict(zip(phases, left + np.arange(len(phases)) * column, strict=True))
    years = [style.wrap(labels.phase_year(package, one), column - 4) for one in phases]
    used = [one for one in package.themes["theme"] if one in set(table["theme"])]
    tints = {one: colours.theme(package, one) for one in used} | {NO_THEME: colours.FAINT}
    key = {names[one]: {"color": tint} for one, tint in tints.items()}
    projects = list(table.groupby("project_id", sort=False))
    titles = [style.wrap(labels.project(package, one), left - 8, size) for one, _ in projects]
    heights = [max(29.0, style.text_height(title, size) + 3) for title in titles]
    margins = (0, 0, max(map(style.text_height, years)) + 6, 6)
    unit, foot = "What is argued for each project", drawing.source_line(package, width)
    (ax,) = drawing.panels(width, sum(heights), margins, unit, key=key, foot=foot)
    ax.set(xlim=(0, width), ylim=(0, sum(heights)))
    for x, year in zip(starts.values(), years, strict=True):
        drawing.write(ax, x, sum(heights) + 4, year, va="bottom", weight="bold")
    lower = np.subtract(sum(heights), np.cumsum(heights))
    for (project, own), title, height, bottom in zip(projects, titles, heights, lower, strict=True):
        name, middle = labels.project(package, project), bottom + height / 2
        ax.axhline(bottom + height, color=colours.GRID, linewidth=1, zorder=0.5)
        drawing.write(ax, 0, middle, title, size=size)
        target = links.passages(project=project)
        drawing.link(ax, (0, bottom), (left - 6, height), f"{name}: its passages", target)
        for phase, rows in own.groupby("phase_id", sort=False):
            start, bar, theme = starts[phase], column - gap, main[project, phase]
            x, said = start, []
            for argument, share in zip(rows["theme"], rows["share"], strict=True):
                ax.barh(middle + 7, share * bar - 1, 9, x, color=tints[argument])
                x += share * bar
                said.append(f"{names[argument]} {numbers.percent(share)}")
            # Below the bar the sign of the status, then the main theme.
            status = rows["status"].iloc[0]
            sign = SIGNS.get(status, "")
            room = style.text_width(sign, style.SMALL) + 3 if sign else 0.0
            text = style.fitted(names[theme], column - 3 - room, style.SMALL)
            tint = colours.words(colours.theme(package, theme)) if theme else colours.MUTED
            drawing.write(ax, start, middle - 7, sign, **drawing.NOTE)
            drawing.write(ax, start + room, middle - 7, text, size=style.SMALL, color=tint)
            said = f"{name}, {labels.phase(package, phase)}: {status}, {', '.join(said)}"
            target = links.passages(phase=phase, project=project)
            drawing.link(ax, (start, bottom + 2), (bar, height - 4), said, target, quiet=True)
    return ax.figure
