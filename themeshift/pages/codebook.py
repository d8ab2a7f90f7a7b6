"""The codebook: what each theme includes and excludes, the rules for hard cases, and the terms."""

from __future__ import annotations

from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.pages import markup
from themeshift.pages.markup import TEMPLATES, Html, french, link
from themeshift.pages.tables import BREAK, Rows, Table, cited, joined, table, weighed
from themeshift.prose import labels, links

DESCRIPTION = (
    "The themes of the book with what each includes and excludes, the rules for hard cases and the "
    "French terms that point to a theme."
)
OPENING = (
    "A coder gives each passage the themes that it argues for, and decides by the statement, not by "
    "the project that it is about. A passage that argues for nothing has no theme. Where a passage "
    "has several themes, they share it: evenly, unless a rule says otherwise."
)
_POLES = {ORIGIN: " It belongs to the first pole.", DESTINATION: " It belongs to the second pole."}
_THEME = TEMPLATES.from_string("""\
<section class="theme-entry" id="codebook-{{ row.theme }}">
<h3>{{ chip(row.theme, row.label_en) }}{% if row.label_fr %} ({{ french(row.label_fr) }}){% endif %}</h3>
<p>{{ row.definition }}{{ pole }}</p>
{{ facts -}}
</section>""")


def page(package: Package) -> str:
    """The MyST of the page; anchors `codebook-<theme>` and `rule-<number>`."""
    blocks = [markup.markdown(OPENING), "## Themes"]
    for row in package.themes.itertuples():
        terms = package.theme_terms.loc[package.theme_terms["theme"] == row.theme, "pattern"]
        entries = {
            "Includes": row.includes,
            "Excludes": row.excludes,
            "Example": row.example,
            "Terms": joined(map(french, terms)),
            "Passages": _passages(package, row.theme),
        }
        facts, pole = markup.facts(entries), _POLES.get(row.pole, "")
        blocks.append(_THEME.render(row=row, pole=pole, facts=facts))
    blocks += ["## Rules for hard cases", rules(package).html()]
    if len(package.alternatives):
        blocks += ["## Close calls", close_calls(package).html()]
    return markup.page("Codebook", DESCRIPTION, blocks, "record.css")


def _passages(package: Package, theme: str) -> Html:
    """How many passages the theme has in each phase, each number a link to them."""
    base = corpora.corpus(package)
    given = base.phase[base.weights[:, base.themes.index(theme)] > 0]
    counts = []
    for place, phase in enumerate(base.phases):
        number = str((given == place).sum())
        shown = link(number, links.passages(phase, theme=theme)) if number != "0" else number
        counts.append(Html("{}: {}").format(labels.phase(package, phase), shown))
    return joined(counts)


def rules(package: Package) -> Table:
    """What the next coder follows in hard cases, and what the codings so far followed."""
    rules = package.rules.sort_values("rule", kind="stable")
    rows = []
    for row in rules.itertuples():
        earlier = f"The codings so far followed: {row.first_text}" if row.first_text else ""
        themes = [theme for theme in row.themes.split() if theme != NO_THEME]
        names = joined(labels.theme_title(package, one, short=True) for one in themes)
        rows.append((f"{row.rule}. {row.title}", joined([row.text, earlier], BREAK), names))
    caption = (
        f"Rules for hard cases, version {rules['version'].max()}, which the next coder follows. "
        "Where the codings so far followed an earlier text, it stands below."
    )
    anchors = [f"rule-{rule}" for rule in rules["rule"]]
    columns = ("Rule", "What it says", "Themes")
    return Table("rules", caption, columns, rows, csv="rules.csv", anchors=anchors)


@table("alternatives.csv")
def close_calls(package: Package) -> Rows:
    """Passages that could reasonably be given other themes. The first reading is the mean of the
    codings.
    """
    yield "Passage", "The book", "The other reading"
    base = corpora.corpus(package)
    mean = dict(zip(base.unit_ids, base.weights, strict=True))
    readings = package.units.merge(package.alternatives, on="unit_id")
    for (unit, _, gist), other in readings.groupby(["unit_id", "variant", "gist"], sort=False):
        ours = weighed(package, zip(base.themes, mean.get(unit, ()), strict=False)).values()
        theirs = weighed(package, zip(other["theme"], other["weight"], strict=True)).values()
        note = " ".join(filter(None, other["note"]))
        passage = cited(labels.passage(package, unit), unit) + f": {gist}"
        yield passage, ", ".join(ours), ", ".join(theirs) + (f" ({note})" if note else "")
