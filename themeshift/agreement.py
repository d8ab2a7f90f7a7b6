"""Do two codings agree?

Krippendorff's α for any number of coders, with missing codes; sets of themes are compared by
the MASI distance (Passonneau 2006), a single theme by whether a coder gave it (nominal).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from themeshift.salience import LEVEL, SEED, interval, rounded

DRAWS = 2_000
METRICS = ("nominal", "ordinal", "interval", "ratio")
#: What `reliability` says in its column `status`.
ONE_CODER = "one coding: agreement cannot be measured yet"
NO_OVERLAP = "no unit was coded twice: agreement cannot be measured yet"
NO_VARIATION = "the codings never vary here: α is not defined"
MEASURED = "measured"

Distance = Callable[[Any, Any], float]


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


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def unit_coincidences(values: Sequence[Sequence[Any]]) -> tuple[list[Any], np.ndarray]:
    """Coincidences of each unit: categories, and units × categories × categories.

    values: coders × units; None and nan are missing. A unit with m ≥ 2 values gives each ordered
    pair of them 1 / (m − 1) (Krippendorff 2019, section 12.3); units with fewer are left out.
    """
    columns = [
        [value for value in unit if not _missing(value)] for unit in zip(*values, strict=True)
    ]
    columns = [unit for unit in columns if len(unit) > 1]
    found = {value for unit in columns for value in unit}
    try:
        categories = sorted(found)
        if any(isinstance(value, (set, frozenset)) for value in categories):
            # Inclusion is no total order.
            raise TypeError
    except TypeError:
        categories = sorted(found, key=lambda value: (len(value), sorted(value)))
    place = {value: index for index, value in enumerate(categories)}
    result = np.zeros((len(columns), len(categories), len(categories)))
    for index, unit in enumerate(columns):
        counts = np.bincount([place[value] for value in unit], minlength=len(categories))
        pairs = np.outer(counts, counts) - np.diag(counts)
        result[index] = pairs / (len(unit) - 1)
    return categories, result


def distances(categories: Sequence[Any], totals: np.ndarray, metric: str | Distance) -> np.ndarray:
    """Squared differences δ² between categories for a metric (Krippendorff 2019, 12.3.2).

    totals: how often each category was given, which the ordinal metric needs. A callable gives
    the distance itself, which is then used as δ² (as Passonneau does with MASI).
    Raises ValueError for an unknown metric.
    """
    number = len(categories)
    if callable(metric):
        return np.array([[metric(a, b) for b in categories] for a in categories], float)
    if metric == "nominal":
        return 1.0 - np.eye(number)
    if metric == "ordinal":
        running = np.cumsum(totals)
        middle = running - totals / 2
        return (middle[:, None] - middle[None, :]) ** 2
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}, expected one of {', '.join(METRICS)}")
    numbers = np.array(categories, float)
    gap = numbers[:, None] - numbers[None, :]
    if metric == "interval":
        return gap**2
    total = numbers[:, None] + numbers[None, :]
    return np.divide(gap, total, out=np.zeros_like(gap), where=total != 0) ** 2


def _alpha(coincidences: np.ndarray, categories: Sequence[Any], metric: str | Distance) -> float:
    """α from one matrix of coincidences; nan where all values are alike."""
    totals = coincidences.sum(axis=1)
    whole = totals.sum()
    difference = distances(categories, totals, metric)
    observed = (coincidences * difference).sum()
    expected = (np.outer(totals, totals) * difference).sum()
    return float(1 - (whole - 1) * observed / expected) if expected > 0 else float("nan")


def krippendorff(values: Sequence[Sequence[Any]], metric: str | Distance = "nominal") -> float:
    """Krippendorff's α (2019, chapter 12): 1 − observed over expected disagreement.

    values: coders × units, missing values None or nan; any number of coders. metric: nominal,
    ordinal, interval, ratio, or a distance of two values such as `masi`. nan where no unit has
    two values or all values are alike. Raises ValueError for an unknown metric.
    """
    categories, coincidences = unit_coincidences(values)
    if not len(coincidences):
        return float("nan")
    return _alpha(coincidences.sum(axis=0), categories, metric)


def bootstrap_alpha(
    values: Sequence[Sequence[Any]],
    metric: str | Distance = "nominal",
    draws: int = DRAWS,
    seed: int = SEED,
) -> np.ndarray:
    """Draws of α, with units drawn with replacement; nan where all drawn values are alike."""
    categories, coincidences = unit_coincidences(values)
    number = len(coincidences)
    if not number:
        return np.full(draws, np.nan)
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(number, np.full(number, 1 / number), size=draws)
    drawn = (counts @ coincidences.reshape(number, -1)).reshape(draws, *coincidences.shape[1:])
    if metric == "ordinal":
        # Ordinal differences depend on how often each category was drawn.
        return np.array([_alpha(matrix, categories, metric) for matrix in drawn])
    totals = drawn.sum(axis=2)
    whole = totals.sum(axis=1)
    difference = distances(categories, totals[0], metric)
    observed = (drawn * difference).sum(axis=(1, 2))
    expected = np.einsum("di,ij,dj->d", totals, difference, totals)
    ratio = np.divide(
        (whole - 1) * observed, expected, out=np.full(draws, np.nan), where=expected > 0
    )
    return 1 - ratio


def theme_sets(codes: pd.DataFrame) -> pd.DataFrame:
    """Set of themes that each coder gave each unit: units × coders, None where not coded."""
    sets = codes.groupby(["unit_id", "coder"])["theme"].agg(frozenset)
    table = sets.unstack("coder")
    table = table[list(pd.unique(codes["coder"]))] if len(table) else table
    return table.astype(object).where(table.notna(), None)


def reliability(
    codes: pd.DataFrame,
    themes: Sequence[str],
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Krippendorff's α of the codings, overall and for each theme.

    codes: columns unit_id, coder, theme (the table `codes`). themes: in the order to be shown.
    Overall: sets of themes with the MASI distance. Per theme: given or not, nominal. Intervals:
    bootstrap over units. Columns: scope (overall, theme), theme, metric, alpha, low, high, units
    (coded at least twice), coders, given (how often a coder gave the theme in them), status.
    With one coder, or no unit coded twice, alpha is nan and `status` says why.
    """
    table = theme_sets(codes)
    coders = list(table.columns)
    twice = table[table.notna().sum(axis=1) >= 2] if len(coders) > 1 else table.iloc[:0]
    rows = []
    for scope, theme in [("overall", ""), *(("theme", theme) for theme in themes)]:
        row: dict[str, Any] = {
            "scope": scope,
            "theme": theme,
            "metric": "MASI" if scope == "overall" else "nominal",
            "alpha": float("nan"),
            "low": float("nan"),
            "high": float("nan"),
            "units": len(twice),
            "coders": len(coders),
            "given": 0,
        }
        if len(coders) < 2:
            rows.append({**row, "status": ONE_CODER})
            continue
        if twice.empty:
            rows.append({**row, "status": NO_OVERLAP})
            continue
        if scope == "overall":
            values = [list(twice[coder]) for coder in coders]
            metric: str | Distance = masi
            row["given"] = int(sum(len(found) for unit in values for found in unit if found))
        else:
            values = [
                [None if found is None else int(theme in found) for found in twice[coder]]
                for coder in coders
            ]
            metric = "nominal"
            row["given"] = int(sum(found for unit in values for found in unit if found))
        row["alpha"] = krippendorff(values, metric)
        low, high = interval(bootstrap_alpha(values, metric, draws, seed), level)
        row["low"], row["high"] = float(low), float(high)
        row["status"] = NO_VARIATION if np.isnan(row["alpha"]) else MEASURED
        rows.append(row)
    return rounded(pd.DataFrame(rows))
