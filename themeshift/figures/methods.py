"""How robust, how calibrated, in which words, how far apart?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from themeshift import wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure
from themeshift.markup import escape

ROW = 19.0
_TESTS = {
    "statement": "passages shuffled", "paragraph": "paragraphs shuffled",
    "document": "texts shuffled", "statement-chi-square": "χ² on passages",
}  # fmt: skip
_CHOICES = {
    "coding": "Coding", "weighting": "Weighting", "kinds": "Kinds of unit", "measure": "Measure",
    "none": "Framing units", "left_out": "Left out", "merged": "Competitiveness",
    "moved": "Bioproduction", "prior": "Prior",
}  # fmt: skip


def _points(value: float) -> str:
    return wording.signed(100 * value, 0)


def _option(package: Any, option: str) -> str:
    publishers = dict(zip(package.documents.doc_id, package.documents.publisher, strict=True))
    phase = dict(zip(package.documents.doc_id, package.documents.phase_id, strict=True))
    if option in publishers:
        return f"{names.years(package, [phase[option]])[0]}: {publishers[option]}"
    return option


def _fit(text: str, width: float, size: float = style.BODY) -> str:
    """The text, cut with an ellipsis where it does not fit."""
    if style.text_width(text, size) <= width:
        return text
    while text and style.text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip(' ,')}…"


# --- robustness ------------------------------------------------------------------------------


def specification_curve(
    package: Any, specifications: pd.DataFrame, table: str = "multiverse-summary"
) -> Figure:
    """All specifications in the order of their shift, and the options that each takes below.

    specifications: the frame of `robustness.multiverse`. The curve is drawn in shares (points);
    below it, each option's row shows where along the curve its specifications lie.
    """
    ordered = specifications.sort_values("share_shift", kind="stable").reset_index(drop=True)
    values = ordered["share_shift"].to_numpy()
    base = int(ordered.index[ordered["is_base"]][0])
    same = wording.percent(float((np.sign(values) == np.sign(values[base])).mean()))
    low, high = float(np.quantile(values, 0.05)), float(np.quantile(values, 0.95))
    title = (
        f"{same} of {wording.number(len(values))} specifications shift the balance in the same "
        "direction"
    )
    canvas = Canvas(title, "Shift of the balance from first to last phase, in points")
    labels = 100.0
    across = Scale(0, len(values) - 1, canvas.left + labels, canvas.right - 4)
    top = canvas.y + 4
    bottom = top + 110
    up = Scale(min(0.0, values.min()), max(0.0, values.max()), bottom, top)
    canvas.up(up, ticks(up.low, up.high, 5), across.start, across.stop, _points)
    # The curve is drawn through its quantiles: thousands of points would tell no more.
    places = np.unique(np.linspace(0, len(values) - 1, 180).round().astype(int))
    canvas.line([across(p) for p in places], [up(values[p]) for p in places], style.INK, 2.0)
    canvas.mark(across(base), up(values[base]), "D", style.INK, 9)
    canvas.text(
        across(base) + 4, up(values[base]) + 16, f"the book's own: {_points(values[base])}",
        style.SMALL, align="left" if base < len(values) * 0.6 else "right",
    )  # fmt: skip
    y = bottom + 10
    bins = 40
    edges = np.linspace(0, len(values), bins + 1)
    for choice, label in _CHOICES.items():
        options = list(dict.fromkeys(specifications[choice]))
        if len(options) < 2:
            continue
        y += 15
        canvas.text(canvas.left, y, label, style.SMALL, style.MUTED, "bold")
        for option in options:
            y += 12.5
            text = _option(package, str(option))
            canvas.text(canvas.left + 4, y, _fit(text, labels - 10, style.SMALL), style.SMALL)
            found = np.flatnonzero((ordered[choice] == option).to_numpy())
            counts, _ = np.histogram(found, edges)
            # six shades, runs of one shade as one box: the eye tells no more apart
            shades = np.ceil(6 * np.minimum(1, 0.42 * counts / (len(found) / bins))).astype(int)
            start = 0
            for place in range(1, bins + 1):
                if place < bins and shades[place] == shades[start]:
                    continue
                if shades[start]:
                    x = across(edges[start])
                    canvas.box(x, y - 7.5, across(edges[place]) - x, 8, fill=style.INK,
                               alpha=round(float(shades[start]) / 6, 2))  # fmt: skip
                start = place
    canvas.line([across(base)] * 2, [bottom, y + 2], style.NEUTRAL, 0.9, "dashed")
    drawing = canvas.finish(y + 12)
    finding = (
        f"{same} of {wording.number(len(values))} specifications agree on the direction; nine in "
        f"ten lie between {_points(low)} and {_points(high)} points."
    )
    reading = (
        "Above, every specification in the order of its shift. Below, one row for each option: the "
        "darker, the more of its specifications lie at that place of the curve; an option that "
        "makes no difference is evenly grey. The dashed line marks the book's own specification."
    )
    alt = (
        f"Specification curve. {finding} Smallest {_points(values.min())}, largest "
        f"{_points(values.max())}, the book's own {_points(values[base])} points."
    )
    return figure.make("specification-curve", drawing, finding, reading,
                       ordered.iloc[places], alt, table=table)  # fmt: skip


def influence(package: Any, frame: pd.DataFrame, table: str = "multiverse-influence") -> Figure:
    """Median shift under each option of each choice, the most influential choice first.

    frame: `robustness.influence`.
    """
    frame = frame[frame.groupby("choice")["option"].transform("size") > 1]
    first = frame.iloc[0]
    most = _CHOICES.get(first["choice"], str(first["choice"]))
    span = wording.points(first["spread_share"])
    canvas = Canvas(
        f"The choice that moves the answer most: {most.lower()}, by {span}",
        "Median shift of the balance under each option, in points",
    )
    labels = 134.0
    reach = frame["median_share"]
    scale = Scale(min(0.0, reach.min()), max(0.0, reach.max()) * 1.05, canvas.left + labels,
                  canvas.right - 30)  # fmt: skip
    y = top = canvas.y + 2
    for choice, group in frame.groupby("choice", sort=False):
        y += 16
        canvas.text(canvas.left, y, _CHOICES.get(str(choice), str(choice)), style.SMALL,
                    style.MUTED, "bold")  # fmt: skip
        start = y + 5
        for row in group.itertuples():
            y += 14
            label = _fit(_option(package, str(row.option)), labels - 12)
            canvas.text(canvas.left + 4, y, label)
            canvas.mark(scale(row.median_share), y - 4, "o", style.INK, 7.5)
            canvas.text(canvas.right, y, _points(row.median_share), align="right")
        low, high = group["median_share"].min(), group["median_share"].max()
        canvas.box(scale(low), start, max(scale(high) - scale(low), 0.5), y - start + 2,
                   fill=style.GRID, order=0.4)  # fmt: skip
    canvas.across(scale, ticks(scale.low, scale.high, 4), top + 4, y + 6, _points)
    drawing = canvas.finish(y + style.SMALL + 16)
    finding = (
        f"The choice that moves the shift most is {most.lower()}: its options lie {span} apart in "
        "the median."
    )
    reading = (
        "Each dot is the median shift over all specifications that take the option; the grey field "
        "spans the options of a choice."
    )
    alt = f"Dot chart of options. {finding} All medians lie between {_points(reach.min())} and " \
          f"{_points(reach.max())} points."  # fmt: skip
    return figure.make("influence", drawing, finding, reading, frame, alt, table=table)


# --- words -----------------------------------------------------------------------------------


def keyness(
    package: Any, frame: pd.DataFrame, phase_id: str, most: int = 10, least: int = 5,
    table: str | None = None,
) -> Figure:  # fmt: skip
    """Words that mark a phase, by signed G², with the number of texts that use each.

    frame: `keyness.keyness` of this phase. Words of fewer than four letters, mostly function
    words, are in the table and not in the drawing.
    """
    words = frame[frame["lemma"].str.len() > 3].sort_values("g2", ascending=False, kind="stable")
    high = words[words["g2"] > 0].head(most)
    low = words[words["g2"] < 0].tail(least)
    shown = pd.concat([high, low])
    total = len(package.documents)
    lead = wording.listing(f"“{word}”" for word in high["lemma"].head(3))
    the_phase = names.the_phase(package, phase_id)
    canvas = Canvas(
        f"{names.upper(the_phase)} is marked by {lead}" if len(high) else
        f"No word marks {the_phase}",
        "Log-likelihood ratio G², with its sign; texts that use the word",
    )  # fmt: skip
    labels = 122.0
    scale = Scale(min(0.0, shown["g2"].min()), max(0.0, shown["g2"].max()),
                  canvas.left + labels, canvas.right - 46)  # fmt: skip
    canvas.text(canvas.right, canvas.y + 8, "texts", style.SMALL, style.MUTED, align="right")
    y = canvas.y + 12
    top = y
    for row in shown.itertuples():
        middle = y + ROW / 2
        base = middle + style.BODY * 0.36
        canvas.text(canvas.left, base, _fit(row.lemma, labels - 8))
        start, end = sorted((scale(0), scale(row.g2)))
        canvas.box(start, middle - 5, max(end - start, 0.6), 10,
                   fill=style.INK if row.g2 > 0 else style.NEUTRAL)  # fmt: skip
        canvas.text(canvas.right, base, f"{row.documents} of {total}", align="right")
        y += ROW
    canvas.across(scale, ticks(scale.low, scale.high, 4), top, y,
                  lambda value: wording.signed(value, 0))  # fmt: skip
    drawing = canvas.finish(y + style.SMALL + 10)
    alone = int((high["documents"] == 1).sum())
    finding = (
        f"The words that mark {the_phase} most are {lead}; "
        f"{wording.cardinal(alone)} of the {wording.cardinal(len(high))} shown "
        f"{'stands' if alone == 1 else 'stand'} in one text only."
        if len(high) else f"No word is more frequent in {the_phase} than elsewhere."
    )  # fmt: skip
    reading = (
        f"Right of zero: more frequent in {escape(the_phase)} than in the other phases; left: less "
        "frequent. 3.84 would be the 5% mark if words came one by one, which they do not. Words "
        "of four letters or more, in their basic form."
    )
    alt = f"Bar chart of words. {finding} Less frequent than elsewhere: " \
          f"{wording.listing(low['lemma'].tolist()) or 'none'}."  # fmt: skip
    return figure.make(f"keyness-{phase_id}", drawing, finding, reading, shown, alt,
                       table=table)  # fmt: skip


def word_shift(package: Any, frame: pd.DataFrame, most: int = 20, table: str = "word-shift"
               ) -> Figure:  # fmt: skip
    """Which words carry the divergence between the first and the last phase.

    frame: `keyness.word_shift`. Words of fewer than four letters are not drawn.
    """
    order = names.phases(package).index
    first, last = names.phase(package, order[0]), names.phase(package, order[-1])
    words = frame[frame["lemma"].str.len() > 3]
    shown = words.sort_values("contribution", ascending=False, kind="stable").head(most)
    shown = shown.sort_values("signed", ascending=False, kind="stable")
    thousand = 1000.0
    to_last = shown[shown["signed"] > 0]["lemma"].head(3).tolist()
    to_first = shown[shown["signed"] < 0]["lemma"].tail(3).tolist()[::-1]
    canvas = Canvas(
        f"From “{to_first[0] if to_first else '–'}” to “{to_last[0] if to_last else '–'}”: the "
        "words that part first and last phase",
        "Part of the divergence, in thousandths of a bit",
    )
    labels = 122.0
    extent = max(shown["high"].abs().max(), shown["low"].abs().max()) * thousand
    scale = Scale(-extent, extent, canvas.left + labels, canvas.right - 6)
    y = canvas.y + 8
    canvas.text(scale(0) - 6, y, f"← {first}", style.SMALL, style.MUTED, align="right")
    canvas.text(scale(0) + 6, y, f"{last} →", style.SMALL, style.MUTED)
    y += 6
    top = y
    for row in shown.itertuples():
        middle = y + ROW / 2
        canvas.text(canvas.left, middle + style.BODY * 0.36, _fit(row.lemma, labels - 8))
        start, end = sorted((scale(0), scale(row.signed * thousand)))
        canvas.box(start, middle - 4.5, max(end - start, 0.6), 9, fill=style.GRID)
        canvas.interval(scale(row.low * thousand), scale(row.high * thousand), middle, style.INK)
        y += ROW
    canvas.across(scale, ticks(-extent, extent, 4), top, y, lambda v: wording.signed(v, 0))
    drawing = canvas.finish(y + style.SMALL + 10)
    finding = (
        f"Most of what parts the words of the two phases is carried by "
        f"{wording.listing(to_first) or 'no word'} ({first}) and "
        f"{wording.listing(to_last) or 'no word'} ({last})."
    )
    reading = (
        "Bars to the left mark the first phase, to the right the last. Thick lines: 95% of draws "
        "in which the words of each text were drawn again from its counts."
    )
    alt = f"Bar chart of words in two directions. {finding}"
    return figure.make("word-shift", drawing, finding, reading, shown, alt, table=table)


# --- distance --------------------------------------------------------------------------------


def divergence(package: Any, frame: pd.DataFrame, table: str = "divergence-themes") -> Figure:
    """Divergence of each pair of phases against what dealing the texts at random would give.

    frame: `distance.divergences`.
    """
    pairs = frame[frame["from_phase"] != "all"]
    far = pairs.loc[pairs["divergence"].idxmax()]
    near = pairs.loc[pairs["divergence"].idxmin()]

    def said(row: Any) -> str:
        return f"{names.phase(package, row.from_phase)} and {names.phase(package, row.to_phase)}"

    above = int((pairs["divergence"] > pairs["null_high"]).sum())
    canvas = Canvas(
        f"Furthest apart: {said(far)}; nearest: {said(near)}",
        "Divergence of theme profiles in bits: found (dot), at random (band)",
    )
    scale = Scale(0, max(pairs["divergence"].max(), pairs["null_high"].max()) * 1.05,
                  canvas.left + 4, canvas.right - 8)  # fmt: skip
    y = top = canvas.y + 2
    for row in pairs.itertuples():
        y += 13
        canvas.text(canvas.left, y, said(row))
        canvas.text(canvas.right, y, wording.number(row.divergence, 2), align="right")
        y += 12
        canvas.box(scale(0), y - 5, scale(row.null_high) - scale(0), 8, fill=style.GRID)
        canvas.line([scale(row.null_mean)] * 2, [y - 6, y + 4], style.NEUTRAL, 1.4)
        canvas.mark(scale(row.divergence), y - 1, "o", style.INK, 8)
        y += 6
    canvas.across(scale, ticks(0, scale.high, 4), top + 4, y,
                  lambda value: wording.number(value, 2))  # fmt: skip
    drawing = canvas.finish(y + style.SMALL + 10)
    finding = (
        f"{names.upper(said(far))} lie furthest apart ({wording.number(far.divergence, 2)} bits); "
        f"{wording.cardinal(above)} of {wording.cardinal(len(pairs))} pairs "
        f"{'lies' if above == 1 else 'lie'} beyond what dealing the texts at random would give."
    )
    reading = (
        "Grey: up to the 95% point of the divergences that all ways to deal the texts to the "
        "phases give; the stroke is their mean. Small texts lie apart by chance alone."
    )
    return figure.make("divergence", drawing, finding, reading, pairs,
                       f"Dot chart of pairs of phases. {finding}", table=table)  # fmt: skip


def map(package: Any, plane: Any, table: str = "map-phases") -> Figure:
    """Phases and themes on the plane of a correspondence analysis, with bootstrap ellipses.

    plane: `distance.Map`. Both axes have the same unit.
    """
    phases, themes, ellipses = plane.phases, plane.themes, plane.ellipses
    catalogue = names.themes(package)
    first, last = phases.iloc[0], phases.iloc[-1]
    near = themes.loc[((themes[["x", "y"]] - last[["x", "y"]].astype(float)) ** 2)
                      .sum(axis=1).idxmin()]  # fmt: skip
    canvas = Canvas(
        f"{names.upper(names.the_phase(package, last.phase_id))} stands nearest to "
        f"{names.theme_in_words(package, near.theme)}",
        f"Axis 1 ({wording.percent(plane.parts[0])} of inertia) to the right, "
        f"axis 2 ({wording.percent(plane.parts[1])}) upwards",
    )
    turn = np.radians(ellipses["angle"])
    half_x = np.hypot(ellipses["width"] * np.cos(turn), ellipses["height"] * np.sin(turn)) / 2
    half_y = np.hypot(ellipses["width"] * np.sin(turn), ellipses["height"] * np.cos(turn)) / 2
    xs = pd.concat([phases["x"], themes["x"], ellipses["x"] - half_x, ellipses["x"] + half_x])
    ys = pd.concat([phases["y"], themes["y"], ellipses["y"] - half_y, ellipses["y"] + half_y])
    pad = 0.06 * (xs.max() - xs.min())
    across = Scale(xs.min() - pad, xs.max() + pad, canvas.left, canvas.right)
    unit = (canvas.right - canvas.left) / (across.high - across.low)
    top = canvas.y + 2
    height = max((ys.max() - ys.min() + 2 * pad) * unit, 190.0)
    middle = (ys.max() + ys.min()) / 2
    up = Scale(middle - height / unit / 2, middle + height / unit / 2, top + height, top)
    canvas.line([across(0)] * 2, [top, top + height], style.GRID, 0.9, order=0.5)
    canvas.line([canvas.left, canvas.right], [up(0)] * 2, style.GRID, 0.9, order=0.5)
    for row in ellipses.itertuples():
        canvas.ellipse(across(row.x), up(row.y), row.width * unit, row.height * unit, -row.angle,
                       style.NEUTRAL, "dashed", 0.06)  # fmt: skip
    taken: list[tuple[float, float, float, float]] = []

    def label(x: float, y: float, text: str, color: str, weight: str, size: float) -> None:
        w = style.text_width(text, size, weight)
        for dx, dy, align in _AROUND:
            left = x + dx - (w if align == "right" else w / 2 if align == "center" else 0)
            box = (left, y + dy - size, left + w, y + dy + 2)
            inside = box[0] >= canvas.left - 8 and box[2] <= canvas.right + 8
            if inside and not any(_overlap(box, other) for other in taken):
                break
        taken.append(box)
        canvas.text(x + dx, y + dy, text, size, color, weight, align)

    for row in [*phases.itertuples(), *themes.itertuples()]:
        x, y = across(row.x), up(row.y)
        taken.append((x - 4, y - 4, x + 4, y + 4))
    trail = [(across(row.x), up(row.y)) for row in phases.itertuples()]
    canvas.line([x for x, _ in trail], [y for _, y in trail], style.INK, 1.0, "dotted")
    for row in phases.itertuples():
        x, y = across(row.x), up(row.y)
        canvas.mark(x, y, "s", style.INK, 9)
        label(x, y, names.years(package, phases["phase_id"].tolist())[row.Index], style.INK,
              "bold", style.BODY)  # fmt: skip
    for row in themes.itertuples():
        kind = catalogue.loc[row.theme]
        x, y = across(row.x), up(row.y)
        canvas.mark(x, y, kind["marker"], kind["mark"], 8)
        label(x, y, kind["short_label"], kind["text"], "normal", style.SMALL)
    drawing = canvas.finish(top + height + 8)
    finding = (
        f"The first axis parts {names.the_phase(package, first.phase_id)} from "
        f"{names.the_phase(package, last.phase_id)}, which stands nearest to "
        f"{names.theme_in_words(package, near.theme)}."
    )
    reading = (
        "Squares are phases, in order along the dotted line; other marks are themes. Dashed "
        "ellipses hold a phase in 95% of the draws of its paragraphs; where they overlap, the map "
        "does not tell two phases apart."
    )
    return figure.make("map", drawing, finding, reading, phases,
                       f"Correspondence map of phases and themes. {finding} Two axes hold "
                       f"{wording.percent(plane.parts[0] + plane.parts[1])} of the inertia.",
                       table=table)  # fmt: skip


_AROUND = (
    (7, 4, "left"), (-7, 4, "right"), (0, -7, "center"), (0, 14, "center"),
    (6, -8, "left"), (-6, -8, "right"), (6, 15, "left"), (-6, 15, "right"),
    (0, -17, "center"), (0, 24, "center"), (8, -18, "left"), (-8, 25, "right"),
)  # fmt: skip


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def structure_against_text(package: Any, frame: pd.DataFrame, table: str = "architecture"
                           ) -> Figure:  # fmt: skip
    """Shares of the two poles in the official architecture beside those of the text, by phase.

    frame: `architecture.beside`.
    """
    order = names.data_order(package, frame)
    rows = [
        ("text", "Text", "o", style.INK), ("framework", "Themes, axes or strands", "s", None),
        ("work", "Projects and lines of work", "D", None),
    ]  # fmt: skip
    totals: dict[tuple[str, str, str], float] = {}
    for (phase_id, basis), group in frame.groupby(["phase_id", "basis"]):
        for pole in names.POLES:
            part = group[group["pole"] == pole]
            totals[phase_id, basis, pole] = part["share"].sum()
            totals[phase_id, "text", pole] = part["text_share"].sum()
    last, first = order[-1], order[0]
    change = {
        key: (totals[last, key, names.POLES[1]] - totals[last, key, names.POLES[0]])
        - (totals[first, key, names.POLES[1]] - totals[first, key, names.POLES[0]])
        for key in ("text", "framework", "work")
    }
    agree = all(np.sign(value) == np.sign(change["text"]) for value in change.values())
    canvas = Canvas(
        "The official structure moves in the same direction as the text" if agree else
        "The official structure and the text do not move alike",
        "Share of each pole: in the words, in the framework, in the work",
    )  # fmt: skip
    reach = max(totals.values())
    labels, y = 40.0, canvas.y
    for pole in names.POLES:
        kind = names.pole_row(package, pole)
        y += 18
        canvas.text(canvas.left, y, names.upper(names.pole(package, pole)), style.BODY,
                    kind["text"], "bold")  # fmt: skip
        y += 4
        scale = Scale(0, max(reach, 0.1), canvas.left + labels, canvas.right - 8)
        top = y
        for phase_id in order:
            middle = y + 12
            canvas.text(canvas.left, middle + 4, names.years(package, order)[order.index(phase_id)])
            found = [totals[phase_id, key, pole] for key, *_ in rows]
            canvas.line([scale(min(found)), scale(max(found))], [middle] * 2, style.GRID, 3)
            for (_, _, marker, color), value in zip(rows, found, strict=True):
                canvas.mark(scale(value), middle, marker, color or kind["mark"], 9,
                            filled=marker != "s")  # fmt: skip
            y += 24
        canvas.across(scale, ticks(0, scale.high, 4), top, y, wording.percent)
        y += style.SMALL + 10
    for _, text, marker, color in rows:
        y += 13
        canvas.mark(canvas.left + 5, y - 4, marker, color or style.NEUTRAL, 8,
                    filled=marker != "s")  # fmt: skip
        canvas.text(canvas.left + 16, y, text, style.SMALL, style.MUTED)
    drawing = canvas.finish(y + 10)
    finding = (
        f"From {names.the_phase(package, first)} to {names.the_phase(package, last)}, the balance "
        f"of the poles moves by {_points(change['text'])} points in the text, by "
        f"{_points(change['framework'])} in the framework of themes, axes or strands, and by "
        f"{_points(change['work'])} in projects and lines of work."
    )
    reading = (
        "Dots: share of the words. Hollow squares: share of the framework, each item evenly. "
        "Diamonds: share of what is to be done, each project or line of work evenly. Where the "
        "marks lie apart, the two witnesses disagree."
    )
    return figure.make("structure-against-text", drawing, finding, reading, frame,
                       f"Dot chart by phase and pole. {finding}", table=table)  # fmt: skip


# --- calibration and coding ------------------------------------------------------------------


def _lines(
    canvas: Canvas, groups: Sequence[tuple[str, str, Sequence[tuple[float, float, float]]]],
    across: Scale, up: Scale,
) -> None:  # fmt: skip
    """Lines with dots, intervals of two Monte Carlo errors, and labels at their right end."""
    taken: list[float] = []
    ends = sorted(groups, key=lambda group: -group[2][-1][1])
    for text, marker, points in ends:
        xs, ys = [across(x) for x, _, _ in points], [up(y) for _, y, _ in points]
        canvas.line(xs, ys, style.NEUTRAL, 1.4)
        for (_, value, error), x in zip(points, xs, strict=True):
            canvas.interval(up(value - 2 * error), up(value + 2 * error), x, style.NEUTRAL, True)
            canvas.mark(x, up(value), marker, style.INK, 8)
        y = ys[-1] + 4
        while any(abs(y - other) < 12 for other in taken):
            y += 1
        taken.append(y)
        canvas.text(xs[-1] + 9, y, text, style.SMALL)


def false_positives(package: Any, frame: pd.DataFrame, table: str = "false-positives") -> Figure:
    """How often each test rejects when nothing changes, against intra-document correlation.

    frame: `calibration.false_positives`.
    """
    nominal = float(frame["nominal"].iloc[0])
    worst = frame.loc[frame["rate"].idxmax()]
    canvas = Canvas(
        f"Tests on single statements cry wolf: up to {wording.percent(worst.rate)} false alarms "
        f"at a nominal {wording.percent(nominal)}" if worst.rate > 2 * nominal else
        f"All tests stay near {wording.percent(nominal)} false alarms",
        "False alarms, against correlation within a document",
    )  # fmt: skip
    top = canvas.y + 6
    bottom = top + 170
    across = Scale(0, max(frame["correlation"].max(), 1e-9), canvas.left + 34, canvas.right - 116)
    up = Scale(0, frame["rate"].max() * 1.08, bottom, top)
    canvas.up(up, ticks(0, up.high, 5), across.start, across.stop, wording.percent)
    canvas.line([across.start, across.stop], [up(nominal)] * 2, style.NEUTRAL, 1.2, "dashed")
    for value in sorted(frame["correlation"].unique()):
        canvas.text(across(value), bottom + style.SMALL + 4, wording.number(value, 2), style.SMALL,
                    style.MUTED, align="center")  # fmt: skip
    marks = dict(zip(frame["test"].unique(), "osD^vP", strict=False))
    groups = [
        (_TESTS.get(str(test), str(test)), marks.get(test, "o"),
         list(zip(group["correlation"], group["rate"], group["error"], strict=True)))
        for test, group in frame.groupby("test", sort=False)
    ]  # fmt: skip
    _lines(canvas, groups, across, up)
    drawing = canvas.finish(bottom + style.SMALL + 14)
    at = frame.groupby("test")["rate"].max().sort_values()
    finding = (
        f"With nothing to find, false alarms reach {wording.percent(at.iloc[-1])} "
        f"({_TESTS.get(at.index[-1], at.index[-1])}) and {wording.percent(at.iloc[0])} "
        f"({_TESTS.get(at.index[0], at.index[0])}), at a nominal {wording.percent(nominal)}."
    )
    reading = (
        "Corpora with the design of this book and no change between phases. Upright lines: two "
        "standard errors of the simulation. Dashed: the rate that is promised."
    )
    return figure.make("false-positives", drawing, finding, reading, frame,
                       f"Line chart. {finding}", table=table)  # fmt: skip


def coverage(package: Any, frame: pd.DataFrame, table: str = "coverage") -> Figure:
    """Coverage of the two intervals, by quantity and by how alike passages are.

    frame: `calibration.coverage`.
    """
    nominal = float(frame["nominal"].iloc[0])
    least = frame.loc[frame["coverage"].idxmin()]
    canvas = Canvas(
        f"Intervals that promise {wording.percent(nominal)} hold "
        f"{wording.percent(frame['coverage'].min())} to {wording.percent(frame['coverage'].max())}",
        "Corpora in which the interval holds the truth",
    )
    scale = Scale(min(0.5, frame["coverage"].min() - 0.05), 1.0, canvas.left + 112,
                  canvas.right - 6)  # fmt: skip
    y = canvas.y + 2
    tops = y + 4
    for quantity, group in frame.groupby("quantity", sort=False):
        y += 17
        canvas.text(canvas.left, y, names.upper(str(quantity)), weight="bold")
        for (within, between), pair in group.groupby(
            ["within_paragraph", "between_documents"], sort=False
        ):
            y += 14
            text = f"{wording.number(within, 2)} / {wording.number(between, 2)}"
            canvas.text(canvas.left + 6, y, text, style.SMALL, style.MUTED)
            for row in pair.itertuples():
                bootstrap = row.interval == "bootstrap"
                place = y - 4 + (-2.5 if bootstrap else 2.5)
                canvas.interval(scale.inside(row.coverage - 2 * row.error),
                                scale.inside(row.coverage + 2 * row.error), place,
                                style.NEUTRAL)  # fmt: skip
                canvas.mark(scale(row.coverage), place, "o", style.INK, 7.5, filled=bootstrap)
    canvas.across(scale, ticks(scale.low, 1.0, 5), tops, y + 6, wording.percent, None)
    canvas.line([scale(nominal)] * 2, [tops, y + 6], style.INK, 1.2, "dashed")
    y += style.SMALL + 12
    y = names.key(canvas, y + 8, "Solid: bootstrap. Hollow: posterior. Dashed: the promise. "
                  "Numbers at the left: correlation within paragraphs / between passages of a "
                  "text.")  # fmt: skip
    drawing = canvas.finish(y + 2)
    finding = (
        f"Coverage lies between {wording.percent(frame['coverage'].min())} "
        f"({least.interval}, {least.quantity}) and {wording.percent(frame['coverage'].max())}, "
        f"where {wording.percent(nominal)} is promised."
    )
    reading = (
        "Corpora made from a known truth with the design of this book; lines are two standard "
        "errors of the simulation."
    )
    return figure.make("coverage", drawing, finding, reading, frame, f"Dot chart. {finding}",
                       table=table)  # fmt: skip


def dictionary_scores(package: Any, frame: pd.DataFrame, table: str = "dictionary-scores"
                      ) -> Figure:  # fmt: skip
    """Precision, recall and F1 of the dictionary coder by theme, with intervals.

    frame: `codebook.scores`.
    """
    rows = frame[frame["scope"] == "theme"]
    whole = frame[frame["scope"] == "micro"].iloc[0]
    catalogue = names.themes(package)
    best, worst = rows.loc[rows["f1"].idxmax()], rows.loc[rows["f1"].idxmin()]
    canvas = Canvas(
        f"The dictionary finds {names.theme_in_words(package, best.theme)} best, "
        f"{names.theme_in_words(package, worst.theme)} worst",
        "Precision (triangle), recall (hollow) and F1 (solid, with interval)",
    )
    scale = Scale(0, 1, canvas.left + 106, canvas.right - 40)
    y = top = canvas.y + 4
    for row in rows.itertuples():
        kind = catalogue.loc[row.theme]
        middle = y + 12
        canvas.text(canvas.left, middle + 4, kind["short_label"], color=kind["text"])
        canvas.interval(scale(row.f1_low), scale(row.f1_high), middle, kind["mark"])
        canvas.mark(scale(row.precision), middle, "^", style.NEUTRAL, 8)
        canvas.mark(scale(row.recall), middle, "o", style.NEUTRAL, 8, filled=False)
        canvas.mark(scale(row.f1), middle, "o", kind["mark"], 9)
        canvas.text(canvas.right, middle + 4, wording.percent(row.f1), align="right")
        y += 24
    canvas.across(scale, ticks(0, 1, 4), top, y, wording.percent, None)
    drawing = canvas.finish(y + style.SMALL + 10)
    finding = (
        f"Against the hand coding the dictionary has an F1 of {wording.percent(whole.f1)} in all, "
        f"from {wording.percent(worst.f1)} for {names.theme_in_words(package, worst.theme)} to "
        f"{wording.percent(best.f1)} for {names.theme_in_words(package, best.theme)}."
    )
    reading = "Thick lines are 95% bootstrap intervals of F1. The numbers at the right are F1."
    return figure.make("dictionary-scores", drawing, finding, reading, frame,
                       f"Dot chart by theme. {finding}", table=table)  # fmt: skip
