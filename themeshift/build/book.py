"""The book: built aside, checked there, and put in the place of the last one; or printed whole."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import yaml

from themeshift import UserError
from themeshift.build import runner, site
from themeshift.problem import complain

ARGUMENTS = ("--all", "-W", "-n", "--keep-going")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOOTER = """<div style="font: 8px sans-serif; width: 100%; text-align: center; color: #555">
<span class="pageNumber"></span></div>"""
#: Every fold open; what leads to files beside the page would name a folder of the maker.
PREPARE = """() => { for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const link of document.querySelectorAll("a[href]"))
    if (link.protocol === "file:" && link.pathname !== location.pathname) link.removeAttribute("href") }"""
#: A PDF bears the day of its edition, as CITATION.cff has it.
_DAY = re.compile(rb"\(D:\d{14}")
_MESSAGE = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b|Exception|Error:")


def build(root: Path) -> Path:
    """Build, check and publish the book of `root`; return the folder of its pages.

    Raises UserError with a line for each warning or fault; `_build/html` then stays as it was.
    """
    current = root / "_build" / "html"
    with aside(root) as folder:
        pages = render(root, folder)
        complain(site.faults(pages), "the built pages: not published")
        if current.exists():
            current.rename(folder / "old")
        pages.rename(current)
    return current


@contextmanager
def aside(root: Path) -> Iterator[Path]:
    """Give a folder in `_build` that goes with the block that uses it.

    What builds that were killed left behind goes first; the last whole book comes back.
    """
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    for left in folder.glob("next-*"):
        if (left / "old").exists() and not (folder / "html").exists():
            (left / "old").rename(folder / "html")
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix="next-", dir=folder) as made:
        yield Path(made)


def render(root: Path, folder: Path, form: str = "html") -> Path:
    """Let Jupyter Book write the pages into `folder` (`singlehtml`: all as one).

    Raises UserError: warnings are errors.
    """
    if mark := re.search(r"[][*?]", str(root)):
        raise UserError(f"{root}: a folder's name with {mark[0]} is a pattern to Sphinx; move it")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
    command += [str(root), *ARGUMENTS, "--builder", form, "--path-output", str(folder)]
    done = subprocess.run(
        command, check=False, cwd=root, env=runner.environment(root),
        text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        lines = click.unstyle(done.stdout).replace(f"{root}/", "").splitlines()
        telling = [line for line in lines if _MESSAGE.search(line)] or lines
        complain(telling, "the build: the book was not built")
    return folder / "_build" / form


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def paper(root: Path) -> Path:
    """Print the book of `root` into `_build/pdf/book.pdf`; return the file's path.

    Nothing is asked of a network. Raises UserError where no browser is there or the book does not
    build.
    """
    program = chromium()
    if program is None:
        raise UserError("no Chromium to print with; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    released = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))["date-released"]
    target = root / "_build" / "pdf" / "book.pdf"
    with aside(root) as folder, sync_playwright() as playwright:
        page = render(root, folder, "singlehtml") / "index.html"
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(color_scheme="light", offline=True)
        tab.goto(page.as_uri())
        tab.evaluate(PREPARE)
        content = tab.pdf(
            prefer_css_page_size=True, tagged=True, outline=True, print_background=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
        )  # fmt: skip
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(_DAY.sub(f"(D:{released:%Y%m%d}000000".encode(), content))
    return target
