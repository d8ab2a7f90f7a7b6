"""Shares of the themes in each phase, with their intervals and beside other ways of counting."""

from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd

from themeshift.measures.corpus import corpus, frame, shares, totals
from themeshift.measures.uncertainty import draws, interval
from themeshift.package import Package


@lru_cache(maxsize=4)
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
    words, unframed = corpus(package, measure="words"), corpus(package, framing=False)
    cells = naming, totals(base), share, low, high, shares(words), shares(unframed)
    heads = product(base.phases, zip(base.themes, base.poles, strict=True))
    rows = [
        (phase, *theme, *values)
        for (phase, theme), *values in zip(heads, *map(np.ravel, cells), strict=True)
    ]
    columns = "phase_id theme pole naming passages share low high words_share framing_out_share"
    return frame(rows, columns)
