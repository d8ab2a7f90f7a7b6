"""Shares of the themes in each phase, with their intervals and beside other ways of counting."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.measures.corpus import corpus, rounded, shares, totals
from themeshift.measures.uncertainty import draws, interval
from themeshift.package import Package


def table(package: Package) -> pd.DataFrame:
    """Share of each theme in each phase: one row per phase and theme.

    Columns: phase_id, theme, pole, naming (passages that give the theme any weight), passages
    (sum of their weights), share, low, high (95 % interval), words_share (words in place of
    passages), framing_out_share (passages without theme out of the denominator).
    """
    base = corpus(package)
    share = shares(base)
    low, high = interval(draws(package).themes, share)
    naming = np.zeros(share.shape, int)
    np.add.at(naming, base.phase, (base.weights > 0).astype(int))
    number = len(base.themes)
    frame = pd.DataFrame(
        {
            "phase_id": np.repeat(base.phases, number),
            "theme": np.tile(base.themes, len(base.phases)),
            "pole": np.tile(base.poles, len(base.phases)),
            "naming": naming.ravel(),
            "passages": totals(base).ravel(),
            "share": share.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "words_share": shares(corpus(package, measure="words")).ravel(),
            "framing_out_share": shares(corpus(package, framing=False)).ravel(),
        }
    )
    return rounded(frame)


def by_coding(package: Package) -> pd.DataFrame:
    """Share of each theme in each phase by each coding alone: coding, phase_id, theme, share.

    Passages that a coding lacks take the mean of the others.
    """
    parts = []
    for coding in corpus(package).codings:
        alone = corpus(package, coding=coding)
        parts.append(
            pd.DataFrame(
                {
                    "coding": coding,
                    "phase_id": np.repeat(alone.phases, len(alone.themes)),
                    "theme": np.tile(alone.themes, len(alone.phases)),
                    "share": shares(alone).ravel(),
                }
            )
        )
    columns = ["coding", "phase_id", "theme", "share"]
    return rounded(pd.concat(parts, ignore_index=True)) if parts else pd.DataFrame(columns=columns)
