"""The shift under every way of counting: a row for each kind of choice, the lowest value lit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import choices as measured
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, numbers

EXPLORER = "appendices/explore"
#: Choice → what is done, for a row of the drawing.
ROWS = {
    "measure": "Words counted, not passages",
    "framing": "Passages without theme left out",
    "coding": "One coding, not the mean",
    "leave": "A text or paragraph left out",
    "poles": "A theme added, dropped, swapped",
}
READINGS = "Every passage read for or against"
ALL = "All of these at once"


@lru_cache(maxsize=4)
def _specifications(package: Package) -> pd.DataFrame:
    """All ways of counting, found once for the figure's texts and drawings."""
    return measured.specifications(package)


def finding(package: Package) -> str:
    """In how many ways of counting the direction holds, in one sentence without its stop."""
    found = _specifications(package)
    if found.empty:
        return "With one phase there is no shift"
    direction = np.sign(found["shift"].iloc[0]) or 1.0
    kept, ways = int((found["shift"] * direction > 0).sum()), len(found)
    if kept < ways:
        return f"The shift keeps its direction in {kept:,} of {ways:,} ways of counting"
    least = numbers.points((found["shift"] * direction).min())
    return (
        f"The shift keeps its direction in all {ways:,} ways of counting; the smallest is {least}"
    )


def what(package: Package, row: pd.Series) -> str:
    """A way of counting in words: what differs from the base, "as printed" for the base."""
    said = []
    if row["coding"] != "mean":
        said.append(labels.coding(package, row["coding"]))
    if row["measure"] == "words":
        said.append("words")
    if row["framing"] == "out":
        said.append("without passages that argue no theme")
    if row["leave"]:
        doc, _, paragraph = row["leave"].partition(":")
        name = labels.short_document(package, doc)
        said.append(f"without {name}" + (f", paragraph {paragraph}" if paragraph else ""))
    if row["poles"] != measured.AS_THEY_ARE:
        poles = (numbers.listing(labels.theme(package, one) for one in row[pole].split())
                 for pole in (ORIGIN, DESTINATION))  # fmt: skip
        said.append("from {} to {}".format(*poles))
    return "; ".join(said) or "as printed"


def choices(package: Package) -> Figure:
    """The shift by each single choice and by all of them together."""
    found = _specifications(package)
    seen = []
    for name, values, rows in _rows(package):
        ends = dict.fromkeys(map(numbers.signed_points, (values.min(), values.max())))
        said = f"{name}: {' to '.join(ends)}"
        if rows is not None and len(rows) > 1:
            said += f", lowest: {what(package, rows.loc[rows['shift'].idxmin()])}"
        seen.append(said)
    return figure.make(
        "choices",
        partial(_choices, package),
        finding(package),
        "A dot is a way of counting that differs from the printed one in this choice alone; the "
        "lowest of each row is lit and opens the explorer with it set.",
        f"{'. '.join(seen)}." if len(found) else "",
        "choices",
    )


def _rows(package: Package) -> list[tuple[str, np.ndarray, pd.DataFrame | None]]:
    """Name, shifts and specifications of each row; the readings have no specifications."""
    found = _specifications(package)
    if found.empty:
        return []
    single = measured.one_at_a_time(found)
    rows: list[tuple[str, np.ndarray, pd.DataFrame | None]] = []
    for choice, name in ROWS.items():
        part = single[single["choice"] == choice]
        if len(part):
            rows.append((name, part["shift"].to_numpy(), part))
    ends = measured.extremes(package)
    base = found.iloc[0]
    ends = ends[
        (ends["scope"] == "total")
        & (ends["measure"] == base["measure"])
        & (ends["framing"] == base["framing"])
    ]
    if len(ends):
        rows.append((READINGS, ends[["lowest", "highest"]].to_numpy().ravel(), None))
    rows.append((ALL, found["shift"].to_numpy(), found))
    return rows


def _choices(package: Package, width: float) -> Drawing:
    rows = _rows(package)
    wide = width > style.NARROW
    found = _specifications(package)
    left = 240.0 if wide else 4.0
    row = 34.0 if wide else 46.0
    crowd = 74.0
    top, below = 38.0, 24.0
    heights = [crowd + (0 if wide else 18) if name == ALL else row for name, *_ in rows]
    depth = max(sum(heights), row)
    inner = width - left - 30
    sheet = style.sheet(width, top + depth + below)
    ax = style.axes(sheet, left, top, inner, depth)
    low = min([0.0, *(values.min() for _, values, _ in rows)])
    high = max([0.1, *(values.max() for _, values, _ in rows)])
    room = 0.03 * (high - low)
    ax.set_xlim(low - room, high + room)
    ax.set_ylim(depth, 0)
    ticks = parts.ticks(low, high, inner / 62)
    ax.set_xticks(ticks, [numbers.signed_points(tick).split()[0] for tick in ticks])
    ax.set_yticks([])
    parts.write(
        ax, (-left, depth + 26), "Shift of the balance, in points", units=True, color=colours.MUTED
    )
    lines = [(tick, colours.GRID, "solid") for tick in ticks]
    if len(found):
        base = float(found["shift"].iloc[0])
        lines.append((base, colours.FAINT, (0, (3, 2))))
        text = f"as printed {numbers.signed_points(base).split()[0]}"
        at = ax.transData.transform((base, 0))[0] - ax.bbox.x0
        at = min(at, width - left - style.text_width(text, style.SMALL) / 2)
        parts.write(
            ax, (at, depth + 10), text, units=True, ha="center", size=style.SMALL,
            color=colours.MUTED,
        )  # fmt: skip
    lines.append((0.0, colours.INK, "solid"))
    start = 0.0
    for (name, values, specified), height in zip(rows, heights, strict=True):
        ax.axhline(start, color=colours.GRID, linewidth=1, zorder=0.5)
        for x, colour, dashes in lines:
            # In a narrow drawing the lines leave the names free.
            ends = (start + (0 if wide else 22), start + height)
            ax.vlines(x, *ends, colour, linewidth=1.2, linestyle=dashes, zorder=0.6)
        many = specified is not None and len(values) > 1
        label = f"{name} ({len(values):,})" if many else name
        text = style.wrap(label, left - 14) if wide else label
        middle = start + height / 2 + (0 if wide else 9)
        level = depth - (start + height / 2 if wide else start + 12)
        parts.write(ax, (-left, level), text, units=True)
        if name == ALL:
            _crowd(ax, values, start + height - 6, crowd - 34)
        elif specified is None:
            ax.hlines(middle, *values, colours.FAINT, linewidth=3)
            ax.plot(
                values, [middle] * 2, "|", color=colours.MUTED, markersize=11, markeredgewidth=2
            )
        else:
            ax.plot(
                values, [middle] * len(values), "o", color=colours.MUTED, alpha=0.45, markersize=7
            )
        _lit(package, ax, values, specified, start + height - 6 if name == ALL else middle)
        start += height
    return sheet


def _crowd(ax: Axes, values: np.ndarray, base: float, tall: float) -> None:
    """Very many values as the outline of their heap."""
    counts, edges = np.histogram(values, bins=60, range=ax.get_xlim())
    heights = counts / max(counts.max(), 1) * tall
    ax.bar(
        edges[:-1], -heights, np.diff(edges), base, align="edge", color=colours.MUTED, alpha=0.35
    )


def _lit(
    package: Package, ax: Axes, values: Sequence[float], specified: pd.DataFrame | None, y: float
) -> None:
    """Mark and name the lowest value of a row, a link to the explorer where it can be set."""
    lowest = float(np.min(values))
    colour = colours.pole(package, DESTINATION)
    ax.plot(lowest, y, "o", color=colour, markersize=9, zorder=5, clip_on=False)
    text = numbers.signed_points(lowest).split()[0]
    # Above the dot where another number or the line at zero could stand at its left.
    above = y + 20 > ax.get_ylim()[0]
    parts.write(
        ax, (lowest, y), text, offset=(0, 15) if above else (-9, 0),
        ha="center" if above else "right", weight="bold", color=colours.words(colour),
    )  # fmt: skip
    if specified is None:
        return
    row = specified.loc[specified["shift"].idxmin()]
    target = f"{EXPLORER}?{row['query']}" if row["query"] else EXPLORER
    title = f"{numbers.signed_points(lowest)}: {what(package, row)}"
    parts.mark(ax, lowest, y, title, target)
