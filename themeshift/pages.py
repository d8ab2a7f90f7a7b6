"""Which pages does the book make from the data alone?

One page per text with each unit, one per theme with the units behind each share, the codebook, the
data dictionary, the glossary, and pages of figures, projects, actors, instruments, places, events
and of the official architecture. They hold the targets that tables, figures and sentences link to
(see `tables.target`). Pages are MyST; each string from the data is made inert; the same data give
the same bytes. Blocks and lists rather than wide tables, so that they can be read on a phone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import claims, codebook, lineage, wording
from themeshift.markup import escape, link
from themeshift.package import NO_THEME, SUBSTANTIVE, Package
from themeshift.seal import replace
from themeshift.tables import (
    LEVELS,
    French,
    Link,
    joined,
    phase_label,
    rendered,
    target,
    theme_label,
    unit_link,
)

#: First line of each page: what marks a file as one that may be written over or deleted.
MARK = "% Written by `python -m themeshift pages` from the tables of data/. Edits here are lost."

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date",
    "year": "year",
    "boolean": "yes or no",
}
_RIGHTS = {
    "open": "open: the text may be passed on",
    "features-only": "the text may not be passed on; only what is derived from it stands here",
}
_POLES = {"origin": "The origin pole.", "destination": "The destination pole."}
_KINDS = {"furniture": ("piece of furniture", "pieces of furniture")}
_ACTOR_KINDS = {
    "person": "Persons",
    "government": "Government",
    "public-body": "Public bodies",
    "committee": "Committees",
    "company": "Companies",
    "association": "Associations",
    "group": "Groups",
    "press": "Press",
}


def write(package: Package, folder: Path | str) -> list[Path]:
    """Write all pages into `folder` and return their paths, in the order of their names.

    A page is written aside and renamed, and only where its content changed. Pages that an earlier
    run wrote and that have no place any more are deleted; other files are left alone.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pages = texts(package, _project(folder))
    for name, text in pages.items():
        path, content = folder / name, text.encode()
        if not path.is_file() or path.read_bytes() != content:
            replace(path, content)
    for path in folder.glob("*.md"):
        if path.name not in pages and path.read_bytes().startswith(MARK.encode()):
            path.unlink()
    return [folder / name for name in sorted(pages)]


def texts(package: Package, project: Path | None = None) -> dict[str, str]:
    """File name → MyST text of every page.

    project: the folder of the book, where there is one; its chapters are then linked to.
    """
    source = _Source(package, project)
    made = {
        **_evidence_pages(source),
        **_theme_pages(source),
        "codebook.md": _codebook_page(source),
        "data-dictionary.md": _dictionary_page(source),
        "glossary.md": _glossary_page(source),
        "indicators.md": _indicator_page(source),
        "projects.md": _project_page(source),
        "actors.md": _actor_page(source),
        "instruments.md": _instrument_page(source),
        "places.md": _place_page(source),
        "events.md": _event_page(source),
        "architecture.md": _architecture_page(source),
    }
    return {name: f"{MARK}\n\n{_page(blocks)}" for name, blocks in made.items()}


# --- the parts of a page --------------------------------------------------------------------


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _anchored(anchor: str, block: str) -> str:
    """A block with a target above it."""
    return f"({_checked(anchor)})=\n{block}"


def _marked(anchor: str, text: str) -> str:
    """A run of text that is a target."""
    return f"[{escape(text)}]{{#{_checked(anchor)}}}"


def _checked(anchor: str) -> str:
    anchor = anchor.removeprefix("#")
    if not _ID.fullmatch(anchor):
        raise ValueError(f"anchor is {anchor!r}, expected lower case, digits and hyphens")
    return anchor


def _heading(text: str, level: int = 1, anchor: str | None = None) -> str:
    heading = f"{'#' * level} {escape(text)}"
    return _anchored(anchor, heading) if anchor else heading


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items if item)


def _definitions(entries: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Terms, each with one or several definitions; all of them MyST already."""
    blocks = []
    for term, said in entries:
        blocks += [f"{term}\n" + "\n\n".join(f": {definition}" for definition in said)]
    return "\n\n".join(blocks)


def _inner(items: Sequence[str]) -> str:
    """A list that is part of a definition; nothing where there are no items."""
    return "\n\n  " + _bullets(items).replace("\n", "\n  ") if items else ""


def _labelled(label: str, said: str) -> str:
    """**Label:** what is said; nothing where nothing is."""
    return f"**{escape(label)}:** {said}" if said else ""


def _folded(title: str, body: str) -> str:
    """A block that opens on demand."""
    return f":::{{dropdown}} {escape(title)}\n{body}\n:::"


def _sentence(text: str) -> str:
    """Text with a full stop."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(identifier: str) -> str:
    return identifier.replace("-", " ")


def _slug(text: str) -> str:
    """A French term as an anchor: letters without accents, digits, hyphens."""
    text = text.replace("œ", "oe").replace("æ", "ae").lower()
    bare = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _alphabetical(text: str) -> tuple[str, str]:
    """Key by which terms are put in order, accents aside."""
    return _slug(text), text


def _project(folder: Path) -> Path | None:
    """The folder of the book that `folder` is in, two levels down, or None."""
    project = folder.resolve().parent.parent
    return project if (project / "_toc.yml").is_file() else None


# --- what several pages need ----------------------------------------------------------------


@dataclass(frozen=True)
class _Source:
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

    def claim_links(self, anchor: str) -> str:
        """The claims that rest on a target, with a link to where they stand."""
        names = self.claims.get(anchor.removeprefix("#"), [])
        if not names:
            return ""
        said = wording.listing(escape(f"“{_words(name)}”") for name in names)
        where = f" ({link(*self.claims_page)})" if self.claims_page else ""
        return f"{'claim' if len(names) == 1 else 'claims'} {said}{where}"

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


def _uses(source: _Source) -> dict[str, dict[str, list[str]]]:
    package = source.package
    found: dict[str, dict[str, list[str]]] = {}

    def use(unit: str, what: str, said: str) -> None:
        rows = found.setdefault(unit, {}).setdefault(what, [])
        if said not in rows:
            rows.append(said)

    for row in package.structure.sort_values("order", kind="stable").itertuples():
        level = escape(LEVELS.get(row.level, _words(row.level)))
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
        capacity = escape(f" ({_words(row.capacity)})")
        use(row.unit_id, "Who", f"{link(row.name, target('actor', row.actor_id))} {capacity}")
    for row in package.instruments.itertuples():
        kind = escape(f" ({_words(row.kind)})")
        shown = link(row.name, target("instrument", row.instrument_id))
        use(row.unit_id, "Instruments", f"{shown} {kind}")
    for row in package.places.itertuples():
        use(row.unit_id, "Places", link(row.name, target("place", row.place_id)))
    for row in package.events.itertuples():
        use(row.unit_id, "Events", link(row.what, target("event", row.event_id)))
    return found


# --- the evidence, text by text -------------------------------------------------------------


def _numbered(kind: str, number: int, whole: int, name: str) -> str:
    """File name with a number wide enough that names stand in the order of the data."""
    return f"{kind}-{number:0{max(2, len(str(whole)))}d}-{name}.md"


def _evidence_pages(source: _Source) -> dict[str, list[str]]:
    documents = source.documents
    return {
        _numbered("evidence", number, len(documents), document.doc_id): _evidence_page(
            source, document
        )
        for number, document in enumerate(documents, start=1)
    }


def _evidence_page(source: _Source, document: Any) -> list[str]:
    units = source.package.units[source.package.units["doc_id"] == document.doc_id]
    title = f"{document.publisher}, {wording.day(document.date_earliest, document.date_latest)}"
    kinds = units["kind"].value_counts(sort=False)
    counted = wording.count(int(units["kind"].isin(SUBSTANTIVE).sum()), "unit")
    said = wording.listing(
        wording.count(number, *(_KINDS.get(kind) or (kind,))) for kind, number in kinds.items()
    )
    return [
        _heading(title, 1, target("document", document.doc_id)),
        escape(_sentence(document.title)),
        _document_header(source, document),
        _heading("Units", 2),
        escape(
            f"{_capital(counted)} of this text count in the base analysis: sentences and items of "
            f"lists. In all: {said}. What follows is what each says in our words, not its wording."
        ),
        *(_unit_block(source, unit) for unit in units.itertuples()),
    ]


def _document_header(source: _Source, document: Any) -> str:
    entries = [("Publisher", escape(document.publisher))]
    if document.author:
        entries.append(("Author", escape(document.author)))
    chapter = source.chapter(document.phase_id)
    phase = escape(phase_label(source.package, document.phase_id))
    entries.append(("Phase", f"{phase} ({link(*chapter)})" if chapter else phase))
    date = wording.day(document.date_earliest, document.date_latest)
    entries.append(("Date", escape(f"{date}. {_sentence(document.date_basis)}")))
    if not pd.isna(document.date_updated):
        entries.append(("Updated", escape(wording.day(document.date_updated))))
    if document.url:
        entries.append(("Public page", _public_page(document)))
    entries.append(("Words", escape(wording.number(document.words))))
    rights = _RIGHTS.get(document.rights, document.rights)
    entries.append(("Rights", escape(f"{_sentence(_capital(rights))} {document.rights_note}")))
    if document.note:
        entries.append(("Note", escape(_sentence(document.note))))
    entries.append(("Fingerprint of the text", escape(f"SHA-256 {document.sha256}")))
    return _bullets(_labelled(label, said) for label, said in entries)


def _public_page(document: Any) -> str:
    """A link to the page of the publisher; an address of another kind is only shown."""
    # %2D is a hyphen (RFC 3986, section 2.3), so written in the table that no run of words of a
    # headline stands there.
    address = document.url.replace("%2D", "-").replace("%2d", "-")
    try:
        return link(f"{document.publisher}, public page", address)
    except ValueError:
        return escape(address)


def _unit_block(source: _Source, unit: Any) -> str:
    head = [f"Unit {unit.position}", unit.kind]
    if unit.kind != "furniture":
        head += [f"paragraph {unit.paragraph}", f"{wording.number(unit.words)} words"]
    if unit.kind not in SUBSTANTIVE:
        head.append("not counted")
    first, *rest = head
    lines = [f"**{escape(first)}** {escape(' · '.join(['', *rest]).strip())}"]
    if unit.gist:
        lines.append(escape(unit.gist))
    details = [
        *_unit_codes(source, unit.unit_id),
        *_unit_readings(source, unit.unit_id),
        _labelled("Terms found", _unit_terms(source, unit.unit_id)),
        *_unit_uses(source, unit.unit_id),
    ]
    body = "\n\n".join([*lines, _bullets(details)]).rstrip()
    return _anchored(target("u", unit.unit_id), f":::{{container}} passage\n{body}\n:::")


def _coding_name(coder: str) -> str:
    """How a coder's work is called: first → First coding."""
    return f"{_capital(_words(coder))} coding"


def _weighed(source: _Source, rows: Sequence[Any], phase: str) -> str:
    """Themes with their weights, each leading to the list of its units in the phase."""
    shown = [
        (
            Link(theme_label(source.package, row.theme), target("theme", row.theme, phase)),
            f" {wording.percent(row.weight)}" if len(rows) > 1 else "",
        )
        for row in rows
    ]
    return rendered(joined(shown))


def _notes(rows: Sequence[Any]) -> str:
    """What was noted on the codes of a unit, each remark once."""
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return escape(_capital(_sentence("; ".join(notes))))


def _unit_codes(source: _Source, unit_id: str) -> Iterator[str]:
    phase = source.phase_of[unit_id]
    given = source.codes.get(unit_id, {})
    for coder in source.coders:
        if coder not in given:
            continue
        rows = given[coder]
        said = _weighed(source, rows, phase)
        rules = list(dict.fromkeys(rule for row in rows for rule in row.rule.split()))
        if rules:
            named = rendered(joined(Link(f"rule {rule}", target("rule", rule)) for rule in rules))
            said += f", by {named}"
        if any(row.status == "provisional" for row in rows):
            said += f" {escape('(provisional: not yet confirmed by reading)')}"
        notes = _notes(rows)
        yield _labelled(_coding_name(coder), f"{said}\\. {notes}".rstrip())


def _unit_readings(source: _Source, unit_id: str) -> Iterator[str]:
    for variant, rows in source.readings.get(unit_id, {}).items():
        said = _weighed(source, rows, source.phase_of[unit_id])
        label = f"Other reading ({_words(variant)})"
        yield _labelled(label, f"{said}\\. {_notes(rows)}".rstrip())


def _unit_terms(source: _Source, unit_id: str) -> str:
    matches = source.package.matches
    found = matches[matches["unit_id"] == unit_id].sort_values("start", kind="stable")
    pattern = source.package.theme_terms.set_index("term_id")["pattern"]
    shown = []
    for (term, theme), part in found.groupby(["term_id", "theme"], sort=False):
        times = f", {len(part)} times" if len(part) > 1 else ""
        label = theme_label(source.package, theme)
        shown.append((French(pattern[term]), f" ({label}{times})"))
    return rendered(joined(shown)) if shown else ""


def _unit_uses(source: _Source, unit_id: str) -> Iterator[str]:
    for what, links in source.uses.get(unit_id, {}).items():
        yield _labelled(what, ", ".join(links))
    yield _labelled("Used in", source.claim_links(target("u", unit_id)))


# --- the evidence, theme by theme -----------------------------------------------------------


def _theme_pages(source: _Source) -> dict[str, list[str]]:
    return {
        _numbered("theme", number, len(source.themes), theme): _theme_page(source, theme)
        for number, theme in enumerate(source.themes, start=1)
    }


@dataclass(frozen=True)
class _Share:
    """What one coder gives a theme in a phase: parts are (unit, weight, words that count)."""

    coder: str
    parts: tuple[tuple[Any, float, float], ...]
    whole: float
    provisional: bool

    @property
    def share(self) -> float:
        return sum(part[2] for part in self.parts) / self.whole if self.whole else float("nan")


def _theme_shares(source: _Source, theme: str, phase: str) -> list[_Share]:
    """One for each coder who coded all units of the phase that count."""
    units, found = source.counted[phase], []
    for coder in source.coders:
        coded = [source.codes.get(unit.unit_id, {}).get(coder) for unit in units]
        if not units or not all(coded):
            continue
        parts = []
        for unit, rows in zip(units, coded, strict=True):
            whole = sum(row.weight for row in rows)
            weight = sum(row.weight for row in rows if row.theme == theme) / whole
            if weight:
                parts.append((unit, weight, weight * unit.words))
        parts.sort(key=lambda part: -round(part[2], 6))
        provisional = any(row.status == "provisional" for rows in coded for row in rows)
        whole = float(sum(unit.words for unit in units))
        found.append(_Share(coder, tuple(parts), whole, provisional))
    return found


def _theme_page(source: _Source, theme: str) -> list[str]:
    row = codebook.definitions(source.package).set_index("theme").loc[theme]
    blocks = [
        _heading(row["label_en"]),
        f"{escape(row['definition'])} {link('Definition and terms', target('codebook', theme))}"
        " stand in the codebook\\. "
        + escape(
            "For each phase, these are the units that the theme was found in, those that weigh "
            "most first: the words that a unit gives the theme, over all words that count in the "
            "phase, make the theme's share."
        ),
    ]
    for phase in source.phases:
        shares = _theme_shares(source, theme, phase)
        label = phase_label(source.package, phase)
        title = f"{label}: {wording.percent(shares[0].share)}" if shares else label
        anchor = target("theme", theme, phase)
        blocks.append(_heading(title, 2, anchor))
        claimed = source.claim_links(anchor)
        if claimed:
            blocks.append(f"{_labelled('Used in', claimed)}\\.")
        if not shares:
            blocks.append(escape("No unit of this phase has been coded in full."))
        for share in shares:
            if len(source.coders) > 1:
                blocks.append(_heading(_coding_name(share.coder), 3))
            blocks += _share_blocks(source, share, phase)
    return blocks


def _share_blocks(source: _Source, share: _Share, phase: str) -> Iterator[str]:
    if share.provisional:
        yield escape("Some codes of this phase are provisional: not yet confirmed by reading.")
    whole = wording.number(share.whole)
    if not share.parts:
        yield escape(f"No unit: none of the {whole} words that count.")
        return
    room = wording.number(sum(part[2] for part in share.parts), 1).removesuffix(".0")
    number = wording.count(len(share.parts), "unit")
    yield escape(
        f"{_capital(number)}: {room} of the {whole} words that count, "
        f"{wording.percent(share.share)}."
    )
    yield _bullets(
        f"{source.unit(unit.unit_id, phase)}{escape(': ')} {escape(unit.gist)} "
        + escape(f"({_contribution(unit, weight, room_of_unit, share.whole)})")
        for unit, weight, room_of_unit in share.parts
    )


def _contribution(unit: Any, weight: float, room: float, whole: float) -> str:
    part = f"{wording.number(100 * room / whole, 1)}% of the phase"
    if weight > 1 - 1e-6:
        return f"{unit.words} words, {part}"
    return f"{wording.percent(weight)} of {unit.words} words, {part}"


# --- codebook -------------------------------------------------------------------------------


def _codebook_page(source: _Source) -> list[str]:
    package = source.package
    blocks = [
        _heading("Codebook"),
        escape(
            "What each theme speaks of and does not, the rules that settled hard cases, the terms "
            "by which the dictionary finds a theme, and the cases that could have gone another "
            "way. A unit's weights sum to one; they are even unless a rule parts them."
        ),
        _heading("Themes", 2),
    ]
    for row in codebook.definitions(package).itertuples():
        blocks += _theme_entry(source, row)
    blocks.append(_heading("Rules for hard cases", 2))
    for row in package.rules.sort_values("rule", kind="stable").itertuples():
        blocks += _rule_entry(source, row)
    blocks += _close_calls(source)
    return blocks


def _theme_entry(source: _Source, row: Any) -> Iterator[str]:
    package = source.package
    yield _heading(row.label_en, 3, target("codebook", row.theme))
    pole = _POLES.get(row.pole, "")
    yield " ".join(
        part
        for part in (rendered((French(row.label_fr), ". ")), escape(row.definition), escape(pole))
        if part
    )
    terms = package.theme_terms[package.theme_terms["theme"] == row.theme]
    rules = codebook.rules_of(package, row.theme)
    named = (Link(f"rule {rule.rule}", target("rule", rule.rule)) for rule in rules.itertuples())
    phases = []
    for phase in source.phases:
        shares = _theme_shares(source, row.theme, phase)
        share = f" {wording.percent(shares[0].share)}" if shares else ""
        shown = Link(phase_label(package, phase), target("theme", row.theme, phase))
        phases.append((shown, share))
    yield _bullets(
        _labelled(label, said)
        for label, said in (
            ("Speaks of", escape(row.includes)),
            ("Does not", escape(row.excludes)),
            ("For example", escape(row.example)),
            ("Rules", rendered(joined(named)) if len(rules) else ""),
            ("Units", rendered(joined(phases))),
        )
    )
    if len(terms):
        body = _bullets(_term(term) for term in terms.itertuples())
        yield _folded(_capital(wording.count(len(terms), "term")), body)


def _term(term: Any) -> str:
    note = f" ({term.note})" if term.note else ""
    return rendered((French(term.pattern), note))


def _rule_entry(source: _Source, row: Any) -> Iterator[str]:
    yield _heading(f"Rule {row.rule}. {row.title}", 3, target("rule", str(row.rule)))
    yield escape(row.text)
    themes = [theme for theme in row.themes.split() if theme in source.themes]
    if themes:
        links = (
            Link(theme_label(source.package, theme), target("codebook", theme)) for theme in themes
        )
        yield _labelled("Themes", rendered(joined(links)))
    applied = codebook.units_under_rule(source.package, int(row.rule))
    if applied.empty:
        yield escape("Not applied to any unit.")
        return
    items = []
    for unit in applied.itertuples():
        labels = joined(theme_label(source.package, theme) for theme in unit.themes.split())
        who = f", {_coding_name(unit.coder).lower()}" if len(source.coders) > 1 else ""
        note = f" {_capital(_sentence(unit.note))}" if unit.note else ""
        items.append(
            f"{source.unit(unit.unit_id)}{escape(who)}{escape(': ')} "
            f"{rendered((labels, '. '))}{escape(unit.gist)}{' ' if note else ''}{escape(note)}"
        )
    number = applied["unit_id"].nunique()
    yield _folded(f"Applied to {wording.count(number, 'unit')}", _bullets(items))


def _close_calls(source: _Source) -> Iterator[str]:
    if source.package.alternatives.empty:
        return
    yield _heading("Close calls and other readings", 2, "hard-cases")
    yield escape(
        "Units that could be read otherwise, with the reading that was kept and the other one. "
        "Each set of other readings is an arm of the robustness analysis."
    )
    for variant in pd.unique(source.package.alternatives["variant"]):
        yield _heading(_capital(_words(variant)), 3)
        items = []
        for unit in source.package.units["unit_id"]:
            rows = source.readings.get(unit, {}).get(variant)
            if not rows:
                continue
            phase = source.phase_of[unit]
            given = source.codes.get(unit, {})
            kept = next((given[coder] for coder in source.coders if coder in given), [])
            items.append(
                f"{source.unit(unit)}{escape(': ')} {escape(source.gist[unit])} "
                f"{_labelled('Kept', _weighed(source, kept, phase))}{escape(';')} "
                f"{_labelled('other', _weighed(source, rows, phase))}{escape('.')} {_notes(rows)}"
            )
        yield _bullets(items)


# --- data dictionary and glossary -----------------------------------------------------------


def _dictionary_page(source: _Source) -> list[str]:
    descriptor, tables = source.package.descriptor, source.package.tables()
    blocks = [
        _heading("Data dictionary"),
        escape(_sentence(str(descriptor.get("description") or descriptor.get("title") or ""))),
        escape(
            "Each table is a CSV file in the folder data, described by datapackage.json. Its "
            "columns, with type, unit and constraints:"
        ),
    ]
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource["schema"]
        title = resource.get("title") or name
        blocks.append(_heading(f"{title} ({name}.csv)", 2, target("table", name)))
        rows = f" It has {wording.count(len(tables[name]), 'row')}." if name in tables else ""
        blocks.append(escape(f"{_sentence(resource.get('description', ''))}{rows}"))
        key = schema.get("primaryKey", [])
        key = [key] if isinstance(key, str) else list(key)
        if key:
            blocks.append(_labelled("Key", escape(", ".join(key))))
        foreign = {
            entry["fields"]: entry["reference"]
            for entry in schema.get("foreignKeys", [])
            if isinstance(entry["fields"], str)
        }
        blocks.append(
            _definitions(
                (f"**{escape(column['name'])}**", [_column(name, column, foreign)])
                for column in schema["fields"]
            )
        )
    return blocks


def _column(table: str, column: Mapping[str, Any], foreign: Mapping[str, Any]) -> str:
    constraints = column.get("constraints", {})
    facts = [_TYPES.get(column.get("type", "string"), str(column.get("type")))]
    facts += [name for name in ("required", "unique") if constraints.get(name)]
    for name, words in (
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("minLength", "shortest length"),
        ("maxLength", "longest length"),
        ("pattern", "pattern"),
    ):
        if name in constraints:
            facts.append(f"{words} {constraints[name]}")
    if "enum" in constraints:
        facts.append(f"one of: {', '.join(map(str, constraints['enum']))}")
    if column.get("unit"):
        facts.append(f"unit: {column['unit']}")
    kind = _capital(_sentence("; ".join(facts)))
    said = escape(f"{_sentence(column.get('description', ''))} {kind}")
    if column["name"] in foreign:
        reference = foreign[column["name"]]
        other = reference["resource"] or table
        key = f"{other}.{reference['fields']}"
        said += f" Key of {link(key, target('table', other))}\\."
    return said


def _glossary_page(source: _Source) -> list[str]:
    glossary = source.package.glossary
    entries, taken = [], set()
    for row in sorted(glossary.itertuples(), key=lambda row: _alphabetical(row.term_fr)):
        anchor = f"term-{_slug(row.term_fr)}"
        mark = f"[]{{#{anchor}}}" if anchor not in taken and _slug(row.term_fr) else ""
        taken.add(anchor)
        english = f", {row.term_en}" if row.term_en and row.term_en != row.term_fr else ""
        origin = f" Source: {_sentence(row.source)}" if row.source else ""
        term = f"{mark}{rendered((French(row.term_fr), english))}"
        entries.append((term, [escape(f"{_sentence(row.meaning)}{origin}")]))
    return [
        _heading("Glossary"),
        escape("French terms of the contracts and of this book, in alphabetical order."),
        _definitions(entries),
    ]


# --- what the texts state -------------------------------------------------------------------


def _indicator_page(source: _Source) -> list[str]:
    indicators = source.package.indicators
    phases = indicators.groupby("measure", sort=False)["phase_id"].nunique()
    blocks = [
        _heading("Figures"),
        escape(
            f"Every figure that the texts give: {wording.number(len(indicators))} of them, for "
            f"{wording.count(len(phases), 'measure')}, with qualifier, unit and scope as stated."
        ),
    ]
    recurring = list(phases[phases > 1].index)
    if recurring:
        blocks.append(_heading("Given in more than one phase", 2))
        blocks.append(_measures(source, recurring))
    for phase in source.phases:
        rows = indicators[indicators["phase_id"] == phase]
        alone = [name for name in pd.unique(rows["measure"]) if name not in recurring]
        if alone:
            title = f"Given in {phase_label(source.package, phase)} alone"
            blocks.append(_heading(title, 2))
            blocks.append(_measures(source, alone))
    return blocks


def _measures(source: _Source, measures: Sequence[str]) -> str:
    indicators = source.package.indicators
    order = {phase: place for place, phase in enumerate(source.phases)}
    entries = []
    for measure in measures:
        rows = indicators[indicators["measure"] == measure]
        rows = rows.assign(place=rows["phase_id"].map(order)).sort_values("place", kind="stable")
        labels = " / ".join(dict.fromkeys(rows["label"]))
        entries.append((f"**{escape(labels)}**", [_figure(source, row) for row in
                                                 rows.itertuples()]))  # fmt: skip
    return _definitions(entries)


def _figure(source: _Source, row: Any) -> str:
    facts = [row.scope]
    if not pd.isna(row.year):
        facts.append(f"refers to {row.year}")
    if not pd.isna(row.target_year):
        facts.append(f"target year {row.target_year}")
    said = ", ".join(fact for fact in facts if fact)
    note = f" {_sentence(row.note)}" if row.note else ""
    anchor = target("indicator", row.indicator_id)
    claimed = source.claim_links(anchor)
    return (
        f"{_marked(anchor, _capital(wording.figure(row)))}{escape(': ')} {escape(said)} "
        f"({source.unit(row.unit_id)})\\.{' ' if note else ''}{escape(note)}"
        + (f" Used in {claimed}\\." if claimed else "")
    )


def _project_page(source: _Source) -> list[str]:
    package = source.package
    paths = lineage.paths(package)
    blocks = [
        _heading("Projects"),
        escape(
            f"The {wording.count(len(package.projects), 'project')} that the texts name, with "
            "what became of each and all that the texts say of it."
        ),
    ]
    for project in package.projects.sort_values("order", kind="stable").itertuples():
        anchor = target("project", project.project_id)
        french = (French(project.label_fr), ". ") if project.label_fr else ()
        blocks.append(_heading(project.label, 2, anchor))
        blocks.append(f"{rendered(french)}{escape(project.description)}")
        claimed = source.claim_links(anchor)
        if claimed:
            blocks.append(f"{_labelled('Used in', claimed)}\\.")
        path = paths[paths["project_id"] == project.project_id]
        blocks.append(_definitions(_project_step(source, step) for step in path.itertuples()))
        about = lineage.units(package, project.project_id)
        about = about[about["why"].str.split().map(lambda why: "about" in why).astype(bool)]
        if len(about):
            links = ", ".join(source.unit(unit) for unit in about["unit_id"])
            blocks.append(f"{_labelled('Units about it', links)}\\.")
    return blocks


def _project_step(source: _Source, step: Any) -> tuple[str, list[str]]:
    label = phase_label(source.package, step.phase_id)
    note = f" {_sentence(step.note)}" if step.note else ""
    if step.status == lineage.ABSENT:
        return f"**{escape(label)}**", [escape(f"Not named.{note}")]
    shown = f"{escape(_capital(step.status))} ({source.unit(step.unit_id, step.phase_id)})\\."
    said = f"{shown}{' ' if note else ''}{escape(note)}"
    bullets = []
    facts = source.package.project_facts
    facts = facts[
        (facts["project_id"] == step.project_id) & (facts["phase_id"] == step.phase_id)
    ]
    for fact in facts.itertuples():
        remark = f" {_sentence(fact.note)}" if fact.note else ""
        bullets.append(
            f"{escape(_capital(_words(fact.aspect)))}{escape(': ')} "
            f"{escape(fact.value.rstrip('.'))} "
            f"({source.unit(fact.unit_id, step.phase_id)})\\.{' ' if remark else ''}"
            f"{escape(remark)}"
        )
    return f"**{escape(label)}**", [said + _inner(bullets)]


def _actor_page(source: _Source) -> list[str]:
    actors = source.package.actors
    blocks = [
        _heading("Who: persons and organisations"),
        escape(
            f"The {wording.count(actors['name'].nunique(), 'name')} that the texts give, with the "
            "role held at that date and the capacity in which each appears."
        ),
    ]
    known = [*_ACTOR_KINDS, *(kind for kind in pd.unique(actors["kind"])
                              if kind not in _ACTOR_KINDS)]  # fmt: skip
    for kind in known:
        rows = actors[actors["kind"] == kind]
        if rows.empty:
            continue
        blocks.append(_heading(_ACTOR_KINDS.get(kind, _capital(_words(kind))), 2))
        blocks.append(
            _definitions(
                (f"**{escape(name)}**", list(_appearances(source, part)))
                for name, part in _alphabetically(rows, "name")
            )
        )
    return blocks


def _alphabetically(rows: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    groups = rows.groupby(column, sort=False)
    return sorted(((name, part) for name, part in groups), key=lambda pair: _alphabetical(pair[0]))


def _appearances(source: _Source, rows: pd.DataFrame) -> Iterator[str]:
    """One definition for each phase, role and capacity, with all its units."""
    same = ["phase_id", "role", "role_fr", "capacity", "on_behalf_of"]
    for (phase, role, french, capacity, behalf), part in rows.groupby(same, sort=False):
        pieces: list[Any] = [role] if role else []
        if french:
            pieces += [" (", French(french), ")"] if role else [French(french)]
        pieces.append(f"{', ' if pieces else ''}{_words(capacity)}")
        if behalf:
            pieces.append(f", for {behalf}")
        units, noted = [], []
        for row in part.itertuples():
            anchor = _checked(target("actor", row.actor_id))
            unit = f"[]{{#{anchor}}}{source.unit(row.unit_id, phase)}"
            units += [] if row.note else [unit]
            noted += [f"{unit}{escape(': ')} {escape(_sentence(row.note))}"] if row.note else []
        label = escape(f"{phase_label(source.package, phase)}: ")
        where = f" ({', '.join(units)})" if units else ""
        yield f"{label} {rendered(tuple(pieces))}{where}\\.{_inner(noted)}"


def _instrument_page(source: _Source) -> list[str]:
    instruments = source.package.instruments
    blocks = [
        _heading("What: funds, plans and other instruments"),
        escape(
            f"The {wording.count(instruments['name'].nunique(), 'instrument')} that the texts "
            "name, by kind."
        ),
    ]
    for kind, rows in _alphabetically(instruments, "kind"):
        blocks.append(_heading(_capital(_words(kind)), 2))
        blocks.append(
            _definitions(
                (
                    f"**{escape(name)}**",
                    [
                        _mention(source, "instrument", row.instrument_id, row, row.description)
                        for row in part.itertuples()
                    ],
                )
                for name, part in _alphabetically(rows, "name")
            )
        )
    return blocks


def _mention(source: _Source, kind: str, identifier: str, row: Any, said: str) -> str:
    """One mention of a thing: phase (a target), what is said, unit, remark."""
    phase = phase_label(source.package, row.phase_id)
    note = f" {_sentence(row.note)}" if row.note else ""
    colon = f"{escape(': ')} {escape(said)}" if said else ""
    return (
        f"{_marked(target(kind, identifier), phase)}{colon} "
        f"({source.unit(row.unit_id, row.phase_id)})\\.{' ' if note else ''}{escape(note)}"
    )


def _place_page(source: _Source) -> list[str]:
    places = source.package.places
    blocks = [
        _heading("Where: places"),
        escape(
            f"The {wording.count(places['name'].nunique(), 'place')} that the texts name, and "
            "what for."
        ),
    ]
    entries = []
    for name, part in _alphabetically(places, "name"):
        kinds = wording.listing(dict.fromkeys(map(_words, part["kind"])))
        said = [
            _mention(source, "place", row.place_id, row, row.role) for row in part.itertuples()
        ]
        entries.append((f"**{escape(name)}** {escape(f'({kinds})')}", said))
    return [*blocks, _definitions(entries)]


def _event_page(source: _Source) -> list[str]:
    events = source.package.events.sort_values(
        ["date_earliest", "date_latest"], kind="stable", na_position="last"
    )
    blocks = [
        _heading("When: dates and events"),
        escape(
            f"The {wording.count(len(events), 'date')} that the texts give or that follow from "
            "them, in the order of time. Where a text is vague, both ends of the time stand."
        ),
    ]
    year = events["date_earliest"].dt.year
    for value in [*sorted(year.dropna().unique()), None]:
        rows = events[year.isna() if value is None else year == value]
        if rows.empty:
            continue
        blocks.append(_heading("Without a date" if value is None else str(int(value)), 2))
        blocks.append(_definitions(_event(source, row) for row in rows.itertuples()))
    return blocks


def _event(source: _Source, row: Any) -> tuple[str, list[str]]:
    dated = not pd.isna(row.date_earliest)
    day = wording.day(row.date_earliest, row.date_latest) if dated else "No date"
    where = f", {row.place}" if row.place else ""
    note = f" {_sentence(row.note)}" if row.note else ""
    said = (
        f"{escape(row.what + where)} ({source.unit(row.unit_id)})\\."
        f"{' ' if note else ''}{escape(note)}"
    )
    return f"**{_marked(target('event', row.event_id), day)}**", [said]


def _architecture_page(source: _Source) -> list[str]:
    package = source.package
    blocks = [
        _heading("The official architecture"),
        escape(
            "How each phase says that it is built: axes, themes, strands, projects, transverse "
            "actions, lines of work and proposals, each with the themes that it speaks of."
        ),
    ]
    for phase in source.phases:
        rows = package.structure[package.structure["phase_id"] == phase]
        rows = rows.sort_values("order", kind="stable")
        blocks.append(_heading(phase_label(package, phase), 2))
        if rows.empty:
            blocks.append(escape("Nothing recorded."))
            continue
        blocks.append("\n".join(_structure_lines(source, rows, "", 0)))
    return blocks


def _structure_lines(
    source: _Source, rows: pd.DataFrame, parent: str, depth: int
) -> Iterator[str]:
    """Items under a parent, each followed by those under it, as a nested list."""
    themes = source.package.structure_themes
    for row in rows[rows["parent_id"] == parent].itertuples():
        given = themes[themes["item_id"] == row.item_id]
        named = wording.listing(
            theme_label(source.package, code.theme).lower()
            + (f" ({wording.percent(code.weight)})" if len(given) > 1 else "")
            for code in given.itertuples()
            if code.theme != NO_THEME
        )
        french = (" (", French(row.label_fr), ")") if row.label_fr else ()
        level = LEVELS.get(row.level, _words(row.level))
        note = f" {_sentence(row.note)}" if row.note else ""
        shown = f": {named}" if named else ": no theme"
        yield (
            f"{'  ' * depth}- {_marked(target('structure', row.item_id), row.label)}"
            f"{rendered(french)}{escape(f', {level}{shown}')} "
            f"({source.unit(row.unit_id, row.phase_id)})\\.{' ' if note else ''}{escape(note)}"
        )
        yield from _structure_lines(source, rows, row.item_id, depth + 1)
