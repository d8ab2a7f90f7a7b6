"""Do the codings agree? Krippendorff's α by theme and for sets of themes; the dictionary's scores."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from themeshift.measures.corpus import codings, corpus, frame
from themeshift.measures.uncertainty import SEED, interval
from themeshift.package import NO_THEME, Package
from themeshift.results import rounded

DRAWS = 2_000
SETS = "sets"
THEME = "theme"
SCORES = ["precision", "recall", "f1"]


def masi(one: Iterable[Any], other: Iterable[Any]) -> float:
    """MASI distance of two sets: 1 − Jaccard × monotonicity (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap
    otherwise, 0 where they share nothing. Two empty sets are equal. Of one theme: nominal.
    """
    one, other = frozenset(one), frozenset(other)
    if one == other:
        return 0.0
    monotone = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - len(one & other) / len(one | other) * monotone


def krippendorff(
    values: Sequence[Sequence[Any]],
    distance: Callable[[Any, Any], float] = masi,
    paragraph: np.ndarray | None = None,
) -> tuple[float, float, float]:
    """Krippendorff's α (2019, chapter 12) with its 95 % interval.

    α is 1 − observed over expected disagreement; the interval comes from a bootstrap over
    paragraphs (nan without them). values: codings × passages, None where missing; any number of
    codings. distance: of two values, used as δ². nan where no passage has two values or all are
    alike.
    """
    units = [[value for value in unit if value is not None] for unit in zip(*values, strict=True)]
    categories = list(dict.fromkeys(value for unit in units for value in unit))
    number = len(categories)
    apart = np.array([distance(a, b) for a, b in product(categories, repeat=2)], float)
    apart = apart.reshape(number, number)
    counts = np.array([[unit.count(value) for value in categories] for unit in units], float)
    # A passage with m values gives each ordered pair of them 1 / (m − 1) (section 12.3).
    pairs = counts[:, :, None] * counts[:, None] - counts[:, :, None] * np.eye(number)
    pairs /= np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]
    alpha = float(_alpha(pairs.sum(axis=0), apart))
    if paragraph is None or np.isnan(alpha):
        return alpha, np.nan, np.nan
    names, place = np.unique(paragraph, return_inverse=True)
    chances = np.full(len(names), 1 / len(names))
    times = np.random.default_rng(SEED).multinomial(len(names), chances, DRAWS)
    drawn = _alpha(np.tensordot(times[:, place], pairs, axes=1), apart)
    low, high = interval(drawn[~np.isnan(drawn)], alpha)
    return alpha, float(low), float(high)


def _alpha(pairs: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """α from coincidences (… × categories × categories); nan where all values are alike."""
    totals = pairs.sum(axis=-1)
    observed = (pairs * apart).sum(axis=(-2, -1)) * (totals.sum(axis=-1) - 1)
    expected = np.einsum("...i,ij,...j->...", totals, apart, totals)
    nothing = np.full_like(expected, np.nan)
    return 1 - np.divide(observed, expected, out=nothing, where=expected > 0)


@lru_cache(maxsize=4)
def table(package: Package) -> pd.DataFrame:
    """Agreement of each pair of codings, for sets of themes and for each theme.

    Columns: coding, other, shared_rules (both followed the decision rules, so that their agreement
    is partly circular), lead (the pair to lead with: the first whose codings did not both follow
    the rules, one with two kinds of coder, as a person beside a model, before others), scope (sets,
    theme), theme, alpha, low, high (95 %, bootstrap over paragraphs), passages (that both coded),
    given (how often the two gave the theme). alpha is nan where the two never vary. Empty where no
    two codings share a passage.
    """
    base = corpus(package)
    follows = set(package.codes.loc[package.codes["rule"] != "", "coder"])
    kind = dict(zip(package.coders["coder_id"], package.coders["kind"], strict=True))
    coded = dict(zip(codings(package), base.readings[:-1], strict=True))
    pairs = {}
    for one, other in combinations(coded, 2):
        both = ~np.isnan(coded[one] + coded[other]).any(axis=1)
        if both.any():
            pairs[one, other] = both
    lead = min(
        pairs,
        key=lambda pair: (follows.issuperset(pair), len({*map(kind.get, pair)}) < 2),
        default=(),
    )
    rows = []
    for pair, both in pairs.items():
        head = (*pair, follows.issuperset(pair), pair == lead)
        named = np.array([coded[name][both] for name in pair]) > 0
        cases = [(THEME, theme, [place]) for place, theme in enumerate(base.themes)]
        for scope, theme, places in [(SETS, "", slice(None)), *cases]:
            given = named[:, :, places]
            sets = [[frozenset(np.flatnonzero(row)) for row in coding] for coding in given]
            found = krippendorff(sets, paragraph=base.paragraph[both])
            rows.append((*head, scope, theme, *found, both.sum(), given.sum()))
    columns = "coding other shared_rules lead scope theme alpha low high passages given"
    return frame(rows, columns)


@lru_cache(maxsize=4)
def disagreements(package: Package) -> pd.DataFrame:
    """Passages on which codings differ, in the order of the texts.

    Columns: unit_id, doc_id, phase_id, differ (themes: not the same themes; weights: the same, with
    other weights), gist, then one column per coding: its themes with their weights, the heaviest
    first ("skills 0.75; digital 0.25"), "" where it did not read the passage.
    """
    base = corpus(package)
    gist = dict(zip(package.units["unit_id"], package.units["gist"], strict=True))
    rows = []
    for place, unit in enumerate(base.unit_ids):
        every = base.readings[:-1, place]
        own = every[~np.isnan(every).any(axis=1)]
        if len(own) < 2 or np.ptp(own, axis=0).max() < 0.005:
            continue  # thirds may be written with few decimals
        differ = "themes" if len(np.unique(own > 0, axis=0)) > 1 else "weights"
        document, phase = base.documents[base.document[place]], base.phases[base.phase[place]]
        spelt = (_spelt(weights, base.themes) for weights in every)
        rows.append((unit, document, phase, differ, gist[unit], *spelt))
    columns = ["unit_id", "doc_id", "phase_id", "differ", "gist", *codings(package)]
    return pd.DataFrame(rows, columns=columns)


def _spelt(weights: np.ndarray, themes: tuple[str, ...]) -> str:
    order = np.argsort(-weights, kind="stable")
    return "; ".join(f"{themes[t]} {round(weights[t], 2):g}" for t in order if weights[t] > 0)


def scores(package: Package) -> pd.DataFrame:
    """How well the dictionary finds the themes of the mean coding.

    A theme is given to a passage when the mean gives it any weight, that is when a coding does.
    Passages that only the dictionary coded are left out. One row per theme (`none` among them) and
    two averages without `none`: micro pools the decisions, macro is the mean over the themes that
    have a value (Sokolova & Lapalme 2009). Columns: scope (theme, micro, macro), theme, codings,
    dictionary, both (numbers of passages), and precision, recall and f1, their harmonic mean (van
    Rijsbergen 1979, chapter 7); nan where there is nothing to divide by. The terms were written
    with these texts at hand, so the scores are optimistic.
    """
    base = corpus(package)
    read = ~base.unread
    given, found = base.weights[read] > 0, base.by_terms[read] > 0
    counts = {"codings": given, "dictionary": found, "both": given & found}
    counts = {name: cells.sum(axis=0) for name, cells in counts.items()}
    table = pd.DataFrame({"scope": THEME, "theme": base.themes, **counts})
    named = table[table["theme"] != NO_THEME]
    pooled = {"scope": ["micro", "macro"], "theme": "", **named[list(counts)].sum()}
    table = pd.concat([table, pd.DataFrame(pooled)], ignore_index=True)
    table["precision"] = table["both"] / table["dictionary"]
    table["recall"] = table["both"] / table["codings"]
    table["f1"] = 2 * table["both"] / (table["dictionary"] + table["codings"])
    table.loc[table.index[-1], SCORES] = table.loc[named.index, SCORES].mean()
    return rounded(table)
