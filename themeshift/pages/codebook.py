"""The codebook: what each theme includes and excludes, the rules for hard cases, and the terms."""

from __future__ import annotations

from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
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
    blocks += ["## Close calls", close_calls(package).html()]
    return markup.page("Codebook", blocks, "record.css")


def _passages(package: Package, theme: str) -> Html:
    """How many passages the theme has in each phase, each number a link to them."""
    base = corpora.corpus(package)
    given = base.phase[base.weights[:, base.themes.index(theme)] > 0]
    return joined(
        f"{labels.phase(package, phase)}: "
        + link((given == place).sum(), links.passages(phase, theme=theme))
        for place, phase in enumerate(base.phases)
    )


@table("rules.csv", version=lambda package: package.rules["version"].max())
def rules(package: Package) -> Rows:
    """Rules for hard cases, version {version}, which the next coder follows. Where the codings so
    far followed an earlier text, it stands below.
    """
    yield "Rule", "What it says", "Themes"
    for row in package.rules.sort_values("rule").itertuples():
        name = Html('<span id="rule-{}">{}. {}</span>').format(row.rule, row.rule, row.title)
        earlier = f"The codings so far followed: {row.first_text}" if row.first_text else ""
        themes = [theme for theme in row.themes.split() if theme != NO_THEME]
        names = joined(labels.theme_title(package, one, short=True) for one in themes)
        yield name, joined([row.text, earlier], BREAK), names


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
        note = joined(other["note"], " ")
        passage = cited(labels.passage(package, unit), unit) + f": {gist}"
        yield (
            passage,
            joined(ours.values()),
            joined(theirs.values()) + (f" ({note})" if note else ""),
        )
