"""Whole texts: how far chance alone could put them in this order, and what they have in common.

With few texts a permutation test has a floor: no order of them can have a p-value below one over
the number of ways to assign them to the phases.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from themeshift.measures.corpus import copies, corpus, rounded, strings
from themeshift.measures.uncertainty import SEED
from themeshift.package import Package

#: Above this number of assignments a test draws a sample of them.
MOST_ASSIGNMENTS = 20_000


def number_of_assignments(sizes: tuple[int, ...]) -> int:
    """Ways to assign sum(sizes) documents to phases of these sizes."""
    result = math.factorial(sum(sizes))
    for size in sizes:
        result //= math.factorial(size)
    return result


def assignments(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Each assignment of documents to phases that keeps the phases' sizes, once.

    An assignment is the phase of each document. The first one is phase by phase.
    """

    def place(free: tuple[int, ...], phase: int) -> Iterator[dict[int, int]]:
        if phase == len(sizes):
            yield {}
            return
        for chosen in combinations(free, sizes[phase]):
            left = tuple(document for document in free if document not in chosen)
            for others in place(left, phase + 1):
                yield {**dict.fromkeys(chosen, phase), **others}

    everyone = tuple(range(sum(sizes)))
    for phases in place(everyone, 0):
        yield tuple(phases[document] for document in everyone)


def assignment_matrix(phase_of_document: np.ndarray, seed: int = SEED) -> tuple[np.ndarray, str]:
    """Assignments × documents with the observed one first, and how they were got.

    "exact": every assignment once, while there are at most `MOST_ASSIGNMENTS`; "sampled": that
    many seeded shuffles, the observed assignment among them (Phipson & Smyth 2010).
    """
    observed = np.asarray(phase_of_document, int)
    sizes = tuple(int(size) for size in np.bincount(observed))
    if number_of_assignments(sizes) <= MOST_ASSIGNMENTS:
        every = np.array(list(assignments(sizes)), int)
        same = (every == observed).all(axis=1)
        return np.vstack([every[same], every[~same]]), "exact"
    generator = np.random.default_rng(seed)
    shuffled = generator.permuted(np.tile(observed, (MOST_ASSIGNMENTS - 1, 1)), axis=1)
    return np.vstack([observed, shuffled]), "sampled"


def _pooled(rows: np.ndarray, matrix: np.ndarray, phases: int) -> np.ndarray:
    """Rows of the documents (documents × cells) summed by phase: assignments × phases × cells."""
    member = (matrix[:, None, :] == np.arange(phases)[None, :, None]).astype(float)
    return member @ rows


def permutation(package: Package) -> pd.DataFrame:
    """The change of the balance from first to last phase, with the texts exchanged.

    Every assignment of texts to phases that keeps the phases' sizes; the passages of a phase's
    texts are pooled, as in the estimate. One row: change, p (share of assignments with at least
    this change), p_two_sided (at least as large either way), floor (the smallest p that there can
    be), assignments, method. Empty with one phase.
    """
    columns = ["change", "p", "p_two_sided", "floor", "assignments", "method"]
    base = corpus(package)
    phases = len(base.phases)
    if phases < 2:
        return pd.DataFrame(columns=columns)
    rows = np.zeros((len(base.documents), 2))
    np.add.at(rows, base.document, np.stack([base.weights @ base.sign * base.size, base.size], 1))
    matrix, method = assignment_matrix(base.phase_of_document)
    pooled = _pooled(rows, matrix, phases)
    balance = pooled[..., 0] / pooled[..., 1]
    # Equal changes may differ in their last bits; such ties count against the finding.
    change = np.round(balance[:, -1] - balance[:, 0], 9)
    row = (
        change[0],
        np.mean(change >= change[0]),
        np.mean(np.abs(change) >= abs(change[0])),
        1 / len(change),
        len(change),
        method,
    )
    return rounded(pd.DataFrame([row], columns=columns))


def jensen_shannon(groups: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Jensen–Shannon divergence of groups (… × groups × cells), in bits (Lin 1991).

    groups: counts or shares. weights: one per group, equal if not given; weights in proportion to
    the sizes make it G² / (2 N ln 2). Between 0 and 1 for two groups; nan where one has no counts.
    """
    groups = np.asarray(groups, float)
    sizes = groups.sum(axis=-1, keepdims=True)
    share = np.divide(groups, sizes, out=np.full_like(groups, np.nan), where=sizes > 0)
    number = groups.shape[-2]
    weight = np.full(number, 1 / number) if weights is None else np.asarray(weights, float)
    weight = weight[:, None] / weight.sum()
    middle = (weight * share).sum(axis=-2, keepdims=True)
    ratio = np.divide(share, middle, out=np.ones_like(share), where=share > 0)
    ratio = np.where(np.isnan(share), np.nan, ratio)
    return (weight * share * np.log2(ratio)).sum(axis=(-2, -1))


def word_divergence(package: Package) -> pd.DataFrame:
    """How far the words of the phases lie apart, with the texts exchanged: no coder, no pole.

    Two rows, scope first-to-last and all (phases at once). Columns: scope, divergence (bits), p
    (share of assignments with at least this divergence), floor, assignments, method. Texts this
    short diverge by chance: read a divergence beside its p. Empty with one phase.
    """
    columns = ["scope", "divergence", "p", "floor", "assignments", "method"]
    left_out = copies(package)
    table = package.terms.pivot_table(
        index="doc_id", columns="lemma", values="count", aggfunc="sum", fill_value=0
    )
    documents = package.documents
    documents = documents[
        documents["doc_id"].isin(table.index) & ~documents["doc_id"].isin(left_out)
    ]
    present = [p for p in package.phases["phase_id"] if p in set(documents["phase_id"])]
    if len(present) < 2:
        return pd.DataFrame(columns=columns)
    phase = documents["phase_id"].map(present.index).to_numpy(int)
    matrix, method = assignment_matrix(phase)
    pooled = _pooled(table.loc[documents["doc_id"]].to_numpy(float), matrix, len(present))
    rows = []
    for scope, chosen in (("first-to-last", [0, -1]), ("all", list(range(len(present))))):
        values = np.round(jensen_shannon(pooled[:, chosen]), 10)
        values = values[~np.isnan(values)]
        p = np.mean(values >= values[0])
        rows.append((scope, values[0], p, 1 / len(values), len(values), method))
    return rounded(pd.DataFrame(rows, columns=columns))


def overlap(package: Package) -> pd.DataFrame:
    """Five-word strings that two texts share: one row for each pair of texts.

    Columns: doc_id, other_id, same_phase, shared (strings), part (of the strings of doc_id),
    other_part (of those of other_id), copy (the text that is left out as a copy, "" if none).
    """
    digests = strings(package)
    phase = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    left_out = copies(package)
    rows = []
    for one, other in combinations([doc for doc in phase if digests.get(doc)], 2):
        shared = len(digests[one] & digests[other])
        same = phase[one] == phase[other]
        copy = next((doc for doc in (other, one) if same and doc in left_out), "")
        part, other_part = shared / len(digests[one]), shared / len(digests[other])
        rows.append((one, other, same, shared, part, other_part, copy))
    columns = ["doc_id", "other_id", "same_phase", "shared", "part", "other_part", "copy"]
    return rounded(pd.DataFrame(rows, columns=columns))
