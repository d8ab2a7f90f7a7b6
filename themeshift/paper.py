"""The whole book on paper: one page of HTML, printed by Chromium into a tagged PDF."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from themeshift import UserError, build

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

STYLE = """
@page { size: A4; margin: 18mm 20mm 20mm }
html, html[data-theme] { font-size: 9.5pt !important }
.bd-article, .bd-article :is(p, li, dd, dt) { line-height: 1.4 !important }
.bd-article :is(p, ul, ol, dl) { margin-bottom: 0.6em } .bd-article figure { margin: 4mm 0 !important }
.bd-article :is(p, li) { orphans: 3; widows: 3 }
.bd-article h1 { font-size: 22pt !important } .bd-article h2 { font-size: 15pt !important }
.bd-article h3 { font-size: 12pt !important }
.bd-article .toctree-wrapper > section { break-before: page }
#jb-print-docs-body, .explorer, .headerlink, div.cell details.hide { display: none !important }
.bd-article figure img { max-height: 165mm; width: auto; max-width: 100mm }
.bd-article :is(table, tbody, div, section) { break-inside: auto !important }
.bd-article pre { white-space: pre-wrap; overflow-wrap: anywhere }
.bd-article thead { display: table-header-group; break-inside: avoid; break-after: avoid }
.bd-article table.table { font-size: 8.5pt; width: 100% }
.bd-article details.sd-dropdown, .bd-article .sd-summary-content, .pst-scrollable-table-container {
  display: block !important; overflow: visible !important; break-inside: auto; padding: 0 !important;
  background: none !important;
}
.bd-article details.sd-dropdown:not(:has(table)) > summary { display: block !important }
"""

FOOTER = """<div style="font: 8px sans-serif; width: 100%; text-align: center; color: #555">
<span class="pageNumber"></span></div>"""

NO_FILES = """() => { for (const link of document.querySelectorAll("a[href]"))
  if (link.protocol === "file:" && link.pathname !== location.pathname) link.removeAttribute("href") }"""
"""Files beside the page are not on paper: what leads to them would name a folder of the maker."""

_DAY = re.compile(rb"\(D:\d{14}")


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def browser() -> str:
    """Return the path of a Chromium. Raises ``UserError`` when there is none."""
    found = chromium()
    if found is None:
        raise UserError("no Chromium to print with; on Debian `apt-get install chromium` brings it")
    return found


def write(root: Path) -> Path:
    """Print the book of ``root`` into ``_build/pdf/book.pdf`` and return the file's path.

    Raises ``UserError`` when the book does not build or no browser is there.
    """
    program = browser()
    folder = root / "_build"
    aside = folder / f"next-{os.getpid()}"
    build.remove_leftovers(folder)
    try:
        content = _printed(build.one_page(root, aside), program)
        target = folder / "pdf" / "book.pdf"
        target.parent.mkdir(parents=True, exist_ok=True)
        part = aside / "book.pdf"
        part.write_bytes(_DAY.sub(b"(D:20261122000000", content))
        os.replace(part, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _printed(page: Path, program: str) -> bytes:
    """Return the PDF of a page: every fold open, drawings in, nothing asked of a network."""
    from playwright.sync_api import sync_playwright

    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=switches)
        tab = opened.new_page(color_scheme="light", offline=True)
        tab.goto(page.as_uri(), wait_until="load")
        tab.add_style_tag(content=STYLE)
        tab.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
        tab.evaluate(NO_FILES)
        tab.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
        content = tab.pdf(
            prefer_css_page_size=True, tagged=True, outline=True, print_background=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
        )  # fmt: skip
        opened.close()
    return content
