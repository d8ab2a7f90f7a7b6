"""What would the analyst's choices change? The data behind the page that lets readers try.

The page counts in the browser, from the units and codes written here, as one script file that
works without a server. Nothing in it is a result but `base`, against which the page compares what
the reader chose; every other number is counted by the page as `robustness.specification` does it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import choices, colours, robustness
from themeshift.markup import plain
from themeshift.salience import (
    DICTIONARY,
    MEASURES,
    NONE,
    REPEATING,
    SUBSTANTIVE,
    WEIGHTINGS,
    coders,
    dictionary_codes,
    readings,
)
from themeshift.seal import replace
from themeshift.shift import DESTINATION, ORIGIN

FILE_NAME = "explorer-data.js"
VARIABLE = "themeshiftExplorer"

Codes = dict[str, list[tuple[str, float]]]

# What could end a script element, or a line of script, stays inert as an escape.
_INERT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def evidence_pages(package: Any) -> dict[str, str]:
    """Document → address of the page with its units, seen from the explorer's page.

    Named as `pages.write` names them: numbered in the order of the documents.
    """
    documents = list(package.documents.sort_values("order", kind="stable")["doc_id"])
    width = max(2, len(str(len(documents))))
    return {
        doc: f"generated/evidence-{number:0{width}d}-{doc}.html"
        for number, doc in enumerate(documents, start=1)
    }


def codings(package: Any) -> dict[str, Codes]:
    """Themes of each unit, by coding: unit → (theme, weight) in order of rank.

    The codings are those of the robustness analysis, in its order. Units that nobody codes by
    hand (titles, headings, standfirsts) take the dictionary's codes. Weights are as written in
    the tables: a unit's may sum to almost one where thirds were cut short.
    """
    found = _in_order(dictionary_codes(package.matches, package.units["unit_id"]))
    variants = readings(package)
    first = coders(package)[0]
    result: dict[str, Codes] = {}
    for name in robustness.options(package)["coding"]:
        codes = dict(found)
        if name != DICTIONARY:
            coder = first if name in variants else name
            codes |= _in_order(package.codes[package.codes["coder"] == coder])
        if name in variants:
            table = package.alternatives
            codes |= _in_order(table[table["variant"] == name])
        result[name] = codes
    return result


def _in_order(table: pd.DataFrame) -> Codes:
    """Rows of a table of codes as unit → (theme, weight) in order of rank."""
    result: Codes = {}
    for row in table.sort_values(["unit_id", "rank", "theme"], kind="stable").itertuples():
        result.setdefault(str(row.unit_id), []).append((str(row.theme), float(row.weight)))
    return result


def base_result(package: Any) -> dict[str, Any]:
    """The book's own result, counted by the plain road of the robustness analysis.

    Keys: theta_shift, share_shift, and phases: a list of phase (place in `phases`), theta and
    balance. Numbers that are not finite stand as None.
    """
    outcome = robustness.specification(package)
    order = list(package.phases.sort_values("order")["phase_id"])
    return {
        "theta_shift": _finite(outcome["theta_shift"]),
        "share_shift": _finite(outcome["share_shift"]),
        "phases": [
            {"phase": order.index(phase), "theta": _finite(theta), "balance": _finite(balance)}
            for phase, _, _, theta, balance in outcome["phases"]
        ],
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def content(package: Any) -> dict[str, Any]:
    """All that the page needs, as plain lists and dictionaries in a fixed order.

    Units are columns of equal length; places (of phase, document, kind, theme, term, unit) count
    from zero. Units that never count and have no gist, such as date lines, are left out.
    """
    phases = package.phases.sort_values("order")
    themes = package.themes.sort_values("order")
    phase_place = {phase: index for index, phase in enumerate(phases["phase_id"])}
    documents = package.documents
    documents = documents.assign(phase_place=documents["phase_id"].map(phase_place))
    documents = documents.sort_values(["phase_place", "order", "doc_id"], kind="stable")
    document_place = {doc: index for index, doc in enumerate(documents["doc_id"])}
    counted = (*SUBSTANTIVE, *REPEATING)
    units = package.units
    units = units[units["kind"].isin(counted) | (units["gist"] != "")]
    units = units.assign(document_place=units["doc_id"].map(document_place))
    units = units.sort_values(["document_place", "position"], kind="stable")
    kinds = [kind for kind in counted if (units["kind"] == kind).any()]
    kinds += sorted(set(units["kind"]) - set(kinds))
    theme_place = {theme: index for index, theme in enumerate(themes["theme"])}
    ids = list(map(str, units["unit_id"]))
    terms, found = _terms(package, ids)
    offered = robustness.options(package)
    addresses = evidence_pages(package)
    return {
        "base": base_result(package),
        "same_size": robustness.SAME_SIZE,
        "pole_names": {"origin": ORIGIN, "destination": DESTINATION},
        "phases": [
            {"id": row.phase_id, "label": plain(row.label), "short": plain(row.short_label)}
            for row in phases.itertuples()
        ],
        "documents": [
            {
                "id": row.doc_id,
                "phase": int(row.phase_place),
                "title": plain(row.title),
                "publisher": plain(row.publisher),
                "page": addresses[row.doc_id],
                "counted": row.doc_id in offered["left_out"],
            }
            for row in documents.itertuples()
        ],
        "themes": [
            {
                "id": row.theme,
                "label": plain(row.label_en),
                "short": plain(row.short_label),
                "pole": row.pole,
                "marker": row.marker,
                "light": colours.text_colour(row.colour),
                "dark": colours.dark(row.colour),
                "framing": row.theme == NONE,
            }
            for row in themes.itertuples()
        ],
        "kinds": [
            {
                "id": kind,
                "offered": kind in counted,
                "base": kind in SUBSTANTIVE,
                "by_hand": kind in SUBSTANTIVE,
            }
            for kind in kinds
        ],
        "terms": terms,
        "units": {
            "id": ids,
            "document": list(map(int, units["document_place"])),
            "kind": [kinds.index(kind) for kind in units["kind"]],
            "words": list(map(int, units["words"])),
            "paragraph": list(map(int, units["paragraph"])),
            "position": list(map(int, units["position"])),
            "gist": list(map(plain, units["gist"])),
            "terms": found,
        },
        "codings": [
            {
                "id": name,
                "label": plain(choices.option(package, "coding", name)),
                "by_hand": name != DICTIONARY,
                "codes": [
                    [[theme_place[theme], weight] for theme, weight in codes.get(unit, [])]
                    for unit in ids
                ],
            }
            for name, codes in codings(package).items()
        ],
        "projects": _projects(package, ids),
        "choices": {
            "weighting": _labelled(package, "weighting", WEIGHTINGS),
            "measure": _labelled(package, "measure", MEASURES),
            "prior": _labelled(package, "prior", robustness.PRIORS),
            "moved": list(robustness.MOVED),
            "merged": _merged(package),
            "project": robustness.MOVED_PROJECT,
        },
    }


def _terms(package: Any, ids: list[str]) -> tuple[list[str], list[list[int]]]:
    """The codebook's terms that occur, and for each unit the places of those found in it."""
    patterns = dict(
        zip(package.theme_terms["term_id"], package.theme_terms["pattern"], strict=True)
    )
    by_unit: dict[str, set[str]] = {}
    for row in package.matches.itertuples():
        by_unit.setdefault(str(row.unit_id), set()).add(plain(patterns[row.term_id]))
    terms = sorted(set().union(*(by_unit.get(unit, set()) for unit in ids)))
    place = {term: index for index, term in enumerate(terms)}
    return terms, [sorted(place[term] for term in by_unit.get(unit, set())) for unit in ids]


def _labelled(package: Any, choice: str, values: Any) -> list[dict[str, Any]]:
    """Options of a choice with what they are called."""
    return [{"id": value, "label": choices.option(package, choice, value)} for value in values]


def _merged(package: Any) -> str | None:
    """The theme that may join the destination, or None where there is no such theme."""
    theme = robustness.MERGED_THEME
    return theme if theme in set(package.themes["theme"]) else None


def _projects(package: Any, ids: list[str]) -> list[dict[str, Any]]:
    """Projects with the places of their units; those without a unit are left out."""
    place = {unit: index for index, unit in enumerate(ids)}
    linked: dict[str, list[int]] = {}
    for row in package.project_units.itertuples():
        if row.unit_id in place:
            linked.setdefault(row.project_id, []).append(place[row.unit_id])
    return [
        {"id": row.project_id, "label": plain(row.label), "units": sorted(linked[row.project_id])}
        for row in package.projects.sort_values("order").itertuples()
        if row.project_id in linked
    ]


def script(package: Any) -> str:
    """The data as one line of script: a constant of the page.

    Nothing in a string can end the script or its element: what could is written as an escape.
    """
    text = json.dumps(content(package), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"const {VARIABLE}={text.translate(_INERT)};\n"


def write(package: Any, folder: Path) -> Path:
    """Write the script file into `folder` and return its path; the same data, the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    replace(path, script(package).encode())
    return path
