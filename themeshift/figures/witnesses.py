"""What do other witnesses say: the official architecture, the dictionary, a second coding?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from themeshift import codebook, colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure
from themeshift.markup import escape

_BASES = {
    "framework": ("s", "framework (axes, themes or strands)"),
    "work": ("D", "work (projects, actions, work lines)"),
}


def structure_against_text(
    package: Any, beside: pd.DataFrame, table: str = "architecture"
) -> Figure:
    """Shares of the pole themes in the official architecture, beside their shares of the text.

    beside: the frame of `architecture.beside`.
    """
    catalogue = names.themes(package)
    phases = names.data_order(package, beside)
    bases = [basis for basis in _BASES if basis in set(beside["basis"])]
    bases += [basis for basis in dict.fromkeys(beside["basis"]) if basis not in _BASES]
    looks = {basis: _BASES.get(basis, ("^", basis)) for basis in bases}
    # A phase of which no architecture is recorded has no share, which is not a share of zero.
    built = [
        phase for phase in phases if beside[beside["phase_id"] == phase]["share"].notna().any()
    ]
    ends = (built or phases)[0], (built or phases)[-1]
    official = beside.groupby(["basis", "phase_id", "pole"])["share"].sum()
    text = beside[beside["basis"] == bases[0]].groupby(["phase_id", "pole"])["text_share"].sum()

    def balance(values: pd.Series, phase: str) -> float:
        return float(values[phase].get("destination", 0) - values[phase].get("origin", 0))

    text_change = balance(text, ends[-1]) - balance(text, ends[0])
    changes = {
        basis: balance(official[basis], ends[-1]) - balance(official[basis], ends[0])
        for basis in bases
    }
    agree = [basis for basis in bases if changes[basis] * text_change > 0]
    if len(agree) == len(bases):
        title = "The official architecture shifts the same way as the text"
    elif agree:
        title = (
            f"Of the official architecture, only the {' and '.join(agree)} shifts as the text does"
        )
    else:
        title = "The official architecture does not shift as the text does"
    canvas = Canvas(title, "Share of the words (disc, with interval) and of the official items")
    y = canvas.y
    for marker, told in (("o", "text"), *looks.values()):
        canvas.mark(canvas.left + 5, y - 3.5, marker, colours.INK, 8.5, filled=marker == "o")
        canvas.text(canvas.left + 14, y, told, style.SMALL)
        y += 13
    themes = [theme for pole in names.POLES for theme in names.pole_themes(package, pole)]
    rows = beside[beside["theme"].isin(themes)]
    label = 104.0
    high = min(1.0, float(rows[["share", "text_share", "high"]].max().max()) * 1.03)
    scale = Scale(0, max(high, 0.1), canvas.left + label, canvas.right - 12)
    y -= 4
    start = y
    for theme in themes:
        kind = catalogue.loc[theme]
        canvas.box(
            canvas.left - 6, y, canvas.right - canvas.left + 12, 16, colours.BAND, radius=4, order=0
        )
        canvas.text(canvas.left, y + 11.5, kind["short_label"], color=kind["text"], weight="bold")
        y += 18
        for phase in phases:
            here = rows[(rows["theme"] == theme) & (rows["phase_id"] == phase)]
            middle = y + 9
            canvas.text(
                canvas.left + 6, middle + 3.6, names.upper(names.phase(package, phase)), style.SMALL
            )
            if len(here):
                one = here.iloc[0]
                canvas.interval(
                    scale.inside(one["low"]), scale.inside(one["high"]), middle, kind["mark"]
                )
                canvas.mark(scale(one["text_share"]), middle, "o", kind["mark"], 8.5)
            for basis in bases:
                value = here[(here["basis"] == basis) & here["share"].notna()]
                if len(value):
                    shift = -5.5 if basis == bases[0] else 5.5
                    canvas.mark(
                        scale(float(value["share"].iloc[0])),
                        middle + shift,
                        looks[basis][0],
                        colours.INK,
                        7.5,
                        filled=False,
                    )
            y += 18
        y += 3
    canvas.across(scale, ticks(0, scale.high, 5), start, y, wording.percent)
    drawing = canvas.finish(y + 22)

    told = []
    for basis in bases:
        told.append(
            f"{basis}: {wording.percent(official[basis][ends[0]].get('destination', 0))} to "
            f"{wording.percent(official[basis][ends[-1]].get('destination', 0))}"
        )
    destination = names.pole(package, "destination")
    finding = (
        f"{title}: from {names.the_phase(package, ends[0])} to "
        f"{names.the_phase(package, ends[-1])}, {destination} go from "
        f"{wording.percent(text[ends[0]].get('destination', 0))} to "
        f"{wording.percent(text[ends[-1]].get('destination', 0))} of the words and, of the "
        "official "
        f"items, {'; '.join(told)}."
    )
    reading = (
        "Discs are shares of the words, as elsewhere in the book, with 95% bootstrap intervals; "
        "hollow squares and diamonds are shares of the official items, each item counted once. "
        "Official items are few, so their shares move in large steps and have no interval."
    )
    alt = f"Dots by theme and phase. {finding}"
    return figure.make("structure-against-text", drawing, finding, reading, beside, alt, "", table)


def dictionary_scores(
    package: Any, scores: pd.DataFrame, table: str = "dictionary-scores"
) -> Figure:
    """Precision, recall and F1 of the dictionary against the hand codes, with intervals.

    scores: the frame of `codebook.scores`.
    """
    catalogue = names.themes(package)
    by_theme = scores[scores["scope"] == "theme"].set_index("theme")
    order = [theme for theme in catalogue.index if theme in by_theme.index]
    others = scores[scores["scope"] != "theme"]
    argued = by_theme.drop(names.NONE, errors="ignore")
    best, worst = argued["f1"].idxmax(), argued["f1"].idxmin()
    title = (
        f"The dictionary finds {names.theme_in_words(package, best)} best (F1 "
        f"{wording.number(argued.loc[best, 'f1'], 2)}), "
        f"{names.theme_in_words(package, worst)} worst "
        f"({wording.number(argued.loc[worst, 'f1'], 2)})"
    )
    canvas = Canvas(title, "Dictionary against hand codes, from 0 to 1")
    measures = ("precision", "recall", "f1")
    label, gap = 104.0, 10.0
    width = (canvas.right - canvas.left - label - 2 * gap - 4) / 3
    starts = [canvas.left + label + place * (width + gap) for place in range(3)]
    y = canvas.y + 6
    for x, name in zip(starts, ("Precision", "Recall", "F1"), strict=True):
        canvas.text(x, y, name, style.SMALL, colours.MUTED, "bold")
    y += 5
    top = y
    lines: list[tuple[str, Any, Any]] = [
        (catalogue.loc[theme, "short_label"], by_theme.loc[theme], catalogue.loc[theme])
        for theme in order
    ]
    lines += [(f"All ({row['scope']})", row, None) for _, row in others.iterrows()]
    for name, row, kind in lines:
        middle = y + 12
        color = kind["mark"] if kind is not None else colours.INK
        canvas.text(
            canvas.left,
            middle + 3.8,
            name,
            color=kind["text"] if kind is not None else colours.INK,
            weight="normal" if kind is not None else "bold",
        )
        for x, measure in zip(starts, measures, strict=True):
            if pd.isna(row[measure]):
                canvas.text(x + width / 2, middle + 3.8, wording.MISSING, align="center")
                continue
            scale = Scale(0, 1, x, x + width)
            canvas.interval(
                scale(row[f"{measure}_low"]), scale(row[f"{measure}_high"]), middle, color
            )
            canvas.mark(
                scale(row[measure]), middle, kind["marker"] if kind is not None else "o", color, 8.5
            )
        y += 23
    for x in starts:
        canvas.across(
            Scale(0, 1, x, x + width),
            [0, 0.5, 1],
            top,
            y,
            lambda value: {0: "", 0.5: ".5", 1: "1"}[value],
        )
    drawing = canvas.finish(y + 22)

    micro = others[others["scope"] == "micro"]
    whole = (
        f" Over all themes, F1 is {wording.number(micro['f1'].iloc[0], 2)}." if len(micro) else ""
    )
    finding = f"{title}.{whole}"
    reading = (
        "Precision: of the passages to which the dictionary gives a theme, the part that the "
        "hand gives "
        "it too; recall: the other way round; F1: their harmonic mean. Thick lines are 95% "
        "bootstrap "
        f"intervals. {escape(codebook.CAVEAT)}"
    )
    alt = f"Dots of precision, recall and F1 by theme. {finding}"
    return figure.make("dictionary-scores", drawing, finding, reading, scores, alt, "", table)


def reliability(package: Any, reliability: pd.DataFrame, table: str = "reliability") -> Figure:
    """Krippendorff's α by theme and overall, with intervals; says so where it is not measured.

    reliability: the frame of `agreement.reliability`.
    """
    catalogue = names.themes(package)
    measured = reliability[reliability["alpha"].notna()]
    overall = measured[measured["scope"] == "overall"]
    if measured.empty:
        status = names.upper(str(reliability["status"].iloc[0]))
        canvas = Canvas(status, "No agreement to draw")
        drawing = canvas.finish(canvas.y + 4)
        return figure.make(
            "reliability", drawing, f"{status}.", "", reliability, f"{status}.", "", table
        )
    title = (
        f"The codings agree with α = {wording.number(overall['alpha'].iloc[0], 2)} over all themes"
        if len(overall)
        else "Agreement of the codings, theme by theme"
    )
    canvas = Canvas(title, "Krippendorff’s α; 0 is chance, 1 full agreement")
    low = min(0.0, float(measured["low"].min()))
    scale = Scale(low, 1, canvas.left + 112, canvas.right - 40)
    y = canvas.y + 4
    top = y
    order = {theme: place for place, theme in enumerate(catalogue.index)}
    rows = measured.assign(
        place=[
            -1 if row.scope == "overall" else order.get(row.theme, 99)
            for row in measured.itertuples()
        ]
    ).sort_values("place", kind="stable")
    for row in rows.itertuples():
        middle = y + 12
        kind = catalogue.loc[row.theme] if row.theme in catalogue.index else None
        name = kind["short_label"] if kind is not None else "All themes"
        color = kind["mark"] if kind is not None else colours.INK
        canvas.text(
            canvas.left,
            middle + 3.8,
            name,
            color=kind["text"] if kind is not None else colours.INK,
            weight="normal" if kind is not None else "bold",
        )
        canvas.interval(scale(row.low), scale(row.high), middle, color)
        canvas.mark(scale(row.alpha), middle, kind["marker"] if kind is not None else "o", color, 9)
        canvas.text(canvas.right, middle + 3.8, wording.number(row.alpha, 2), align="right")
        y += 23
    canvas.across(
        scale, [value for value in (0, 0.5, 1) if value >= low], top, y, lambda value: f"{value:g}"
    )
    for value in (0.667, 0.8):
        canvas.line([scale(value)] * 2, [top, y], colours.NEUTRAL, 1.0, "dashed", order=0.7)
    y = names.key(
        canvas, y + 30, "Dashed: 0.667 and 0.8, below which Krippendorff advises caution."
    )
    drawing = canvas.finish(y)
    themed = rows[rows["scope"] == "theme"]
    finding = f"{title}."
    if len(themed):
        best, worst = themed["alpha"].idxmax(), themed["alpha"].idxmin()
        finding += (
            f" Best: {names.theme_in_words(package, themed.loc[best, 'theme'])} "
            f"({wording.number(themed.loc[best, 'alpha'], 2)}); worst: "
            f"{names.theme_in_words(package, themed.loc[worst, 'theme'])} "
            f"({wording.number(themed.loc[worst, 'alpha'], 2)})."
        )
    reading = "Thick lines are 95% bootstrap intervals over the passages that were coded twice."
    return figure.make(
        "reliability",
        drawing,
        finding,
        reading,
        reliability,
        f"Dots of agreement by theme. {finding}",
        "",
        table,
    )
