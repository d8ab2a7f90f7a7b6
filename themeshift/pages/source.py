"""What do several generated pages look up? The package, by unit, phase and theme."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import claims, codebook, lineage, wording
from themeshift.markup import escape, link
from themeshift.package import SUBSTANTIVE, Package
from themeshift.pages import parts, uses
from themeshift.tables import LEVELS, rendered, target, unit_link


@dataclass(frozen=True)
class Source:
    """The package and what several pages look up in it."""

    package: Package
    project: Path | None

    @cached_property
    def phases(self) -> list[str]:
        return lineage.phase_ids(self.package)

    @cached_property
    def themes(self) -> list[str]:
        return list(codebook.definitions(self.package)["theme"])

    @cached_property
    def documents(self) -> list[Any]:
        return list(self.package.documents.sort_values("order", kind="stable").itertuples())

    @cached_property
    def phase_of(self) -> dict[str, str]:
        """Unit → phase."""
        document = {row.doc_id: row.phase_id for row in self.documents}
        units = self.package.units
        return dict(zip(units["unit_id"], units["doc_id"].map(document), strict=True))

    @cached_property
    def gist(self) -> dict[str, str]:
        units = self.package.units
        return dict(zip(units["unit_id"], units["gist"], strict=True))

    @cached_property
    def coders(self) -> list[str]:
        """Coders in the order in which `codes` names them."""
        return list(pd.unique(self.package.codes["coder"]))

    @cached_property
    def codes(self) -> dict[str, dict[str, list[Any]]]:
        """Unit → coder → codes by rank."""
        return self._by_unit(self.package.codes, "coder")

    @cached_property
    def readings(self) -> dict[str, dict[str, list[Any]]]:
        """Unit → variant → second reading by rank."""
        return self._by_unit(self.package.alternatives, "variant")

    def _by_unit(self, table: pd.DataFrame, who: str) -> dict[str, dict[str, list[Any]]]:
        found: dict[str, dict[str, list[Any]]] = {}
        for row in table.sort_values("rank", kind="stable").itertuples():
            found.setdefault(row.unit_id, {}).setdefault(getattr(row, who), []).append(row)
        return found

    @cached_property
    def patterns(self) -> dict[str, str]:
        """Term → its pattern."""
        terms = self.package.theme_terms
        return dict(zip(terms["term_id"], terms["pattern"], strict=True))

    @cached_property
    def terms(self) -> dict[str, dict[tuple[str, str], int]]:
        """Unit → (term, theme) → number of matches, in the order of the text."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        for row in self.package.matches.sort_values("start", kind="stable").itertuples():
            counts = found.setdefault(row.unit_id, {})
            counts[row.term_id, row.theme] = counts.get((row.term_id, row.theme), 0) + 1
        return found

    @cached_property
    def counted(self) -> dict[str, list[Any]]:
        """Phase → its units that count, in the order of the texts."""
        found: dict[str, list[Any]] = {phase: [] for phase in self.phases}
        place = {row.doc_id: number for number, row in enumerate(self.documents)}
        units = self.package.units[self.package.units["kind"].isin(SUBSTANTIVE)]
        units = units.assign(place=units["doc_id"].map(place))
        for unit in units.sort_values(["place", "position"], kind="stable").itertuples():
            found[self.phase_of[unit.unit_id]].append(unit)
        return found

    @cached_property
    def uses(self) -> dict[str, dict[str, list[str]]]:
        """Unit → kind of row → links to every row that rests on the unit."""
        return _uses(self)

    @cached_property
    def claims(self) -> dict[str, list[str]]:
        """Anchor → ids of the claims whose evidence it is."""
        found: dict[str, list[str]] = {}
        table = self.package.claims.sort_values("order", kind="stable")
        for claim in table["claim_id"]:
            for evidence in claims.evidence(self.package, claim):
                found.setdefault(evidence.target.removeprefix("#"), []).append(claim)
        return found

    @cached_property
    def book(self) -> dict[str, tuple[str, str]]:
        """Page of the book (path from its root) → its title and what it says, code included."""
        return _book(self.project) if self.project else {}

    @cached_property
    def claims_page(self) -> tuple[str, str] | None:
        """Title and path of the page that lists all claims."""
        for path, (title, said) in self.book.items():
            if "claims.table(" in said:
                return title, f"../../{path}"
        return None

    def chapter(self, phase: str) -> tuple[str, str] | None:
        """Title and path of the chapter that is about one phase and no other."""
        for path, (title, said) in self.book.items():
            named = [name for name in self.phases if f'"{name}"' in said]
            if path.startswith("chapters/") and named == [phase]:
                return title, f"../../{path}"
        return None

    def claim_links(self, *anchors: str) -> str:
        """The claims that rest on any of these targets, with a link to where they stand."""
        known = (self.claims.get(anchor.removeprefix("#"), ()) for anchor in anchors)
        names = list(dict.fromkeys(name for one in known for name in one))
        if not names:
            return ""
        said = wording.listing(escape(f"“{parts.words(name)}”") for name in names)
        where = f" ({link(*self.claims_page)})" if self.claims_page else ""
        return f"{'claim' if len(names) == 1 else 'claims'} {said}{where}"

    @cached_property
    def shown_in(self) -> dict[str, list[str]]:
        """Anchor → names of the figures and tables of the chapters that rest on it."""
        return uses.shown_in(self.package, self.project, self.book) if self.project else {}

    def used_in(self, *anchors: str) -> str:
        """The claims, figures and tables that rest on any of these targets, each once."""
        anchors = [anchor.removeprefix("#") for anchor in anchors]
        names = dict.fromkeys(name for one in anchors for name in self.shown_in.get(one, ()))
        places = ", ".join(f"{{numref}}`{name}`" for name in names)
        return "; ".join(said for said in (self.claim_links(*anchors), places) if said)

    def unit(self, unit_id: str, within: str | None = None) -> str:
        return rendered(unit_link(self.package, unit_id, within)) if unit_id else ""


def _book(project: Path) -> dict[str, tuple[str, str]]:
    """Title and source of each page of the book that its table of contents lists."""
    listed = (project / "_toc.yml").read_text(encoding="utf-8")
    found = {}
    for path in sorted([*project.glob("chapters/*.*"), *project.glob("appendices/*.*")]):
        if path.suffix not in (".md", ".ipynb"):
            continue
        name = path.relative_to(project).with_suffix("").as_posix()
        if not re.search(rf"{re.escape(name)}\s*$", listed, re.MULTILINE):
            continue
        said = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            try:
                said = "\n".join("".join(cell["source"]) for cell in json.loads(said)["cells"])
            except (ValueError, KeyError, TypeError):
                continue  # the runner tells of a broken notebook
        title = re.search(r"^# +(.+)$", said, re.MULTILINE)
        found[path.relative_to(project).as_posix()] = (
            title.group(1).strip() if title else path.stem,
            said,
        )
    return found


def _uses(source: Source) -> dict[str, dict[str, list[str]]]:
    package = source.package
    found: dict[str, dict[str, list[str]]] = {}

    def use(unit: str, what: str, said: str) -> None:
        rows = found.setdefault(unit, {}).setdefault(what, [])
        if said not in rows:
            rows.append(said)

    for row in package.structure.sort_values("order", kind="stable").itertuples():
        level = escape(LEVELS.get(row.level, parts.words(row.level)))
        shown = link(row.label, target("structure", row.item_id))
        use(row.unit_id, "Structure", f"{level} {shown}")
    label = dict(zip(package.projects["project_id"], package.projects["label"], strict=True))
    for table in (package.project_status, package.project_facts, package.project_units):
        for row in table.itertuples():
            shown = link(label[row.project_id], target("project", row.project_id))
            use(row.unit_id, "Projects", shown)
    for row in package.indicators.itertuples():
        shown = link(f"{row.label}: {wording.figure(row)}", target("indicator", row.indicator_id))
        use(row.unit_id, "Figures", shown)
    for row in package.actors.itertuples():
        capacity = escape(f" ({parts.words(row.capacity)})")
        use(row.unit_id, "Who", f"{link(row.name, target('actor', row.actor_id))} {capacity}")
    for row in package.instruments.itertuples():
        kind = escape(f" ({parts.words(row.kind)})")
        shown = link(row.name, target("instrument", row.instrument_id))
        use(row.unit_id, "Instruments", f"{shown} {kind}")
    for row in package.places.itertuples():
        use(row.unit_id, "Places", link(row.name, target("place", row.place_id)))
    for row in package.events.itertuples():
        use(row.unit_id, "Events", link(row.what, target("event", row.event_id)))
    return found
