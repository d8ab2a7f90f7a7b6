"""Data for the page on which readers change the choices, as a script."""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from themeshift.measures import choices
from themeshift.measures import corpus as corpora
from themeshift.package import NO_THEME, Package
from themeshift.pages import passages
from themeshift.pages.markup import script_data
from themeshift.prose import choices as in_words
from themeshift.prose import labels, numbers

#: How many sets of how many passages a reader can code.
SETS, TEN = 9, 10


def script(package: Package) -> str:
    """The data as a script that sets `window.themeshift.explorer`; same data, same bytes."""
    data = script_data(content(package))
    return f"(window.themeshift=window.themeshift||{{}}).explorer={data};\n"


def content(package: Package) -> dict[str, Any]:
    """All that the page counts with, as plain lists and dictionaries in a fixed order.

    Codes of a passage are [place of the theme, weight]; None where a coding did not read it; more:
    those of close calls, by its id. What the script can make out (id, text, phase, mean and
    readings of a passage) is left out, since texts may be many.
    """
    known, units = passages.data(package), corpora.counted(package)
    every, base = corpora.whole(package), corpora.corpus(package)
    units = units.assign(
        paragraph=np.take(every.paragraphs, every.paragraph),
        gist=units["gist"].map(numbers.typographic),
    )
    more = defaultdict(list)
    for (unit, _), rows in package.alternatives.groupby(["unit_id", "variant"], sort=False):
        more[unit] += map(_sparse, corpora.weights_of(rows, [unit], every.themes))
    # Of each choice the option that leaves least.
    single = choices.one_at_a_time(choices.specifications(package))
    lowest = single[single["choice"] != "base"].drop_duplicates("choice").to_dict("records")
    presets = {one["query"]: numbers.capital(in_words.describe(package, one)) for one in lowest}
    return {
        "phases": [
            one | {"source": labels.source_kind(package, one["id"])} for one in known["phases"]
        ],
        "texts": [one | {"copies": corpora.holders(package)[one["id"]]} for one in known["texts"]],
        "themes": [
            {
                "id": row.theme,
                "name": labels.theme(package, row.theme),
                "label": labels.theme_title(package, row.theme, short=True),
                "definition": numbers.typographic(row.definition),
                "pole": row.pole,
                "framing": row.theme == NO_THEME,
            }
            for row in package.themes.itertuples()
        ],
        "codings": _codings(package, every),
        "passages": units[["paragraph", "position", "words", "gist"]].to_dict("records"),
        "more": more,
        "sets": _sets(pd.Series(every.phase)),
        "presets": {"": "The book’s own choices"} | presets,
        "poles": [choices.poles(base, signs) for signs in choices.pole_changes(base).values()],
        "words": in_words.WORDS,
    }


def _codings(package: Package, every: corpora.Corpus) -> list[dict[str, Any]]:
    """Each coding and the dictionaries: what each is called and what it says."""
    saw = package.coders.set_index("coder_id")["saw"]
    names = corpora.codings(package)
    weights = dict(zip(names, every.readings[:-1], strict=True))
    weights |= dict.fromkeys(corpora.dictionaries(package), every.by_terms)
    return [
        {
            "id": name,
            "label": numbers.capital(labels.coding(name)),
            "hint": f"It saw {numbers.typographic(saw[name])}.",
            "alone": in_words.coding(package, name),
            "reads": name in names,
            "codes": [_sparse(row) for row in rows],
        }
        for name, rows in weights.items()
    ]


def _sparse(weights: np.ndarray) -> list[list[float]] | None:
    """Weights of a passage as [place of the theme, weight]; None for a row of nan."""
    if np.isnan(weights).any():
        return None
    return [[place, round(one, 12)] for place, one in enumerate(weights.tolist()) if one]


def _sets(phases: pd.Series) -> dict[str, list[int]]:
    """Number → places of ten passages, drawn from all phases in turn."""
    sets = {}
    for seed in range(1, SETS + 1):
        mixed = phases.sample(frac=1, random_state=seed)
        turn = mixed.groupby(mixed).cumcount().sort_values(kind="stable")
        sets[str(seed)] = turn.head(TEN).sample(frac=1, random_state=seed).index.tolist()
    return sets
