"""The balance between the poles: where each phase stands, how it changes, and which themes do it.

The balance of a phase is the share of the destination's themes less that of the origin's.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from themeshift.measures.corpus import corpus, rounded, shares
from themeshift.measures.uncertainty import Draws, draws, interval
from themeshift.package import DESTINATION, ORIGIN, Package

MEASURES = ("balance", "origin", "destination")
#: A total shift below this is none, and has no parts.
_NOTHING = 1e-9


def pairs(phases: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Scope, first and second phase of each step, then of the total from first to last."""
    last = len(phases) - 1
    steps = [("step", before, after) for before, after in pairwise(range(len(phases)))]
    return [*steps, ("total", 0, last)] if last > 0 else []


def _values(drawn: Draws) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Estimate (phases) and draws (draws × phases) of each measure."""
    origin, destination = drawn.corpus.pole(ORIGIN), drawn.corpus.pole(DESTINATION)
    estimate = {
        "origin": drawn.estimate[:, origin].sum(axis=1),
        "destination": drawn.estimate[:, destination].sum(axis=1),
    }
    estimate["balance"] = estimate["destination"] - estimate["origin"]
    by_draw = {
        "origin": drawn.pole(ORIGIN),
        "destination": drawn.pole(DESTINATION),
        "balance": drawn.balance,
    }
    return {name: (estimate[name], by_draw[name]) for name in MEASURES}


def poles(package: Package) -> pd.DataFrame:
    """Where each phase stands: phase_id, then origin, destination and balance, each with the ends
    of its interval (_low, _high).
    """
    drawn = draws(package)
    columns: dict[str, object] = {"phase_id": list(drawn.corpus.phases)}
    values = _values(drawn)
    for name in ("origin", "destination", "balance"):
        estimate, by_draw = values[name]
        columns[name] = estimate
        columns[f"{name}_low"], columns[f"{name}_high"] = interval(by_draw, estimate)
    return rounded(pd.DataFrame(columns))


def steps(package: Package) -> pd.DataFrame:
    """Changes between phases that follow each other, and from the first to the last.

    Columns: scope (step, total), from_phase, to_phase, measure (balance, origin, destination),
    change, low, high. Empty with one phase.
    """
    drawn = draws(package)
    phases = drawn.corpus.phases
    rows = []
    for name, (estimate, by_draw) in _values(drawn).items():
        for scope, before, after in pairs(phases):
            change = estimate[after] - estimate[before]
            low, high = interval(by_draw[:, after] - by_draw[:, before], change)
            rows.append((scope, phases[before], phases[after], name, change, low, high))
    columns = ["scope", "from_phase", "to_phase", "measure", "change", "low", "high"]
    return rounded(_numbers(pd.DataFrame(rows, columns=columns), 3))


def decomposition(package: Package) -> pd.DataFrame:
    """The shift of the balance by theme; the contributions of a scope sum to its change.

    The balance is linear in the shares: a theme contributes its change of share with the sign of
    its pole. Columns: scope, from_phase, to_phase, theme, pole, change (of the share),
    contribution, low, high (of the contribution), part (of the total shift; nan where there is
    none). Themes outside the poles contribute nothing and have no row.
    """
    drawn = draws(package)
    base, sign = drawn.corpus, drawn.corpus.sign
    whole = float(sign @ (drawn.estimate[-1] - drawn.estimate[0]))
    rows = []
    for scope, before, after in pairs(base.phases):
        for theme in np.flatnonzero(sign):
            change = drawn.estimate[after, theme] - drawn.estimate[before, theme]
            moved = drawn.themes[:, after, theme] - drawn.themes[:, before, theme]
            contribution = sign[theme] * change
            low, high = interval(sign[theme] * moved, contribution)
            part = contribution / whole if abs(whole) > _NOTHING else np.nan
            rows.append(
                (scope, base.phases[before], base.phases[after], base.themes[theme],
                 base.poles[theme], change, contribution, low, high, part)
            )  # fmt: skip
    columns = ["scope", "from_phase", "to_phase", "theme", "pole", "change", "contribution",
               "low", "high", "part"]  # fmt: skip
    return rounded(_numbers(pd.DataFrame(rows, columns=columns), 5))


def publishers(package: Package) -> pd.DataFrame:
    """The steps of the balance beside the change of publisher.

    Columns: from_phase, to_phase, publisher_changes (no publisher of the one phase is one of the
    other), change, part (of the total shift; nan where there is none).
    """
    base = corpus(package)
    share = shares(base) @ base.sign
    whole = share[-1] - share[0]
    counted = package.documents[package.documents["doc_id"].isin(base.documents)]
    names = {phase: set(group["publisher"]) for phase, group in counted.groupby("phase_id")}
    rows = []
    for before, after in pairwise(range(len(base.phases))):
        one, other = base.phases[before], base.phases[after]
        change = share[after] - share[before]
        part = change / whole if abs(whole) > _NOTHING else np.nan
        rows.append((one, other, not names[one] & names[other], change, part))
    columns = ["from_phase", "to_phase", "publisher_changes", "change", "part"]
    return rounded(_numbers(pd.DataFrame(rows, columns=columns), 2))


def _numbers(frame: pd.DataFrame, last: int) -> pd.DataFrame:
    """The frame with its last columns as floats, also where it has no rows."""
    return frame.astype(dict.fromkeys(frame.columns[-last:], float))
