"""The shift under every way of counting: a row for each kind of choice, the lowest named."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

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
        f"{'. '.join(seen)}.",
        "choices",
    )


def _lowest(specified: pd.DataFrame) -> pd.Series:
    return specified.loc[specified["shift"].idxmin()]


def _rows(package: Package, found: pd.DataFrame) -> list[Row]:
    """The rows of the drawing: single choices, all specifications, then the readings."""
    single = dict(list(measured.one_at_a_time(found).groupby("choice")))
    rows = [(name, single[choice]) for choice, name in ROWS.items() if choice in single]
    # Readings are counted as the printed way counts.
    ends = measured.extremes(package).merge(found[["measure", "framing"]].head(1))
    readings = pd.DataFrame({"shift": ends[["lowest", "highest"]].to_numpy().ravel()})
    return [*rows, (ALL, found), (READINGS, readings)]


def _choices(package: Package, rows: list[Row], width: float) -> style.Sheet:
    heights = [92 if name == ALL else 46 for name, _ in rows]
    (ax,) = parts.panels(
        width, sum(heights), left=14, right=30, head=22, below=24,
        unit="Shift of the balance, in points",
    )  # fmt: skip
    every = pd.concat(found["shift"] for _, found in rows)
    low, high = min(0.0, every.min()) - 0.03, max(0.1, every.max()) + 0.03
    ax.set(xlim=(low, high), ylim=(sum(heights), 0))
    parts.scale(ax.xaxis, ax.bbox.width / 62, parts.points)
    ax.axvline(0, color=colours.INK, linewidth=1.2, zorder=0.6)
    # The first of all specifications is the printed one.
    printed = dict(rows)[ALL]["shift"].iloc[0]
    ax.axvline(printed, color=colours.FAINT, linewidth=1.2, linestyle=(0, (3, 2)), zorder=0.6)
    how = {"xytext": (0, 10), "ha": "left" if printed < (low + high) / 2 else "right"} | parts.NOTE
    parts.write(ax, printed, 0, f"as printed {parts.points(printed)}", "data", **how)
    for (name, found), height, bottom in zip(rows, heights, np.cumsum(heights), strict=True):
        ax.axhline(bottom - height, color=colours.GRID, linewidth=1, zorder=0.5)
        values, lowest = found["shift"].to_numpy(), found["shift"].min()
        label = name if name == READINGS or len(values) < 2 else f"{name} ({len(values):,})"
        # A row's name stands above it, on the lines of the grid.
        page = {"facecolor": colours.PAPER, "pad": 1}
        parts.write(ax, -14, bottom - height + 12, label, parts.ROW, bbox=page)
        y, dots = bottom - 14, {"color": colours.MUTED, "linewidth": 3, "markeredgewidth": 0}
        # Beside the heap the line at zero could stand.
        shift, ha = ((0, 15), "center") if name == ALL else ((-9, 0), "right")
        if name == ALL:
            # Very many values, as the outline of their heap.
            counts, edges = np.histogram(values, bins=60, range=(low, high))
            heap = y - counts / counts.max() * 48
            ax.stairs(heap, edges, baseline=y, fill=True, color=colours.MUTED, alpha=0.35)
        elif name == READINGS:
            ax.plot(values, [y, y], "-|", markersize=11, **dots | {"markeredgewidth": 2})
        else:
            ax.plot(values, [y] * len(values), "o", alpha=0.45, markersize=8, **dots)
        how = {"color": colours.MUTED}
        if lowest < printed:
            colour = colours.pole(package, DESTINATION)
            ax.plot(lowest, y, "o", color=colour, markersize=8, zorder=5, clip_on=False)
            how = {"color": colours.words(colour), "weight": "bold"}
        parts.write(ax, lowest, y, parts.points(lowest), "data", xytext=shift, ha=ha, **how)
        if name != READINGS:
            least = _lowest(found)
            title = f"{numbers.signed_points(lowest)}: {describe(package, least)}"
            parts.mark(ax, lowest, y, title, links.explorer(least["query"]))
    return ax.figure
