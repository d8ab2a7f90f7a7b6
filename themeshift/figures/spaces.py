"""Where do phases and themes lie to each other, and how far apart are the phases?"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure

_DASHES = ("solid", "dashed", "dotted", "dashdot")


_Box = tuple[float, float, float, float]


def _place(
    boxes: list[_Box], x: float, y: float, width: float, height: float, bounds: _Box
) -> tuple[float, float, bool]:
    """Left edge and baseline of a label beside a point, and whether it needs a line to it.

    The place is the one that covers least of what is already there; it is then taken.
    """
    best, least = (x, y, 0.0), math.inf
    for away in (8, 13, 20, 28, 38):
        for turn in range(16):
            across, down = math.cos(turn * math.pi / 8), math.sin(turn * math.pi / 8)
            left = x + away * across + (across - 1) / 2 * width
            top = y + away * down + (down - 1) / 2 * height
            box = (left - 1, top - 1, left + width + 1, top + height + 1)
            covered = sum(
                max(0, min(box[2], other[2]) - max(box[0], other[0]))
                * max(0, min(box[3], other[3]) - max(box[1], other[1]))
                for other in boxes
            )
            out = max(0, bounds[0] - box[0], box[2] - bounds[2])
            out += max(0, bounds[1] - box[1], box[3] - bounds[3])
            cost = 2 * covered + 100 * out + away + abs(down) * 3
            if cost < least - 1e-9:
                least, best = cost, (left, top, away)
    left, top, away = best
    boxes.append((left, top, left + width, top + height))
    return left, top + height - 2.5, away > 20


def _label(
    canvas: Canvas,
    boxes: list[_Box],
    bounds: _Box,
    point: tuple[float, float],
    text: str,
    color: str,
    weight: str = "normal",
) -> None:
    """Name a point where there is room; a thin line leads to a name that stands far from it."""
    x, y = point
    width = style.text_width(text, style.BODY, weight)
    left, base, far = _place(boxes, x, y, width, 12, bounds)
    if far:
        near = min(max(x, left), left + width)
        canvas.line([x, near], [y, base - 9 if base - 5 > y else base + 1], color, 0.8, order=1.4)
    canvas.text(left, base, text, color=color, weight=weight)


def map(package: Any, correspondence: Any, table: str = "map-themes") -> Figure:
    """Correspondence analysis of phases × themes: both in one plane, with ellipses for the phases.

    correspondence: the `Map` of `distance.correspondence`.
    """
    catalogue = names.themes(package)
    parts = [float(part) for part in correspondence.parts] + [0.0, 0.0]
    phases = correspondence.phases.set_index("phase_id", drop=False)
    phases = phases.loc[names.data_order(package, correspondence.phases)]
    themes, ellipses = correspondence.themes, correspondence.ellipses
    first, last = phases.iloc[0], phases.iloc[-1]
    nearest = {}
    for row in (first, last):
        distance = ((themes[["x", "y"]] - [row["x"], row["y"]]) ** 2).sum(axis=1)
        nearest[row["phase_id"]] = str(themes.loc[distance.idxmin(), "theme"])
    near = [names.theme_in_words(package, nearest[row["phase_id"]]) for row in (first, last)]
    first_name, last_name = (names.the_phase(package, row["phase_id"]) for row in (first, last))
    title = names.upper(f"{first_name} lies nearest to {near[0]}, {last_name} to {near[1]}")
    canvas = Canvas(
        title,
        f"Plane of the first two axes: {wording.percent(parts[0])} and "
        f"{wording.percent(parts[1])} of the inertia",
    )
    points = pd.concat([phases[["x", "y"]], themes[["x", "y"]]])
    low_x, high_x = float(points["x"].min()), float(points["x"].max())
    low_y, high_y = float(points["y"].min()), float(points["y"].max())
    for row in ellipses.itertuples():
        # Half of an ellipse's size, so that one loose phase does not shrink all the rest.
        turn = math.radians(row.angle)
        wide = 0.5 * math.hypot(row.width * math.cos(turn), row.height * math.sin(turn))
        tall = 0.5 * math.hypot(row.width * math.sin(turn), row.height * math.cos(turn))
        low_x, high_x = min(low_x, row.x - wide), max(high_x, row.x + wide)
        low_y, high_y = min(low_y, row.y - tall), max(high_y, row.y + tall)
    width = canvas.right - canvas.left
    unit = (width - 16) / max(high_x - low_x, 1e-9)
    height = min(max(unit * (high_y - low_y) + 16, 180.0), 400.0)
    unit = min(unit, (height - 16) / max(high_y - low_y, 1e-9))
    top = canvas.y
    middle_x, middle_y = (low_x + high_x) / 2, (low_y + high_y) / 2
    center_x, center_y = canvas.left + width / 2, top + height / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return center_x + (x - middle_x) * unit, center_y - (y - middle_y) * unit

    zero_x, zero_y = at(0, 0)
    canvas.box(canvas.left, top, width, height, None, colours.GRID, 1.0, radius=4, order=0.4)
    if canvas.left < zero_x < canvas.right:
        canvas.line([zero_x, zero_x], [top, top + height], colours.GRID, 1.0, order=0.5)
    if top < zero_y < top + height:
        canvas.line([canvas.left, canvas.right], [zero_y, zero_y], colours.GRID, 1.0, order=0.5)
    boxes: list[tuple[float, float, float, float]] = []
    for row in (*phases.itertuples(), *themes.itertuples()):
        x, y = at(row.x, row.y)
        boxes.append((x - 6, y - 6, x + 6, y + 6))
    path = [at(row.x, row.y) for row in phases.itertuples()]
    for (from_x, from_y), (to_x, to_y) in pairwise(path):
        for step in range(1, 20):
            x = from_x + (to_x - from_x) * step / 20
            y = from_y + (to_y - from_y) * step / 20
            boxes.append((x - 2, y - 2, x + 2, y + 2))
    bounds = (canvas.left + 2, top + 2, canvas.right - 2, top + height - 2)
    for place, row in enumerate(ellipses.itertuples()):
        x, y = at(row.x, row.y)
        canvas.ellipse(
            x,
            y,
            row.width * unit,
            row.height * unit,
            -row.angle,
            colours.NEUTRAL,
            _DASHES[place % len(_DASHES)],
        )
    canvas.line([x for x, _ in path], [y for _, y in path], colours.INK, 1.2, order=1.5)
    for row in phases.itertuples():
        x, y = at(row.x, row.y)
        canvas.mark(x, y, "o", colours.INK, 10)
        text = names.upper(names.phase(package, row.phase_id))
        _label(canvas, boxes, bounds, (x, y), text, colours.INK, "bold")
    for row in themes.itertuples():
        kind = catalogue.loc[row.theme]
        x, y = at(row.x, row.y)
        canvas.mark(x, y, kind["marker"], kind["mark"], 9)
        _label(canvas, boxes, bounds, (x, y), kind["short_label"], kind["text"])
    y = names.key(
        canvas,
        top + height + 14,
        f"Across: axis 1 ({wording.percent(parts[0])}); upwards: "
        f"axis 2 ({wording.percent(parts[1])}). The line joins the phases in time.",
    )
    drawing = canvas.finish(y)

    finding = f"{title}; the plane shows {wording.percent(parts[0] + parts[1])} of the inertia."
    reading = (
        "Phases (black, joined in time) and themes (coloured) that lie on the same side of the "
        "centre go together. Ellipses hold 95% of the bootstrap draws of a phase (paragraphs "
        "redrawn within each document); they run over the edge where the texts say little."
    )
    alt = (
        f"Map of phases and themes. {finding} Phases at, in order, "
        + "; ".join(
            f"({wording.signed(row.x, 1)}, {wording.signed(row.y, 1)})"
            for row in phases.itertuples()
        )
        + "."
    )
    return figure.make(
        "map",
        drawing,
        finding,
        reading,
        pd.concat([phases, themes]),
        alt,
        "[Phases (CSV)](/data/results/map-phases.csv)",
        table,
    )


def divergence(package: Any, divergences: pd.DataFrame, table: str | None = None) -> Figure:
    """Jensen–Shannon divergence of each pair of phases, beside what chance alone would give.

    divergences: the frame of `distance.divergences` for one basis (themes or words).
    """
    basis = str(divergences["basis"].iloc[0])
    pairs = divergences[divergences["from_phase"] != "all"]
    everyone = divergences[divergences["from_phase"] == "all"]
    beyond = pairs[pairs["divergence"] > pairs["null_high"]]
    widest = pairs.loc[pairs["divergence"].idxmax()]

    def pair(row: Any) -> str:
        return (
            f"{names.phase(package, row['from_phase'])} and {names.phase(package, row['to_phase'])}"
        )

    count = (
        "no pair of phases lies"
        if beyond.empty
        else f"{wording.cardinal(len(beyond))} of {wording.cardinal(len(pairs))} pairs of phases "
        f"{'lies' if len(beyond) == 1 else 'lie'}"
    )
    title = f"By {basis}, {count} further apart than 95% of random assignments"
    canvas = Canvas(title, "Jensen–Shannon divergence, in bits, from zero")
    rows = [row for _, row in pairs.iterrows()] + [row for _, row in everyone.iterrows()]
    label = 138.0
    reach = float(divergences[["divergence", "null_high"]].max().max()) * 1.04
    scale = Scale(0, max(reach, 1e-6), canvas.left + label, canvas.right - 44)
    canvas.text(canvas.right, canvas.y + 6, "p", style.SMALL, colours.MUTED, align="right")
    y = canvas.y + 12
    start = y
    for row in rows:
        whole = row["from_phase"] == "all"
        text = "All phases together" if whole else f"{names.upper(pair(row))}"
        lines = style.wrap(text, label - 8, style.BODY)
        height = max(24.0, 13.0 * len(lines) + 6)
        middle = y + height / 2
        base = middle + 3.8 - 6.5 * (len(lines) - 1)
        for line in lines:
            canvas.text(canvas.left, base, line, weight="bold" if whole else "normal")
            base += 13
        canvas.box(
            scale(0),
            middle - 6,
            scale(row["null_high"]) - scale(0),
            12,
            colours.NEUTRAL,
            alpha=0.28,
            order=1,
        )
        canvas.line([scale(row["null_mean"])] * 2, [middle - 6, middle + 6], colours.NEUTRAL, 1.6)
        outside = row["divergence"] > row["null_high"]
        canvas.mark(scale(row["divergence"]), middle, "D", colours.INK, 10, filled=bool(outside))
        canvas.text(canvas.right, middle + 3.8, _probability(row["p"]), align="right")
        y += height
        canvas.line([canvas.left, canvas.right], [y, y], colours.GRID, 0.8, order=0.5)
    canvas.across(scale, ticks(0, scale.high, 4), start, y, lambda value: wording.number(value, 1))
    y = names.key(
        canvas,
        y + 30,
        "Grey: what 95% of random assignments of the documents stay "
        "below; upright line: their mean. Solid: beyond the grey; hollow: within.",
    )
    drawing = canvas.finish(y)

    floor = float(pairs["attainable"].min())
    finding = (
        f"By {basis}, {count} further apart than 95% of random assignments of the documents; "
        f"furthest are the {pair(widest)} ({wording.number(widest['divergence'], 2)} bits, "
        f"p = {_probability(widest['p'])})."
    )
    reading = (
        "p is the share of all assignments of the documents to phases that put the two at least as "
        f"far apart; with so few documents it cannot be smaller than {_probability(floor)}. There "
        "is no interval: the grey bar is the reference."
    )
    alt = f"Dots of divergence by pair of phases, over bars of what chance gives. {finding}"
    return figure.make(
        "divergence" if basis == "themes" else f"divergence-{basis}",
        drawing,
        finding,
        reading,
        divergences,
        alt,
        "",
        table or f"divergence-{basis}",
    )


def _probability(value: float) -> str:
    return wording.number(value, 2) if value >= 0.095 else wording.number(value, 3)
