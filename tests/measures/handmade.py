"""Small packages given passage by passage, so that every measure can be computed by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd

from themeshift.package import Package

THEMES = {
    "digital": "origin",
    "sovereignty": "destination",
    "skills": "none",
    "none": "none",
}

#: Phase, document, paragraph, words, and the themes that each coding gives (one mapping: of the
#: only coding; several: by coding).
Passage = tuple[str, str, int, int, Mapping]


def package(like: Package, passages: list[Passage], themes: Mapping[str, str] = THEMES) -> Package:
    """A package like another one, with these passages in their order.

    A passage's last part is {theme: weight} for the coding "only", or {coding: {theme: weight}}.
    """
    phases = list(dict.fromkeys(passage[0] for passage in passages))
    documents = {passage[1]: passage[0] for passage in passages}
    units, codes = [], []
    for number, (_, document, paragraph, words, given) in enumerate(passages):
        unit = f"{document}-{number:03d}"
        units.append((unit, document, paragraph, number, "sentence", words, ""))
        by_coding = (
            given if any(isinstance(v, Mapping) for v in given.values()) else {"only": given}
        )
        codes += [
            (unit, coding, rank, theme, weight, "")
            for coding, weights in by_coding.items()
            for rank, (theme, weight) in enumerate(weights.items(), start=1)
        ]
    frame = pd.DataFrame(
        codes, columns=["unit_id", "coder", "rank", "theme", "weight", "rule"]
    ).astype({"weight": float})
    coders = pd.DataFrame({"coder_id": list(dict.fromkeys(frame["coder"]))}).assign(kind="model")
    dictionary = pd.DataFrame({"coder_id": ["terms"], "kind": ["dictionary"]})
    return dataclasses.replace(
        like,
        phases=pd.DataFrame({"phase_id": phases}),
        documents=pd.DataFrame(
            {
                "doc_id": list(documents),
                "phase_id": list(documents.values()),
                "publisher": list(documents),
            }
        ),
        themes=pd.DataFrame({"theme": list(themes), "pole": list(themes.values())}),
        units=pd.DataFrame(
            units,
            columns=["unit_id", "doc_id", "paragraph", "position", "kind", "words", "gist"],
        ),
        coders=pd.concat([coders, dictionary], ignore_index=True),
        codes=frame,
        alternatives=like.alternatives.iloc[:0],
        matches=like.matches.iloc[:0],
        shingles=like.shingles.iloc[:0],
    )


def strings(package: Package, digests: Mapping[str, range]) -> Package:
    """The package with these five-word strings, as numbers, for each document."""
    rows = [(doc, f"{number:016x}") for doc, numbers in digests.items() for number in numbers]
    return dataclasses.replace(package, shingles=pd.DataFrame(rows, columns=["doc_id", "digest"]))
