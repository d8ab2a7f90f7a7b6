"""Give the explorer's page its scripts and its style, and no other page.

The drawing library is D3, taken as bundled by the Python package mpld3 and copied into the built
book, so that the repository holds no copy of it and the page asks no other host for it. Files of
`_static/` would be loaded by every page: those of the explorer stand apart in `_explorer/`.
"""

from __future__ import annotations

import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

PAGE = "appendices/explore"
OWN_FILES = "_explorer"
DATA = "appendices/generated/explorer-data.js"
FOLDER = "explorer"
LIBRARY = "d3.min.js"
SCRIPTS = (LIBRARY, "explorer-data.js", "explorer.js")
STYLE = "explorer.css"

_BUNDLED = re.compile(r"mpld3/js/d3\.v(\d+)\.min\.js")


def library() -> Path:
    """The newest D3 that mpld3 bundles. Raises ExtensionError when there is none."""
    try:
        files = metadata.files("mpld3") or []
    except metadata.PackageNotFoundError as error:
        raise ExtensionError("mpld3, which bundles D3, is not installed") from error
    found = [(int(match[1]), file) for file in files if (match := _BUNDLED.fullmatch(str(file)))]
    if not found:
        raise ExtensionError("mpld3 no longer bundles mpld3/js/d3.v*.min.js")
    return Path(max(found)[1].locate())


def copy_files(app: Sphinx) -> None:
    """Copy library, data, script and style to the built book before its pages are written."""
    if app.builder.format != "html" or not (Path(app.srcdir) / f"{PAGE}.md").is_file():
        return
    data = Path(app.srcdir) / DATA
    if not data.is_file():
        raise ExtensionError(f"{DATA} is missing: run `python -m themeshift pages`")
    target = Path(app.outdir) / "_static" / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(library(), target / LIBRARY)
    for file in (data, *sorted((Path(app.srcdir) / OWN_FILES).iterdir())):
        shutil.copyfile(file, target / file.name)


def load_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Let the explorer's page, alone, load them."""
    if page != PAGE:
        return
    for name in SCRIPTS:
        app.add_js_file(f"{FOLDER}/{name}", loading_method="defer")
    app.add_css_file(f"{FOLDER}/{STYLE}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Copy first; load before the extension that thins out a page's scripts."""
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
