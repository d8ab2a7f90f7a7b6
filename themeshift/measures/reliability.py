"""Do the codings agree? Krippendorff's α by theme and for sets of themes; the dictionary's scores.

Sets of themes are compared by the MASI distance (Passonneau 2006), a single theme by whether a
coding gave it (nominal).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from themeshift.measures.corpus import Corpus, corpus, provisional, rounded
from themeshift.measures.uncertainty import SEED, interval
from themeshift.package import NO_THEME, Package
from themeshift.text.dictionary import codes as dictionary_codes

DRAWS = 2_000
SETS = "sets"
THEME = "theme"
SCORES = ("precision", "recall", "f1")

Distance = Callable[[Any, Any], float]


# --- Krippendorff's α -------------------------------------------------------------------------


def masi(one: Iterable[Any], other: Iterable[Any]) -> float:
    """MASI distance of two sets: 1 − Jaccard × monotonicity (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap
    otherwise, 0 where they share nothing. Two empty sets are equal.
    """
    one, other = frozenset(one), frozenset(other)
    if one == other:
        return 0.0
    shared = one & other
    if not shared:
        return 1.0
    monotone = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - len(shared) / len(one | other) * monotone


def nominal(one: Any, other: Any) -> float:
    """Nominal distance: zero for equal values, else one."""
    return float(one != other)


def coincidences(values: Sequence[Sequence[Any]]) -> tuple[list[Any], np.ndarray]:
    """Coincidences of each passage: categories, and passages × categories × categories.

    values: codings × passages, None where missing. A passage with m ≥ 2 values gives each ordered
    pair of them 1 / (m − 1) (Krippendorff 2019, section 12.3); those with fewer count nothing.
    """
    columns = [[value for value in unit if value is not None] for unit in zip(*values, strict=True)]
    categories = sorted({value for unit in columns for value in unit}, key=_order)
    place = {value: index for index, value in enumerate(categories)}
    result = np.zeros((len(columns), len(categories), len(categories)))
    for index, unit in enumerate(columns):
        if len(unit) > 1:
            counts = np.bincount([place[value] for value in unit], minlength=len(categories))
            result[index] = (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return categories, result


def _order(value: Any) -> Any:
    """Sets have no total order of their own."""
    return (len(value), sorted(value)) if isinstance(value, frozenset) else value


def _alpha(pairs: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """α from coincidences (… × categories × categories); nan where all values are alike."""
    totals = pairs.sum(axis=-1)
    whole = totals.sum(axis=-1)
    observed = (pairs * distance).sum(axis=(-2, -1))
    expected = np.einsum("...i,ij,...j->...", totals, distance, totals)
    ratio = np.divide(
        (whole - 1) * observed, expected, out=np.full(whole.shape, np.nan), where=expected > 0
    )
    return 1 - ratio


def krippendorff(values: Sequence[Sequence[Any]], distance: Distance = nominal) -> float:
    """Krippendorff's α (2019, chapter 12): 1 − observed over expected disagreement.

    values: codings × passages, None where missing; any number of codings. distance: of two
    values, used as δ². nan where no passage has two values or all values are alike.
    """
    return alpha_with_interval(values, distance, None)[0]


def alpha_with_interval(
    values: Sequence[Sequence[Any]],
    distance: Distance,
    paragraph: np.ndarray | None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[float, float, float]:
    """α with its 95 % interval from a bootstrap over paragraphs (nan without paragraphs)."""
    categories, pairs = coincidences(values)
    matrix = np.array([[distance(a, b) for b in categories] for a in categories], float)
    matrix = matrix.reshape(len(categories), len(categories))
    alpha = float(_alpha(pairs.sum(axis=0), matrix))
    if paragraph is None or np.isnan(alpha):
        return alpha, float("nan"), float("nan")
    _, place = np.unique(paragraph, return_inverse=True)
    number = int(place.max()) + 1
    grouped = np.zeros((number, *pairs.shape[1:]))
    np.add.at(grouped, place, pairs)
    times = np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), draws)
    drawn = _alpha(np.tensordot(times, grouped, axes=1), matrix)
    low, high = interval(drawn[~np.isnan(drawn)])
    return alpha, float(low), float(high)


def _sets(weights: np.ndarray) -> list[frozenset[int] | None]:
    """Set of themes that a coding gave each passage, None where it gave none."""
    return [None if np.isnan(row).any() else frozenset(np.flatnonzero(row > 0)) for row in weights]


def _pairs(package: Package, base: Corpus) -> list[tuple[int, int, bool, bool]]:
    """Pairs of codings: two indices, whether both followed the decision rules, whether they lead.

    The pair that leads is the first whose codings did not both follow the rules, one with two
    kinds of coder (a person beside a model) before others.
    """
    codes = package.codes[package.codes["rule"] != ""]
    follows = [name in set(codes["coder"]) for name in base.codings]
    kind = dict(zip(package.coders["coder_id"], package.coders["kind"], strict=True))
    found = [(a, b, follows[a] and follows[b]) for a, b in combinations(range(len(follows)), 2)]

    def precedence(pair: tuple[int, int, bool]) -> tuple[bool, bool]:
        return pair[2], kind[base.codings[pair[0]]] == kind[base.codings[pair[1]]]

    lead = min(found, key=precedence, default=None)
    return [(*pair, pair == lead) for pair in found]


def table(package: Package) -> pd.DataFrame:
    """Agreement of each pair of codings, for sets of themes and for each theme.

    Columns: coding, other, shared_rules (both followed the decision rules, so that their agreement
    is partly circular), lead (the pair to lead with), scope (sets, theme), theme, alpha, low, high
    (95 %, bootstrap over paragraphs), passages (that both coded), given (how often the two gave
    the theme). alpha is nan where the two never vary. Empty with one coding.
    """
    base = corpus(package)
    sets = [_sets(weights) for weights in base.by_coding]
    rows = []
    for one, other, shared, lead in _pairs(package, base):
        both = [
            a is not None and b is not None for a, b in zip(sets[one], sets[other], strict=True)
        ]
        chosen = np.flatnonzero(both)
        if not len(chosen):
            continue
        pair = [[sets[coding][place] for place in chosen] for coding in (one, other)]
        paragraph = base.paragraph[chosen]
        head = (base.codings[one], base.codings[other], shared, lead)
        values = alpha_with_interval(pair, masi, paragraph)
        rows.append((*head, SETS, "", *values, len(chosen), sum(map(len, pair[0] + pair[1]))))
        for theme, name in enumerate(base.themes):
            named = [[theme in given for given in coding] for coding in pair]
            values = alpha_with_interval(named, nominal, paragraph)
            given = sum(named[0]) + sum(named[1])
            rows.append((*head, THEME, name, *values, len(chosen), given))
    columns = ["coding", "other", "shared_rules", "lead", "scope", "theme", "alpha", "low", "high",
               "passages", "given"]  # fmt: skip
    return rounded(pd.DataFrame(rows, columns=columns))


def disagreements(package: Package) -> pd.DataFrame:
    """Passages on which codings differ, in the order of the texts.

    Columns: unit_id, doc_id, phase_id, differ (themes: not the same themes; weights: the same, with
    other weights), gist, then one column per coding: its themes with their weights, the heaviest
    first ("skills 0.75; digital 0.25"), "" where it did not read the passage.
    """
    base = corpus(package)
    coded = ~np.isnan(base.by_coding).any(axis=2)
    gist = dict(zip(package.units["unit_id"], package.units["gist"], strict=True))
    rows = []
    for place, unit in enumerate(base.unit_ids):
        own = base.by_coding[coded[:, place], place]
        if len(own) < 2 or np.ptp(own, axis=0).max() < 0.005:
            continue  # thirds may be written with few decimals
        same = len({tuple(row > 0) for row in own}) == 1
        rows.append(
            {
                "unit_id": unit,
                "doc_id": base.documents[base.document[place]],
                "phase_id": base.phases[base.phase[place]],
                "differ": "weights" if same else "themes",
                "gist": gist[unit],
                **{
                    name: _spelt(base.by_coding[coding, place], base.themes)
                    for coding, name in enumerate(base.codings)
                },
            }
        )
    columns = ["unit_id", "doc_id", "phase_id", "differ", "gist", *base.codings]
    return pd.DataFrame(rows, columns=columns)


def _spelt(weights: np.ndarray, themes: tuple[str, ...]) -> str:
    if np.isnan(weights).any():
        return ""
    order = np.argsort(-weights, kind="stable")
    return "; ".join(f"{themes[t]} {round(weights[t], 2):g}" for t in order if weights[t] > 0)


# --- the dictionary coder ---------------------------------------------------------------------


def scores(package: Package, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """How well the dictionary finds the themes of the mean coding.

    A theme is given to a passage when the mean gives it any weight, that is when a coding does.
    Passages that only the dictionary coded are left out. One row per theme (`none` among them) and
    two averages without `none`: micro pools the decisions, macro is the mean over themes. Columns:
    scope (theme, micro, macro), theme, codings, dictionary, both (numbers of passages), and
    precision, recall and f1 with _low and _high (95 %, bootstrap over paragraphs within texts); nan
    where there is nothing to divide by. The terms were written with these texts at hand, so the
    scores are optimistic.
    """
    base = corpus(package)
    alone = set(provisional(package))
    read = np.array([unit not in alone for unit in base.unit_ids])
    found = _given(package, base)[read]
    given = base.weights[read] > 0
    averaged = np.array([theme != NO_THEME for theme in base.themes])
    each = np.stack([given & found, found, given], axis=1).astype(float)
    counts = each.sum(axis=0)
    drawn = np.zeros((draws, *counts.shape))
    generator = np.random.default_rng(seed)
    for document in range(len(base.documents)):
        inside = base.document[read] == document
        if not inside.any():
            continue
        _, place = np.unique(base.paragraph[read][inside], return_inverse=True)
        number = int(place.max()) + 1
        rows = np.zeros((number, *counts.shape))
        np.add.at(rows, place, each[inside])
        times = generator.multinomial(number, np.full(number, 1 / number), size=draws)
        drawn += np.tensordot(times, rows, axes=1)
    values = _scores(counts, averaged)
    resampled = _scores(drawn, averaged)
    # A draw without a value has no score; a score without any value has no interval.
    never = np.isnan(resampled).all(axis=0)
    low, high = np.nanquantile(np.where(never, 0, resampled), [0.025, 0.975], axis=0)
    pooled = counts[:, averaged].sum(axis=1)
    frame = pd.DataFrame(
        {
            "scope": [THEME] * len(base.themes) + ["micro", "macro"],
            "theme": [*base.themes, "", ""],
        }
    )
    for place, name in ((2, "codings"), (1, "dictionary"), (0, "both")):
        frame[name] = np.r_[counts[place], pooled[place], pooled[place]].astype(int)
    for place, name in enumerate(SCORES):
        missing = np.isnan(values[place]) | never[place]
        frame[name] = values[place]
        frame[f"{name}_low"] = np.where(missing, np.nan, low[place])
        frame[f"{name}_high"] = np.where(missing, np.nan, high[place])
    return rounded(frame)


def _given(package: Package, base: Corpus) -> np.ndarray:
    """Whether the dictionary gives each theme to each passage."""
    row = {unit: place for place, unit in enumerate(base.unit_ids)}
    column = {theme: place for place, theme in enumerate(base.themes)}
    units = package.units[package.units["unit_id"].isin(base.unit_ids)]
    codes = dictionary_codes(package.matches, units)
    result = np.zeros((len(row), len(column)), bool)
    result[codes["unit_id"].map(row).to_numpy(int), codes["theme"].map(column).to_numpy(int)] = True
    return result


def _quotient(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    result = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _scores(counts: np.ndarray, averaged: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 of each theme, of all pooled (micro) and their mean (macro).

    counts: … × 3 × themes (both, dictionary, codings); averaged: which themes enter the averages.
    Returns … × 3 × (themes + 2). F1 = 2 both / (dictionary + codings), the harmonic mean of
    precision and recall (van Rijsbergen 1979, chapter 7). The macro average is over the themes
    that have a value (Sokolova & Lapalme 2009).
    """
    pooled = counts[..., averaged].sum(axis=-1, keepdims=True)
    counts = np.concatenate([counts, pooled], axis=-1)
    both, found, given = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    measures = np.stack(
        [_quotient(both, found), _quotient(both, given), _quotient(2 * both, found + given)],
        axis=-2,
    )
    themes = measures[..., :-1][..., averaged]
    known = ~np.isnan(themes)
    macro = _quotient(np.where(known, themes, 0).sum(axis=-1), known.sum(axis=-1).astype(float))
    return np.concatenate([measures, macro[..., None]], axis=-1)
