"""The shift under every way of counting: a row for each kind of choice, the lowest named."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import choices as measured
from themeshift.package import DESTINATION, Package
from themeshift.prose import links, numbers
from themeshift.prose.choices import describe

#: Choice → what is done, for a row of the drawing.
ROWS = {
    "measure": "Words counted, not passages",
    "framing": "Passages without theme left out",
    "coding": "One coding, not the mean",
    "leave": "A text or paragraph left out",
    "poles": "A theme added, dropped, swapped",
}
READINGS = "Every passage read for or against"
ALL = "Rows above combined"

#: Name and specifications of a row; the readings have a column `shift` alone.
Row = tuple[str, pd.DataFrame]


def finding(summary: pd.DataFrame) -> str:
    """In how many ways of counting the direction holds, in one sentence without its stop.

    summary: `measures.choices.summary(...)` of all specifications.
    """
    if summary.empty:
        return "With one phase there is no shift"
    kept, ways = summary["same_direction"].sum(), summary["ways"].sum()
    if kept < ways:
        return f"The shift keeps its direction in {kept:,} of {ways:,} ways of counting"
    held = f"The shift keeps its direction in all {ways:,} ways of counting"
    return f"{held}; the smallest is {numbers.points(summary['lowest'].abs().min())}"


def choices(package: Package) -> Figure:
    """The shift by each single choice, by all of them together, and over all readings."""
    found = measured.specifications(package)
    rows = _rows(package, found)
    seen = []
    for name, part in rows:
        ends = dict.fromkeys(map(numbers.signed_points, part["shift"].agg(["min", "max"])))
        said = f"{name}: {' to '.join(ends)}"
        if name != READINGS and len(part) > 1:
            said += f", lowest: {describe(package, _lowest(part))}"
        seen.append(said)
    return Figure(
        "choices",
        partial(_choices, package, rows),
        finding(measured.summary(found, measured.direction(package))),
        "Each dot changes one choice, named in its row, from the book’s own way of counting; the "
        "shape below shows all combinations of these choices. The readings stand apart: at the "
        "ends of their bar each passage is read, among its codings and listed alternatives, as "
        "most weakens or most strengthens the shift. The lowest shift of a row is highlighted "
        "where it is below the book’s own; select it to see it in the explorer.",
        f"{'. '.join(seen)}." if seen else "",
        "choices",
    )


def _lowest(specified: pd.DataFrame) -> pd.Series:
    return specified.loc[specified["shift"].idxmin()]


def _rows(package: Package, found: pd.DataFrame) -> list[Row]:
    """The rows of the drawing: single choices, all specifications, then the readings."""
    if found.empty:
        return []
    single = dict(list(measured.one_at_a_time(found).groupby("choice")))
    rows = [(name, single[choice]) for choice, name in ROWS.items() if choice in single]
    # Readings are counted as the printed way counts.
    base = found[["measure", "framing"]].head(1)
    ends = measured.extremes(package).merge(base)[["lowest", "highest"]].to_numpy().ravel()
    readings = [(READINGS, pd.DataFrame({"shift": ends}))] if len(ends) else []
    return [*rows, (ALL, found), *readings]


def _choices(package: Package, rows: list[Row], width: float) -> style.Sheet:
    if not rows:
        return parts.words_alone("One phase: no shift to count in other ways.", width)
    wide = width > style.NARROW
    left, row, crowd = (240, 34, 74) if wide else (4, 46, 92)
    heights = [crowd if name == ALL else row for name, _ in rows]
    (ax,) = parts.panels(
        width, sum(heights), left=left, right=30, head=22, below=24,
        unit="Shift of the balance, in points",
    )  # fmt: skip
    inner = ax.bbox.width
    low = min(0.0, *(part["shift"].min() for _, part in rows))
    high = max(0.1, *(part["shift"].max() for _, part in rows))
    room = 0.03 * (high - low)
    ax.set(xlim=(low - room, high + room), ylim=(sum(heights), 0))
    ticks = parts.ticks(low, high, inner / 62)
    ax.set_xticks(ticks, [parts.points(tick) for tick in ticks])
    ax.grid(axis="x")
    ax.axvline(0, color=colours.INK, linewidth=1.2, zorder=0.6)
    # The first of all specifications is the printed one.
    printed = dict(rows)[ALL]["shift"].iloc[0]
    ax.axvline(printed, color=colours.FAINT, linewidth=1.2, linestyle=(0, (3, 2)), zorder=0.6)
    text = f"as printed {parts.points(printed)}"
    at = (ax.transData.transform((printed, 0)) - ax.bbox.min)[0]
    at = min(at, inner + 30 - style.text_width(text, style.SMALL) / 2)
    parts.write(ax, at, sum(heights) + 10, text, ha="center", **parts.NOTE)
    start = 0
    for (name, found), height in zip(rows, heights, strict=True):
        ax.axhline(start, color=colours.GRID, linewidth=1, zorder=0.5)
        values = found["shift"].to_numpy()
        label = name if name == READINGS or len(values) < 2 else f"{name} ({len(values):,})"
        # In a narrow drawing a row's name stands above it, on the lines of the grid.
        text, down = (style.wrap(label, left - 14), height / 2) if wide else (label, 12)
        page = {"facecolor": colours.PAPER, "pad": 1}
        parts.write(ax, -left, start + down, text, parts.ROW, bbox=page)
        y = start + height / 2 + (0 if wide else 9)
        if name == ALL:
            y = start + height - 6
            # Very many values, as the outline of their heap.
            counts, edges = np.histogram(values, bins=60, range=ax.get_xlim())
            heap = {"width": np.diff(edges), "align": "edge", "color": colours.MUTED, "alpha": 0.35}
            ax.bar(edges[:-1], -counts / counts.max() * 40, bottom=y, **heap)
        elif name == READINGS:
            ax.hlines(y, *values, colours.FAINT, linewidth=3)
            ax.plot(values, [y] * 2, "|", color=colours.MUTED, markersize=11, markeredgewidth=2)
        else:
            ax.plot(values, [y] * len(values), "o", color=colours.MUTED, alpha=0.45, markersize=7)
        _name_lowest(package, ax, (name, found), y, printed)
        start += height
    return ax.figure


def _name_lowest(package: Package, ax: Axes, row: Row, y: float, printed: float) -> None:
    """Name the lowest value of a row, a link to the explorer where it can be set; light it where
    it lies below the printed one.
    """
    name, found = row
    lowest = found["shift"].min()
    how = {"color": colours.MUTED}
    if lowest < printed:
        colour = colours.pole(package, DESTINATION)
        ax.plot(lowest, y, "o", color=colour, markersize=9, zorder=5, clip_on=False)
        how = {"color": colours.words(colour), "weight": "bold"}
    # Beside the heap the line at zero could stand.
    shift, ha = ((0, 15), "center") if name == ALL else ((-9, 0), "right")
    parts.write(ax, lowest, y, parts.points(lowest), "data", xytext=shift, ha=ha, **how)
    if name != READINGS:
        least = _lowest(found)
        title = f"{numbers.signed_points(lowest)}: {describe(package, least)}"
        parts.mark(ax, lowest, y, title, links.explorer(least["query"]))
