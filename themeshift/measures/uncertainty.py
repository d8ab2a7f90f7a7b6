"""The one interval of the book: draws of the shares from a Dirichlet distribution for each phase.

Its concentration is the effective number of passages times the shares, plus a prior of one half for
each pole and one half for the rest. What it stands for: what accounts like these would say if their
passages were drawn again by the same hands.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from themeshift.measures.corpus import DECIMALS, Corpus, corpus, readings, rounded, shares
from themeshift.package import DESTINATION, ORIGIN, Package

DRAWS = 100_000
SEED = 20190204
#: Seeds over which the word of a claim must be the same.
SEEDS = tuple(SEED + step for step in range(5))
LEVEL = 0.95
#: Rates at which a weaker coder misreads a passage.
MISREADING = (0.1, 0.2)

Quantity = Callable[[np.ndarray], np.ndarray]


# --- how many independent passages ------------------------------------------------------------


def intraclass_correlation(corpus: Corpus) -> float:
    """Correlation of two passages of one paragraph, by analysis of variance (Donner 1986).

    Each passage scores its destination less its origin weight. Paragraphs within documents:
    (MSB − MSW) / (MSB + (m − 1) MSW), m the mean paragraph size corrected for its spread; clipped
    to [0, 1]; one where it cannot be estimated.
    """
    score = corpus.weights @ corpus.sign
    return float(correlations(score[None], corpus.paragraph, corpus.document)[0])


def correlations(scores: np.ndarray, paragraph: np.ndarray, document: np.ndarray) -> np.ndarray:
    """`intraclass_correlation` of many sets of scores (sets × passages) of one design."""
    number = int(paragraph.max()) + 1 if len(paragraph) else 0
    size = np.bincount(paragraph, minlength=number).astype(float)
    document_of = np.zeros(number, int)
    document_of[paragraph] = document
    document_size = np.bincount(document_of, size)
    used = document_size > 0
    free_between = number - int(used.sum())
    free_within = len(paragraph) - number
    if free_between < 1 or free_within < 1:
        return np.ones(len(scores))
    in_paragraph = np.eye(number)[paragraph] / size[paragraph][:, None]
    means = scores @ in_paragraph
    in_document = np.eye(len(document_size))[document_of] * size[:, None]
    centre = means @ in_document / np.where(used, document_size, 1)
    between = ((means - centre[:, document_of]) ** 2) @ size / free_between
    within = ((scores - means[:, paragraph]) ** 2).sum(axis=1) / free_within
    squares = np.bincount(document_of, size**2) / np.where(used, document_size, 1)
    typical = (len(paragraph) - squares.sum()) / free_between
    below = between + (typical - 1) * within
    known = below > 1e-12
    ratio = np.divide(between - within, below, out=np.ones(len(scores)), where=known)
    return np.clip(ratio, 0, 1)


def _squares(corpus: Corpus, groups: np.ndarray) -> np.ndarray:
    """Sum over the groups of each phase of the squared share of its size that a group has."""
    phase_of_group = np.zeros(groups.max() + 1, int)
    phase_of_group[groups] = corpus.phase
    whole = np.bincount(corpus.phase, corpus.size)
    part = np.bincount(groups, corpus.size) / whole[phase_of_group]
    return np.bincount(phase_of_group, part**2, minlength=len(corpus.phases))


def effective_size(corpus: Corpus, rho: float, rho_document: float = 0.0) -> np.ndarray:
    """Effective number of independent passages in each phase (Kish 1965; Donner 1986).

    1 / (k₂ + ρ (c₂ − k₂)), k₂, c₂ and d₂ being the sums over passages, paragraphs and documents of
    their squared shares of the phase. With a correlation `rho_document` inside a document as well,
    ρ becomes ρ_d + (1 − ρ_d) ρ and ρ_d (d₂ − c₂) is added below.
    """
    passages = _squares(corpus, np.arange(len(corpus.size)))
    paragraphs = _squares(corpus, corpus.paragraph)
    documents = _squares(corpus, corpus.document)
    both = rho_document + (1 - rho_document) * rho
    return 1 / (passages + both * (paragraphs - passages) + rho_document * (documents - paragraphs))


def prior(corpus: Corpus) -> np.ndarray:
    """Pseudo-passages of each theme: ½ for each pole and ½ for the rest, split evenly within.

    The marginal of the poles is then the Dirichlet of three cells with Jeffreys' prior.
    """
    group = [pole if pole in (ORIGIN, DESTINATION) else "rest" for pole in corpus.poles]
    return np.array([0.5 / group.count(name) for name in group])


# --- draws ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the shares: themes is draws × phases × themes, each phase summing to one.

    corpus: the base corpus. rho: correlation within paragraphs. size: effective number of passages
    of each phase. estimate: shares of the mean coding, phases × themes.
    """

    themes: np.ndarray
    estimate: np.ndarray
    corpus: Corpus
    rho: float
    size: np.ndarray

    def pole(self, name: str) -> np.ndarray:
        """Draws × phases of the share of one pole."""
        return self.themes[..., self.corpus.pole(name)].sum(axis=-1)

    @property
    def balance(self) -> np.ndarray:
        """Draws × phases of the destination's share less the origin's."""
        return balance(self.themes, self.corpus)


def balance(themes: np.ndarray, corpus: Corpus) -> np.ndarray:
    """Destination's share less the origin's, from shares (… × themes)."""
    return themes @ corpus.sign


def stream(seed: int, phase: str) -> np.random.Generator:
    """Random numbers of one phase: what is drawn for it stays the same whatever phases follow."""
    return np.random.default_rng([seed, zlib.crc32(phase.encode())])


def options(package: Package, base: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Readings of each passage, passages × readings × themes, and how many it has.

    The dictionary's reading fills the rest; it counts only where a passage has no other.
    """
    _, by_coding, dictionary = readings(package, list(base.unit_ids))
    coded = ~np.isnan(by_coding).any(axis=2)
    number = np.maximum(coded.sum(axis=0), 1)
    given = np.repeat(dictionary[:, None], max(len(by_coding), 1), axis=1)
    for passage in range(len(base.unit_ids)):
        own = by_coding[coded[:, passage], passage]
        given[passage, : len(own)] = own
    return given, number


def _readings(
    given: np.ndarray,
    number: np.ndarray,
    draws: int,
    generator: np.random.Generator,
    misread: float = 0.0,
    instead: np.ndarray | None = None,
) -> np.ndarray:
    """Mean weights of a phase with one coding drawn for each passage, draws × themes.

    given: passages × readings × themes; number: how many readings each passage has. misread:
    chance that a passage takes one theme drawn from `instead` in place of its reading.
    """
    total = np.zeros((draws, given.shape[2]))
    kept = np.ones((draws, len(given)), bool)
    if misread and instead is not None:
        kept = generator.random(kept.shape) >= misread
        total += generator.multinomial((~kept).sum(axis=1), instead)
    chosen = generator.integers(0, number, size=kept.shape, dtype=np.uint8)
    for reading in range(given.shape[1]):
        total += (kept & (chosen == reading)).astype(float) @ given[:, reading]
    return total / len(given)


def _dirichlet(concentration: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    gammas = generator.standard_gamma(concentration)
    return gammas / gammas.sum(axis=-1, keepdims=True)


_draws: WeakKeyDictionary[Package, dict[int, Draws]] = WeakKeyDictionary()


def draws(package: Package, seed: int = SEED) -> Draws:
    """`DRAWS` draws of the shares of the base corpus, kept with the package.

    Each draw takes one coding for each passage, then one Dirichlet draw for each phase with
    concentration effective size × share + `prior`.
    """
    kept = _draws.setdefault(package, {})
    if seed not in kept:
        kept[seed] = simulate(package, DRAWS, seed)
    return kept[seed]


def simulate(
    package: Package,
    number: int,
    seed: int = SEED,
    rho_document: float = 0.0,
    misread: float = 0.0,
    instead: np.ndarray | None = None,
    coding_error: bool = True,
) -> Draws:
    """As `draws`, with any number of draws, a correlation within documents, or a weaker coder.

    coding_error: whether a draw takes one coding for each passage, or their mean. misread: chance that a passage takes one theme drawn from the chances `instead` (one per
    theme) in place of its reading.
    """
    base = corpus(package)
    rho = intraclass_correlation(base)
    size = effective_size(base, rho, rho_document)
    pseudo = prior(base)
    given, number_given = options(package, base)
    if not coding_error:
        given, number_given = base.weights[:, None], np.ones(len(base.weights), int)
    themes = np.empty((number, len(base.phases), len(base.themes)))
    for place, phase in enumerate(base.phases):
        generator = stream(seed, phase)
        own = base.phase == place
        drawn = _readings(given[own], number_given[own], number, generator, misread, instead)
        themes[:, place] = _dirichlet(size[place] * drawn + pseudo, generator)
    return Draws(themes, shares(base), base, rho, size)


def interval(
    values: np.ndarray, estimate: np.ndarray | float | None = None, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed interval over the first axis, widened to the estimate where that lies outside.

    A share of zero then has the lower end zero, and a share of one the upper end one, as Brown,
    Cai & DasGupta (2001, section 4.1.1) have it for Jeffreys' interval.
    """
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail], axis=0)
    if estimate is None:
        return low, high
    return np.minimum(low, estimate), np.maximum(high, estimate)


# --- support of a claim -----------------------------------------------------------------------


def support(holds: np.ndarray) -> float:
    """Share of draws that hold, moved towards ½ by twice its simulation error."""
    share = float(np.mean(holds))
    error = 2 * np.sqrt(share * (1 - share) / len(holds))
    return share - min(error, share - 0.5) if share > 0.5 else share + min(error, 0.5 - share)


def supports(
    package: Package, conditions: Mapping[str, Quantity], seeds: tuple[int, ...] = SEEDS
) -> pd.DataFrame:
    """Support of each condition under each seed: one row per condition, one column per seed.

    conditions: functions of draws × phases × themes that give one truth value per draw.
    """
    columns = {
        seed: [support(holds(draws(package, seed).themes)) for holds in conditions.values()]
        for seed in seeds
    }
    return pd.DataFrame(columns, index=list(conditions)).round(DECIMALS)


# --- what a weaker coder or a correlation within documents would change -------------------------


def disagreements(package: Package) -> np.ndarray:
    """Chance of each theme where the codings differ: the weight on which pairs of them disagree.

    Summed over all passages and pairs; even chances where no two codings differ.
    """
    base = corpus(package)
    weight = np.zeros(len(base.themes))
    for one, other in combinations(base.by_coding, 2):
        weight += np.nansum(np.abs(one - other), axis=0)
    return weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), 1 / len(weight))


def weaker_coder(package: Package, number: int = 20_000) -> pd.DataFrame:
    """The total shift if the coder misread passages at random (Mikhaylov, Laver & Benoit 2012).

    spread: where a misread passage's theme comes from (observed: the disagreements; uniform: all
    themes alike). misread: chance that a passage is misread. Columns: spread, misread, change (as
    expected: misreading moves all phases towards the same shares), low, high, support (of a
    change above zero).
    """
    base = corpus(package)
    even = np.full(len(base.themes), 1 / len(base.themes))
    rows = []
    for spread, instead in (("observed", disagreements(package)), ("uniform", even)):
        for misread in (0.0, *MISREADING):
            drawn = simulate(package, number, misread=misread, instead=instead)
            moved = drawn.balance[:, -1] - drawn.balance[:, 0]
            whole = balance(drawn.estimate, base)
            change = (1 - misread) * (whole[-1] - whole[0])
            low, high = interval(moved, change)
            rows.append((spread, misread, change, low, high, support(moved > 0)))
    columns = ["spread", "misread", "change", "low", "high", "support"]
    return rounded(pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float)))


def tipping(
    package: Package, quantity: Quantity, threshold: float = 0.0, number: int = 20_000
) -> float:
    """Correlation within documents at which the interval of a quantity reaches the threshold.

    quantity: function of draws × phases × themes with one value per draw. Found by halving, to
    half a hundredth: 0 where the interval holds the threshold from the start, 1 where it never does.
    """

    def reached(rho_document: float) -> bool:
        low, high = interval(quantity(simulate(package, number, SEED, rho_document).themes))
        return bool(low <= threshold <= high)

    if reached(0.0):
        return 0.0
    low, high = (0.0, 0.25) if reached(0.25) else (0.25, 1.0)
    while high - low > 0.005:
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return rounded(high, 3)
