"""The whole book on paper: all pages as one, printed by Chromium into a tagged PDF."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from themeshift import UserError
from themeshift.build import book

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
FOOTER = """<div style="font: 8px sans-serif; width: 100%; text-align: center; color: #555">
<span class="pageNumber"></span></div>"""
#: Every fold open; what leads to files beside the page would name a folder of the maker.
PREPARE = """() => { for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const link of document.querySelectorAll("a[href]"))
    if (link.protocol === "file:" && link.pathname !== location.pathname) link.removeAttribute("href") }"""
_DAY = re.compile(rb"\(D:\d{14}")


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def write(root: Path) -> Path:
    """Print the book of `root` into `_build/pdf/book.pdf`; return the file's path.

    Raises UserError where no browser is there or the book does not build.
    """
    program = chromium()
    if program is None:
        raise UserError("no Chromium to print with; on Debian: apt-get install chromium")
    target = root / "_build" / "pdf" / "book.pdf"
    with book.aside(root) as folder:
        content = printed(book.render(root, folder, "singlehtml") / "index.html", program)
        part = folder / "book.pdf"
        part.write_bytes(_DAY.sub(f"(D:{book.edition():%Y%m%d%H%M%S}".encode(), content))
        target.parent.mkdir(exist_ok=True)
        part.replace(target)
    return target


def printed(page: Path, program: str) -> bytes:
    """Return the PDF of a page; nothing is asked of a network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        tab = browser.new_page(color_scheme="light", offline=True)
        tab.goto(page.as_uri(), wait_until="load")
        tab.evaluate(PREPARE)
        content = tab.pdf(
            prefer_css_page_size=True, tagged=True, outline=True, print_background=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
        )  # fmt: skip
        browser.close()
    return content
