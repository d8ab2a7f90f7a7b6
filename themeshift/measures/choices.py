"""Other ways of counting: which choices can change the shift, and how far.

A specification is one option of each choice (Steegen, Tuerlinckx, Gelman & Vanpaemel 2016; Del
Giudice & Gangestad 2021). It is possible, not probable: nothing here is drawn at random but the
contrasts of `by_chance`. The choices:

coding   the mean of the codings, each of them alone, or the dictionary
measure  passages or words
framing  passages without theme in the denominator, or out of it
leave    nothing, one document, or one paragraph; a phase of which nothing is left goes with it,
         and the shift then runs from the first phase left to the last
poles    as they are, or with one theme added to a pole, dropped from it, or put in the place of one
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, compress, product
from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from themeshift.measures import corpus as corpora
from themeshift.measures import uncertainty
from themeshift.measures.corpus import MEAN, MEASURES, Corpus, corpus, frame, rounded, unread
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package

#: Options of the choice of the denominator, as the explorer's address has them.
FRAMING = ("in", "out")
COUNTING = ["coding", "measure", "framing", "leave"]
CHOICES = [*COUNTING, "poles"]
NOTHING = ""
AS_THEY_ARE = "as they are"
#: In place of a coding: each passage read as makes the shift least.
LEAST = "least favourable"
_BASE = dict(zip(CHOICES, (MEAN, MEASURES[0], FRAMING[0], NOTHING, AS_THEY_ARE), strict=True))
_SLACK = 1e-9


# --- specifications ---------------------------------------------------------------------------


class Ways(NamedTuple):
    """Ways of counting with the poles as they are (`COUNTING`), and the shares that each gives.

    themes: ways × phases × themes, nan where nothing of a phase is left. corpus: the base.
    """

    frame: pd.DataFrame
    themes: np.ndarray
    corpus: Corpus


def every_coding(package: Package) -> tuple[str, ...]:
    """The mean, each coding and each dictionary; a single coding is the mean and comes once."""
    names = corpora.codings(package)
    return (
        MEAN,
        *(names if len(names) > 1 else ()),
        *(corpora.dictionaries(package) if names else ()),
    )


@lru_cache(maxsize=4)
def ways(package: Package) -> Ways:
    """Every combination of coding, measure, framing and what is left out, the base first."""
    base = corpus(package)
    rows = list(product(every_coding(package), MEASURES, leaves(base), FRAMING))
    themes = np.full((len(rows), len(base.phases), len(base.themes)), np.nan)
    for way, (coding, measure, leave, framing) in zip(themes, rows, strict=True):
        counted = corpus(package, coding, measure, framing == "in", leave)
        way[np.isin(base.phases, counted.phases)] = corpora.shares(counted)
    columns = ["coding", "measure", "leave", "framing"]
    return Ways(pd.DataFrame(rows, columns=columns)[COUNTING], themes, base)


def leaves(base: Corpus) -> tuple[str, ...]:
    """What a way of counting can leave out: nothing, a document where others stay, a paragraph."""
    documents = base.documents if len(base.documents) > 1 else ()
    return (NOTHING, *documents, *base.paragraphs)


def pole_changes(base: Corpus) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The poles as they are, then with one theme added, dropped or swapped.

    What was done, the origin's themes and the destination's. A pole keeps one theme at least; a
    theme that comes in stood in neither pole and is not the absence of a theme.
    """
    themes = list(zip(base.themes, base.poles, strict=True))
    usual = {
        pole: {theme for theme, own in themes if own == pole} for pole in (ORIGIN, DESTINATION)
    }
    outside = [t for t in base.themes if t not in set.union({NO_THEME}, *usual.values())]
    changed = [(AS_THEY_ARE, usual)]
    for pole, members in usual.items():
        for theme in outside:
            changed.append((f"{theme} added to the {pole}", usual | {pole: members | {theme}}))
        for theme in (theme for theme in base.themes if theme in members):
            rest = members - {theme}
            if rest:
                changed.append((f"{theme} dropped from the {pole}", usual | {pole: rest}))
            for other in outside:
                text = f"{other} for {theme} in the {pole}"
                changed.append((text, usual | {pole: rest | {other}}))
    return [
        (text, *(tuple(theme for theme in base.themes if theme in side) for side in sides.values()))
        for text, sides in changed
    ]


@lru_cache(maxsize=4)
def specifications(package: Package) -> pd.DataFrame:
    """The shift of the balance in every way of counting that can differ, the base first.

    Of ways with the same poles, phases and shift only the nearest to the base is kept. Columns:
    coding, measure, framing, leave ("" for nothing), poles, origin, destination (themes parted by
    spaces), from_phase, to_phase, shift, query (for the explorer: what differs from the base).
    Empty with one phase.
    """
    counted = ways(package)
    balance = np.einsum("wpt,st->swp", counted.themes, _signs(counted.corpus))
    return _distinct(counted.corpus, counted.frame, balance, balance)


def _signs(base: Corpus) -> np.ndarray:
    """What each theme adds to the balance under each of `pole_changes`, changes × themes."""
    sides = [(set(origin), set(destination)) for _, origin, destination in pole_changes(base)]
    return np.array(
        [
            [(t in destination) - (t in origin) for t in base.themes]
            for origin, destination in sides
        ],
        float,
    )


def _distinct(
    base: Corpus, counting: pd.DataFrame, first_phase: np.ndarray, last_phase: np.ndarray
) -> pd.DataFrame:
    """The shift of each way of counting under each of `pole_changes`, equal results once.

    counting: ways by `COUNTING`, the nearest to the base first. first_phase, last_phase: changes ×
    ways × phases, the balance of a phase where it is the first or the last that is left; nan where
    nothing of it is left. Columns as `specifications`.
    """
    left = ~np.isnan(last_phase[0])
    first, last = left.argmax(axis=1), left.shape[1] - 1 - left[:, ::-1].argmax(axis=1)
    row, phases = np.arange(len(left)), np.array(base.phases, object)
    shift = rounded(last_phase[:, row, last] - first_phase[:, row, first])
    queries = [_query(way) for way in counting.to_dict("records")]
    parts = []
    for (text, *sides), change in zip(pole_changes(base), shift, strict=True):
        poles = dict(zip((ORIGIN, DESTINATION), map(" ".join, sides), strict=True))
        # Spaces become "+", and the explorer parts themes by commas.
        query = urlencode(poles).replace("+", ",") if text != AS_THEY_ARE else ""
        part = counting.assign(
            poles=text,
            **poles,
            from_phase=phases[first],
            to_phase=phases[last],
            shift=change,
            query=["&".join(filter(None, (chosen, query))) for chosen in queries],
        )
        parts.append(part[(first != last) & part["shift"].notna()])
    found = pd.concat(parts, ignore_index=True)
    differs = _differs(found).sum(axis=1)
    # The nearest to the base first, and other codings before texts that are left out.
    order = np.lexsort([found["leave"] != NOTHING, differs])
    same = ["poles", "from_phase", "to_phase", "shift"]
    return found.iloc[order].drop_duplicates(same, ignore_index=True)


def _query(way: dict[str, str]) -> str:
    """What a way of counting does otherwise than the base, for the explorer's address."""
    chosen = {name: way[name] for name in COUNTING if way[name] != _BASE[name]}
    if way["coding"] == LEAST:
        chosen = {"reading": "lowest"} | {n: v for n, v in chosen.items() if n != "coding"}
    return urlencode(chosen, safe=",:")


def _differs(specified: pd.DataFrame) -> pd.DataFrame:
    """Which choices of each specification are not those of the base."""
    return specified[CHOICES].ne(pd.Series(_BASE))


def direction(package: Package) -> float:
    """1 where the book's own shift is from the origin to the destination, else −1."""
    base = corpus(package)
    balance = corpora.shares(base) @ base.sign
    return -1.0 if balance[-1] < balance[0] else 1.0


def summary(specified: pd.DataFrame, direction: float) -> pd.DataFrame:
    """How many ways of counting there are, how many keep the direction, and the lowest.

    specified: `specifications(...)` or `worst(...)`; direction: `direction(...)`. Rows, by scope: as they are (the poles as they are), changed
    (one theme added, dropped or swapped). Columns: scope, ways, same_direction, lowest, then those
    of the specification that gives it; lowest is the least shift in that direction.
    """
    rows = []
    along = specified["shift"] * direction
    scopes = np.where(specified["poles"] == AS_THEY_ARE, AS_THEY_ARE, "changed")
    for scope, own in along.groupby(scopes, sort=False):
        lowest = specified.loc[own.idxmin()]
        head = {"scope": scope, "ways": len(own), "same_direction": int((own > _SLACK).sum())}
        rows.append({**head, "lowest": lowest["shift"], **lowest})
    return pd.DataFrame(rows, columns=["scope", "ways", "same_direction", "lowest", *specified])


def one_at_a_time(specified: pd.DataFrame) -> pd.DataFrame:
    """The base and each specification that differs from it in one choice, the lowest shift first.

    specified: `specifications(...)`. Columns: choice ("base", coding, measure, framing, leave,
    poles), then those of `specifications`.
    """
    differs = _differs(specified)
    differs = differs[differs.sum(axis=1) <= 1]
    choice = differs.idxmax(axis=1).where(differs.any(axis=1), "base")
    single = specified.loc[differs.index, specified.columns]
    single.insert(0, "choice", choice)
    return single.sort_values("shift", kind="stable", ignore_index=True)


# --- best and worst reading -------------------------------------------------------------------


def alternatives(package: Package, base: Corpus) -> np.ndarray:
    """Every reading of each passage, passages × readings × themes, nan where there are fewer.

    Its codings, then its listed alternatives; the dictionary where no coding has read it.
    """
    stack = [*base.by_coding, np.where(unread(base)[:, None], base.by_terms, np.nan)]
    row = {unit: place for place, unit in enumerate(base.unit_ids)}
    listed = package.alternatives[package.alternatives["unit_id"].isin(row)]
    for _, variant in listed.groupby("variant", sort=False):
        weights = np.full(base.weights.shape, np.nan)
        whole = variant.groupby("unit_id")["weight"].transform("sum")
        units = variant["unit_id"].map(row)
        weights[units] = 0
        weights[units, variant["theme"].map(base.themes.index)] = variant["weight"] / whole
        stack.append(weights)
    return np.stack(stack, axis=1)


class Readings(NamedTuple):
    """The ends of the balance over all readings of the passages.

    frame: ways of counting by measure, framing and leave, the base first. low, high: `pole_changes`
    × ways × phases, nan where nothing of a phase is left.
    """

    frame: pd.DataFrame
    low: np.ndarray
    high: np.ndarray
    corpus: Corpus


@lru_cache(maxsize=4)
def readings(package: Package) -> Readings:
    """The lowest and the highest balance of each phase over all readings of its passages.

    Each passage is read by any of the codings or its listed alternatives. Exact: the balance of a
    phase is a sum over passages over another, of which Dinkelbach's (1967) steps find the extreme,
    passage by passage.
    """
    base = corpus(package)
    signs = _signs(base)
    rows = list(product((LEAST,), MEASURES, FRAMING, leaves(base)))
    ends = np.full((2, len(signs), len(rows), len(base.phases)), np.nan)
    known: dict[tuple, np.ndarray] = {}  # most of what is left out leaves a phase as it is
    for way, (_, measure, framing, leave) in enumerate(rows):
        counted = corpus(package, measure=measure, framing=framing == "in", leave=leave)
        for place, phase in enumerate(counted.phases):
            own = counted.phase == place
            key = measure, framing, phase, tuple(compress(counted.unit_ids, own))
            if key not in known:
                known[key] = _ends(package, counted, own, signs)
            ends[..., way, base.phases.index(phase)] = known[key]
    return Readings(pd.DataFrame(rows, columns=COUNTING), *ends, base)


def _ends(package: Package, counted: Corpus, own: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Lowest and highest balance of some passages, whichever way each is read: 2 × changes."""
    given = alternatives(package, counted)[own]
    score = np.moveaxis(given @ signs.T, -1, 0)
    counts = np.ones(given.shape[:2])
    if not counted.framing and NO_THEME in counted.themes:
        counts -= given[..., counted.themes.index(NO_THEME)]
    return np.stack([way * _highest(way * score, counts, counted.size[own]) for way in (-1, 1)])


@lru_cache(maxsize=4)
def worst(package: Package) -> pd.DataFrame:
    """The least shift over all readings in every way of counting that can differ.

    Columns as `specifications`; the coding is `LEAST`. Empty with one phase.
    """
    found = readings(package)
    ends = (found.high, found.low) if direction(package) > 0 else (found.low, found.high)
    return _distinct(found.corpus, found.frame, *ends)


def extremes(package: Package) -> pd.DataFrame:
    """The lowest and the highest shift over all readings of all passages, with the poles as they are.

    Columns: from_phase, to_phase, measure, framing, lowest, highest. Empty with one phase.
    """
    found = readings(package)
    phases = found.corpus.phases
    rows = []
    if len(phases) > 1:
        for place, way in found.frame[found.frame["leave"] == NOTHING].iterrows():
            low, high = found.low[0, place], found.high[0, place]
            ends = low[-1] - high[0], high[-1] - low[0]
            rows.append((phases[0], phases[-1], way["measure"], way["framing"], *ends))
    return frame(rows, "from_phase to_phase measure framing lowest highest")


def _highest(score: np.ndarray, counts: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Largest Σ size·score / Σ size·counts with one reading chosen for each passage, by change.

    score: changes × passages × readings; counts: passages × readings; both nan where there is no
    such reading. Zero where nothing counts.
    """
    passage = np.arange(len(size))
    ratio = np.full(len(score), -1.0)  # no balance is lower
    while True:
        gain = np.where(np.isnan(score), -np.inf, score - ratio[:, None, None] * counts)
        best = gain.argmax(axis=-1)  # changes × passages
        above = np.take_along_axis(score, best[..., None], -1)[..., 0] @ size
        below = counts[passage, best] @ size
        better = np.divide(above, below, out=np.zeros_like(below), where=below > _SLACK)
        if (better <= ratio + 1e-12).all():
            return better
        ratio = np.maximum(better, ratio)


# --- contrasts --------------------------------------------------------------------------------


class Contrasts(NamedTuple):
    """The shift of this pair of poles among all pairs of as many themes (`contrasts`).

    rank: of this pair by absolute shift, 1 the largest. median: of the absolute shifts. by_chance:
    how often the largest of all pairs would be at least as large where nothing shifts.
    """

    contrasts: int
    rank: int
    median: float
    by_chance: float


@lru_cache(maxsize=4)
def contrast_table(package: Package) -> pd.DataFrame:
    """Every way to set as many themes against as many: origin, destination, shift, this_pair.

    Of two pairs that only change sides the one with the shift above zero stands, this pair
    excepted. Largest absolute shift first.
    """
    base = corpus(package)
    share = corpora.shares(base)
    change = share[-1] - share[0]
    names = np.array(base.themes, object)
    real = [place for place, theme in enumerate(base.themes) if theme != NO_THEME]
    poles = tuple(tuple(np.flatnonzero(base.pole(name))) for name in (ORIGIN, DESTINATION))
    rows = []
    for origin in combinations(real, len(poles[0])):
        rest = [theme for theme in real if theme not in origin]
        for destination in combinations(rest, len(poles[1])):
            pair = (origin, destination)
            shift = change[list(destination)].sum() - change[list(origin)].sum()
            if len(origin) == len(destination):
                if origin > destination:
                    continue  # the same two sets, the other way round
                if pair[::-1] == poles or (shift < 0 and pair != poles):
                    pair, shift = pair[::-1], -shift
            sides = (" ".join(names[list(side)]) for side in pair)
            rows.append((*sides, shift, pair == poles))
    table = frame(rows, "origin destination shift this_pair")
    return table.sort_values("shift", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def contrasts(package: Package, simulations: int = 20_000) -> Contrasts:
    """This pair of poles among all that might have been picked.

    by_chance draws the first and the last phase from the same shares, those of all phases pooled,
    with the spread that their effective numbers of passages give, and takes the largest pair.
    Raises ValueError with one phase.
    """
    base = corpus(package)
    if len(base.phases) < 2:
        raise ValueError("phases.csv: one phase with passages, expected two at least")
    table = contrast_table(package)
    size = table["shift"].abs()
    this = size[table["this_pair"]].item()
    sizes = uncertainty.effective_size(base, uncertainty.intraclass_correlation(base))
    pooled = base.weights.mean(axis=0)
    ends = []
    for place in (0, -1):
        # A Dirichlet share has variance p (1 - p) / (concentration + 1).
        concentration = max(sizes[place] - 1, 0.1)
        generator = uncertainty.stream(uncertainty.SEED, f"contrasts {base.phases[place]}")
        gammas = generator.standard_gamma(concentration * pooled, (simulations, len(pooled)))
        ends.append(gammas / gammas.sum(axis=1, keepdims=True))
    real = [theme != NO_THEME for theme in base.themes]
    change = np.sort((ends[1] - ends[0])[:, real], axis=1)
    top = change[:, ::-1]
    low, high = (int(base.pole(name).sum()) for name in (ORIGIN, DESTINATION))
    one = top[:, :high].sum(axis=1) - change[:, :low].sum(axis=1)
    other = top[:, :low].sum(axis=1) - change[:, :high].sum(axis=1)
    largest = np.maximum(one, other)
    return Contrasts(
        contrasts=len(table),
        rank=int((size > this + _SLACK).sum()) + 1,
        median=rounded(float(size.median())),
        by_chance=rounded(float((largest >= this).mean())),
    )
