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

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from themeshift.measures import uncertainty
from themeshift.measures.corpus import (
    DICTIONARY,
    MEAN,
    MEASURES,
    Corpus,
    codings,
    corpus,
    readings,
    rounded,
    shares,
)
from themeshift.measures.shift import pairs
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package

#: Options of the choice of the denominator, as the explorer's address has them.
FRAMING = ("in", "out")
CHOICES = ["coding", "measure", "framing", "leave", "poles"]
NOTHING = ""
AS_THEY_ARE = "as they are"
_SLACK = 1e-9


# --- specifications ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ways:
    """All ways of counting with the poles as they are, and the shares that each gives.

    frame: one row a way: coding, measure, framing, leave. themes: ways × phases × themes, nan
    where nothing of a phase is left. corpus: the base.
    """

    frame: pd.DataFrame
    themes: np.ndarray
    corpus: Corpus

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Index of the first and of the last phase left in each way."""
        left = ~np.isnan(self.themes).any(axis=2)
        return left.argmax(axis=1), left.shape[1] - 1 - left[:, ::-1].argmax(axis=1)

    def shift(self, sign: np.ndarray) -> np.ndarray:
        """Change of the balance from the first phase left to the last in each way."""
        balance = self.themes @ sign
        first, last = self.ends
        row = np.arange(len(balance))
        return balance[row, last] - balance[row, first]


def every_coding(package: Package) -> tuple[str, ...]:
    """The mean, each coding and each dictionary; a single coding is the mean and comes once."""
    names = codings(package)
    coders = package.coders
    dictionaries = tuple(coders.loc[coders["kind"] == DICTIONARY, "coder_id"])
    return (MEAN, *(names if len(names) > 1 else ()), *(dictionaries if names else ()))


def ways(package: Package) -> Ways:
    """Every combination of coding, measure, framing and what is left out, the base first."""
    base = corpus(package)
    options = []
    for document in (None, *base.documents):
        if document is None or len(base.documents) > 1:
            options.append((document or NOTHING, document, None))
    options += [(paragraph, None, paragraph) for paragraph in base.paragraphs]
    rows, stack = [], []
    for coding, measure in product(every_coding(package), MEASURES):
        whole = corpus(package, coding, measure)
        for leave, document, paragraph in options:
            sums = _sums(package, whole, coding, measure, document, paragraph, base.phases)
            for framing in FRAMING:
                counted = sums.copy()
                if framing == "out" and NO_THEME in base.themes:
                    counted[:, base.themes.index(NO_THEME)] = 0
                size = counted.sum(axis=1, keepdims=True)
                share = np.divide(
                    counted, size, out=np.full_like(counted, np.nan), where=size > _SLACK
                )
                rows.append((coding, measure, framing, leave))
                stack.append(share)
    frame = pd.DataFrame(rows, columns=["coding", "measure", "framing", "leave"])
    return Ways(frame, np.array(stack), base)


def _sums(
    package: Package,
    whole: Corpus,
    coding: str,
    measure: str,
    document: str | None,
    paragraph: str | None,
    phases: tuple[str, ...],
) -> np.ndarray:
    """Size of each theme in each phase with something left out, phases × themes."""
    keep = np.ones(len(whole.size), bool)
    if document is not None:
        # A text that was left out as the copy of this one comes in its place.
        whole = corpus(package, coding, measure, without_document=document)
        keep = np.ones(len(whole.size), bool)
    elif paragraph is not None:
        keep = whole.paragraph != whole.paragraphs.index(paragraph)
    sums = np.zeros((len(phases), len(whole.themes)))
    place = np.array([phases.index(phase) for phase in whole.phases])
    weighted = whole.weights[keep] * whole.size[keep, None]
    np.add.at(sums, place[whole.phase[keep]], weighted)
    return sums


def pole_changes(base: Corpus) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The poles as they are, then with one theme added, dropped or swapped.

    What was done, the origin's themes and the destination's. A pole keeps one theme at least; a
    theme that comes in stood in neither pole and is not the absence of a theme.
    """
    origin = tuple(np.array(base.themes, object)[base.pole(ORIGIN)])
    destination = tuple(np.array(base.themes, object)[base.pole(DESTINATION)])
    outside = [t for t in base.themes if t not in (*origin, *destination, NO_THEME)]
    result = [(AS_THEY_ARE, origin, destination)]

    def add(text: str, pole: str, members: tuple[str, ...]) -> None:
        ordered = tuple(theme for theme in base.themes if theme in members)
        both = (ordered, destination) if pole == ORIGIN else (origin, ordered)
        result.append((text, *both))

    for pole, members in ((ORIGIN, origin), (DESTINATION, destination)):
        for theme in outside:
            add(f"{theme} added to the {pole}", pole, (*members, theme))
        for theme in members:
            rest = tuple(member for member in members if member != theme)
            if rest:
                add(f"{theme} dropped from the {pole}", pole, rest)
            for other in outside:
                add(f"{other} for {theme} in the {pole}", pole, (*rest, other))
    return result


def _sign(themes: tuple[str, ...], origin: tuple[str, ...], destination: tuple[str, ...]):
    return np.array([float(theme in destination) - float(theme in origin) for theme in themes])


def _queries(frame: pd.DataFrame) -> pd.Series:
    """Address of the explorer with each specification set: the choices that differ from the base."""
    usual = {"coding": MEAN, "measure": MEASURES[0], "framing": FRAMING[0], "leave": NOTHING}

    def spelt(values: dict[str, str]) -> str:
        return urlencode(values, safe=",:")

    def counted(key: tuple[str, ...]) -> str:
        chosen = zip(usual.items(), key, strict=True)
        return spelt({name: value for (name, base), value in chosen if value != base})

    def poles(key: tuple[str, ...]) -> str:
        if key[0] == AS_THEY_ARE:
            return ""
        sides = zip((ORIGIN, DESTINATION), key[1:], strict=True)
        return spelt({name: ",".join(themes.split()) for name, themes in sides})

    parts = []
    for columns, say in ((list(usual), counted), (["poles", ORIGIN, DESTINATION], poles)):
        keys = frame[columns].itertuples(index=False, name=None)
        said = {key: say(key) for key in set(keys)}
        parts.append([said[key] for key in frame[columns].itertuples(index=False, name=None)])
    joined = ["&".join(filter(None, pair)) for pair in zip(*parts, strict=True)]
    return pd.Series(joined, index=frame.index, dtype=str)


def specifications(package: Package) -> pd.DataFrame:
    """The shift of the balance in every way of counting that can differ, the base first.

    All combinations of the choices; of those with the same poles, phases and shift, to the
    tenth decimal, only the first is kept (that which is nearest to the base). Columns: coding,
    measure, framing, leave ("" for nothing), poles, origin, destination (themes parted by spaces),
    from_phase, to_phase, shift, query (for the explorer). Empty with one phase.
    """
    columns = ["coding", "measure", "framing", "leave", "poles", "origin", "destination",
               "from_phase", "to_phase", "shift", "query"]  # fmt: skip
    counted = ways(package)
    base = counted.corpus
    first, last = counted.ends
    phases = np.array(base.phases, object)
    parts = []
    for text, origin, destination in pole_changes(base):
        sign = _sign(base.themes, origin, destination)
        frame = counted.frame.assign(
            poles=text,
            origin=" ".join(origin),
            destination=" ".join(destination),
            from_phase=phases[first],
            to_phase=phases[last],
            shift=rounded(counted.shift(sign)),
        )
        parts.append(frame[(first != last) & frame["shift"].notna().to_numpy()])
    frame = pd.concat(parts, ignore_index=True)
    differs = frame[CHOICES].ne(frame[CHOICES].iloc[0] if len(frame) else "")
    # The nearest to the base first, and other codings before texts that are left out.
    frame = frame.assign(_differ=differs.sum(axis=1), _leave=frame["leave"] != NOTHING)
    frame = frame.sort_values(["_differ", "_leave"], kind="stable")
    frame = frame.drop_duplicates(["poles", "from_phase", "to_phase", "shift"], ignore_index=True)
    frame["query"] = _queries(frame)
    return frame[columns]


def summary(specified: pd.DataFrame) -> pd.DataFrame:
    """How many ways of counting there are, how many keep the direction, and the lowest.

    specified: `specifications(...)`. Rows, by scope: as they are (the poles as they are), changed
    (one theme added, dropped or swapped). Columns: scope, ways, same_direction, lowest, then the
    choices and the query of the specification that gives it; lowest is the least shift in the
    direction of the base.
    """
    if specified.empty:
        return pd.DataFrame(columns=["scope", "ways", "same_direction", "lowest"])
    direction = np.sign(specified["shift"].iloc[0]) or 1.0
    rows = []
    for scope, same in ((AS_THEY_ARE, True), ("changed", False)):
        part = specified[(specified["poles"] == AS_THEY_ARE) == same]
        if part.empty:
            continue
        along = direction * part["shift"]
        lowest = part.loc[along.idxmin()]
        names = ["coding", "measure", "framing", "leave", "poles", "origin", "destination",
                 "from_phase", "to_phase", "query"]  # fmt: skip
        rows.append(
            {
                "scope": scope,
                "ways": len(part),
                "same_direction": int((along > _SLACK).sum()),
                "lowest": lowest["shift"],
                **{name: lowest[name] for name in names},
            }
        )
    return pd.DataFrame(rows)


def one_at_a_time(specified: pd.DataFrame) -> pd.DataFrame:
    """The base and each specification that differs from it in one choice, the lowest shift first.

    specified: `specifications(...)`. Columns: choice ("base", coding, measure, framing, leave,
    poles), then those of `specifications`.
    """
    if specified.empty:
        return specified.assign(choice="")
    differs = specified[CHOICES].ne(specified[CHOICES].iloc[0])
    single = differs.sum(axis=1) <= 1
    choice = differs[single].apply(lambda row: next((n for n in CHOICES if row[n]), "base"), axis=1)
    frame = specified[single].assign(choice=choice).sort_values("shift", kind="stable")
    return frame[["choice", *specified.columns]].reset_index(drop=True)


# --- best and worst reading -------------------------------------------------------------------


def alternatives(package: Package, base: Corpus) -> np.ndarray:
    """Every reading of each passage, passages × readings × themes, nan where there are fewer.

    Its codings, then its listed alternatives; the dictionary where no coding has read it.
    """
    units, themes = list(base.unit_ids), list(base.themes)
    _, by_coding, dictionary = readings(package, units)
    stack = list(by_coding)
    uncoded = np.isnan(by_coding).any(axis=2).all(axis=0)
    stack.append(np.where(uncoded[:, None], dictionary, np.nan))
    row = {unit: place for place, unit in enumerate(units)}
    for _, group in package.alternatives.groupby("variant", sort=False):
        weights = np.full(dictionary.shape, np.nan)
        for unit, codes in group[group["unit_id"].isin(row)].groupby("unit_id", sort=False):
            weights[row[unit]] = 0
            for theme, weight in zip(codes["theme"], codes["weight"], strict=True):
                weights[row[unit], themes.index(theme)] += weight / codes["weight"].sum()
        stack.append(weights)
    return np.stack(stack, axis=1)


def extremes(package: Package) -> pd.DataFrame:
    """The lowest and the highest change of the balance over all readings of all passages.

    Each passage is read by any of the codings or its listed alternatives, the same for both phases
    of a change. Exact: the balance of a phase is a sum over passages over a sum over passages, of
    which Dinkelbach's (1967) steps find the extreme, passage by passage; with framing in the
    denominator the second sum is fixed and one step is enough. Columns: scope (step, total),
    from_phase, to_phase, measure, framing, lowest, highest.
    """
    rows = []
    for measure, framing in product(MEASURES, FRAMING):
        base = corpus(package, measure=measure)
        given = alternatives(package, base)
        score = given @ base.sign
        counts = np.ones_like(score)
        if framing == "out" and NO_THEME in base.themes:
            counts = 1 - given[..., base.themes.index(NO_THEME)]
        ends = np.array(
            [
                [direction * _highest(direction * score[own], counts[own], base.size[own])
                 for direction in (-1, 1)]
                for own in (base.phase == place for place in range(len(base.phases)))
            ]
        )  # fmt: skip
        for scope, before, after in pairs(base.phases):
            lowest, highest = ends[after, 0] - ends[before, 1], ends[after, 1] - ends[before, 0]
            rows.append(
                (scope, base.phases[before], base.phases[after], measure, framing, lowest, highest)
            )
    columns = ["scope", "from_phase", "to_phase", "measure", "framing", "lowest", "highest"]
    return rounded(pd.DataFrame(rows, columns=columns))


def _highest(score: np.ndarray, counts: np.ndarray, size: np.ndarray) -> float:
    """Largest Σ size·score / Σ size·counts with one reading chosen for each passage.

    score, counts: passages × readings, nan where there is no such reading; size: passages. A phase
    in which nothing counts has balance zero.
    """
    every = np.arange(len(score))
    ratio = -1.0  # no balance is lower
    while True:
        gain = np.where(np.isnan(score), -np.inf, score - ratio * counts)
        best = gain.argmax(axis=1)
        below = float(size @ counts[every, best])
        if below <= _SLACK:
            return 0.0
        better = float(size @ score[every, best]) / below
        if better <= ratio + 1e-12:
            return better
        ratio = better


# --- contrasts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contrasts:
    """The shift of this pair of poles among all pairs of as many themes.

    contrasts: how many pairs there are, each counted once whatever its direction. shift: of this
    pair. rank: its place by absolute shift, 1 the largest. median: of the absolute shifts. largest
    and its themes: the largest. by_chance: how often the largest of all pairs would be at least
    as large where nothing shifts.
    """

    contrasts: int
    shift: float
    rank: int
    median: float
    largest: float
    largest_origin: str
    largest_destination: str
    by_chance: float


def contrast_table(package: Package) -> pd.DataFrame:
    """Every way to set as many themes against as many: origin, destination, shift, this_pair.

    Of two pairs that only change sides the one with the shift above zero stands, this pair
    excepted. Largest absolute shift first.
    """
    base = corpus(package)
    share = shares(base)
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
    frame = rounded(pd.DataFrame(rows, columns=["origin", "destination", "shift", "this_pair"]))
    order = frame["shift"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def contrasts(package: Package, simulations: int = 20_000) -> Contrasts:
    """This pair of poles among all that might have been picked.

    by_chance draws the first and the last phase from the same shares, those of all phases pooled,
    with the spread that their effective numbers of passages give, and takes the largest pair.
    Raises ValueError with one phase.
    """
    base = corpus(package)
    if len(base.phases) < 2:
        raise ValueError("phases.csv: one phase with passages, expected two at least")
    frame = contrast_table(package)
    this = frame[frame["this_pair"]].iloc[0]
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
    low, high = int(base.pole(ORIGIN).sum()), int(base.pole(DESTINATION).sum())
    top = change[:, ::-1]
    largest = np.maximum(
        top[:, :high].sum(axis=1) - change[:, :low].sum(axis=1),
        top[:, :low].sum(axis=1) - change[:, :high].sum(axis=1),
    )
    size = frame["shift"].abs()
    first = frame.iloc[0]
    return Contrasts(
        contrasts=len(frame),
        shift=float(this["shift"]),
        rank=int((size > abs(this["shift"]) + _SLACK).sum()) + 1,
        median=rounded(float(size.median())),
        largest=float(first["shift"]),
        largest_origin=first["origin"],
        largest_destination=first["destination"],
        by_chance=rounded(float((largest >= abs(this["shift"])).mean())),
    )
