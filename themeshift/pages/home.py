"""What the pages without code include: numbers, the hero figure, two tables, the citation."""

import json

import yaml

from themeshift.figures import colours, poles
from themeshift.narrative import overview
from themeshift.package import Package
from themeshift.pages import method_tables
from themeshift.pages.markup import link
from themeshift.pages.tables import Rows, table
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

USES = {"open": "Reuse under the site’s terms", "features-only": "Read at the publisher’s"}
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
    cited = yaml.safe_load((package.root.parent / "CITATION.cff").read_bytes())
    edition = f"edition {cited['version']}, {numbers.day(cited['date-released'])}"
    values = {"edition": Value(edition)}
    made: dict[str, str | bytes] = {
        "documents.md": documents(package).html(links.ROOT) + "\n",
        "explorer-table.html": method_tables.shares(package).html(links.ROOT),
        "citation.md": CITATION.format(**cited),
        "colours.css": colours.style_sheet(package),
        "card.png": poles.card(package),
    }
    announced = package.indicators[package.indicators["measure"] == "projects"]
    for language, name, prefix in (("en", "home", ""), ("fr", "home-fr", "fr-")):
        quoted = overview.values(package, language)
        for row in announced.itertuples():
            number = numbers.cardinal(row.value, language)
            quoted[f"projects-{row.phase_id}"] = Value(number, links.passage(row.unit_id))
        values |= {prefix + key: value for key, value in quoted.items()}
        figure = poles.two_lines(package, language)
        shown = {key: getattr(figure, key) for key in ("wide", "narrow", "alt", "caption")}
        made[f"figures/{name}.json"] = json.dumps(shown | {"name": name}, ensure_ascii=False)
    shown = {key: vars(value) for key, value in values.items()}
    return made | {"values.json": json.dumps(shown, ensure_ascii=False, indent=1)}


@table("documents.csv", align="lllrl")
def documents(package: Package) -> Rows:
    """The source texts."""
    yield "Text", "Phase", "Kind", "Words", "What may be done with it"
    for row in package.documents.itertuples():
        name = labels.document(package, row.doc_id)
        text = link(name, row.url, links.ROOT) if row.url else name
        phase = numbers.capital(labels.phase(package, row.phase_id))
        yield text, phase, numbers.capital(labels.words(row.genre)), row.words, USES[row.rights]
