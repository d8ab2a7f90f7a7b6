"""Shared parts of the figures: labels that keep apart, a phase axis with sources, marks that link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, Bbox

from themeshift.figures import colours, style
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: Least distance between two labels, in units.
GAP = 8.0
#: Distance of two lines of a key, and from the left end of an entry to its text, in units.
KEY_LINE, _SWATCH = 17.0, 13.0
#: Steps in which a line is looked at as something that a label must not cover, in units.
_SAMPLE = 3.0


def apart(
    centres: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = GAP
) -> np.ndarray:
    """Centres of boxes in a row that do not touch and lie between low and high, moved least.

    centres: where they would stand, in any order. Least squares under the order of the centres, by
    pooling neighbours that violate it (Barlow et al. 1972).
    """
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
    result = np.empty(len(placed))
    result[order] = np.clip(placed, first, max(first, last)) + offsets
    return result


def name_points(
    ax: Axes,
    anchors: Sequence[tuple[float, float]],
    texts: Sequence[str],
    tints: Sequence[str],
    lines: Sequence[np.ndarray],
    bars: Sequence[np.ndarray],
) -> None:
    """Write bold labels beside points, each in a free place; never in that of another label.

    anchors: the points, in data coordinates. lines: polylines in data coordinates that labels
    should not cover; bars: others, from `interval`, that they cover rather.
    """
    points = ax.transData.transform(np.reshape(np.asarray(anchors, float), (-1, 2)))
    inside, taken = ax.bbox, np.empty((0, 4))
    for point, text, tint in zip(points, texts, tints, strict=True):
        half = np.array([style.text_width(text, weight="bold"), style.text_height(text)]) / 2
        shifts = _around(*half + 6)
        centres = point + shifts
        boxes = np.hstack([centres - half, centres + half])
        roomy = boxes + (-2, -2, 2, 2)
        distance = np.hypot(*shifts.T)
        near = np.linalg.norm(points[:, None] - centres, axis=2).min(axis=0)
        x0, y0, x1, y1 = boxes.T
        outside = (x0 < inside.x0) | (x1 > inside.x1) | (y0 < inside.y0) | (y1 > inside.y1 + 6)
        cost = 0.01 * np.arange(len(shifts)) + 0.25 * distance + 500.0 * outside
        for weight, line in [*((2.0, line) for line in lines), *((0.7, bar) for bar in bars)]:
            ink = _sampled(ax.transData.transform(line))
            cost += weight * _overlaps(roomy, np.hstack([ink, ink]))
        cost += 1000.0 * _overlaps(roomy, taken)
        cost += 8.0 * (near < distance - 1)  # a reader would take it for another's
        best = int(cost.argmin())
        taken = np.vstack([taken, boxes[best]])
        place = centres[best] - inside.p0
        write(ax, *place, text, ha="center", color=tint, weight="bold", zorder=5)


def name_ends(
    ax: Axes,
    ends: Sequence[tuple[float, float]],
    texts: Sequence[str],
    tints: Sequence[str],
    side: int,
) -> None:
    """Write bold labels beside the ends of lines (data coordinates), apart from each other.

    side: -1 at the left of all ends, 1 at their right. Not empty.
    """
    places = [units(ax, *end) for end in ends]
    heights = [style.text_height(text) for text in texts]
    levels = apart([y for _, y in places], heights, -6, ax.bbox.height + 8, 4)
    how = {"ha": "right" if side < 0 else "left", "weight": "bold"}
    x = max((x for x, _ in places), key=lambda x: x * side) + side * 9
    for level, text, tint in zip(levels, texts, tints, strict=True):
        write(ax, x, level, text, color=tint, **how)


def span(at: np.ndarray, inner: float, before: float, after: float) -> tuple[float, float]:
    """Ends of an x axis of `inner` units: its first place stands `before` units from the left end,
    its last one `after` from the right.
    """
    unit = max(at[-1] - at[0], 1.0) / (inner - before - after)
    return at[0] - before * unit, at[0] + (inner - before) * unit


def _around(across: float, up: float) -> np.ndarray:
    """Places around a point, the most usual first; straight beside, above or below it is so far."""
    places = [(across, 0.0), (-across, 0.0)]
    for lift in (0.0, 5.0, 12.0, 20.0, 32.0):
        for side in (across, -across):
            places += [(side, up - 6 + lift), (side, 6 - up - lift)]
        places += [(0.0, up + lift), (0.0, -up - lift)]
    return np.array(places)


def _sampled(points: np.ndarray) -> np.ndarray:
    """Points along a polyline, a few units apart."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, along[-1], 2 + int(along[-1] / _SAMPLE))
    return np.c_[np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])]


def _overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How many of the others each box overlaps; a box is x0, y0, x1, y1."""
    first, second = boxes[:, None], others[None]
    return ((first[..., :2] < second[..., 2:]) & (second[..., :2] < first[..., 2:])).all(2).sum(1)


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

    centres, low, high: in units. Wrapped so that labels are low and stand near their points; a word
    is broken only where they do not fit otherwise.
    """
    low, high = low + 2, high - 2
    phases = package.phases["phase_id"]
    names = [numbers.capital(labels.phase(package, phase, language)) for phase in phases]
    sources = [labels.source_kind(package, phase, language) for phase in phases]

    longest = max(map(style.text_width, " ".join([*names, *sources]).split()))
    tried = []
    for column in range(150, 50, -5):
        texts = [
            (style.wrap(name, column), style.wrap(source, column, style.SMALL))
            for name, source in zip(names, sources, strict=True)
        ]
        widths = [max(style.text_width(a), style.text_width(b, style.SMALL)) for a, b in texts]
        height = 18 + max(
            style.text_height(a) + style.text_height(b, style.SMALL) for a, b in texts
        )
        placed = apart(centres, widths, low, high)
        crowded = sum(widths) + GAP * (len(widths) - 1) > high - low
        astray = float(np.abs(placed - centres).max())
        tried.append(((crowded, longest > column, astray + height), texts, placed, height))
    return min(tried, key=lambda one: one[0])[1:]


def phase_axis(
    ax: Axes, at: np.ndarray, texts: Sequence[tuple[str, str]], placed: np.ndarray
) -> None:
    """Write name and kind of source (from `phase_labels`) under each phase, with a tick to its
    point at an x in data coordinates.
    """
    ax.set_xticks([])
    ax.axhline(ax.get_ylim()[0], color=colours.FAINT, linewidth=1, zorder=0.5)
    down = max(style.text_height(name) for name, _ in texts)
    for x, (name, source), middle in zip(at, texts, placed, strict=True):
        point = units(ax, x, 0)[0]
        if abs(point - middle) > 3:
            sign(ax, [point, middle], [-1, -9], color=colours.FAINT, linewidth=1)
        write(ax, middle, -12, name, va="top", ha="center")
        note(ax, middle, -12 - down, source, va="top", ha="center")


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


def key_lines(texts: Iterable[str], width: float) -> list[tuple[float, int]]:
    """Where the entries of a key stand in lines of at most so many units: x and line of each."""
    x, line, places = 0.0, 0, []
    for text in texts:
        room = _SWATCH + style.text_width(text, style.SMALL)
        if x and x + room > width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += room + 12
    return places


def key(ax: Axes, x: float, y: float, entries: dict[str, dict[str, Any]], width: float) -> None:
    """A key from a place in units: each text after its mark, of which `entries` says the look."""
    places = key_lines(entries, width)
    for (text, look), (over, line) in zip(entries.items(), places, strict=True):
        level = y - line * KEY_LINE
        sign(ax, [x + over + 4], [level], **look)
        note(ax, x + over + _SWATCH, level, text)


def panels(
    width: float,
    number: int,
    columns: int,
    heights: tuple[float, float, float],
    sides: tuple[float, float, float],
    unit: str,
    below: str = "",
) -> list[Axes]:
    """Axes in rows on a new drawing, their unit above the first and small lines below the last.

    heights: of what stands above each, of its plot, and of what stands under it. sides: the room at
    the left of the first column, at the right in each, and between two.
    """
    (head, plot, under), (left, right, gap) = heights, sides
    step = (width - left + gap) / columns
    rows, down = -(-number // columns), head + plot + under
    lines = 8 + style.text_height(below, style.SMALL) if below else 0
    sheet = style.Sheet(width, 28 + rows * down + lines)
    places = [divmod(place, columns) for place in range(number)]
    result = [
        style.axes(sheet, left + column * step, 28 + head + row * down, step - gap - right, plot)
        for row, column in places
    ]
    note(result[0], -left, plot + head + 14, unit, style.TEXT)
    foot(sheet, below)
    return result


def foot(sheet: style.Sheet, text: str) -> None:
    """Small lines at the lower left end of the drawing."""
    ax = style.axes(sheet, 0, sheet.get_size_inches()[1] * style.DPI - 1, 1, 1)
    ax.set_axis_off()
    note(ax, 0, 1, text, va="bottom")


def words_alone(text: str, width: float) -> style.Sheet:
    """The drawing of a figure that has nothing to draw: it says so."""
    text = style.wrap(text, width)
    sheet = style.Sheet(width, style.text_height(text) + 8)
    foot(sheet, text)
    return sheet


def units(ax: Axes, x: float, y: float) -> np.ndarray:
    """A place in data coordinates in units from the lower left end of the axes."""
    return ax.transData.transform((x, y)) - ax.bbox.p0


def _from_units(ax: Axes) -> Affine2D:
    return Affine2D().translate(ax.bbox.x0, ax.bbox.y0)


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    ha: str = "left",
    va: str = "center",
    size: float = style.TEXT,
    **how: Any,
) -> None:
    """Lines of text, each on its own baseline, at a place in units from the axes' lower left end.

    va: which part of the block stands there, top, center or bottom.
    """
    step = style.LEADING * size
    lines = text.split("\n")
    # A line's block is as tall as the step; its capitals stand in the middle of it.
    first = {"top": 0.0, "center": step * len(lines) / 2, "bottom": step * len(lines)}[va]
    baseline = y + first - step / 2 - style.CAPITALS * size / 2
    how |= {"ha": ha, "va": "baseline", "size": size, "transform": _from_units(ax)}
    for number, line in enumerate(lines):
        if line:
            ax.text(x, baseline - number * step, line, **how)


def note(ax: Axes, x: float, y: float, text: str, size: float = style.SMALL, **how: Any) -> None:
    """Muted lines of text; arguments as those of `write`."""
    write(ax, x, y, text, size=size, color=colours.MUTED, **how)


def sign(ax: Axes, x: Sequence[float], y: Sequence[float], **how: Any) -> None:
    """A line or a mark outside the axes' scales, at places in units from their lower left end."""
    ax.plot(x, y, transform=_from_units(ax), clip_on=False, scalex=False, scaley=False, **how)


def hollow(colour: str) -> dict[str, Any]:
    """How a hollow round mark looks."""
    return {"marker": "o", "markersize": 8, "markerfacecolor": colours.PAPER,
            "markeredgecolor": colour, "markeredgewidth": 1.6}  # fmt: skip


def mark(
    ax: Axes, x: float, y: float, title: str, target: str, size: float = 26, quiet: bool = False
) -> None:
    """Make the place of a mark a link: title says what it is, target as in `prose.links`.

    size: across, in units. quiet: skipped by the tab key, where another link leads there too.
    """
    middle = ax.transData.transform((x, y))
    place = Bbox([middle - size / 2, middle + size / 2])
    ax.figure.links.append(style.Link(place, title, target, quiet))


def area(ax: Axes, place: Sequence[float], title: str, target: str, quiet: bool = False) -> None:
    """Make a place (x, y, width, height in data coordinates) a link, as `mark` does."""
    box = Bbox.from_bounds(*place).transformed(ax.transData)
    ax.figure.links.append(style.Link(box, title, target, quiet))


def interval(
    ax: Axes, x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str
) -> list[np.ndarray]:
    """A light upright bar from low to high at each x; returns them as lines."""
    ax.vlines(x, low, high, colour, linewidth=5, alpha=0.28, zorder=1, capstyle="butt")
    return list(np.stack([np.c_[x, low], np.c_[x, high]], axis=1))


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
