"""Which findings survive every defensible choice, and how far can the tests be trusted?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from themeshift import choices as naming
from themeshift import colours, robustness, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, apart, ticks
from themeshift.figures.figure import Figure

_MEASURES = {
    "share_shift": ("Shift of the balance, in points", "median_share"),
    "theta_shift": ("Shift of the log position θ", "median_theta"),
}
BINS = 36


_QUANTITIES = {
    "share": "Share of a theme",
    "named share": "Share of a theme that is named",
    "balance": "Balance",
    "theta": "Log position θ",
    "balance shift": "Shift of the balance",
    "theta shift": "Shift of the log position θ",
}


def _shown(measure: str, value: float) -> str:
    if measure == "share_shift":
        return wording.signed(100 * value, 0)
    return wording.signed(value)


def specification_curve(
    package: Any,
    specifications: pd.DataFrame,
    measure: str = "share_shift",
    table: str = "multiverse-summary",
) -> Figure:
    """The shift under every specification, sorted, and where along it each option lies.

    specifications: the frame of `robustness.multiverse`. measure: "share_shift" or "theta_shift".
    Below the curve, a strip per option: the higher, the more of the specifications there take it.
    """
    if measure not in _MEASURES:
        raise ValueError(f"measure is {measure!r}, expected one of {', '.join(_MEASURES)}")
    # Without a prior, θ has no value where a pole is empty.
    specs = specifications[np.isfinite(specifications[measure])]
    specs = specs.sort_values([measure, "spec"], kind="stable").reset_index(drop=True)
    values = specs[measure].to_numpy(float)
    number = len(specs)
    base_place = int(np.flatnonzero(specs["is_base"])[0])
    base = values[base_place]
    same = int((np.sign(values) == np.sign(base)).sum())
    destination, origin = names.pole(package, "destination"), names.pole(package, "origin")
    towards = destination if base > 0 else origin
    told = "all" if same == number else f"{wording.number(same)} of the"
    title = (
        f"{names.upper(told)} {wording.number(number)} specifications shift towards {towards}, "
        f"by {_shown(measure, values[0] if same == number else base)}"
        + (f" to {_shown(measure, values[-1])}" if same == number else " in the base one")
        + (" points" if measure == "share_shift" else "")
    )
    canvas = Canvas(title, f"{_MEASURES[measure][0]}; specifications sorted by it")
    label = 112.0
    left, right = canvas.left + label, canvas.right - 4
    top = canvas.y + 14
    bottom = top + 120
    low, high = min(values[0], 0.0), max(values[-1], 0.0)
    up = Scale(low, high, bottom, top)
    across = Scale(0, max(number - 1, 1), left, right)
    canvas.up(up, ticks(low, high, 4), left, right, lambda value: _shown(measure, value))
    places = np.unique(np.linspace(0, number - 1, min(number, 180)).astype(int))
    canvas.line(
        [across(place) for place in places],
        [up(values[place]) for place in places],
        colours.INK,
        2.0,
    )
    options = {choice: list(dict.fromkeys(specifications[choice])) for choice in robustness.CHOICES}
    options = {choice: several for choice, several in options.items() if len(several) > 1}
    y = bottom + 14
    edges = np.linspace(0, number, min(BINS, number) + 1).astype(int)
    strip = 13.0
    foot = y
    for choice, several in options.items():
        y = (
            canvas.paragraph(
                canvas.left,
                y + 10,
                naming.heading(package, choice),
                label + 160,
                style.SMALL,
                colours.MUTED,
                "bold",
            )
            - 8
        )
        for option in several:
            taken = (specs[choice] == option).to_numpy()
            parts = [taken[a:b].mean() if b > a else 0.0 for a, b in pairwise(edges)]
            base_option = specs.loc[base_place, choice] == option
            text = _clipped(naming.option(package, choice, option), label - 12)
            canvas.text(
                canvas.left + 6,
                y + strip - 2.5,
                text,
                style.SMALL,
                weight="bold" if base_option else "normal",
            )
            canvas.steps(
                [across(edge - 0.5) for edge in edges],
                parts,
                y + strip,
                strip - 2.5,
                colours.INK if base_option else colours.NEUTRAL,
            )
            y += strip
        y += 2
        foot = y
    x = across(base_place)
    canvas.line([x, x], [top, foot], colours.INK, 1.0, "dotted", order=3)
    canvas.mark(x, up(base), "D", colours.INK, 10)
    at_right = x < (left + right) / 2
    canvas.text(
        x + (8 if at_right else -8),
        up(base) + (13 if at_right else -7),
        f"base {_shown(measure, base)}",
        weight="bold",
        align="left" if at_right else "right",
    )
    y = names.key(canvas, y + 14, "Bold and dark: the base option. Dotted: the base specification.")
    drawing = canvas.finish(y)

    middle = np.quantile(values, [0.05, 0.5, 0.95])
    finding = (
        f"{names.upper(told)} {wording.number(number)} specifications shift towards "
        f"{towards}; base "
        f"{_shown(measure, base)}, median {_shown(measure, middle[1])}, nine in ten between "
        f"{_shown(measure, middle[0])} and {_shown(measure, middle[2])}"
        + (" points." if measure == "share_shift" else ".")
    )
    reading = (
        "The line is the result of each specification, from the smallest to the largest. Below, a "
        "strip per option: it is high where many of the specifications above take that option, so "
        "a strip that is high at one end pulls the result that way. These are choices, not "
        "samples: "
        "there is no interval."
    )
    alt = f"Specification curve, {_MEASURES[measure][0]}. {finding}"
    data = pd.DataFrame(
        {
            "rank": places + 1,
            "spec": specs.loc[places, "spec"].to_numpy(),
            measure: values[places],
            "is_base": specs.loc[places, "is_base"].to_numpy(),
        }
    )
    return figure.make("specification-curve", drawing, finding, reading, data, alt, "", table)


def _clipped(text: str, width: float, size: float = style.SMALL) -> str:
    """The text, or as much of its beginning as fits."""
    if style.text_width(text, size) <= width:
        return text
    while text and style.text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def influence(
    package: Any,
    influence: pd.DataFrame,
    measure: str = "share_shift",
    table: str = "multiverse-influence",
) -> Figure:
    """The median shift under each option of each choice, the choice that moves it most first.

    influence: the frame of `robustness.influence`.
    """
    if measure not in _MEASURES:
        raise ValueError(f"measure is {measure!r}, expected one of {', '.join(_MEASURES)}")
    column = _MEASURES[measure][1]
    spread = "spread_share" if measure == "share_shift" else "spread_theta"
    order = influence.drop_duplicates("choice").sort_values(spread, ascending=False, kind="stable")
    first = order.iloc[0]
    unit = " points" if measure == "share_shift" else ""
    size = (
        wording.points(first[spread])
        if measure == "share_shift"
        else wording.number(first[spread], 2)
    )
    what = naming.name(package, first["choice"])
    flips = influence["same_sign_share"].min() < 1
    title = f"What moves the answer most: {what} (medians {size} apart)"
    canvas = Canvas(
        title, f"{_MEASURES[measure][0]}: median over all specifications with the option"
    )
    low, high = float(influence[column].min()), float(influence[column].max())
    label = 128.0
    scale = Scale(min(low, 0), max(high, 0), canvas.left + label, canvas.right - 40)
    y = canvas.y + 4
    top = y
    row = 16.0
    for choice in order["choice"]:
        rows = influence[influence["choice"] == choice]
        canvas.box(
            canvas.left - 6, y, canvas.right - canvas.left + 12, 15, colours.BAND, radius=4, order=0
        )
        canvas.text(
            canvas.left, y + 11, naming.heading(package, choice), style.SMALL, colours.MUTED, "bold"
        )
        y += 16
        xs = [scale(value) for value in rows[column]]
        for place, one in enumerate(rows.itertuples()):
            middle = y + row / 2
            value = getattr(one, column)
            text = _clipped(naming.option(package, choice, one.option), label - 14)
            canvas.text(
                canvas.left + 6,
                middle + 3.5,
                text,
                style.SMALL,
                weight="bold" if place == 0 else "normal",
            )
            canvas.line([min(xs), max(xs)], [middle, middle], colours.GRID, 3.0, order=1)
            canvas.mark(scale(value), middle, "o", colours.INK, 8.5, filled=place == 0)
            canvas.text(
                canvas.right, middle + 3.5, _shown(measure, value), style.SMALL, align="right"
            )
            y += row
        y += 2
    canvas.across(
        scale, ticks(scale.low, scale.high, 4), top, y, lambda value: _shown(measure, value)
    )
    y = names.key(canvas, y + 30, "Solid and bold: the base option.")
    drawing = canvas.finish(y)

    last = order.iloc[-1]
    least = naming.name(package, last["choice"])
    finding = (
        f"The choice that moves the shift most is “{what}”: medians of its options lie {size} "
        f"apart; “{least}” moves it least. "
        + (
            "Some options change the sign in part of the specifications."
            if flips
            else "No option changes the sign in any specification."
        )
    )
    reading = (
        "Each dot is the median shift over all specifications that take an option; the grey band "
        "spans the options of one choice. These are choices, not samples: there is no interval."
    )
    alt = (
        f"Dots by choice and option{', in' + unit if unit else ''}. {finding} Medians run from "
        f"{_shown(measure, low)} to {_shown(measure, high)}."
    )
    return figure.make("influence", drawing, finding, reading, influence, alt, "", table)


_TESTS = {
    "statement": ("passages", "o", True, "solid"),
    "statement-chi-square": ("passages, χ²", "s", True, "dashed"),
    "paragraph": ("paragraphs", "^", False, "solid"),
    "document": ("documents", "D", True, "dotted"),
}
_SPARE = [("h", False, "dashdot"), ("v", True, "dashed"), ("P", False, "solid")]


def false_positives(package: Any, frame: pd.DataFrame, table: str = "false-positives") -> Figure:
    """How often each test is wrong when nothing shifts, by the likeness within a document.

    frame: of `calibration.false_positives`.
    """
    del package
    nominal = float(frame["nominal"].iloc[0])
    tests = list(dict.fromkeys(frame["test"]))
    looks = {
        test: _TESTS.get(test) or (test, *_SPARE[place % len(_SPARE)])
        for place, test in enumerate(tests)
    }
    at_most = frame.groupby("test", sort=False)["rate"].max()
    high_test, low_test = at_most.idxmax(), at_most.idxmin()
    title = (
        f"Where nothing shifts, false alarms reach {wording.percent(at_most[high_test])} "
        f"({looks[high_test][0]})"
    )
    if high_test != low_test:
        title += f" but at most {wording.percent(at_most[low_test])} ({looks[low_test][0]})"
    canvas = Canvas(title, f"False alarms of a nominal {wording.percent(nominal)} test")
    left, right = canvas.left + 34, canvas.right - 92
    top, bottom = canvas.y + 4, canvas.y + 204
    high = min(1.0, float((frame["rate"] + 2 * frame["error"]).max()) * 1.05)
    up = Scale(0, high, bottom, top)
    levels = sorted(frame["correlation"].unique())
    across = Scale(levels[0], levels[-1], left + 12, right - 8)
    canvas.up(up, ticks(0, high, 5), left, right, wording.percent)
    canvas.line([left, right], [up(nominal)] * 2, colours.INK, 1.2, "dashed")
    ends = []
    for number, test in enumerate(tests):
        name, marker, filled, dashes = looks[test]
        rows = frame[frame["test"] == test].sort_values("correlation")
        # Side by side, so that no interval hides another.
        shift = (number - (len(tests) - 1) / 2) * 3.0
        xs = [across(value) + shift for value in rows["correlation"]]
        color = colours.INK if number % 2 == 0 else colours.NEUTRAL
        canvas.line(xs, [up(value) for value in rows["rate"]], color, 1.6, dashes)
        for x, row in zip(xs, rows.itertuples(), strict=True):
            canvas.interval(
                up.inside(row.rate - 1.96 * row.error),
                up.inside(row.rate + 1.96 * row.error),
                x,
                color,
                True,
            )
            canvas.mark(x, up(row.rate), marker, color, 8, filled)
        ends.append((up(rows["rate"].iloc[-1]), name, xs[-1], color, marker, filled))
    ends.sort(key=lambda one: one[0])
    spots = apart([end[0] - 6 for end in ends], [14.0] * len(ends), top - 10)
    for spot, (_, name, _, color, marker, filled) in zip(spots, ends, strict=True):
        canvas.mark(right + 8, spot + 6, marker, color, 8, filled)
        canvas.text(right + 16, spot + 9.5, name, style.SMALL)
    for value in levels:
        canvas.text(
            across(value), bottom + 13, f"{value:g}", style.SMALL, colours.MUTED, align="center"
        )
    y = canvas.paragraph(
        canvas.left,
        bottom + 29,
        "Likeness of passages within a document (intra-document correlation)",
        size=style.SMALL,
        color=colours.MUTED,
    )
    y = names.key(canvas, y, f"Dashed line: the {wording.percent(nominal)} that the test promises.")
    drawing = canvas.finish(y)

    told = "; ".join(f"{looks[test][0]} up to {wording.percent(at_most[test])}" for test in tests)
    finding = (
        f"Rates of false alarm where nothing shifts, at a nominal {wording.percent(nominal)}: "
        f"{told}."
    )
    reading = (
        "Each mark is the share of simulated corpora without any shift in which a test "
        "nevertheless "
        "finds one; the name says what the test exchanges between phases. Thick lines are 95% "
        "intervals of the simulation."
    )
    alt = f"Lines that rise with the likeness of passages within a document. {finding}"
    if not (at_most > 2 * nominal).any():
        alt = f"Lines by likeness of passages within a document. {finding}"
    return figure.make("false-positives", drawing, finding, reading, frame, alt, "", table)


_INTERVALS = {"bootstrap": ("o", True), "posterior": ("s", False)}


def coverage(package: Any, frame: pd.DataFrame, table: str = "coverage") -> Figure:
    """How often the intervals hold the truth, by quantity and likeness of passages.

    frame: of `calibration.coverage`.
    """
    del package
    nominal = float(frame["nominal"].iloc[0])
    quantities = list(dict.fromkeys(frame["quantity"]))
    kinds = list(dict.fromkeys(frame["interval"]))
    worst = frame.loc[frame["coverage"].idxmin()]
    reached = frame[frame["coverage"] + 1.96 * frame["error"] >= nominal]
    title = (
        f"Intervals that promise {wording.percent(nominal)} hold the truth in "
        f"{wording.percent(frame['coverage'].min())} to {wording.percent(frame['coverage'].max())}"
    )
    canvas = Canvas(title, "Share of simulated corpora whose interval holds the truth")
    label = 136.0
    low = float(np.floor((frame["coverage"] - 2 * frame["error"]).min() * 10) / 10)
    scale = Scale(max(low, 0), 1, canvas.left + label, canvas.right - 10)
    x = canvas.left
    y = canvas.y + 2
    for kind in kinds:
        marker, filled = _INTERVALS.get(kind, ("D", True))
        canvas.mark(x + 5, y - 3.5, marker, colours.INK, 8.5, filled)
        canvas.text(x + 14, y, kind, style.SMALL)
        x += 26 + style.text_width(kind, style.SMALL)
    y += 6
    top = y
    for quantity in quantities:
        canvas.box(
            canvas.left - 6, y, canvas.right - canvas.left + 12, 15, colours.BAND, radius=4, order=0
        )
        canvas.text(
            canvas.left,
            y + 11,
            _QUANTITIES.get(quantity, names.upper(str(quantity))),
            style.SMALL,
            colours.MUTED,
            "bold",
        )
        y += 16
        rows = frame[frame["quantity"] == quantity]
        for within, between in dict.fromkeys(
            zip(rows["within_paragraph"], rows["between_documents"], strict=True)
        ):
            here = rows[
                (rows["within_paragraph"] == within) & (rows["between_documents"] == between)
            ]
            told = f"within {within:g}" + (f", between {between:g}" if between else "")
            canvas.text(canvas.left + 6, y + 11, told, style.SMALL)
            for number, row in enumerate(here.itertuples()):
                marker, filled = _INTERVALS.get(row.interval, ("D", True))
                at = y + 7.5 + (number - (len(here) - 1) / 2) * 5
                canvas.interval(
                    scale.inside(row.coverage - 1.96 * row.error),
                    scale.inside(row.coverage + 1.96 * row.error),
                    at,
                    colours.NEUTRAL,
                )
                canvas.mark(scale.inside(row.coverage), at, marker, colours.INK, 7, filled)
            y += 15.5
        y += 2
    canvas.across(scale, ticks(scale.low, 1, 5), top, y, wording.percent, strong=None)
    canvas.line([scale(nominal)] * 2, [top, y], colours.INK, 1.2, "dashed")
    y = names.key(
        canvas,
        y + 30,
        f"Dashed: the {wording.percent(nominal)} that is promised. Within: "
        "likeness of the passages of a paragraph; between: of a document.",
    )
    drawing = canvas.finish(y)

    means = frame.groupby("interval", sort=False)["coverage"].mean()
    told = "; ".join(f"{kind} {wording.percent(means[kind])} on average" for kind in kinds)
    finding = (
        f"Of {len(frame)} settings, {len(reached)} reach the promised {wording.percent(nominal)} "
        f"within the error of the simulation; {told}. Lowest: {worst['interval']} for "
        f"{names.lower(_QUANTITIES.get(worst['quantity'], str(worst['quantity'])))}, "
        f"{wording.percent(worst['coverage'])}."
    )
    reading = (
        "Each mark is the share of simulated corpora whose interval holds the truth that they were "
        "drawn from. Thick lines are 95% intervals of the simulation. Left of the dashed line, an "
        "interval is too narrow."
    )
    alt = f"Dots by quantity and setting. {finding}"
    return figure.make("coverage", drawing, finding, reading, frame, alt, "", table)
