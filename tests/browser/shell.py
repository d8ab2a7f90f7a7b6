"""Generated pages in a plain shell, with the book's own scripts and styles, without a build."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from themeshift.figures import colours
from themeshift.package import Package
from themeshift.pages import FOLDER, texts

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "_scripts"
PLACE = FOLDER.as_posix()
PAGE = """<!DOCTYPE html><html lang="en" data-theme="light"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{name}</title>
{head}<main class="bd-article">{body}</main></html>"""


def write(package: Package, folder: Path) -> Path:
    """Write the generated pages of a package below `folder` as HTML; return their folder."""
    place = folder / FOLDER
    shutil.copytree(SCRIPTS, place)
    (place / "colours.css").write_text(colours.style_sheet(package), encoding="utf-8")
    for name, text in texts(package).items():
        _, front, body = text.split("---\n", 2)
        asked = yaml.safe_load(front)
        styles, scripts = asked["styles"].split(), asked.get("scripts", "").split()
        head = [f'<link rel="stylesheet" href="{one}">' for one in ("colours.css", *styles)]
        head += [f'<script defer src="{one}"></script>' for one in scripts]
        # Sphinx sets each heading and what follows it into a section.
        first, *sections = MarkdownIt("commonmark").render(body).split("<h2>")
        body = first + "".join(f"<section><h2>{one}</section>" for one in sections)
        stem = Path(name).stem
        page = PAGE.format(name=stem, head="".join(head), body=body)
        (place / f"{stem}.html").write_text(page, encoding="utf-8")
    return place
