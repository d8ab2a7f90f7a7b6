"""How far did the balance of the two poles move, when, and carried by what?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure
from themeshift.markup import escape

_MEASURES = {
    "balance": "Balance: share of {destination} minus share of {origin}, in points",
    "theta": "Log position θ of {destination} against {origin}",
}


def _ordered(package: Any, positions: pd.DataFrame) -> pd.DataFrame:
    phases = names.data_order(package, positions)
    return positions.set_index("phase_id", drop=False).loc[phases]


def _whole_points(value: float) -> str:
    return wording.signed(100 * value, 0)


def _told(package: Any, rows: pd.DataFrame) -> str:
    """What both poles' shares do from the first phase to the last."""
    parts = []
    for pole in names.POLES:
        start, end = rows[pole].iloc[0], rows[pole].iloc[-1]
        parts.append(
            f"{names.pole(package, pole)} from {wording.percent(start)} to {wording.percent(end)}"
        )
    return " and ".join(parts)


def hero(
    package: Any,
    positions: pd.DataFrame,
    salience: pd.DataFrame | None = None,
    table: str = "positions",
) -> Figure:
    """The whole shift at once: a bar to the left for one pole, to the right for the other.

    positions: the frame of `shift.positions`. salience: the frame of `salience.salience`, for the
    split of each bar by theme. table: name of the result that holds the numbers.
    """
    rows = _ordered(package, positions)
    table_of_phases = names.phases(package)
    catalogue = names.themes(package)
    left_row, right_row = (names.pole_row(package, pole) for pole in names.POLES)
    first, last = rows.index[0], rows.index[-1]
    canvas = Canvas(_headline(package, rows), "Share of the words of each phase")
    reach = float(rows[["origin", "destination", "origin_high", "destination_high"]].max().max())
    middle = style.WIDTH / 2
    half = middle - canvas.left - 8
    bar = Scale(0, max(reach, 0.05), 0, half)
    sides = (("origin", -1, "right", left_row), ("destination", 1, "left", right_row))
    y = canvas.y + 8
    y = 4 + max(
        canvas.paragraph(
            middle + 8 * side,
            y,
            names.upper(names.pole(package, pole)),
            half,
            11.5,
            row["text"],
            "bold",
            align,
        )
        for pole, side, align, row in sides
    )
    top = y - 10
    height, number = 24.0, 16.0
    for row in rows.itertuples():
        day = wording.day(*table_of_phases.loc[row.phase_id, ["date_earliest", "date_latest"]])
        name = names.upper(names.phase(package, row.phase_id))
        canvas.box(middle - 90, y - 8, 180, 30, fill=colours.PAPER, order=1.6)
        canvas.text(middle, y + 5, name, 11, weight="bold", align="center")
        canvas.text(middle, y + 18, day, style.SMALL, colours.MUTED, align="center")
        y += 25
        below = y + height + 9
        ends = [below]
        for pole, side, align, pole_kind in sides:
            value = getattr(row, pole)
            parts = _parts(package, salience, row.phase_id, pole, value)
            start = 0.0
            for theme, part in parts:
                begin, end = bar(start), bar(start + part)
                width = max(end - begin - (0.8 if len(parts) > 1 else 0), 0)
                canvas.box(
                    middle + (begin if side > 0 else -begin - width),
                    y,
                    width,
                    height,
                    fill=catalogue.loc[theme, "mark"],
                    order=1.2,
                )
                start += part
            bounds = (getattr(row, f"{pole}_{end}") for end in ("low", "high"))
            canvas.interval(
                *sorted(middle + side * bar(bound) for bound in bounds),
                y + height + 4,
                pole_kind["mark"],
            )
            shown = wording.percent(value)
            room = half - style.text_width(shown, number, "bold")
            canvas.text(
                middle + side * min(bar(value) + 6, room),
                y + height / 2 + 5.8,
                shown,
                number,
                pole_kind["text"],
                "bold",
                align,
            )
            if len(parts) > 1:
                told = " · ".join(
                    f"{names.theme(package, theme)} {wording.percent(part).removesuffix('%')}"
                    for theme, part in parts
                )
                ends.append(
                    canvas.paragraph(
                        middle + side * 6,
                        below + style.SMALL,
                        told,
                        half + 4,
                        style.SMALL,
                        colours.MUTED,
                        align=align,
                    )
                )
        y = max(ends) + 8
    bottom = y - 14
    canvas.line([middle, middle], [top, bottom], colours.NEUTRAL, 1.0, order=1.5)
    drawing = canvas.finish(bottom + 8)

    finding = (
        f"From {names.the_phase(package, first)} to {names.the_phase(package, last)}, the share of "
        f"the words moves: {_told(package, rows)}."
    )
    reading = (
        f"Bars to the left: {escape(names.pole(package, 'origin'))}; to the right: "
        f"{escape(names.pole(package, 'destination'))}; the rest of each text speaks of other "
        "things. The line below a bar is the 95% bootstrap interval of its length (paragraphs "
        "redrawn within each document)."
    )
    steps = "; ".join(
        f"{names.phase(package, row.phase_id)} {wording.percent(row.origin)} against "
        f"{wording.percent(row.destination)}"
        for row in rows.itertuples()
    )
    alt = (
        f"Bars to two sides, one pair per phase: share of words on {names.pole(package, 'origin')} "
        f"against {names.pole(package, 'destination')}. {names.upper(steps)}."
    )
    return figure.make("hero", drawing, finding, reading, positions, alt, "", table)


def _headline(package: Any, rows: pd.DataFrame) -> str:
    origin, destination = (names.pole(package, pole) for pole in names.POLES)
    before = rows["destination"] - rows["origin"]
    first, last = names.the_phase(package, rows.index[0]), names.the_phase(package, rows.index[-1])
    if before.iloc[0] < 0 < before.iloc[-1]:
        return names.upper(f"{origin} led in {first}; in {last}, more is said of {destination}")
    if before.iloc[-1] < 0 < before.iloc[0]:
        return names.upper(f"{destination} led in {first}; in {last}, more is said of {origin}")
    leading = origin if before.iloc[-1] < 0 else destination
    change = before.iloc[-1] - before.iloc[0]
    if abs(change) < 0.005:
        return names.upper(f"{leading} stay ahead, as far as in {first}")
    ahead = "further" if change * before.iloc[-1] > 0 else "less far"
    return names.upper(f"{leading} stay ahead, {ahead} in {last} than in {first}")


def _parts(
    package: Any, salience: pd.DataFrame | None, phase_id: str, pole: str, whole: float
) -> list[tuple[str, float]]:
    """A pole's share in a phase, by theme."""
    members = names.pole_themes(package, pole)
    if salience is None:
        return [(members[0], whole)]
    rows = salience[salience["phase_id"] == phase_id].set_index("theme")["share"]
    return [(theme, float(rows.get(theme, 0.0))) for theme in members]


def _days(package: Any, phases: list[str]) -> pd.DataFrame:
    """First and last possible day of each phase as ordinals, and their middle."""
    table = names.phases(package).loc[phases]
    first = table["date_earliest"].map(pd.Timestamp.toordinal).astype(float)
    last = table["date_latest"].map(pd.Timestamp.toordinal).astype(float)
    return pd.DataFrame({"first": first, "last": last, "middle": (first + last) / 2})


def year_scale(first: float, last: float, start: float, stop: float) -> tuple[Scale, list[int]]:
    """A time axis from ordinals, with the years whose first day lies on it."""
    room = max((last - first) * 0.06, 40)
    low, high = first - room, last + room
    ends = [pd.Timestamp.fromordinal(int(day)).year for day in (low, high)]
    years = [
        year
        for year in range(ends[0], ends[1] + 1)
        if low <= pd.Timestamp(year, 1, 1).toordinal() <= high
    ]
    return Scale(low, high, start, stop), years


def balance(
    package: Any,
    positions: pd.DataFrame,
    measure: str = "balance",
    table: str = "positions",
) -> Figure:
    """Shares of the poles (above) and their balance (below) on a real time axis.

    positions: the frame of `shift.positions`. measure: "balance" (difference of shares) or
    "theta" (log position). A phase without a day is drawn over all the time that it may lie in.
    """
    if measure not in _MEASURES:
        raise ValueError(f"measure is {measure!r}, expected one of {', '.join(_MEASURES)}")
    rows = _ordered(package, positions)
    days = _days(package, list(rows.index))
    origin, destination = (names.pole(package, pole) for pole in names.POLES)
    first, last = rows.index[0], rows.index[-1]
    show = _whole_points if measure == "balance" else wording.signed
    start, end = rows[measure].iloc[0], rows[measure].iloc[-1]
    word = "balance" if measure == "balance" else "log position"
    if show(start) == show(end):
        told = f"the {word} stays at {show(start)}"
    else:
        told = f"the {word} moves from {show(start)} to {show(end)}"
    if measure == "balance":
        told += " points"
    if show(start) != show(end):
        told += f", towards {destination if end > start else origin}"
    canvas = Canvas(names.upper(told), "Share of the words, by pole")
    left, right = canvas.left + 34, canvas.right - 4
    across, years = year_scale(days["first"].min(), days["last"].max(), left, right)

    y = canvas.y
    for pole in names.POLES:
        kind = names.pole_row(package, pole)
        canvas.line(
            [canvas.left, canvas.left + 24], [y - 3, y - 3], kind["mark"], 1.8, _line_of(pole)
        )
        canvas.mark(canvas.left + 12, y - 3, kind["marker"], kind["mark"], 8)
        y = canvas.paragraph(
            canvas.left + 30,
            y,
            names.upper(names.pole(package, pole)),
            color=kind["text"],
            weight="bold",
        )
    top, bottom = y + 2, y + 142
    reach = float(
        rows[
            [
                "origin_high",
                "destination_high",
                "origin_posterior_high",
                "destination_posterior_high",
            ]
        ]
        .max()
        .max()
    )
    up = Scale(0, max(0.1, min(1.0, reach * 1.02)), bottom, top)
    canvas.up(up, ticks(0, up.high, 4), left, right, wording.percent)
    width = right - left
    for pole, shift in (("origin", -1.0), ("destination", 1.0)):
        kind = names.pole_row(package, pole)
        aside = shift * min(3.2, width / 60)
        xs = [across(day) + aside for day in days["middle"]]
        canvas.line(xs, [up(value) for value in rows[pole]], kind["mark"], 1.8, _line_of(pole))
        for x, row in zip(xs, rows.to_dict("records"), strict=True):
            canvas.posterior(
                up.inside(row[f"{pole}_posterior_low"]),
                up.inside(row[f"{pole}_posterior_high"]),
                x,
                kind["mark"],
                True,
            )
            canvas.interval(
                up.inside(row[f"{pole}_low"]), up.inside(row[f"{pole}_high"]), x, kind["mark"], True
            )
            canvas.mark(x, up(row[pole]), kind["marker"], kind["mark"], 9)

    heading = _MEASURES[measure].format(origin=origin, destination=destination)
    y = canvas.paragraph(canvas.left, bottom + 34, heading, color=colours.MUTED)
    lower_top, lower_bottom = y + 8, y + 160
    columns = [
        f"{measure}{ending}"
        for ending in ("", "_low", "_high", "_posterior_low", "_posterior_high")
    ]
    lows, highs = float(rows[columns].min().min()), float(rows[columns].max().max())
    room = 0.04 * max(highs - lows, 1e-6)
    down = Scale(min(lows - room, 0), max(highs + room, 0), lower_bottom, lower_top)
    label = _whole_points if measure == "balance" else (lambda value: wording.signed(value, 0))
    canvas.up(down, ticks(down.low, down.high, 5), left, right, label)
    xs = [across(day) for day in days["middle"]]
    canvas.line(xs, [down(value) for value in rows[measure]], colours.INK, 1.8)
    drawn = zip(xs, rows.to_dict("records"), days.itertuples(), strict=True)
    ends, height = float("-inf"), float("-inf")  # of the label before
    for place, (x, row, span) in enumerate(drawn):
        canvas.posterior(
            down(row[f"{measure}_posterior_low"]),
            down(row[f"{measure}_posterior_high"]),
            x,
            colours.INK,
            True,
        )
        canvas.interval(
            down(row[f"{measure}_low"]), down(row[f"{measure}_high"]), x, colours.INK, True
        )
        if span.last > span.first:
            at = down(row[measure])
            canvas.line(
                [across(span.first), across(span.last)], [at, at], colours.INK, 1.0, "dotted"
            )
        canvas.mark(x, down(row[measure]), "o", colours.INK, 9)
        # A label stands right of its dot, on the side that the line leaves free.
        follows = rows[measure].iloc[place + 1] if place + 1 < len(rows) else None
        rising = follows is not None and follows > row[measure]
        wide = style.text_width(show(row[measure]), style.BODY, "bold")
        starts = x + 7 if follows is not None else x - 7 - wide
        above, below = down(row[measure]) - 6, down(row[measure]) + 14
        level = below if rising else above
        if starts < ends + 2 and abs(level - height) < 1.2 * style.BODY:
            level = above if rising else below  # the label before is in the way
        ends, height = starts + wide, level
        canvas.text(
            x + (7 if follows is not None else -7),
            level,
            show(row[measure]),
            weight="bold",
            align="left" if follows is not None else "right",
        )
    apart = across(366) - across(0)
    every = 1 + int((style.text_width("2000", style.SMALL) + 3) // apart)
    for year in years[::every]:
        x = across(pd.Timestamp(year, 1, 1).toordinal())
        for low, high in ((top, bottom), (lower_top, lower_bottom)):
            canvas.line([x, x], [low, high], colours.GRID, 0.9, order=0.5)
        canvas.text(x, lower_bottom + 13, str(year), style.SMALL, colours.MUTED, align="center")
        canvas.text(x, bottom + 13, str(year), style.SMALL, colours.MUTED, align="center")
    y = lower_bottom + 26
    if down.low < 0 < down.high:
        tips = f"Above zero: more words for {destination}; below: for {origin}."
        y = names.key(canvas, y, tips)
    undated = [phase for phase in rows.index if days.loc[phase, "last"] > days.loc[phase, "first"]]
    if undated:
        y = names.key(
            canvas,
            y,
            f"Dotted: {wording.listing(names.the_phase(package, phase) for phase in undated)} "
            f"{'bears' if len(undated) == 1 else 'bear'} no day; it may lie anywhere on the dots."
            if len(undated) == 1
            else f"Dotted: {wording.listing(names.the_phase(package, phase) for phase in undated)} "
            "bear no day; each may lie anywhere on its dots.",
        )
    drawing = canvas.finish(y + 2)

    crossing = _crossing(package, rows)
    finding = (
        f"From {names.the_phase(package, first)} to {names.the_phase(package, last)}, {told}. "
        f"{crossing}"
    ).strip()
    below = names.lower(_MEASURES[measure].format(origin=origin, destination=destination))
    reading = (
        f"Above: the share of the words of each pole; below: {escape(below)}. {figure.INTERVALS}"
    )
    values = "; ".join(
        f"{names.phase(package, row['phase_id'])} {show(row[measure])}"
        for row in rows.to_dict("records")
    )
    unit = " (points)" if measure == "balance" else ""
    alt = (
        f"Lines on a time axis: shares of {origin} and of {destination}, and below them the "
        f"{word}{unit}: {values}. {crossing}"
    )
    name = "balance" if measure == "balance" else "balance-theta"
    return figure.make(name, drawing, finding, reading, positions, alt, "", table)


def _line_of(pole: str) -> str:
    return "solid" if pole == "origin" else "dashed"


def _crossing(package: Any, rows: pd.DataFrame) -> str:
    """Where the balance changes sides, and whether its intervals leave out zero."""
    signs = np.sign(rows["balance"].to_numpy())
    turns = [place for place in range(1, len(signs)) if signs[place] * signs[place - 1] < 0]
    parts = []
    for place in turns:
        leading = names.pole(package, "destination" if signs[place] > 0 else "origin")
        parts.append(f"{leading} lead from {names.the_phase(package, rows.index[place])} on")
    if len(turns) > 1:
        parts = [f"the lead changes {wording.count(len(turns), 'time')}"]
    clear = rows[(rows["balance_low"] > 0) | (rows["balance_high"] < 0)]
    even = [names.the_phase(package, phase) for phase in rows.index if phase not in clear.index]
    if even:
        parts.append(
            f"for {wording.listing(even)} the bootstrap interval of the balance includes zero"
        )
    return names.upper("; ".join(parts)) + "." if parts else ""


def decomposition(
    package: Any,
    decomposition: pd.DataFrame,
    positions: pd.DataFrame | None = None,
    table: str = "decomposition",
) -> Figure:
    """What each pole theme adds to the shift of the balance, step by step, as a waterfall.

    decomposition: the frame of `shift.decomposition`. positions: the frame of `shift.positions`;
    with it the waterfall starts from the first phase's balance, else from zero.
    """
    steps = decomposition[decomposition["scope"] == "step"]
    pairs = list(dict.fromkeys(zip(steps["from_phase"], steps["to_phase"], strict=True)))
    catalogue = names.themes(package)
    total = float(steps["contribution"].sum())
    by_theme = steps.groupby("theme")["contribution"].sum()
    by_step = [
        float(steps.loc[steps["to_phase"] == after, "contribution"].sum()) for _, after in pairs
    ]
    most = by_theme.abs().idxmax()
    largest = int(np.argmax(np.abs(by_step)))
    begin = 0.0
    if positions is not None:
        begin = float(positions.set_index("phase_id").loc[pairs[0][0], "balance"])
    lows = [begin + 0.0]
    highs = [begin + 0.0]
    level = begin
    for row in steps.itertuples():
        lows += [level + min(row.low, row.contribution)]
        highs += [level + max(row.high, row.contribution)]
        level += row.contribution
    step_from, step_to = (names.the_phase(package, phase) for phase in pairs[largest])
    title = (
        f"The balance moves {_whole_points(total)} points, most of it "
        if _same_sign(by_step) and abs(by_step[largest]) > abs(total) / 2
        else f"The balance moves {_whole_points(total)} points, the largest step "
    ) + f"from {step_from} to {step_to}"
    drawn = "Balance" if positions is not None else "Change of the balance since the first phase"
    canvas = Canvas(title, f"{drawn}, in points; each bar is what a theme adds in a step")
    left = canvas.left + 104
    scale = Scale(min(lows), max(highs), left, canvas.right - 40)
    y = canvas.y + 2
    top = y
    row_height = 20.0

    def level_row(phase: str, value: float) -> None:
        canvas.box(
            canvas.left - 6,
            y,
            canvas.right - canvas.left + 12,
            row_height,
            fill=colours.BAND,
            radius=4,
            order=0,
        )
        canvas.text(canvas.left, y + 14, names.upper(names.phase(package, phase)), weight="bold")
        canvas.mark(scale(value), y + row_height / 2, "o", colours.INK, 8.5)
        canvas.text(canvas.right, y + 14, _whole_points(value), weight="bold", align="right")

    level = begin
    level_row(pairs[0][0], level)
    y += row_height + 2
    for before, after in pairs:
        here = steps[(steps["from_phase"] == before) & (steps["to_phase"] == after)]
        for row in here.itertuples():
            kind = catalogue.loc[row.theme]
            start, end = scale(level), scale(level + row.contribution)
            middle = y + row_height / 2
            canvas.text(canvas.left + 10, y + 14, kind["short_label"], color=kind["text"])
            canvas.box(
                min(start, end),
                y + 4,
                max(abs(end - start), 1.2),
                row_height - 8,
                fill=kind["mark"],
                order=2,
            )
            canvas.interval(scale(level + row.low), scale(level + row.high), middle, colours.INK)
            canvas.line([end, end], [y + 4, y + row_height + 4], colours.NEUTRAL, 0.9, order=1)
            canvas.text(canvas.right, y + 14, _whole_points(row.contribution), align="right")
            level += row.contribution
            y += row_height
        y += 2
        level_row(after, level)
        y += row_height + 2
    values = ticks(scale.low, scale.high, 4)
    canvas.across(scale, values, top, y, _whole_points)
    drawing = canvas.finish(y + 20)

    finding = (
        f"The balance of the poles moves by {wording.signed_points(total)} over all steps; "
        f"{names.theme_in_words(package, most)} adds most "
        f"({wording.signed_points(by_theme[most])}), and the largest step lies between {step_from} "
        f"and {step_to} ({wording.signed_points(by_step[largest])})."
    )
    reading = (
        "A fall of an origin theme and a rise of a destination theme both push the balance to the "
        "right. The line across a bar is the 95% bootstrap interval of its contribution, "
        "drawn from "
        "where the bar starts."
    )
    alt = (
        f"Waterfall of the balance. {finding} By theme: "
        + "; ".join(
            f"{names.theme_in_words(package, theme)} {_whole_points(by_theme[theme])}"
            for theme in catalogue.index
            if theme in by_theme.index
        )
        + "."
    )
    return figure.make("decomposition", drawing, finding, reading, decomposition, alt, "", table)


def _same_sign(values: list[float]) -> bool:
    return all(value >= 0 for value in values) or all(value <= 0 for value in values)
