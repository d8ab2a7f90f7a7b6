"""The stock theme, made light and reachable: what pages do not need is left out of them.

The theme brings an icon script of 1.5 MB, a script that would start a kernel on another host,
and some buttons and regions that a screen reader cannot name. Each page is mended as it is
written out; a replacement that fits no page any more (after an update of the theme) fails the
build, so that none of this can be lost unseen. Icons are drawn by `_static/book.css`.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import leanstyle
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

REPLACEMENTS = {
    # what would be loaded in vain
    r"<!-- So that users can add custom icons -->\s*<script[^>]*fontawesome\.js[^>]*></script>": "",
    r"<link[^>]*sphinx-thebe\.css[^>]*/>": "",
    r'<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName = [^<]*</script>': "",
    r'<meta name="viewport" content="width=device-width, initial-scale=1"\s*/>': "",
    # the right colours before the first paint, also where nothing can be stored
    r'<script data-cfasync="false">.*?</script>': """<script>
    (() => {
      let mode = "auto";
      try { mode = localStorage.getItem("mode") || "auto"; } catch { /* nothing can be stored */ }
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      document.documentElement.dataset.mode = mode;
      document.documentElement.dataset.theme = mode === "auto" ? (dark ? "dark" : "light") : mode;
    })();
  </script>""",
    # names that a screen reader says and that fit what is seen
    r'<div id="pst-primary-sidebar" ': (
        '<div id="pst-primary-sidebar" role="region" aria-label="Contents of the book" '
    ),
    r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"': r"\1",
    r'<span class="search-button__kbd-shortcut">': (
        '<span class="search-button__kbd-shortcut" aria-hidden="true">'
    ),
    r'<summary aria-label="Toggle hidden content">': "<summary>",
    r'title="Toggle primary sidebar"': 'aria-label="Contents of the book"',
    r'title="Toggle secondary sidebar"': 'aria-label="Contents of this page"',
    r'<dialog id="pst-search-dialog">': '<dialog id="pst-search-dialog" aria-label="Search">',
    r'<dialog id="pst-primary-sidebar-modal">': (
        '<dialog id="pst-primary-sidebar-modal" aria-label="Contents of the book">'
    ),
    r'<dialog id="pst-secondary-sidebar-modal">': (
        '<dialog id="pst-secondary-sidebar-modal" aria-label="Contents of this page">'
    ),
    r'<summary><span class="toctree-toggle" role="presentation">': (
        '<summary aria-label="Pages below"><span class="toctree-toggle" role="presentation">'
    ),
    r'role="doc-biblioentry"': 'role="listitem"',  # the former is deprecated
    r'<a class="headerlink" ': '<a class="headerlink" aria-label="Link to this place" ',
}
"""What is found (a regular expression) and what takes its place."""

OPTIONAL = (
    "toctree-toggle", "Toggle secondary", "secondary-sidebar-modal", "Toggle hidden", "biblioentry"
)  # fmt: skip
"""Parts that a book may well not have on any page."""

UNUSED = ("_static/scripts/fontawesome.js*", "_static/**/*.map", "_static/vendor",
          "_static/locales", "_static/sphinx-thebe.*", "_static/images/logo_*", "_static/webpack-macros.html",
          "_static/sbt-webpack-macros.html", "_static/scripts/*.LICENSE.txt",
          "_static/*.png", ".buildinfo", "objects.inv")  # fmt: skip
"""Files that no page asks for."""

SEARCH_SCRIPTS = re.compile(
    r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*'
)
"""Scripts that work on the search page alone, but are loaded by every page."""

OWN_STYLES = ("book.css", "explorer.css")
FONT_RULES = re.compile(r"@font-face\{[^}]*\}")
SOURCE_MAPS = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def drop_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Leave out the scripts that would start a kernel; make a title inert.

    The stock theme writes ``pagetitle`` into the page as it comes.
    """
    if "<" in context.get("pagetitle", ""):
        context["pagetitle"] = html.escape(context["pagetitle"])
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script.filename}{script.attributes.get('body', '')}".lower()
    ]


def mend_pages(app: Sphinx, exception: Exception | None) -> None:
    """Apply the replacements to every page, and remove what no page asks for."""
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    found = dict.fromkeys(REPLACEMENTS, 0)
    for path in sorted(folder.rglob("*.html")):
        if "_static" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern, replacement in REPLACEMENTS.items():
            text, times = re.subn(pattern, replacement, text, flags=re.DOTALL)
            found[pattern] += times
        if path.name != "search.html":
            text = SEARCH_SCRIPTS.sub("", text)
        path.write_text(text, encoding="utf-8")
    lost = [
        pattern
        for pattern, times in found.items()
        if not times and not any(part in pattern for part in OPTIONAL)
    ]
    if lost:
        raise ExtensionError(f"the theme has changed; no page holds any more: {lost}")
    remove_unused(folder)
    lighten_styles(folder)


def remove_unused(folder: Path) -> None:
    """Remove files that no page asks for."""
    for pattern in UNUSED:
        for path in sorted(folder.glob(pattern), reverse=True):
            if path.is_dir():
                for inner in sorted(path.rglob("*"), reverse=True):
                    inner.rmdir() if inner.is_dir() else inner.unlink()
                path.rmdir()
            else:
                path.unlink()


def lighten_styles(folder: Path) -> None:
    """Take out of the stock style sheets what no page uses: icons by the thousand, their fonts."""
    known = leanstyle.words_of(folder)
    for path in sorted(folder.rglob("_static/**/*.css")):
        if path.name in OWN_STYLES:
            continue
        text = SOURCE_MAPS.sub("", path.read_text(encoding="utf-8"))
        path.write_text(leanstyle.lean(FONT_RULES.sub("", text), known), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect after every other extension."""
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("build-finished", mend_pages, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
