"""Each passage with all that the tables say of it, and what the scripts of the map read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

import pandas as pd

from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.package import Package
from themeshift.prose import labels, links, numbers

#: The kind of passage that holds no text of its own: menus, dates, credits.
FURNITURE = "furniture"
#: Decimals of a weight on a page: sums over a thousand passages stay right to a tenth of a percent.
DECIMALS = 6


class Code(NamedTuple):
    """What one coding gave a passage: themes with weights, first the heaviest, and its rules."""

    coder: str
    themes: list[tuple[str, float]]
    rules: list[int]


def passages(package: Package) -> pd.DataFrame:
    """The table `units` with what other tables say of each passage, in reading order.

    Columns more: phase_id; address (the publisher's page, opened at the passage); counted (whether
    it is in the base count); provisional (coded by the dictionary alone); weights (theme → mean
    weight); and lists: codes (`Code`), terms (a pattern for each place where the dictionary found
    it), states (sort and words of what it says), projects and claims (ids).
    """
    base = corpora.corpus(package)
    weights = {
        unit: {theme: weight for theme, weight in zip(base.themes, row, strict=True) if weight > 0}
        for unit, row in zip(base.unit_ids, base.weights.round(DECIMALS).tolist(), strict=True)
    }
    units, documents = package.units, package.documents.set_index("doc_id")
    ids = units["unit_id"]
    urls = units["doc_id"].map(documents["url"])
    projects = pd.concat([package.project_units, package.project_status, package.project_facts])
    projects = package.projects[["project_id"]].merge(projects[["unit_id", "project_id"]])
    terms = package.matches.merge(package.theme_terms, on="term_id")
    lists = {
        "codes": _codes(package),
        "terms": zip(terms["unit_id"], terms["pattern"], strict=True),
        "states": dict.fromkeys(_states(package)),
        "projects": dict.fromkeys(zip(projects["unit_id"], projects["project_id"], strict=True)),
        "claims": (
            (unit, row.claim_id)
            for row in package.claims.itertuples()
            for unit in judge.evidence(package, row)
        ),
    }
    every = units.assign(
        phase_id=units["doc_id"].map(documents["phase_id"]),
        address=list(map(public_address, urls, units["opening"])),
        counted=ids.isin(weights),
        provisional=ids.isin(corpora.provisional(package)),
        weights=[weights.get(unit, {}) for unit in ids],
    )
    for name, pairs in lists.items():
        gathered = defaultdict(list)
        for unit, one in pairs:
            gathered[unit].append(one)
        every[name] = [gathered[unit] for unit in ids]
    return every


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


def _codes(package: Package) -> Iterator[tuple[str, Code]]:
    """Passages with each coding by a reader; the dictionary's only where no reader coded them."""
    rows = package.codes
    read = rows["coder"].isin(corpora.codings(package))
    rows = rows[read | ~rows["unit_id"].isin(rows.loc[read, "unit_id"])]
    for (unit, coder), part in rows.groupby(["unit_id", "coder"], sort=False):
        shares = zip(part["theme"], part["weight"] / part["weight"].sum(), strict=True)
        rules = {int(rule) for cell in part["rule"] for rule in cell.split()}
        yield unit, Code(coder, sorted(shares, key=lambda one: -one[1]), sorted(rules))


def named(package: Package) -> pd.DataFrame:
    """Rows of `actors` but those of the authors of the texts, who are nobody of the contract."""
    return package.actors[package.actors["capacity"] != "author"]


def _states(package: Package) -> Iterator[tuple[str, tuple[str, str]]]:
    """Passages with what they state: its sort, and words for it."""
    for row in package.indicators.itertuples():
        yield row.unit_id, ("Figures", f"{row.label}: {numbers.figure(row)}")
    for row in named(package).itertuples():
        yield row.unit_id, ("Who", row.name)
    for row in package.instruments.itertuples():
        yield row.unit_id, ("Instruments", row.name)
    for row in package.events.itertuples():
        when = numbers.day(row.date_earliest, row.date_latest)
        yield row.unit_id, ("Dates", row.what + f" ({when})" * (when != numbers.MISSING))


def data(package: Package) -> dict[str, list[dict[str, str]]]:
    """What the scripts of the map and of The passages read, ready for JSON.

    texts (id, label, title, phase), phases, themes, projects and claims (id, label).
    """

    def listed(ids: Iterable[str], label: Callable[[str], str]) -> list[dict[str, str]]:
        return [{"id": one, "label": label(one)} for one in ids]

    return {
        "phases": listed(package.phases["phase_id"], partial(labels.phase, package)),
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
        "themes": listed(package.themes["theme"], partial(labels.theme_title, package, short=True)),
        "projects": listed(package.projects["project_id"], partial(labels.project, package)),
        "claims": listed(package.claims["claim_id"], labels.claim),
    }
