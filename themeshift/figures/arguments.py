"""The projects by what is argued for them: a row for each project, a cell for each phase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style
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


def argued(package: Package) -> pd.DataFrame:
    """What is argued for each project that a phase names.

    Columns: project_id, phase_id, status, theme, share (mean over the codings of its passages; the
    shares of a project and phase sum to one; passages without theme count only where all are).
    """
    base = corpus(package)
    weights = pd.DataFrame(base.weights, index=list(base.unit_ids), columns=list(base.themes))
    phase_of = dict(zip(base.unit_ids, (base.phases[place] for place in base.phase), strict=True))
    named = lineage.paths(package)
    named = named[named["status"] != "absent"]
    units = package.project_units[package.project_units["unit_id"].isin(phase_of)]
    groups = units.groupby(["project_id", units["unit_id"].map(phase_of)])["unit_id"]
    found = {key: list(group) for key, group in groups}
    rows = []
    for row in named.itertuples():
        chosen = found.get((row.project_id, row.phase_id), [])
        share = weights.loc[chosen].sum() if chosen else pd.Series({NO_THEME: 1.0})
        some = share.drop(NO_THEME, errors="ignore")
        share = some if some.sum() > 1e-9 else pd.Series({NO_THEME: 1.0})
        for theme, part in (share / share.sum()).items():
            if part > 1e-9:
                rows.append((row.project_id, row.phase_id, row.status, theme, round(part, 10)))
    return pd.DataFrame(rows, columns=["project_id", "phase_id", "status", "theme", "share"])


def finding(package: Package) -> str:
    """How many projects rest mainly on the destination's themes, first and last: a sentence."""
    main = main_themes(argued(package))
    themes = labels.pole_themes(package, DESTINATION)
    either = numbers.listing((labels.theme(package, one) for one in themes), last="or")
    said = []
    for phase, rows in main.groupby("phase_id", sort=False):
        number = int(rows["theme"].isin(themes).sum())
        of = f"{numbers.cardinal(number) if number else 'none'} of "
        said.append((phase, of + numbers.count(len(rows), "project")))
    said.sort(key=lambda one: list(package.phases["phase_id"]).index(one[0]))
    where = [f"for {of} in the {labels.phase(package, phase)}" for phase, of in said]
    ends = " and ".join(dict.fromkeys((where[0], where[-1]))) if where else "for no project"
    return numbers.capital(f"{either} is the main argument {ends}")


def main_themes(table: pd.DataFrame) -> pd.DataFrame:
    """The main theme of each project and phase: project_id, phase_id, theme ("" where several tie).

    table: `argued(...)`.
    """
    keys = ["project_id", "phase_id"]
    top = table[table["share"] > table.groupby(keys)["share"].transform("max") - 1e-6]
    main = top.groupby(keys, sort=False)["theme"].agg(
        lambda one: one.iloc[0] if len(one) < 2 else ""
    )
    return main.reset_index()


def projects(package: Package) -> Figure:
    """What is argued for each project in each phase."""
    table = argued(package)
    main = main_themes(table)
    seen = [
        f"{labels.project(package, project)}: "
        + ", ".join(
            f"{parts.year(package, row.phase_id)} "
            f"{labels.theme(package, row.theme) if row.theme else MIXED}"
            for row in rows.itertuples()
        )
        for project, rows in main.groupby("project_id", sort=False)
    ]
    used = {SIGNS[status]: [] for status in SIGNS if status in set(table["status"])}
    for status in SIGNS:
        if status in set(table["status"]):
            used[SIGNS[status]].append(status)
    key = ", ".join(f"{sign} {numbers.listing(names, last='or')}" for sign, names in used.items())
    return figure.make(
        "projects",
        partial(_projects, package),
        finding(package),
        "A bar shows the themes argued for a project in a phase, below it the main one (“mixed” where several weigh the same); blank where "
        f"no text of the phase names the project. Signs: {key}.",
        f"Main theme of each project by phase. {'; '.join(seen)}.",
        "projects",
    )


def _short(package: Package, themes: Sequence[str]) -> dict[str, str]:
    """The shortest beginnings of the themes' names, of three letters or more, that differ."""
    names = {theme: labels.theme_title(package, theme, short=True) for theme in themes}
    length = 3
    while len({name[:length] for name in names.values()}) < len(names):
        length += 1
    return {theme: name[:length] for theme, name in names.items()}


def _projects(package: Package, width: float) -> Drawing:
    table = argued(package)
    wide = width > style.NARROW
    phases = list(package.phases["phase_id"])
    order = [one for one in package.projects["project_id"] if one in set(table["project_id"])]
    left, size = (190.0, style.TEXT) if wide else (112.0, style.SMALL)
    names = {one: style.wrap(labels.project(package, one), left - 8, size) for one in order}
    column = (width - left) / len(phases)
    bar = column - (22.0 if wide else 8.0)
    heads = [
        (
            style.wrap(numbers.capital(labels.phase(package, phase)), column - 4, weight="bold"),
            style.wrap(labels.source_kind(package, phase), column - 4, style.SMALL),
        )
        for phase in phases
    ]
    if not wide:
        heads = [(parts.year(package, phase), source) for phase, (_, source) in
                 zip(phases, heads, strict=True)]  # fmt: skip
    head_lines = max(name.count("\n") for name, _ in heads) + 1
    top = style.line_height() * head_lines + 14
    top += max(style.text_height(source, style.SMALL) for _, source in heads)
    lines = [max(33.0, style.text_height(names[one], size) + 5) for one in order]
    starts = [sum(lines[:place]) for place in range(len(lines))]
    depth = sum(lines)
    short = _short(package, [one for one in package.themes["theme"] if one != NO_THEME])
    short[NO_THEME] = "–"
    key = "" if wide else _key(package, table, short, width)
    foot = style.text_height(key, style.SMALL) + 10 if key else 4
    sheet = style.sheet(width, top + depth + foot)
    ax = style.axes(sheet, 0, top, width, depth)
    ax.set_xlim(0, width)
    ax.set_ylim(depth, 0)
    parts.clear(ax)
    for place, (name, source) in enumerate(heads):
        x = left + place * column
        parts.write(ax, (x, depth + top), name, units=True, va="top", weight="bold")
        down = style.line_height() * head_lines + 2
        parts.write(
            ax, (x, depth + top - down), source, units=True, va="top", size=style.SMALL,
            color=colours.MUTED,
        )  # fmt: skip
    cells = dict(list(table.groupby(["project_id", "phase_id"], sort=False)))
    for project, start, height in zip(order, starts, lines, strict=True):
        ax.axhline(start, color=colours.GRID, linewidth=1, zorder=0.5)
        middle = start + height / 2
        parts.write(ax, (0, middle), names[project], size=size)
        target = links.passages(project=project)
        name = labels.project(package, project)
        parts.area(ax, (0, start), left - 6, height, f"{name}: its passages", target)
        for place, phase in enumerate(phases):
            if (project, phase) not in cells:
                continue
            rows = cells[project, phase]
            x = left + place * column
            for one in rows.itertuples():
                colour = colours.theme(package, one.theme)
                alpha = 0.4 if one.theme == NO_THEME else 1.0
                ax.barh(
                    middle - 7, one.share * bar - 1, 9, x, color=colour, alpha=alpha,
                )  # fmt: skip
                x += one.share * bar
            names_of = {} if wide else short
            _label(package, ax, rows, (left + place * column, middle + 7), column - 4, names_of)
            title = f"{name}, {labels.phase(package, phase)}: {rows['status'].iloc[0]}, " + (
                ", ".join(
                    f"{labels.theme(package, one.theme)} {numbers.percent(one.share)}"
                    for one in rows.itertuples()
                )
            )
            target = links.passages(phase=phase, project=project)
            corner = (left + place * column, start + 2)
            parts.area(ax, corner, bar, height - 4, title, target, quiet=True)
    parts.foot(sheet, key)
    return sheet


def _label(
    package: Package,
    ax: Axes,
    rows: pd.DataFrame,
    place: tuple[float, float],
    width: float,
    short: dict[str, str],
) -> None:
    """Status sign and main theme below a bar; short: names of themes where they are shortened."""
    main = main_themes(rows)["theme"].iloc[0]
    sign = SIGNS.get(rows["status"].iloc[0], "")
    x, y = place
    if sign:
        parts.write(ax, (x, y), sign, size=style.SMALL, color=colours.MUTED)
        taken = style.text_width(sign, style.SMALL) + 3
        x, width = x + taken, width - taken
    text, colour = MIXED, colours.MUTED
    if main:
        text = short.get(main) or labels.theme_title(package, main, short=True)
        colour = colours.words(colours.theme(package, main))
    text = style.fitted(text, width, style.SMALL)
    parts.write(ax, (x, y), text, size=style.SMALL, color=colour)


def _key(package: Package, table: pd.DataFrame, short: dict[str, str], width: float) -> str:
    """What the shortened names of the themes stand for."""
    used = [one for one in package.themes["theme"] if one in set(table["theme"])]
    names = [
        f"{short[one]}\u00a0{labels.theme_title(package, one, short=True)}".replace(" ", "\u00a0")
        if one == NO_THEME
        else labels.theme_title(package, one, short=True).replace(" ", "\u00a0")
        for one in used
    ]
    return parts.chain(names, width)
