"""How much room does each theme get in each phase?

A `Corpus` holds the coded units as arrays. A unit's *room* is its words (or one, when units
are counted); its weights, which sum to one, split that room over themes, so nothing is counted
twice. Shares are the room of a theme over the room of all substantive units of a phase, units
that only frame (theme `none`) included unless asked otherwise.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from themeshift.kept import kept

#: The theme of units that only frame; its name is part of the package's schema.
NONE = "none"
#: Kinds of unit that the hand coding covers.
SUBSTANTIVE = ("sentence", "item")
#: Kinds that repeat the body and come in as a robustness variant.
REPEATING = ("title", "standfirst", "heading")
#: The coder whose codes are the codebook's terms found in a unit.
DICTIONARY = "dictionary"
#: The coder's own reading of every unit, as against the variants in `alternatives`.
BASE = "base"
WEIGHTINGS = ("base", "rank", "first")
MEASURES = ("words", "units")

DRAWS = 10_000
SEED = 20190204
LEVEL = 0.95
DECIMALS = 10


@dataclass(frozen=True)
class Corpus:
    """Coded units as arrays, in the order of the documents.

    weights: n_units × n_themes, each row sums to one. words: room of each unit (its words, or
    one). paragraph, document, phase: n_units, integers; paragraph numbers are unique over the
    corpus; document and phase index `documents` and `phases`. poles: one per theme.
    Raises ValueError when a row of weights does not sum to one or lengths differ.
    """

    weights: np.ndarray
    words: np.ndarray
    paragraph: np.ndarray
    document: np.ndarray
    phase: np.ndarray
    themes: tuple[str, ...]
    poles: tuple[str, ...]
    phases: tuple[str, ...]
    documents: tuple[str, ...]
    unit_ids: tuple[str, ...]

    def __post_init__(self) -> None:
        n_units = len(self.words)
        if self.weights.shape != (n_units, len(self.themes)):
            raise ValueError(
                f"weights are {self.weights.shape}, expected {(n_units, len(self.themes))}"
            )
        for name in ("paragraph", "document", "phase", "unit_ids"):
            if len(getattr(self, name)) != n_units:
                raise ValueError(f"{name} has {len(getattr(self, name))} rows, expected {n_units}")
        if len(self.poles) != len(self.themes):
            raise ValueError(f"{len(self.poles)} poles for {len(self.themes)} themes")
        sums = self.weights.sum(axis=1)
        off = np.flatnonzero(np.abs(sums - 1) > 1e-6)
        if off.size:
            unit = self.unit_ids[off[0]]
            raise ValueError(f"weights of unit {unit} sum to {sums[off[0]]:.6g}, expected 1")

    @property
    def room(self) -> np.ndarray:
        """Room of each theme in each unit, n_units × n_themes."""
        return self.weights * self.words[:, None]

    @property
    def units_per_phase(self) -> np.ndarray:
        """Number of units in each phase."""
        return np.bincount(self.phase, minlength=len(self.phases))

    @property
    def phase_of_document(self) -> np.ndarray:
        """Phase index of each document."""
        phase = np.full(len(self.documents), -1)
        phase[self.document] = self.phase
        return phase

    def pole(self, name: str) -> np.ndarray:
        """True for each theme that belongs to the pole `name`."""
        return np.array([pole == name for pole in self.poles])


def rounded(values: Any, decimals: int = DECIMALS) -> Any:
    """Floats of an array, frame or number to `decimals` places, so that last bits never show.

    The last bits of exp, log and matrix products change with the processor; minus zero becomes
    zero.
    """
    if isinstance(values, pd.DataFrame):
        columns = values.select_dtypes("floating").columns
        return values.assign(**{name: values[name].round(decimals) + 0.0 for name in columns})
    result = np.round(values, decimals) + 0.0
    return float(result) if np.ndim(result) == 0 else result


def rank_weights(number: int) -> np.ndarray:
    """Weights by rank for a unit with `number` themes: 1; 2/3, 1/3; 1/2, 1/3, 1/6; ..."""
    ranks = np.arange(number, 0, -1, dtype=float)
    return ranks / ranks.sum()


def _reweighted(codes: pd.DataFrame, weighting: str) -> pd.DataFrame:
    """Codes with the weight that `weighting` gives them."""
    if weighting not in WEIGHTINGS:
        raise ValueError(f"weighting is {weighting!r}, expected one of {', '.join(WEIGHTINGS)}")
    if weighting == "base" or codes.empty:
        return codes
    codes = codes.sort_values(["unit_id", "rank"], kind="stable")
    place = codes.groupby("unit_id", sort=False).cumcount().to_numpy()
    number = codes.groupby("unit_id", sort=False)["theme"].transform("size").to_numpy()
    if weighting == "first":
        weight = (place == 0).astype(float)
    else:
        weight = (number - place) / (number * (number + 1) / 2)
    return codes.assign(weight=weight)


def dictionary_codes(matches: pd.DataFrame, unit_ids: Iterable[str]) -> pd.DataFrame:
    """Codes from the codebook's terms: columns unit_id, rank, theme, weight.

    Themes of a unit are ranked by number of matches, then by place; base weight is split evenly
    over them; a unit without a match is `none`.
    """
    unit_ids = list(unit_ids)
    found = matches[matches["unit_id"].isin(set(unit_ids))]
    found = found.groupby(["unit_id", "theme"], as_index=False, sort=True).agg(
        hits=("start", "size"), first=("start", "min")
    )
    found = found.sort_values(
        ["unit_id", "hits", "first", "theme"], ascending=[True, False, True, True], kind="stable"
    )
    found["rank"] = found.groupby("unit_id").cumcount() + 1
    found["weight"] = 1.0 / found.groupby("unit_id")["theme"].transform("size")
    silent = sorted(set(unit_ids) - set(found["unit_id"]))
    framing = pd.DataFrame({"unit_id": silent, "rank": 1, "theme": NONE, "weight": 1.0})
    columns = ["unit_id", "rank", "theme", "weight"]
    parts = [part[columns] for part in (found, framing) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else framing[columns]


def coders(package: Any) -> tuple[str, ...]:
    """Coders who coded every substantive unit, in the order in which `codes` names them."""
    units = package.units
    needed = set(units.loc[units["kind"].isin(SUBSTANTIVE), "unit_id"])
    codes = package.codes
    complete = []
    for coder in pd.unique(codes["coder"]):
        if needed <= set(codes.loc[codes["coder"] == coder, "unit_id"]):
            complete.append(str(coder))
    return tuple(complete)


def readings(package: Any) -> tuple[str, ...]:
    """Names of the second readings in `alternatives`, in the order in which they come."""
    table = getattr(package, "alternatives", None)
    return () if table is None else tuple(map(str, pd.unique(table["variant"])))


def _codes_of(
    package: Any, coder: str, units: pd.DataFrame, weighting: str, reading: str
) -> pd.DataFrame:
    """Codes of `units` by one coder; kinds that nobody codes by hand take the dictionary's."""
    if coder == DICTIONARY:
        return _reweighted(dictionary_codes(package.matches, units["unit_id"]), weighting)
    codes = package.codes
    known = pd.unique(codes["coder"])
    if coder not in known:
        found = ", ".join(map(str, known)) or "nobody"
        raise ValueError(f"codes.csv: coder {coder!r} is not there; found {found}")
    codes = codes.loc[codes["coder"] == coder, ["unit_id", "rank", "theme", "weight"]]
    codes = codes[codes["unit_id"].isin(set(units["unit_id"]))]
    uncoded = units[~units["unit_id"].isin(set(codes["unit_id"]))]
    missing = uncoded.loc[uncoded["kind"].isin(SUBSTANTIVE), "unit_id"]
    if len(missing):
        raise ValueError(
            f"codes.csv: coder {coder!r} has no code for unit {missing.iloc[0]}"
            f" ({len(missing)} units in all), expected one for each sentence and item"
        )
    if reading != BASE:
        second = package.alternatives
        second = second.loc[second["variant"] == reading, ["unit_id", "rank", "theme", "weight"]]
        second = second[second["unit_id"].isin(set(units["unit_id"]))]
        first = codes[~codes["unit_id"].isin(set(second["unit_id"]))]
        codes = pd.concat([first, second], ignore_index=True)
    codes = _reweighted(codes, weighting)
    if len(uncoded):
        extra = dictionary_codes(package.matches, uncoded["unit_id"])
        codes = pd.concat([codes, _reweighted(extra, weighting)], ignore_index=True)
    return codes


def corpus(
    package: Any,
    coder: str = "first",
    weighting: str = "base",
    kinds: Sequence[str] = SUBSTANTIVE,
    measure: str = "words",
    without: str | None = None,
    reading: str = BASE,
) -> Corpus:
    """The package's coded units as a `Corpus`.

    package: needs the tables units, codes, documents, phases, themes (and matches for the coder
    "dictionary", or when `kinds` goes beyond sentence and item, which alone are coded by hand).
    without: a document to leave out. Phases without a counted unit are left out.
    reading: "base", or a variant of `alternatives`, whose second readings then replace the
    coder's codes of the units that it names.
    Raises ValueError on an unknown coder, theme, document, weighting, measure or reading.
    """
    if reading != BASE and reading not in readings(package):
        found = ", ".join((BASE, *readings(package)))
        raise ValueError(f"alternatives.csv: no variant {reading!r}; found {found}")
    if measure not in MEASURES:
        raise ValueError(f"measure is {measure!r}, expected one of {', '.join(MEASURES)}")
    phases = package.phases.sort_values("order")
    order = {phase: place for place, phase in enumerate(phases["phase_id"])}
    documents = package.documents
    if without is not None and without not in set(documents["doc_id"]):
        raise ValueError(f"documents.csv: no document {without!r} to leave out")
    documents = documents[documents["doc_id"] != without]
    documents = documents.assign(_phase=documents["phase_id"].map(order))
    by = ["_phase", "order"] if "order" in documents else ["_phase"]
    documents = documents.sort_values([*by, "doc_id"], kind="stable")

    units = package.units
    units = units[units["kind"].isin(set(kinds)) & units["doc_id"].isin(set(documents["doc_id"]))]
    documents = documents[documents["doc_id"].isin(set(units["doc_id"]))]
    place = {doc: index for index, doc in enumerate(documents["doc_id"])}
    units = units.assign(_document=units["doc_id"].map(place))
    units = units.sort_values(["_document", "position"], kind="stable")

    themes = package.themes.sort_values("order")
    column = {theme: index for index, theme in enumerate(themes["theme"])}
    row = {unit: index for index, unit in enumerate(units["unit_id"])}
    codes = _codes_of(package, coder, units, weighting, reading)
    unknown = codes.loc[~codes["theme"].isin(set(column)), "theme"]
    if len(unknown):
        raise ValueError(f"codes.csv: theme {unknown.iloc[0]!r} is not in themes.csv")
    weights = np.zeros((len(units), len(column)))
    np.add.at(
        weights,
        (codes["unit_id"].map(row).to_numpy(int), codes["theme"].map(column).to_numpy(int)),
        codes["weight"].to_numpy(float),
    )
    # Thirds written with a few decimals in the table sum to almost one: made exact here.
    sums = weights.sum(axis=1, keepdims=True)
    near = np.abs(sums - 1) < 5e-3
    weights = np.where(near, weights / np.where(sums > 0, sums, 1), weights)

    kept = [phase for phase in phases["phase_id"] if phase in set(documents["phase_id"])]
    index = {phase: number for number, phase in enumerate(kept)}
    phase_of = dict(zip(documents["doc_id"], documents["phase_id"], strict=True))
    paragraphs = pd.factorize(
        pd.MultiIndex.from_arrays([units["doc_id"], units["paragraph"].astype(str)])
    )[0]
    room = np.ones(len(units)) if measure == "units" else units["words"].to_numpy(float)
    return Corpus(
        weights=weights,
        words=room,
        paragraph=np.asarray(paragraphs, int),
        document=units["_document"].to_numpy(int),
        phase=units["doc_id"].map(phase_of).map(index).to_numpy(int),
        themes=tuple(themes["theme"]),
        poles=tuple(themes["pole"]),
        phases=tuple(kept),
        documents=tuple(documents["doc_id"]),
        unit_ids=tuple(units["unit_id"]),
    )


def leave_out(full: Corpus, document: str) -> Corpus:
    """The corpus without one document (and without its phase when nothing of it is left)."""
    if document not in full.documents:
        raise ValueError(f"no document {document!r}; found {', '.join(full.documents)}")
    number = full.documents.index(document)
    keep = full.document != number
    kept_phases = sorted(set(full.phase[keep]))
    renumber = {old: new for new, old in enumerate(kept_phases)}
    return replace(
        full,
        weights=full.weights[keep],
        words=full.words[keep],
        paragraph=np.unique(full.paragraph[keep], return_inverse=True)[1],
        document=np.where(full.document > number, full.document - 1, full.document)[keep],
        phase=np.array([renumber[old] for old in full.phase[keep]], int),
        phases=tuple(full.phases[old] for old in kept_phases),
        documents=tuple(doc for doc in full.documents if doc != document),
        unit_ids=tuple(np.array(full.unit_ids, object)[keep]),
    )


def totals(corpus: Corpus) -> np.ndarray:
    """Room of each theme in each phase, phases × themes."""
    result = np.zeros((len(corpus.phases), len(corpus.themes)))
    np.add.at(result, corpus.phase, corpus.room)
    return result


def normalised(rooms: np.ndarray, themes: Sequence[str], include_none: bool = True) -> np.ndarray:
    """Rooms (... × themes) as shares; without `none` its own share is nan.

    A row with no room at all gives nan.
    """
    rooms = np.array(rooms, float)
    if not include_none and NONE in themes:
        rooms[..., list(themes).index(NONE)] = np.nan
    whole = np.nansum(rooms, axis=-1, keepdims=True)
    return np.divide(rooms, whole, out=np.full_like(rooms, np.nan), where=whole > 0)


def shares(corpus: Corpus, include_none: bool = True) -> np.ndarray:
    """Share of each theme in each phase, phases × themes; each row sums to one."""
    return normalised(totals(corpus), corpus.themes, include_none)


@dataclass(frozen=True)
class Draws:
    """Resampled corpora: `room` draws × phases × themes and `units` draws × phases."""

    room: np.ndarray
    units: np.ndarray


def stream(seed: int, name: str) -> np.random.Generator:
    """A source of random numbers of its own for a document or a phase.

    What is drawn for one then stays the same when another is added or left out. The seed is a
    sequence of integers, as NumPy has it for independent streams ("Parallel random number
    generation").
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def resample(corpus: Corpus, draws: int = DRAWS, seed: int = SEED) -> Draws:
    """Bootstrap over paragraphs within document.

    Paragraphs, not units, are drawn with replacement, since neighbouring sentences are not
    independent (cluster bootstrap: Davison & Hinkley 1997, section 3.8); each document keeps
    its number of paragraphs. How often each paragraph comes is multinomial, so a draw is one
    row of a matrix product.
    """
    room = np.zeros((draws, len(corpus.phases), len(corpus.themes)))
    units = np.zeros((draws, len(corpus.phases)))
    unit_room = corpus.room
    for document, phase in enumerate(corpus.phase_of_document):
        inside = corpus.document == document
        _, place = np.unique(corpus.paragraph[inside], return_inverse=True)
        number = place.max() + 1
        paragraph_room = np.zeros((number, len(corpus.themes)))
        np.add.at(paragraph_room, place, unit_room[inside])
        generator = stream(seed, corpus.documents[document])
        counts = generator.multinomial(number, np.full(number, 1 / number), size=draws)
        room[:, phase] += counts @ paragraph_room
        units[:, phase] += counts @ np.bincount(place, minlength=number)
    return Draws(room=room, units=units)


def bootstrap(
    corpus: Corpus, draws: int = DRAWS, seed: int = SEED, include_none: bool = True
) -> np.ndarray:
    """Bootstrap draws of the shares, draws × phases × themes."""
    return normalised(resample(corpus, draws, seed).room, corpus.themes, include_none)


def dirichlet(
    corpus: Corpus,
    prior: float = 0.5,
    draws: int = DRAWS,
    seed: int = SEED,
    include_none: bool = True,
) -> np.ndarray:
    """Draws from the Dirichlet posterior of the shares, draws × phases × themes.

    Multinomial counts with a Dirichlet prior; ½ for each theme is Jeffreys'. The sample size
    is the number of quasi-sentences, not of words (Benoit, Laver & Mikhaylov 2009), so that a
    theme which a phase never names keeps an interval of some width.
    """
    counts = shares(corpus) * corpus.units_per_phase[:, None]
    return normalised(
        gammas(counts + prior, corpus.phases, draws, seed), corpus.themes, include_none
    )


def gammas(shapes: np.ndarray, phases: Sequence[str], draws: int, seed: int) -> np.ndarray:
    """Draws of gamma variables with shapes phases × cells, each phase from a stream of its own."""
    drawn = [
        stream(seed, phase).standard_gamma(shape, size=(draws, len(shape)))
        for phase, shape in zip(phases, shapes, strict=True)
    ]
    return np.stack(drawn, axis=1)


def interval(draws: np.ndarray, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval over the first axis; draws without a value (nan) are left out."""
    tail = (1 - level) / 2
    if np.isnan(draws).any():
        missing = np.isnan(draws).all(axis=0)
        filled = np.where(missing, 0.0, draws)
        low, high = np.nanquantile(filled, [tail, 1 - tail], axis=0)
        return np.where(missing, np.nan, low), np.where(missing, np.nan, high)
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return low, high


def posterior_interval(
    draws: np.ndarray, estimate: np.ndarray, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed posterior interval, widened to the estimate where that lies on the edge.

    An empty theme then has the lower end zero, as Brown, Cai & DasGupta (2001, section 4.1.1)
    have it for the Jeffreys interval.
    """
    low, high = interval(draws, level)
    return np.fmin(low, estimate), np.fmax(high, estimate)


@kept
def salience(
    corpus: Corpus,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    include_none: bool = True,
) -> pd.DataFrame:
    """Shares with both intervals, one row per phase and theme.

    Columns: phase_id, theme, pole, room (words), units (quasi-sentences that give the theme any
    weight), share, low, high (bootstrap over paragraphs), posterior_low, posterior_high
    (Dirichlet, Jeffreys prior). Shares are fractions of one.
    """
    share = shares(corpus, include_none)
    low, high = interval(bootstrap(corpus, draws, seed, include_none), level)
    posterior = dirichlet(corpus, 0.5, draws, seed, include_none)
    posterior_low, posterior_high = posterior_interval(posterior, share, level)
    naming = np.zeros(share.shape, int)
    np.add.at(naming, corpus.phase, (corpus.weights > 0).astype(int))
    n_themes = len(corpus.themes)
    frame = pd.DataFrame(
        {
            "phase_id": np.repeat(corpus.phases, n_themes),
            "theme": np.tile(corpus.themes, len(corpus.phases)),
            "pole": np.tile(corpus.poles, len(corpus.phases)),
            "room": totals(corpus).ravel(),
            "units": naming.ravel(),
            "share": share.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "posterior_low": posterior_low.ravel(),
            "posterior_high": posterior_high.ravel(),
        }
    )
    if not include_none:
        frame = frame[frame["theme"] != NONE].reset_index(drop=True)
    return rounded(frame)
