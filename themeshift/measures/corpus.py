"""The coded passages as arrays: weights by theme, sizes, and the paragraph, text and phase of each.

The base counts passages, with framing in the denominator, and takes for each passage the mean over
the codings that coded it. The unit of Benoit, Laver & Mikhaylov (2009) and of the Manifesto Project
is the passage, whatever its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress, permutations

import numpy as np
import pandas as pd

from themeshift.package import DESTINATION, NO_THEME, ORIGIN, SUBSTANTIVE, Package
from themeshift.results import rounded
from themeshift.text.dictionary import codes as dictionary_codes
from themeshift.text.runs import COPY

#: The mean over codings, which is computed and never stored as a coding.
MEAN = "mean"
#: The kind of coder that stands in only where no other coding has read a passage.
DICTIONARY = "dictionary"
MEASURES = ("passages", "words")
#: The share of the destination's themes less that of the origin's.
BALANCE = "balance"


@dataclass(frozen=True, eq=False)
class Corpus:
    """Counted passages in the order of the documents.

    weights: passages × themes, each row with sum one: the coding asked for. readings: codings + 1 ×
    passages × themes, nan where a coding lacks a passage; the last is the dictionary's, where no
    coding has read the passage. by_terms: the dictionary's weights. size: one for each passage, or
    its words. paragraph, document, phase: place in `paragraphs` ("doc_id:number"), `documents`,
    `phases`. poles: one per theme. framing: whether passages without theme stay in the denominator.
    """

    weights: np.ndarray
    readings: np.ndarray
    by_terms: np.ndarray
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

    def signs(self, name: str) -> np.ndarray:
        """What each theme adds to a theme, a pole, or the balance: destination less origin."""
        if name in self.themes:
            return np.array([float(theme == name) for theme in self.themes])
        added = {DESTINATION: 1.0, ORIGIN: -1.0} if name == BALANCE else {name: 1.0}
        return np.array([added.get(pole, 0.0) for pole in self.poles])

    @property
    def sign(self) -> np.ndarray:
        """What each theme adds to the balance."""
        return self.signs(BALANCE)

    @property
    def unread(self) -> np.ndarray:
        """True for each passage that no coding has read, so that the dictionary stands in."""
        return ~np.isnan(self.readings[-1, :, 0])


def frame(rows: list[tuple], columns: str) -> pd.DataFrame:
    """Rows under these column names (parted by spaces), floats `rounded`; no row: all numbers."""
    return rounded(pd.DataFrame(rows, columns=columns.split(), dtype=None if rows else float))


@lru_cache(maxsize=16)
def codings(package: Package) -> tuple[str, ...]:
    """Coders that are no dictionary and coded at least one passage, in their order."""
    coders = package.coders[package.coders["kind"] != DICTIONARY]
    return tuple(coders.loc[coders["coder_id"].isin(package.codes["coder"]), "coder_id"])


@lru_cache(maxsize=16)
def dictionaries(package: Package) -> tuple[str, ...]:
    """Coders that are a dictionary, in their order."""
    return tuple(package.coders.loc[package.coders["kind"] == DICTIONARY, "coder_id"])


def counted(package: Package) -> pd.DataFrame:
    """The passages that count, copies of texts among them: sentences and items."""
    return package.units[package.units["kind"].isin(SUBSTANTIVE)]


def provisional(package: Package) -> tuple[str, ...]:
    """Counted passages that only the dictionary coded."""
    every = whole(package)
    return tuple(compress(every.unit_ids, every.unread))


def provisional_phases(package: Package) -> frozenset[str]:
    """Phases with a counted passage that only the dictionary coded."""
    every = whole(package)
    return frozenset(every.phases[phase] for phase in every.phase[every.unread])


@lru_cache(maxsize=16)
def strings(package: Package) -> dict[str, frozenset[str]]:
    """Digests of the five-word strings of each document."""
    return package.shingles.groupby("doc_id")["digest"].agg(frozenset).to_dict()


@lru_cache(maxsize=16)
def holders(package: Package) -> dict[str, tuple[str, ...]]:
    """Document → the other texts of its phase that have `COPY` of its five-word strings."""
    found = dict.fromkeys(package.documents["doc_id"], ())
    digests = strings(package)
    for _, documents in package.documents.groupby("phase_id")["doc_id"]:
        for doc, other in permutations(filter(digests.get, documents), 2):
            if len(digests[doc] & digests[other]) >= COPY * len(digests[doc]):
                found[doc] += (other,)
    return found


@lru_cache(maxsize=64)
def copies(package: Package, without: str = "") -> tuple[str, ...]:
    """Documents of which another counted text of their phase has `COPY` of the five-word strings.

    Of two texts that copy each other the later is left out, so that what both say counts once.
    `without`: a document that is not there to be copied.
    """
    result = {without}
    for doc, others in reversed(holders(package).items()):
        if not result.issuperset(others):
            result.add(doc)
    return tuple(doc for doc in holders(package) if doc in result - {without})


def weights_of(codes: pd.DataFrame, units: Sequence[str], themes: Sequence[str]) -> np.ndarray:
    """One coding as passages × themes, each row with sum one; nan rows where it has none.

    Thirds written with a few decimals become exact.
    """
    table = codes.groupby(["unit_id", "theme"])["weight"].sum().unstack(fill_value=0.0)
    table = table.reindex(columns=themes, fill_value=0.0).reindex(index=units)
    weights = table.to_numpy(float)
    return weights / weights.sum(axis=1, keepdims=True)


@lru_cache(maxsize=16)
def whole(package: Package) -> Corpus:
    """All passages that count, copies of texts among them, by the mean of the codings.

    The dictionary stands in where no coding has read a passage. Each passage's size is its words.
    """
    units, codes, themes = counted(package), package.codes, package.themes
    coded = [codes[codes["coder"] == name] for name in codings(package)]
    coded.append(dictionary_codes(package.matches, units))
    readings = np.array([weights_of(one, units["unit_id"], themes["theme"]) for one in coded])
    by_terms = readings[-1].copy()
    readings[-1, ~np.isnan(readings[:-1, :, 0]).all(axis=0)] = np.nan
    phase_of_document = package.documents.set_index("doc_id")["phase_id"]
    paragraph, paragraphs = pd.factorize(units["doc_id"] + ":" + units["paragraph"].astype(str))
    document, documents = pd.factorize(units["doc_id"])
    phase, phases = pd.factorize(units["doc_id"].map(phase_of_document))
    return Corpus(
        weights=np.nanmean(readings, axis=0),
        readings=readings,
        by_terms=by_terms,
        size=units["words"].to_numpy(float),
        paragraph=paragraph,
        document=document,
        phase=phase,
        themes=tuple(themes["theme"]),
        poles=tuple(themes["pole"]),
        paragraphs=tuple(paragraphs),
        documents=tuple(documents),
        phases=tuple(phases),
        unit_ids=tuple(units["unit_id"]),
    )


def every_coding(package: Package) -> tuple[str, ...]:
    """The mean, each coding, each dictionary."""
    return (MEAN, *codings(package), *dictionaries(package))


def corpus(
    package: Package,
    coding: str = MEAN,
    measure: str = "passages",
    framing: bool = True,
    leave: str = "",
) -> Corpus:
    """The counted passages of the package.

    coding: "mean"; a coding, with the mean where it lacks a passage; or a dictionary coder.
    measure: passages (each of size one) or words. framing: whether passages without theme count in
    the denominator. leave: a document or a paragraph ("doc_id:number") to leave out, its phase too
    where nothing of it is left. Copies of a text count once. Raises ValueError for an unknown name.
    """
    every = whole(package)
    places = ("", *every.documents, *every.paragraphs)
    choices = ((coding, every_coding(package)), (measure, MEASURES), (leave, places))
    for name, known in choices:
        if name not in known:
            raise ValueError(f"found {name!r}, expected one of {', '.join(known)}")
    given = {MEAN: every.weights, **dict.fromkeys(dictionaries(package), every.by_terms)}
    given |= zip(codings(package), every.readings[:-1], strict=True)
    weights = np.where(np.isnan(given[coding]), every.weights, given[coding])
    left_out = [leave, *copies(package, leave)]
    keep = ~np.isin(every.documents, left_out)[every.document]
    keep &= ~np.isin(every.paragraphs, left_out)[every.paragraph]
    kept = {}
    for name in ("paragraph", "document", "phase"):
        present, kept[name] = np.unique(getattr(every, name)[keep], return_inverse=True)
        kept[f"{name}s"] = tuple(getattr(every, f"{name}s")[place] for place in present)
    return replace(
        every,
        weights=weights[keep],
        readings=every.readings[:, keep],
        by_terms=every.by_terms[keep],
        size=every.size[keep] if measure == "words" else np.ones(keep.sum()),
        unit_ids=tuple(compress(every.unit_ids, keep)),
        framing=framing,
        **kept,
    )


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
    if not corpus.framing:
        sums = sums * [theme != NO_THEME for theme in corpus.themes]
    size = sums.sum(axis=1, keepdims=True)
    return np.divide(sums, size, out=np.full_like(sums, np.nan), where=size > 0)
