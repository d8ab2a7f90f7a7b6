"""How far can the intervals and the tests be trusted with so few texts?

Synthetic corpora with the design of the real one (its documents, paragraphs, units and their
words) and with a known truth. Units carry one theme each, drawn from chances that may vary from
document to document and from paragraph to paragraph: a Dirichlet with concentration 1/ρ − 1
around the chances above, which makes ρ the correlation of two units of the same document (or
paragraph). Everything is drawn from one seed; another seed must agree within the Monte-Carlo
error that stands beside each rate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from themeshift.kept import kept
from themeshift.salience import LEVEL, SEED, Corpus, rounded, shares, totals
from themeshift.shift import (
    DESTINATION,
    ORIGIN,
    PRIOR,
    assignment_matrix,
    log_position,
)

CORRELATIONS = (0.0, 0.02, 0.05, 0.10)
#: (within paragraphs, between documents of a phase) for the coverage of intervals.
CASES = ((0.0, 0.0), (0.10, 0.0), (0.25, 0.0), (0.50, 0.0), (0.25, 0.05))
SIMULATIONS = 2_000
SIMULATIONS_OF_COVERAGE = 600
RESAMPLES = 400
PERMUTATIONS = 399
NOMINAL = 0.05


def paragraph_correlation(corpus: Corpus) -> float:
    """Correlation of two units of one paragraph, estimated from the corpus.

    Each unit scores its destination less its origin weight; the analysis of variance of
    paragraphs within documents gives (MSB − MSW) / (MSB + (n0 − 1) MSW) (Donner 1986). nan when
    no paragraph has two units. Says nothing of documents: too few share a phase.
    """
    score = corpus.weights[:, corpus.pole(DESTINATION)].sum(axis=1)
    score = score - corpus.weights[:, corpus.pole(ORIGIN)].sum(axis=1)
    document = np.zeros(corpus.paragraph.max() + 1, int)
    document[corpus.paragraph] = corpus.document
    size = np.bincount(corpus.paragraph).astype(float)
    mean = np.bincount(corpus.paragraph, score) / size
    document_size = np.bincount(document, size)
    document_mean = np.bincount(document, size * mean) / document_size
    between = (size * (mean - document_mean[document]) ** 2).sum()
    within = ((score - mean[corpus.paragraph]) ** 2).sum()
    free_between = len(size) - len(document_size)
    free_within = len(score) - len(size)
    if free_between < 1 or free_within < 1:
        return float("nan")
    by_document = np.bincount(document, size**2) / document_size
    typical = (len(score) - by_document.sum()) / free_between
    between, within = between / free_between, within / free_within
    below = between + (typical - 1) * within
    return rounded((between - within) / below) if below > 0 else float("nan")


def _around(
    centre: np.ndarray, correlation: float, shape: tuple[int, ...], generator: np.random.Generator
) -> np.ndarray:
    """Chances drawn around `centre` (broadcast to shape) with the given correlation."""
    centre = np.broadcast_to(centre, shape)
    if correlation <= 0:
        return centre
    gammas = generator.standard_gamma(centre * (1 / correlation - 1)) + 1e-300
    return gammas / gammas.sum(axis=-1, keepdims=True)


def simulate(
    corpus: Corpus,
    chances: np.ndarray,
    within_paragraph: float,
    between_documents: float,
    simulations: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Theme index of each unit in each synthetic corpus: simulations × units.

    chances: phases × themes, each row sums to one: the truth.
    """
    n_themes = chances.shape[1]
    documents = _around(
        chances[corpus.phase_of_document],
        between_documents,
        (simulations, len(corpus.documents), n_themes),
        generator,
    )
    number = corpus.paragraph.max() + 1
    document_of = np.zeros(number, int)
    document_of[corpus.paragraph] = corpus.document
    paragraphs = _around(
        documents[:, document_of], within_paragraph, (simulations, number, n_themes), generator
    )
    edges = paragraphs.cumsum(axis=-1)[:, corpus.paragraph, :-1]
    drawn = generator.random((simulations, len(corpus.words), 1))
    return (drawn > edges).sum(axis=-1)


def _poles_of(corpus: Corpus) -> np.ndarray:
    """One, minus one or zero for each theme: destination, origin, neither."""
    return corpus.pole(DESTINATION).astype(float) - corpus.pole(ORIGIN).astype(float)


def _labels(phase: np.ndarray, generator: np.random.Generator, permutations: int) -> np.ndarray:
    """The observed phases, then shuffled ones: (1 + permutations) × things."""
    return np.vstack([phase, generator.permuted(np.tile(phase, (permutations, 1)), axis=1)])


def _changes(
    scores: np.ndarray, words: np.ndarray, labels: np.ndarray, n_phases: int
) -> np.ndarray:
    """Last-minus-first balance: simulations × labellings. scores are summed over words."""
    result = 0.0
    for phase, sign in ((n_phases - 1, 1.0), (0, -1.0)):
        member = (labels == phase).astype(float)
        result = result + sign * scores @ member.T / (member @ words)
    return result


def _two_sided(statistics: np.ndarray) -> np.ndarray:
    """Two-sided p of each simulation; the first labelling is the observed one."""
    size = np.round(np.abs(statistics), 9)
    return (size >= size[:, :1]).mean(axis=1)


def _chi_square_p(corpus: Corpus, themes: np.ndarray) -> np.ndarray:
    """p of Pearson's χ² of phases × (origin, destination, other), statements as trials."""
    from scipy.special import chdtrc

    category = _poles_of(corpus).astype(int)[themes] + 1
    table = np.zeros((len(themes), len(corpus.phases), 3))
    for kind in range(3):
        hit = (category == kind).astype(float)
        for phase in range(len(corpus.phases)):
            table[:, phase, kind] = hit[:, corpus.phase == phase].sum(axis=1)
    expected = table.sum(2, keepdims=True) * table.sum(1, keepdims=True)
    expected = expected / table.sum((1, 2), keepdims=True)
    part = np.divide(
        (table - expected) ** 2, expected, out=np.zeros_like(table), where=expected > 0
    )
    used = (table.sum(axis=1) > 0).sum(axis=1)
    free = np.maximum((len(corpus.phases) - 1) * (used - 1), 1)
    return chdtrc(free, part.sum(axis=(1, 2)))


@kept
def false_positives(
    corpus: Corpus,
    correlations: Sequence[float] = CORRELATIONS,
    simulations: int = SIMULATIONS,
    permutations: int = PERMUTATIONS,
    within_paragraph: float = 0.0,
    nominal: float = NOMINAL,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each test finds a shift where there is none, at a nominal 5 %.

    No phase differs from another: all documents draw on the same chances (the corpus's pooled
    shares), but units of a document are alike to the degree `correlation`. Tests, all two-sided:
    `statement` and `paragraph` (permutation of the balance, last less first phase, with units
    or paragraphs exchanged), `statement-chi-square` (phases × poles), `document` (every
    assignment of documents). Columns: test, correlation, rate, error (Monte-Carlo standard
    error), nominal, simulations. Empty with one phase.
    """
    columns = ["test", "correlation", "rate", "error", "nominal", "simulations"]
    n_phases = len(corpus.phases)
    if n_phases < 2:
        return pd.DataFrame(columns=columns)
    generator = np.random.default_rng(seed)
    pooled = totals(corpus).sum(axis=0)
    chances = np.tile(pooled / pooled.sum(), (n_phases, 1))
    number = corpus.paragraph.max() + 1
    in_paragraph = np.eye(number)[corpus.paragraph]
    in_document = np.eye(len(corpus.documents))[corpus.document]
    phase_of_paragraph = np.zeros(number, int)
    phase_of_paragraph[corpus.paragraph] = corpus.phase
    labellings = {
        "statement": _labels(corpus.phase, generator, permutations),
        "paragraph": _labels(phase_of_paragraph, generator, permutations),
        "document": assignment_matrix(corpus.phase_of_document, seed)[0],
    }
    pole = _poles_of(corpus)
    rows = []
    for correlation in correlations:
        themes = simulate(corpus, chances, within_paragraph, correlation, simulations, generator)
        scores = pole[themes] * corpus.words
        p_values = {
            "statement": _two_sided(
                _changes(scores, corpus.words, labellings["statement"], n_phases)
            ),
            "statement-chi-square": _chi_square_p(corpus, themes),
        }
        for test, inside in (("paragraph", in_paragraph), ("document", in_document)):
            p_values[test] = _two_sided(
                _changes(scores @ inside, corpus.words @ inside, labellings[test], n_phases)
            )
        for test, p in p_values.items():
            rate = float((p <= nominal + 1e-9).mean())
            rows.append(
                {
                    "test": test,
                    "correlation": correlation,
                    "rate": rate,
                    "error": np.sqrt(max(rate * (1 - rate), 1 / simulations) / simulations),
                    "nominal": nominal,
                    "simulations": simulations,
                }
            )
    return rounded(pd.DataFrame(rows, columns=columns), 6)


def truth_of(corpus: Corpus) -> np.ndarray:
    """Chances for the coverage: the corpus's own shares, no theme quite absent (phases × themes).

    The posterior mean under the Jeffreys prior, so that the real shift is the known truth.
    """
    counts = shares(corpus) * corpus.units_per_phase[:, None] + 0.5
    return counts / counts.sum(axis=1, keepdims=True)


def _resampled(
    corpus: Corpus, themes: np.ndarray, resamples: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Paragraph bootstrap of many corpora at once, as in `salience.resample`.

    Rooms: resamples × simulations × phases × themes; units: resamples × phases.
    """
    simulations, n_themes = len(themes), len(corpus.themes)
    room = np.zeros((resamples, simulations, len(corpus.phases), n_themes))
    units = np.zeros((resamples, len(corpus.phases)))
    for document, phase in enumerate(corpus.phase_of_document):
        inside = np.flatnonzero(corpus.document == document)
        _, place = np.unique(corpus.paragraph[inside], return_inverse=True)
        number = place.max() + 1
        paragraph_room = np.zeros((number, simulations, n_themes))
        every = np.arange(simulations)
        for unit, paragraph in zip(inside, place, strict=True):
            paragraph_room[paragraph, every, themes[:, unit]] += corpus.words[unit]
        counts = generator.multinomial(number, np.full(number, 1 / number), size=resamples)
        drawn = counts @ paragraph_room.reshape(number, -1)
        room[:, :, phase] += drawn.reshape(resamples, simulations, n_themes)
        units[:, phase] += counts @ np.bincount(place, minlength=number)
    return room, units


def _quantities(
    share: np.ndarray, units: np.ndarray, corpus: Corpus, prior: float
) -> dict[str, np.ndarray]:
    """Balance, θ and their shifts from shares (... × phases × themes)."""
    destination = share[..., corpus.pole(DESTINATION)].sum(axis=-1)
    origin = share[..., corpus.pole(ORIGIN)].sum(axis=-1)
    balance = destination - origin
    theta = log_position(destination * units, origin * units, prior)
    result = {"balance": balance, "theta": theta}
    if len(corpus.phases) > 1:
        result["balance shift"] = balance[..., -1:] - balance[..., :1]
        result["theta shift"] = theta[..., -1:] - theta[..., :1]
    return result


@kept
def coverage(
    corpus: Corpus,
    cases: Sequence[tuple[float, float]] = CASES,
    simulations: int = SIMULATIONS_OF_COVERAGE,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each interval holds the truth, at a nominal 95 %.

    The truth is the corpus's own smoothed shares (`truth_of`). cases: pairs of correlation
    within paragraphs and between documents. With the second at zero, the texts are taken as
    the phase; above zero, the interval is asked to hold for a phase of which these texts are a
    sample, which it does not claim. Columns: quantity (share; named share, of themes that the
    synthetic phase names at all; balance, theta; balance shift, theta shift over the whole
    way), interval (bootstrap, posterior), within_paragraph, between_documents, coverage (mean
    over phases and themes), error (Monte-Carlo standard error), width (mean), nominal,
    shortfall (nominal less coverage), simulations.
    """
    from scipy.special import betaincinv

    generator = np.random.default_rng(seed)
    truth = truth_of(corpus)
    n_units = corpus.units_per_phase.astype(float)
    real = {"share": truth, **_quantities(truth, n_units, corpus, 0.0)}
    tails = [(1 - level) / 2, (1 + level) / 2]
    member = np.eye(len(corpus.phases))[corpus.phase] * corpus.words[:, None]
    rows = []
    for within, between in cases:
        themes = simulate(corpus, truth, within, between, simulations, generator)
        hit = themes[:, :, None] == np.arange(len(corpus.themes))
        share = np.einsum("sut,up->spt", hit.astype(float), member)
        share /= share.sum(axis=-1, keepdims=True)
        ends: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}

        room, units = _resampled(corpus, themes, resamples, generator)
        drawn = room / room.sum(axis=-1, keepdims=True)
        found = {"share": drawn, **_quantities(drawn, units[:, None], corpus, PRIOR)}
        for name, values in found.items():
            low, high = np.quantile(values, tails, axis=0)
            ends[name, "bootstrap"] = (low, high)

        counts = share * n_units[:, None]
        n_themes = len(corpus.themes)
        a, b = counts + PRIOR, n_units[:, None] - counts + PRIOR * (n_themes - 1)
        low, high = (betaincinv(a, b, tail) for tail in tails)
        ends["share", "posterior"] = (np.where(counts > 0, low, 0.0), high)
        destination = counts[..., corpus.pole(DESTINATION)].sum(axis=-1)
        origin = counts[..., corpus.pole(ORIGIN)].sum(axis=-1)
        rest = np.maximum(n_units - destination - origin, 0)
        cells = np.stack([destination, origin, rest], axis=-1) + PRIOR
        gammas = generator.standard_gamma(cells, size=(resamples, *cells.shape))
        fractions = gammas / gammas.sum(axis=-1, keepdims=True)
        balance = fractions[..., 0] - fractions[..., 1]
        theta = np.log(gammas[..., 0]) - np.log(gammas[..., 1])
        posterior = {"balance": balance, "theta": theta}
        if len(corpus.phases) > 1:
            posterior["balance shift"] = balance[..., -1:] - balance[..., :1]
            posterior["theta shift"] = theta[..., -1:] - theta[..., :1]
        for name, values in posterior.items():
            low, high = np.quantile(values, tails, axis=0)
            ends[name, "posterior"] = (low, high)

        for (name, kind), (low, high) in ends.items():
            held = (low <= real[name] + 1e-12) & (real[name] <= high + 1e-12)
            chosen = {name: np.ones(held.shape, bool)}
            if name == "share":
                chosen["named share"] = share > 0
            for label, use in chosen.items():
                used = np.where(use, held, np.nan).reshape(simulations, -1)
                # Phases and themes of one corpus hang together: the error is over corpora.
                each = np.nanmean(used, axis=1)
                rows.append(
                    {
                        "quantity": label,
                        "interval": kind,
                        "within_paragraph": within,
                        "between_documents": between,
                        "coverage": float(np.nanmean(used)),
                        "error": max(float(np.nanstd(each)), 1 / simulations)
                        / np.sqrt(simulations),
                        "width": float((high - low)[use].mean()),
                        "nominal": level,
                        "shortfall": level - float(np.nanmean(used)),
                        "simulations": simulations,
                    }
                )
    frame = rounded(pd.DataFrame(rows), 6)
    order = ["share", "named share", "balance", "theta", "balance shift", "theta shift"]
    place = frame["quantity"].map(order.index)
    frame = frame.iloc[np.argsort(place, kind="stable")]
    return frame.reset_index(drop=True)
