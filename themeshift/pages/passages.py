"""The passages: the corpus map, and every passage with its themes, its codings and its claims.

One page, or, for long texts, a page of the map alone and pages of passages by phase. The page's
script filters by the data of the map; without it the page reads from top to bottom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from themeshift.measures.corpus import codings
from themeshift.package import Package
from themeshift.pages import markup
from themeshift.pages.corpus import FURNITURE, data, passages
from themeshift.pages.markup import TEMPLATES, Html, chip, french, link, script_data
from themeshift.pages.tables import joined, weighed
from themeshift.prose import labels, numbers

#: Bytes of passages above which they get pages of their own, and of the passages on such a page;
#: the map's data, styles and scripts bring a page to three times as much.
MOST_BYTES = 300_000
#: Letters of all gists above which the map of long texts does without them.
MOST_GISTS = 60_000
GENERATED = "appendices/generated"
Passage = Any  # a row of the passages, with its columns as attributes

_ARTICLE = TEMPLATES.from_string("""\
<article id="u-{{ one.unit_id }}" data-unit="{{ one.unit_id }}">
<h3><a href="#u-{{ one.unit_id }}">Passage {{ one.position }}</a> <small>{{ note }}</small></h3>
<p class="gist">{{ one.gist }}</p>
{% if one.weights %}
<p class="themes">{{ themes }} <small>{{ agreement }}</small></p>
{% endif %}
{{ facts -}}
{% if one.address %}
<p class="source"><a href="{{ one.address }}" rel="external">Read passage {{ one.position }} at {{ one.publisher }}</a>
{%- if not one.opening %} (the page, not the place){% endif %}</p>
{% endif %}
</article>""")

_DOCUMENT = TEMPLATES.from_string("""\
<section class="passages" data-doc="{{ document.doc_id }}">
<p class="aside">{{ phase }}. {{ document.title }}. {{ numbers.number(document.words) }} words; {{ counted }} passages count.
{%- if left_out %} Left out: {{ numbers.count(left_out | length, "page element") }} (menus, dates, credits).
{%- for unit in left_out %}<span id="u-{{ unit }}"></span>{% endfor %}{% endif %}</p>
{% for article in articles %}
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
    every, known = passages(package), data(package)
    every["html"] = [_article(package, one) for one in every.itertuples()]
    size = every["html"].str.encode("utf-8").str.len()
    part = size.groupby(every["phase_id"]).cumsum() // MOST_BYTES + 1
    every["page"] = "passages-" + every["phase_id"] + "-" + part.astype(str)
    opening = _opening(package, every)
    if size.sum() <= MOST_BYTES:
        shown = _documents(package, every)
        return {"passages.md": _page("The passages", [opening], known, every, shown)}
    parts = [
        (name, f"Passages of the {labels.phase(package, phase)}, part {number}", rows)
        for (name, phase, number), rows in every.groupby(["page", "phase_id", part], sort=False)
    ]
    brief = every.assign(gist="") if every["gist"].str.len().sum() > MOST_GISTS else every
    contents = _CONTENTS.render(parts=parts, folder=GENERATED)
    made = {"passages.md": _page("The passages", [opening], known, brief, [contents])}
    whole = link("All passages, with the whole map", f"{GENERATED}/passages")
    for name, title, rows in parts:
        first = markup.markdown(f"{title}: each with its themes and its source.")
        head = [first, Html("<p>{}</p>").format(whole)]
        made[f"{name}.md"] = _page(title, head, known, rows, _documents(package, rows))
    return made


def _page(
    title: str,
    head: Iterable[str],
    known: Mapping[str, Any],
    rows: pd.DataFrame,
    blocks: Iterable[str],
) -> str:
    """A page with the map of some passages, whose data are an attribute, so that they stay data."""
    entries = [_entry(one) for one in rows.itertuples() if one.kind != FURNITURE]
    drawn = Html("<div id=\"corpus\" data-corpus='{}'></div>")
    drawn = drawn.format(script_data({**known, "passages": entries}))
    scripts = "common.js corpus-map.js passages.js"
    return markup.page(title, [*head, drawn, *blocks], "passages.css", scripts)


def _entry(one: Passage) -> dict[str, Any]:
    """What the script knows of a passage; what is empty is left out."""
    entry = {
        "id": one.unit_id,
        "text": one.doc_id,
        "position": int(one.position),
        "words": int(one.words),
        "counted": one.counted,
        "themes": one.weights,
        "gist": markup.plain(one.gist),
        "projects": one.projects,
        "claims": one.claims,
        "terms": " ".join(dict.fromkeys(one.terms)),
        "page": one.page,
    }
    return {key: value for key, value in entry.items() if value}


def _opening(package: Package, every: pd.DataFrame) -> str:
    counted = every[every["counted"]]
    coded = len(codings(package))
    mean = f" (the mean of {numbers.cardinal(coded)} codings)" if coded > 1 else ""
    return markup.markdown(
        f"All {numbers.count(len(package.documents), 'text')} at a glance: each block is a passage, "
        f"as wide as its words, in the colours of its themes{mean}, grey where it has none. "
        f"{len(counted)} passages count, {numbers.number(counted['words'].sum())} words in all; "
        "headlines and headings are hatched and do not count. The texts are not ours to republish, "
        "so each passage is summed up in our own words, with a link that opens the publisher's page "
        "at the passage."
    )


def _documents(package: Package, every: pd.DataFrame) -> Iterator[str]:
    """The passages of each text under its heading."""
    for document in package.documents.itertuples():
        rows = every[every["doc_id"] == document.doc_id]
        aside = rows["kind"] == FURNITURE
        section = _DOCUMENT.render(
            document=document,
            phase=numbers.capital(labels.phase(package, document.phase_id)),
            counted=rows["counted"].sum(),
            left_out=list(rows.loc[aside, "unit_id"]),
            articles=rows.loc[~aside, "html"],
            numbers=numbers,
        )
        if len(rows):
            yield f"## {markup.markdown(labels.document(package, document.doc_id))}\n\n{section}"


def _article(package: Package, one: Passage) -> Html:
    kind = labels.KINDS.get(one.kind, one.kind)
    made = {
        "note": f"{kind}, {numbers.count(one.words, 'word')}{', not counted' * (not one.counted)}",
        "themes": _chips(package, one.weights, one.weights),
        "agreement": _agreement(one),
        "facts": markup.facts(_facts(package, one)),
    }
    return Html(_ARTICLE.render(one=one, **made))


def _chips(package: Package, weights: Mapping[str, float], common: Collection[str]) -> Html:
    """Themes with weights, the heaviest first; those that are not in `common` are marked."""
    return Html(" ").join(
        chip(theme, words, "theme" if theme in common else "theme differs")
        for theme, words in weighed(package, weights).items()
    )


def _agreement(one: Passage) -> str:
    """Whether the codings agree on a passage."""
    if one.provisional:
        return "provisional: coded by the dictionary alone"
    if one.differ:
        return "mean; the codings differ"
    return "the codings agree" if len(one.codes) > 1 else "one coding"


def _facts(package: Package, one: Passage) -> dict[str, Any]:
    """Each coding where they differ, rules, terms, what is stated, claims: by label."""
    facts = {}
    if one.differ:
        common = set.intersection(*(set(themes) for _, themes in one.codes))
        for coder, themes in one.codes:
            label = numbers.capital(labels.coding(package, coder))
            facts[label] = _chips(package, themes, common)
    titles = package.rules.set_index("rule")["title"]
    facts["Rules"] = joined(
        (
            link(f"{rule}, {titles[rule]}", f"{GENERATED}/codebook#rule-{rule}")
            for rule in sorted(map(int, one.rules))
        ),
        "; ",
    )
    facts["Terms found"] = joined(
        french(pattern) + (f" ({times}×)" if times > 1 else "")
        for pattern, times in Counter(one.terms).items()
    )
    facts["Projects"] = joined(labels.project(package, each) for each in one.projects)
    for kind in ("figures", "who", "instruments", "dates"):
        facts[numbers.capital(kind)] = joined(getattr(one, kind), "; ")
    facts["Claims"] = joined(
        link(labels.claim(claim), f"chapters/synthesis#claim-{claim}") for claim in one.claims
    )
    return facts
