"""The evidence, text by text: one page per text, one block per unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from themeshift import wording
from themeshift.markup import escape, link
from themeshift.package import SUBSTANTIVE
from themeshift.pages import parts
from themeshift.pages.source import Source
from themeshift.tables import French, Link, joined, phase_label, rendered, target, theme_label

_RIGHTS = {
    "open": "open: the text may be passed on",
    "features-only": "the text may not be passed on; only what is derived from it stands here",
}
_KINDS = {"furniture": ("piece of furniture", "pieces of furniture")}


def pages(source: Source) -> dict[str, list[str]]:
    documents = source.documents
    return {
        parts.numbered("evidence", number, len(documents), document.doc_id): _evidence_page(
            source, document
        )
        for number, document in enumerate(documents, start=1)
    }


def _evidence_page(source: Source, document: Any) -> list[str]:
    units = source.package.units[source.package.units["doc_id"] == document.doc_id]
    title = f"{document.publisher}, {wording.day(document.date_earliest, document.date_latest)}"
    kinds = units["kind"].value_counts(sort=False)
    counted = wording.count(int(units["kind"].isin(SUBSTANTIVE).sum()), "passage")
    said = wording.listing(
        wording.count(number, *(_KINDS.get(kind) or (kind,))) for kind, number in kinds.items()
    )
    return [
        parts.heading(title, 1, target("document", document.doc_id)),
        escape(parts.sentence(document.title)),
        _document_header(source, document),
        parts.heading("Passages", 2),
        escape(
            f"{parts.capital(counted)} of this text count in the base analysis: sentences and items of "
            f"lists. In all: {said}. What follows is what each says in our words, not its wording."
        ),
        *(_unit_block(source, unit) for unit in units.itertuples()),
    ]


def _document_header(source: Source, document: Any) -> str:
    entries = [("Publisher", escape(document.publisher))]
    if document.author:
        entries.append(("Author", escape(document.author)))
    chapter = source.chapter(document.phase_id)
    phase = escape(phase_label(source.package, document.phase_id))
    entries.append(("Phase", f"{phase} ({link(*chapter)})" if chapter else phase))
    date = wording.day(document.date_earliest, document.date_latest)
    entries.append(("Date", escape(f"{date}. {parts.sentence(document.date_basis)}")))
    if not pd.isna(document.date_updated):
        entries.append(("Updated", escape(wording.day(document.date_updated))))
    if document.url:
        entries.append(("Public page", _public_page(document)))
    entries.append(("Words", escape(wording.number(document.words))))
    rights = _RIGHTS.get(document.rights, document.rights)
    entries.append(
        ("Rights", escape(f"{parts.sentence(parts.capital(rights))} {document.rights_note}"))
    )
    if document.note:
        entries.append(("Note", escape(parts.sentence(document.note))))
    entries.append(("Fingerprint of the text", escape(f"SHA-256 {document.sha256}")))
    return parts.bullets(parts.labelled(label, said) for label, said in entries)


def _public_page(document: Any) -> str:
    """A link to the page of the publisher; an address of another kind is only shown."""
    # %2D is a hyphen (RFC 3986, section 2.3), so written in the table that no run of words of a
    # headline stands there.
    address = document.url.replace("%2D", "-").replace("%2d", "-")
    try:
        return link(f"{document.publisher}, public page", address)
    except ValueError:
        return escape(address)


def _unit_block(source: Source, unit: Any) -> str:
    head = [f"Passage {unit.position}", unit.kind]
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
        parts.labelled("Terms found", _unit_terms(source, unit.unit_id)),
        *_unit_uses(source, unit.unit_id),
    ]
    body = "\n\n".join([*lines, parts.bullets(details)]).rstrip()
    return parts.anchored(target("u", unit.unit_id), f":::{{container}} passage\n{body}\n:::")


def coding_name(coder: str) -> str:
    """How a coder's work is called: first → First coding."""
    return f"{parts.capital(parts.words(coder))} coding"


def weighed(source: Source, rows: Sequence[Any], phase: str) -> str:
    """Themes with their weights, each leading to the list of its units in the phase."""
    shown = [
        (
            Link(theme_label(source.package, row.theme), target("theme", row.theme, phase)),
            f" {wording.percent(row.weight)}" if len(rows) > 1 else "",
        )
        for row in rows
    ]
    return rendered(joined(shown))


def notes(rows: Sequence[Any]) -> str:
    """What was noted on the codes of a unit, each remark once."""
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return escape(parts.capital(parts.sentence("; ".join(notes))))


def _unit_codes(source: Source, unit_id: str) -> Iterator[str]:
    phase = source.phase_of[unit_id]
    given = source.codes.get(unit_id, {})
    for coder in source.coders:
        if coder not in given:
            continue
        rows = given[coder]
        said = weighed(source, rows, phase)
        rules = list(dict.fromkeys(rule for row in rows for rule in row.rule.split()))
        if rules:
            named = rendered(joined(Link(f"rule {rule}", target("rule", rule)) for rule in rules))
            said += f", by {named}"
        if any(row.status == "provisional" for row in rows):
            said += f" {escape('(provisional: not yet confirmed by reading)')}"
        yield parts.labelled(coding_name(coder), f"{said}\\. {notes(rows)}".rstrip())


def _unit_readings(source: Source, unit_id: str) -> Iterator[str]:
    for variant, rows in source.readings.get(unit_id, {}).items():
        said = weighed(source, rows, source.phase_of[unit_id])
        label = f"Other reading ({parts.words(variant)})"
        yield parts.labelled(label, f"{said}\\. {notes(rows)}".rstrip())


def _unit_terms(source: Source, unit_id: str) -> str:
    shown = []
    for (term, theme), number in source.terms.get(unit_id, {}).items():
        times = f", {number} times" if number > 1 else ""
        label = theme_label(source.package, theme)
        shown.append((French(source.patterns[term]), f" ({label}{times})"))
    return rendered(joined(shown)) if shown else ""


def _unit_uses(source: Source, unit_id: str) -> Iterator[str]:
    for what, links in source.uses.get(unit_id, {}).items():
        yield parts.labelled(what, ", ".join(links))
    yield parts.labelled("Used in", source.used_in(target("u", unit_id)))
    themes = dict.fromkeys(
        row.theme for rows in source.codes.get(unit_id, {}).values() for row in rows
    )
    phase = source.phase_of[unit_id]
    yield parts.labelled(
        "Counted in", source.used_in(*(target("theme", theme, phase) for theme in themes))
    )
