"""What the pages on codings and certainty quote."""

from dataclasses import replace

import numpy as np
import pandas as pd

from themeshift.claims import verdicts
from themeshift.measures import corpus, documents, reliability, shift, uncertainty
from themeshift.narrative import findings, overview
from themeshift.package import Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value


def codings(package: Package, scores: pd.DataFrame) -> dict[str, Value]:
    """Who coded, how far the codings agree, where they differ; the dictionary's scores.

    scores: `reliability.scores(package)`.
    """
    table = reliability.table(package)
    sets = table[table["scope"] == reliability.SETS]
    pooled = scores[scores["scope"] == "micro"].iloc[0]
    found = {
        "agreement-sentence": _agreement(sets),
        "circular-sentence": _circular(package, sets),
        "differing": numbers.count(len(reliability.disagreements(package)), "passage"),
        "dictionary-precision": numbers.number(pooled["precision"], 2),
        "dictionary-recall": numbers.number(pooled["recall"], 2),
    }
    return overview.texts(package) | {key: Value(text) for key, text in found.items()}


def _agreement(sets: pd.DataFrame) -> str:
    """The agreement of the pair that leads, and of the others, as a sentence."""
    if sets.empty:
        return "There is one coding so far, so agreement cannot be measured."
    lead = sets[sets["lead"]].iloc[0]
    first, second = (labels.coding(lead[one]) for one in ("coding", "other"))
    alpha, low, high = (numbers.number(lead[one], 2) for one in ("alpha", "low", "high"))
    others = (
        f"{numbers.number(row.alpha, 2)} between {row.coding} and {row.other}"
        for row in sets[~sets["lead"]].itertuples()
    )
    leading = f"{alpha} ({low} to {high}) between the {first} and the {second}"
    return f"α is {numbers.listing([leading, *others])}."


def _circular(package: Package, sets: pd.DataFrame) -> str:
    """Which agreement is partly circular, as a sentence; nothing where none is."""
    informed = set(package.coders.loc[package.coders["blind"] == "false", "coder_id"])
    pairs = numbers.listing(
        f"{row.coding} and {row.other}"
        for row in sets[sets["shared_rules"]].itertuples()
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
    mean = replace(drawn.corpus, readings=drawn.corpus.weights[None])
    fixed = uncertainty.simulate(mean, uncertainty.DRAWS)
    ranges = (one.change(one.corpus.sign, 0, -1) for one in (drawn, fixed))
    width, width_of_mean = (numbers.points(high - low) for _, low, high in ranges)
    # Totals, steps, pairs and named themes, where texts have no style of their own.
    printed = simulated.set_index("quantity").drop("all themes")[["rho_0", "rho_25", "rho_50"]]
    found = {
        "rho": numbers.number(drawn.rho, 2),
        "passages-by-phase": numbers.listing(np.bincount(drawn.corpus.phase)),
        "effective-by-phase": numbers.listing(numbers.number(size, 0) for size in drawn.size),
        "width": width,
        "width-of-mean": width_of_mean,
        "tipping": _tipping(package),
        "coverage-lowest": numbers.support(printed.min(axis=None)),
        "coverage-single": numbers.support(simulated["lowest"].min()),
        "seeds": numbers.cardinal(len(uncertainty.SEEDS)),
        "medium-evidence": numbers.cardinal(verdicts.MEDIUM_EVIDENCE),
        "overlap-sentence": _overlap(package),
    }
    quoted = {key: Value(text) for key, text in (found | _weaker(package)).items()}
    return overview.texts(package) | findings.tests(package) | _longest(package) | quoted


def _weaker(package: Package) -> dict[str, str]:
    """How often passages might be misread, and the shift then, by where the themes come from."""
    table = uncertainty.weaker_coder(package)
    found = {"misread": (numbers.number(rate, 1) for rate in table["misread"].unique())}
    for spread, rows in table.groupby("spread"):
        found[f"misread-{spread}"] = (
            f"{numbers.points(row.change)} ({numbers.points_interval(row.low, row.high)})"
            for row in rows.itertuples()
        )
    return {key: numbers.listing(items, last="or") for key, items in found.items()}


def _tipping(package: Package) -> str:
    """The correlations inside a text at which the range of each headline reaches zero."""
    base, parts = corpus.corpus(package), []
    for measure in shift.SUMS:
        at = uncertainty.tipping(base, base.signs(measure))
        name = "the total shift" if measure == "balance" else labels.pole(package, measure)
        least = numbers.number(at, 2) if at >= 0.01 else "under 0.01"
        parts.append(f"{least} for {name}")
    return numbers.listing(parts)


def _longest(package: Package) -> dict[str, Value]:
    """The passage that takes the largest part of the words of its phase."""
    words = corpus.corpus(package, measure="words")
    part = words.size / np.bincount(words.phase, words.size)[words.phase]
    longest = part.argmax()
    share, link = numbers.percent(part[longest]), links.passage(words.unit_ids[longest])
    phase = labels.phase(package, words.phases[words.phase[longest]])
    return {"longest-share": Value(share, link), "longest-phase": Value(phase)}


def _overlap(package: Package) -> str:
    """The two texts that share most, and the two of one phase that do, as a sentence."""
    table = documents.overlap(package)
    table = table.assign(most=table[["part", "other_part"]].max(axis=1))
    one_phase = table[table["same_phase"]]
    parts = []
    for scope, rows in (("all pairs of texts", table), ("those on one phase", one_phase)):
        for row in rows.nlargest(1, "most").itertuples():
            names = (labels.short_document(package, doc) for doc in (row.doc_id, row.other_id))
            parts.append(
                f"of {scope}, {numbers.listing(names)} share most, {numbers.percent(row.most)} of "
                "the five-word strings of the shorter one"
            )
    return f"{numbers.capital('; '.join(parts))}."
