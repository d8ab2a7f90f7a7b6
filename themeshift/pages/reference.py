"""The codebook, the data dictionary and the glossary."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from themeshift import codebook, wording
from themeshift.markup import escape, link
from themeshift.pages import parts
from themeshift.pages.evidence import coding_name, notes, weighed
from themeshift.pages.source import Source
from themeshift.pages.themes import theme_shares
from themeshift.tables import French, Link, joined, phase_label, rendered, target, theme_label

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date",
    "year": "year",
    "boolean": "yes or no",
}
_POLES = {"origin": "The origin pole.", "destination": "The destination pole."}


def codebook_page(source: Source) -> list[str]:
    package = source.package
    blocks = [
        parts.heading("Codebook"),
        escape(
            "What each theme speaks of and does not, the rules that settled hard cases, the terms "
            "by which the dictionary finds a theme, and the cases that could have gone another "
            "way. A passage's weights sum to one; they are even unless a rule parts them."
        ),
        parts.heading("Themes", 2),
    ]
    for row in codebook.definitions(package).itertuples():
        blocks += _theme_entry(source, row)
    blocks.append(parts.heading("Rules for hard cases", 2))
    for row in package.rules.sort_values("rule", kind="stable").itertuples():
        blocks += _rule_entry(source, row)
    blocks += _close_calls(source)
    return blocks


def _theme_entry(source: Source, row: Any) -> Iterator[str]:
    package = source.package
    yield parts.heading(row.label_en, 3, target("codebook", row.theme))
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
        shares = theme_shares(source, row.theme, phase)
        share = f" {wording.percent(shares[0].share)}" if shares else ""
        shown = Link(phase_label(package, phase), target("theme", row.theme, phase))
        phases.append((shown, share))
    yield parts.bullets(
        parts.labelled(label, said)
        for label, said in (
            ("Speaks of", escape(row.includes)),
            ("Does not", escape(row.excludes)),
            ("For example", escape(row.example)),
            ("Rules", rendered(joined(named)) if len(rules) else ""),
            ("Passages", rendered(joined(phases))),
        )
    )
    if len(terms):
        body = parts.bullets(_term(term) for term in terms.itertuples())
        yield parts.folded(parts.capital(wording.count(len(terms), "term")), body)


def _term(term: Any) -> str:
    note = f" ({term.note})" if term.note else ""
    return rendered((French(term.pattern), note))


def _rule_entry(source: Source, row: Any) -> Iterator[str]:
    yield parts.heading(f"Rule {row.rule}. {row.title}", 3, target("rule", str(row.rule)))
    yield escape(row.text)
    themes = [theme for theme in row.themes.split() if theme in source.themes]
    if themes:
        links = (
            Link(theme_label(source.package, theme), target("codebook", theme)) for theme in themes
        )
        yield parts.labelled("Themes", rendered(joined(links)))
    applied = codebook.units_under_rule(source.package, int(row.rule))
    if applied.empty:
        yield escape("Not applied to any passage.")
        return
    items = []
    for unit in applied.itertuples():
        labels = joined(theme_label(source.package, theme) for theme in unit.themes.split())
        who = f", {coding_name(unit.coder).lower()}" if len(source.coders) > 1 else ""
        note = f" {parts.capital(parts.sentence(unit.note))}" if unit.note else ""
        items.append(
            f"{source.unit(unit.unit_id)}{escape(who)}{escape(': ')} "
            f"{rendered((labels, '. '))}{escape(unit.gist)}{' ' if note else ''}{escape(note)}"
        )
    number = applied["unit_id"].nunique()
    yield parts.folded(f"Applied to {wording.count(number, 'passage')}", parts.bullets(items))


def _close_calls(source: Source) -> Iterator[str]:
    if source.package.alternatives.empty:
        return
    yield parts.heading("Close calls and other readings", 2, "hard-cases")
    yield escape(
        "Passages that could be read otherwise, with the reading that was kept and the other one. "
        "Each set of other readings is an arm of the robustness analysis."
    )
    for variant in pd.unique(source.package.alternatives["variant"]):
        yield parts.heading(parts.capital(parts.words(variant)), 3)
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
                f"{parts.labelled('Kept', weighed(source, kept, phase))}{escape(';')} "
                f"{parts.labelled('other', weighed(source, rows, phase))}{escape('.')} {notes(rows)}"
            )
        yield parts.bullets(items)


def data_dictionary_page(source: Source) -> list[str]:
    descriptor, tables = source.package.descriptor, source.package.tables()
    blocks = [
        parts.heading("Data dictionary"),
        escape(parts.sentence(str(descriptor.get("description") or descriptor.get("title") or ""))),
        escape(
            "Each table is a CSV file in the folder data, described by datapackage.json. Its "
            "columns, with type, unit and constraints:"
        ),
    ]
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource["schema"]
        title = resource.get("title") or name
        blocks.append(parts.heading(f"{title} ({name}.csv)", 2, target("table", name)))
        rows = f" It has {wording.count(len(tables[name]), 'row')}." if name in tables else ""
        blocks.append(escape(f"{parts.sentence(resource.get('description', ''))}{rows}"))
        key = schema.get("primaryKey", [])
        key = [key] if isinstance(key, str) else list(key)
        if key:
            blocks.append(parts.labelled("Key", escape(", ".join(key))))
        foreign = {
            entry["fields"]: entry["reference"]
            for entry in schema.get("foreignKeys", [])
            if isinstance(entry["fields"], str)
        }
        blocks.append(
            parts.definitions(
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
    kind = parts.capital(parts.sentence("; ".join(facts)))
    said = escape(f"{parts.sentence(column.get('description', ''))} {kind}")
    if column["name"] in foreign:
        reference = foreign[column["name"]]
        other = reference["resource"] or table
        key = f"{other}.{reference['fields']}"
        said += f" Key of {link(key, target('table', other))}\\."
    return said


def glossary_page(source: Source) -> list[str]:
    glossary = source.package.glossary
    entries, taken = [], set()
    for row in sorted(glossary.itertuples(), key=lambda row: parts.alphabetical(row.term_fr)):
        anchor = f"term-{parts.slug(row.term_fr)}"
        mark = f"[]{{#{anchor}}}" if anchor not in taken and parts.slug(row.term_fr) else ""
        taken.add(anchor)
        english = f", {row.term_en}" if row.term_en and row.term_en != row.term_fr else ""
        origin = f" Source: {parts.sentence(row.source)}" if row.source else ""
        term = f"{mark}{rendered((French(row.term_fr), english))}"
        entries.append((term, [escape(f"{parts.sentence(row.meaning)}{origin}")]))
    return [
        parts.heading("Glossary"),
        escape("French terms of the contracts and of this book, in alphabetical order."),
        parts.definitions(entries),
    ]


def environment_page(source: Source) -> list[str]:
    """What the book was made with, as the lock has it: the direct requirements, their versions."""
    project = source.project
    wanted, lock = project / "requirements.in", project / "requirements.txt"
    names = [
        parts.slug(found[0])
        for line in wanted.read_text(encoding="utf-8").splitlines()
        if (found := re.match(r"[A-Za-z][A-Za-z0-9._-]*", line))
    ]
    versions = dict(
        re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE)
    )
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    entries = [(escape(name), [escape(versions.get(name, "not locked"))]) for name in sorted(names)]
    return [
        parts.heading("What it was made with"),
        escape(
            "The packages that the book asks for, in the versions of its lock. What these bring "
            f"along is in requirements.txt ({len(versions)} packages, each with its hashes; SHA-256 "
            f"of the file: {digest}). The data that this edition was computed from have the digest "
            f"{source.package.digest}. Python 3.11 is what is tested."
        ),
        parts.definitions(entries),
    ]
