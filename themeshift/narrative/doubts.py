"""What the pages on codings, certainty and robustness quote."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import corpus, documents, reliability, shift, uncertainty
from themeshift.narrative import findings, overview
from themeshift.package import Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

#: Correlations below this are not told apart.
LEAST = 0.01


def codings(package: Package, scores: pd.DataFrame) -> dict[str, Value]:
    """Who made the codings, how far they agree, where they differ; the dictionary's scores.

    scores: `reliability.scores(package)`.
    """
    pooled = scores[scores["scope"] == "micro"].iloc[0]
    differing = len(reliability.disagreements(package))
    return {
        "who-coded": Value(_who(package)),
        "agreement-sentence": Value(_agreement(package)),
        "circular-sentence": Value(_circular(package)),
        "kinds-sentence": overview.texts(package)["kinds-sentence"],
        "differing": Value(numbers.count(differing, "passage")),
        "dictionary-precision": Value(numbers.number(pooled["precision"], 2)),
        "dictionary-recall": Value(numbers.number(pooled["recall"], 2)),
    }


def _who(package: Package) -> str:
    """Who made the codings, as a sentence."""
    kinds = overview.coder_kinds(package)
    models, people = (
        numbers.capital(numbers.count(kinds.count(kind), "coding was", "codings were"))
        for kind in ("model", "person")
    )
    model = f"{models} made by a large language model that read each passage in its context. "
    person = f"{people} made by a person." if "person" in kinds else "No person has coded yet."
    return model * ("model" in kinds) + person


def _agreement(package: Package) -> str:
    """The agreement of the pair that leads, and of the others, as a sentence."""
    table = reliability.table(package)
    sets = table[table["scope"] == reliability.SETS]
    if sets.empty:
        return "There is one coding so far, so agreement cannot be measured."
    lead = sets[sets["lead"]].iloc[0]
    first, second = (labels.coding(package, lead[one]) for one in ("coding", "other"))
    alpha, low, high = (numbers.number(lead[one], 2) for one in ("alpha", "low", "high"))
    others = (
        f"{numbers.number(row.alpha, 2)} between {row.coding} and {row.other}"
        for row in sets[~sets["lead"]].itertuples()
    )
    leading = f"{alpha} ({low} to {high}) between the {first} and the {second}"
    return f"α is {numbers.listing([leading, *others])}."


def _circular(package: Package) -> str:
    """Which agreement is partly circular, as a sentence; nothing where none is."""
    table = reliability.table(package)
    shared = table[(table["scope"] == reliability.SETS) & table["shared_rules"]]
    informed = set(package.coders.loc[package.coders["blind"] == "false", "coder_id"])
    pairs = numbers.listing(
        f"{row.coding} and {row.other}"
        for row in shared.itertuples()
        if informed & {row.coding, row.other}
    )
    return pairs and (
        f"The agreement of {pairs} is partly circular: one of them was not blind, and the decision "
        "rules that both used were written along with it."
    )


def how_sure(package: Package, simulated: pd.DataFrame) -> dict[str, Value]:
    """The interval, its coverage, the verdicts and the tests of whole texts.

    simulated: `coverage.table(package)`.
    """
    drawn = uncertainty.draws(package)
    counts = map(str, np.bincount(drawn.corpus.phase))
    sizes = numbers.listing(numbers.number(size, 0) for size in drawn.size)
    tipping = _tipping(package)
    found = {
        "rho": numbers.number(drawn.rho, 2),
        "passages-by-phase": numbers.listing(counts),
        "effective-by-phase": f"about {sizes} independent ones",
        "coding-error-sentence": _coding_error(package),
        "weaker-sentence": _weaker(package),
        "tipping-sentence": (
            f"The range of each headline reaches zero at a correlation inside a text of {tipping}."
        ),
        "tipping-clause": f"a correlation between the passages of a text of {tipping}",
        "coverage-lowest": _coverage(simulated),
        "coverage-single": numbers.support(simulated["lowest"].min()),
        "seeds": numbers.cardinal(len(uncertainty.SEEDS)),
        "medium-evidence": numbers.cardinal(verdicts.MEDIUM_EVIDENCE),
        "overlap-sentence": _overlap(package),
    }
    return (
        overview.texts(package)
        | findings.tests(package)
        | _longest(package)
        | {key: Value(text) for key, text in found.items()}
    )


def _coding_error(package: Package) -> str:
    """How much wider the total's interval is because each draw takes one of the codings."""
    base = corpus.corpus(package)
    mean = replace(base, readings=base.weights[None])
    fixed = uncertainty.simulate(mean, uncertainty.DRAWS)
    widths = []
    for draws in (uncertainty.draws(package), fixed):
        _, low, high = draws.change(draws.corpus.sign, 0, -1)
        widths.append(numbers.points(high - low))
    return (
        f"The range of the total shift is {widths[0]} wide where each draw takes one of the codings "
        f"for each passage, and {widths[1]} wide with the mean of the codings alone."
    )


def _weaker(package: Package) -> str:
    """What is left of the shift if passages were misread at random, as two sentences."""
    table = uncertainty.weaker_coder(package)
    rates = (numbers.number(rate, 1) for rate in table["misread"].unique())
    shown = {
        spread: numbers.listing(
            (
                f"{numbers.points(row.change)} ({numbers.points_interval(row.low, row.high)})"
                for row in rows.itertuples()
            ),
            last="or",
        )
        for spread, rows in table.groupby("spread")
    }
    return (
        f"If each passage were misread with probability {numbers.listing(rates, last='or')}, in the "
        f"way the codings differ, the shift would come out as {shown['observed']}. With any theme "
        f"equally likely to be taken instead, it would be {shown['uniform']}."
    )


def _coverage(simulated: pd.DataFrame) -> str:
    """The lowest coverage of totals, steps, pairs and named themes without a text effect."""
    printed = simulated[simulated["quantity"] != "all themes"]
    lowest = printed[["rho_0", "rho_25", "rho_50"]].min().min()
    return numbers.support(float(lowest))


def _tipping(package: Package) -> str:
    """The correlations inside a text at which the range of each headline reaches zero."""
    base, parts = corpus.corpus(package), []
    for measure in shift.SUMS:
        at = uncertainty.tipping(base, base.signs(measure))
        name = "the total shift" if measure == "balance" else labels.pole(package, measure)
        least = numbers.number(at, 2) if at >= LEAST else f"under {LEAST}"
        parts.append(f"{least} for {name}")
    return numbers.listing(parts)


def _longest(package: Package) -> dict[str, Value]:
    """The passage that takes the largest part of the words of its phase."""
    units = corpus.counted(package)
    phases = units["doc_id"].map(package.documents.set_index("doc_id")["phase_id"])
    part = (units["words"] / units["words"].groupby(phases).transform("sum")).astype(float)
    longest = part.idxmax()
    share, unit = numbers.percent(part.max()), units.loc[longest, "unit_id"]
    return {
        "longest-share": Value(share, links.passage(unit)),
        "longest-phase": Value(labels.phase(package, phases[longest])),
    }


def _overlap(package: Package) -> str:
    """The two texts that share most, and the two of one phase that do, as a sentence."""
    table = documents.overlap(package)
    table = table.assign(most=table[["part", "other_part"]].max(axis=1))
    table = table.sort_values("most", ascending=False, kind="stable")
    parts = []
    for scope, rows in (
        ("all pairs of texts", table),
        ("those on one phase", table[table["same_phase"]]),
    ):
        for row in rows.head(1).itertuples():
            names = (labels.short_document(package, doc) for doc in (row.doc_id, row.other_id))
            parts.append(
                f"of {scope}, {numbers.listing(names)} share most, {numbers.percent(row.most)} of "
                "the five-word strings of the shorter one"
            )
    return numbers.capital(numbers.sentence("; ".join(parts)))


def robustness(package: Package) -> dict[str, Value]:
    """Ways of counting, worst and best readings, and contrasts."""
    return (
        overview.texts(package)
        | overview.ways(package)
        | findings.contrasts(package)
        | findings.extremes(package)
    )
