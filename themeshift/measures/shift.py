"""The balance between the poles: where each phase stands, how it changes, and which themes do it."""

from functools import lru_cache

import numpy as np
import pandas as pd

from themeshift.measures.corpus import BALANCE, corpus, frame, shares
from themeshift.measures.uncertainty import draws, interval
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.results import rounded

#: The balance and what it is the difference of.
SUMS = (BALANCE, ORIGIN, DESTINATION)


def pairs(phases: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Scope, first and second phase of each step, then of the total from first to last."""
    last = len(phases) - 1
    return [*(("step", before, before + 1) for before in range(last)), ("total", 0, last)]


@lru_cache(maxsize=4)
def poles(package: Package) -> pd.DataFrame:
    """Where each phase stands.

    Columns: phase_id, then origin, destination and balance, each with the ends of its interval
    (_low, _high), counted in words (_words), and in passages with a theme alone (_framing_out).
    """
    drawn = draws(package)
    words, unframed = corpus(package, measure="words"), corpus(package, framing=False)
    columns = {"phase_id": drawn.corpus.phases}
    for name in (ORIGIN, DESTINATION, BALANCE):
        signs = drawn.corpus.signs(name)
        share = drawn.estimate @ signs
        low, high = interval(drawn.themes @ signs, share)
        columns |= {name: share, f"{name}_low": low, f"{name}_high": high}
        columns[f"{name}_words"] = shares(words) @ signs
        columns[f"{name}_framing_out"] = shares(unframed) @ signs
    return rounded(pd.DataFrame(columns))


@lru_cache(maxsize=4)
def steps(package: Package) -> pd.DataFrame:
    """Changes between phases that follow each other, and from the first to the last.

    Columns: scope (step, total), from_phase, to_phase, measure (balance, origin, destination),
    change, low, high.
    """
    drawn = draws(package)
    phases = drawn.corpus.phases
    rows = []
    for name in SUMS:
        for scope, before, after in pairs(phases):
            change = drawn.change(drawn.corpus.signs(name), before, after)
            rows.append((scope, phases[before], phases[after], name, *change))
    return frame(rows, "scope from_phase to_phase measure change low high")


@lru_cache(maxsize=4)
def decomposition(package: Package) -> pd.DataFrame:
    """The shift of the balance by theme; the contributions of a scope sum to its change.

    The balance is linear in the shares: a theme contributes its change of share with the sign of
    its pole. Columns: scope, from_phase, to_phase, theme, pole, change (of the share),
    contribution, low, high (of the contribution), part (of the total shift; nan where there is
    none). Themes outside the poles contribute nothing and have no row.
    """
    drawn = draws(package)
    base = drawn.corpus
    whole = base.sign @ (drawn.estimate[-1] - drawn.estimate[0])
    whole = whole if abs(whole) > 1e-9 else np.nan
    rows = []
    for scope, before, after in pairs(base.phases):
        phases = base.phases[before], base.phases[after]
        for theme in np.flatnonzero(base.sign):
            sign = np.where(np.arange(len(base.themes)) == theme, base.sign, 0)
            given, low, high = drawn.change(sign, before, after)
            head = (scope, *phases, base.themes[theme], base.poles[theme])
            rows.append((*head, sign[theme] * given, given, low, high, given / whole))
    columns = "scope from_phase to_phase theme pole change contribution low high part"
    return frame(rows, columns)


@lru_cache(maxsize=4)
def publishers(package: Package) -> pd.DataFrame:
    """The steps of the balance beside the change of publisher.

    Columns more than those of `steps`: publisher_changes (no publisher of the one phase is one of
    the other), part (of the total shift; nan where there is none).
    """
    balance = steps(package).query("measure == 'balance'")
    table = balance[balance["scope"] == "step"]
    counted = package.documents["doc_id"].isin(corpus(package).documents)
    names = package.documents[counted].groupby("phase_id")["publisher"].agg(set)
    ends = zip(table["from_phase"], table["to_phase"], strict=True)
    return table.assign(
        publisher_changes=[names[one].isdisjoint(names[other]) for one, other in ends],
        part=table["change"] / balance["change"].replace(0, np.nan).iloc[-1],
    )
