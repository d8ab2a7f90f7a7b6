"""What a page's front matter asks for: scripts, styles, description, language; and the data files.

`scripts: map.js passages.js` and `styles: map.css` name files of `_scripts/` or of
`appendices/generated/`; the page loads them, no other page does. The addresses of the book and of
its code, and a picture for social networks, are told to the templates only where the settings
`html: baseurl` and `repository: url` are not empty.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

GENERATED = "appendices/generated"
FOLDERS = ("_scripts", GENERATED)
#: Files of the book → the folder of the built book where they stand.
COPIED = {f"{folder}/*.{kind}": "_static" for folder in FOLDERS for kind in ("css", "js", "png")}
COPIED[f"{GENERATED}/*.zip"] = GENERATED
#: The picture that stands for the book where others link to it, among the generated files.
CARD = "card.png"
#: Colours of themes and poles as CSS variables, for every page, among the generated files.
COLOURS = "colours.css"
DESCRIPTION = 160
#: Parts of the names of files that extensions add to every page and that no page here uses.
UNUSED = ("thebe", "togglebutton", "copybutton", "clipboard", "design")


def copy_files(app: Sphinx) -> None:
    """Copy scripts, styles, data and the picture to the built book before pages are written."""
    source, target = Path(app.srcdir), Path(app.outdir)
    for pattern, folder in COPIED.items():
        (target / folder).mkdir(parents=True, exist_ok=True)
        for file in source.glob(pattern):
            shutil.copyfile(file, target / folder / file.name)
    left_out = shutil.ignore_patterns("texts", ".*")
    shutil.copytree(source / "data", target / "data", ignore=left_out, dirs_exist_ok=True)


def prepare(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Tell the templates what the front matter of a page asks for."""
    asked = context.get("meta") or {}
    for key, add in (("scripts", app.add_js_file), ("styles", app.add_css_file)):
        for name in asked.get(key, "").split():
            if not any((Path(app.srcdir) / folder / name).is_file() for folder in FOLDERS):
                logger.warning("no file %s in %s", name, " or ".join(FOLDERS), location=page)
            add(name)
    for key in ("script_files", "css_files"):
        files = [one for one in context[key] if one.filename]  # none needs a script in the page
        context[key] = [one for one in files if not any(part in one.filename for part in UNUSED)]
    context["description"] = asked.get("description") or (opening(tree) if tree else "")
    if asked.get("lang"):
        context["body"] = f'<div lang="{asked["lang"]}">{context["body"]}</div>'
    context["root_title"] = "Home"
    context["prev"], context["next"] = (neighbour(app, page, place) for place in (1, 2))
    context["site"] = site = app.config.html_baseurl.rstrip("/")
    context["card"] = site and f"{site}/_static/{CARD}"


def neighbour(app: Sphinx, page: str, place: int) -> dict[str, str] | None:
    """Return link and title of the page before (1) or after (2), in the language of the book."""
    relations = app.env.collect_relations()
    other = relations[page][place] if page in relations else None
    while other and "lang" in app.env.metadata[other]:
        other = relations[other][place]
    if not other:
        return None
    title = app.builder.render_partial(app.env.titles[other])["title"]
    home = other == app.config.root_doc
    return {"link": app.builder.get_relative_uri(page, other), "title": "Home" if home else title}


def opening(tree: nodes.document) -> str:
    """Return the beginning of a page's first paragraph, up to the end of a word."""
    text = next((" ".join(one.astext().split()) for one in tree.findall(nodes.paragraph)), "")
    return text if len(text) <= DESCRIPTION else text[:DESCRIPTION].rpartition(" ")[0] + " …"


def setup(app: Sphinx) -> dict[str, bool]:
    """Copy first, so that pages name the checksums of what they load."""
    app.add_css_file(COLOURS)
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", prepare, priority=900)  # once all have added theirs
    return {"parallel_read_safe": True, "parallel_write_safe": True}
