"""The passages: the corpus map, and every passage with its themes, its codings and its claims.

One page, or, for long texts, a page of the map alone and pages of passages by phase. The page's
script filters by the data of the map; without it the page reads from top to bottom.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.measures import reliability
from themeshift.package import Package
from themeshift.pages import markup, record
from themeshift.pages.markup import TEMPLATES, Html, chip, french, link, script_data
from themeshift.pages.tables import Cell, joined, weighed
from themeshift.prose import labels, links, numbers

#: Bytes of passages above which they get pages of their own, and of the passages on such a page;
#: the map's data, styles and scripts bring a page to three times as much.
MOST_BYTES = 300_000
#: Letters of all gists above which the map of long texts does without them.
MOST_GISTS = 60_000
#: Decimals of a weight on a page: sums over a thousand passages stay right to a tenth of a percent.
DECIMALS = 6
GENERATED = "appendices/generated"
LOOK = {"styles": "passages.css", "scripts": "common.js corpus-map.js passages.js"}
OPENING = (
    "All {texts} at a glance: each block is a passage, as wide as its words, in the colours of its "
    "themes (the mean of its codings), grey where it has none. {passages} passages count, {words} "
    "words in all; headlines and headings are hatched and do not count. The texts are not ours to "
    "republish, so each passage is summed up in our own words, with a link that opens the "
    "publisher's page at the passage."
)
#: What the script knows of a passage.
ENTRY = ["id", "text", "position", "words", "counted", "themes", "gist", "projects", "claims",
         "terms", "page"]  # fmt: skip

_ARTICLE = TEMPLATES.from_string("""\
<article id="u-{{ one.unit_id }}" data-unit="{{ one.unit_id }}">
<h3><a href="#u-{{ one.unit_id }}">Passage {{ one.position }}</a> <small>{{ kind }}, {{ words }}{% if not one.counted %}, not counted{% endif %}</small></h3>
<p class="gist">{{ one.gist }}</p>
{% if one.themes %}
<p class="themes">{% for theme, words in themes.items() %}{{ chip(theme, words) }} {% endfor %}<small>{{ one.agreement }}</small></p>
{% endif %}
{{ facts -}}
{% if one.address %}
<p class="source"><a href="{{ one.address }}" rel="external">Read passage {{ one.position }} at {{ one.publisher }}</a>
{%- if not one.opening %} (the page, not the place){% endif %}</p>
{% endif %}
</article>""")

_DOCUMENT = TEMPLATES.from_string("""\
<section class="passages" data-doc="{{ document.doc_id }}">
<p class="aside">{{ phase }}. {{ document.title }}. {{ numbers.number(document.words) }} words; {{ rows["counted"].sum() }} passages count.
{%- if left_out %} Left out: {{ numbers.count(left_out | length, "page element") }} (menus, dates, credits).
{%- for unit in left_out %}<span id="u-{{ unit }}"></span>{% endfor %}{% endif %}</p>
{% for article in rows.loc[rows["kind"] != "furniture", "html"] %}
{{ article }}
{% endfor %}
</section>""")
_CONTENTS = TEMPLATES.from_string("""\
<ul id="passage-pages">
{% for name, title, rows in parts %}
<li>{% for unit in rows["unit_id"] %}<i id="u-{{ unit }}"></i>{% endfor %}
{{ link(title, folder ~ "/" ~ name) }}</li>
{% endfor %}
</ul>""")


def pages(package: Package) -> dict[str, str]:
    """File name → MyST of the page of all passages, or of the map and of the pages that it opens."""
    every, known = _passages(package), data(package)
    every["html"] = list(_articles(package, every))
    size = every["html"].str.encode("utf-8").str.len()
    part = size.groupby(every["phase_id"]).cumsum() // MOST_BYTES + 1
    every["page"] = "passages-" + every["phase_id"] + "-" + part.astype(str)
    counted = every.loc[every["counted"], "words"]
    texts, words = numbers.count(len(package.documents), "text"), numbers.number(counted.sum())
    opening = markup.markdown(OPENING.format(texts=texts, passages=len(counted), words=words))
    if size.sum() <= MOST_BYTES:
        blocks = [opening, _map(known, every), *_documents(package, every)]
        return {"passages.md": markup.page("The passages", blocks, **LOOK)}
    parts = [
        (name, f"Passages of the {labels.phase(package, phase)}, part {number}", rows)
        for (name, phase, number), rows in every.groupby(["page", "phase_id", part], sort=False)
    ]
    brief = every.assign(gist="") if every["gist"].str.len().sum() > MOST_GISTS else every
    contents = _CONTENTS.render(parts=parts, folder=GENERATED)
    blocks = [opening, _map(known, brief), contents]
    made = {"passages.md": markup.page("The passages", blocks, **LOOK)}
    back = link("All passages, with the whole map", f"{GENERATED}/passages")
    for name, title, rows in parts:
        opening = markup.markdown(f"{title}: each with its themes and its source.")
        blocks = [f"{opening} {back}\\.", _map(known, rows), *_documents(package, rows)]
        made[f"{name}.md"] = markup.page(title, blocks, **LOOK)
    return made


def _passages(package: Package) -> pd.DataFrame:
    """The table `units` with what the page and its script need of each passage, in reading order.

    Columns more: phase_id, publisher and url of its text; address (the publisher's page, opened at
    the passage); counted (whether it is in the base count); themes (theme → mean weight); agreement
    (of its codings, in words); and lists: terms (patterns that the dictionary found), projects and
    claims (ids).
    """
    base = corpora.corpus(package)
    themes = {
        unit: {theme: weight for theme, weight in zip(base.themes, row, strict=True) if weight}
        for unit, row in zip(base.unit_ids, base.weights.round(DECIMALS).tolist(), strict=True)
    }
    readings = pd.Series((~np.isnan(base.readings[:-1]).any(axis=2)).sum(axis=0), base.unit_ids)
    few = {0: "provisional: coded by the dictionary alone", 1: "one coding"}
    agreement = readings.map(few).fillna("the codings agree")
    agreement[reliability.disagreements(package)["unit_id"]] = "mean; the codings differ"
    texts = package.documents[["doc_id", "phase_id", "publisher", "url"]]
    units = package.units.merge(texts, on="doc_id")
    ids = units["unit_id"]
    units = units.assign(
        gist=units["gist"].map(numbers.typographic),
        address=list(map(public_address, units["url"], units["opening"])),
        counted=ids.isin(themes),
        themes=[themes.get(unit, {}) for unit in ids],
        agreement=ids.map(agreement),
    )
    terms = package.matches.merge(package.theme_terms, on="term_id")
    projects = pd.concat([package.project_units, package.project_status, package.project_facts])
    projects = package.projects[["project_id"]].merge(projects[["unit_id", "project_id"]])
    evidence = [judge.evidence(package, claim) for claim in package.claims.itertuples()]
    claims = package.claims.assign(unit_id=evidence).explode("unit_id")
    for name, rows, column in (
        ("terms", terms, "pattern"),
        ("projects", projects, "project_id"),
        ("claims", claims, "claim_id"),
    ):
        found = rows.groupby("unit_id")[column].unique()
        units[name] = [list(found.get(unit, ())) for unit in ids]
    return units


def public_address(url: str, opening: str = "") -> str:
    """The publisher's page, opened at the passage where its opening words are known.

    The opening is a text fragment (WICG, *URL Fragment Text Directives*): its hyphens, commas and
    ampersands are percent-encoded, since they have a meaning there. "" where the address is none.
    """
    try:
        # The table writes a hyphen as %2D (RFC 3986, 2.3), to hold no run of words of a headline.
        address = links.outside(url.replace("%2D", "-").replace("%2d", "-"))
    except ValueError:
        return ""
    if not opening:
        return address
    text = quote(opening, safe="").replace("-", "%2D")
    return f"{address}{'' if '#' in address else '#'}:~:text={text}"


def data(package: Package) -> dict[str, list[dict[str, str]]]:
    """What the scripts of the map and of The passages read, ready for JSON.

    texts (id, label, title, phase), phases, themes, projects and claims (id, label).
    """

    def listed(ids: Iterable[str], label: Callable[..., str], **how: Any) -> list[dict[str, str]]:
        return [{"id": one, "label": label(package, one, **how)} for one in ids]

    return {
        "phases": listed(package.phases["phase_id"], labels.phase),
        "texts": [
            {
                "id": row.doc_id,
                "label": labels.short_document(package, row.doc_id),
                "title": f"{labels.phase(package, row.phase_id)}: "
                f"{numbers.typographic(row.publisher)}, {labels.genre(package, row.doc_id)}",
                "phase": row.phase_id,
            }
            for row in package.documents.itertuples()
        ],
        "themes": listed(package.themes["theme"], labels.theme_title, short=True),
        "projects": listed(package.projects["project_id"], labels.project),
        "claims": [{"id": one, "label": labels.claim(one)} for one in package.claims["claim_id"]],
    }


def _map(known: Mapping[str, Any], every: pd.DataFrame) -> Html:
    """Where the script draws the map of some passages; its data are an attribute, to stay data."""
    shown = every[every["kind"] != "furniture"].rename(columns={"unit_id": "id", "doc_id": "text"})
    drawn = script_data({**known, "passages": shown[ENTRY].to_dict("list")})
    return Html("<div id=\"corpus\" data-corpus='{}'></div>").format(drawn)


def _documents(package: Package, every: pd.DataFrame) -> Iterator[str]:
    """The passages of each text under its heading."""
    for document in package.documents.itertuples():
        rows = every[every["doc_id"] == document.doc_id]
        left_out = list(rows.loc[rows["kind"] == "furniture", "unit_id"])
        phase = numbers.capital(labels.phase(package, document.phase_id))
        if len(rows):
            yield f"## {markup.markdown(labels.document(package, document.doc_id))}"
            yield _DOCUMENT.render(document=document, phase=phase, rows=rows, left_out=left_out)


def _articles(package: Package, every: pd.DataFrame) -> Iterator[Html]:
    """Each passage with its themes and with what the tables say of it, under labels."""
    stated = defaultdict(lambda: defaultdict(list))
    for unit, label, words in _stated(package):
        stated[unit][label].append(words)
    for one in every.itertuples():
        facts = stated[one.unit_id] | {
            "Terms found": map(french, one.terms),
            "Projects": [labels.project(package, each) for each in one.projects],
            "Claims": [
                link(labels.claim(claim), f"chapters/synthesis#claim-{claim}")
                for claim in one.claims
            ],
        }
        made = {
            "kind": labels.KINDS.get(one.kind, one.kind),
            "words": numbers.count(one.words, "word"),
            "themes": weighed(package, one.themes),
            "facts": markup.facts({label: joined(words, "; ") for label, words in facts.items()}),
        }
        yield Html(_ARTICLE.render(one=one, **made))


def _stated(package: Package) -> Iterator[tuple[str, str, Cell]]:
    """Passages with what the tables say of them: a label, and words. Where codings differ, also
    each of them, with what they do not share marked.
    """
    base = corpora.corpus(package)
    for unit in reliability.disagreements(package)["unit_id"]:
        codes = base.readings[:-1, base.unit_ids.index(unit)]
        common = dict(zip(base.themes, codes.all(axis=0), strict=True))
        for coder, weights in zip(corpora.codings(package), codes, strict=True):
            given = weighed(package, dict(zip(base.themes, weights, strict=True)))
            chips = (
                chip(theme, words, "theme" if common[theme] else "theme differs")
                for theme, words in given.items()
            )
            yield unit, numbers.capital(labels.coding(coder)), joined(chips, " ")
    for rule in package.rules.sort_values("rule").itertuples():
        name = link(f"{rule.rule}, {rule.title}", f"{GENERATED}/codebook#rule-{rule.rule}")
        follow = package.codes["rule"].str.contains(rf"\b{rule.rule}\b")
        for unit in package.codes.loc[follow, "unit_id"]:
            yield unit, "Rules", name
    for row in package.indicators.itertuples():
        yield row.unit_id, "Figures", f"{row.label}: {numbers.figure(row)}"
    for label, table in (("Who", record.named(package)), ("Instruments", package.instruments)):
        for row in table.itertuples():
            yield row.unit_id, label, row.name
    for row in package.events.itertuples():
        when = numbers.day(row.date_earliest, row.date_latest)
        yield row.unit_id, "Dates", row.what + f" ({when})" * (when != numbers.MISSING)
