"""Which words mark a phase?

Counts of lemmas by document are all that the package holds of the wording, so a phase is a bag
of lemmas. Each measure stands beside an effect size with its interval and beside the number of
documents that the word occurs in: with few documents, a word of one document marks that text,
not its phase.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from themeshift.salience import LEVEL, SEED, interval, rounded

#: Draws of the word-shift's bars; more change nothing that a reader could see.
DRAWS = 2_000
#: Occurrences below which a word is not listed.
LEAST_COUNT = 3
#: Words' worth of prior in the log-odds: a hundred words of the whole corpus.
PRIOR_WORDS = 100.0

_CLOSED_CLASSES = """
à afin ainsi après au aucun auprès aussi autour autre aux avant avec avoir car ce celui cela
chaque chez ci comme contre dans de depuis des dès donc dont du elle en encore entre environ
et etc être eux falloir faire ici il ils je jusque la là le les leur lors lui mais me même
moi moins ne non nos notamment notre nous on ou où par parmi pas pendant plus pour pouvoir
près puis quand que quel qui quoi sans se selon ses si soi son sous sur ta tel ton tous tout
très tu un une vers via votre vous y également devoir face grâce lorsque ceci
"""
#: French words of the closed classes, which mark a style and no subject. They stay in the sizes.
FUNCTION_WORDS = frozenset(_CLOSED_CLASSES.split())


def _cell(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """O ln(O / E), zero where nothing was observed."""
    ratio = np.divide(observed, expected, out=np.ones_like(expected), where=observed > 0)
    return observed * np.log(ratio)


def g2(a: Any, b: Any, c: Any, d: Any) -> np.ndarray:
    """Log-likelihood ratio G² of a two-by-two table, all four cells (Dunning 1993).

    a, b: first row (the word in the target, and elsewhere); c, d: second row (the other words).
    Arrays broadcast. Zero when rows and columns are independent.
    """
    a, b, c, d = np.broadcast_arrays(*(np.asarray(cell, float) for cell in (a, b, c, d)))
    whole = a + b + c + d
    total = sum(
        _cell(cell, row * column / whole)
        for cell, row, column in (
            (a, a + b, a + c),
            (b, a + b, b + d),
            (c, c + d, a + c),
            (d, c + d, b + d),
        )
    )
    return np.maximum(2 * total, 0)


def g2_frequencies(count: Any, other: Any, size: Any, other_size: Any) -> np.ndarray:
    """G² with four cells from the counts of a word in two texts and the sizes of the texts."""
    count, other = np.asarray(count, float), np.asarray(other, float)
    return g2(count, other, np.asarray(size) - count, np.asarray(other_size) - other)


def g2_two_cells(count: Any, other: Any, size: Any, other_size: Any) -> np.ndarray:
    """G² of the word's two cells alone (Rayson & Garside 2000), as in his wizard."""
    count, other = np.asarray(count, float), np.asarray(other, float)
    size, other_size = np.asarray(size, float), np.asarray(other_size, float)
    rate = (count + other) / (size + other_size)
    return 2 * (_cell(count, size * rate) + _cell(other, other_size * rate))


def signed_g2(count: Any, other: Any, size: Any, other_size: Any) -> np.ndarray:
    """Four-cell G², negative where the word is rarer in the target than elsewhere."""
    count, other = np.asarray(count, float), np.asarray(other, float)
    rarer = count * np.asarray(other_size) < other * np.asarray(size)
    return np.where(rarer, -1.0, 1.0) * g2_frequencies(count, other, size, other_size)


def specificity(f: Any, whole_f: Any, t: Any, whole_t: Any) -> np.ndarray:
    """Specificity of Lafon (1980), as a signed base-10 logarithm.

    f occurrences of a word in a part of t words, whole_f in the whole of whole_t. Under the
    hypergeometric law: −log10 P(X ≥ f) from the mode upwards, log10 P(X ≤ f) below it.
    """
    f, whole_f, t, whole_t = np.broadcast_arrays(
        *(np.asarray(value, int) for value in (f, whole_f, t, whole_t))
    )
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, whole_t.max() + 1)))])

    def choose(n: Any, k: Any) -> Any:
        return factorial[n] - factorial[k] - factorial[n - k]

    result = np.zeros(f.shape)
    for place in np.ndindex(f.shape):
        count, occurrences, part, whole = (int(a[place]) for a in (f, whole_f, t, whole_t))
        upward = count >= (occurrences + 1) * (part + 1) // (whole + 2)
        if upward:
            tail = np.arange(count, min(occurrences, part) + 1)
        else:
            tail = np.arange(max(0, occurrences + part - whole), count + 1)
        logs = choose(occurrences, tail) + choose(whole - occurrences, part - tail)
        logs = logs - choose(whole, part)
        largest = logs.max()
        tail_log = min((largest + np.log(np.exp(logs - largest).sum())) / np.log(10), 0.0)
        result[place] = -tail_log if upward else tail_log
    return result


def log_odds(counts: Any, others: Any, prior: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-odds ratio of each word with an informative Dirichlet prior.

    Monroe, Colaresi & Quinn (2008), equations 15 to 22: counts and others hold the words of two
    groups, prior the pseudo-counts of each word (a number for all alike). Returns δ, its
    variance and z = δ / √variance. The variance has all four terms: those of the word and those
    of all other words, in both groups. Leaving the latter out (their approximation for rare
    words) overstates z for frequent ones.
    """
    counts, others = np.asarray(counts, float), np.asarray(others, float)
    prior = np.broadcast_to(np.asarray(prior, float), counts.shape)
    word, other_word = counts + prior, others + prior
    rest = counts.sum() + prior.sum() - word
    other_rest = others.sum() + prior.sum() - other_word
    delta = np.log(word / rest) - np.log(other_word / other_rest)
    variance = 1 / word + 1 / rest + 1 / other_word + 1 / other_rest
    return delta, variance, delta / np.sqrt(variance)


def chi_square(a: Any, b: Any, c: Any, d: Any, yates: bool = False) -> np.ndarray:
    """Pearson's χ² of a two-by-two table, on request with Yates' continuity correction."""
    a, b, c, d = (np.asarray(cell, float) for cell in (a, b, c, d))
    whole = a + b + c + d
    gap = np.abs(a * d - b * c)
    if yates:
        gap = np.maximum(gap - whole / 2, 0)
    return whole * gap**2 / ((a + b) * (c + d) * (a + c) * (b + d))


def _normal_quantile(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)


def log_ratio(
    count: Any, other: Any, size: Any, other_size: Any, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Binary logarithm of the ratio of two rates, with its interval (Hardie 2014).

    One is a doubling. Half an occurrence is added to both counts, and half a word to both sizes
    less the word, so that absent words have a finite value (Walter 1975); the interval is
    Katz's (1978), on the log scale. Returns value, low, high.
    """
    count, other = np.asarray(count, float) + 0.5, np.asarray(other, float) + 0.5
    size, other_size = np.asarray(size, float) + 0.5, np.asarray(other_size, float) + 0.5
    value = np.log(count / size) - np.log(other / other_size)
    error = np.sqrt(1 / count - 1 / size + 1 / other - 1 / other_size)
    margin = _normal_quantile(level) * error
    return value / np.log(2), (value - margin) / np.log(2), (value + margin) / np.log(2)


def _wilson(count: np.ndarray, size: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a rate."""
    rate = count / size
    centre = (rate + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(rate * (1 - rate) / size + z**2 / (4 * size**2))
    return centre - half, centre + half


def difference(
    count: Any, other: Any, size: Any, other_size: Any, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Difference of two rates per thousand words: value, low, high.

    The interval is Newcombe's (1998, method 10), from Wilson's score limits.
    """
    count, other = np.asarray(count, float), np.asarray(other, float)
    size, other_size = np.asarray(size, float), np.asarray(other_size, float)
    z = _normal_quantile(level)
    low, high = _wilson(count, size, z)
    other_low, other_high = _wilson(other, other_size, z)
    value = count / size - other / other_size
    down = np.sqrt((count / size - low) ** 2 + (other_high - other / other_size) ** 2)
    up = np.sqrt((high - count / size) ** 2 + (other / other_size - other_low) ** 2)
    return 1000 * value, 1000 * (value - down), 1000 * (value + up)


# --- on the package --------------------------------------------------------------------------


def counts(package: Any) -> pd.DataFrame:
    """Counts of each lemma (rows, sorted) in each phase (columns, in order)."""
    phase_of = package.documents.set_index("doc_id")["phase_id"]
    terms = package.terms
    order = package.phases.sort_values("order")["phase_id"]
    frame = terms.assign(phase_id=terms["doc_id"].map(phase_of)).pivot_table(
        index="lemma", columns="phase_id", values="count", aggfunc="sum", fill_value=0
    )
    frame = frame[[phase for phase in order if phase in frame.columns]].sort_index()
    frame.columns.name = None
    return frame.astype(int)


def document_range(package: Any) -> pd.DataFrame:
    """Number of documents in which each lemma occurs: in all, and in each phase.

    Rows: lemmas, as in `counts`; columns: documents, then one for each phase.
    """
    phase_of = package.documents.set_index("doc_id")["phase_id"]
    terms = package.terms[package.terms["count"] > 0]
    terms = terms.assign(phase_id=terms["doc_id"].map(phase_of))
    by_phase = terms.pivot_table(
        index="lemma", columns="phase_id", values="doc_id", aggfunc="nunique", fill_value=0
    )
    by_phase = by_phase.reindex(counts(package).index, fill_value=0)
    by_phase = by_phase.reindex(columns=counts(package).columns, fill_value=0).astype(int)
    by_phase.insert(0, "documents", by_phase.sum(axis=1))
    return by_phase


def _group(table: pd.DataFrame, phase_id: str, against: str | None) -> tuple[Any, Any]:
    """Counts of the phase and of what it is set against."""
    for name in (phase_id, against):
        if name is not None and name not in table.columns:
            found = ", ".join(table.columns)
            raise ValueError(f"terms.csv: no words for phase {name!r}; found {found}")
    if against is not None:
        return table[phase_id], table[against]
    return table[phase_id], table.drop(columns=phase_id).sum(axis=1)


def keyness(
    package: Any,
    phase_id: str,
    against: str | None = None,
    minimum: int = LEAST_COUNT,
    prior_words: float = PRIOR_WORDS,
    content_only: bool = True,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Which words mark a phase against another one, or against all others together.

    minimum: least number of occurrences in both together. prior_words: size of the log-odds'
    prior, which has the word rates of the two groups together. content_only: no row for
    `FUNCTION_WORDS`; no measure changes, since sizes keep every word. Columns: lemma, count, other,
    size, other_size, expected, g2 (signed), specificity, log_odds, log_odds_z, log_ratio with
    _low, _high, difference per thousand words with _low, _high, documents (in which the word
    occurs, in all phases), documents_in_phase, documents_of_phase. Sorted by g2, largest first.
    Raises ValueError for an unknown phase.
    """
    table = counts(package)
    target, other = _group(table, phase_id, against)
    size, other_size = int(target.sum()), int(other.sum())
    both = target + other
    present = (both > 0).to_numpy()
    rates = both[present] / both.sum()
    delta, _, z = log_odds(target[present], other[present], prior_words * rates)
    in_phase = document_range(package)
    frame = pd.DataFrame(
        {
            "lemma": table.index[present],
            "count": target[present].to_numpy(),
            "other": other[present].to_numpy(),
        }
    )
    a, b = frame["count"].to_numpy(), frame["other"].to_numpy()
    frame["size"], frame["other_size"] = size, other_size
    frame["expected"] = (a + b) * size / (size + other_size)
    frame["g2"] = signed_g2(a, b, size, other_size)
    frame["specificity"] = specificity(a, a + b, size, size + other_size)
    frame["log_odds"], frame["log_odds_z"] = delta, z
    for name, measure in (("log_ratio", log_ratio), ("difference", difference)):
        value, low, high = measure(a, b, size, other_size, level)
        frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = value, low, high
    frame["documents"] = in_phase.loc[frame["lemma"], "documents"].to_numpy()
    frame["documents_in_phase"] = in_phase.loc[frame["lemma"], phase_id].to_numpy()
    documents = package.documents
    frame["documents_of_phase"] = int((documents["phase_id"] == phase_id).sum())
    kept = a + b >= minimum
    if content_only:
        kept &= ~frame["lemma"].isin(FUNCTION_WORDS).to_numpy()
    frame = rounded(frame[kept], 8)
    frame = frame.sort_values(["g2", "lemma"], ascending=[False, True], kind="stable")
    return frame.reset_index(drop=True)


def divergence_contributions(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What each word adds to the Jensen–Shannon divergence of p and q, in bits (last axis).

    ½ p log2(p/m) + ½ q log2(q/m) with m the mean of both (Gallagher et al. 2021, section 3.5);
    each part is at least zero, and they sum to the divergence.
    """
    p, q = np.asarray(p, float), np.asarray(q, float)
    middle = (p + q) / 2
    parts = []
    for share in (p, q):
        ratio = np.divide(share, middle, out=np.ones_like(middle), where=share > 0)
        parts.append(share * np.log2(ratio))
    return np.maximum((parts[0] + parts[1]) / 2, 0)


def word_shift(
    package: Any,
    from_phase: str,
    to_phase: str,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Which words carry the divergence between two phases (Gallagher et al. 2021).

    Columns: lemma, from_count, to_count, from_rate, to_rate (per thousand words), contribution
    (bits, at least zero; all together are the Jensen–Shannon divergence), signed (positive when
    the word is more frequent in `to_phase`), low, high (interval of signed), part (of the
    divergence), documents. Sorted by contribution.

    The package holds counts, not word order, so the bars are a parametric bootstrap: both
    phases are drawn anew from multinomials of their own size and rates. It knows nothing of
    words coming in clusters, and a divergence of short texts is too large by chance, in the
    draws more than in the estimate: the bars show the order of size, not a test.
    """
    table = counts(package)
    before, after = _group(table, from_phase, to_phase)
    present = ((before + after) > 0).to_numpy()
    before, after = before[present].to_numpy(), after[present].to_numpy()
    n_before, n_after = before.sum(), after.sum()
    p, q = before / n_before, after / n_after
    contribution = divergence_contributions(p, q)
    generator = np.random.default_rng(seed)
    drawn_p = generator.multinomial(n_before, p, size=draws) / n_before
    drawn_q = generator.multinomial(n_after, q, size=draws) / n_after
    moved = np.sign(drawn_q - drawn_p) * divergence_contributions(drawn_p, drawn_q)
    low, high = interval(moved, level)
    frame = pd.DataFrame(
        {
            "lemma": table.index[present],
            "from_count": before,
            "to_count": after,
            "from_rate": 1000 * p,
            "to_rate": 1000 * q,
            "contribution": contribution,
            "signed": np.sign(q - p) * contribution,
            "low": low,
            "high": high,
            "part": contribution / contribution.sum() if contribution.any() else 0.0,
            "documents": document_range(package).loc[table.index[present], "documents"].to_numpy(),
        }
    )
    frame = rounded(frame)
    frame = frame.sort_values(["contribution", "lemma"], ascending=[False, True], kind="stable")
    return frame.reset_index(drop=True)
