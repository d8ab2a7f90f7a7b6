"""Pages that say what words mean: the codebook, of themes, and the glossary, of all other words."""

from docutils.nodes import make_id

from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages import markup
from themeshift.pages.markup import TEMPLATES, Html, french, link
from themeshift.pages.tables import BREAK, Rows, cited, joined, table, weighed
from themeshift.prose import labels, links

OPENING = (
    "The themes of the book with what each includes and excludes, the rules for hard cases and the "
    "French terms that point to a theme. A coder gives each passage the themes that it argues for, "
    "and decides by the statement, not by the project that it is about. A passage that argues for "
    "nothing has no theme. Where a passage has several themes, they share it: evenly, unless a rule "
    "says otherwise."
)
_POLES = {ORIGIN: "the first", DESTINATION: "the second"}
_THEME = TEMPLATES.from_string("""\
<section class="theme-entry" id="codebook-{{ row.theme }}">
<h3>{{ chip(row.theme, row.label_en) }} ({{ french(row.label_fr) }})</h3>
<p>{{ row.definition }}</p>
{{ facts -}}
</section>""")
_ENTRIES = TEMPLATES.from_string("""\
<dl class="glossary">
{% for row in rows %}
<dt id="term-{{ make_id(row.term) }}">{{ french(row.term) if row.language == "fr" else row.term }}
{%- if row.english and row.english.casefold() != row.term.casefold() %}, {{ row.english }}{% endif %}</dt>
<dd>{{ numbers.sentence(row.meaning) }}</dd>
{% endfor %}
</dl>""")


def page(package: Package) -> str:
    """The MyST of the page; anchors `codebook-<theme>` and `rule-<number>`."""
    blocks = [markup.markdown(OPENING), "## Themes"]
    for row in package.themes.itertuples():
        terms = package.theme_terms.loc[package.theme_terms["theme"] == row.theme, "pattern"]
        entries = {
            "Includes": row.includes,
            "Excludes": row.excludes,
            "Example": row.example,
            "Pole": _POLES.get(row.pole),
            "Terms": joined(map(french, terms)),
            "Passages": _passages(package, row.theme),
        }
        blocks.append(_THEME.render(row=row, facts=markup.facts(entries)))
    blocks += ["## Rules for hard cases", rules(package).html()]
    blocks += ["## Close calls", close_calls(package).html()]
    return markup.page("Codebook", blocks, "record.css")


def _passages(package: Package, theme: str) -> Html:
    """How many passages the theme has in each phase, each number but 0 a link to them."""
    base = corpora.corpus(package)
    given = base.phase[base.weights[:, base.themes.index(theme)] > 0]
    counts = []
    for place, phase in enumerate(base.phases):
        number = (given == place).sum()
        shown = link(number, links.passages(phase, theme=theme)) if number else "0"
        counts.append(Html("{}: {}").format(labels.phase(package, phase), shown))
    return joined(counts)


@table("rules.csv", version=lambda package: package.rules["version"].max())
def rules(package: Package) -> Rows:
    """Rules for hard cases, version {version}, which the next coder follows. Where the codings so
    far followed an earlier text, it stands below.
    """
    yield "Rule", "What it says", "Themes"
    for row in package.rules.sort_values("rule").itertuples():
        name = Html('<span id="rule-{}">{}. {}</span>').format(row.rule, row.rule, row.title)
        earlier = f"The codings so far followed: {row.first_text}" if row.first_text else ""
        themes = (labels.theme_title(package, one, short=True) for one in row.themes.split())
        yield name, joined([row.text, earlier], BREAK), joined(themes)


@table("alternatives.csv")
def close_calls(package: Package) -> Rows:
    """Passages that could reasonably be given other themes. The first reading is the mean of the
    codings.
    """
    yield "Passage", "The book", "The other reading"
    every = corpora.whole(package)
    mean = dict(zip(every.unit_ids, every.weights, strict=True))
    readings = package.units.merge(package.alternatives, on="unit_id")
    for (unit, _, gist), other in readings.groupby(["unit_id", "variant", "gist"], sort=False):
        ours = weighed(package, dict(zip(every.themes, mean[unit], strict=True)))
        theirs = weighed(package, dict(zip(other["theme"], other["weight"], strict=True)))
        passage = cited(labels.passage(package, unit), unit) + f": {gist}"
        noted = joined([joined(theirs.values()), *other["note"]], BREAK)
        yield passage, joined(ours.values()), noted


def glossary(package: Package) -> str:
    """The MyST of the glossary. A term's id is `term-` and its letters, as in {gl}`pole`."""
    opening = "What the words of this book mean, and the French terms of the contracts in English."
    blocks = [markup.markdown(opening)]
    for language, title in (("en", "Words of this book"), ("fr", "French terms")):
        rows = package.glossary[package.glossary["language"] == language]
        rows = sorted(rows.itertuples(), key=lambda row: make_id(row.term))
        blocks += [f"## {title}", _ENTRIES.render(rows=rows, make_id=make_id)]
    return markup.page("Glossary", blocks, "record.css")
