"""Is a page of the book on the screen as soon as one of the stock template?

The template book of Jupyter Book is built beside ours with the same tools. Pages of both are
loaded by turns from loopback, each time by a browser context that has nothing in its cache and
reaches no other host; the browser's own clock tells the first contentful paint.

usage: python tests/paint.py [TURNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import served

VIEW = {"width": 1280, "height": 900}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
BYTES = "performance.getEntries().reduce((sum, entry) => sum + (entry.decodedBodySize || 0), 0)"


def template(folder: Path) -> Path:
    """Build the template book; return the folder of its pages."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    for words in (["create", str(folder / "stock")], ["build", str(folder / "stock")]):
        subprocess.run([*command, *words], check=True, stdout=subprocess.DEVNULL)
    return folder / "stock" / "_build" / "html"


def load(browser: Browser, address: str) -> tuple[float, int]:
    """Return the first contentful paint in milliseconds and the bytes of a page, as decoded."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    found = page.evaluate(PAINT), page.evaluate(BYTES)
    context.close()
    return found


def compare(browser: Browser, stock: str, ours: str, turns: int) -> None:
    """Load the pages of two served books by turns; print the median of each and the ratios."""
    chapters = sorted(name for name in served.PAGES if name.startswith("chapters/"))
    pages = {
        "template, notebook page": f"{stock}/notebooks.html",
        "template, first page": f"{stock}/intro.html",
        "index": f"{ours}/index.html",
        "chapter 2": f"{ours}/{chapters[1]}",
        "synthesis": f"{ours}/{chapters[-1]}",
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    weight = {}
    for turn in range(turns + 1):
        for name, address in pages.items():
            paint, weight[name] = load(browser, address)
            times[name] += [paint] if turn else []  # the first turn warms up
    first, *_ = pages
    for name, found in times.items():
        ratio = statistics.median(a / b for a, b in zip(found, times[first], strict=True))
        print(
            f"{name}: {statistics.median(found):.0f} ms ({min(found):.0f} to {max(found):.0f}), "
            f"{weight[name] / 1e6:.2f} MB, {ratio:.2f} times the template's notebook page"
        )


def main() -> None:
    """Build the template, serve both books and compare them."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with (
        tempfile.TemporaryDirectory(prefix="themeshift-paint-") as folder,
        served.serve(template(Path(folder))) as stock,
        served.serve(served.BOOK) as ours,
        served.launch() as browser,
    ):
        compare(browser, stock, ours, turns)


if __name__ == "__main__":
    main()
