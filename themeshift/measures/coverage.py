"""Coverage of the printed intervals, simulated on corpora with the design of the real one.

A simulated corpus has the paragraphs and texts of the real one. The passages of a phase are drawn
from those that the phase has, and with the weight of one passage from all others, so that themes
that the phase never names remain possible. Two passages of a paragraph are the same with chance ρ,
two passages of a text with chance ρ_d (Pólya's urn in each paragraph, fed by one in each text:
Teh, Jordan, Beal & Blei 2006). A drawn passage is coded as often as the real ones, each time with
one of the readings that the real passage had; its truth is their mean. From these codings alone
come the correlation, the effective sizes and the intervals, as in `uncertainty`.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from themeshift.measures import uncertainty
from themeshift.measures.corpus import Corpus, corpus, shares
from themeshift.package import DESTINATION, ORIGIN, Package

SIMULATIONS = 1_000
#: Draws of one simulated interval; its ends are the 5th and the 195th, so that 95 % lie between.
DRAWS = 199
ENDS = (4, 194)
#: Correlation within paragraphs and within documents of each case, by the name of its column.
CASES = {
    "rho_0": (0.0, 0.0),
    "rho_25": (0.25, 0.0),
    "rho_50": (0.5, 0.0),
    "document_effect": (0.25, 0.05),
}
#: Simulated corpora that are worked on at once, for the sake of memory.
_CHUNK = 50


def chances(base: Corpus) -> np.ndarray:
    """Chance of each passage of the corpus to be drawn for each phase, phases × passages."""
    own = base.phase[None, :] == np.arange(len(base.phases))[:, None]
    weight = own + ~own / (~own).sum(axis=1, keepdims=True)
    return weight / weight.sum(axis=1, keepdims=True)


def passages(
    base: Corpus, rho: float, rho_document: float, number: int, generator: np.random.Generator
) -> np.ndarray:
    """Simulated corpora as indices of drawn passages, simulations × passages."""
    edges = chances(base).cumsum(axis=1)
    result = np.empty((number, len(base.phase)), int)
    every = np.arange(number)
    tables = np.empty((len(base.documents), number, len(base.phase)), int)
    filled = np.zeros((number, len(base.documents)), int)
    for place, (phase, document, paragraph) in enumerate(
        zip(base.phase, base.document, base.paragraph, strict=True)
    ):
        uniform, which = generator.random((2, number))
        fresh = np.searchsorted(edges[phase, :-1], uniform * edges[phase, -1], side="right")
        count = filled[:, document]
        again = generator.random(number) < _repeat(count, rho_document)
        fresh = np.where(again, tables[document, every, (which * count).astype(int)], fresh)
        earlier = np.flatnonzero(base.paragraph[:place] == paragraph)
        copied = generator.random(number) < _repeat(len(earlier), rho)
        result[:, place] = fresh
        if len(earlier):
            pick = earlier[(generator.random(number) * len(earlier)).astype(int)]
            result[:, place] = np.where(copied, result[every, pick], fresh)
        served = every[~copied]
        tables[document, served, count[served]] = fresh[served]
        filled[served, document] += 1
    return result


def _repeat(count: np.ndarray | int, rho: float) -> np.ndarray | float:
    """Chance that an urn with `count` draws and correlation ρ gives one of them again."""
    return count * rho / (count * rho + 1 - rho)


def _coded(
    drawn: np.ndarray, options: np.ndarray, number: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Codings of the drawn passages: simulations × codings × passages × themes."""
    shape = (len(drawn), number.max(), drawn.shape[1])
    chosen = (generator.random(shape) * number[drawn][:, None]).astype(int)
    return options[chosen, drawn[:, None]]


def _draws(
    coded: np.ndarray, base: Corpus, sizes: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draws of the shares: simulations × draws × phases × themes."""
    simulations, codings = coded.shape[:2]
    drawn = []
    for phase in range(len(base.phases)):
        given = coded[:, :, base.phase == phase]
        number = np.full(given.shape[2], codings)
        drawn.append(uncertainty.readings(given, number, (simulations, DRAWS), generator))
    drawn = np.stack(drawn, axis=2)
    concentration = drawn * sizes[:, None, :, None] + uncertainty.prior(base)
    return uncertainty.dirichlet(concentration, generator)


def _quantities(themes: np.ndarray, base: Corpus) -> dict[str, np.ndarray]:
    """The printed quantities from shares (… × phases × themes), each … × cells.

    The named themes are those that the real passages of a phase name.
    """
    balance = themes @ base.sign
    return {
        "total": balance[..., -1:] - balance[..., :1],
        "step": np.diff(balance, axis=-1),
        "poles": np.concatenate([themes @ base.signs(p) for p in (ORIGIN, DESTINATION)], axis=-1),
        "named themes": themes[..., shares(base) > 0],
        "all themes": themes.reshape(*themes.shape[:-2], -1),
    }


def case(
    package: Package, rho: float, rho_document: float, simulations: int, seed: int
) -> dict[str, np.ndarray]:
    """Whether each interval holds the truth: simulations × cells of each quantity."""
    base = corpus(package)
    options, number = uncertainty.options(base)
    truth = _quantities(chances(base) @ base.weights, base)
    generator = np.random.default_rng([seed, round(rho * 100), round(rho_document * 100)])
    member = (base.phase == np.arange(len(base.phases))[:, None]) / np.bincount(base.phase)[:, None]
    held = defaultdict(list)
    for start in range(0, simulations, _CHUNK):
        drawn = passages(base, rho, rho_document, min(_CHUNK, simulations - start), generator)
        coded = _coded(drawn, options, number, generator)
        mean = coded.mean(axis=1)
        rho_hat = uncertainty.intraclass_correlation(
            mean @ base.sign, base.paragraph, base.document
        )
        sizes = uncertainty.effective_size(base, rho_hat)
        estimate = _quantities(member @ mean, base)
        values = _quantities(_draws(coded, base, sizes, generator), base)
        for name, known in truth.items():
            low, high = np.moveaxis(np.partition(values[name], ENDS, axis=1)[:, ENDS], 1, 0)
            low, high = np.minimum(low, estimate[name]), np.maximum(high, estimate[name])
            held[name].append((low <= known + 1e-12) & (known <= high + 1e-12))
    return {name: np.concatenate(parts) for name, parts in held.items()}


def table(
    package: Package, simulations: int = SIMULATIONS, seed: int = uncertainty.SEED
) -> pd.DataFrame:
    """How often the 95 % intervals hold the truth: one row per printed quantity.

    quantity: total, step (mean over the steps), poles (share of each pole in each phase), named
    themes (shares of the themes that a phase names), all themes. Columns: cells (how many are
    printed), one for each of `CASES`, lowest (of a single cell in the cases without a document
    effect), error (largest standard error of a rate, from the simulations).
    """
    held = {name: case(package, *rhos, simulations, seed) for name, rhos in CASES.items()}
    rows = []
    for quantity in held["rho_0"]:
        inside = {name: cells[quantity] for name, cells in held.items()}
        plain = [inside[name].mean(axis=0) for name, (_, apart) in CASES.items() if not apart]
        error = max(cells.mean(axis=1).std() for cells in inside.values()) / np.sqrt(simulations)
        rates = [cells.mean() for cells in inside.values()]
        rows.append((quantity, plain[0].size, *rates, np.min(plain), error))
    columns = ["quantity", "cells", *CASES, "lowest", "error"]
    return pd.DataFrame(rows, columns=columns).round(4)
