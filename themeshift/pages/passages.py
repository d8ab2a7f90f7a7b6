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
from themeshift.pages.tables import weighed
from themeshift.prose import labels, numbers

#: Bytes of passages above which they get pages of their own, and of the passages on such a page;
#: styles and scripts bring a page to three times as much.
MOST_BYTES = 300_000
#: Letters of all gists above which the map of long texts does without them.
MOST_GISTS = 60_000
GENERATED = "appendices/generated"
Passage = Any  # a row of the passages, with its columns as attributes


def pages(package: Package) -> dict[str, str]:
    """File name → MyST of the page of all passages, or of the map and of the pages that it opens."""
    every = passages(package)
    publishers = package.documents.set_index("doc_id")["publisher"]
    every["html"] = [
        "\n".join(_article(package, one, publishers[one.doc_id])) for one in every.itertuples()
    ]
    every["bytes"] = every["html"].str.encode("utf-8").str.len()
    long = every["bytes"].sum() > MOST_BYTES
    parts = list(_parts(package, every)) if long else []
    known = data(package)
    opening = [_opening(package, every, hatched=not long)]
    if long:
        place = {unit: name for name, _, rows in parts for unit in rows["unit_id"]}
        opening += [_map(known | {"passages": list(_entries(every, place))}), _contents(parts)]
    else:
        opening += [_map(known), *_documents(package, every)]
    description = (
        f"All {numbers.count(len(package.documents), 'text')} at a glance, and each of the "
        f"{every['counted'].sum()} passages that count, with its themes and a link to the "
        "publisher's page."
    )
    made = {"passages.md": _page("The passages", description, opening)}
    back = markup.link("All passages, with the whole map", f"{GENERATED}/passages")
    for name, title, rows in parts:
        blocks = [f"<p>{back}</p>", _map(known), *_documents(package, rows)]
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
        sparse = {
            "gist": markup.plain(numbers.typographic(gist)) if short else "",
            "projects": one.projects,
            "claims": one.claims,
            "terms": " ".join(dict.fromkeys(one.terms)),
        }
        yield {
            "id": one.unit_id,
            "text": one.doc_id,
            "position": int(one.position),
            "words": int(one.words),
            "counted": True,
            "themes": one.weights,
            "page": place[one.unit_id],
        } | {key: value for key, value in sparse.items() if value}


def _opening(package: Package, every: pd.DataFrame, hatched: bool) -> str:
    counted = every[every["counted"]]
    codings = len({code.coder for codes in counted["codes"] for code in codes})
    mean = f" (the mean of {numbers.cardinal(codings)} codings)" if codings > 1 else ""
    rest = (
        "headlines and headings are hatched and do not count. "
        if hatched
        else "headings do not count. "
    )
    return markup.markdown(
        f"Each block is a passage of the {numbers.count(len(package.documents), 'text')}: as wide "
        f"as its words, in the colours of its themes{mean}, grey where it has none. {len(counted)} "
        f"passages count, {numbers.number(counted['words'].sum())} words in all; {rest}The texts "
        "are not ours to republish, so each passage is summed up in our own words, with a link "
        "that opens the publisher's page at the passage."
    )


def _map(known: dict[str, Any]) -> str:
    """Where the script draws map and filters; its data are an attribute, so that they stay data."""
    return f"<div id=\"corpus\" data-corpus='{markup.script_data(known)}'></div>"


def _parts(package: Package, every: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Name, title and passages of each page: one for each phase, several where that is long."""
    for phase_id, rows in every.groupby("phase_id", sort=False):
        chunk, size, chunks = 1, 0, []
        for weight in rows["bytes"]:
            size += weight
            if size > MOST_BYTES and size > weight:
                chunk, size = chunk + 1, weight
            chunks.append(chunk)
        label = f"Passages of the {labels.phase(package, str(phase_id))}"
        for number, part in rows.groupby(chunks):
            suffix, words = (f"-{number}", f", part {number} of {chunk}") if chunk > 1 else ("", "")
            yield f"passages-{phase_id}{suffix}", f"{label}{words}", part


def _contents(parts: list[tuple[str, str, pd.DataFrame]]) -> str:
    """Links to the pages; an address of a passage on this page leads to the link to its page."""
    items = []
    for name, title, rows in parts:
        anchors = "".join(f'<i id="u-{unit}"></i>' for unit in rows["unit_id"])
        items.append(f"<li>{anchors}{markup.link(title, f'{GENERATED}/{name}')}</li>")
    return "\n".join(['<ul id="passage-pages">', *items, "</ul>"])


def _documents(package: Package, every: pd.DataFrame) -> Iterator[str]:
    """The passages of each text under its heading."""
    for doc_id, rows in every.groupby("doc_id", sort=False):
        document = package.documents.set_index("doc_id").loc[doc_id]
        aside = markup.inert(
            f"{numbers.capital(labels.phase(package, document['phase_id']))}. {document['title']}. "
            f"{numbers.number(document['words'])} words; {rows['counted'].sum()} passages count."
        )
        left_out = rows.loc[rows["kind"] == FURNITURE, "unit_id"]
        if len(left_out):
            anchors = "".join(f'<span id="u-{unit}"></span>' for unit in left_out)
            elements = numbers.count(len(left_out), "page element")
            aside += f" {anchors}Left out: {elements} (menus, dates, credits)."
        lines = [f'<section class="passages" data-doc="{doc_id}">', f'<p class="aside">{aside}</p>']
        lines += [*rows.loc[rows["kind"] != FURNITURE, "html"], "</section>"]
        heading = f"## {markup.markdown(labels.document(package, str(doc_id)))}"
        yield "\n\n".join([heading, "\n".join(lines)])


def _article(package: Package, one: Passage, publisher: str) -> Iterator[str]:
    yield (
        f'<article id="u-{one.unit_id}" data-unit="{one.unit_id}" data-doc="{one.doc_id}"'
        f" data-phase=\"{one.phase_id}\" data-themes='{markup.script_data(one.weights)}'"
        f' data-words="{one.words}" data-position="{one.position}"'
        + (" data-counted" if one.counted else "")
        + (f' data-projects="{" ".join(one.projects)}"' if one.projects else "")
        + (f' data-claims="{" ".join(one.claims)}"' if one.claims else "")
        + ">"
    )
    words = f"{one.words} words" if one.words > 12 else numbers.count(one.words, "word")
    note = f"{labels.KINDS[one.kind]}, {words}" + ("" if one.counted else ", not counted")
    yield (
        f'<h3><a href="#u-{one.unit_id}">Passage {one.position}</a> '
        f"<small>{markup.inert(note)}</small></h3>"
    )
    yield f'<p class="gist">{markup.inert(one.gist or "No summary yet.")}</p>'
    if one.weights:
        chips = _chips(package, one.weights.items(), one.weights)
        yield f'<p class="themes">{chips} <small>{_agreement(one)}</small></p>'
    yield from markup.facts(_facts(package, one))
    if one.address:
        where = "" if ":~:text=" in one.address else " (the page, not the place)"
        yield (
            f'<p class="source"><a href="{markup.inert(one.address)}" rel="external">'
            f"Read passage {one.position} at {markup.inert(publisher)}</a>{where}</p>"
        )
    yield "</article>"


def _chips(package: Package, themes: Iterable[tuple[str, float]], common: Collection[str]) -> str:
    """Themes with weights, the heaviest first; those that are not in `common` are marked."""
    return " ".join(
        markup.chip(theme, words, "theme" if theme in common else "theme differs")
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


def _facts(package: Package, one: Passage) -> Iterator[tuple[str, str]]:
    """Each coding where they differ, rules, terms, what is stated, claims: label and HTML."""
    if _differ(one.codes):
        common = set.intersection(*({theme for theme, _ in code.themes} for code in one.codes))
        for code in one.codes:
            label = numbers.capital(labels.coding(package, code.coder))
            yield label, _chips(package, code.themes, common)
    rules = sorted({rule for code in one.codes for rule in code.rules})
    titles = package.rules.set_index("rule")["title"]
    yield (
        "Rules" if len(rules) > 1 else "Rule",
        "; ".join(
            markup.link(f"{rule}, {titles.get(rule, '')}", f"{GENERATED}/codebook#rule-{rule}")
            for rule in rules
        ),
    )
    yield (
        "Terms found",
        ", ".join(
            markup.french(pattern) + (f" ({times}×)" if times > 1 else "")
            for pattern, times in Counter(one.terms).items()
        ),
    )
    yield (
        "Projects",
        markup.inert(", ".join(labels.project(package, each) for each in one.projects)),
    )
    for sort, stated in itertools.groupby(one.states, key=lambda pair: pair[0]):
        yield sort, markup.inert("; ".join(words for _, words in stated))
    yield (
        "Claims",
        ", ".join(
            markup.link(labels.claim(claim), f"chapters/synthesis#claim-{claim}")
            for claim in one.claims
        ),
    )
