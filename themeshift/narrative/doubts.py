"""What the pages on codings, certainty and robustness quote."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import corpus, documents, reliability, shift, uncertainty
from themeshift.narrative import findings, overview
from themeshift.package import Package
from themeshift.prose import labels, numbers
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
    coders = package.coders[package.coders["coder_id"].isin(corpus.codings(package))]
    kinds = coders["kind"].value_counts()
    parts = []
    if models := int(kinds.get("model", 0)):
        noun = numbers.count(models, "coding was", "codings were")
        parts.append(
            f"{numbers.capital(noun)} made by a large language model that read each passage in its "
            "context."
        )
    people = int(kinds.get("person", 0))
    parts.append(
        f"{numbers.capital(numbers.count(people, 'coding was', 'codings were'))} made by a person."
        if people
        else "No person has coded yet."
    )
    return " ".join(parts)


def _agreement(package: Package) -> str:
    """The agreement of the pair that leads, and of the others, as a sentence."""
    table = reliability.table(package)
    sets = table[table["scope"] == reliability.SETS]
    if sets.empty:
        return "There is one coding so far, so agreement cannot be measured."
    lead = sets[sets["lead"]].iloc[0]
    text = (
        f"The {labels.coding(package, lead['coding'])} and the "
        f"{labels.coding(package, lead['other'])} agree with α = "
        f"{numbers.number(lead['alpha'], 2)} "
        f"({numbers.number(lead['low'], 2)} to {numbers.number(lead['high'], 2)})"
    )
    others = [
        f"{row.coding} and {row.other} with {numbers.number(row.alpha, 2)}"
        for row in sets[~sets["lead"]].itertuples()
    ]
    return f"{text}; {numbers.listing(others)}." if others else f"{text}."


def _circular(package: Package) -> str:
    """Which agreement is partly circular, as a sentence; nothing where none is."""
    table = reliability.table(package)
    shared = table[(table["scope"] == reliability.SETS) & table["shared_rules"]]
    blind = dict(zip(package.coders["coder_id"], package.coders["blind"], strict=True))
    pairs = [
        f"{row.coding} and {row.other}"
        for row in shared.itertuples()
        if "false" in (blind[row.coding], blind[row.other])
    ]
    if not pairs:
        return ""
    return (
        f"The agreement of {numbers.listing(pairs)} is partly circular: one of them was not blind, "
        "and the decision rules that both used were written along with it."
    )


def how_sure(package: Package, simulated: pd.DataFrame) -> dict[str, Value]:
    """The interval, its coverage, the verdicts and the tests of whole texts.

    simulated: `coverage.table(package)`.
    """
    drawn = uncertainty.draws(package)
    counts = np.bincount(drawn.corpus.phase)
    shown = numbers.listing(numbers.number(size, 0) for size in drawn.size)
    return (
        overview.texts(package)
        | findings.tests(package)
        | _longest(package)
        | _overlap(package)
        | {
            "rho": Value(numbers.number(drawn.rho, 2)),
            "passages-by-phase": Value(numbers.listing(map(str, counts))),
            "effective-by-phase": Value(f"about {shown} independent ones"),
            "coding-error-sentence": Value(_coding_error(package)),
            "weaker-sentence": Value(_weaker(package)),
            **_tipping(package),
            "coverage-lowest": Value(_coverage(simulated)),
            "coverage-single": Value(numbers.support(float(simulated["lowest"].min()))),
            "seeds": Value(numbers.cardinal(len(uncertainty.SEEDS))),
            "medium-evidence": Value(numbers.cardinal(verdicts.MEDIUM_EVIDENCE)),
        }
    )


def _coding_error(package: Package) -> str:
    """How much wider the total's interval is because each draw takes one of the codings."""
    drawn = uncertainty.draws(package)
    fixed = uncertainty.simulate(package, uncertainty.DRAWS, coding_error=False)

    def width(draws: uncertainty.Draws) -> float:
        _, low, high = draws.change(draws.corpus.sign, 0, -1)
        return float(high - low)

    return (
        "When each draw takes one of the codings for each passage, the range of the total shift is "
        f"{numbers.points(width(drawn))} wide; with the mean of the codings alone it is "
        f"{numbers.points(width(fixed))}."
    )


def _weaker(package: Package) -> str:
    """What is left of the shift if passages were misread at random, as two sentences."""
    table = uncertainty.weaker_coder(package)
    shown = [
        f"{numbers.points(row.change)} ({numbers.points_interval(row.low, row.high)})"
        for row in table.itertuples()
    ]
    shown = table.assign(shown=shown).pivot(index="misread", columns="spread", values="shown")
    rates = numbers.listing((numbers.number(rate, 1) for rate in shown.index), last="or")
    return (
        f"If each passage were misread with probability {rates}, in the way the codings differ, "
        f"the shift would come out as {numbers.listing(shown['observed'], last='or')}. With "
        f"any theme equally likely to be taken instead, it would be "
        f"{numbers.listing(shown['uniform'], last='or')}."
    )


def _coverage(simulated: pd.DataFrame) -> str:
    """The lowest coverage of totals, steps, pairs and named themes without a text effect."""
    printed = simulated[simulated["quantity"] != "all themes"]
    lowest = printed[["rho_0", "rho_25", "rho_50"]].min().min()
    return numbers.support(float(lowest))


def _tipping(package: Package) -> dict[str, Value]:
    """The correlation inside a text at which the range of each headline reaches zero."""
    signs = shift.signs(corpus.corpus(package))
    parts = []
    for measure, sign in signs.items():
        at = uncertainty.tipping(package, sign)
        name = "the total shift" if measure == "balance" else labels.pole(package, measure)
        said = numbers.number(at, 2) if at >= LEAST else f"under {LEAST}"
        parts.append(f"{said} for {name}")
    listed = numbers.listing(parts)
    sentence = (
        f"The range of each headline reaches zero at a correlation inside a text of {listed}."
    )
    clause = f"a correlation between the passages of a text of {listed}"
    return {
        "tipping-sentence": Value(sentence),
        "tipping-clause": Value(clause),
    }


def _longest(package: Package) -> dict[str, Value]:
    """The passage that takes the largest part of the words of its phase."""
    units = corpus.counted(package)
    phase_of = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    units = units.assign(phase_id=units["doc_id"].map(phase_of))
    part = units["words"] / units.groupby("phase_id")["words"].transform("sum")
    row = units.loc[part.astype(float).idxmax()]
    return {
        "longest-share": Value(numbers.percent(float(part.max())), f"u-{row['unit_id']}"),
        "longest-phase": Value(labels.phase(package, row["phase_id"])),
    }


def _overlap(package: Package) -> dict[str, Value]:
    """The two texts that share most, and the two of one phase that do."""
    table = documents.overlap(package)
    said = []
    for scope, rows in (
        ("all pairs of texts", table),
        ("those on one phase", table[table["same_phase"]]),
    ):
        if rows.empty:
            continue
        part = rows[["part", "other_part"]].max(axis=1)
        row = rows.loc[part.idxmax()]
        names = [labels.short_document(package, row[key]) for key in ("doc_id", "other_id")]
        said.append(
            f"of {scope}, {numbers.listing(names)} share most, {numbers.percent(part.max())} of the "
            "five-word strings of the shorter one"
        )
    text = numbers.capital("; ".join(said))
    return {"overlap-sentence": Value(f"{text}." if text else "")}


def robustness(package: Package) -> dict[str, Value]:
    """Ways of counting, worst and best readings, and contrasts."""
    return (
        overview.texts(package)
        | overview.ways(package)
        | findings.contrasts(package)
        | findings.extremes(package)
    )
