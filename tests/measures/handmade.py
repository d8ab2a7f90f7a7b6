"""Small packages given passage by passage, so that every measure can be computed by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd

from themeshift.package import Package

THEMES = {"digital": "origin", "sovereignty": "destination", "skills": "none", "none": "none"}
D, S, K, N = ({theme: 1.0} for theme in THEMES)
#: Phase, document, paragraph, words, and the themes that each coding gives: {theme: weight} for
#: the coding "only", or {coding: {theme: weight}}.
Passage = tuple[str, str, int, int, Mapping]


def package(like: Package, passages: list[Passage], themes: Mapping[str, str] = THEMES) -> Package:
    """A package like another one, with these passages in their order."""
    documents = {document: phase for phase, document, *_ in passages}
    units, codes = [], []
    for number, (_, document, paragraph, words, given) in enumerate(passages):
        unit = f"{document}-{number:03d}"
        units.append((unit, document, paragraph, number, "sentence", words, ""))
        nested = any(isinstance(value, Mapping) for value in given.values())
        for coding, weights in (given if nested else {"only": given}).items():
            for rank, (theme, weight) in enumerate(weights.items(), start=1):
                codes.append((unit, coding, rank, theme, float(weight), ""))
    frame = pd.DataFrame(codes, columns=["unit_id", "coder", "rank", "theme", "weight", "rule"])
    coders = [(coding, "model") for coding in frame["coder"].unique()] + [("terms", "dictionary")]
    return dataclasses.replace(
        like,
        phases=pd.DataFrame({"phase_id": list(dict.fromkeys(documents.values()))}),
        documents=pd.DataFrame(
            [(name, phase, name) for name, phase in documents.items()],
            columns=["doc_id", "phase_id", "publisher"],
        ),
        themes=pd.DataFrame(list(themes.items()), columns=["theme", "pole"]),
        units=pd.DataFrame(
            units, columns=["unit_id", "doc_id", "paragraph", "position", "kind", "words", "gist"]
        ),
        coders=pd.DataFrame(coders, columns=["coder_id", "kind"]),
        codes=frame,
        alternatives=like.alternatives.iloc[:0],
        matches=like.matches.iloc[:0],
        shingles=like.shingles.iloc[:0],
    )


def strings(package: Package, **digests: range) -> Package:
    """The package with these five-word strings, as numbers, for each document."""
    rows = [(doc, f"{number:016x}") for doc, numbers in digests.items() for number in numbers]
    return dataclasses.replace(package, shingles=pd.DataFrame(rows, columns=["doc_id", "digest"]))
