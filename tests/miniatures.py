"""Hand-computable corpora for the tests of the measures. No text of any source is used."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from themeshift.salience import Corpus

THEMES = ("digital", "sovereignty", "skills", "none")
POLES = ("origin", "destination", "none", "none")


def miniature(
    units: list[tuple[str, str, int, float, dict[str, float]]],
    themes: tuple[str, ...] = THEMES,
    poles: tuple[str, ...] = POLES,
) -> Corpus:
    """Corpus from rows of (phase, document, paragraph, words, {theme: weight})."""
    phases = tuple(dict.fromkeys(row[0] for row in units))
    documents = tuple(dict.fromkeys(row[1] for row in units))
    weights = np.array([[row[4].get(theme, 0.0) for theme in themes] for row in units])
    return Corpus(
        weights=weights,
        words=np.array([row[3] for row in units], float),
        paragraph=pd.factorize(pd.Series([f"{row[1]}-{row[2]}" for row in units]))[0],
        document=np.array([documents.index(row[1]) for row in units]),
        phase=np.array([phases.index(row[0]) for row in units]),
        themes=themes,
        poles=poles,
        phases=phases,
        documents=documents,
        unit_ids=tuple(f"{row[1]}-{number:03d}" for number, row in enumerate(units)),
    )


def two_phases() -> Corpus:
    """First phase: 30 words digital, 10 skills; second: 20 sovereignty, 10 digital, 10 none."""
    return miniature(
        [
            ("a", "one", 1, 20, {"digital": 1.0}),
            ("a", "one", 2, 20, {"digital": 0.5, "skills": 0.5}),
            ("b", "two", 1, 20, {"sovereignty": 1.0}),
            ("b", "two", 2, 10, {"digital": 1.0}),
            ("b", "two", 3, 10, {"none": 1.0}),
        ]
    )


class Tables(SimpleNamespace):
    """Tables by name, told apart by identity as the real package is."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def package() -> Tables:
    """A package of three phases and four documents with two coders (the second incomplete)."""
    phases = pd.DataFrame({"phase_id": ["early", "middle", "late"], "order": [1, 2, 3]})
    documents = pd.DataFrame(
        {
            "doc_id": ["e1", "e2", "m1", "l1"],
            "phase_id": ["early", "early", "middle", "late"],
            "order": [1, 2, 1, 1],
        }
    )
    themes = pd.DataFrame(
        {
            "theme": ["digital", "sovereignty", "competitiveness", "none"],
            "order": [1, 2, 3, 4],
            "pole": ["origin", "destination", "none", "none"],
        }
    )
    units = pd.DataFrame(
        [
            ("e1-001", "e1", 1, 1, "title", 4),
            ("e1-002", "e1", 2, 2, "sentence", 10),
            ("e1-003", "e1", 2, 3, "sentence", 6),
            ("e2-001", "e2", 1, 1, "sentence", 8),
            ("e2-002", "e2", 2, 2, "item", 4),
            ("m1-001", "m1", 1, 1, "sentence", 12),
            ("m1-002", "m1", 2, 2, "sentence", 8),
            ("l1-001", "l1", 1, 1, "heading", 5),
            ("l1-002", "l1", 2, 2, "sentence", 9),
            ("l1-003", "l1", 3, 3, "item", 6),
        ],
        columns=["unit_id", "doc_id", "paragraph", "position", "kind", "words"],
    )
    codes = pd.DataFrame(
        [
            ("e1-002", "first", 1, "digital", 1.0),
            ("e1-003", "first", 1, "competitiveness", 0.5),
            ("e1-003", "first", 2, "sovereignty", 0.5),
            ("e2-001", "first", 1, "digital", 1.0),
            ("e2-002", "first", 1, "none", 1.0),
            ("m1-001", "first", 1, "digital", 0.5),
            ("m1-001", "first", 2, "sovereignty", 0.5),
            ("m1-002", "first", 1, "sovereignty", 1.0),
            ("l1-002", "first", 1, "sovereignty", 1 / 3),
            ("l1-002", "first", 2, "digital", 1 / 3),
            ("l1-002", "first", 3, "competitiveness", 1 / 3),
            ("l1-003", "first", 1, "sovereignty", 1.0),
            ("e1-002", "second", 1, "none", 1.0),
        ],
        columns=["unit_id", "coder", "rank", "theme", "weight"],
    )
    alternatives = pd.DataFrame(
        [("close-calls", "m1-002", 1, "competitiveness", 1.0)],
        columns=["variant", "unit_id", "rank", "theme", "weight"],
    )
    matches = pd.DataFrame(
        [
            ("e1-001", "t1", "digital", 0, 3),
            ("e1-002", "t1", "digital", 10, 13),
            ("e2-001", "t1", "digital", 0, 3),
            ("m1-001", "t2", "sovereignty", 0, 3),
            ("m1-001", "t1", "digital", 5, 8),
            ("m1-001", "t1", "digital", 15, 18),
            ("l1-001", "t2", "sovereignty", 0, 3),
            ("l1-002", "t2", "sovereignty", 9, 12),
        ],
        columns=["unit_id", "term_id", "theme", "start", "end"],
    )
    terms = pd.DataFrame(
        [
            ("e1", "data", 6), ("e1", "plant", 1), ("e1", "the", 9),
            ("e2", "data", 4), ("e2", "the", 7),
            ("m1", "data", 3), ("m1", "plant", 4), ("m1", "the", 10),
            ("l1", "plant", 8), ("l1", "carbon", 3), ("l1", "the", 8),
        ],
        columns=["doc_id", "lemma", "count"],
    )  # fmt: skip
    project_units = pd.DataFrame(
        [("bioproduction", "m1-001"), ("bioproduction", "l1-002"), ("campus", "l1-003")],
        columns=["project_id", "unit_id"],
    )
    return Tables(
        phases=phases, documents=documents, themes=themes, units=units, codes=codes,
        alternatives=alternatives, matches=matches, terms=terms, project_units=project_units,
    )  # fmt: skip
