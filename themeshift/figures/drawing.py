"""Shared parts of the figures: axes in rows with a key, scales, labels that keep apart, links."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from themeshift.figures import colours, style
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: Least distance between two labels, in units.
GAP = 8.0
#: Height of a line of a key, and from the left end of an entry to its text, in units.
_KEY_LINE, _SWATCH = 17.0, 14.0
#: Coordinates for `write`: units from the lower left end of the axes; units across, its scale down.
UNITS = "axes points"
ROW = (UNITS, "data")
#: Where a label may stand about its point, in its own half widths and heights: the usual first.
_AROUND = np.array(
    [(1, 0), (-1, 0), *product((1, -1), (0.7, -0.7))]
    + [(x, y) for y in (1, -1, 1.3, -1.3, 2, -2, 3, -3) for x in (0, 0.6, -0.6)]
)
#: Look of text that explains.
NOTE = {"size": style.SMALL, "color": colours.MUTED}

Pair = Sequence[float]  # across and up
Named = tuple[Pair, str, str]  # a point in data coordinates, its label and the colour of that


def panels(
    width: float,
    plot: float,
    margins: tuple[float, float, float, float],
    unit: str,
    number: int = 1,
    columns: int = 1,
    gap: float = 0.0,
    key: dict[str, dict[str, Any]] | None = None,
    foot: str = "",
) -> list[Axes]:
    """Axes in rows on a new drawing, their unit and a key above the first, small lines at the foot.

    plot: height of each. margins: room at the left of the first column, at the right of each, above
    each and below it; gap: between two columns. All in units. key: text → how its mark looks.
    """
    left, right, head, below = margins
    step, down = (width - left + gap) / columns, head + plot + below
    top, key = style.text_height(unit) + 6, key or {}
    longest = max((style.text_width(text, style.SMALL) for text in key), default=width)
    entries = max(1, int((width + GAP) / (longest + _SWATCH + GAP)))
    above = top + _KEY_LINE * -(-len(key) // entries)
    height = above + -(-number // columns) * down + (style.text_height(foot) + 4 if foot else 0)
    sheet = style.Sheet(width, height)
    sheet.text(0, 1 - 2 / height, unit, color=colours.MUTED, va="top")
    sheet.text(0, 0, foot, va="bottom", **NOTE)
    look = {"marker": "s", "markersize": 8, "markeredgewidth": 0, "color": colours.MUTED}
    marks = [Line2D([], [], linestyle="", label=one, **look | own) for one, own in key.items()]
    place = (0, 1 - top / height)
    sheet.legend(handles=marks, ncols=entries, loc="upper left", bbox_to_anchor=place)
    result = []
    for row, column in list(product(range(number), range(columns)))[:number]:
        x, y = left + column * step, height - above - row * down - head - plot
        place = (x / width, y / height, (step - gap - right) / width, plot / height)
        result.append(sheet.add_axes(place, facecolor="none", xticks=[], yticks=[]))
    return result


def write(
    ax: Axes, x: float, y: float, text: str, at: str | tuple[str, str] = UNITS, **how: Any
) -> None:
    """Text at a place; at: its coordinates; how: as for `Axes.annotate`, `xytext` in units from it."""
    how = {"va": "center", "xytext": (0, 0), "textcoords": "offset points"} | how
    ax.annotate(text, (x, y), xycoords=at, annotation_clip=False, **how)


def scale(axis: Axis, most: float, text: Callable[[float], str]) -> None:
    """Lines of the grid at round values, `most` intervals at most, with their texts on the axis."""
    low, high = axis.get_view_interval()
    values = MaxNLocator(max(1, int(most)), steps=[1, 2, 5, 10]).tick_values(low, high)
    values = [value for value in values if low - 1e-9 <= value <= high + 1e-9]
    axis.set_ticks(values, [text(value) for value in values])
    axis.grid(True)


def apart(
    centres: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = GAP
) -> np.ndarray:
    """Centres of boxes in a row that do not touch and lie between low and high.

    centres: where they would stand, in rising order; those too close move as far on either side.
    """
    size = np.asarray(sizes, float)
    offsets = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2 + gap)])
    wanted = np.asarray(centres, float) - offsets
    up, down = np.maximum.accumulate(wanted), np.minimum.accumulate(wanted[::-1])[::-1]
    first, last = low + size[0] / 2, high - size[-1] / 2 - offsets[-1]
    return np.clip((up + down) / 2, first, max(first, last)) + offsets


def name_points(ax: Axes, named: Sequence[Named]) -> None:
    """Write bold labels beside points: on no other label and, where it can be, on no line."""
    polylines = [ax.transData.transform_path(line.get_path()) for line in ax.lines]
    inside = ax.bbox.translated(0, 4).padded(1, 4)
    taken: list[Bbox] = []

    def cost(box: Bbox) -> tuple[int, bool, int]:
        outside = (box.min < inside.min).any() or (box.max > inside.max).any()
        crossed = sum(path.intersects_bbox(box, filled=False) for path in polylines)
        return box.count_overlaps(taken), outside, crossed

    for point, text, tint in named:
        half = np.array([style.text_width(text, weight="bold"), style.TEXT]) / 2
        centres = ax.transData.transform(point) + _AROUND * (half + 6)
        best = min((Bbox([centre - half, centre + half]) for centre in centres), key=cost)
        taken.append(best)
        x, y = (best.min + best.max) / 2 - ax.bbox.min
        write(ax, x, y, text, ha="center", color=tint, weight="bold", zorder=5)


def name_ends(ax: Axes, named: Sequence[Named], side: int) -> None:
    """Write bold labels apart, at the left (side: -1) or the right (1) of all ends of lines."""
    named = sorted(named, key=lambda one: one[0][1])
    places = ax.transData.transform([point for point, *_ in named]) - ax.bbox.min
    heights = [style.text_height(text) for _, text, _ in named]
    levels = apart(places[:, 1], heights, -6, ax.bbox.height + 8, 2)
    x = max(places[:, 0] * side) * side + side * 9
    for level, (_, text, tint) in zip(levels, named, strict=True):
        write(ax, x, level, text, color=tint, weight="bold", ha="right" if side < 0 else "left")


def span(at: np.ndarray, inner: float, before: float, after: float) -> tuple[float, float]:
    """Ends of an x axis of `inner` units: its first place stands `before` units from the left end,
    its last one `after` from the right.
    """
    unit = max(at[-1] - at[0], 1.0) / (inner - before - after)
    return at[0] - before * unit, at[-1] + after * unit


def days(package: Package) -> np.ndarray:
    """The middle of each phase's time of signature or publication, in days."""
    first, last = package.phases["date_earliest"], package.phases["date_latest"]
    return date2num(first + (last - first) / 2)


def phase_axis(ax: Axes, at: np.ndarray, names: Sequence[str], sources: Sequence[str]) -> None:
    """Write names and kinds of source under the axes, with a line to each phase; at: its x there."""
    ax.axhline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
    line = {"arrowstyle": "-", "color": colours.FAINT, "lw": 1, "relpos": (0.5, 1), "patchA": None}
    centres = ax.transData.transform(np.c_[at, 0 * at])[:, 0] - ax.bbox.x0
    widths = [style.text_width("\n".join(texts)) for texts in zip(names, sources, strict=True)]
    placed = apart(centres, widths, -ax.bbox.x0, ax.figure.bbox.width - ax.bbox.x0)
    down = max(map(style.text_height, names))
    how = {"textcoords": UNITS, "ha": "center", "va": "top"}
    for x, middle, name, source in zip(at, placed, names, sources, strict=True):
        write(ax, x, 0, name, "data", xytext=(middle, -9), arrowprops=line, **how)
        write(ax, x, 0, source, "data", xytext=(middle, -9 - down), **how, **NOTE)


def source_line(package: Package, width: float) -> str:
    """What the texts of each phase are, in lines for the foot of small multiples."""
    phases = package.phases["phase_id"]
    kinds = [
        f"{labels.phase_year(package, one)}: {labels.source_kind(package, one)}" for one in phases
    ]
    return style.wrap("; ".join(kinds), width, style.SMALL)


def points(difference: float) -> str:
    """A difference of shares in points, with its sign and without the word."""
    return numbers.signed_points(difference).split()[0]


def link(ax: Axes, corner: Pair, size: Pair, title: str, target: str, quiet: bool = False) -> None:
    """Make a place a link; title: its tooltip and spoken name; target: as in `prose.links`.

    corner: its lower left one, in units from that of the axes; size: in units. quiet: skipped by
    the tab key, where another link leads there too.
    """
    (x, y), (across, down) = ax.bbox.min + corner, size
    skipped = ' tabindex="-1"' if quiet else ""
    ax.figure.links.append(
        f'<a href={quoteattr(target)} fill="none" pointer-events="all"{skipped}>'
        f'<title>{escape(title)}</title><rect x="{x:.2f}" '
        f'y="{ax.figure.bbox.height - y - down:.2f}" width="{across:.2f}" height="{down:.2f}"/></a>'
    )


def mark(
    ax: Axes, x: float, y: float, title: str, target: str, size: float = 26, quiet: bool = False
) -> None:
    """Make the place of a mark, in data coordinates, a link as `link` does; size: across."""
    corner = ax.transData.transform((x, y)) - ax.bbox.min - size / 2
    link(ax, corner, (size, size), title, target, quiet)
