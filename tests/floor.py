"""How far is `make book` from the quickest book of its size?

The floor is a book with as many notebooks, which only import what ours import, and as many
pages, which only have a heading; it has the stock theme and no extension. It is made in two ways:
with notebooks executed one after the other as Jupyter Book's own tool does it (nbclient, a kernel
started and stopped for each), and by our runner, which has the next kernel ready when one ends.
Book and floors are made by turns in one environment; ratios are taken within each turn.

usage: python tests/floor.py [TURNS]
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from themeshift import build, runner

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "_build", "generated", "__pycache__", "texts", ".*_cache", ".hypothesis"
)
BUILD = ["-c", "from jupyter_book.cli.main import main; main()", "build", ".", "--all"]
PLAIN = """
import nbformat
from nbclient import NotebookClient
from pathlib import Path
for folder in ("chapters", "appendices"):
    for path in sorted(Path(folder).glob("*.ipynb")):
        notebook = nbformat.read(path, 4)
        NotebookClient(notebook, resources={"metadata": {"path": folder}}).execute()
        nbformat.write(notebook, path)
"""
AHEAD = """
from pathlib import Path
from themeshift import runner
runner.run(runner.find_notebooks(Path.cwd()), Path.cwd())
"""
BOOK = [["-m", "themeshift", "book"]]
FLOORS = {"plain": [["-c", PLAIN], BUILD], "ahead": [["-c", AHEAD], BUILD]}
"""Commands of each book, given to Python."""


def pages(folder: Path, toc: dict) -> Iterator[str]:
    """Yield the files that a table of contents names, without suffix."""
    if "file" in toc:
        yield toc["file"]
    if "glob" in toc:
        found = sorted(folder.glob(f"{toc['glob']}.md"))
        yield from (path.relative_to(folder).with_suffix("").as_posix() for path in found)
    for kind in ("parts", "chapters", "sections"):
        for part in toc.get(kind, []):
            yield from pages(folder, part)


def lay_floor(floor: Path) -> int:
    """Write the floor's book; return the number of its pages."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    notebooks = {
        path.relative_to(ROOT).with_suffix("").as_posix(): path
        for path in runner.find_notebooks(ROOT)
    }
    listed = [toc["root"], *pages(ROOT, toc)]
    for name in listed:
        path = floor / name
        path.parent.mkdir(parents=True, exist_ok=True)
        title = f"# {path.name}\n"
        if name not in notebooks:
            path.with_name(f"{path.name}.md").write_text(title, encoding="utf-8")
            continue
        imported = runner.imports(runner.read(notebooks[name]))
        cells = [
            nbformat.v4.new_markdown_cell(title, id="title"),
            nbformat.v4.new_code_cell(imported, id="imports"),
        ]
        runner.write(path.with_name(f"{path.name}.ipynb"), nbformat.v4.new_notebook(cells=cells))
    shutil.copy(ROOT / "_toc.yml", floor)
    shutil.copytree(ROOT / "themeshift", floor / "themeshift")
    (floor / "_config.yml").write_text(
        "title: Floor\nonly_build_toc_files: true\nexecute:\n  execute_notebooks: 'off'\n",
        encoding="utf-8",
    )
    return len(listed)


def seconds(commands: list[list[str]], folder: Path) -> list[float]:
    """Carry out the commands in a folder; return how long each took."""
    took = []
    for command in commands:
        started = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, *command], cwd=folder, check=False, text=True,
            env={**os.environ, **build.LOCALE, "PYTHONPATH": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if ended.returncode:
            sys.exit(f"{' '.join(command)}: exit code {ended.returncode}\n{ended.stdout[-2000:]}")
        took.append(time.perf_counter() - started)
    return took


def main() -> None:
    """Make the books by turns; print the seconds and the ratios."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ratios: dict[str, list[float]] = {name: [] for name in FLOORS}
    with tempfile.TemporaryDirectory(prefix="themeshift-floor-") as folder:
        floor, copy = Path(folder) / "floor", Path(folder) / "book"
        count = lay_floor(floor)
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for turn in range(turns + 1):  # the first one warms up
            above = sum(seconds(BOOK, copy))
            line = f"{f'turn {turn}' if turn else 'warming up'}: book {above:.1f} s"
            for name, commands in FLOORS.items():
                below = seconds(commands, floor)
                parts = " + ".join(f"{took:.1f}" for took in below)
                line += f"; floor, {name}: {sum(below):.1f} s ({parts}), {above / sum(below):.2f}"
                ratios[name] += [above / sum(below)] if turn else []
            print(line, flush=True)
    for name, found in ratios.items():
        middle = statistics.median(found)
        print(f"ratio to the floor of {count} pages, {name}, median of {turns} turns: {middle:.2f}")


if __name__ == "__main__":
    main()
