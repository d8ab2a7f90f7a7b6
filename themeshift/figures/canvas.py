"""What can be drawn, and where?

A canvas is a sheet 360 units wide with the origin at the top left, y downwards. Text stands on its
baseline. Everything that the book draws is made of the few shapes here, so that one mark means one
thing everywhere: a dot for an estimate, a thick line for its bootstrap interval, a thin line with
ends for its posterior interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from themeshift import colours
from themeshift.figures import style

#: Markers that look smaller or larger than others at the same size.
_OPTICAL = {".": 1.5, "*": 1.35, "D": 0.82, "s": 0.88, "P": 1.05, "X": 1.05, "+": 1.1, "x": 0.9}
_UNFILLED = "+x|_1234"


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` laid out from `start` to `stop`, in units of the canvas."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        part = (value - self.low) / span if span else 0.0
        return self.start + part * (self.stop - self.start)

    def inside(self, value: float) -> float:
        """The place of a value, held within the scale's ends."""
        return self(min(max(value, self.low), self.high))


def ticks(low: float, high: float, at_most: int = 5) -> list[float]:
    """Round values between `low` and `high`, at most so many steps."""
    if not high > low:
        return [low]
    values = MaxNLocator(nbins=at_most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = (high - low) * 1e-9
    return [round(float(v), 12) + 0.0 for v in values if low - slack <= v <= high + slack]


def apart(wished: list[float], rooms: list[float], top: float) -> list[float]:
    """Places near those wished for, in order, each with its room and none above `top`.

    Neighbours that would overlap are moved together as one block, as little as possible (pool
    adjacent violators).
    """
    blocks: list[list[float]] = []
    for wish, room in zip(wished, rooms, strict=True):
        # A block: sum of what its members wish its start to be, members, room.
        blocks.append([max(wish, top), 1, room])
        while len(blocks) > 1:
            last, before = blocks[-1], blocks[-2]
            if before[0] / before[1] + before[2] <= last[0] / last[1]:
                break
            before[0] += last[0] - last[1] * before[2]
            before[0] = max(before[0], top * (before[1] + last[1]))
            before[1] += last[1]
            before[2] += last[2]
            blocks.pop()
    places, number = [], 0
    for total, members, _ in blocks:
        at = total / members
        for _ in range(int(members)):
            places.append(at)
            at += rooms[number]
            number += 1
    return places


class Canvas:
    """A sheet with a title that says the finding and a line below it that says what is drawn."""

    def __init__(self, title: str = "", subtitle: str = "") -> None:
        self.drawing = Drawing(figsize=(style.WIDTH / 72, 1), dpi=72)
        self.drawing.patch.set_visible(False)
        self.plane = self.drawing.add_axes((0, 0, 1, 1))
        self.plane.set_axis_off()
        self.plane.set_xlim(0, style.WIDTH)
        self.left = style.MARGIN
        self.right = style.WIDTH - style.MARGIN
        self.y = 8.0
        if title:
            self.y += style.TITLE
            self.y = (
                self.paragraph(
                    self.left,
                    self.y,
                    title,
                    size=style.TITLE,
                    weight="bold",
                    leading=1.22,
                    even=True,
                )
                + 1
            )
        if subtitle:
            self.y += 2
            self.y = self.paragraph(self.left, self.y, subtitle, color=colours.MUTED, even=True)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = style.BODY,
        color: str = colours.INK,
        weight: str = "normal",
        align: str = "left",
        turned: bool = False,
    ) -> None:
        """One line of text on the baseline `y`; `align` says which side of it stands at `x`."""
        self.plane.text(
            x,
            y,
            text,
            fontsize=size,
            fontfamily=style.FONT,
            color=color,
            fontweight=weight,
            ha=align,
            va="baseline",
            rotation=90 if turned else 0,
            rotation_mode="anchor",
            clip_on=False,
            zorder=5,
            parse_math=False,
        )

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        width: float | None = None,
        size: float = style.BODY,
        color: str = colours.INK,
        weight: str = "normal",
        align: str = "left",
        leading: float = 1.25,
        even: bool = False,
    ) -> float:
        """Wrapped text, in even lines if so asked, whose first baseline is `y`.

        Returns the baseline after the last line.
        """
        broken = style.balanced if even else style.wrap
        for line in broken(text, width or self.right - x, size, weight):
            self.text(x, y, line, size, color, weight, align)
            y += size * leading
        return y

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        color: str = colours.NEUTRAL,
        width: float = 1.0,
        dashes: str = "solid",
        alpha: float = 1.0,
        order: float = 2,
    ) -> None:
        """A line through points; `dashes` is a line style's name as in themes.csv."""
        pattern = style.DASHES.get(dashes)
        drawn = Line2D(
            xs,
            ys,
            color=color,
            linewidth=width,
            alpha=alpha,
            zorder=order,
            clip_on=False,
            linestyle=(0, tuple(part / width for part in pattern)) if pattern else "-",
            solid_capstyle="butt",
            dash_capstyle="butt",
        )
        self.plane.add_line(drawn)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        edge: str | None = None,
        line_width: float = 1.0,
        dashes: str = "solid",
        alpha: float = 1.0,
        radius: float = 0.0,
        order: float = 1,
    ) -> None:
        """A box whose top left corner is at x, y; `alpha` thins the filling only."""
        pattern = style.DASHES.get(dashes)
        common = {
            "facecolor": (fill, alpha) if fill else "none",
            "edgecolor": edge or "none",
            "linewidth": line_width if edge else 0,
            "linestyle": (0, tuple(part / line_width for part in pattern)) if pattern else "-",
            "zorder": order,
            "clip_on": False,
        }
        if radius:
            shape = FancyBboxPatch(
                (x, y),
                width,
                height,
                mutation_aspect=1,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                **common,
            )
        else:
            shape = Rectangle((x, y), width, height, **common)
        self.plane.add_patch(shape)

    def ribbon(
        self,
        from_x: float,
        from_low: float,
        from_high: float,
        to_x: float,
        to_low: float,
        to_high: float,
        color: str,
        alpha: float = 0.3,
        edge: str | None = None,
        dashes: str = "solid",
    ) -> None:
        """A band that flows from one upright edge to another."""
        middle = (from_x + to_x) / 2
        path = Path(
            [
                (from_x, from_low),
                (middle, from_low),
                (middle, to_low),
                (to_x, to_low),
                (to_x, to_high),
                (middle, to_high),
                (middle, from_high),
                (from_x, from_high),
                (from_x, from_low),
            ],
            [
                Path.MOVETO,
                Path.CURVE4,
                Path.CURVE4,
                Path.CURVE4,
                Path.LINETO,
                Path.CURVE4,
                Path.CURVE4,
                Path.CURVE4,
                Path.CLOSEPOLY,
            ],
        )
        pattern = style.DASHES.get(dashes)
        self.plane.add_patch(
            PathPatch(
                path,
                facecolor=(color, alpha),
                edgecolor=edge or "none",
                linewidth=1.0 if edge else 0,
                zorder=1,
                clip_on=False,
                linestyle=(0, pattern) if pattern else "-",
            )
        )

    def steps(
        self, edges: Sequence[float], heights: Sequence[float], base: float, tall: float, fill: str
    ) -> None:
        """Columns without gaps on the level `base`; a height of one is `tall` units."""
        points = [(edges[0], base)]
        for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
            up = round(base - tall * height, 1)
            if points[-1][1] != up:
                points.append((left, up))
            elif len(points) > 1:
                points.pop()
            points.append((right, up))
        points.append((edges[-1], base))
        self.plane.add_patch(
            PathPatch(
                Path(points),
                facecolor=fill,
                edgecolor="none",
                linewidth=0,
                zorder=1.5,
                clip_on=False,
            )
        )

    def ellipse(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        angle: float,
        color: str,
        dashes: str = "solid",
        alpha: float = 0.12,
    ) -> None:
        """An ellipse around x, y; the angle is in degrees, clockwise on the page."""
        pattern = style.DASHES.get(dashes)
        self.plane.add_patch(
            Ellipse(
                (x, y),
                width,
                height,
                angle=angle,
                facecolor=(color, alpha),
                edgecolor=color,
                linewidth=1.0,
                linestyle=(0, pattern) if pattern else "-",
                zorder=1,
                clip_on=False,
            )
        )

    def mark(
        self,
        x: float,
        y: float,
        marker: str = "o",
        color: str = colours.INK,
        size: float = 8.0,
        filled: bool = True,
        order: float = 4,
    ) -> None:
        """A dot in a theme's or a status's shape, solid or hollow."""
        stroke = 1.5
        optical = size * _OPTICAL.get(marker, 1.0)
        if marker in _UNFILLED:
            self.plane.add_line(
                Line2D(
                    [x],
                    [y],
                    marker=MarkerStyle(marker),
                    markersize=optical,
                    color=color,
                    markeredgewidth=1.8,
                    zorder=order,
                    clip_on=False,
                )
            )
            return
        self.plane.add_line(
            Line2D(
                [x],
                [y],
                marker=MarkerStyle(marker),
                markersize=optical if filled else max(optical - stroke, 1),
                markerfacecolor=color if filled else colours.PAPER,
                # A rim of paper keeps a solid dot apart from the lines that it lies on.
                markeredgecolor=colours.PAPER if filled else color,
                markeredgewidth=1.0 if filled else stroke,
                linestyle="none",
                zorder=order,
                clip_on=False,
            )
        )

    def interval(
        self, low: float, high: float, at: float, color: str, upright: bool = False
    ) -> None:
        """The thick line of a bootstrap interval, in units of the canvas."""
        xs, ys = ([at, at], [low, high]) if upright else ([low, high], [at, at])
        self.line(xs, ys, color, 2.4, order=3)

    def posterior(
        self, low: float, high: float, at: float, color: str, upright: bool = False
    ) -> None:
        """The thin line with ends of a posterior interval, in units of the canvas."""
        end = 2.6
        along = [low, low, low, high, high, high]
        aside = [at - end, at + end, at, at, at - end, at + end]
        xs, ys = (aside, along) if upright else (along, aside)
        self.line(xs, ys, color, 0.9, order=2.9)

    def across(
        self,
        scale: Scale,
        values: Sequence[float],
        top: float,
        bottom: float,
        label,
        strong: float | None = 0.0,
        size: float = style.SMALL,
    ) -> None:
        """Upright grid lines at `values` from top to bottom, each with its label below."""
        for value in values:
            x = scale(value)
            emphasised = strong is not None and abs(value - strong) < 1e-12
            self.line(
                [x, x],
                [top, bottom],
                colours.NEUTRAL if emphasised else colours.GRID,
                0.9,
                order=0.6 if emphasised else 0.5,
            )
            self.text(x, bottom + size + 3, label(value), size, colours.MUTED, align="center")

    def up(
        self,
        scale: Scale,
        values: Sequence[float],
        left: float,
        right: float,
        label,
        strong: float | None = 0.0,
        size: float = style.SMALL,
    ) -> None:
        """Level grid lines at `values` from left to right, each with its label at the left."""
        for value in values:
            y = scale(value)
            emphasised = strong is not None and abs(value - strong) < 1e-12
            self.line(
                [left, right],
                [y, y],
                colours.NEUTRAL if emphasised else colours.GRID,
                0.9,
                order=0.6 if emphasised else 0.5,
            )
            self.text(left - 4, y + size * 0.36, label(value), size, colours.MUTED, align="right")

    def finish(self, height: float | None = None) -> Drawing:
        """Cut the sheet at `height` (where writing stopped, by default) and return it."""
        height = round(height if height is not None else self.y, 2)
        self.drawing.set_size_inches(style.WIDTH / 72, height / 72)
        self.plane.set_ylim(height, 0)
        return self.drawing
