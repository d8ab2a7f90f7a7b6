"""Which pages does the book make from the data alone?

One page per text with each unit, one per theme with the units behind each share, the codebook, the
data dictionary, the glossary, and pages of figures, projects, actors, instruments, places, events
and of the official architecture. They hold the targets that tables, figures and sentences link to
(see `tables.target`). Pages are MyST; each string from the data is made inert; the same data give
the same bytes. Blocks and lists rather than wide tables, so that they can be read on a phone.
"""

from __future__ import annotations

from pathlib import Path

from themeshift.package import Package
from themeshift.pages import evidence, parts, records, reference, themes
from themeshift.pages.source import Source
from themeshift.seal import replace

#: First line of each page: what marks a file as one that may be written over or deleted.
MARK = "% Written by `python -m themeshift pages` from the tables of data/. Edits here are lost."


def write(package: Package, folder: Path | str) -> list[Path]:
    """Write all pages into `folder` and return their paths, in the order of their names.

    A page is written aside and renamed, and only where its content changed. Pages that an earlier
    run wrote and that have no place any more are deleted; other files are left alone.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pages = texts(package, _project(folder))
    for name, text in pages.items():
        path, content = folder / name, text.encode()
        if not path.is_file() or path.read_bytes() != content:
            replace(path, content)
    for path in folder.glob("*.md"):
        if path.name not in pages and path.read_bytes().startswith(MARK.encode()):
            path.unlink()
    return [folder / name for name in sorted(pages)]


def texts(package: Package, project: Path | None = None) -> dict[str, str]:
    """File name → MyST text of every page.

    project: the folder of the book, where there is one; its chapters are then linked to.
    """
    source = Source(package, project)
    made = {
        **evidence.pages(source),
        **themes.pages(source),
        "codebook.md": reference.codebook_page(source),
        "data-dictionary.md": reference.data_dictionary_page(source),
        "glossary.md": reference.glossary_page(source),
        "indicators.md": records.indicator_page(source),
        "projects.md": records.project_page(source),
        "actors.md": records.actor_page(source),
        "instruments.md": records.instrument_page(source),
        "places.md": records.place_page(source),
        "events.md": records.event_page(source),
        "architecture.md": records.architecture_page(source),
    }
    if project and (project / "requirements.txt").is_file():
        made["environment.md"] = reference.environment_page(source)
    return {name: f"{MARK}\n\n{parts.page(blocks)}" for name, blocks in made.items()}


def _project(folder: Path) -> Path | None:
    """The folder of the book that `folder` is in, two levels down, or None."""
    project = folder.resolve().parent.parent
    return project if (project / "_toc.yml").is_file() else None
