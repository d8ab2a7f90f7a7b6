"""Each passage with all that the tables say of it, for The passages, the map and the explorer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.package import Package
from themeshift.prose import labels, links, numbers

#: The kind of passage that holds no text of its own: menus, dates, credits.
FURNITURE = "furniture"
#: Capacities in which a text names whoever made it, and nobody of the contract.
AUTHORS = ("author",)
#: Decimals of a weight on a page: sums over a thousand passages stay right to a tenth of a percent.
DECIMALS = 6


@dataclass(frozen=True)
class Code:
    """What one coding gave a passage: themes with weights, first the heaviest, and its rules."""

    coder: str
    themes: tuple[tuple[str, float], ...]
    rules: tuple[int, ...]


@dataclass(frozen=True)
class Passage:
    """A passage. counted: whether it is in the base count; weights: theme → mean weight.

    provisional: coded by the dictionary alone. terms: (pattern, theme, times) that the dictionary
    found. states: what it says, by sort, in words. projects and claims: ids.
    """

    unit_id: str
    doc_id: str
    phase_id: str
    paragraph: int
    position: int
    kind: str
    words: int
    gist: str
    address: str
    counted: bool
    provisional: bool
    weights: dict[str, float]
    codes: tuple[Code, ...]
    terms: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, tuple[str, ...]], ...]
    projects: tuple[str, ...]
    claims: tuple[str, ...]


@lru_cache(maxsize=4)
def passages(package: Package) -> tuple[Passage, ...]:
    """Every passage of the package in reading order, menus and dates of a page among them."""
    base = corpora.corpus(package)
    weights = {
        unit: _weights(base.themes, row)
        for unit, row in zip(base.unit_ids, base.weights, strict=True)
    }
    waiting = set(corpora.provisional(package))
    phase = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    address = dict(zip(package.documents["doc_id"], package.documents["url"], strict=True))
    codes, terms, states = _codes(package), _terms(package), _states(package)
    projects, claims = _projects(package), _claims(package)
    return tuple(
        Passage(
            unit_id=row.unit_id,
            doc_id=row.doc_id,
            phase_id=phase[row.doc_id],
            paragraph=int(row.paragraph),
            position=int(row.position),
            kind=row.kind,
            words=int(row.words),
            gist=row.gist,
            address=public_address(address[row.doc_id], row.opening),
            counted=row.unit_id in weights,
            provisional=row.unit_id in waiting,
            weights=weights.get(row.unit_id, {}),
            codes=codes.get(row.unit_id, ()),
            terms=tuple(terms.get(row.unit_id, {}).items()),
            states=tuple((sort, tuple(rows)) for sort, rows in states.get(row.unit_id, {}).items()),
            projects=projects.get(row.unit_id, ()),
            claims=claims.get(row.unit_id, ()),
        )
        for row in package.units.itertuples()
    )


def public_address(url: str, opening: str = "") -> str:
    """The publisher's page, opened at the passage where its opening words are known.

    The opening is a text fragment (WICG, *URL Fragment Text Directives*): its hyphens, commas and
    ampersands are percent-encoded, since they have a meaning there. "" where the address is none.
    """
    try:
        # %2D is a hyphen (RFC 3986, section 2.3), written so in the table that no run of words of
        # a headline stands there.
        address = links.outside(url.replace("%2D", "-").replace("%2d", "-"))
    except ValueError:
        return ""
    if not opening:
        return address
    text = quote(opening, safe="").replace("-", "%2D")
    return f"{address}{'' if '#' in address else '#'}:~:text={text}"


def _weights(themes: tuple[str, ...], row: Any) -> dict[str, float]:
    return {
        theme: round(float(weight), DECIMALS)
        for theme, weight in zip(themes, row, strict=True)
        if round(float(weight), DECIMALS) > 0
    }


def _codes(package: Package) -> dict[str, tuple[Code, ...]]:
    """Unit → its codings, those by readers first; the dictionary only where no other coded."""
    readers = corpora.codings(package)
    found: dict[str, dict[str, list[Any]]] = {}
    for row in package.codes.itertuples():
        found.setdefault(row.unit_id, {}).setdefault(row.coder, []).append(row)
    result = {}
    for unit, by_coder in found.items():
        chosen = [coder for coder in readers if coder in by_coder] or list(by_coder)
        result[unit] = tuple(_code(coder, by_coder[coder]) for coder in chosen)
    return result


def _code(coder: str, rows: list[Any]) -> Code:
    whole = sum(row.weight for row in rows)
    themes = sorted(((row.theme, row.weight / whole) for row in rows), key=lambda one: -one[1])
    rules = dict.fromkeys(int(rule) for row in rows for rule in str(row.rule).split())
    return Code(coder, tuple(themes), tuple(sorted(rules)))


def _terms(package: Package) -> dict[str, dict[str, int]]:
    patterns = dict(
        zip(package.theme_terms["term_id"], package.theme_terms["pattern"], strict=True)
    )
    found: dict[str, dict[str, int]] = {}
    for row in package.matches.itertuples():
        terms = found.setdefault(row.unit_id, {})
        pattern = patterns[row.term_id]
        terms[pattern] = terms.get(pattern, 0) + 1
    return found


def _states(package: Package) -> dict[str, dict[str, dict[str, None]]]:
    """Unit → sort of statement → what is stated, each once."""
    found: dict[str, dict[str, dict[str, None]]] = {}

    def state(unit: str, sort: str, text: str) -> None:
        found.setdefault(unit, {}).setdefault(sort, {})[text] = None

    for row in package.indicators.itertuples():
        state(row.unit_id, "Figures", f"{row.label}: {numbers.figure(row)}")
    for row in package.actors[~package.actors["capacity"].isin(AUTHORS)].itertuples():
        state(row.unit_id, "Who", row.name)
    for row in package.instruments.itertuples():
        state(row.unit_id, "Instruments", row.name)
    for row in package.events.itertuples():
        when = numbers.day(row.date_earliest, row.date_latest)
        dated = "" if when == numbers.MISSING else f" ({when})"
        state(row.unit_id, "Dates", f"{row.what}{dated}")
    return found


def _projects(package: Package) -> dict[str, tuple[str, ...]]:
    """Unit → projects that it is about, or whose standing or facts it gives."""
    pairs = [
        (row.unit_id, row.project_id)
        for table in (package.project_units, package.project_status, package.project_facts)
        for row in table.itertuples()
        if row.unit_id
    ]
    named: dict[str, set[str]] = {}
    for unit, project in pairs:
        named.setdefault(unit, set()).add(project)
    order = list(package.projects["project_id"])
    return {unit: tuple(sorted(ids, key=order.index)) for unit, ids in named.items()}


def _claims(package: Package) -> dict[str, tuple[str, ...]]:
    """Unit → claims that rest on it, by the evidence that each claim names."""
    found: dict[str, list[str]] = {}
    for row in package.claims.itertuples():
        for unit in judge.evidence(package, row):
            found.setdefault(unit, []).append(row.claim_id)
    return {unit: tuple(claims) for unit, claims in found.items()}


def data(package: Package) -> dict[str, Any]:
    """What the scripts of the map and of The passages read, ready for JSON.

    texts (id, label, title, phase), phases, themes, projects and claims (id, label).
    """
    return {
        "phases": [
            {"id": row.phase_id, "label": labels.phase(package, row.phase_id)}
            for row in package.phases.itertuples()
        ],
        "texts": [
            {
                "id": row.doc_id,
                "label": labels.short_document(package, row.doc_id),
                "title": f"{labels.phase(package, row.phase_id)}: "
                f"{numbers.typographic(row.publisher)}, "
                f"{labels.genre(package, row.doc_id)}",
                "phase": row.phase_id,
            }
            for row in package.documents.itertuples()
        ],
        "themes": [
            {"id": theme, "label": labels.theme_title(package, theme, short=True)}
            for theme in package.themes["theme"]
        ],
        "projects": [
            {"id": project, "label": labels.project(package, project)}
            for project in package.projects["project_id"]
        ],
        "claims": [
            {"id": claim, "label": labels.claim(claim)} for claim in package.claims["claim_id"]
        ],
    }
