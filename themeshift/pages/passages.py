"""The passages: the corpus map, and every passage with its themes, its codings and its claims.

One page, or, for long texts, a page of the map alone and pages of passages by phase. Each passage
stands in HTML with what the page's script filters by in its data attributes; without the script
the page reads from top to bottom.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pandas as pd

from themeshift.package import GIST_TO_WRITE, Package
from themeshift.pages import markup
from themeshift.pages.corpus import FURNITURE, Code, data, passages
from themeshift.pages.markup import TEMPLATES, Html, chip, french, link, script_data
from themeshift.pages.tables import joined, weighed
from themeshift.prose import labels, numbers

#: Bytes of passages above which they get pages of their own, and of the passages on such a page;
#: styles and scripts bring a page to three times as much.
MOST_BYTES = 300_000
#: Letters of all gists above which the map of long texts does without them.
MOST_GISTS = 60_000
GENERATED = "appendices/generated"
Passage = Any  # a row of the passages, with its columns as attributes

_ARTICLE = TEMPLATES.from_string("""\
<article id="u-{{ one.unit_id }}" data-unit="{{ one.unit_id }}" data-doc="{{ one.doc_id }}"
data-phase="{{ one.phase_id }}" data-themes='{{ script_data(one.weights) }}'
data-words="{{ one.words }}" data-position="{{ one.position }}"
{%- if one.counted %} data-counted{% endif %}
{%- if one.projects %} data-projects="{{ one.projects | join(" ") }}"{% endif %}
{%- if one.claims %} data-claims="{{ one.claims | join(" ") }}"{% endif %}>
<h3><a href="#u-{{ one.unit_id }}">Passage {{ one.position }}</a> <small>{{ note }}</small></h3>
<p class="gist">{{ one.gist or "No summary yet." }}</p>
{% if one.weights %}
<p class="themes">{{ themes }} <small>{{ agreement }}</small></p>
{% endif %}
{{ facts -}}
{% if one.address %}
<p class="source"><a href="{{ one.address }}" rel="external">Read passage {{ one.position }} at {{ publisher }}</a>
{%- if ":~:text=" not in one.address %} (the page, not the place){% endif %}</p>
{% endif %}
</article>""")

_DOCUMENT = TEMPLATES.from_string("""\
<section class="passages" data-doc="{{ document.doc_id }}">
<p class="aside">{{ phase }}. {{ document.title }}. {{ numbers.number(document.words) }} words; {{ counted }} passages count.
{%- if left_out %} Left out: {{ numbers.count(left_out | length, "page element") }} (menus, dates, credits).
{%- for one in left_out %}<span id="u-{{ one.unit_id }}"></span>{% endfor %}{% endif %}</p>
{% for one in shown %}
{{ one.html }}
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
    publishers = package.documents.set_index("doc_id")["publisher"]
    every["html"] = [_article(package, one, publishers[one.doc_id]) for one in every.itertuples()]
    every["bytes"] = every["html"].str.encode("utf-8").str.len()
    description = (
        f"All {numbers.count(len(package.documents), 'text')} at a glance, and each of the "
        f"{every['counted'].sum()} passages that count, with its themes and a link to the "
        "publisher's page."
    )
    opening = _opening(package, every)
    if every["bytes"].sum() <= MOST_BYTES:
        blocks = [opening, _map(known), *_documents(package, every)]
        return {"passages.md": _page("The passages", description, blocks)}
    parts = list(_parts(package, every))
    place = {unit: name for name, _, rows in parts for unit in rows["unit_id"]}
    contents = _CONTENTS.render(parts=parts, folder=GENERATED)
    blocks = [opening, _map(known | {"passages": list(_entries(every, place))}), contents]
    made = {"passages.md": _page("The passages", description, blocks)}
    back = Html("<p>{}</p>").format(
        link("All passages, with the whole map", f"{GENERATED}/passages")
    )
    for name, title, rows in parts:
        blocks = [back, _map(known), *_documents(package, rows)]
        made[f"{name}.md"] = _page(title, f"{title}: each with its themes and its source.", blocks)
    return made


def _page(title: str, description: str, blocks: Iterable[str]) -> str:
    scripts = "common.js corpus-map.js passages.js"
    return markup.page(title, description, blocks, "passages.css", scripts)


def _entries(every: pd.DataFrame, place: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What the map of long texts knows of the passages that count; what is empty is left out."""
    counted = every[every["counted"]]
    gists = counted["gist"].where(counted["gist"] != GIST_TO_WRITE, "")
    short = gists.str.len().sum() <= MOST_GISTS
    for one, gist in zip(counted.itertuples(), gists, strict=True):
        entry = {
            "id": one.unit_id,
            "text": one.doc_id,
            "position": int(one.position),
            "words": int(one.words),
            "counted": True,
            "themes": one.weights,
            "page": place[one.unit_id],
            "gist": markup.plain(gist) if short else "",
            "projects": one.projects,
            "claims": one.claims,
            "terms": " ".join(dict.fromkeys(one.terms)),
        }
        yield {key: value for key, value in entry.items() if value}


def _opening(package: Package, every: pd.DataFrame) -> str:
    counted = every[every["counted"]]
    codings = len({code.coder for codes in counted["codes"] for code in codes})
    mean = f" (the mean of {numbers.cardinal(codings)} codings)" if codings > 1 else ""
    return markup.markdown(
        f"Each block is a passage of the {numbers.count(len(package.documents), 'text')}: as wide "
        f"as its words, in the colours of its themes{mean}, grey where it has none. {len(counted)} "
        f"passages count, {numbers.number(counted['words'].sum())} words in all; headlines and "
        "headings are hatched and do not count. The texts are not ours to republish, so each "
        "passage is summed up in our own words, with a link that opens the publisher's page at the "
        "passage."
    )


def _map(known: dict[str, Any]) -> Html:
    """Where the script draws map and filters; its data are an attribute, so that they stay data."""
    return Html("<div id=\"corpus\" data-corpus='{}'></div>").format(script_data(known))


def _parts(package: Package, every: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Name, title and passages of each page: one for each phase, several where that is long."""
    for phase, rows in every.groupby("phase_id", sort=False):
        chunks = rows["bytes"].cumsum() // MOST_BYTES + 1
        label = f"Passages of the {labels.phase(package, phase)}"
        for number, part in rows.groupby(chunks):
            if chunks.iloc[-1] == 1:
                yield f"passages-{phase}", label, part
            else:
                title = f"{label}, part {number} of {chunks.iloc[-1]}"
                yield f"passages-{phase}-{number}", title, part


def _documents(package: Package, every: pd.DataFrame) -> Iterator[str]:
    """The passages of each text under its heading."""
    for document in package.documents.itertuples():
        rows = every[every["doc_id"] == document.doc_id]
        aside = rows["kind"] == FURNITURE
        section = _DOCUMENT.render(
            document=document,
            phase=numbers.capital(labels.phase(package, document.phase_id)),
            counted=rows["counted"].sum(),
            left_out=list(rows[aside].itertuples()),
            shown=list(rows[~aside].itertuples()),
            numbers=numbers,
        )
        if len(rows):
            yield f"## {markup.markdown(labels.document(package, document.doc_id))}\n\n{section}"


def _article(package: Package, one: Passage, publisher: str) -> Html:
    words = f"{one.words} words" if one.words > 12 else numbers.count(one.words, "word")
    made = {
        "note": f"{labels.KINDS.get(one.kind, one.kind)}, {words}"
        + ("" if one.counted else ", not counted"),
        "themes": _chips(package, one.weights.items(), one.weights),
        "agreement": _agreement(one),
        "facts": markup.facts(_facts(package, one)),
        "publisher": publisher,
    }
    return Html(_ARTICLE.render(one=one, **made))


def _chips(package: Package, themes: Iterable[tuple[str, float]], common: Collection[str]) -> Html:
    """Themes with weights, the heaviest first; those that are not in `common` are marked."""
    return Html(" ").join(
        chip(theme, words, "theme" if theme in common else "theme differs")
        for theme, words in weighed(package, themes).items()
    )


def _agreement(one: Passage) -> str:
    """Whether the codings agree on a passage."""
    if one.provisional:
        return "provisional: coded by the dictionary alone"
    if len(one.codes) < 2:
        return "one coding"
    if _differ(one.codes):
        return "mean; the codings differ"
    every = "both" if len(one.codes) == 2 else f"all {numbers.cardinal(len(one.codes))}"
    return f"{every} codings agree"


def _differ(codes: list[Code]) -> bool:
    rounded = ([(theme, round(weight, 2)) for theme, weight in code.themes] for code in codes)
    return len(set(map(frozenset, rounded))) > 1


def _facts(package: Package, one: Passage) -> dict[str, Any]:
    """Each coding where they differ, rules, terms, what is stated, claims: by label."""
    facts = {}
    if _differ(one.codes):
        common = set.intersection(*({theme for theme, _ in code.themes} for code in one.codes))
        for code in one.codes:
            label = numbers.capital(labels.coding(code.coder))
            facts[label] = _chips(package, code.themes, common)
    titles = package.rules.set_index("rule")["title"]
    rules = sorted({rule for code in one.codes for rule in code.rules})
    facts["Rules" if len(rules) > 1 else "Rule"] = joined(
        (link(f"{rule}, {titles[rule]}", f"{GENERATED}/codebook#rule-{rule}") for rule in rules),
        "; ",
    )
    facts["Terms found"] = joined(
        french(pattern) + (f" ({times}×)" if times > 1 else "")
        for pattern, times in Counter(one.terms).items()
    )
    facts["Projects"] = ", ".join(labels.project(package, each) for each in one.projects)
    for sort, stated in itertools.groupby(one.states, key=lambda pair: pair[0]):
        facts[sort] = "; ".join(words for _, words in stated)
    facts["Claims"] = joined(
        link(labels.claim(claim), f"chapters/synthesis#claim-{claim}") for claim in one.claims
    )
    return facts
