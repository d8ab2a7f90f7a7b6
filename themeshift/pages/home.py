"""What the pages without code include: numbers, the hero figure, the list of texts, the citation."""

from __future__ import annotations

import json
from typing import Any

import yaml

from themeshift.figures import card, colours, poles
from themeshift.narrative import findings, overview
from themeshift.package import Package
from themeshift.pages.markup import link
from themeshift.pages.tables import Rows, table
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

USES = {"open": "Reuse under the site’s terms", "features-only": "Read at the publisher’s"}
#: What is called a project where a text announces some.
PROJECT = {"en": "project", "fr": "projet"}
#: How to cite the book, as a sentence and as BibTeX, by the keys of CITATION.cff.
CITATION = """\
> {authors[0][name]} ({date-released.year}). *{title}*. Version {version}.

```bibtex
@book{{themeshift{date-released.year},
  author = {{{{{authors[0][name]}}}}},
  title = {{{title}}},
  year = {{{date-released.year}}},
  version = {{{version}}}
}}
```
"""


def files(package: Package) -> dict[str, str | bytes]:
    """All of it by the name of its file. How to cite the book stands at the root of the project."""
    citation = package.root.parent / "CITATION.cff"
    cited = yaml.safe_load(citation.read_text(encoding="utf-8"))
    made: dict[str, str | bytes] = {
        "values.json": _values(package, cited),
        "documents.md": documents(package).html(links.ROOT) + "\n",
        "citation.md": CITATION.format(**cited),
        "colours.css": colours.style_sheet(package),
        "card.png": card(package),
    }
    for name, language in (("home", "en"), ("home-fr", "fr")):
        figure = poles.two_lines(package, language)
        shown = {key: getattr(figure, key) for key in ("wide", "narrow", "alt", "caption")}
        made[f"figures/{name}.json"] = json.dumps(shown | {"name": name}, ensure_ascii=False)
    return made


def _values(package: Package, cited: dict[str, Any]) -> str:
    """The numbers that the home page and, under keys with fr-, the French page quote, as JSON."""
    found = {"edition": Value(f"edition {cited['version']}, {numbers.day(cited['date-released'])}")}
    announced = package.indicators[package.indicators["measure"] == "projects"]
    for language, prefix in (("en", ""), ("fr", "fr-")):
        values = overview.values(package, language) | findings.extremes(package, language)
        values["steps-clear"] = findings.steps_clear(package, language)
        for row in announced.itertuples():
            text = numbers.count(row.value, PROJECT[language], language=language)
            values[f"projects-{row.phase_id}"] = Value(text, links.passage(row.unit_id))
        found |= {prefix + key: value for key, value in values.items()}
    shown = {key: vars(value) for key, value in found.items()}
    return json.dumps(shown, ensure_ascii=False, indent=1)


@table("documents.csv", align="lllrl")
def documents(package: Package) -> Rows:
    """The source texts."""
    yield "Text", "Phase", "Kind", "Words", "What may be done with it"
    for row in package.documents.itertuples():
        name = labels.document(package, row.doc_id)
        text = link(name, row.url, links.ROOT) if row.url else name
        phase = numbers.capital(labels.phase(package, row.phase_id))
        yield text, phase, numbers.capital(labels.words(row.genre)), row.words, USES[row.rights]
