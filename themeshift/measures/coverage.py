"""Coverage of the printed intervals, simulated on corpora with the design of the real one.

A simulated corpus has the paragraphs and texts of the real one. The passages of a phase are drawn
from those that the phase has, and with the weight of one passage from all others, so that themes
that the phase never names remain possible. Two passages of a paragraph are the same with chance ρ,
two passages of a text with chance ρ_d (Pólya's urn in each paragraph, fed by one in each text:
Teh, Jordan, Beal & Blei 2006). A drawn passage is coded as often as the real ones, each time with
one of the readings that the real passage had; its truth is their mean. From these codings alone
come the correlation, the effective sizes and the intervals, as in `uncertainty`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.measures import uncertainty
from themeshift.measures.corpus import Corpus, corpus, rounded
from themeshift.measures.shift import pairs
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
    others = ~own
    number = np.maximum(others.sum(axis=1, keepdims=True), 1)
    weight = own + others / number
    return weight / weight.sum(axis=1, keepdims=True)


def passages(
    base: Corpus, rho: float, rho_document: float, number: int, generator: np.random.Generator
) -> np.ndarray:
    """Simulated corpora as indices of drawn passages, simulations × passages."""
    edges = chances(base).cumsum(axis=1)
    result = np.empty((number, len(base.phase)), int)
    every = np.arange(number)
    members: dict[int, list[int]] = {}
    tables = {d: np.empty((number, len(base.phase)), int) for d in range(len(base.documents))}
    filled = np.zeros((number, len(base.documents)), int)
    for place, (phase, document, paragraph) in enumerate(
        zip(base.phase, base.document, base.paragraph, strict=True)
    ):
        uniform, which = generator.random((2, number))
        fresh = np.searchsorted(edges[phase], uniform * edges[phase, -1], side="right")
        fresh = np.minimum(fresh, edges.shape[1] - 1)
        count = filled[:, document]
        again = generator.random(number) < _repeat(count, rho_document)
        fresh = np.where(again, tables[document][every, (which * count).astype(int)], fresh)
        earlier = members.setdefault(paragraph, [])
        copied = generator.random(number) < _repeat(np.full(number, len(earlier)), rho)
        if earlier:
            pick = np.array(earlier)[(generator.random(number) * len(earlier)).astype(int)]
            result[:, place] = np.where(copied, result[every, pick], fresh)
        else:
            result[:, place] = fresh
        served = every[~copied]
        tables[document][served, count[served]] = fresh[served]
        filled[served, document] += 1
        earlier.append(place)
    return result


def _repeat(count: np.ndarray, rho: float) -> np.ndarray:
    """Chance that an urn with `count` draws and correlation ρ gives one of them again."""
    below = count * rho + 1 - rho
    return np.divide(count * rho, below, out=np.zeros(len(count)), where=below > 0)


def _coded(
    drawn: np.ndarray,
    options: np.ndarray,
    number: np.ndarray,
    codings: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Codings of the drawn passages: simulations × codings × passages × themes."""
    shape = (len(drawn), codings, drawn.shape[1])
    chosen = (generator.random(shape) * number[drawn][:, None]).astype(int)
    return options[drawn[:, None], chosen]


def _draws(
    coded: np.ndarray, base: Corpus, sizes: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draws of the shares: simulations × draws × phases × themes."""
    simulations, codings, _, n_themes = coded.shape
    drawn = np.empty((simulations, DRAWS, len(base.phases), n_themes))
    for phase in range(len(base.phases)):
        own = base.phase == phase
        chosen = generator.integers(
            0, codings, size=(simulations, DRAWS, int(own.sum())), dtype=np.uint8
        )
        total = np.zeros((simulations, DRAWS, n_themes))
        for coding in range(codings):
            total += (chosen == coding).astype(float) @ coded[:, coding, own]
        drawn[:, :, phase] = total / own.sum()
    gammas = generator.standard_gamma(
        drawn * sizes[:, None, :, None] + uncertainty.prior(base), size=drawn.shape
    )
    return gammas / gammas.sum(axis=-1, keepdims=True)


def _quantities(themes: np.ndarray, base: Corpus) -> dict[str, np.ndarray]:
    """The printed quantities from shares (… × phases × themes), each … × cells."""
    balance = themes @ base.sign
    poles = [themes[..., base.pole(name)].sum(axis=-1) for name in (ORIGIN, DESTINATION)]
    result = {"poles": np.concatenate(poles, axis=-1)}
    for scope, before, after in pairs(base.phases):
        change = (balance[..., after] - balance[..., before])[..., None]
        result[scope] = np.concatenate([result[scope], change], -1) if scope in result else change
    result["themes"] = themes.reshape(*themes.shape[:-2], -1)
    return result


def case(
    package: Package, rho: float, rho_document: float, simulations: int, seed: int
) -> dict[str, np.ndarray]:
    """Whether each interval holds the truth: simulations × cells of each quantity.

    `named` are the cells of `themes` that the real passages name.
    """
    base = corpus(package)
    options, number = uncertainty.options(package, base)
    truth = _quantities(chances(base) @ base.weights, base)
    generator = np.random.default_rng([seed, round(rho * 100), round(rho_document * 100)])
    member = np.zeros((len(base.phases), len(base.phase)))
    member[base.phase, np.arange(len(base.phase))] = 1 / np.bincount(base.phase)[base.phase]
    held: dict[str, list[np.ndarray]] = {}
    for start in range(0, simulations, _CHUNK):
        drawn = passages(base, rho, rho_document, min(_CHUNK, simulations - start), generator)
        coded = _coded(drawn, options, number, int(number.max()), generator)
        mean = coded.mean(axis=1)
        rho_hat = uncertainty.correlations(mean @ base.sign, base.paragraph, base.document)
        sizes = np.array([uncertainty.effective_size(base, value) for value in rho_hat])
        estimate = _quantities(member @ mean, base)
        values = _quantities(_draws(coded, base, sizes, generator), base)
        for name, known in truth.items():
            ends = np.partition(values[name], ENDS, axis=1)[:, ENDS]
            low = np.minimum(ends[:, 0], estimate[name])
            high = np.maximum(ends[:, 1], estimate[name])
            inside = (low <= known + 1e-12) & (known <= high + 1e-12)
            held.setdefault(name, []).append(inside)
    result = {name: np.concatenate(parts) for name, parts in held.items()}
    named = _quantities(member @ base.weights, base)["themes"] > 0
    return result | {"named": result["themes"][:, named]}


def table(
    package: Package, simulations: int = SIMULATIONS, seed: int = uncertainty.SEED
) -> pd.DataFrame:
    """How often the 95 % intervals hold the truth: one row per printed quantity.

    quantity: total, step (mean over the steps), poles (share of each pole in each phase), named
    themes (shares of the themes that a phase names), all themes. Columns: cells (how many are
    printed), one for each of `CASES`, lowest (of a single cell in the cases without a document
    effect), error (largest standard error of a rate, from the simulations).
    """
    held = {
        name: case(package, rho, rho_document, simulations, seed)
        for name, (rho, rho_document) in CASES.items()
    }
    rows = []
    names = {"total": "total", "step": "step", "poles": "poles", "named themes": "named",
             "all themes": "themes"}  # fmt: skip
    for quantity, key in names.items():
        if key not in held["rho_0"]:
            continue
        row: dict[str, object] = {"quantity": quantity, "cells": held["rho_0"][key].shape[1]}
        errors, cells = [], []
        for name, (_, rho_document) in CASES.items():
            inside = held[name][key].astype(float)
            row[name] = float(np.mean(inside))
            errors.append(np.std(np.mean(inside, axis=1)) / np.sqrt(simulations))
            if not rho_document:
                cells.append(np.mean(inside, axis=0))
        row["lowest"] = float(np.min(cells))
        row["error"] = float(max(errors))
        rows.append(row)
    return rounded(pd.DataFrame(rows), 4)
