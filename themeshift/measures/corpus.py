"""The coded passages as arrays: weights by theme, sizes, and the paragraph, text and phase of each.

The base counts passages, with framing in the denominator, and takes for each passage the mean over
the codings that coded it. The unit of Benoit, Laver & Mikhaylov (2009) and of the Manifesto Project
is the passage, whatever its length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from themeshift.package import NO_THEME, SUBSTANTIVE, Package
from themeshift.text.dictionary import codes as dictionary_codes

#: The mean over codings, which is computed and never stored as a coding.
MEAN = "mean"
#: The kind of coder that stands in only where no other coding has read a passage.
DICTIONARY = "dictionary"
MEASURES = ("passages", "words")
#: Share of a text's five-word strings found in another text of its phase from which it is a copy.
COPY = 0.8
DECIMALS = 10
#: Weights written with a few decimals may miss one by this much; they are made exact.
_SLACK = 5e-3


@dataclass(frozen=True, eq=False)
class Corpus:
    """Counted passages in the order of the documents.

    weights: passages × themes, each row sums to one: the coding asked for. codings: names of all
    codings but the dictionary's; by_coding: codings × passages × themes, nan where a coding lacks
    a passage. size: one for each passage, or its words. paragraph, document, phase: index of each
    passage's paragraph, text and phase in `paragraphs`, `documents`, `phases`. poles: one per
    theme. framing: whether passages without theme stay in the denominator.
    """

    weights: np.ndarray
    codings: tuple[str, ...]
    by_coding: np.ndarray
    size: np.ndarray
    paragraph: np.ndarray
    document: np.ndarray
    phase: np.ndarray
    themes: tuple[str, ...]
    poles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    documents: tuple[str, ...]
    phases: tuple[str, ...]
    unit_ids: tuple[str, ...]
    framing: bool = True

    def pole(self, name: str) -> np.ndarray:
        """True for each theme of the pole `name`."""
        return np.array([pole == name for pole in self.poles])

    @property
    def sign(self) -> np.ndarray:
        """One for a theme of the destination, minus one for one of the origin, else zero."""
        return self.pole("destination").astype(float) - self.pole("origin").astype(float)

    @property
    def phase_of_document(self) -> np.ndarray:
        """Index of each document's phase."""
        result = np.zeros(len(self.documents), int)
        result[self.document] = self.phase
        return result


def rounded(values: Any, decimals: int = DECIMALS) -> Any:
    """Floats of a frame, array or number to `decimals` places, so that last bits never show.

    The last bits of exp, log and matrix products change with the processor; minus zero becomes
    zero.
    """
    if isinstance(values, pd.DataFrame):
        columns = values.select_dtypes("floating").columns
        return values.assign(**{name: values[name].round(decimals) + 0.0 for name in columns})
    result = np.round(values, decimals) + 0.0
    return float(result) if np.ndim(result) == 0 else result


def codings(package: Package) -> tuple[str, ...]:
    """Coders that are no dictionary and coded at least one passage, in their order."""
    coders = package.coders
    readers = coders.loc[coders["kind"] != DICTIONARY, "coder_id"]
    return tuple(coder for coder in readers if (package.codes["coder"] == coder).any())


def counted(package: Package) -> pd.DataFrame:
    """The passages that count, copies of texts among them: sentences and items."""
    return package.units[package.units["kind"].isin(SUBSTANTIVE)]


def provisional(package: Package) -> tuple[str, ...]:
    """Counted passages that only the dictionary coded."""
    read = set(package.codes.loc[package.codes["coder"].isin(codings(package)), "unit_id"])
    return tuple(unit for unit in counted(package)["unit_id"] if unit not in read)


@lru_cache(maxsize=16)
def provisional_phases(package: Package) -> frozenset[str]:
    """Phases with a counted passage that only the dictionary coded."""
    waiting = counted(package)
    waiting = waiting[waiting["unit_id"].isin(provisional(package))]
    documents = package.documents
    return frozenset(documents.loc[documents["doc_id"].isin(waiting["doc_id"]), "phase_id"])


def paragraph_ids(units: pd.DataFrame) -> pd.Series:
    """Name of each passage's paragraph: the document and the paragraph's number, "2030-port:4"."""
    return units["doc_id"] + ":" + units["paragraph"].astype(str)


_strings: WeakKeyDictionary[Package, dict[str, frozenset[str]]] = WeakKeyDictionary()


def strings(package: Package) -> dict[str, frozenset[str]]:
    """Digests of the five-word strings of each document."""
    if package not in _strings:
        groups = package.shingles.groupby("doc_id")["digest"]
        _strings[package] = {doc: frozenset(digests) for doc, digests in groups}
    return _strings[package]


def copies(package: Package, without: str | None = None) -> tuple[str, ...]:
    """Documents left out of every count because another text of their phase says the same.

    A text is a copy when four fifths or more of its five-word strings stand in another counted text
    of its phase; of two texts that copy each other, the one that comes later is left out, so that
    what both say counts once. `without`: a document that is not there to be copied.
    """
    digests = strings(package)
    result = []
    for _, group in package.documents.groupby("phase_id", sort=False):
        counted_here = [doc for doc in group["doc_id"] if doc != without and digests.get(doc)]
        for doc in reversed(list(counted_here)):
            others = [other for other in counted_here if other != doc]
            if any(len(digests[doc] & digests[o]) >= COPY * len(digests[doc]) for o in others):
                counted_here.remove(doc)
                result.append(doc)
    return tuple(doc for doc in package.documents["doc_id"] if doc in result)


def _weights(codes: pd.DataFrame, units: list[str], themes: list[str]) -> np.ndarray:
    """Codes of one coder as passages × themes; nan rows where it has none.

    Raises ValueError when a passage's weights do not sum to one or a theme is unknown.
    """
    row = {unit: number for number, unit in enumerate(units)}
    column = {theme: number for number, theme in enumerate(themes)}
    codes = codes[codes["unit_id"].isin(row)]
    unknown = codes.loc[~codes["theme"].isin(column), "theme"]
    if len(unknown):
        raise ValueError(f"codes.csv: theme {unknown.iloc[0]!r} is not in themes.csv")
    weights = np.zeros((len(units), len(themes)))
    place = (codes["unit_id"].map(row).to_numpy(int), codes["theme"].map(column).to_numpy(int))
    np.add.at(weights, place, codes["weight"].to_numpy(float))
    coded = np.zeros(len(units), bool)
    coded[place[0]] = True
    sums = weights.sum(axis=1)
    off = np.flatnonzero(coded & (np.abs(sums - 1) > _SLACK))
    if off.size:
        raise ValueError(
            f"codes.csv: weights of passage {units[off[0]]} sum to {sums[off[0]]:.6g}, expected 1"
        )
    weights[~coded] = np.nan
    return weights / np.where(coded, sums, 1)[:, None]


_readings: WeakKeyDictionary[Package, tuple[np.ndarray, np.ndarray, dict[str, int]]] = (
    WeakKeyDictionary()
)


def readings(package: Package, units: list[str]) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Names of the codings, codings × passages × themes (nan rows), and the dictionary's weights."""
    names = codings(package)
    if package not in _readings:
        themes, every = list(package.themes["theme"]), list(counted(package)["unit_id"])
        codes = package.codes
        stack = [_weights(codes[codes["coder"] == name], every, themes) for name in names]
        _readings[package] = (
            np.array(stack).reshape(len(names), len(every), len(themes)),
            _weights(dictionary_codes(package.matches, counted(package)), every, themes),
            {unit: place for place, unit in enumerate(every)},
        )
    by_coding, by_terms, place = _readings[package]
    rows = [place[unit] for unit in units]
    return names, by_coding[:, rows], by_terms[rows]


def mean_of(by_coding: np.ndarray, fallback: np.ndarray) -> np.ndarray:
    """Mean over the codings that coded a passage; `fallback` where none did."""
    coded = ~np.isnan(by_coding).any(axis=2)
    number = coded.sum(axis=0)
    total = np.where(coded[:, :, None], by_coding, 0).sum(axis=0)
    return np.where((number > 0)[:, None], total / np.maximum(number, 1)[:, None], fallback)


def corpus(
    package: Package,
    coding: str = MEAN,
    measure: str = "passages",
    framing: bool = True,
    without_document: str | None = None,
    without_paragraph: str | None = None,
    poles: Mapping[str, str] | None = None,
) -> Corpus:
    """The counted passages of the package.

    coding: "mean"; a coding, whose missing passages take the mean of the others; or the id of a
    dictionary coder. measure: passages (each of size one) or words. framing: whether passages
    without theme count in the denominator. without_document, without_paragraph ("doc_id:number"):
    what to leave out; phases without a counted passage go with it. poles: pole of each theme in
    place of that in `themes` (themes not named have none). Copies of a text count once (`copies`).
    Raises ValueError for an unknown coding, measure, document, paragraph or theme.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure is {measure!r}, expected one of {', '.join(MEASURES)}")
    if without_document is not None and without_document not in set(package.documents["doc_id"]):
        raise ValueError(f"documents.csv: no document {without_document!r} to leave out")
    left_out = {without_document, *copies(package, without_document)}
    units = counted(package)
    units = units[~units["doc_id"].isin(left_out)]
    names = paragraph_ids(units)
    if without_paragraph is not None:
        if without_paragraph not in set(names):
            raise ValueError(f"units.csv: no paragraph {without_paragraph!r} to leave out")
        units = units[(names != without_paragraph).to_numpy()]
    unit_ids = list(units["unit_id"])
    codings_, by_coding, dictionary = readings(package, unit_ids)
    weights = mean_of(by_coding, dictionary)
    if coding != MEAN:
        weights = _one_coding(package, coding, codings_, by_coding, dictionary, weights)

    themes = package.themes
    named = dict(zip(themes["theme"], themes["pole"], strict=True))
    if poles is not None:
        unknown = [theme for theme in poles if theme not in named]
        if unknown:
            raise ValueError(f"themes.csv: no theme {unknown[0]!r}")
        named = {theme: poles.get(theme, "none") for theme in named}
    phase_of = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    documents = [doc for doc in package.documents["doc_id"] if doc in set(units["doc_id"])]
    present = {phase_of[doc] for doc in documents}
    phases = [phase for phase in package.phases["phase_id"] if phase in present]
    paragraph, paragraphs = pd.factorize(paragraph_ids(units))
    return Corpus(
        weights=weights,
        codings=codings_,
        by_coding=by_coding,
        size=np.ones(len(units)) if measure == "passages" else units["words"].to_numpy(float),
        paragraph=np.asarray(paragraph, int),
        document=units["doc_id"].map({doc: n for n, doc in enumerate(documents)}).to_numpy(int),
        phase=units["doc_id"].map(phase_of).map(list(phases).index).to_numpy(int),
        themes=tuple(named),
        poles=tuple(named.values()),
        paragraphs=tuple(paragraphs),
        documents=tuple(documents),
        phases=tuple(phases),
        unit_ids=tuple(unit_ids),
        framing=framing,
    )


def _one_coding(
    package: Package,
    coding: str,
    names: tuple[str, ...],
    by_coding: np.ndarray,
    dictionary: np.ndarray,
    mean: np.ndarray,
) -> np.ndarray:
    """Weights of one coding, the mean where it lacks a passage."""
    if coding in names:
        own = by_coding[names.index(coding)]
        return np.where(np.isnan(own), mean, own)
    coders = package.coders
    if coding in set(coders.loc[coders["kind"] == DICTIONARY, "coder_id"]):
        return dictionary
    known = ", ".join((MEAN, *names, *coders.loc[coders["kind"] == DICTIONARY, "coder_id"]))
    raise ValueError(f"coders.csv: no coding {coding!r}; found {known}")


def totals(corpus: Corpus) -> np.ndarray:
    """Size of each theme in each phase, phases × themes."""
    result = np.zeros((len(corpus.phases), len(corpus.themes)))
    np.add.at(result, corpus.phase, corpus.weights * corpus.size[:, None])
    return result


def shares(corpus: Corpus) -> np.ndarray:
    """Share of each theme in each phase, phases × themes; each row sums to one.

    Where framing is out of the denominator, passages without theme have share zero; a phase that
    has no other then gives nan.
    """
    sums = totals(corpus)
    if not corpus.framing and NO_THEME in corpus.themes:
        sums[:, corpus.themes.index(NO_THEME)] = 0
    whole = sums.sum(axis=1, keepdims=True)
    return np.divide(sums, whole, out=np.full_like(sums, np.nan), where=whole > 0)
