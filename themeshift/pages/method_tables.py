"""The tables of the pages on codings, certainty and robustness."""

from __future__ import annotations

import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import choices as ways
from themeshift.measures import coverage as simulations
from themeshift.measures import reliability, salience, shift, uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages.tables import Lines, Link, Table, joined, passage
from themeshift.prose import choices as in_words
from themeshift.prose import labels, links, numbers

EXPLORER = "appendices/explore"
#: How many rows of the long tables a page prints; the CSV has all.
ROWS = 20
#: Columns of the coverage table, by the case they simulate.
CASES = {
    "rho_0": "Passages independent",
    "rho_25": "Correlation 0.25 in a paragraph",
    "rho_50": "Correlation 0.5 in a paragraph",
    "document_effect": "And 0.05 in a text",
}
QUANTITIES = {
    "total": "The total shift",
    "step": "A step",
    "poles": "Share of a pair of themes",
    "named themes": "Share of a theme that is named",
    "all themes": "Share of any theme",
}


def shares(package: Package) -> Table:
    """The share of each pole in each phase: passages with interval, words, without framing."""
    poles = shift.poles(package).set_index("phase_id")
    others = salience.table(package)
    rows = []
    for phase in poles.index:
        for pole in (ORIGIN, DESTINATION):
            own = others[(others["phase_id"] == phase) & (others["pole"] == pole)]
            share, low, high = (poles.loc[phase, f"{pole}{end}"] for end in ("", "_low", "_high"))
            target = links.passages(phase, theme=labels.pole_themes(package, pole))
            rows.append(
                (
                    numbers.capital(labels.phase(package, phase)),
                    numbers.capital(labels.pole(package, pole)),
                    Link(numbers.percent(share), target),
                    numbers.interval(low, high),
                    numbers.percent(own["words_share"].sum()),
                    numbers.percent(own["framing_out_share"].sum()),
                )
            )
    return Table(
        name="shares",
        caption="The same shares, counted in three ways. The book uses the first.",
        columns=("Phase", "Themes", "Of passages", "95% range", "Of words",
                 "Of passages with a theme"),
        rows=tuple(rows),
        align=("left", "left", "right", "right", "right", "right"),
        csv="results/poles.csv",
    )  # fmt: skip


def coders(package: Package) -> Table:
    """What each coding is, what its coder saw, and when."""
    return Table(
        name="coders",
        caption="The codings. A dictionary stands in only where no other coding has read a text.",
        columns=("Coding", "Made by", "What the coder saw", "Blind", "Date"),
        rows=tuple(
            (
                numbers.capital(labels.words(row.coder_id)),
                labels.coder_kind(row.kind),
                numbers.capital(row.saw),
                "yes" if row.blind == "true" else "no",
                numbers.day(row.date),
            )
            for row in package.coders.itertuples()
        ),
        align=("left",) * 5,
        csv="coders.csv",
    )


def by_coding(package: Package) -> Table:
    """The shares of the poles in the first and last phase, and the shift, under each coding."""
    table = salience.by_coding(package)
    first, last = package.phases["phase_id"].iloc[[0, -1]]
    rows = [("Mean of the codings", *_row(package, shift.poles(package), first, last))]
    for coding in dict.fromkeys(table["coding"]):
        own = table[table["coding"] == coding].pivot(
            index="phase_id", columns="theme", values="share"
        )
        poles = pd.DataFrame(
            {
                "phase_id": own.index,
                **{
                    pole: own[labels.pole_themes(package, pole)].sum(axis=1).to_numpy()
                    for pole in (ORIGIN, DESTINATION)
                },
            }
        )
        rows.append((numbers.capital(labels.words(coding)), *_row(package, poles, first, last)))
    origin, destination = (
        numbers.capital(labels.pole(package, pole)) for pole in (ORIGIN, DESTINATION)
    )
    return Table(
        name="by-coding",
        caption="First and last phase under each coding alone.",
        columns=("Coding", origin, destination, "Shift"),
        rows=tuple(rows),
        align=("left", "right", "right", "right"),
    )


def _row(package: Package, poles: pd.DataFrame, first: str, last: str) -> tuple[str, str, str]:
    """Both poles from first to last, and the change of the balance."""
    poles = poles.set_index("phase_id")
    moved = (poles.loc[last, DESTINATION] - poles.loc[first, DESTINATION]) - (
        poles.loc[last, ORIGIN] - poles.loc[first, ORIGIN]
    )
    ends = (
        f"{numbers.percent(poles.loc[first, pole])} → {numbers.percent(poles.loc[last, pole])}"
        for pole in (ORIGIN, DESTINATION)
    )
    return (*ends, numbers.points(moved))


def disagreements(package: Package) -> Table:
    """Each passage on which codings differ, with what each said."""
    found = reliability.disagreements(package)
    names = [column for column in found.columns if column in set(package.coders["coder_id"])]
    rows = tuple(
        (
            Lines((passage(package, row["unit_id"]), row["gist"])),
            *(_spelt(package, row[name]) for name in names),
        )
        for _, row in found.iterrows()
    )
    return Table(
        name="disagreements",
        caption="Passages on which the codings differ, in themes or weights.",
        columns=("Passage", *(numbers.capital(labels.words(name)) for name in names)),
        rows=rows,
        align=("left",) * (1 + len(names)),
        csv="results/disagreements.csv",
    )


def _spelt(package: Package, text: str) -> str | None:
    """Themes and weights of a coding in words: skills 75%, digital 25%."""
    parts = (part.rsplit(" ", 1) for part in text.split("; ") if part)
    shown = [
        labels.theme_title(package, theme, short=True).lower()
        + ("" if float(weight) == 1 else f" {numbers.percent(float(weight))}")
        for theme, weight in parts
    ]
    return ", ".join(shown) or None


def dictionary_scores(package: Package, scores: pd.DataFrame) -> Table:
    """Precision, recall and F1 of the dictionary for each theme."""
    rows = tuple(
        (
            labels.theme_title(package, row.theme)
            if row.theme
            else f"All themes ({'pooled' if row.scope == 'micro' else 'mean of themes'})",
            *(numbers.number(getattr(row, name), 2) for name in reliability.SCORES),
        )
        for row in scores.itertuples()
    )
    return Table(
        name="dictionary-scores",
        caption="How well the dictionary finds the themes of the codings. Its terms were written "
        "with these texts at hand, so the scores are optimistic.",
        columns=("Theme", "Precision", "Recall", "F1"),
        rows=rows,
        align=("left", "right", "right", "right"),
        csv="results/dictionary-scores.csv",
    )


def effective(package: Package) -> Table:
    """Passages, paragraphs and effective passages of each phase."""
    drawn = uncertainty.draws(package)
    rows = []
    for place, phase in enumerate(drawn.corpus.phases):
        own = drawn.corpus.phase == place
        rows.append(
            (
                numbers.capital(labels.phase(package, phase)),
                int(own.sum()),
                len(set(drawn.corpus.paragraph[own])),
                len(set(drawn.corpus.document[own])),
                numbers.number(drawn.size[place], 1),
            )
        )
    return Table(
        name="effective",
        caption="How many independent passages each phase is worth.",
        columns=("Phase", "Passages", "Paragraphs", "Texts", "Effective passages"),
        rows=tuple(rows),
        align=("left", "right", "right", "right", "right"),
    )


def coverage(simulated: pd.DataFrame) -> Table:
    """How often the printed ranges hold the truth."""
    rows = tuple(
        (
            QUANTITIES[row["quantity"]],
            *(numbers.support(row[case]) for case in CASES),
        )
        for _, row in simulated.iterrows()
    )
    return Table(
        name="coverage",
        caption=f"How often a 95% range held the truth, in {simulations.SIMULATIONS:,} simulated "
        "corpora for each column.",
        columns=("Range of", *CASES.values()),
        rows=rows,
        align=("left", *("right" for _ in CASES)),
        csv="results/coverage.csv",
    )


def scale() -> Table:
    """The scale of the verdict words."""
    rows = tuple(
        (numbers.capital(word), f"{numbers.percent(low)} to {numbers.percent(high)}")
        for word, low, high in verdicts.scale()
    )
    return Table(
        name="scale",
        caption="Verdict words and the share of draws that they stand for.",
        columns=("Word", "Share of draws"),
        rows=rows,
        align=("left", "left"),
    )


def choices(package: Package, specifications: pd.DataFrame) -> Table:
    """The base, and every way that differs from it in one choice, the lowest first."""
    single = ways.one_at_a_time(specifications)
    shown = pd.concat([single[single["choice"] == "base"], single[single["choice"] != "base"]])
    rows = tuple(
        (
            Link(numbers.capital(in_words.describe(package, row)), _explorer(row["query"])),
            numbers.points(row["shift"]),
        )
        for _, row in shown.head(ROWS + 1).iterrows()
    )
    return Table(
        name="choices",
        caption=f"The book’s own way of counting, then the {ROWS} lowest shifts that one other "
        "choice gives. Each opens in the explorer.",
        columns=("What is done otherwise", "Shift"),
        rows=rows,
        align=("left", "right"),
        csv="results/choices.csv",
    )


def _explorer(query: str) -> str:
    return f"{EXPLORER}?{query}" if query else EXPLORER


def extremes(package: Package) -> Table:
    """The lowest and highest shift over all readings, in each way of counting."""
    found = ways.extremes(package)
    found = found[found["scope"] == "total"]
    rows = tuple(
        (
            (
                f"{numbers.capital(row.measure)}, those without a theme "
                f"{'counted' if row.framing == 'in' else 'left out'}"
            ),
            numbers.points(row.lowest),
            numbers.points(row.highest),
        )
        for row in found.itertuples()
    )
    return Table(
        name="extremes",
        caption="The shift if every passage is read in the least, and in the most, favourable way.",
        columns=("Counted in", "Lowest", "Highest"),
        rows=rows,
        align=("left", "right", "right"),
        csv="results/extremes.csv",
    )


def contrasts(package: Package, table: pd.DataFrame) -> Table:
    """The largest shifts among all ways to set themes against each other."""

    def names(themes: str) -> str:
        return numbers.listing(
            labels.theme_title(package, theme, short=True).lower() for theme in themes.split()
        )

    rows = tuple(
        (
            f"From {names(row.origin)} to {names(row.destination)}"
            + (" (the book’s own)" if row.this_pair else ""),
            numbers.points(row.shift),
        )
        for row in table.head(ROWS // 2).itertuples()
    )
    return Table(
        name="contrasts",
        caption="The largest shifts among all ways to set two themes against two.",
        columns=("Themes set against each other", "Shift"),
        rows=rows,
        align=("left", "right"),
        csv="results/contrasts.csv",
    )


def keyness(package: Package, table: pd.DataFrame, each: int = 5) -> Table:
    """The most marked words of the first and of the last phase."""
    people = {
        word.lower()
        for name in package.actors.loc[package.actors["kind"] == "person", "name"]
        for word in name.replace("-", " ").split()
    }
    table = table[~table["lemma"].isin(people)]
    ends = package.phases["phase_id"].iloc[[0, -1]]
    rows = [
        (
            joined((labels.phase(package, row.phase_id),)),
            row.lemma,
            f"{row.count} of {row.count + row.other}",
            (
                f"{numbers.signed(row.log_ratio, 1)} "
                f"({numbers.signed(row.low, 1)} to {numbers.signed(row.high, 1)})"
            ),
            f"{row.texts} of {row.phase_texts}",
        )
        for phase in ends
        for row in table[table["phase_id"] == phase].head(each).itertuples(name="Row")
    ]
    return Table(
        name="keyness",
        caption="Words that mark the first and the last phase: the log ratio of their rates, with "
        "its 95% range. One more means twice as frequent.",
        columns=("Phase", "Word", "Times in the phase", "Log ratio", "Texts"),
        rows=tuple(rows),
        align=("left", "left", "right", "right", "right"),
        csv="results/keyness.csv",
    )


def tests(package: Package, dealt: pd.DataFrame, words: pd.DataFrame) -> Table:
    """The tests that deal whole texts to the phases."""
    rows = [
        (
            "Shift of the book’s themes, first to last phase",
            numbers.points(row.change),
            numbers.number(row.p, 3),
            numbers.number(row.floor, 3),
        )
        for row in dealt.itertuples()
    ]
    scopes = {"first-to-last": "first to last phase", "all": "all phases"}
    rows += [
        (
            f"Divergence of words, {scopes[row.scope]}",
            f"{numbers.number(row.divergence, 2)} bits",
            numbers.number(row.p, 3),
            numbers.number(row.floor, 3),
        )
        for row in words.itertuples()
    ]
    return Table(
        name="tests",
        caption="Tests of whole texts: the share of all ways to deal them to the phases that give "
        "at least as much, and the smallest share there could be.",
        columns=("Test", "Observed", "p", "Smallest possible p"),
        rows=tuple(rows),
        align=("left", "right", "right", "right"),
        csv="results/permutation.csv",
    )
