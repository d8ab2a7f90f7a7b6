"""The tables of the pages on codings, certainty and robustness."""

from __future__ import annotations

import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import choices as ways
from themeshift.measures import corpus as corpora
from themeshift.measures import coverage as simulations
from themeshift.measures import reliability, salience, shift, uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages.tables import BREAK, Link, Table, cited, weighed
from themeshift.prose import choices as in_words
from themeshift.prose import labels, links, numbers

#: How many rows of the long tables a page prints; the CSV has all.
ROWS = 20
POLES = (ORIGIN, DESTINATION)
QUANTITIES = {
    "total": "The total shift",
    "step": "A step",
    "poles": "Share of a pair of themes",
    "named themes": "Share of a theme that is named",
    "all themes": "Share of any theme",
}


def shares(package: Package) -> Table:
    """The share of each pole in each phase: passages with interval, words, without framing."""
    rows = [
        (
            numbers.capital(labels.phase(package, phase)),
            numbers.capital(labels.pole(package, pole)),
            numbers.percent(share[pole]),
            numbers.interval(share[f"{pole}_low"], share[f"{pole}_high"]),
            numbers.percent(share[f"{pole}_words"]),
            numbers.percent(share[f"{pole}_framing_out"]),
        )
        for phase, share in shift.poles(package).set_index("phase_id").iterrows()
        for pole in POLES
    ]
    caption = "The same shares, counted in three ways. The book uses the first."
    columns = (
        "Phase",
        "Themes",
        "Of passages",
        "95% range",
        "Of words",
        "Of passages with a theme",
    )
    return Table("shares", caption, columns, rows, "llrrrr", "results/poles.csv")


def coders(package: Package) -> Table:
    """What each coding is, what its coder saw, and when."""
    rows = [
        (
            numbers.capital(labels.words(row.coder_id)),
            labels.CODERS[row.kind],
            numbers.capital(row.saw),
            "yes" if row.blind == "true" else "no",
            "not recorded" if pd.isna(row.date) else numbers.day(row.date),
        )
        for row in package.coders.itertuples()
    ]
    caption = "The codings. A dictionary stands in only where no other coding has read a text."
    columns = ("Coding", "Made by", "What the coder saw", "Blind", "Date")
    return Table("coders", caption, columns, rows, csv="coders.csv")


def by_coding(package: Package) -> Table:
    """The shares of the poles in the first and last phase, and the shift, under each coding."""
    rows = []
    for coding in ways.every_coding(package):
        counted = corpora.corpus(package, coding)
        share = salience.shares(counted)
        ends = [share[:, counted.pole(pole)].sum(axis=1)[[0, -1]] for pole in POLES]
        said = [f"{numbers.percent(first)} → {numbers.percent(last)}" for first, last in ends]
        (origin, destination) = (last - first for first, last in ends)
        name = "mean of the codings" if coding == corpora.MEAN else labels.words(coding)
        rows.append((numbers.capital(name), *said, numbers.points(destination - origin)))
    poles = [numbers.capital(labels.pole(package, one)) for one in POLES]
    caption = "First and last phase under each coding alone."
    return Table("by-coding", caption, ("Coding", *poles, "Shift"), rows, "lrrr")


def disagreements(package: Package) -> Table:
    """Each passage on which codings differ, with what each said."""
    found = reliability.disagreements(package)
    names = [column for column in found.columns if column in set(package.coders["coder_id"])]
    rows = []
    for row in found.to_dict("records"):
        unit = cited(labels.passage(package, row["unit_id"]), row["unit_id"])
        rows.append(((unit, BREAK, row["gist"]), *(_spelt(package, row[one]) for one in names)))
    caption = "Passages on which the codings differ, in themes or weights."
    columns = ("Passage", *(numbers.capital(labels.words(name)) for name in names))
    return Table("disagreements", caption, columns, rows, csv="results/disagreements.csv")


def _spelt(package: Package, text: str) -> str | None:
    """Themes and weights of a coding in words: skills 75%, digital 25%."""
    parts = (part.rsplit(" ", 1) for part in text.split("; ") if part)
    themes = weighed(package, [(theme, float(weight)) for theme, weight in parts])
    return ", ".join(themes.values()).lower() or None


def dictionary_scores(package: Package, scores: pd.DataFrame) -> Table:
    """Precision, recall and F1 of the dictionary for each theme."""
    all_themes = {"micro": "All themes (pooled)", "macro": "All themes (mean of themes)"}
    rows = [
        (
            labels.theme_title(package, row.theme) if row.theme else all_themes[row.scope],
            *(numbers.number(getattr(row, name), 2) for name in reliability.SCORES),
        )
        for row in scores.itertuples()
    ]
    caption = (
        "How well the dictionary finds the themes of the codings. Its terms were written with "
        "these texts at hand, so the scores are optimistic."
    )
    columns = ("Theme", "Precision", "Recall", "F1")
    csv = "results/dictionary-scores.csv"
    return Table("dictionary-scores", caption, columns, rows, "lrrr", csv)


def effective(package: Package) -> Table:
    """Passages, paragraphs and effective passages of each phase."""
    drawn = uncertainty.draws(package)
    base = drawn.corpus
    rows = []
    for place, phase in enumerate(base.phases):
        own = base.phase == place
        inside = (len(set(ids[own])) for ids in (base.paragraph, base.document))
        name = numbers.capital(labels.phase(package, phase))
        rows.append((name, int(own.sum()), *inside, numbers.number(drawn.size[place], 1)))
    caption = "How many independent passages each phase is worth."
    columns = ("Phase", "Passages", "Paragraphs", "Texts", "Effective passages")
    return Table("effective", caption, columns, rows, "lrrrr")


def coverage(simulated: pd.DataFrame) -> Table:
    """How often the printed ranges hold the truth."""
    rows = [
        (QUANTITIES[row["quantity"]], *(numbers.support(row[case]) for case in simulations.CASES))
        for row in simulated.to_dict("records")
    ]
    caption = (
        f"How often a 95% range held the truth, in {simulations.SIMULATIONS:,} simulated corpora "
        "for each column."
    )
    cases = (
        (f"Correlation {passages} in a paragraph" if passages else "Passages independent")
        + (f", {texts} in a text" if texts else "")
        for passages, texts in simulations.CASES.values()
    )
    columns = ("Range of", *cases)
    return Table("coverage", caption, columns, rows, "lrrrr", "results/coverage.csv")


def scale() -> Table:
    """The scale of the verdict words."""
    rows = [
        (numbers.capital(word), f"{numbers.percent(low)} to {numbers.percent(high)}")
        for word, (low, high) in verdicts.SCALE.items()
    ]
    caption = "Verdict words and the share of draws that they stand for."
    return Table("scale", caption, ("Word", "Share of draws"), rows)


def choices(package: Package) -> Table:
    """The base, and every way that differs from it in one choice, the lowest first."""
    single = ways.one_at_a_time(ways.specifications(package))
    single = single.sort_values("choice", key=lambda choice: choice != "base", kind="stable")
    rows = []
    for _, row in single.head(ROWS + 1).iterrows():
        target = links.explorer(row["query"])
        name = Link(numbers.capital(in_words.describe(package, row)), target)
        rows.append((name, numbers.points(row["shift"])))
    caption = (
        f"The book’s own way of counting, then the {ROWS} lowest shifts that one other choice "
        "gives. Each opens in the explorer."
    )
    columns = ("What is done otherwise", "Shift")
    return Table("choices", caption, columns, rows, "lr", "results/single-choices.csv")


def extremes(package: Package) -> Table:
    """The lowest and highest shift over all readings, in each way of counting."""
    found = ways.extremes(package)
    framing = {"in": "counted", "out": "left out"}
    rows = []
    for row in found.itertuples():
        name = f"{numbers.capital(row.measure)}, those without a theme {framing[row.framing]}"
        rows.append((name, numbers.points(row.lowest), numbers.points(row.highest)))
    caption = "The shift if every passage is read in the least, and in the most, favourable way."
    columns = ("Counted in", "Lowest", "Highest")
    return Table("extremes", caption, columns, rows, "lrr", "results/extremes.csv")


def contrasts(package: Package) -> Table:
    """The largest shifts among all ways to set themes against each other."""

    def names(themes: str) -> str:
        titles = (labels.theme_title(package, theme, short=True) for theme in themes.split())
        return numbers.listing(titles).lower()

    rows = []
    for row in ways.contrast_table(package).head(ROWS // 2).itertuples():
        own = " (the book’s own)" if row.this_pair else ""
        name = f"From {names(row.origin)} to {names(row.destination)}{own}"
        rows.append((name, numbers.points(row.shift)))
    caption = "The largest shifts among all ways to set two themes against two."
    columns = ("Themes set against each other", "Shift")
    return Table("contrasts", caption, columns, rows, "lr", "results/contrasts.csv")


def keyness(package: Package, table: pd.DataFrame, each: int = 5) -> Table:
    """The most marked words of the first and of the last phase, names of people aside."""
    people = package.actors.loc[package.actors["kind"] == "person", "name"].str.lower()
    table = table[~table["lemma"].isin(people.str.split("[ -]").explode())]
    rows = []
    for phase in package.phases["phase_id"].iloc[[0, -1]]:
        for row in table[table["phase_id"] == phase].head(each).itertuples():
            ratio = (numbers.number(one, 1, sign="+") for one in (row.log_ratio, row.low, row.high))
            rows.append(
                (
                    labels.phase(package, phase),
                    row.lemma,
                    f"{row.count} of {row.count + row.other}",
                    "{} ({} to {})".format(*ratio),
                    f"{row.texts} of {row.phase_texts}",
                )
            )
    caption = (
        "Words that mark the first and the last phase: the log ratio of their rates, with its 95% "
        "range. One more means twice as frequent."
    )
    columns = ("Phase", "Word", "Times in the phase", "Log ratio", "Texts")
    return Table("keyness", caption, columns, rows, "llrrr", "results/keyness.csv")


def tests(package: Package, dealt: pd.DataFrame, words: pd.DataFrame) -> Table:
    """The tests that deal whole texts to the phases."""
    scopes = {"first-to-last": "first to last phase", "all": "all phases"}
    observed = [
        ("Shift of the book’s themes, first to last phase", numbers.points(row.change), row)
        for row in dealt.itertuples()
    ]
    for row in words.itertuples():
        bits = f"{numbers.number(row.divergence, 2)} bits"
        observed.append((f"Divergence of words, {scopes[row.scope]}", bits, row))
    rows = [
        (name, value, numbers.number(row.p, 3), numbers.number(row.floor, 3))
        for name, value, row in observed
    ]
    caption = (
        "Tests of whole texts: the share of all ways to deal them to the phases that give at least "
        "as much, and the smallest share there could be."
    )
    columns = ("Test", "Observed", "p", "Smallest possible p")
    csv = "results/permutation.csv results/word-divergence.csv"
    return Table("tests", caption, columns, rows, "lrrr", csv)
