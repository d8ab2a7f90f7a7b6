"""Shared parts of the figures: axes in rows, labels that keep apart, a phase axis, links on marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from themeshift.figures import colours, style
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: Least distance between two labels, in units.
GAP = 8.0
#: Height of a line of a key, and from the left end of an entry to its text, in units.
KEY_LINE, _SWATCH = 17.0, 14.0
#: Coordinates of matplotlib for `write`: units from the lower left end of the axes; units across and
#: the scale of the axes down; and the other way round.
UNITS = "axes points"
ROW, COLUMN = (UNITS, "data"), ("data", UNITS)
#: Where a label may stand about its point, in its own half widths and heights: the usual first.
_AROUND = np.array(
    [(1, 0), (-1, 0), *product((1, -1), (0.7, -0.7)), (0, 1), (0, -1)]
    + [(x, y) for y in (1.3, -1.3, 2, -2, 3, -3) for x in (0.6, -0.6, 0)]
)
#: Look of text that explains.
NOTE = {"size": style.SMALL, "color": colours.MUTED}

#: A point in data coordinates, its label and the colour of that.
Named = tuple[Sequence[float], str, str]


def panels(
    width: float,
    plot: float,
    number: int = 1,
    columns: int = 1,
    left: float = 0.0,
    right: float = 0.0,
    gap: float = 0.0,
    head: float = 0.0,
    below: float = 0.0,
    unit: str = "",
    foot: str = "",
) -> list[Axes]:
    """Axes in rows on a new drawing, their unit above the first and small lines below the last.

    plot: height of each; head, below: room above and under it. left: room at the left of the first
    column; right: at the right of each; gap: between two. All in units.
    """
    step, down = (width - left + gap) / columns, head + plot + below
    top = style.text_height(unit) + 6 if unit else 0
    height = top + -(-number // columns) * down
    sheet = style.Sheet(width, height + (style.text_height(foot) + 4 if foot else 0))
    across, tall = sheet.bbox.size
    sheet.text(0, 1 - 2 / tall, unit, color=colours.MUTED, va="top")
    sheet.text(0, 0, foot, va="bottom", **NOTE)
    result = []
    for row, column in list(product(range(number), range(columns)))[:number]:
        x, y = left + column * step, tall - top - row * down - head - plot
        place = (x / across, y / tall, (step - gap - right) / across, plot / tall)
        result.append(sheet.add_axes(place, facecolor="none", xticks=[], yticks=[]))
    return result


def words_alone(text: str, width: float) -> style.Sheet:
    """The drawing of a figure that has nothing to draw: it says so."""
    return panels(width, 1, foot=style.wrap(text, width, style.SMALL))[0].figure


def write(
    ax: Axes, x: float, y: float, text: str, at: str | tuple[str, str] = UNITS, **how: Any
) -> None:
    """Text at a place; at: its coordinates; how: as for `Axes.annotate`, `xytext` in units from it."""
    how = {"va": "center", "xytext": (0, 0), "textcoords": "offset points"} | how
    ax.annotate(text, (x, y), xycoords=at, annotation_clip=False, **how)


def apart(
    centres: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = GAP
) -> np.ndarray:
    """Centres of boxes in a row that do not touch and lie between low and high, moved least.

    centres: where they would stand, in any order. Least squares under the order of the centres, by
    the max-min formula of isotonic regression (Barlow et al. 1972).
    """
    order = np.argsort(centres, kind="stable")
    size = np.asarray(sizes, float)[order]
    offsets = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2 + gap)])
    wanted, places = np.asarray(centres, float)[order] - offsets, range(len(order))
    means = {(one, end): wanted[one : end + 1].mean() for one in places for end in places[one:]}
    placed = [
        max(min(means[one, end] for end in places[place:]) for one in places[: place + 1])
        for place in places
    ]
    first, last = low + size[0] / 2, high - size[-1] / 2 - offsets[-1]
    result = np.empty(len(order))
    result[order] = np.clip(placed, first, max(first, last)) + offsets
    return result


def name_points(ax: Axes, named: Sequence[Named], lines: Sequence[np.ndarray]) -> None:
    """Write bold labels beside points, each in a free place; never in that of another label.

    lines: polylines in data coordinates that labels should not cover.
    """
    polylines = [ax.transData.transform_path(Path(line)) for line in lines]
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
    """Write bold labels beside the ends of lines, apart from each other.

    side: -1 at the left of all ends, 1 at their right. Not empty.
    """
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
    return at[0] - before * unit, at[0] + (inner - before) * unit


def days(package: Package) -> np.ndarray:
    """The middle of each phase's time of signature or publication, in days."""
    phases = package.phases
    middle = phases["date_earliest"] + (phases["date_latest"] - phases["date_earliest"]) / 2
    return ((middle - pd.Timestamp(0)) / pd.Timedelta(days=1)).to_numpy()


def phase_labels(
    package: Package,
    centres: Sequence[float],
    low: float,
    high: float,
    language: numbers.Language = "en",
) -> tuple[list[tuple[str, str]], np.ndarray, float]:
    """Name and kind of source of each phase, in lines, where their middle stands, their height.

    centres, low, high: in units. A word is broken only where they do not fit otherwise.
    """
    phases = package.phases["phase_id"]
    names = [numbers.capital(labels.phase(package, phase, language)) for phase in phases]
    sources = [labels.source_kind(package, phase, language) for phase in phases]
    share = (high - low) / len(phases) - GAP
    longest = max(map(style.text_width, " ".join([*names, *sources]).split()))
    for column in (max(share, longest), share):
        lines = [[style.wrap(text, column) for text in texts] for texts in (names, sources)]
        widths = [style.text_width("\n".join(pair)) for pair in zip(*lines, strict=True)]
        if sum(widths) + GAP * (len(widths) - 1) <= high - low:
            break
    texts = list(zip(*map(_level, lines), strict=True))
    return texts, apart(centres, widths, low, high), 10 + style.text_height("\n".join(texts[0]))


def _level(texts: Sequence[str]) -> list[str]:
    """The texts with empty lines at their end, so that all have as many."""
    most = max(text.count("\n") for text in texts)
    return [text + "\n" * (most - text.count("\n")) for text in texts]


def phase_axis(
    ax: Axes, at: np.ndarray, texts: Sequence[tuple[str, str]], placed: np.ndarray
) -> None:
    """Write name and kind of source (from `phase_labels`) under each phase, with a tick to its
    point at an x in data coordinates.
    """
    ax.axhline(0, color=colours.FAINT, linewidth=1, zorder=0.5)
    tick = {"arrowstyle": "-", "color": colours.FAINT, "linewidth": 1, "shrinkA": 0, "shrinkB": 0}
    for x, (name, source), middle in zip(at, texts, placed, strict=True):
        shift, down = middle - (ax.transData.transform((x, 0)) - ax.bbox.min)[0], -9.0
        write(ax, x, 0, "", COLUMN, xytext=(shift, down), arrowprops=tick)
        for text, look in ((name, {}), (source, NOTE)):
            for line in text.split("\n"):
                down -= style.text_height(line)
                how = {"xytext": (shift, down + 3), "va": "baseline", "ha": "center"}
                write(ax, x, 0, line, COLUMN, **how, **look)


def source_line(package: Package, width: float) -> str:
    """What the texts of each phase are, in lines for the foot of small multiples."""
    phases = package.phases["phase_id"]
    kinds = (
        f"{labels.phase_year(package, one)}: {labels.source_kind(package, one)}" for one in phases
    )
    whole = " · ".join(kind.replace(" ", "\u00a0") for kind in kinds)  # no kind is broken
    return style.wrap(whole, width, style.SMALL).replace("\n· ", "\n").replace(" ·\n", "\n")


def points(difference: float) -> str:
    """A difference of shares in points, with its sign and without the word."""
    return numbers.signed_points(difference).split()[0]


def key_columns(texts: Sequence[str], width: float) -> int:
    """How many columns of a key of these texts fit into so many units."""
    longest = max(style.text_width(text, style.SMALL) for text in texts)
    return max(1, int((width + GAP) / (longest + _SWATCH + GAP)))


def key(ax: Axes, above: float, looks: dict[str, dict[str, Any]], columns: int) -> None:
    """A key at the left end of the drawing, its upper end so many units above the axes: each text
    after its mark.
    """
    marks = [Line2D([], [], linestyle="", label=text, **look) for text, look in looks.items()]
    place = (0, ax.bbox.y1 + above)
    ax.legend(handles=marks, ncols=columns, loc="upper left", bbox_to_anchor=place,
              bbox_transform=IdentityTransform())  # fmt: skip


def hollow(colour: str) -> dict[str, Any]:
    """How a hollow round mark looks."""
    return {"marker": "o", "markersize": 8, "markerfacecolor": colours.PAPER,
            "markeredgecolor": colour, "markeredgewidth": 1.6}  # fmt: skip


def link(
    ax: Axes,
    corner: tuple[float, float],
    size: tuple[float, float],
    title: str,
    target: str,
    quiet: bool = False,
) -> None:
    """Make a place a link: title says what it is, target as in `prose.links`.

    corner: its lower left one, in units from that of the axes; size: in units. quiet: skipped by
    the tab key, where another link leads there too.
    """
    place = Bbox.from_bounds(*(ax.bbox.min + corner), *size)
    ax.figure.links.append(style.Link(place, title, target, quiet))


def mark(
    ax: Axes, x: float, y: float, title: str, target: str, size: float = 26, quiet: bool = False
) -> None:
    """Make the place of a mark, in data coordinates, a link as `link` does; size: across."""
    corner = ax.transData.transform((x, y)) - ax.bbox.min - size / 2
    link(ax, corner, (size, size), title, target, quiet)


def interval(ax: Axes, x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> None:
    """A light upright bar from low to high at each x."""
    ax.vlines(x, low, high, colour, linewidth=5, alpha=0.28, zorder=1, capstyle="butt")


def ticks(low: float, high: float, most: float) -> np.ndarray:
    """Round values from low to high, at most so many."""
    steps = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
    return every(next(one for one in steps if (high - low) / one <= max(most, 1)), low, high)


def every(step: float, low: float, high: float) -> np.ndarray:
    """The multiples of a step from low to high."""
    return np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step


def share_axis(ax: Axes, highest: float, step: float, language: numbers.Language = "en") -> None:
    """A y axis of shares from zero with a line each step, its labels at the left."""
    ax.set_ylim(0, highest)
    values = every(step, 0, highest)
    ax.set_yticks(values, [numbers.percent(value, language) for value in values])
    ax.grid(axis="y")
