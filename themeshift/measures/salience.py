"""Shares of the themes in each phase, with their intervals and beside other ways of counting."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.measures.corpus import codings, corpus, rounded, shares, totals
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
    np.add.at(naming, base.phase, base.weights > 0)
    cells = {
        "naming": naming,
        "passages": totals(base),
        "share": share,
        "low": low,
        "high": high,
        "words_share": shares(corpus(package, measure="words")),
        "framing_out_share": shares(corpus(package, framing=False)),
    }
    return rounded(
        pd.DataFrame(
            {
                "phase_id": np.repeat(base.phases, len(base.themes)),
                "theme": np.tile(base.themes, len(base.phases)),
                "pole": np.tile(base.poles, len(base.phases)),
                **{name: values.ravel() for name, values in cells.items()},
            }
        )
    )


def by_coding(package: Package) -> pd.DataFrame:
    """Share of each theme in each phase by each coding alone: coding, phase_id, theme, share.

    Passages that a coding lacks take the mean of the others.
    """
    alone = {name: corpus(package, coding=name) for name in codings(package)}
    stacks = {
        name: pd.DataFrame(shares(own), own.phases, own.themes).stack()
        for name, own in alone.items()
    }
    frame = pd.concat(stacks, names=["coding", "phase_id", "theme"]).rename("share").reset_index()
    return rounded(frame)
