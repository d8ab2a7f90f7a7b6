"""The themes: their paths over all phases, and the profile of one phase with what changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import salience
from themeshift.package import NO_THEME, Package
from themeshift.prose import labels, links, numbers

#: Most panels beside each other.
_COLUMNS = {True: 5, False: 2}


def _moves(package: Package, before: str, after: str) -> pd.Series:
    """Change of each theme's share between two phases, the passages without theme aside."""
    table = salience.table(package)
    share = table.pivot(index="theme", columns="phase_id", values="share")
    order = [theme for theme in package.themes["theme"] if theme != NO_THEME]
    return (share[after] - share[before]).reindex(order)


def _moved(package: Package, before: str, after: str) -> str:
    """Which themes fell and rose most: "innovation fell most (18 points) and …"."""
    change = _moves(package, before, after)
    said = []
    for theme, verb, moved in (
        (change.idxmin(), "fell", change.min() < 0),
        (change.idxmax(), "rose", change.max() > 0),
    ):
        if moved:
            size = numbers.points(change[theme])
            said.append(f"{labels.theme(package, theme)} {verb} most ({size})")
    return " and ".join(said) or "no theme changed"


def trajectories(package: Package) -> Figure:
    """The share of each theme in each phase: a panel for each, all on one scale."""
    table = salience.table(package)
    phases = list(table["phase_id"].unique())
    if len(phases) > 1:
        first, last = labels.phase(package, phases[0]), labels.phase(package, phases[-1])
        title = f"From the {first} to the {last}, {_moved(package, phases[0], phases[-1])}"
    else:
        title = f"The themes of the {labels.phase(package, phases[0])}"
    seen = [
        f"{labels.theme_title(package, theme)}: "
        + ", ".join(numbers.percent(share) for share in rows["share"])
        for theme, rows in table.groupby("theme", sort=False)
    ]
    return figure.make(
        "trajectories",
        lambda width: _trajectories(package, width),
        title,
        "One scale for all themes; bars are 95% intervals. A theme’s name opens its passages.",
        f"Shares by phase. {'; '.join(seen)}.",
        "salience",
    )


def _trajectories(package: Package, width: float) -> Drawing:
    table = salience.table(package)
    wide = width > style.NARROW
    phases = list(table["phase_id"].unique())
    time = parts.days(package)
    at = np.array([time[phase] for phase in phases])
    themes = list(table["theme"].unique())
    columns = min(len(themes), _COLUMNS[wide])
    lines = -(-len(themes) // columns)
    left, gap, top = 44.0, 14.0, 28.0
    inner = (width - left - gap * (columns - 1)) / columns
    head, below = 26.0, 22.0
    plot = 138.0 if wide else 66.0
    foot = parts.source_line(package, width)
    height = top + lines * (head + plot + below) + 6 + style.text_height(foot, style.SMALL)
    sheet = style.sheet(width, height)
    highest = np.ceil(table["high"].max() * 10) / 10
    span = max(at[-1] - at[0], 1.0)
    for place, theme in enumerate(themes):
        down, across = divmod(place, columns)
        ax = style.axes(
            sheet,
            left + across * (inner + gap),
            top + down * (head + plot + below) + head,
            inner,
            plot,
        )
        rows = table[table["theme"] == theme]
        colour = colours.theme(package, theme)
        ax.set_xlim(at[0] - 0.08 * span, at[-1] + 0.08 * span)
        parts.percent_axis(ax, 0, highest, 0.2 if wide else 0.4)
        if across:
            ax.tick_params(labelleft=False)
        ax.set_xticks([])
        parts.interval(ax, at, rows["low"], rows["high"], colour, 4)
        share = rows["share"].to_numpy()
        ax.plot(at, share, color=colour, marker="o", markersize=6, linewidth=2, clip_on=False)
        ax.axhline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
        name = labels.theme_title(package, theme, short=True)
        tint = colours.words(colour)
        parts.write(ax, (0, plot + 12), name, units=True, color=tint, weight="bold")
        _ends(ax, at, rows, tint)
        for phase, side in zip(
            dict.fromkeys((phases[0], phases[-1])), ("left", "right"), strict=False
        ):
            parts.write(
                ax, (0 if side == "left" else inner, -11), parts.year(package, phase),
                units=True, ha=side, size=style.SMALL, color=colours.MUTED,
            )  # fmt: skip
        wide_name = style.text_width(name, weight="bold")
        sides = ax.transData.inverted().transform(
            [ax.bbox.p0 + (0, plot + 2), ax.bbox.p0 + (wide_name, plot + 24)]
        )
        parts.area(
            ax, tuple(sides[0]), *(sides[1] - sides[0]), f"{name}: its passages",
            links.passages(theme=theme),
        )  # fmt: skip
        for phase, x, y in zip(phases, at, share, strict=True):
            title = f"{name}, {labels.phase(package, phase)}: {numbers.percent(y)}"
            target = links.passages(phase=phase, theme=theme)
            parts.mark(ax, x, y, title, target, 14, quiet=True)
        if place == 0:
            parts.write(
                ax, (-left, plot + head + 13), "Share of passages, with 95% intervals",
                units=True, color=colours.MUTED,
            )  # fmt: skip
    parts.foot(sheet, foot)
    return sheet


def _ends(ax: Axes, at: np.ndarray, rows: pd.DataFrame, colour: str) -> None:
    """Write the first and the last value beside their points, clear of line and bars."""
    share = rows["share"].to_numpy()
    ends = [0, len(at) - 1] if len(at) > 1 else [0]
    anchors = [(at[end], share[end]) for end in ends]
    texts = [numbers.percent(share[end]) for end in ends]
    lines = [list(zip(at, share, strict=True))]
    bars = parts.boxes(ax, at, rows["low"], rows["high"])
    found = parts.spots(ax, anchors, texts, lines, bars, size=style.SMALL, radius=5)
    for anchor, text, offset in zip(anchors, texts, found, strict=True):
        parts.write(
            ax, anchor, text, offset=offset, ha="center", size=style.SMALL, color=colour,
            weight="bold",
        )  # fmt: skip


def profile_finding(package: Package, phase: str) -> str:
    """What changed most since the phase before, or the largest theme: a sentence without stop."""
    table = salience.table(package)
    before = _before(table, phase)
    name = labels.phase(package, phase)
    if before:
        past = labels.phase(package, before)
        return f"Between the {past} and the {name}, {_moved(package, before, phase)}"
    rows = table[(table["phase_id"] == phase) & (table["theme"] != NO_THEME)]
    top = rows.loc[rows["share"].idxmax()]
    share = numbers.percent(top["share"])
    return (
        f"The largest theme of the {name} is {labels.theme(package, top['theme'])}, with {share} "
        "of passages"
    )


def _before(table: pd.DataFrame, phase: str) -> str:
    phases = list(table["phase_id"].unique())
    place = phases.index(phase)
    return phases[place - 1] if place else ""


def profile(package: Package, phase: str) -> Figure:
    """Shares of the themes in a phase with their intervals, and in the phase before."""
    table = salience.table(package)
    before = _before(table, phase)
    rows = _profile_rows(package, phase)
    seen = [
        f"{labels.theme_title(package, row.theme)}: {numbers.percent(row.share)}"
        + (f" ({numbers.signed_points(row.share - row.before)})" if before else "")
        for row in rows.itertuples()
    ]
    reading = "Bars are 95% intervals; a theme’s name opens its passages."
    if before:
        reading = (
            f"Bars are 95% intervals, hollow marks the shares in the "
            f"{labels.phase(package, before)}. A theme’s name opens its passages."
        )
    return figure.make(
        f"profile-{phase}",
        lambda width: _profile(package, phase, width),
        profile_finding(package, phase),
        reading,
        f"Shares of the themes{' and their change' if before else ''}. {'; '.join(seen)}.",
        f"shares-{phase}",
    )


def _profile_rows(package: Package, phase: str) -> pd.DataFrame:
    """Themes of a phase, the largest first and the passages without theme last."""
    table = salience.table(package)
    rows = table[table["phase_id"] == phase].set_index("theme")
    before = _before(table, phase)
    past = table[table["phase_id"] == before].set_index("theme")["share"]
    rows = rows.assign(before=past.reindex(rows.index), last=rows.index == NO_THEME)
    return rows.sort_values(["last", "share"], ascending=[True, False], kind="stable").reset_index()


def _profile(package: Package, phase: str, width: float) -> Drawing:
    rows = _profile_rows(package, phase)
    before = _before(salience.table(package), phase)
    wide = width > style.NARROW
    names = [labels.theme_title(package, theme, short=not wide) for theme in rows["theme"]]
    names = [style.wrap(name, 190 if wide else 118) for name in names]
    left = max(map(style.text_width, names)) + 14
    values = [numbers.percent(share) for share in rows["share"]]
    changes = [
        numbers.signed_points(one - other).split()[0] if before else ""
        for one, other in zip(rows["share"], rows["before"], strict=True)
    ]
    value_room = max(style.text_width(value, weight="bold") for value in values) + 12
    change_head = "change" if before else ""
    change_room = max(map(style.text_width, [*changes, change_head])) + 14 if before else 0
    inner = width - left - value_room - change_room
    row = 31.0 if wide else 33.0
    top, below = 50.0, 26.0
    depth = row * len(rows)
    sheet = style.sheet(width, top + depth + below)
    ax = style.axes(sheet, left, top, inner, depth)
    highest = np.nanmax([rows["high"].max(), rows["before"].max()])
    ax.set_xlim(0, np.ceil(highest * 20 + 0.2) / 20)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ticks = parts.ticks(0, ax.get_xlim()[1], inner / 42)
    ax.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    ax.set_yticks([])
    ax.grid(axis="x")
    ax.axvline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
    right = inner + value_room
    for place, one in enumerate(rows.itertuples()):
        colour = colours.theme(package, one.theme)
        tint = colours.words(colour)
        ax.hlines(place, one.low, one.high, colour, linewidth=8, alpha=0.25, zorder=1)
        if before:
            ax.plot([one.before, one.share], [place, place], color=colour, linewidth=1.5, zorder=2)
            ax.plot(
                one.before, place, marker="o", markersize=8, markerfacecolor=colours.PAPER,
                markeredgecolor=colour, markeredgewidth=1.6, zorder=3, clip_on=False,
            )  # fmt: skip
        ax.plot(one.share, place, marker="o", markersize=9, color=colour, zorder=4, clip_on=False)
        level = depth - (place + 0.5) * row
        parts.write(ax, (-left, level), names[place], units=True, color=tint)
        parts.write(
            ax, (right, level), values[place], units=True, ha="right", weight="bold", color=tint
        )
        parts.write(ax, (right + change_room, level), changes[place], units=True, ha="right")
        title = f"{names[place]}: {values[place]}".replace("\n", " ")
        scale = ax.get_xlim()[1] / inner
        parts.area(
            ax, (-left * scale, place - 0.45), (left + inner) * scale, 0.9, title,
            links.passages(phase=phase, theme=one.theme),
        )  # fmt: skip
    source = labels.source_kind(package, phase)
    head = f"Share of passages, {labels.phase(package, phase)} ({source})"
    parts.write(ax, (-left, depth + 37), style.wrap(head, width), units=True, color=colours.MUTED)
    if before:
        small = {"units": True, "size": style.SMALL, "color": colours.MUTED}
        parts.write(ax, (right + change_room, depth + 13), change_head, ha="right", **small)
        ax.plot(
            [-left + 5], [depth + 13], marker="o", markersize=8, markerfacecolor=colours.PAPER,
            markeredgecolor=colours.MUTED, markeredgewidth=1.6, clip_on=False,
            transform=parts.from_units(ax), scalex=False, scaley=False,
        )  # fmt: skip
        past = f"{labels.phase(package, before)} ({labels.source_kind(package, before)})"
        room = width - 15 - style.text_width(change_head, style.SMALL) - parts.GAP
        past = style.fitted(past, room, style.SMALL)
        parts.write(ax, (-left + 15, depth + 13), past, **small)
    return sheet
