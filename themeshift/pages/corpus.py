"""Each passage with all that the tables say of it, and what the scripts of the map read."""

from __future__ import annotations

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
    """The table `units` with what the page and its script need of each passage, in reading order.

    Columns more: phase_id, publisher and url of its text; address (the publisher's page, opened at
    the passage); counted (whether it is in the base count); themes (theme → mean weight); agreement
    (of its codings, in words); and lists: terms (patterns that the dictionary found), projects and
    claims (ids).
    """
    base = corpora.corpus(package)
    themes = {
        unit: {theme: weight for theme, weight in zip(base.themes, row, strict=True) if weight}
        for unit, row in zip(base.unit_ids, base.weights.round(DECIMALS).tolist(), strict=True)
    }
    readings = (~np.isnan(base.by_coding).any(axis=2)).sum(axis=0)
    few = {0: "provisional: coded by the dictionary alone", 1: "one coding"}
    agreement = {
        unit: few.get(number, "the codings agree")
        for unit, number in zip(base.unit_ids, readings, strict=True)
    }
    differ = reliability.disagreements(package)["unit_id"]
    agreement |= dict.fromkeys(differ, "mean; the codings differ")
    evidence = {
        row.claim_id: set(judge.evidence(package, row)) for row in package.claims.itertuples()
    }
    projects = pd.concat([package.project_units, package.project_status, package.project_facts])
    projects = package.projects[["project_id"]].merge(projects[["unit_id", "project_id"]])
    projects = projects.groupby("unit_id")["project_id"].unique()
    terms = package.matches.merge(package.theme_terms, on="term_id")
    terms = terms.groupby("unit_id")["pattern"].unique()
    texts = package.documents[["doc_id", "phase_id", "publisher", "url"]]
    units = package.units.merge(texts, on="doc_id")
    ids = units["unit_id"]
    return units.assign(
        address=list(map(public_address, units["url"], units["opening"])),
        counted=ids.isin(themes),
        themes=[themes.get(unit, {}) for unit in ids],
        agreement=ids.map(agreement),
        terms=[list(terms.get(unit, ())) for unit in ids],
        projects=[list(projects.get(unit, ())) for unit in ids],
        claims=[
            [claim for claim, rests_on in evidence.items() if unit in rests_on] for unit in ids
        ],
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
