"""Shared parts of the figures: labels that keep apart, a phase axis with sources, marks that link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Bbox

from themeshift.figures import colours, style, svg
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: Least distance between two labels, in units.
GAP = 8.0
#: Steps in which a line is looked at as something that a label must not cover, in units.
_SAMPLE = 3.0


def apart(
    centres: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = GAP
) -> np.ndarray:
    """Centres of boxes in a row that do not touch and lie between low and high, moved least.

    centres: where they would stand, in any order. Least squares under the order of the centres, by
    pooling neighbours that violate it (Barlow et al. 1972).
    """
    if not len(centres):
        return np.zeros(0)
    order = np.argsort(centres, kind="stable")
    size = np.asarray(sizes, float)[order]
    offsets = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2 + gap)])
    pools: list[list[float]] = []
    for value in np.asarray(centres, float)[order] - offsets:
        pools.append([value, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, many), (other, more) = pools[-2:]
            pools[-2:] = [[(one * many + other * more) / (many + more), many + more]]
    placed = np.concatenate([np.full(int(number), value) for value, number in pools])
    first, last = low + size[0] / 2, high - size[-1] / 2 - offsets[-1]
    placed = np.clip(placed, first, max(first, last)) + offsets
    result = np.empty(len(placed))
    result[order] = placed
    return result


def spots(
    ax: Axes,
    anchors: Sequence[tuple[float, float]],
    texts: Sequence[str],
    lines: Sequence[Sequence[tuple[float, float]]] = (),
    bars: Sequence[Bbox] = (),
    size: float = style.TEXT,
    radius: float = 7.0,
    weight: str = "bold",
) -> list[tuple[float, float]]:
    """Where the labels of points go: their centres, in units from each point.

    anchors: the points, in data coordinates. lines: polylines in data coordinates that labels
    should not cover. bars: boxes in units of the drawing (`ax.transData`) that they should not
    cover. Each label takes the free place around its point; never that of another label.
    """
    points = ax.transData.transform(np.asarray(anchors, float).reshape(-1, 2))
    inked = [_sampled(ax.transData.transform(np.asarray(line, float))) for line in lines]
    ink = np.concatenate([*inked, points]) if inked else points
    inside = ax.get_window_extent()
    taken: list[Bbox] = []
    result = []
    for (x, y), text in zip(points, texts, strict=True):
        width, height = style.text_width(text, size, weight), style.text_height(text, size)
        best, least = (0.0, 0.0), np.inf
        for turn, (dx, dy) in enumerate(_around(width, height, radius)):
            box = Bbox.from_bounds(x + dx - width / 2, y + dy - height / 2, width, height)
            roomy = box.padded(2)
            cost = 0.01 * turn + 0.12 * np.hypot(dx, dy)
            cost += 2.0 * _covered(roomy, ink) + sum(5.0 for bar in bars if roomy.overlaps(bar))
            cost += sum(1000.0 for other in taken if roomy.overlaps(other))
            near = np.hypot(points[:, 0] - x - dx, points[:, 1] - y - dy).min()
            cost += 8.0 * (near < np.hypot(dx, dy) - 1)  # a reader would take it for another's
            outside = box.x0 < inside.x0 or box.x1 > inside.x1 or box.y0 < inside.y0
            cost += 500.0 * (outside or box.y1 > inside.y1 + 6)
            if cost < least:
                best, least = (dx, dy), cost
        taken.append(
            Bbox.from_bounds(x + best[0] - width / 2, y + best[1] - height / 2, width, height)
        )
        result.append(best)
    return result


def _around(width: float, height: float, radius: float) -> list[tuple[float, float]]:
    """Places around a point, the most usual first."""
    across, up = width / 2 + radius, height / 2 + radius
    places = [(across, 0.0), (-across, 0.0)]
    for lift in (0.0, 5.0, 12.0, 20.0, 32.0):
        for side in (1, -1):
            places += [(side * across, up - radius + lift), (side * across, -up + radius - lift)]
        places += [(0.0, up + lift), (0.0, -up - lift)]
    return places


def _sampled(points: np.ndarray) -> np.ndarray:
    """Points along a polyline, a few units apart."""
    parts = [points[:1]]
    for one, other in pairwise(points):
        steps = max(2, int(np.hypot(*(other - one)) / _SAMPLE))
        parts.append(one + (other - one) * np.linspace(0, 1, steps)[1:, None])
    return np.concatenate(parts)


def _covered(box: Bbox, points: np.ndarray) -> int:
    x, y = points[:, 0], points[:, 1]
    return int(((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).sum())


def days(package: Package) -> dict[str, float]:
    """The middle of each phase's time of signature or publication, in days."""
    phases = package.phases
    middle = phases["date_earliest"] + (phases["date_latest"] - phases["date_earliest"]) / 2
    start = pd.Timestamp(0)
    return {
        phase: (day - start) / pd.Timedelta(days=1)
        for phase, day in zip(phases["phase_id"], middle, strict=True)
    }


def phase_labels(
    package: Package,
    phases: Sequence[str],
    centres: Sequence[float],
    low: float,
    high: float,
    language: numbers.Language = "en",
) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Name and kind of source of each phase, in lines, and where their middle stands.

    centres, low, high: in units. Wrapped so that labels are low and stand near their points; a word
    of a name is broken only where they do not fit otherwise.
    """
    low, high = low + 2, high - 2
    names = [numbers.capital(labels.phase(package, phase, language)) for phase in phases]
    sources = [labels.source_kind(package, phase, language) for phase in phases]
    longest = [max(map(style.text_width, name.split())) for name in names]
    tried = []
    for whole, column in product((True, False), range(150, 50, -5)):
        least = longest if whole else [0.0] * len(names)
        texts = [
            (style.wrap(name, max(column, word)), style.wrap(source, column, style.SMALL))
            for name, word, source in zip(names, least, sources, strict=True)
        ]
        widths = [max(style.text_width(a), style.text_width(b, style.SMALL)) for a, b in texts]
        placed = apart(centres, widths, low, high)
        crowded = sum(widths) + GAP * (len(widths) - 1) > high - low
        astray = float(np.abs(placed - centres).max(initial=0))
        cost = crowded, not whole, astray + phase_label_height(texts)
        tried.append((cost, texts, placed))
    return min(tried, key=lambda one: one[0])[1:]


def phase_label_height(texts: Sequence[tuple[str, str]]) -> float:
    """Height of the labels under a phase axis, in units."""
    return 18 + max(
        style.text_height(name) + style.text_height(source, style.SMALL) for name, source in texts
    )


def phase_axis(
    ax: Axes,
    at: Sequence[float],
    texts: Sequence[tuple[str, str]],
    placed: np.ndarray,
    names: bool = True,
) -> None:
    """Write name and kind of source under each phase, with a tick to its point.

    at: the phases on the x axis, in data coordinates. placed: from `phase_labels`, in units from
    the left end of the axes.
    """
    ax.set_xticks([])
    ax.axhline(ax.get_ylim()[0], color=colours.FAINT, linewidth=1, zorder=0.5)
    down = style.line_height() * (1 + max(name.count("\n") for name, _ in texts))
    for x, (name, source), middle in zip(at, texts, placed, strict=True):
        point = ax.transData.transform((x, 0))[0] - ax.bbox.x0
        if abs(point - middle) > 3:
            ax.plot(
                [point, middle], [-1, -9], color=colours.FAINT, linewidth=1, clip_on=False,
                transform=from_units(ax), scalex=False, scaley=False,
            )  # fmt: skip
        write(ax, (middle, -12), name, va="top", ha="center", units=True)
        write(
            ax, (middle, -12 - down), source, va="top", ha="center", size=style.SMALL,
            color=colours.MUTED, units=True,
        )  # fmt: skip


def chain(items: Iterable[str], width: float) -> str:
    """Items with dots between them, in small lines; an item is not broken."""
    whole = " \u00b7 ".join(item.replace(" ", "\u00a0") for item in items)
    return (
        style.wrap(whole, width, style.SMALL).replace("\n\u00b7 ", "\n").replace(" \u00b7\n", "\n")
    )


def source_line(package: Package, width: float) -> str:
    """What the texts of each phase are, for the foot of small multiples."""
    phases = package.phases["phase_id"]
    return chain(
        (f"{year(package, one)}: {labels.source_kind(package, one)}" for one in phases), width
    )


def year(package: Package, phase: str) -> str:
    """The year of a phase; its name where another phase has the same year."""
    years = [labels.year(package, one) for one in package.phases["phase_id"]]
    own = labels.year(package, phase)
    return str(own) if years.count(own) == 1 else labels.phase(package, phase)


def foot(sheet: Figure, text: str) -> None:
    """Small lines at the lower left end of the drawing."""
    ax = style.axes(sheet, 0, sheet.get_size_inches()[1] * style.DPI - 1, 1, 1)
    ax.set_axis_off()
    write(ax, (0, 1), text, units=True, va="bottom", size=style.SMALL, color=colours.MUTED)


def from_units(ax: Axes) -> Affine2D:
    """From units, counted from the lower left end of the axes, to those of the drawing."""
    return Affine2D().translate(ax.bbox.x0, ax.bbox.y0)


def write(
    ax: Axes,
    place: tuple[float, float],
    text: str,
    units: bool = False,
    ha: str = "left",
    va: str = "center",
    size: float = style.TEXT,
    offset: tuple[float, float] = (0.0, 0.0),
    **how: Any,
) -> None:
    """Lines of text, each on its own baseline, at a place in data coordinates.

    units: the place is in units from the lower left end of the axes. va: which part of the block
    stands there, top, center or bottom. offset: in units, added.
    """
    step = style.line_height(size)
    lines = text.split("\n")
    # A line's block is as tall as the step; its capitals stand in the middle of it.
    first = {"top": 0.0, "center": step * len(lines) / 2, "bottom": step * len(lines)}[va]
    baseline = first - step / 2 - style.CAPITALS * size / 2
    x, y = place if units else ax.transData.transform(place) - ax.bbox.p0
    for number, line in enumerate(lines):
        if not line:
            continue
        ax.annotate(
            line,
            (x + offset[0], y + offset[1] + baseline - number * step),
            xycoords=from_units(ax),
            annotation_clip=False,
            ha=ha,
            va="baseline",
            size=size,
            **how,
        )


def mark(
    ax: Axes, x: float, y: float, title: str, target: str, size: float = 26, quiet: bool = False
) -> None:
    """Make the place of a mark a link: title says what it is, target as in `prose.links`.

    size: across, in units. quiet: skipped by the tab key, where another link leads there too.
    """
    _linked(
        ax, Line2D([x], [y], marker="o", markersize=size, linestyle="none"), title, target, quiet
    )


def area(
    ax: Axes,
    corner: tuple[float, float],
    width: float,
    height: float,
    title: str,
    target: str,
    quiet: bool = False,
) -> None:
    """Make a rectangle, in data coordinates, a link; arguments as those of `mark`."""
    _linked(ax, Rectangle(corner, width, height), title, target, quiet)


def _linked(ax: Axes, artist: Any, title: str, target: str, quiet: bool) -> None:
    artist.set(
        gid=(svg.QUIET_LINK if quiet else svg.LINK) + title, url=target, clip_on=False, zorder=9
    )
    artist.set(color=colours.INK, alpha=0.5)
    ax.add_artist(artist)


def interval(ax: Axes, x: Any, low: Any, high: Any, colour: str, width: float = 5) -> None:
    """A light upright bar from low to high."""
    ax.vlines(x, low, high, colour, linewidth=width, alpha=0.28, zorder=1, capstyle="butt")


def boxes(ax: Axes, x: Any, low: Any, high: Any, width: float = 5) -> list[Bbox]:
    """The boxes of such bars, in units of the drawing."""
    ends = [ax.transData.transform(np.c_[x, y]) for y in (low, high)]
    return [
        Bbox([[one[0] - width / 2, one[1]], [other[0] + width / 2, other[1]]])
        for one, other in zip(*ends, strict=True)
    ]


def ticks(low: float, high: float, most: float) -> np.ndarray:
    """Round values from low to high, at most so many."""
    step = next(
        one for one in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if (high - low) / one <= max(most, 1)
    )
    return np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step


def percent_axis(ax: Axes, low: float, high: float, step: float, language: str = "en") -> None:
    """A y axis of shares with a line each step, its labels at the left."""
    ax.set_ylim(low, high)
    ticks = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step
    ax.set_yticks(ticks, [numbers.percent(max(tick, 0) + 0.0, language) for tick in ticks])
    ax.grid(axis="y")


def clear(ax: Axes) -> None:
    """No ticks, no grid."""
    ax.set_xticks([])
    ax.set_yticks([])
