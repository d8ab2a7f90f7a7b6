"""Other ways of counting: which choices can change the shift, and how far.

A specification is one option of each choice (Steegen, Tuerlinckx, Gelman & Vanpaemel 2016; Del
Giudice & Gangestad 2021):

coding   the mean of the codings, each of them alone, or the dictionary
measure  passages or words
framing  passages without theme in the denominator, or out of it
leave    nothing, one document, or one paragraph; a phase of which nothing is left goes with it,
         and the shift then runs from the first phase left to the last
poles    as they are, or with one theme added to a pole, dropped from it, or put in the place of one
"""

from functools import lru_cache
from itertools import combinations, product
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from themeshift.measures import corpus as corpora
from themeshift.measures import uncertainty
from themeshift.measures.corpus import MEAN, MEASURES, Corpus, corpus, frame
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.results import rounded

#: Options of the choice of the denominator, as the explorer's address has them.
FRAMING = ("in", "out")
COUNTING = ["coding", "measure", "framing", "leave"]
CHOICES = [*COUNTING, "poles"]
AS_THEY_ARE = "as they are"
#: In place of a coding: each passage read as makes the shift least.
LEAST = "least favourable"
#: What a theme of each pole adds to the balance.
SIDES = {ORIGIN: -1.0, DESTINATION: 1.0}
_BASE = pd.Series([MEAN, MEASURES[0], FRAMING[0], "", AS_THEY_ARE], CHOICES)
_SLACK = 1e-9


def pole_changes(base: Corpus) -> dict[str, np.ndarray]:
    """The poles as they are, then with one theme added, dropped or swapped.

    What was done → what each theme adds to the balance. A pole keeps one theme at least; a theme
    that comes in stood in neither pole and is not the absence of a theme.
    """
    usual = dict(zip(base.themes, base.sign, strict=True))
    outside = [theme for theme, sign in usual.items() if not sign and theme != NO_THEME]
    changes = {AS_THEY_ARE: usual}
    for pole, sign in SIDES.items():
        members = [theme for theme in base.themes if usual[theme] == sign]
        for new in outside:
            changes[f"{new} added to the {pole}"] = usual | {new: sign}
        for old in members:
            if len(members) > 1:
                changes[f"{old} dropped from the {pole}"] = usual | {old: 0.0}
            for new in outside:
                changes[f"{new} for {old} in the {pole}"] = usual | {old: 0.0, new: sign}
    return {text: np.array(list(signs.values())) for text, signs in changes.items()}


def poles(base: Corpus, signs: np.ndarray) -> dict[str, list[str]]:
    """The themes of origin and destination, from what each theme adds to the balance."""
    themes = np.array(base.themes)
    return {pole: themes[signs == sign].tolist() for pole, sign in SIDES.items()}


@lru_cache(maxsize=8)
def specifications(package: Package, *, readings: bool = False) -> pd.DataFrame:
    """The shift of the balance in every way of counting that can differ, the base first.

    readings: in place of a coding, the reading of each passage among its `alternatives` that makes
    the shift least in the book's direction. Of ways with the same poles, phases and shift only the
    nearest to the base is kept. Columns: coding, measure, framing, leave ("" for nothing), poles,
    origin, destination (themes parted by spaces), from_phase, to_phase, shift, query (for the
    explorer: what differs from the base).
    """
    base = corpus(package)
    changes = pole_changes(base)
    signs, towards = np.array(list(changes.values())), direction(package)
    sides = [map(" ".join, poles(base, chosen).values()) for chosen in changes.values()]
    poled = pd.DataFrame(sides, columns=list(SIDES)).assign(poles=list(changes))
    codings = (LEAST,) if readings else corpora.every_coding(package)
    leaves = ("", *base.documents, *base.paragraphs)
    ways, moved = [], []
    known: dict[tuple, np.ndarray] = {}
    for coding, measure, leave, framing in product(codings, MEASURES, leaves, FRAMING):
        counted = corpus(package, MEAN if readings else coding, measure, framing == "in", leave)
        before = after = signs @ corpora.shares(counted).T
        if readings:
            low, high = _extremes(package, counted, signs, known)
            after, before = (low, high) if towards > 0 else (high, low)
        # The shift runs from the first phase of which something is left to the last.
        left = np.flatnonzero(~np.isnan(after[0]))
        if len(left) > 1:
            first, last = (counted.phases[place] for place in left[[0, -1]])
            ways.append((coding, measure, framing, leave, first, last))
            moved.append(after[:, left[-1]] - before[:, left[0]])
    found = pd.DataFrame(ways, columns=[*COUNTING, "from_phase", "to_phase"])
    found = rounded(found.merge(poled, how="cross").assign(shift=np.ravel(moved)))
    # The nearest to the base first, and other codings before texts that are left out.
    differs = found[CHOICES].ne(_BASE).sum(axis=1)
    change = np.tile(poled.index, len(ways))
    order = np.lexsort([change, found["leave"] != "", differs])
    same = ["poles", "from_phase", "to_phase", "shift"]
    found = found.iloc[order].drop_duplicates(same, ignore_index=True)
    found = found[[*CHOICES, *SIDES, "from_phase", "to_phase", "shift"]]
    return found.assign(query=[_query(row) for row in found.to_dict("records")])


def _query(row: dict[str, str]) -> str:
    """What a specification does otherwise than the base, for the explorer's address."""
    chosen = {name: row[name] for name in COUNTING if row[name] != _BASE[name]}
    if row["coding"] == LEAST:
        chosen = {"reading": "lowest"} | {n: v for n, v in chosen.items() if n != "coding"}
    if row["poles"] != AS_THEY_ARE:
        chosen |= {pole: row[pole].replace(" ", ",") for pole in SIDES}
    return urlencode(chosen, safe=",:")


def direction(package: Package) -> float:
    """1 where the book's own shift is from the origin to the destination, else −1."""
    base = corpus(package)
    balance = corpora.shares(base) @ base.sign
    return -1.0 if balance[-1] < balance[0] else 1.0


def summary(specified: pd.DataFrame, direction: float) -> pd.DataFrame:
    """How many ways of counting there are, how many keep the direction, and the lowest.

    specified: `specifications(...)`; direction: `direction(...)`. Rows, by scope: as they are (the
    poles as they are), changed (one theme added, dropped or swapped). Columns: scope, ways,
    same_direction, lowest (the least shift in that direction), then those of the specification
    that gives it.
    """
    scopes = np.where(specified["poles"] == AS_THEY_ARE, AS_THEY_ARE, "changed")
    along = (specified["shift"] * direction).groupby(scopes, sort=False)
    counts = along.agg(ways="size", same_direction=lambda own: (own > _SLACK).sum())
    lowest = specified.loc[along.idxmin()].set_axis(counts.index)
    table = counts.assign(lowest=lowest["shift"]).join(lowest)
    return table.rename_axis("scope").reset_index()


def one_at_a_time(specified: pd.DataFrame) -> pd.DataFrame:
    """The base and each specification that differs from it in one choice, the lowest shift first.

    specified: `specifications(...)`. Columns: choice ("base", coding, measure, framing, leave,
    poles), then those of `specifications`.
    """
    differs = specified[CHOICES].ne(_BASE)
    differs = differs[differs.sum(axis=1) <= 1]
    single = specified.loc[differs.index]
    single.insert(0, "choice", differs.idxmax(axis=1).where(differs.any(axis=1), "base"))
    return single.sort_values("shift", kind="stable", ignore_index=True)


@lru_cache(maxsize=4)
def alternatives(package: Package) -> np.ndarray:
    """Every reading of each passage that counts, copies of texts among them.

    Passages × readings × themes, nan where there are fewer: its codings, the dictionary where no
    coding has read it, its listed alternatives.
    """
    every = corpora.whole(package)
    listed = package.alternatives.groupby("variant", sort=False)
    stack = [corpora.weights_of(one, every.unit_ids, every.themes) for _, one in listed]
    return np.stack([*every.readings, *stack], axis=1)


def extremes(package: Package) -> pd.DataFrame:
    """The lowest and the highest shift over all readings of all passages, with the usual poles.

    Columns: from_phase, to_phase, measure, framing, lowest, highest.
    """
    rows = []
    for measure, framing in product(MEASURES, FRAMING):
        counted = corpus(package, measure=measure, framing=framing == "in")
        (low,), (high,) = _extremes(package, counted, counted.sign[None], {})
        ends = low[-1] - high[0], high[-1] - low[0]
        rows.append((counted.phases[0], counted.phases[-1], measure, framing, *ends))
    return frame(rows, "from_phase to_phase measure framing lowest highest")


def _extremes(
    package: Package, counted: Corpus, signs: np.ndarray, known: dict[tuple, np.ndarray]
) -> np.ndarray:
    """Lowest and highest balance of each phase over its readings: 2 × changes × phases.

    known: what was found for the same passages before, since most of what is left out leaves a
    phase as it is.
    """
    every, found = pd.Index(corpora.whole(package).unit_ids), []
    for phase in range(len(counted.phases)):
        own = np.flatnonzero(counted.phase == phase)
        size, units = counted.size[own], tuple(counted.unit_ids[place] for place in own)
        key = units, size.tobytes(), counted.framing
        if key not in known:
            given = alternatives(package)[every.get_indexer(units)]
            score = np.moveaxis(given @ signs.T, -1, 0)
            counts = np.ones(given.shape[:2])
            if not counted.framing:
                counts -= given @ counted.signs(NO_THEME)
            known[key] = np.stack([way * _highest(way * score, counts, size) for way in (-1, 1)])
        found.append(known[key])
    return np.stack(found, axis=-1)


def _highest(score: np.ndarray, counts: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Largest Σ size·score / Σ size·counts with one reading chosen for each passage, by change.

    Exact, by the steps of Dinkelbach (1967). score: changes × passages × readings; counts: passages
    × readings; both nan where there is no such reading. Zero where nothing counts.
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


@lru_cache(maxsize=4)
def contrast_table(package: Package) -> pd.DataFrame:
    """Every way to set as many themes against as many: origin, destination, shift, this_pair.

    Of two pairs that only change sides the one with the shift above zero stands, this pair
    excepted. Largest absolute shift first.
    """
    base = corpus(package)
    share = corpora.shares(base)
    change = share[-1] - share[0]
    names = np.array(base.themes)
    real = np.flatnonzero(names != NO_THEME)
    this = tuple(tuple(np.flatnonzero(base.sign == sign)) for sign in SIDES.values())
    rows = []
    for pair in product(*(combinations(real, len(side)) for side in this)):
        origin, destination = map(list, pair)
        if not set(origin) & set(destination):
            shift = change[destination].sum() - change[origin].sum()
            sides = (" ".join(names[side]) for side in (origin, destination))
            rows.append((*sides, shift, pair == this, frozenset(pair)))
    table = frame(rows, "origin destination shift this_pair sides")
    table = table.sort_values(["this_pair", "shift"], ascending=False, kind="stable")
    table = table.drop_duplicates("sides").drop(columns="sides").sort_index()
    return table.sort_values("shift", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def contrasts(package: Package) -> tuple[int, int, float, float]:
    """This pair of poles among all that might have been picked (`contrast_table`).

    How many pairs there are; the rank of this one by absolute shift, 1 the largest; the median of
    the absolute shifts; and how often the largest of all pairs would be at least as large as this
    one by chance: the first and the last phase are drawn from the same shares, those of all phases
    pooled, with the spread that their effective numbers of passages give.
    """
    base = corpus(package)
    table = contrast_table(package)
    size = table["shift"].abs()
    this = size[table["this_pair"]].item()
    rank = int((size > this + _SLACK).sum()) + 1
    pooled = base.weights.mean(axis=0)
    ends = []
    for place in (0, -1):
        # A Dirichlet share has variance p (1 - p) / (concentration + 1).
        concentration = max(uncertainty.draws(package).size[place] - 1, 0.1) * pooled
        generator = uncertainty.stream(uncertainty.SEED, f"contrasts {base.phases[place]}")
        ends.append(generator.dirichlet(concentration, uncertainty.FEWER_DRAWS))
    real = [theme != NO_THEME for theme in base.themes]
    change = np.sort((ends[1] - ends[0])[:, real], axis=1)
    origin, destination = ((base.sign == sign).sum() for sign in SIDES.values())
    there = change[:, -destination:].sum(axis=1) - change[:, :origin].sum(axis=1)
    back = change[:, -origin:].sum(axis=1) - change[:, :destination].sum(axis=1)
    by_chance = np.mean(np.maximum(there, back) >= this)
    return len(table), rank, float(size.median()), float(by_chance)
