"""What the pages without code include: numbers, the hero figure, the list of texts, the citation."""

from __future__ import annotations

import json
from typing import Any

import yaml

from themeshift.figures import colours, poles
from themeshift.narrative import overview
from themeshift.package import Package
from themeshift.pages.markup import link
from themeshift.pages.tables import Rows, table
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

USES = {"open": "Reuse under the site’s terms", "features-only": "Read at the publisher’s"}


def files(package: Package) -> dict[str, str | bytes]:
    """All of it by the name of its file. How to cite the book stands at the root of the project."""
    citation = package.root.parent / "CITATION.cff"
    cited = yaml.safe_load(citation.read_text(encoding="utf-8"))
    made: dict[str, str | bytes] = {
        "values.json": _values(package, cited),
        "documents.md": documents(package).html(links.ROOT) + "\n",
        "citation.md": _citation(cited),
        "colours.css": colours.style_sheet(package),
        "card.png": poles.card(package),
    }
    for name, language in (("home", "en"), ("home-fr", "fr")):
        figure = poles.two_lines(package, language)
        shown = {"wide": figure.wide, "narrow": figure.narrow, "alt": figure.alt,
                 "name": name, "caption": figure.caption}  # fmt: skip
        made[f"figures/{name}.json"] = json.dumps(shown, ensure_ascii=False)
    return made


def _values(package: Package, cited: dict[str, Any]) -> str:
    """The numbers that the home page and the French page quote, as JSON."""
    found = overview.values(package)
    found["edition"] = Value(f"edition {cited['version']}, {numbers.day(cited['date-released'])}")
    french = overview.values(package, "fr")
    found |= {f"fr-{key}": value for key, value in french.items()}
    announced = package.indicators[package.indicators["measure"] == "projects"]
    for row in announced.itertuples():
        text = f"{numbers.cardinal(row.value, 'fr')} projets"
        found[f"fr-projects-{row.phase_id}"] = Value(text, links.passage(row.unit_id))
    return json.dumps(
        {key: vars(value) for key, value in found.items()}, ensure_ascii=False, indent=1
    )


@table("documents.csv", align="lllrl")
def documents(package: Package) -> Rows:
    """The source texts."""
    yield "Text", "Phase", "Kind", "Words", "What may be done with it"
    for row in package.documents.itertuples():
        name = labels.document(package, row.doc_id)
        text = link(name, row.url, links.ROOT) if row.url else name
        phase = numbers.capital(labels.phase(package, row.phase_id))
        yield text, phase, numbers.capital(labels.words(row.genre)), row.words, USES[row.rights]


def _citation(cited: dict[str, Any]) -> str:
    """How to cite the book, as a sentence and as BibTeX."""
    name, title, version = cited["authors"][0]["name"], cited["title"], cited["version"]
    year = cited["date-released"].year
    return f"""> {name} ({year}). *{title}*. Version {version}.

```bibtex
@book{{themeshift{year},
  author = {{{{{name.removeprefix("The ")}}}}},
  title = {{{title}}},
  year = {{{year}}},
  version = {{{version}}}
}}
```
"""
