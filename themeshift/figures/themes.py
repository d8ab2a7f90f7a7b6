"""The themes: their paths over all phases, and the profile of one phase with what changed."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import salience
from themeshift.package import NO_THEME, Package
from themeshift.prose import labels, links, numbers

#: Most panels beside each other, in a wide and in a narrow drawing.
_COLUMNS = {True: 5, False: 2}


def _moved(package: Package, table: pd.DataFrame, before: str, after: str) -> str:
    """Which themes fell and rose most: "innovation fell most (18 points) and …"."""
    named = table[table["theme"] != NO_THEME]
    share = named.pivot(index="theme", columns="phase_id", values="share")
    # In the order of the themes, which decides ties.
    change = (share[after] - share[before]).reindex(named["theme"].unique())
    ends = (change.idxmin(), "fell", change.min() < 0), (change.idxmax(), "rose", change.max() > 0)
    said = [
        f"{labels.theme(package, theme)} {verb} most ({numbers.points(change[theme])})"
        for theme, verb, moved in ends
        if moved
    ]
    return " and ".join(said) or "no theme changed"


def trajectories(package: Package) -> Figure:
    """The share of each theme in each phase: a panel for each, all on one scale."""
    table = salience.table(package)
    first, last = table["phase_id"].iloc[[0, -1]]
    if first == last:
        title = f"The themes of the {labels.phase(package, first)}"
    else:
        ends = f"From the {labels.phase(package, first)} to the {labels.phase(package, last)}"
        title = f"{ends}, {_moved(package, table, first, last)}"
    seen = [
        f"{labels.theme_title(package, theme)}: {', '.join(map(numbers.percent, rows['share']))}"
        for theme, rows in table.groupby("theme", sort=False)
    ]
    return Figure(
        "trajectories",
        partial(_trajectories, package, table),
        title,
        "One scale for all themes; bars are 95% intervals. Select a theme’s name to read its passages.",
        f"Shares by phase. {'; '.join(seen)}.",
        "salience",
    )


def _trajectories(package: Package, table: pd.DataFrame, width: float) -> style.Sheet:
    wide = width > style.NARROW
    phases, at = list(table["phase_id"].unique()), parts.days(package)
    themes = list(table.groupby("theme", sort=False))
    columns = min(len(themes), _COLUMNS[wide])
    plot = 138 if wide else 66
    grid = parts.panels(
        width, plot, len(themes), columns, left=44, gap=8, head=24, below=22,
        unit="Share of passages, with 95% intervals", foot=parts.source_line(package, width),
    )  # fmt: skip
    shown = table["share"].map(numbers.percent)
    room = max(style.text_width(text, weight="bold") for text in shown) + 9
    for place, (ax, (theme, rows)) in enumerate(zip(grid, themes, strict=True)):
        colour = colours.theme(package, theme)
        tint = colours.words(colour)
        ax.set_xlim(parts.span(at, ax.bbox.width, room, room))
        parts.share_axis(ax, np.ceil(table["high"].max() * 10) / 10, 0.2 if wide else 0.4)
        ax.tick_params(labelleft=place % columns == 0)
        parts.interval(ax, at, rows["low"], rows["high"], colour)
        line, texts = np.c_[at, rows["share"]], shown[rows.index].to_list()
        ax.plot(*line.T, color=colour, marker="o", markersize=6, linewidth=2, clip_on=False)
        ax.axhline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
        ends = sorted({0, len(at) - 1})
        ax.set_xticks(at[ends], [labels.phase_year(package, phases[one]) for one in ends])
        for one, side in zip(ends, (-1, 1), strict=False):
            parts.name_ends(ax, [(line[one], texts[one], tint)], side)
        # The highest share where it reads as neither end does.
        high = int(rows["share"].argmax())
        if texts[high] not in (texts[0], texts[-1]):
            how = {"at": "data", "xytext": (0, 13), "ha": "center"}
            parts.write(ax, *line[high], texts[high], color=tint, weight="bold", **how)
        name = labels.theme_title(package, theme, short=True)
        parts.write(ax, 0, plot + 12, name, color=tint, weight="bold")
        size = (style.text_width(name, weight="bold"), 22)
        parts.link(ax, (0, plot + 1), size, f"{name}: its passages", links.passages(theme=theme))
        for phase, point in zip(phases, line, strict=True):
            title = f"{name}, {labels.phase(package, phase)}: {numbers.percent(point[1])}"
            target = links.passages(phase=phase, theme=theme)
            parts.mark(ax, *point, title, target, 14, quiet=True)
    return grid[0].figure


def profile(package: Package, phase: str) -> Figure:
    """Shares of the themes in a phase with their intervals, and in the phase before."""
    table = salience.table(package)
    phases = list(table["phase_id"].unique())
    place = phases.index(phase)
    before = phases[place - 1] if place else ""
    rows = table[table["phase_id"] == phase].set_index("theme")
    past = table[table["phase_id"] == before].set_index("theme")["share"]
    rows = rows.assign(before=past.reindex(rows.index), last=rows.index == NO_THEME)
    rows = rows.sort_values(["last", "share"], ascending=[True, False], kind="stable").reset_index()
    seen = [
        f"{labels.theme_title(package, row.theme)}: {numbers.percent(row.share)}"
        + (f" ({numbers.signed_points(row.share - row.before)})" if before else "")
        for row in rows.itertuples()
    ]
    name = labels.phase(package, phase)
    if before:
        name_before = labels.phase(package, before)
        moved = _moved(package, table, before, phase)
        title = f"Between the {name_before} and the {name}, {moved}"
        bars = f"Bars are 95% intervals, hollow marks are the shares in the {name_before}."
    else:
        largest, share = labels.theme(package, rows["theme"][0]), numbers.percent(rows["share"][0])
        bars = "Bars are 95% intervals."
        title = f"The largest theme of the {name} is {largest}, with {share} of passages"
    return Figure(
        f"profile-{phase}",
        partial(_profile, package, rows, phase, before),
        title,
        f"{bars} Select a theme’s name to read its passages.",
        f"Shares of the themes{' and their change' if before else ''}. {'; '.join(seen)}.",
        f"shares-{phase}",
    )


def _profile(
    package: Package, rows: pd.DataFrame, phase: str, before: str, width: float
) -> style.Sheet:
    """rows: the largest theme first, the passages without theme last; with the share before."""
    wide = width > style.NARROW
    names = [labels.theme_title(package, theme, short=not wide) for theme in rows["theme"]]
    names = [style.wrap(name, 190 if wide else 118) for name in names]
    values = [numbers.percent(share) for share in rows["share"]]
    changes = [parts.points(one.share - one.before) if before else "" for one in rows.itertuples()]
    heading = "change" if before else ""
    left = max(map(style.text_width, names)) + 14
    # At the right of the axes the shares, then the changes.
    room = max(style.text_width(value, weight="bold") for value in values) + 12
    right = room + (max(map(style.text_width, [*changes, heading])) + 14 if before else 0)
    source = labels.source_kind(package, phase)
    unit = style.wrap(f"Share of passages, {labels.phase(package, phase)} ({source})", width)
    row = 31 if wide else 33
    depth = row * len(rows)
    (ax,) = parts.panels(
        width, depth, left=left, right=right, head=30 if before else 10, below=24, unit=unit
    )
    inner = ax.bbox.width
    highest = np.ceil(rows[["high", "before"]].max().max() * 20 + 0.2) / 20
    ax.set(xlim=(0, highest), ylim=(len(rows) - 0.5, -0.5))
    ticks = parts.ticks(0, highest, inner / 42)
    ax.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    ax.grid(axis="x")
    ax.axvline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
    for place, one in enumerate(rows.itertuples()):
        colour = colours.theme(package, one.theme)
        tint = colours.words(colour)
        ax.hlines(place, one.low, one.high, colour, linewidth=8, alpha=0.25, zorder=1)
        if before:
            ax.plot([one.before, one.share], [place, place], color=colour, linewidth=1.5, zorder=2)
            ax.plot(one.before, place, zorder=3, clip_on=False, **parts.hollow(colour))
        ax.plot(one.share, place, marker="o", markersize=9, color=colour, zorder=4, clip_on=False)
        parts.write(ax, -left, place, names[place], parts.ROW, color=tint)
        how = {"ha": "right", "weight": "bold", "color": tint}
        parts.write(ax, inner + room, place, values[place], parts.ROW, **how)
        parts.write(ax, inner + right, place, changes[place], parts.ROW, ha="right")
        title = f"{names[place]}: {values[place]}".replace("\n", " ")
        target = links.passages(phase=phase, theme=one.theme)
        y = depth - (place + 0.95) * row
        parts.link(ax, (-left, y), (left + inner, 0.9 * row), title, target)
    if before:
        past = f"○ {labels.phase(package, before)} ({labels.source_kind(package, before)})"
        space = width - style.text_width(heading, style.SMALL) - parts.GAP
        past = style.fitted(past, space, style.SMALL)
        parts.write(ax, -left, depth + 13, past, **parts.NOTE)
        parts.write(ax, inner + right, depth + 13, heading, ha="right", **parts.NOTE)
    return ax.figure
