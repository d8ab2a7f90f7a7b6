"""Words that mark a phase: the log ratio of their rates, with its interval and number of texts.

A word of one text marks that text and not its phase, so the number of texts stands beside it.
"""

from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from themeshift.measures.corpus import copies
from themeshift.measures.uncertainty import LEVEL
from themeshift.package import Package
from themeshift.results import rounded

#: Occurrences below which a word is not listed.
LEAST_COUNT = 3

#: French words of the closed classes, which mark a style and no subject. They stay in the sizes.
FUNCTION_WORDS = """
à afin ainsi après au aucun auprès aussi autour autre aux avant avec avoir car ce celui cela
chaque chez ci comme contre dans de depuis des dès donc dont du elle en encore entre environ
et etc être eux falloir faire ici il ils je jusque la là le les leur lors lui mais me même
moi moins ne non nos notamment notre nous on ou où par parmi pas pendant plus pour pouvoir
près puis quand que quel qui quoi sans se selon ses si soi son sous sur ta tel ton tous tout
très tu un une vers via votre vous y également devoir face grâce lorsque ceci
"""


def log_ratio(
    count: Any, other: Any, size: Any, other_size: Any, added: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Binary logarithm of the ratio of two rates (Hardie 2014): value, low, high.

    One is a doubling. `added` occurrences go to both counts and both sizes, so that absent words
    have a finite value (Walter 1975); the interval is Katz's (1978), on the log scale.
    """
    count, other = np.asarray(count, float) + added, np.asarray(other, float) + added
    size, other_size = np.asarray(size, float) + added, np.asarray(other_size, float) + added
    value = np.log(count / size) - np.log(other / other_size)
    error = np.sqrt(1 / count - 1 / size + 1 / other - 1 / other_size)
    margin = NormalDist().inv_cdf(0.5 + LEVEL / 2) * error
    return value / np.log(2), (value - margin) / np.log(2), (value + margin) / np.log(2)


def keyness(package: Package) -> pd.DataFrame:
    """Words of each phase against all other phases, the most marked first.

    Columns: phase_id, lemma, count, other (in the other phases), log_ratio, low, high (95 %), texts
    (of the phase in which the word stands), phase_texts (how many it has). Phases in order, within
    each by the lower end of the interval. Words with fewer than `LEAST_COUNT` occurrences in all
    are not listed. The interval takes words for independent, which they are not: it is too narrow.
    """
    documents = package.documents[~package.documents["doc_id"].isin(copies(package))]
    terms = package.terms[package.terms["count"] > 0].merge(documents[["doc_id", "phase_id"]])
    cells = terms.groupby(["phase_id", "lemma"])
    table = cells["count"].sum().reset_index()
    whole, size = (table.groupby(key)["count"].transform("sum") for key in ("lemma", "phase_id"))
    table["other"] = whole - table["count"]
    ratio = log_ratio(table["count"], table["other"], size, table["count"].sum() - size)
    table["log_ratio"], table["low"], table["high"] = ratio
    table["texts"] = cells["doc_id"].nunique().to_numpy()
    table["phase_texts"] = table["phase_id"].map(documents["phase_id"].value_counts())
    table = rounded(table[(whole >= LEAST_COUNT) & ~table["lemma"].isin(FUNCTION_WORDS.split())])
    place = pd.Index(documents["phase_id"].unique()).get_indexer(table["phase_id"])
    return table.iloc[np.lexsort([-table["low"], place])].reset_index(drop=True)
