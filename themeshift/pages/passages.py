"""The passages: the corpus map, and every passage with its themes, its codings and its claims.

One page, or, for long texts, a page of the map alone and pages of passages by phase. Each passage
stands in HTML with what the page's script filters by in its data attributes; without the script
the page reads from top to bottom.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from themeshift.package import GIST_TO_WRITE, Package
from themeshift.pages import markup
from themeshift.pages.corpus import FURNITURE, Code, Passage, data, passages
from themeshift.prose import labels, numbers

#: Bytes of passages above which they get pages of their own, and of the passages on such a page;
#: styles and scripts bring a page to three times as much.
MOST_BYTES = 300_000
#: Letters of all gists above which the map of long texts does without them.
MOST_GISTS = 60_000
ROOT = "../../"
FINDINGS = "chapters/synthesis"
CODEBOOK = "appendices/generated/codebook"
SCRIPTS = "corpus-map.js passages.js"
STYLES = "passages.css"


def pages(package: Package) -> dict[str, str]:
    """File name → MyST of the page of all passages, or of the map and of the pages that it opens."""
    every = passages(package)
    publishers = package.documents.set_index("doc_id")["publisher"].map(markup.plain)
    articles = {
        one.unit_id: "\n".join(_article(package, one, publishers[one.doc_id])) for one in every
    }
    if sum(len(text.encode()) for text in articles.values()) <= MOST_BYTES:
        blocks = [_opening(package, every), _map(data(package))]
        blocks += [_document(package, doc, rows, articles) for doc, rows in _by_text(every)]
        return {"passages.md": _page("The passages", _description(package, every), blocks)}
    parts = list(_parts(package, every, articles))
    place = {one.unit_id: name for name, _, rows in parts for one in rows}
    known = data(package) | {"passages": list(_entries(every, place))}
    made = {
        "passages.md": _page(
            "The passages",
            _description(package, every),
            [_opening(package, every, hatched=False), _map(known), _contents(parts)],
        )
    }
    for name, title, rows in parts:
        blocks = [_back(), _map(data(package))]
        blocks += [_document(package, doc, rest, articles) for doc, rest in _by_text(rows)]
        made[f"{name}.md"] = _page(title, f"{title}: each with its themes and its source.", blocks)
    return made


def _entries(every: tuple[Passage, ...], place: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What the map of long texts knows of the passages that count; what is empty is left out."""
    counted = [one for one in every if one.counted]
    gists = sum(len(one.gist) for one in counted if one.gist != GIST_TO_WRITE) <= MOST_GISTS
    for one in counted:
        rest = {
            "gist": markup.plain(numbers.typographic(one.gist))
            if gists and one.gist != GIST_TO_WRITE
            else "",
            "projects": list(one.projects),
            "claims": list(one.claims),
            "terms": " ".join(pattern for pattern, _ in one.terms),
        }
        yield {
            "id": one.unit_id,
            "text": one.doc_id,
            "position": one.position,
            "words": one.words,
            "counted": True,
            "themes": one.weights,
            "page": place[one.unit_id],
        } | {key: value for key, value in rest.items() if value}


def _page(title: str, description: str, blocks: Iterable[str]) -> str:
    head = markup.front_matter(description, SCRIPTS, STYLES)
    return "\n\n".join([head, f"# {markup.markdown(title)}", *blocks]) + "\n"


def _description(package: Package, every: tuple[Passage, ...]) -> str:
    counted = sum(one.counted for one in every)
    texts = numbers.count(len(package.documents), "text")
    return (
        f"All {texts} at a glance, and each of the {counted} passages that count, with its themes "
        "and a link to the publisher's page."
    )


def _opening(package: Package, every: tuple[Passage, ...], hatched: bool = True) -> str:
    counted = [one for one in every if one.counted]
    words = numbers.number(sum(one.words for one in counted))
    texts = numbers.count(len(package.documents), "text")
    codings = len({code.coder for one in counted for code in one.codes})
    mean = f" (the mean of {numbers.cardinal(codings)} codings)" if codings > 1 else ""
    rest = "headlines and headings are hatched and do not. " if hatched else "headings do not. "
    return markup.markdown(
        f"Each block is a passage of the {texts}, as wide as its words and in the colours of its "
        f"themes{mean}; grey only frames. {len(counted)} passages count, {words} words in all; "
        f"{rest}What a passage says is given in our own words, "
        "since the texts are not ours to republish, with a link that opens the publisher's page at "
        "the passage."
    )


def _map(known: dict[str, Any]) -> str:
    """Where the script draws map and filters; its data are an attribute, so that they stay data."""
    return f"<div id=\"corpus\" data-corpus='{markup.script_data(known)}'></div>"


def _by_text(rows: Iterable[Passage]) -> Iterator[tuple[str, list[Passage]]]:
    for doc_id, group in itertools.groupby(rows, key=lambda one: one.doc_id):
        yield doc_id, list(group)


def _parts(
    package: Package, every: tuple[Passage, ...], articles: dict[str, str]
) -> Iterator[tuple[str, str, list[Passage]]]:
    """Name, title and passages of each page: one for each phase, several where that is long."""
    for phase_id, group in itertools.groupby(every, key=lambda one: one.phase_id):
        chunks: list[list[Passage]] = [[]]
        size = 0
        for one in group:
            weight = len(articles[one.unit_id].encode())
            if size + weight > MOST_BYTES and chunks[-1]:
                chunks.append([])
                size = 0
            chunks[-1].append(one)
            size += weight
        label = f"Passages of the {labels.phase(package, phase_id)}"
        for number, chunk in enumerate(chunks, start=1):
            last = "" if len(chunks) == 1 else f"-{number}"
            part = "" if len(chunks) == 1 else f", part {number} of {len(chunks)}"
            yield f"passages-{phase_id}{last}", f"{label}{part}", chunk


def _contents(parts: list[tuple[str, str, list[Passage]]]) -> str:
    """Links to the pages; an address of a passage on this page leads to the link to its page."""
    items = []
    for name, title, rows in parts:
        anchors = "".join(f'<i id="u-{markup.attribute(one.unit_id)}"></i>' for one in rows)
        link = markup.link(title, f"appendices/generated/{name}", ROOT)
        items.append(f"<li>{anchors}{link}</li>")
    return "\n".join(['<ul id="passage-pages">', *items, "</ul>"])


def _back() -> str:
    link = markup.link("All passages, with the whole map", "appendices/generated/passages", ROOT)
    return f"<p>{link}</p>"


def _document(package: Package, doc_id: str, rows: list[Passage], articles: dict[str, str]) -> str:
    """The passages of a text under its heading."""
    row = package.documents.set_index("doc_id").loc[doc_id]
    shown = [one for one in rows if one.kind != FURNITURE]
    left_out = [one for one in rows if one.kind == FURNITURE]
    counted = sum(one.counted for one in rows)
    facts = (
        f"{numbers.capital(labels.phase(package, row['phase_id']))}. {row['title']}. "
        f"{numbers.number(row['words'])} words; {counted} passages count."
    )
    lines = [f'<section class="passages" data-doc="{markup.attribute(doc_id)}">']
    aside = markup.inert(facts)
    if left_out:
        anchors = "".join(
            f'<span id="u-{markup.attribute(one.unit_id)}"></span>' for one in left_out
        )
        elements = numbers.count(len(left_out), "page element")
        aside += f" {anchors}Left out: {elements} (menus, dates, credits)."
    lines.append(f'<p class="aside">{aside}</p>')
    lines += [articles[one.unit_id] for one in shown]
    lines.append("</section>")
    heading = f"## {markup.markdown(labels.document(package, doc_id))}"
    return "\n\n".join([heading, "\n".join(lines)])


def _article(package: Package, one: Passage, publisher: str) -> Iterator[str]:
    ids = markup.attribute
    yield (
        f'<article id="u-{ids(one.unit_id)}" data-unit="{ids(one.unit_id)}"'
        f' data-doc="{ids(one.doc_id)}" data-phase="{ids(one.phase_id)}"'
        f" data-themes='{markup.script_data(one.weights)}'"
        f' data-words="{one.words}" data-position="{one.position}"'
        + (" data-counted" if one.counted else "")
        + (f' data-projects="{ids(" ".join(one.projects))}"' if one.projects else "")
        + (f' data-claims="{ids(" ".join(one.claims))}"' if one.claims else "")
        + ">"
    )
    kind = labels.KINDS.get(one.kind, one.kind)
    note = f"{kind}, {numbers.count(one.words, 'word')}"
    if one.words > 12:
        note = f"{kind}, {one.words} words"
    if not one.counted:
        note += ", not counted"
    yield (
        f'<h3><a href="#u-{ids(one.unit_id)}">Passage {one.position}</a> '
        f"<small>{markup.inert(note)}</small></h3>"
    )
    yield f'<p class="gist">{markup.inert(one.gist or "No summary yet.")}</p>'
    if one.weights:
        yield f'<p class="themes">{_themes(package, one)}</p>'
    yield from _facts(package, one)
    if one.address:
        where = "" if ":~:text=" in one.address else " (the page, not the place)"
        yield (
            f'<p class="source"><a href="{ids(one.address)}" rel="external">'
            f"Read passage {one.position} at {markup.inert(publisher)}</a>{where}</p>"
        )
    yield "</article>"


def _chip(package: Package, theme: str, weight: float, alone: bool, differs: bool = False) -> str:
    label = markup.inert(labels.theme_title(package, theme, short=True))
    share = "" if alone else f" {numbers.percent(weight)}"
    kind = "theme differs" if differs else "theme"
    return (
        f'<span class="{kind}" style="--c:var(--theme-{markup.slug(theme)})">{label}{share}</span>'
    )


def _themes(package: Package, one: Passage) -> str:
    """The mean over the codings, and whether they agree."""
    ranked = sorted(one.weights.items(), key=lambda pair: -pair[1])
    chips = " ".join(_chip(package, theme, weight, len(ranked) == 1) for theme, weight in ranked)
    if one.provisional:
        return f"{chips} <small>provisional: coded by the dictionary alone</small>"
    if len(one.codes) < 2:
        return f"{chips} <small>one coding</small>"
    if not _differ(one.codes):
        number = len(one.codes)
        every = "both" if number == 2 else f"all {numbers.cardinal(number)}"
        return f"{chips} <small>{every} codings agree</small>"
    return f"{chips} <small>mean; the codings differ</small>"


def _differ(codes: tuple[Code, ...]) -> bool:
    return len({tuple((theme, round(weight, 2)) for theme, weight in code.themes) for code in
                map(_sorted, codes)}) > 1  # fmt: skip


def _sorted(code: Code) -> Code:
    return Code(code.coder, tuple(sorted(code.themes)), code.rules)


def _facts(package: Package, one: Passage) -> Iterator[str]:
    """Each coding where they differ, rules, terms, what is stated, claims: short lines."""
    entries: list[tuple[str, str]] = []
    if _differ(one.codes):
        common = set.intersection(*({theme for theme, _ in code.themes} for code in one.codes))
        for code in one.codes:
            chips = " ".join(
                _chip(package, theme, weight, len(code.themes) == 1, theme not in common)
                for theme, weight in code.themes
            )
            entries.append((numbers.capital(labels.coding(package, code.coder)), chips))
    if rules := sorted({rule for code in one.codes for rule in code.rules}):
        titles = dict(zip(package.rules["rule"], package.rules["title"], strict=True))
        entries.append(("Rules" if len(rules) > 1 else "Rule", "; ".join(
            markup.link(f"{rule}, {titles.get(rule, '')}", f"{CODEBOOK}#rule-{rule}", ROOT)
            for rule in rules
        )))  # fmt: skip
    if one.terms:
        entries.append(("Terms found", ", ".join(
            markup.french(pattern) + (f" ({times}×)" if times > 1 else "")
            for pattern, times in one.terms
        )))  # fmt: skip
    if one.projects:
        named = (labels.project(package, project) for project in one.projects)
        entries.append(("Projects", markup.inert(", ".join(named))))
    for sort, stated in one.states:
        entries.append((sort, markup.inert("; ".join(stated))))
    if one.claims:
        entries.append(("Claims", ", ".join(
            markup.link(labels.claim(claim), f"{FINDINGS}#claim-{claim}", ROOT)
            for claim in one.claims
        )))  # fmt: skip
    if entries:
        yield '<dl class="facts">'
        for label, text in entries:
            yield f"<div><dt>{markup.inert(label)}</dt><dd>{text}</dd></div>"
        yield "</dl>"
