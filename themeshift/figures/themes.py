"""The themes: their paths over all phases, and the profile of one phase with what changed."""

from functools import partial

import numpy as np
import pandas as pd

from themeshift.figures import colours, drawing, style
from themeshift.figures.figure import Figure
from themeshift.measures import salience
from themeshift.package import NO_THEME, Package
from themeshift.prose import labels, links, numbers


def _moved(package: Package, table: pd.DataFrame, before: str, after: str) -> str:
    """Which themes fell and rose most: "innovation fell most (18 points) and …"."""
    share = table[table["theme"] != NO_THEME].set_index(["phase_id", "theme"])["share"]
    change = share[after] - share[before]
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
    ends = f"From the {labels.phase(package, first)} to the {labels.phase(package, last)}"
    seen = [
        f"{labels.theme_title(package, theme)}: {', '.join(map(numbers.percent, rows['share']))}"
        for theme, rows in table.groupby("theme", sort=False)
    ]
    return Figure(
        "trajectories",
        partial(_trajectories, package, table),
        f"{ends}, {_moved(package, table, first, last)}",
        "One scale for all themes; bars are 95% intervals. Select a theme’s name to read its passages.",
        f"Shares by phase. {'; '.join(seen)}.",
        "salience",
    )


def _trajectories(package: Package, table: pd.DataFrame, width: float) -> style.Sheet:
    columns, plot = (5, 138) if width > style.NARROW else (2, 66)
    phases, at = list(table["phase_id"].unique()), drawing.days(package)
    themes = list(table.groupby("theme", sort=False))
    unit, foot = "Share of passages, with 95% intervals", drawing.source_line(package, width)
    grid = drawing.panels(width, plot, (44, 0, 24, 22), unit, len(themes), columns, 8, foot=foot)
    shown = table["share"].map(numbers.percent)
    room = max(style.text_width(text, weight="bold") for text in shown) + 9
    for place, (ax, (theme, rows)) in enumerate(zip(grid, themes, strict=True)):
        name, colour = labels.theme_title(package, theme, short=True), colours.theme(package, theme)
        bold = {"color": colours.words(colour), "weight": "bold"}
        ax.set(xlim=drawing.span(at, ax.bbox.width, room, room), ylim=(0, table["high"].max()))
        drawing.scale(ax.yaxis, plot / 30, numbers.percent)
        ax.tick_params(labelleft=place % columns == 0)
        ax.set_xticks(at[[0, -1]], [labels.phase_year(package, phases[end]) for end in (0, -1)])
        ax.axhline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
        ax.vlines(at, rows["low"], rows["high"], colour, linewidth=5, alpha=0.28)
        line, texts = np.c_[at, rows["share"]], shown[rows.index].to_list()
        ax.plot(*line.T, color=colour, marker="o", markersize=6, linewidth=2, clip_on=False)
        drawing.write(ax, *line[0], texts[0], "data", xytext=(-9, 0), ha="right", **bold)
        drawing.write(ax, *line[-1], texts[-1], "data", xytext=(9, 0), **bold)
        # The highest share where it reads as neither end does.
        high = int(rows["share"].argmax())
        if texts[high] not in (texts[0], texts[-1]):
            drawing.write(ax, *line[high], texts[high], "data", xytext=(0, 13), ha="center", **bold)
        drawing.write(ax, 0, plot + 12, name, **bold)
        size = (style.text_width(name, weight="bold"), 22)
        drawing.link(ax, (0, plot + 1), size, f"{name}: its passages", links.passages(theme=theme))
        for phase, point, text in zip(phases, line, texts, strict=True):
            title = f"{name}, {labels.phase(package, phase)}: {text}"
            target = links.passages(phase=phase, theme=theme)
            drawing.mark(ax, *point, title, target, 14, quiet=True)
    return grid[0].figure


def profile(package: Package, phase: str) -> Figure:
    """Shares of the themes in a phase with their intervals, and in the phase before."""
    table = salience.table(package)
    phases = ["", *table["phase_id"].unique()]
    before = phases[phases.index(phase) - 1]
    past = table[table["phase_id"] == before].set_index("theme")["share"]
    rows = table[table["phase_id"] == phase]
    change = rows["share"] - rows["theme"].map(past)
    rows = rows.assign(change=change, last=rows["theme"] == NO_THEME)
    rows = rows.sort_values(["last", "share"], ascending=[True, False], kind="stable")
    seen = [
        f"{labels.theme_title(package, row.theme)}: {numbers.percent(row.share)}"
        + (f" ({numbers.signed_points(row.change)})" if before else "")
        for row in rows.itertuples()
    ]
    name = labels.phase(package, phase)
    if before:
        name_before = labels.phase(package, before)
        title = f"Between the {name_before} and the {name}, {_moved(package, table, before, phase)}"
        bars = f"Bars are 95% intervals, hollow marks are the shares in the {name_before}."
    else:
        first = rows.iloc[0]
        largest, share = labels.theme(package, first["theme"]), numbers.percent(first["share"])
        title = f"The largest theme of the {name} is {largest}, with {share} of passages"
        bars = "Bars are 95% intervals."
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
    """rows: the largest theme first, the passages without theme last; with the change of each."""
    shown = [
        f"{sign} {labels.phase(package, one)} ({labels.source_kind(package, one)})"
        for sign, one in (("●", phase), ("○", before))
        if one
    ]
    names = [labels.theme_title(package, theme, short=True) for theme in rows["theme"]]
    values = [numbers.percent(share) for share in rows["share"]]
    changes = [drawing.points(change) if before else "" for change in rows["change"]]
    heading = "change" if before else ""
    left = max(map(style.text_width, names)) + 14
    # At the right of the axes the shares, then the changes.
    room = max(style.text_width(value, weight="bold") for value in values) + 12
    right = room + max(map(style.text_width, [*changes, heading])) + 14
    unit = style.wrap(f"Share of passages: {', '.join(shown)}", width)
    row, margins = 31, (left, right, 24 if before else 8, 24)
    (ax,) = drawing.panels(width, row * len(rows), margins, unit)
    inner, past = ax.bbox.width, rows["share"] - rows["change"]
    ax.set(xlim=(0, max(rows["high"].max(), past.max())), ylim=(len(rows) - 0.5, -0.5))
    drawing.scale(ax.xaxis, inner / 28, numbers.percent)
    ax.axvline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
    drawing.write(ax, inner + right, row * len(rows) + 13, heading, ha="right", **drawing.NOTE)
    for place, one in enumerate(rows.itertuples()):
        colour = colours.theme(package, one.theme)
        tint = colours.words(colour)
        ax.hlines(place, one.low, one.high, colour, linewidth=8, alpha=0.25)
        # The share of the phase before, hollow, with a line to that of the phase.
        ends, look = [one.share - one.change, one.share], {"color": colour, "clip_on": False}
        ax.plot(ends, [place] * 2, "o-", markersize=8, linewidth=1.5, mfc=colours.PAPER, **look)
        ax.plot(one.share, place, "o", markersize=9, **look)
        drawing.write(ax, -left, place, names[place], drawing.ROW, color=tint)
        bold = {"ha": "right", "weight": "bold", "color": tint}
        drawing.write(ax, inner + room, place, values[place], drawing.ROW, **bold)
        drawing.write(ax, inner + right, place, changes[place], drawing.ROW, ha="right")
        target = links.passages(phase=phase, theme=one.theme)
        corner = (-left, (len(rows) - 1 - place) * row)
        drawing.link(ax, corner, (left + inner, row), f"{names[place]}: {values[place]}", target)
    return ax.figure
