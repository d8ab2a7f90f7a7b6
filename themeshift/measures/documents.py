"""Whole texts: how far chance alone could put them in this order, and what they have in common."""

from functools import lru_cache
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from themeshift.measures.corpus import copies, corpus, frame, strings
from themeshift.measures.uncertainty import SEED
from themeshift.package import Package

#: With more texts than this a test draws a sample of their assignments to the phases.
MOST_TEXTS = 8
SAMPLE = 20_000


def dealt(rows: np.ndarray, phase_of_document: np.ndarray) -> tuple[np.ndarray, str]:
    """Rows of the documents (documents × cells) summed by phase: assignments × phases × cells.

    The observed assignment comes first, since documents stand in the order of the phases. "exact":
    every assignment once, of at most `MOST_TEXTS`; "sampled": the observed one and seeded shuffles
    of it, `SAMPLE` together (Phipson & Smyth 2010).
    """
    if len(phase_of_document) <= MOST_TEXTS:
        matrix, method = np.array(sorted(set(permutations(phase_of_document)))), "exact"
    else:
        matrix, method = np.tile(phase_of_document, (SAMPLE, 1)), "sampled"
        matrix[1:] = np.random.default_rng(SEED).permuted(matrix[1:], axis=1)
    member = matrix[:, None, :] == np.unique(phase_of_document)[:, None]
    return member.astype(float) @ rows, method


def _tested(values: np.ndarray, method: str) -> tuple[float, float, float, int, str]:
    """From the values of all assignments: the observed one, p, floor, assignments, method.

    p: share of assignments with at least this value; floor: the smallest p that these texts can
    give, the share of the most extreme ones. Values are rounded: equal ones may differ in their last bits, and ties count against the
    finding.
    """
    p, floor = (np.mean(values >= least) for least in (values[0], values.max()))
    return values[0], p, floor, len(values), method


@lru_cache(maxsize=4)
def permutation(package: Package) -> pd.DataFrame:
    """The change of the balance from first to last phase, with the texts exchanged.

    The passages of a phase's texts are pooled, as in the estimate. One row: change, p, floor,
    assignments, method as in `_tested`.
    """
    base = corpus(package)
    score = np.bincount(base.document, base.weights @ base.sign)
    size = np.bincount(base.document)
    _, first = np.unique(base.document, return_index=True)
    pooled, method = dealt(np.stack([score, size], axis=1), base.phase[first])
    balance = pooled[..., 0] / pooled[..., 1]
    row = _tested(np.round(balance[:, -1] - balance[:, 0], 9), method)
    return frame([row], "change p floor assignments method")


def jensen_shannon(groups: np.ndarray) -> np.ndarray:
    """Jensen–Shannon divergence of groups (… × groups × cells), in bits (Lin 1991).

    The entropy of the mean less the mean entropy of the groups, which are counts or shares. Between
    0 and 1 for two groups; nan where one has no counts.
    """
    groups = np.asarray(groups, float)
    sizes = groups.sum(axis=-1, keepdims=True)
    share = np.divide(groups, sizes, out=np.full_like(groups, np.nan), where=sizes > 0)
    middle = share.mean(axis=-2)
    entropy = [-(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1) for p in (middle, share)]
    return entropy[0] - entropy[1].mean(axis=-1)


@lru_cache(maxsize=4)
def word_divergence(package: Package) -> pd.DataFrame:
    """How far the words of the phases lie apart, with the texts exchanged: no coder, no pole.

    Two rows, scope first-to-last and all (phases at once). Columns: scope, divergence (bits), p,
    floor, assignments, method. Texts this short diverge by chance: read a divergence beside its p.
    """
    counts = package.terms.pivot_table("count", "doc_id", "lemma", aggfunc="sum", fill_value=0)
    documents = package.documents[package.documents["doc_id"].isin(counts.index)]
    documents = documents[~documents["doc_id"].isin(copies(package))]
    phase, _ = pd.factorize(documents["phase_id"])
    pooled, method = dealt(counts.loc[documents["doc_id"]].to_numpy(float), phase)
    scopes = {"first-to-last": pooled[:, [0, -1]], "all": pooled}
    rows = []
    for scope, groups in scopes.items():
        rows.append((scope, *_tested(np.round(jensen_shannon(groups), 10), method)))
    return frame(rows, "scope divergence p floor assignments method")


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
