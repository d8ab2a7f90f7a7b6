"""Each passage with all that the tables say of it, and what the scripts of the map read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.measures import reliability
from themeshift.package import Package
from themeshift.prose import labels, links, numbers

#: The kind of passage that holds no text of its own: menus, dates, credits.
FURNITURE = "furniture"
#: Decimals of a weight on a page: sums over a thousand passages stay right to a tenth of a percent.
DECIMALS = 6


def passages(package: Package) -> pd.DataFrame:
    """The table `units` with what other tables say of each passage, in reading order.

    Columns more: phase_id, publisher and url of its text; address (the publisher's page, opened at
    the passage); counted (whether it is in the base count); provisional (coded by the dictionary
    alone); differ (whether its codings do); weights (theme → mean weight); and lists: codes
    (coding, theme → weight), rules, terms (a pattern for each place where the dictionary found it),
    figures, who, instruments and dates (in words), projects and claims (ids).
    """
    base, every = corpora.corpus(package), corpora.whole(package)
    weights = dict(zip(base.unit_ids, _themes(base, base.weights), strict=True))
    texts = package.documents[["doc_id", "phase_id", "publisher", "url"]]
    units = package.units.merge(texts, on="doc_id")
    ids = units["unit_id"]
    units = units.assign(
        address=list(map(public_address, units["url"], units["opening"])),
        counted=ids.isin(weights),
        provisional=ids.isin(corpora.provisional(package)),
        differ=ids.isin(reliability.disagreements(package)["unit_id"]),
        weights=[weights.get(unit, {}) for unit in ids],
    )
    projects = pd.concat([package.project_units, package.project_status, package.project_facts])
    projects = package.projects[["project_id"]].merge(projects[["unit_id", "project_id"]])
    terms = package.matches.merge(package.theme_terms, on="term_id")
    actors, instruments = named(package), package.instruments
    lists = {
        "codes": (
            (unit, (coder, themes))
            for coder, rows in zip(every.codings, every.by_coding, strict=True)
            for unit, themes in zip(every.unit_ids, _themes(every, rows), strict=True)
            if themes
        ),
        "rules": (
            (row.unit_id, rule) for row in package.codes.itertuples() for rule in row.rule.split()
        ),
        "terms": zip(terms["unit_id"], terms["pattern"], strict=True),
        "figures": (
            (row.unit_id, f"{row.label}: {numbers.figure(row)}")
            for row in package.indicators.itertuples()
        ),
        "who": zip(actors["unit_id"], actors["name"], strict=True),
        "instruments": zip(instruments["unit_id"], instruments["name"], strict=True),
        "dates": (
            (row.unit_id, f"{row.what} ({numbers.day(row.date_earliest, row.date_latest)})")
            for row in package.events.itertuples()
        ),
        "projects": dict.fromkeys(zip(projects["unit_id"], projects["project_id"], strict=True)),
        "claims": (
            (unit, row.claim_id)
            for row in package.claims.itertuples()
            for unit in judge.evidence(package, row)
        ),
    }
    for name, pairs in lists.items():
        gathered = defaultdict(list)
        for unit, one in pairs:
            gathered[unit].append(one)
        units[name] = [gathered[unit] for unit in ids]
    return units


def _themes(corpus: corpora.Corpus, weights: np.ndarray) -> list[dict[str, float]]:
    """Of each passage, theme → weight; of one that was not read, nothing."""
    return [
        {theme: weight for theme, weight in zip(corpus.themes, row, strict=True) if weight > 0}
        for row in weights.round(DECIMALS).tolist()
    ]


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


def named(package: Package) -> pd.DataFrame:
    """Rows of `actors` but those of the authors of the texts, who are nobody of the contract."""
    return package.actors[package.actors["capacity"] != "author"]


def data(package: Package) -> dict[str, list[dict[str, str]]]:
    """What the scripts of the map and of The passages read, ready for JSON.

    texts (id, label, title, phase), phases, themes, projects and claims (id, label).
    """

    def listed(ids: Iterable[str], label: Callable[..., str], **how: Any) -> list[dict[str, str]]:
        return [{"id": one, "label": label(package, one, **how)} for one in ids]

    return {
        "phases": listed(package.phases["phase_id"], labels.phase),
        "texts": [
            {
                "id": row.doc_id,
                "label": labels.short_document(package, row.doc_id),
                "title": f"{labels.phase(package, row.phase_id)}: "
                f"{numbers.typographic(row.publisher)}, {labels.genre(package, row.doc_id)}",
                "phase": row.phase_id,
            }
            for row in package.documents.itertuples()
        ],
        "themes": listed(package.themes["theme"], labels.theme_title, short=True),
        "projects": listed(package.projects["project_id"], labels.project),
        "claims": [{"id": one, "label": labels.claim(one)} for one in package.claims["claim_id"]],
    }
