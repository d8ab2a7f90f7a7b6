"""The tables of the pages on codings, certainty and robustness."""

import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import choices as ways
from themeshift.measures import corpus as corpora
from themeshift.measures import coverage as simulations
from themeshift.measures import reliability, shift, uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages.markup import link
from themeshift.pages.tables import BREAK, Rows, cited, table, weighed
from themeshift.prose import choices as in_words
from themeshift.prose import labels, links, numbers

#: How many rows of the long tables a page prints; the CSV has all.
ROWS = 20
#: How many words of a phase it prints, and what of each.
MARKED, RATIO = 5, ("log_ratio", "low", "high")
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
    yield "Phase", "Themes", "Of passages", "95% range", "Of words", "Of passages with a theme"
    for share in shift.poles(package).to_dict("records"):
        phase = numbers.capital(labels.phase(package, share["phase_id"]))
        for pole in POLES:
            title = numbers.capital(labels.pole(package, pole))
            interval = numbers.interval(share[f"{pole}_low"], share[f"{pole}_high"])
            others = (numbers.percent(share[f"{pole}_{way}"]) for way in ("words", "framing_out"))
            yield phase, title, numbers.percent(share[pole]), interval, *others


@table("coders.csv")
def coders(package: Package) -> Rows:
    """The codings. A dictionary stands in only where no other coding has read a text."""
    yield "Coding", "Made by", "What the coder saw", "Blind", "Date"
    for row in package.coders.itertuples():
        name, saw = numbers.capital(labels.words(row.coder_id)), numbers.capital(row.saw)
        blind = "yes" if row.blind == "true" else "no"
        day = "not recorded" if pd.isna(row.date) else numbers.day(row.date)
        yield name, labels.CODERS[row.kind], saw, blind, day


@table(align="lrrr")
def by_coding(package: Package) -> Rows:
    """First and last phase under each coding alone."""
    poles = [numbers.capital(labels.pole(package, pole)) for pole in POLES]
    yield "Coding", *poles, "Shift"
    for coding in corpora.every_coding(package):
        counted = corpora.corpus(package, coding)
        share = corpora.shares(counted)[[0, -1]]
        origin, destination = (share @ counted.signs(pole) for pole in POLES)
        ends = [" → ".join(map(numbers.percent, pole)) for pole in (origin, destination)]
        first, last = destination - origin
        name = "mean of the codings" if coding == corpora.MEAN else labels.words(coding)
        yield numbers.capital(name), *ends, numbers.points(last - first)


@table("results/disagreements.csv")
def disagreements(package: Package) -> Rows:
    """Passages on which the codings differ, in themes or weights."""
    base = corpora.corpus(package)
    yield "Passage", *(numbers.capital(labels.words(name)) for name in corpora.codings(package))
    for row in reliability.disagreements(package).itertuples():
        passage = cited(labels.passage(package, row.unit_id), row.unit_id, links.ROOT)
        codes = base.readings[:-1, base.unit_ids.index(row.unit_id)]
        given = (weighed(package, dict(zip(base.themes, one, strict=True))) for one in codes)
        yield passage + BREAK + row.gist, *(", ".join(one.values()).lower() for one in given)


@table("results/dictionary-scores.csv", align="lrrr")
def dictionary_scores(package: Package, scores: pd.DataFrame) -> Rows:
    """How well the dictionary finds the themes of the codings. Its terms were written with these
    texts at hand, so the scores are optimistic.
    """
    yield "Theme", "Precision", "Recall", "F1"
    every = {"micro": "All themes (pooled)", "macro": "All themes (mean of themes)"}
    for row in scores.to_dict("records"):
        title = every.get(row["scope"]) or labels.theme_title(package, row["theme"])
        yield title, *(numbers.number(row[name], 2) for name in reliability.SCORES)


@table(align="lrrrr")
def effective(package: Package) -> Rows:
    """How many independent passages each phase is worth."""
    yield "Phase", "Passages", "Paragraphs", "Texts", "Effective passages"
    drawn = uncertainty.draws(package)
    base = drawn.corpus
    for place, phase in enumerate(base.phases):
        own = base.phase == place
        inside = (len(set(ids[own])) for ids in (base.paragraph, base.document))
        name = numbers.capital(labels.phase(package, phase))
        yield name, own.sum(), *inside, numbers.number(drawn.size[place], 1)


@table("results/coverage.csv", align="lrrrr", simulated=simulations.SIMULATIONS)
def coverage(simulated: pd.DataFrame) -> Rows:
    """How often a 95% range held the truth, in {simulated:,} simulated corpora for each column."""
    cases = (
        (f"Correlation {passages} in a paragraph" if passages else "Passages independent")
        + (f", {texts} in a text" if texts else "")
        for passages, texts in simulations.CASES.values()
    )
    yield "Range of", *cases
    for row in simulated.to_dict("records"):
        held = (numbers.support(row[case]) for case in simulations.CASES)
        yield QUANTITIES[row["quantity"]], *held


@table()
def scale() -> Rows:
    """Verdict words and the share of draws that they stand for."""
    yield "Word", "Share of draws"
    for word, (low, high) in verdicts.SCALE.items():
        yield numbers.capital(word), f"{numbers.percent(low)} to {numbers.percent(high)}"


@table("results/single-choices.csv", align="lr", lowest=ROWS)
def choices(package: Package) -> Rows:
    """The book’s own way of counting, then the {lowest} lowest shifts that one other choice gives.
    Each opens in the explorer.
    """
    yield "What is done otherwise", "Shift"
    single = ways.one_at_a_time(ways.specifications(package))
    single = single.sort_values("choice", key=lambda choice: choice != "base", kind="stable")
    for row in single.head(ROWS + 1).to_dict("records"):
        words = numbers.capital(in_words.describe(package, row))
        yield link(words, links.explorer(row["query"]), links.ROOT), numbers.points(row["shift"])


@table("results/extremes.csv", align="lrr")
def extremes(package: Package) -> Rows:
    """The shift if every passage is read in the least, and in the most, favourable way."""
    yield "Counted in", "Lowest", "Highest"
    framing = {"in": "counted", "out": "left out"}
    for row in ways.extremes(package).itertuples():
        name = f"{numbers.capital(row.measure)}, those without a theme {framing[row.framing]}"
        yield name, numbers.points(row.lowest), numbers.points(row.highest)


@table("results/contrasts.csv", align="lr")
def contrasts(package: Package) -> Rows:
    """The largest shifts among all ways to set two themes against two."""
    yield "Themes set against each other", "Shift"
    for row in ways.contrast_table(package).head(ROWS // 2).itertuples():
        origin, destination = (
            numbers.listing(labels.theme_title(package, one, short=True) for one in side.split())
            for side in (row.origin, row.destination)
        )
        own = " (the book’s own)" if row.this_pair else ""
        yield f"From {origin} to {destination}".capitalize() + own, numbers.points(row.shift)


@table("results/keyness.csv", align="llrrr")
def keyness(package: Package, words: pd.DataFrame) -> Rows:
    """Words that mark the first and the last phase: the log ratio of their rates, with its 95%
    range. One more means twice as frequent.
    """
    yield "Phase", "Word", "Times in the phase", "Log ratio", "Texts"
    people = package.actors.loc[package.actors["kind"] == "person", "name"].str.lower()
    words = words[~words["lemma"].isin(people.str.split("[ -]").explode())]
    for phase in package.phases["phase_id"].iloc[[0, -1]]:
        name = labels.phase(package, phase)
        for row in words[words["phase_id"] == phase].head(MARKED).itertuples():
            ratio, low, high = (numbers.number(getattr(row, one), 1, sign="+") for one in RATIO)
            times = f"{row.count} of {row.count + row.other}"
            texts = f"{row.texts} of {row.phase_texts}"
            yield name, row.lemma, times, f"{ratio} ({low} to {high})", texts


@table("results/permutation.csv results/word-divergence.csv", align="lrrr")
def tests(package: Package, dealt: pd.DataFrame, words: pd.DataFrame) -> Rows:
    """Tests of whole texts: the share of all ways to deal them to the phases that give at least as
    much, and the smallest share there could be.
    """
    yield "Test", "Observed", "p", "Smallest possible p"
    (shifted,), spread = dealt.itertuples(), words.itertuples()
    ends = "first to last phase"
    tested = [(f"Shift of the book’s themes, {ends}", numbers.points(shifted.change), shifted)]
    for phases, row in zip((ends, "all phases"), spread, strict=True):
        bits = f"{numbers.number(row.divergence, 2)} bits"
        tested.append((f"Divergence of words, {phases}", bits, row))
    for name, observed, row in tested:
        yield name, observed, numbers.number(row.p, 3), numbers.number(row.floor, 3)
