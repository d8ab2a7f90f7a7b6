"""Generated pages in a plain shell, with the book's own scripts and styles, without a build."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from themeshift.figures import colours
from themeshift.package import Package
from themeshift.pages import FOLDER, texts

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = FOLDER.as_posix()


def write(package: Package, folder: Path) -> Path:
    """Write the generated pages of a package below `folder` as HTML; return their folder."""
    place = folder / FOLDER
    place.mkdir(parents=True)
    for file in (ROOT / "_scripts").iterdir():
        shutil.copyfile(file, place / file.name)
    (place / "colours.css").write_text(colours.style_sheet(package), encoding="utf-8")
    for name, text in texts(package).items():
        _, head, body = text.split("---\n", 2)
        asked = yaml.safe_load(head)
        parts = [
            f"<title>{html.escape(name)}</title>",
            '<link rel="stylesheet" href="colours.css">',
        ]
        parts += [
            f'<link rel="stylesheet" href="{one}">' for one in asked.get("styles", "").split()
        ]
        parts += [
            f'<script defer src="{one}"></script>' for one in asked.get("scripts", "").split()
        ]
        # Sphinx sets each heading and what follows it into a section.
        sections = MarkdownIt("commonmark").render(body).split("<h2>")
        inside = "".join(f"<section><h2>{one}</section>" for one in sections[1:])
        page = (
            '<!DOCTYPE html><html lang="en" data-theme="light"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f'{"".join(parts)}<main class="bd-article">{sections[0]}{inside}</main></html>'
        )
        (place / f"{Path(name).stem}.html").write_text(page, encoding="utf-8")
    return place
