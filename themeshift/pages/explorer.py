"""Data for the page on which readers change the choices: one script, and the table without it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from themeshift.measures import choices, shift
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.pages import corpus, markup
from themeshift.pages.tables import Table
from themeshift.prose import choices as in_words
from themeshift.prose import labels, numbers

SCRIPT = "explorer-data.js"
TABLE = "explorer-table.html"
#: How many sets of how many passages a reader can code.
SETS, TEN = 9, 10


def content(package: Package) -> dict[str, Any]:
    """All that the page counts with, as plain lists and dictionaries in a fixed order.

    Codes of a passage are [place of the theme, weight]; None where a coding did not read it. What
    the script can make out (text, phase and readings of a passage) is left out, since texts may be
    many.
    """
    units = corpora.counted(package)
    present = set(units["doc_id"])
    texts = [text for text in corpus.data(package)["texts"] if text["id"] in present]
    phase_of = {text["id"]: text["phase"] for text in texts}
    phases = [phase for phase in package.phases["phase_id"] if phase in phase_of.values()]
    every, base = corpora.whole(package), corpora.corpus(package)
    # What a passage is read as by codings, the page has from these.
    listed = choices.alternatives(package, every)[:, len(every.codings) + 1 :]
    return {
        "phases": [_phase(package, phase) for phase in phases],
        "documents": [
            text | {"copies": list(corpora.holders(package)[text["id"]])} for text in texts
        ],
        "themes": [
            {
                "id": row.theme,
                "name": labels.theme(package, row.theme),
                "label": row.short_label,
                "definition": row.definition,
                "pole": row.pole,
                "framing": row.theme == NO_THEME,
            }
            for row in package.themes.itertuples()
        ],
        "codings": _codings(package, every),
        "passages": [
            {
                "id": row.unit_id,
                "paragraph": f"{row.doc_id}:{row.paragraph}",
                "position": int(row.position),
                "words": int(row.words),
                "gist": row.gist,
            }
            | ({"more": more} if (more := list(filter(None, map(_sparse, read)))) else {})
            for row, read in zip(units.itertuples(), listed, strict=True)
        ],
        "sets": _sets(units.assign(phase=units["doc_id"].map(phase_of))),
        "presets": _presets(package),
        "poles": [
            {ORIGIN: list(origin), DESTINATION: list(destination)}
            for _, origin, destination in choices.pole_changes(base)
        ],
        "words": in_words.WORDS["en"],
    }


def _phase(package: Package, phase: str) -> dict[str, Any]:
    """A phase with the middle of its dates as a year with decimals."""
    row = package.phases.set_index("phase_id").loc[phase]
    middle = row["date_earliest"] + (row["date_latest"] - row["date_earliest"]) / 2
    return {
        "id": phase,
        "short": labels.phase(package, phase),
        "year": round(middle.year + (middle.day_of_year - 1) / 365.25, 3),
        "source": labels.source_kind(package, phase),
    }


def _codings(package: Package, every: corpora.Corpus) -> list[dict[str, Any]]:
    """The mean, each coding and the dictionaries: what each is called and what it says."""
    saw = package.coders.set_index("coder_id")["saw"]
    hint = "Each passage takes the average of its codings."
    rows = {corpora.MEAN: ("Mean of the codings", hint, every.weights)}
    for name, weights in zip(every.codings, every.by_coding, strict=True):
        label = numbers.capital(labels.coding(package, name))
        rows[name] = (label, f"It saw {saw[name]}.", weights)
    for name in corpora.dictionaries(package):
        hint = "It counts listed words and reads nothing."
        rows[name] = ("Dictionary alone", hint, every.by_terms)
    return [
        {
            "id": name,
            "label": label,
            "hint": hint,
            "alone": in_words.coding(package, name) if name != corpora.MEAN else "",
            "reads": name in every.codings,
            "codes": [_sparse(row) for row in weights],
        }
        for name, (label, hint, weights) in rows.items()
    ]


def _sparse(weights: Any) -> list[list[float]] | None:
    """Weights of a passage as [place of the theme, weight]; None for a row of nan."""
    if pd.isna(weights).any():
        return None
    return [
        [place, 1 if weight == 1 else round(float(weight), 12)]
        for place, weight in enumerate(weights)
        if weight
    ]


def _sets(units: pd.DataFrame) -> dict[str, list[int]]:
    """Number → places of ten passages with a gist, drawn from all phases in turn."""
    told = units.reset_index(drop=True).query("gist != ''")
    sets = {}
    for seed in range(1, SETS + 1):
        mixed = told.sample(frac=1, random_state=seed)
        turn = mixed.groupby("phase").cumcount().sort_values(kind="stable")
        sets[str(seed)] = turn.head(TEN).sample(frac=1, random_state=seed).index.tolist()
    return sets


def _presets(package: Package) -> list[dict[str, str]]:
    """The base, then of each choice the option that leaves least: words and address."""
    base = {"label": "The book’s own choices", "query": ""}
    single = choices.one_at_a_time(choices.specifications(package))
    lowest = single[single["choice"] != "base"].drop_duplicates("choice")
    return [base] + [
        {"label": numbers.capital(in_words.describe(package, row)), "query": row["query"]}
        for _, row in lowest.iterrows()
    ]


def _plain(value: Any) -> Any:
    """The same lists and dictionaries with every text as it may show."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return markup.plain(numbers.typographic(value)) if isinstance(value, str) else value


def script(package: Package) -> str:
    """The data as a script that sets `window.themeshift.explorer`."""
    data = markup.script_data(_plain(content(package)))
    return f"(window.themeshift=window.themeshift||{{}}).explorer={data};\n"


def table(package: Package) -> str:
    """What stands in the page's place where JavaScript is off: the shares of the book, as HTML."""
    names = [numbers.capital(labels.pole(package, pole)) for pole in (ORIGIN, DESTINATION)]
    rows = [
        (
            labels.phase_title(package, row.phase_id),
            numbers.percent(row.origin),
            numbers.percent(row.destination),
        )
        for row in shift.poles(package).itertuples()
    ]
    caption = (
        "Changing the choices needs JavaScript, which is off or missing here. This is what the "
        "book’s own choices give, as shares of the passages of each phase."
    )
    shares = Table("explorer", caption, ("Phase", *names), rows, "lrr")
    return f'<div id="explorer" class="explorer">\n{shares.html()}\n</div>\n'


def files(package: Package) -> dict[str, str]:
    """Script and table by the name of their file; the same data give the same bytes."""
    return {SCRIPT: script(package), TABLE: table(package)}
