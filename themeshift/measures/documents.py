"""Whole texts: how far chance alone could put them in this order, and what they have in common.

With few texts a permutation test has a floor: even the most extreme way to assign them to the
phases has a p-value of the share of ways that are as extreme.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd

from themeshift.measures.corpus import copies, corpus, frame, strings
from themeshift.measures.uncertainty import SEED
from themeshift.package import Package

#: Above this number of assignments a test draws a sample of them.
MOST_ASSIGNMENTS = 20_000


def number_of_assignments(sizes: tuple[int, ...]) -> int:
    """Ways to assign sum(sizes) documents to phases of these sizes."""
    return math.factorial(sum(sizes)) // math.prod(map(math.factorial, sizes))


def assignments(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Each assignment of documents to phases of these sizes, once, as the phase of each document.

    The first one is phase by phase.
    """
    if not any(sizes):
        yield ()
    for phase, size in enumerate(sizes):
        if size:
            left = (*sizes[:phase], size - 1, *sizes[phase + 1 :])
            yield from ((phase, *others) for others in assignments(left))


def assignment_matrix(phase_of_document: np.ndarray) -> tuple[np.ndarray, str]:
    """Assignments × documents with the observed one first, and how they were got.

    "exact": every assignment once, while there are at most `MOST_ASSIGNMENTS`; "sampled": that
    many seeded shuffles, the observed assignment among them (Phipson & Smyth 2010).
    """
    observed = np.asarray(phase_of_document, int)
    sizes = tuple(int(size) for size in np.bincount(observed))
    if number_of_assignments(sizes) <= MOST_ASSIGNMENTS:
        every = np.array(list(assignments(sizes)), int)
        return np.vstack([observed, every[(every != observed).any(axis=1)]]), "exact"
    rows = np.tile(observed, (MOST_ASSIGNMENTS - 1, 1))
    return np.vstack([observed, np.random.default_rng(SEED).permuted(rows, axis=1)]), "sampled"


def _pooled(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Rows of the documents (documents × cells) summed by phase: assignments × phases × cells."""
    phases = np.arange(matrix.max() + 1)
    return (matrix[:, None, :] == phases[None, :, None]).astype(float) @ rows


@lru_cache(maxsize=4)
def permutation(package: Package) -> pd.DataFrame:
    """The change of the balance from first to last phase, with the texts exchanged.

    Every assignment of texts to phases that keeps the phases' sizes; the passages of a phase's
    texts are pooled, as in the estimate. One row: change, p (share of assignments with at least
    this change), floor (the smallest p that these
    texts can give: assignments with equal changes count together), assignments, method. Empty with one phase.
    """
    columns = "change p floor assignments method"
    base = corpus(package)
    if len(base.phases) < 2:
        return frame([], columns)
    rows = np.zeros((len(base.documents), 2))
    np.add.at(rows, base.document, np.stack([base.weights @ base.sign * base.size, base.size], 1))
    _, first = np.unique(base.document, return_index=True)
    matrix, method = assignment_matrix(base.phase[first])
    pooled = _pooled(rows, matrix)
    balance = pooled[..., 0] / pooled[..., 1]
    # Equal changes may differ in their last bits; such ties count against the finding.
    change = np.round(balance[:, -1] - balance[:, 0], 9)
    p, floor = (np.mean(change >= least) for least in (change[0], change.max()))
    return frame([(change[0], p, floor, len(change), method)], columns)


def jensen_shannon(groups: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Jensen–Shannon divergence of groups (… × groups × cells), in bits (Lin 1991).

    groups: counts or shares. weights: one per group, equal if not given; weights in proportion to
    the sizes make it G² / (2 N ln 2). Between 0 and 1 for two groups; nan where one has no counts.
    """
    groups = np.asarray(groups, float)
    sizes = groups.sum(axis=-1, keepdims=True)
    share = np.divide(groups, sizes, out=np.full_like(groups, np.nan), where=sizes > 0)
    weight = np.ones(groups.shape[-2]) if weights is None else np.asarray(weights, float)
    weight = weight[:, None] / weight.sum()
    middle = (weight * share).sum(axis=-2, keepdims=True)
    ratio = np.divide(share, middle, out=np.ones_like(share), where=share > 0)
    return (weight * share * np.log2(ratio)).sum(axis=(-2, -1))


@lru_cache(maxsize=4)
def word_divergence(package: Package) -> pd.DataFrame:
    """How far the words of the phases lie apart, with the texts exchanged: no coder, no pole.

    Two rows, scope first-to-last and all (phases at once). Columns: scope, divergence (bits), p
    (share of assignments with at least this divergence), floor, assignments, method. Texts this
    short diverge by chance: read a divergence beside its p. Empty with one phase.
    """
    columns = "scope divergence p floor assignments method"
    counts = package.terms.pivot_table("count", "doc_id", "lemma", aggfunc="sum", fill_value=0)
    documents = package.documents[package.documents["doc_id"].isin(counts.index)]
    documents = documents[~documents["doc_id"].isin(copies(package))]
    phase, phases = pd.factorize(documents["phase_id"])
    if len(phases) < 2:
        return frame([], columns)
    matrix, method = assignment_matrix(phase)
    pooled = _pooled(counts.loc[documents["doc_id"]].to_numpy(float), matrix)
    rows = []
    for scope, chosen in (("first-to-last", [0, -1]), ("all", slice(None))):
        values = np.round(jensen_shannon(pooled[:, chosen]), 10)
        values = values[~np.isnan(values)]
        p = np.mean(values >= values[0])
        floor = np.mean(values >= values.max())
        rows.append((scope, values[0], p, floor, len(values), method))
    return frame(rows, columns)


@lru_cache(maxsize=4)
def overlap(package: Package) -> pd.DataFrame:
    """Five-word strings that two texts share: one row for each pair of texts.

    Columns: doc_id, other_id, same_phase, shared (strings), part (of the strings of doc_id),
    other_part (of those of other_id), copy (the text that is left out as a copy, "" if none).
    """
    digests = strings(package)
    phase = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    rows = []
    for one, other in combinations([doc for doc in phase if digests.get(doc)], 2):
        shared = len(digests[one] & digests[other])
        same = phase[one] == phase[other]
        copy = next((doc for doc in (other, one) if same and doc in copies(package)), "")
        parts = (shared / len(digests[doc]) for doc in (one, other))
        rows.append((one, other, same, shared, *parts, copy))
    return frame(rows, "doc_id other_id same_phase shared part other_part copy")
