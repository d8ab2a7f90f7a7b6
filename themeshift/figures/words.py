"""Which words mark a phase, and which make two phases differ?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure
from themeshift.markup import escape

#: Words on each side of a chart.
TOP = 9


def _french(word: str) -> str:
    """A French word in MyST, marked as French where it is plain enough to be."""
    plain = word.replace("-", "").replace(" ", "").replace("'", "").replace("’", "")
    return f"{{fr}}`{word}`" if plain.isalpha() else escape(word)


def _words(package: Any, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a frame of lemmas without the names of persons, which are no vocabulary."""
    persons = package.actors.loc[package.actors["kind"] == "person", "name"]
    # A word that only a role has ("President of the committee") stays: names are capitalised.
    parts = {
        part.lower()
        for name in persons
        for word in name.split()
        if word[:1].isupper()
        for part in (word, *word.split("-"))
    }
    return frame[~frame["lemma"].isin(parts)]


def keyness(
    package: Any, keyness: pd.DataFrame, phase_id: str, top: int = TOP, table: str | None = None
) -> Figure:
    """Words that mark a phase against the others, and words that are rarer in it, with their range.

    keyness: the frame of `keyness.keyness` for the phase. Words are chosen by signed G² and drawn
    by the difference of their rates with its interval.
    """
    the_phase = names.the_phase(package, phase_id)
    ranked = _words(package, keyness).sort_values(
        ["g2", "lemma"], ascending=[False, True], kind="stable"
    )
    over = ranked[ranked["g2"] > 0].head(top)
    under = ranked[ranked["g2"] < 0].tail(top).iloc[::-1]
    texts = len(package.documents)
    chosen = wording.listing(over["lemma"].head(3)) or "none"
    title = f"What marks {the_phase}: {chosen}"
    canvas = Canvas(
        title,
        "Occurrences per thousand words, more (right) or fewer (left) than in the other phases",
    )
    rows = pd.concat([over, under])
    label, last = 112.0, 52.0
    reach = rows[["difference", "difference_low", "difference_high"]]
    # An interval that would squeeze all others is cut at twice the largest estimate.
    widest = 2.0 * float(rows["difference"].abs().max()) if len(rows) else 1.0
    scale = Scale(
        max(float(reach.min().min()), -widest) if len(rows) else -1.0,
        min(float(reach.max().max()), widest) if len(rows) else 1.0,
        canvas.left + label,
        canvas.right - last,
    )
    scale = Scale(min(scale.low, 0), max(scale.high, 0), scale.start, scale.stop)
    canvas.text(canvas.right, canvas.y + 6, "in texts", style.SMALL, colours.MUTED, align="right")
    y = canvas.y + 12
    start = y
    for heading, part, marker, filled in (
        (f"More in {the_phase}", over, "o", True),
        (f"Fewer in {the_phase}", under, "s", False),
    ):
        if part.empty:
            continue
        canvas.box(
            canvas.left - 6, y, canvas.right - canvas.left + 12, 16, colours.BAND, radius=4, order=0
        )
        canvas.text(canvas.left, y + 11.5, heading, style.SMALL, colours.MUTED, "bold")
        y += 18
        for row in part.itertuples():
            middle = y + 9
            text = row.lemma
            size = style.BODY if style.text_width(text, style.BODY) <= label - 4 else style.SMALL
            canvas.text(canvas.left, middle + 3.8, text, size)
            canvas.interval(
                scale.inside(row.difference_low),
                scale.inside(row.difference_high),
                middle,
                colours.NEUTRAL,
            )
            canvas.mark(scale(row.difference), middle, marker, colours.INK, 8.5, filled)
            canvas.text(
                canvas.right,
                middle + 3.8,
                f"{row.documents} of {texts}",
                style.SMALL,
                colours.INK if row.documents > 1 else colours.MUTED,
                align="right",
            )
            y += 18
        y += 3
    canvas.across(
        scale, ticks(scale.low, scale.high, 4), start, y, lambda value: wording.signed(value, 0)
    )
    drawing = canvas.finish(y + 22)

    single = int((rows["documents"] == 1).sum())
    words = [str(word) for word in over["lemma"].head(4)]
    rarer = [str(word) for word in under["lemma"].head(3)]
    count = wording.count(len(rows), "word")
    shown = f"{wording.cardinal(single)} of these {count}" if single else f"none of these {count}"
    clear = int(((rows["difference_low"] > 0) | (rows["difference_high"] < 0)).sum())
    rest = (
        f"; {shown} {'stand' if single != 1 else 'stands'} in a single text, and "
        f"{wording.cardinal(clear) if clear else 'none'} "
        f"{'has an interval that leaves' if clear == 1 else 'have intervals that leave'} out zero."
    )
    finding = (
        f"{names.upper(the_phase)} is marked by {wording.listing(words) or 'no word'}"
        + (f", with fewer of {wording.listing(rarer)}" if rarer else "")
        + rest
    )
    told = f"**{escape(names.upper(the_phase))} is marked by "
    told += wording.listing(_french(word) for word in words) or "no word"
    if rarer:
        told += f", with fewer of {wording.listing(_french(word) for word in rarer)}"
    told += f"{escape(rest)}**"
    reading = (
        "Words (lemmas) are chosen by signed log-likelihood G² and drawn by the difference "
        "of their "
        "rates; lines are its 95% intervals, cut at the edge of the chart. At the right, the "
        "number "
        "of texts in which a word occurs: what stands in one text may be that text's manner. "
        "Names of persons are left out."
    )
    alt = f"Dots of words by difference of rates. {finding}"
    return figure.make(
        f"keyness-{phase_id}",
        drawing,
        finding,
        reading,
        rows,
        alt,
        "",
        table or f"keyness-{phase_id}",
        told,
    )


def word_shift(
    package: Any, word_shift: pd.DataFrame, top: int = 16, table: str = "word-shift"
) -> Figure:
    """The words that contribute most to the divergence of two phases, to the side they mark.

    word_shift: the frame of `keyness.word_shift`; contributions are in bits.
    """
    rows = _words(package, word_shift).sort_values(
        ["contribution", "lemma"], ascending=[False, True], kind="stable"
    )
    rows = rows.head(top)
    texts = len(package.documents)
    total = float(word_shift["contribution"].sum())
    told = float(rows["contribution"].sum()) / total if total else 0.0
    later = rows[rows["signed"] > 0]
    earlier = rows[rows["signed"] < 0]
    leading = wording.listing(later["lemma"].head(3)) or "no word"
    title = f"Words that part the phases: towards the later, {leading}"
    canvas = Canvas(
        title,
        "Contribution to the divergence, in thousandths of a bit: left marks the "
        "earlier phase, right the later",
    )
    label, last = 112.0, 52.0
    reach = float((1000 * rows[["signed", "low", "high"]]).abs().max().max()) if len(rows) else 1.0
    widest = 2.2 * 1000 * float(rows["signed"].abs().max()) if len(rows) else 1.0
    reach = min(reach, widest)
    scale = Scale(-reach if len(earlier) else 0, reach, canvas.left + label, canvas.right - last)
    canvas.text(canvas.right, canvas.y + 6, "in texts", style.SMALL, colours.MUTED, align="right")
    y = canvas.y + 12
    start = y
    for row in rows.itertuples():
        middle = y + 9.5
        size = style.BODY if style.text_width(row.lemma) <= label - 4 else style.SMALL
        canvas.text(canvas.left, middle + 3.8, row.lemma, size)
        value = 1000 * row.signed
        begin, end = sorted((scale(0), scale(value)))
        canvas.box(begin, y + 4, max(end - begin, 0.8), 11, colours.NEUTRAL, alpha=0.55, order=1.2)
        canvas.interval(
            scale.inside(1000 * row.low), scale.inside(1000 * row.high), middle, colours.INK
        )
        canvas.mark(scale(value), middle, "o" if value > 0 else "s", colours.INK, 8, value > 0)
        canvas.text(
            canvas.right,
            middle + 3.8,
            f"{row.documents} of {texts}",
            style.SMALL,
            colours.INK if row.documents > 1 else colours.MUTED,
            align="right",
        )
        y += 19
    canvas.across(
        scale, ticks(scale.low, scale.high, 4), start, y, lambda value: wording.signed(value, 0)
    )
    drawing = canvas.finish(y + 22)

    finding = (
        f"The {wording.count(len(rows), 'word')} that part the two phases most carry "
        f"{wording.percent(told)} of their divergence; towards the later: "
        f"{wording.listing(later['lemma'].head(4)) or 'none'}; towards the earlier: "
        f"{wording.listing(earlier['lemma'].head(4)) or 'none'}."
    )
    marked = (
        f"**The {wording.count(len(rows), 'word')} that part the two phases most carry "
        f"{escape(wording.percent(told))} of their divergence; towards the later: "
        f"{wording.listing(_french(word) for word in later['lemma'].head(4)) or 'none'}; "
        "towards the "
        "earlier: "
        f"{wording.listing(_french(word) for word in earlier['lemma'].head(4)) or 'none'}.**"
    )
    reading = (
        "A bar is a word's part of the Jensen–Shannon divergence, to the side of the phase "
        "that uses "
        "it more; lines are 95% intervals from redrawn counts. At the right, the number of texts "
        "in which the word occurs. Names of persons are left out."
    )
    alt = f"Bars of words to two sides. {finding}"
    return figure.make("word-shift", drawing, finding, reading, rows, alt, "", table, marked)
