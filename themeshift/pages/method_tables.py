"""The tables of the pages on codings, certainty and robustness."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import choices as ways
from themeshift.measures import corpus as corpora
from themeshift.measures import coverage as simulations
from themeshift.measures import reliability, salience, shift, uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages.markup import link
from themeshift.pages.tables import BREAK, Rows, cited, table, weighed
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


@table("results/poles.csv", align="llrrrr")
def shares(package: Package) -> Rows:
    """The same shares, counted in three ways. The book uses the first."""
    for share in shift.poles(package).to_dict("records"):
        for pole in POLES:
            yield {
                "Phase": numbers.capital(labels.phase(package, share["phase_id"])),
                "Themes": numbers.capital(labels.pole(package, pole)),
                "Of passages": numbers.percent(share[pole]),
                "95% range": numbers.interval(share[f"{pole}_low"], share[f"{pole}_high"]),
                "Of words": numbers.percent(share[f"{pole}_words"]),
                "Of passages with a theme": numbers.percent(share[f"{pole}_framing_out"]),
            }


@table("coders.csv")
def coders(package: Package) -> Rows:
    """The codings. A dictionary stands in only where no other coding has read a text."""
    for row in package.coders.itertuples():
        yield {
            "Coding": numbers.capital(labels.words(row.coder_id)),
            "Made by": labels.CODERS[row.kind],
            "What the coder saw": numbers.capital(row.saw),
            "Blind": "yes" if row.blind == "true" else "no",
            "Date": "not recorded" if pd.isna(row.date) else numbers.day(row.date),
        }


@table(align="lrrr")
def by_coding(package: Package) -> Rows:
    """First and last phase under each coding alone."""
    for coding in ways.every_coding(package):
        counted = corpora.corpus(package, coding)
        share = salience.shares(counted)[[0, -1]]
        name = "mean of the codings" if coding == corpora.MEAN else labels.words(coding)
        row = {"Coding": numbers.capital(name)}
        ends = {pole: share[:, counted.pole(pole)].sum(axis=1) for pole in POLES}
        for pole in POLES:
            title = numbers.capital(labels.pole(package, pole))
            row[title] = " → ".join(map(numbers.percent, ends[pole]))
        yield row | {"Shift": numbers.points(np.diff(ends[DESTINATION] - ends[ORIGIN])[0])}


@table("results/disagreements.csv")
def disagreements(package: Package) -> Rows:
    """Passages on which the codings differ, in themes or weights."""
    found = reliability.disagreements(package)
    names = [column for column in found.columns if column in set(package.coders["coder_id"])]
    for row in found.to_dict("records"):
        passage = cited(labels.passage(package, row["unit_id"]), row["unit_id"], links.ROOT)
        codes = {numbers.capital(labels.words(name)): _spelt(package, row[name]) for name in names}
        yield {"Passage": passage + BREAK + row["gist"]} | codes


def _spelt(package: Package, text: str) -> str:
    """Themes and weights of a coding in words: skills 75%, digital 25%."""
    parts = (part.rsplit(" ", 1) for part in text.split("; ") if part)
    themes = weighed(package, [(theme, float(weight)) for theme, weight in parts])
    return ", ".join(themes.values()).lower()


@table("results/dictionary-scores.csv", align="lrrr")
def dictionary_scores(package: Package, scores: pd.DataFrame) -> Rows:
    """How well the dictionary finds the themes of the codings. Its terms were written with these
    texts at hand, so the scores are optimistic.
    """
    every = {"micro": "All themes (pooled)", "macro": "All themes (mean of themes)"}
    for row in scores.itertuples():
        yield {
            "Theme": labels.theme_title(package, row.theme) if row.theme else every[row.scope],
            "Precision": numbers.number(row.precision, 2),
            "Recall": numbers.number(row.recall, 2),
            "F1": numbers.number(row.f1, 2),
        }


@table(align="lrrrr")
def effective(package: Package) -> Rows:
    """How many independent passages each phase is worth."""
    drawn = uncertainty.draws(package)
    base = drawn.corpus
    for place, phase in enumerate(base.phases):
        own = base.phase == place
        yield {
            "Phase": numbers.capital(labels.phase(package, phase)),
            "Passages": own.sum(),
            "Paragraphs": len(set(base.paragraph[own])),
            "Texts": len(set(base.document[own])),
            "Effective passages": numbers.number(drawn.size[place], 1),
        }


@table("results/coverage.csv", align="lrrrr", simulated=simulations.SIMULATIONS)
def coverage(simulated: pd.DataFrame) -> Rows:
    """How often a 95% range held the truth, in {simulated:,} simulated corpora for each column."""
    cases = {
        case: (f"Correlation {passages} in a paragraph" if passages else "Passages independent")
        + (f", {texts} in a text" if texts else "")
        for case, (passages, texts) in simulations.CASES.items()
    }
    for row in simulated.to_dict("records"):
        rates = {title: numbers.support(row[case]) for case, title in cases.items()}
        yield {"Range of": QUANTITIES[row["quantity"]]} | rates


@table()
def scale() -> Rows:
    """Verdict words and the share of draws that they stand for."""
    for word, (low, high) in verdicts.SCALE.items():
        share = f"{numbers.percent(low)} to {numbers.percent(high)}"
        yield {"Word": numbers.capital(word), "Share of draws": share}


@table("results/single-choices.csv", align="lr", lowest=ROWS)
def choices(package: Package) -> Rows:
    """The book’s own way of counting, then the {lowest} lowest shifts that one other choice gives. Each
    opens in the explorer.
    """
    single = ways.one_at_a_time(ways.specifications(package))
    single = single.sort_values("choice", key=lambda choice: choice != "base", kind="stable")
    for row in single.head(ROWS + 1).to_dict("records"):
        words = numbers.capital(in_words.describe(package, row))
        yield {
            "What is done otherwise": link(words, links.explorer(row["query"]), links.ROOT),
            "Shift": numbers.points(row["shift"]),
        }


@table("results/extremes.csv", align="lrr")
def extremes(package: Package) -> Rows:
    """The shift if every passage is read in the least, and in the most, favourable way."""
    framing = {"in": "counted", "out": "left out"}
    for row in ways.extremes(package).itertuples():
        name = f"{numbers.capital(row.measure)}, those without a theme {framing[row.framing]}"
        yield {
            "Counted in": name,
            "Lowest": numbers.points(row.lowest),
            "Highest": numbers.points(row.highest),
        }


@table("results/contrasts.csv", align="lr")
def contrasts(package: Package) -> Rows:
    """The largest shifts among all ways to set two themes against two."""
    for row in ways.contrast_table(package).head(ROWS // 2).itertuples():
        origin, destination = (
            numbers.listing(labels.theme_title(package, one, short=True) for one in side.split())
            for side in (row.origin, row.destination)
        )
        name = f"From {origin.lower()} to {destination.lower()}"
        name += " (the book’s own)" if row.this_pair else ""
        yield {"Themes set against each other": name, "Shift": numbers.points(row.shift)}


@table("results/keyness.csv", align="llrrr")
def keyness(package: Package, words: pd.DataFrame, each: int = 5) -> Rows:
    """Words that mark the first and the last phase: the log ratio of their rates, with its 95%
    range. One more means twice as frequent.
    """
    people = package.actors.loc[package.actors["kind"] == "person", "name"].str.lower()
    words = words[~words["lemma"].isin(people.str.split("[ -]").explode())]
    for phase in package.phases["phase_id"].iloc[[0, -1]]:
        for row in words[words["phase_id"] == phase].head(each).itertuples():
            ratio = (numbers.number(one, 1, sign="+") for one in (row.log_ratio, row.low, row.high))
            yield {
                "Phase": labels.phase(package, phase),
                "Word": row.lemma,
                "Times in the phase": f"{row.count} of {row.count + row.other}",
                "Log ratio": "{} ({} to {})".format(*ratio),
                "Texts": f"{row.texts} of {row.phase_texts}",
            }


@table("results/permutation.csv results/word-divergence.csv", align="lrrr")
def tests(package: Package, dealt: pd.DataFrame, words: pd.DataFrame) -> Rows:
    """Tests of whole texts: the share of all ways to deal them to the phases that give at least as
    much, and the smallest share there could be.
    """
    scopes = {"first-to-last": "first to last phase", "all": "all phases"}
    observed = [
        ("Shift of the book’s themes, first to last phase", numbers.points(row.change), row)
        for row in dealt.itertuples()
    ]
    for row in words.itertuples():
        bits = f"{numbers.number(row.divergence, 2)} bits"
        observed.append((f"Divergence of words, {scopes[row.scope]}", bits, row))
    for name, value, row in observed:
        yield {
            "Test": name,
            "Observed": value,
            "p": numbers.number(row.p, 3),
            "Smallest possible p": numbers.number(row.floor, 3),
        }
