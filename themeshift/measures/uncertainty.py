"""The one interval of the book: draws of the shares from a Dirichlet distribution for each phase.

Its concentration is the effective number of passages times the shares, plus a prior of one half for
each pole and one half for the rest. What it stands for: what accounts like these would say if their
passages were drawn again by the same hands.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import pandas as pd

from themeshift.measures.corpus import Corpus, corpus, frame, shares
from themeshift.package import DESTINATION, ORIGIN, Package

DRAWS = 100_000
#: Draws where many sets of them are compared.
FEWER_DRAWS = 20_000
SEED = 20190204
#: Seeds over which the word of a claim must be the same.
SEEDS = tuple(SEED + step for step in range(5))
LEVEL = 0.95
#: Rates at which a weaker coder misreads a passage.
MISREADING = (0.1, 0.2)


def intraclass_correlation(
    scores: np.ndarray, paragraph: np.ndarray, document: np.ndarray
) -> np.ndarray:
    """Correlation of two passages of a paragraph, within documents (Donner 1986).

    By analysis of variance: (MSB − MSW) / (MSB + (m − 1) MSW), m the mean paragraph size corrected
    for its spread; clipped to [0, 1]; one where it cannot be estimated. scores: … × passages, each
    set of them with a correlation of its own; paragraph, document: places from 0 on.
    """

    def means(groups: np.ndarray) -> np.ndarray:
        member = np.eye(groups.max() + 1)[groups]
        return (scores @ (member / member.sum(axis=0)))[..., groups]

    free_between = paragraph.max() - document.max()
    free_within = len(paragraph) - paragraph.max() - 1
    if free_between < 1 or free_within < 1:
        return np.ones(scores.shape[:-1])
    of_paragraph = means(paragraph)
    between = ((of_paragraph - means(document)) ** 2).sum(axis=-1) / free_between
    within = ((scores - of_paragraph) ** 2).sum(axis=-1) / free_within
    part = np.bincount(paragraph)[paragraph] / np.bincount(document)[document]
    typical = (len(paragraph) - part.sum()) / free_between
    below = between + (typical - 1) * within
    ratio = np.divide(between - within, below, out=np.ones_like(below), where=below > 1e-12)
    return np.clip(ratio, 0, 1)


def effective_size(
    corpus: Corpus, rho: float | np.ndarray, rho_document: float = 0.0
) -> np.ndarray:
    """Effective number of independent passages in each phase (Kish 1965; Donner 1986).

    1 / (k₂ + ρ (c₂ − k₂)), k₂, c₂ and d₂ being the sums over passages, paragraphs and documents of
    their squared shares of the phase. With a correlation `rho_document` inside a document as well,
    ρ becomes ρ_d + (1 − ρ_d) ρ and ρ_d (d₂ − c₂) is added below. Several ρ give one row each.
    """
    part = corpus.size / np.bincount(corpus.phase, corpus.size)[corpus.phase]
    k2, c2, d2 = (
        # The sum of a group's share over its passages is the square of that share.
        np.bincount(corpus.phase, part * np.bincount(groups, part)[groups])
        for groups in (np.arange(len(part)), corpus.paragraph, corpus.document)
    )
    both = rho_document + (1 - rho_document) * np.asarray(rho)[..., None]
    return 1 / (k2 + both * (c2 - k2) + rho_document * (d2 - c2))


def prior(corpus: Corpus) -> np.ndarray:
    """Pseudo-passages of each theme: ½ for each pole and ½ for the rest, split evenly within.

    The marginal of the poles is then the Dirichlet of three cells with Jeffreys' prior.
    """
    group = [pole if pole in (ORIGIN, DESTINATION) else "rest" for pole in corpus.poles]
    return np.array([0.5 / group.count(name) for name in group])


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

    def change(self, signs: np.ndarray, before: int, after: int) -> tuple[float, float, float]:
        """The change of a sum of themes between two phases: value, low, high.

        signs: what each theme adds to the sum.
        """
        change, moved = (
            (shares[..., after, :] - shares[..., before, :]) @ signs
            for shares in (self.estimate, self.themes)
        )
        return (change, *interval(moved, change))


def stream(seed: int, phase: str) -> np.random.Generator:
    """Random numbers of one phase: what is drawn for it stays the same whatever phases follow."""
    return np.random.default_rng([seed, zlib.crc32(phase.encode())])


def dirichlet(concentration: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One draw of shares for each concentration, … × themes."""
    gammas = generator.standard_gamma(concentration)
    return gammas / gammas.sum(axis=-1, keepdims=True)


def options(base: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Readings of each passage, readings × passages × themes, and how many it has.

    Its codings come first; the dictionary's reading counts only where a passage has no other.
    """
    given = ~np.isnan(base.readings).any(axis=2)
    number = given.sum(axis=0)
    order = np.argsort(~given, axis=0, kind="stable")[..., None]
    return np.nan_to_num(np.take_along_axis(base.readings, order, axis=0))[: number.max()], number


def readings(
    given: np.ndarray,
    number: np.ndarray,
    draws: tuple[int, ...],
    generator: np.random.Generator,
    misread: np.ndarray | None = None,
) -> np.ndarray:
    """Mean weights of some passages with one reading drawn for each of them, draws × themes.

    given: … × readings × passages × themes; number: of the readings of each passage. draws: … ×
    how many. misread: chance of each theme to be taken in place of a passage's reading.
    """
    shape = (*draws, len(number))
    replaced, instead = False, 0.0
    if misread is not None:
        replaced = generator.random(shape) < misread.sum()
        instead = generator.multinomial(replaced.sum(axis=-1), misread / misread.sum())
    # One limit for all passages gives the same numbers as many equal ones, several times faster.
    limit = number[0] if (number == number[0]).all() else number
    chosen = generator.integers(0, limit, size=shape, dtype=np.uint8)
    chosen = np.where(replaced, number.max(), chosen)  # none of the readings
    every = range(number.max())
    sums = sum((chosen == place).astype(float) @ given[..., place, :, :] for place in every)
    return (sums + instead) / len(number)


@lru_cache(maxsize=len(SEEDS) + 1)
def draws(package: Package, seed: int = SEED) -> Draws:
    """`DRAWS` draws of the shares of the base corpus, made once.

    Each draw takes one coding for each passage, then one Dirichlet draw for each phase with
    concentration effective size × share + `prior`.
    """
    return simulate(corpus(package), DRAWS, seed)


def simulate(
    base: Corpus,
    number: int,
    seed: int = SEED,
    rho_document: float = 0.0,
    misread: np.ndarray | None = None,
) -> Draws:
    """As `draws`, with any number of draws, a correlation within documents, or a weaker coder.

    misread: as in `readings`.
    """
    score = base.weights @ base.sign
    rho = float(intraclass_correlation(score, base.paragraph, base.document))
    size = effective_size(base, rho, rho_document)
    pseudo = prior(base)
    given, counts = options(base)
    themes = np.empty((number, len(base.phases), len(base.themes)))
    for place, phase in enumerate(base.phases):
        generator = stream(seed, phase)
        own = base.phase == place
        drawn = readings(given[:, own], counts[own], (number,), generator, misread)
        themes[:, place] = dirichlet(size[place] * drawn + pseudo, generator)
    return Draws(themes, shares(base), base, rho, size)


def interval(values: np.ndarray, estimate: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed interval over the first axis, widened to the estimate where that lies outside.

    A share of zero then has the lower end zero, and a share of one the upper end one, as Brown,
    Cai & DasGupta (2001, section 4.1.1) have it for Jeffreys' interval.
    """
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return np.minimum(low, estimate), np.maximum(high, estimate)


def support(holds: np.ndarray) -> float:
    """Share of draws that hold, moved towards ½ by twice its simulation error."""
    share = float(np.mean(holds))
    error = 2 * np.sqrt(share * (1 - share) / len(holds))
    return share + float(np.clip(0.5 - share, -error, error))


def disagreements(package: Package) -> np.ndarray:
    """Chance of each theme where the codings differ: the weight on which pairs of them disagree.

    Summed over all passages and pairs; even chances where no two codings differ.
    """
    base = corpus(package)
    weight = np.zeros(len(base.themes))
    for one, other in combinations(base.readings, 2):
        weight += np.nansum(np.abs(one - other), axis=0)
    return weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), 1 / len(weight))


@lru_cache(maxsize=4)
def weaker_coder(package: Package) -> pd.DataFrame:
    """The total shift if the coder misread passages at random (Mikhaylov, Laver & Benoit 2012).

    spread: where a misread passage's theme comes from (observed: the disagreements; uniform: all
    themes alike). misread: chance that a passage is misread. Columns: spread, misread, change (as
    expected: misreading moves all phases towards the same shares), low, high, support (of a
    change above zero).
    """
    base, observed = corpus(package), disagreements(package)
    spreads = {"observed": observed, "uniform": np.full(len(observed), 1 / len(observed))}
    rows = []
    for spread, misread in product(spreads, MISREADING):
        drawn = simulate(base, FEWER_DRAWS, misread=misread * spreads[spread])
        moved = (drawn.themes[:, -1] - drawn.themes[:, 0]) @ base.sign
        change = (1 - misread) * (drawn.estimate[-1] - drawn.estimate[0]) @ base.sign
        rows.append((spread, misread, change, *interval(moved, change), support(moved > 0)))
    return frame(rows, "spread misread change low high support")


def tipping(base: Corpus, signs: np.ndarray, number: int = FEWER_DRAWS) -> float:
    """Correlation within documents at which the interval of a total change reaches zero.

    signs: what each theme adds to the sum that changes. number: of draws. Found by halving, to half
    a hundredth and upwards: one where the interval never holds zero.
    """
    low, high = 0.0, 1.0
    while high - low > 0.005:
        middle = (low + high) / 2
        _, *ends = simulate(base, number, rho_document=middle).change(signs, 0, -1)
        low, high = (low, middle) if ends[0] <= 0 <= ends[1] else (middle, high)
    return round(high, 3)
