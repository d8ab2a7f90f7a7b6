"""Which theme does a passage speak of?

Theme definitions and decision rules as the codebook has them, and the dictionary coder, which gives
a unit the themes whose terms it holds, judged against the codes given by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from themeshift import UserError
from themeshift.package import NO_THEME, SUBSTANTIVE, Package
from themeshift.salience import DICTIONARY, SEED, dictionary_codes, interval, rounded

#: To be printed wherever the scores of the dictionary coder are shown.
CAVEAT = (
    "The terms were written with these same texts at hand, so the scores are optimistic: on a text "
    "that nobody had read before, the dictionary will do worse."
)
DRAWS = 2_000
MEASURES = ("precision", "recall", "f1")


def definitions(package: Package) -> pd.DataFrame:
    """The themes with their definitions, in the order of the codebook."""
    return package.themes.sort_values("order", kind="stable").reset_index(drop=True)


def rules_of(package: Package, theme: str) -> pd.DataFrame:
    """The decision rules that name `theme`."""
    named = package.rules["themes"].str.split().map(lambda names: theme in names)
    return package.rules[named.astype(bool)].reset_index(drop=True)


def units_under_rule(package: Package, rule: int, coder: str | None = None) -> pd.DataFrame:
    """Units that a coder coded by `rule`: unit_id, coder, themes (by rank, spaced), gist, note.

    Of every coder when `coder` is None. In the order of the units.
    """
    codes = package.codes
    if coder is not None:
        codes = codes[codes["coder"] == coder]
    under = codes["rule"].str.split().map(lambda rules: str(rule) in rules)
    keys = codes.loc[under.astype(bool), ["unit_id", "coder"]].drop_duplicates()
    chosen = codes.merge(keys, on=["unit_id", "coder"]).sort_values("rank", kind="stable")
    grouped = chosen.groupby(["unit_id", "coder"], sort=False, as_index=False).agg(
        themes=("theme", " ".join),
        note=("note", lambda notes: "; ".join(note for note in notes if note)),
    )
    units = package.units[["unit_id", "gist"]].assign(place=range(len(package.units)))
    joined = grouped.merge(units, on="unit_id").sort_values(["place", "coder"], kind="stable")
    return joined[["unit_id", "coder", "themes", "gist", "note"]].reset_index(drop=True)


def dictionary(
    package: Package, kinds: Sequence[str] = SUBSTANTIVE, doc_ids: Sequence[str] | None = None
) -> pd.DataFrame:
    """Codes of the dictionary coder, with the columns of `codes`; each row is provisional.

    A unit gets the themes of the terms found in it, ranked by number of matches, then by place of
    the first, and its weight is split evenly over them; a unit without a match is `none`. This is
    the same coder that `salience.corpus` knows under the name "dictionary".
    """
    units = package.units[package.units["kind"].isin(set(kinds))]
    if doc_ids is not None:
        unknown = [doc for doc in doc_ids if doc not in set(package.documents["doc_id"])]
        if unknown:
            known = ", ".join(package.documents["doc_id"])
            raise UserError(f"documents.csv: column doc_id: {unknown[0]!r} found, one of {known}")
        units = units[units["doc_id"].isin(set(doc_ids))]
    codes = dictionary_codes(package.matches, units["unit_id"])
    place = {unit: number for number, unit in enumerate(units["unit_id"])}
    codes = codes.assign(place=codes["unit_id"].map(place))
    codes = codes.sort_values(["place", "rank"], kind="stable").reset_index(drop=True)
    codes = codes.assign(coder=DICTIONARY, rule="", status="provisional", note="")
    return codes[["unit_id", "coder", "rank", "theme", "weight", "rule", "status", "note"]]


def _judged(package: Package, coder: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Units that the coder confirmed, and whether hand and dictionary give each theme to each."""
    codes = package.codes[package.codes["coder"] == coder]
    if codes.empty:
        known = ", ".join(pd.unique(package.codes["coder"]))
        raise UserError(f"codes.csv: column coder: {coder!r} found, one of {known} expected")
    provisional = set(codes.loc[codes["status"] == "provisional", "unit_id"])
    hand = codes[~codes["unit_id"].isin(provisional)]
    units = package.units[package.units["unit_id"].isin(set(hand["unit_id"]))]
    units = units.merge(package.documents[["doc_id", "phase_id"]], on="doc_id", how="left")
    themes = list(definitions(package)["theme"])
    found = dictionary_codes(package.matches, units["unit_id"])
    return units, _indicator(hand, units, themes), _indicator(found, units, themes)


def _indicator(codes: pd.DataFrame, units: pd.DataFrame, themes: list[str]) -> np.ndarray:
    """units × themes: true where a code gives the theme any weight."""
    row = {unit: number for number, unit in enumerate(units["unit_id"])}
    column = {theme: number for number, theme in enumerate(themes)}
    given = np.zeros((len(units), len(themes)), bool)
    given[codes["unit_id"].map(row).to_numpy(int), codes["theme"].map(column).to_numpy(int)] = True
    return given


def _quotient(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """The quotient; nan where the denominator is zero."""
    result = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _measures(counts: np.ndarray, averaged: np.ndarray) -> np.ndarray:
    """Precision, recall, F1 of each theme, of all pooled (micro) and their mean (macro).

    counts: … × 3 × themes (both, dictionary, hand). averaged: which themes enter the averages.
    Returns … × 3 × (themes + 2). F1 = 2 both / (dictionary + hand), that is the harmonic mean of
    precision and recall (van Rijsbergen 1979, chapter 7); nan where there is nothing to divide by.
    The macro average is the mean over the themes that have a value (Sokolova & Lapalme 2009).
    """
    pooled = counts[..., averaged].sum(axis=-1, keepdims=True)
    counts = np.concatenate([counts, pooled], axis=-1).astype(float)
    both, said, hand = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    measures = np.stack(
        [_quotient(both, said), _quotient(both, hand), _quotient(2 * both, said + hand)], axis=-2
    )
    themes = measures[..., :-1][..., averaged]
    known = ~np.isnan(themes)
    macro = _quotient(np.where(known, themes, 0).sum(axis=-1), known.sum(axis=-1).astype(float))
    return np.concatenate([measures, macro[..., None]], axis=-1)


def scores(
    package: Package,
    coder: str = "first",
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = 0.95,
) -> pd.DataFrame:
    """How well the dictionary coder finds what `coder` found by reading.

    A theme counts as given to a unit whatever its weight. One row per theme (scope `theme`; the
    theme `none` among them, right where both say that a unit only frames) and two averages without
    `none`: `micro` pools the decisions, `macro` is the mean over themes. Units whose codes are
    provisional are left out. Columns: scope, theme, hand, dictionary, both (numbers of units), and
    for precision, recall and f1 the value, _low and _high: percentile bootstrap over paragraphs
    within document; a value is nan where there is nothing to divide by. Scores are fractions of
    one. See `CAVEAT`.
    """
    units, hand, said = _judged(package, coder)
    themes = list(definitions(package)["theme"])
    averaged = np.array([theme != NO_THEME for theme in themes])
    per_unit = np.stack([hand & said, said, hand], axis=1).astype(float)
    counts = per_unit.sum(axis=0)
    drawn = np.zeros((draws, *counts.shape))
    generator = np.random.default_rng(seed)
    for document in pd.unique(units["doc_id"]):
        inside = (units["doc_id"] == document).to_numpy()
        _, place = np.unique(units.loc[inside, "paragraph"], return_inverse=True)
        paragraphs = place.max() + 1
        rows = np.zeros((paragraphs, *counts.shape))
        np.add.at(rows, place, per_unit[inside])
        times = generator.multinomial(paragraphs, np.full(paragraphs, 1 / paragraphs), size=draws)
        drawn += np.tensordot(times, rows, axes=1)
    value = _measures(counts, averaged)
    low, high = interval(_measures(drawn, averaged), level)
    pooled = counts[:, averaged].sum(axis=1)
    frame = pd.DataFrame(
        {
            "scope": ["theme"] * len(themes) + ["micro", "macro"],
            "theme": [*themes, "", ""],
        }
    )
    for number, name in ((2, "hand"), (1, "dictionary"), (0, "both")):
        frame[name] = np.r_[counts[number], pooled[number], pooled[number]].astype(int)
    for number, name in enumerate(MEASURES):
        frame[name] = value[number]
        frame[f"{name}_low"] = np.where(np.isnan(value[number]), np.nan, low[number])
        frame[f"{name}_high"] = np.where(np.isnan(value[number]), np.nan, high[number])
    return rounded(frame)


def differences(package: Package, coder: str = "first") -> pd.DataFrame:
    """Units to which dictionary and hand do not give the same themes, in the order of the units.

    Columns: unit_id, doc_id, phase_id, words, hand, dictionary, missed (by the dictionary), added
    (by the dictionary alone), gist; themes in the order of the codebook, parted by spaces.
    """
    units, hand, said = _judged(package, coder)
    themes = np.array(definitions(package)["theme"], object)

    def names(given: np.ndarray) -> list[str]:
        return [" ".join(themes[row]) for row in given]

    frame = units[["unit_id", "doc_id", "phase_id", "words"]].assign(
        hand=names(hand),
        dictionary=names(said),
        missed=names(hand & ~said),
        added=names(said & ~hand),
        gist=units["gist"],
    )
    return frame[(hand != said).any(axis=1)].reset_index(drop=True)
