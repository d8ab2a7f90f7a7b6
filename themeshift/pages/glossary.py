"""The glossary: the words of the book itself, and the French terms of the contracts."""

from __future__ import annotations

from docutils.nodes import make_id

from themeshift.package import Package
from themeshift.pages import markup
from themeshift.prose import numbers

OPENING = "What the words of this book mean, and the French terms of the contracts in English."
_ENTRIES = markup.TEMPLATES.from_string("""\
<dl class="glossary">
{% for row in rows %}
<dt id="term-{{ make_id(row.term) }}">{{ french(row.term) if row.language == "fr" else row.term }}
{%- if row.english and row.english.casefold() != row.term.casefold() %}, {{ row.english }}{% endif %}</dt>
<dd>{{ sentence(row.meaning) }}</dd>
{% endfor %}
</dl>""")


def page(package: Package) -> str:
    """The MyST of the page. A term's id is `term-` and its letters, as in {gl}`pole`."""
    blocks = [markup.markdown(OPENING)]
    for language, title in (("en", "Words of this book"), ("fr", "French terms")):
        rows = package.glossary[package.glossary["language"] == language]
        rows = sorted(rows.itertuples(), key=lambda row: make_id(row.term))
        entries = _ENTRIES.render(rows=rows, make_id=make_id, sentence=numbers.sentence)
        blocks += [f"## {title}", entries]
    return markup.page("Glossary", blocks, "record.css")
