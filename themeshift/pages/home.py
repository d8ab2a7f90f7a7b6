"""What the pages without code include: numbers, the hero figure, the list of texts, the citation."""

from __future__ import annotations

import json
from pathlib import Path

from themeshift.figures import poles
from themeshift.narrative import overview, phases
from themeshift.package import Package
from themeshift.pages import tables
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

#: Where the file stands that says how to cite the book.
CITATION = "CITATION.cff"
USES = {
    "open": "Reuse under the site’s terms",
    "features-only": "Read at the publisher’s",
}


def write(package: Package, folder: Path) -> list[Path]:
    """Write everything into the folder of generated files, and return the paths."""
    root = folder.parent.parent
    drawings = folder / "figures"
    drawings.mkdir(exist_ok=True)
    written = {
        folder / "values.json": _values(package, root),
        folder / "documents.md": _documents(package),
        folder / "citation.md": _citation(root),
    }
    for name, language in (("home", "en"), ("home-fr", "fr")):
        figure = poles.two_lines(package, language)
        # The sentence above the figure says what its caption opens with.
        reading = figure.caption.rpartition("**")[2].strip()
        shown = {"wide": figure.wide, "narrow": figure.narrow, "alt": figure.alt,
                 "name": name, "caption": reading}  # fmt: skip
        written[drawings / f"{name}.json"] = json.dumps(shown, ensure_ascii=False)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="")
    return list(written)


def _values(package: Package, root: Path) -> str:
    """The numbers that the home page and the French page quote, as JSON."""
    cited = citation(root)
    found = overview.values(package)
    found["edition"] = Value(f"edition {cited['version']}, {numbers.day(cited['date-released'])}")
    found |= {f"fr-{key}": value for key, value in overview.values(package, "fr").items()}
    announced = package.indicators[package.indicators["measure"] == "projects"]
    for row in announced.itertuples():
        number = numbers.cardinal(int(row.value), "fr")
        link = links.passage(row.unit_id)
        found[f"fr-projects-{row.phase_id}"] = Value(f"{number} projets", link)
    for phase in package.phases["phase_id"]:
        found[f"title-{phase}"] = Value(phases.title(package, phase))
    content = {key: {"text": value.text, "link": value.link} for key, value in found.items()}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _documents(package: Package) -> str:
    """The texts of the book, a row each, with what may be done with them."""
    rows = tuple(
        (
            tables.Link(labels.document(package, row.doc_id), row.url) if row.url
            else labels.document(package, row.doc_id),
            numbers.capital(labels.phase(package, row.phase_id)),
            numbers.capital(labels.words(row.genre)),
            int(row.words),
            USES[row.rights],
        )
        for row in package.documents.itertuples()
    )  # fmt: skip
    table = tables.Table(
        name="documents",
        caption="The source texts.",
        columns=("Text", "Phase", "Kind", "Words", "What may be done with it"),
        rows=rows,
        align=("left", "left", "left", "right", "left"),
        csv="documents.csv",
    )
    return table._repr_html_() + "\n"


def citation(root: Path) -> dict[str, str]:
    """Title, version and date of the citation file, and who wrote the book."""
    found = {}
    for line in (root / CITATION).read_text(encoding="utf-8").splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        if key in ("title", "version", "date-released", "name"):
            found.setdefault(key, value.strip().strip('"'))
    return found


def _citation(root: Path) -> str:
    """How to cite the book, as a sentence and as BibTeX."""
    cited = citation(root)
    year = cited["date-released"][:4]
    author = cited["name"].removeprefix("The ")
    return "\n".join(
        (
            f"> {cited['name']} ({year}). *{cited['title']}*. Version {cited['version']}.",
            "",
            "```bibtex",
            f"@book{{themeshift{year},",
            f"  author = {{{{{author}}}}},",
            f"  title = {{{cited['title']}}},",
            f"  year = {{{year}}},",
            f"  version = {{{cited['version']}}}",
            "}",
            "```",
            "",
        )
    )
