"""The glossary: the words of the book itself, and the French terms of the contracts."""

from __future__ import annotations

from collections.abc import Iterator

from themeshift.package import Package
from themeshift.pages import markup
from themeshift.prose import numbers

DESCRIPTION = "What the words of this book mean, and the French terms of the contracts in English."
_TITLES = {"en": "Words of this book", "fr": "French terms"}


def page(package: Package) -> str:
    """The MyST of the page. A term's id is `term-` and its letters, as in {gl}`pole`."""
    blocks = [markup.front_matter(DESCRIPTION, styles="record.css"), "# Glossary"]
    blocks.append(markup.markdown(DESCRIPTION))
    for language, title in _TITLES.items():
        blocks += [f"## {title}", "\n".join(_entries(package, language))]
    return "\n\n".join(blocks) + "\n"


def _entries(package: Package, language: str) -> Iterator[str]:
    rows = package.glossary[package.glossary["language"] == language]
    yield '<dl class="glossary">'
    for row in sorted(rows.itertuples(), key=lambda row: markup.slug(row.term)):
        term = markup.french(row.term) if language == "fr" else markup.inert(row.term)
        english = ""
        if row.english and row.english.casefold() != row.term.casefold():
            english = f", {markup.inert(row.english)}"
        yield f'<dt id="{anchor(row.term)}">{term}{english}</dt>'
        yield f"<dd>{markup.inert(numbers.sentence(row.meaning))}</dd>"
    yield "</dl>"


def anchor(term: str) -> str:
    """The id of a term on the page."""
    return f"term-{markup.slug(term)}"
