"""Text first: no script holds a page up, and one style sheet is asked for in place of ten.

Scripts of the head run in their order once the page is read. The options that scripts written
into pages look at come with the page. Style sheets that all pages share are joined in the order
in which pages name them.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

JOINED = "_static/styles.css"
OPTIONS = "_static/documentation_options.js"
OPTIONS_TAG = re.compile(r'<script src="[^"]*documentation_options\.js[^"]*"></script>')
WAITING_SCRIPT = re.compile(r"<script (?![^>]*\bdefer\b)(?=[^>]*\bsrc=)")
STYLE_TAG = re.compile(r'<link [^>]*rel="stylesheet"[^>]*?/>|<link [^>]*href="[^"]*\.css[^>]*/>')
ADDRESS = re.compile(r'href="([^"?]*)')
PRELOAD = re.compile(r'<link rel="preload" as="script"[^>]*/>\s*')
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
RELATIVE = re.compile(r"""url\(\s*(["']?)(?!data:|#|/|https?:)([^"')]+)\1\s*\)""")


def sheets(head: str, page: Path) -> list[Path]:
    """Return the files of the style sheets that the head of a page names, in its order."""
    tags = STYLE_TAG.findall(head)
    return [(page.parent / ADDRESS.search(tag).group(1)).resolve() for tag in tags]


def quicken(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite the head of every page, once all else has been written."""
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir).resolve()
    pages = [path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts]
    parts = {path: path.read_text(encoding="utf-8").partition("</head>") for path in pages}
    named = {path: sheets(head, path) for path, (head, *_) in parts.items()}
    shared = [sheet for sheet in named[pages[0]] if all(sheet in each for each in named.values())]
    digest = join(shared, folder / JOINED)
    options = (folder / OPTIONS).read_text(encoding="utf-8")
    for path, (head, end, rest) in parts.items():
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        link = f'<link rel="stylesheet" type="text/css" href="{up}{JOINED}?v={digest}" />'
        head = one_sheet(head, path, shared, link)
        head, found = OPTIONS_TAG.subn(lambda _: f"<script>{options}</script>", head)
        if found != 1:
            raise ExtensionError(f"{path.name}: {found} scripts with the options, expected 1")
        head = WAITING_SCRIPT.sub("<script defer ", PRELOAD.sub("", head))
        path.write_text(head + end + rest, encoding="utf-8")
    (folder / OPTIONS).unlink()
    for sheet in shared:
        sheet.unlink()
    (folder / "_static" / "basic.css").unlink(missing_ok=True)  # imported by one of them


def join(sheets: list[Path], target: Path) -> str:
    """Write style sheets as one; return its digest."""
    joined = "\n".join(text_of(sheet, target.parent) for sheet in sheets)
    target.write_text(joined, encoding="utf-8")
    return hashlib.sha256(joined.encode()).hexdigest()[:8]


def text_of(sheet: Path, folder: Path) -> str:
    """Return a style sheet as it must stand in ``folder``: imported sheets in their places, files
    beside it under their new addresses.
    """

    def moved(found: re.Match[str]) -> str:
        return f"url({os.path.relpath(sheet.parent / found.group(2), folder)})"

    text = RELATIVE.sub(moved, sheet.read_text(encoding="utf-8"))
    return IMPORT.sub(lambda found: text_of(sheet.parent / found.group(1), folder), text)


def one_sheet(head: str, page: Path, shared: list[Path], link: str) -> str:
    """Put one link in the place of the first shared style sheet, nothing in that of the others."""
    links = iter([link])

    def replace(tag: re.Match[str]) -> str:
        file = (page.parent / ADDRESS.search(tag.group()).group(1)).resolve()
        return next(links, "") if file in shared else tag.group()

    return STYLE_TAG.sub(replace, head)


def setup(app: Sphinx) -> dict[str, bool]:
    """Come after the extension that mends the theme."""
    app.connect("build-finished", quicken, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
