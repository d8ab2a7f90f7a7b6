"""The glossary: the words of the book itself, and the French terms of the contracts."""

from __future__ import annotations

from collections.abc import Iterator

from themeshift.package import Package
from themeshift.pages import markup
from themeshift.prose import numbers

DESCRIPTION = "What the words of this book mean, and the French terms of the contracts in English."


def page(package: Package) -> str:
    """The MyST of the page. A term's id is `term-` and its letters, as in {gl}`pole`."""
    blocks = [markup.markdown(DESCRIPTION)]
    for language, title in (("en", "Words of this book"), ("fr", "French terms")):
        blocks += [f"## {title}", "\n".join(_entries(package, language))]
    return markup.page("Glossary", DESCRIPTION, blocks, "record.css")


def _entries(package: Package, language: str) -> Iterator[str]:
    rows = package.glossary[package.glossary["language"] == language]
    yield '<dl class="glossary">'
    for row in sorted(rows.itertuples(), key=lambda row: markup.slug(row.term)):
        term = markup.french(row.term) if language == "fr" else markup.inert(row.term)
        english = row.english if row.english.casefold() != row.term.casefold() else ""
        comma = f", {markup.inert(english)}" if english else ""
        yield f'<dt id="term-{markup.slug(row.term)}">{term}{comma}</dt>'
        yield f"<dd>{markup.inert(numbers.sentence(row.meaning))}</dd>"
    yield "</dl>"
