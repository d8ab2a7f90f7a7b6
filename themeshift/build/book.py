"""The book: pages built aside, checked there, and renamed over those of the last build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import yaml

from themeshift import UserError
from themeshift.build import site
from themeshift.problem import complain

#: So that pages do not depend on who builds them, where and when.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
ARGUMENTS = ("--all", "-W", "-n", "--keep-going")
_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
_MESSAGE = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b|Exception|Error:")


def build(root: Path) -> Path:
    """Build, check and publish the book of `root`; return the folder of its pages.

    Raises UserError with a line for each warning or fault; `_build/html` then stays as it was.
    """
    folder = root / "_build"
    aside, old, current = folder / f"next-{os.getpid()}", folder / "old", folder / "html"
    clear(folder, old, current)
    try:
        pages = render(root, aside)
        complain(site.faults(pages, root / "_toc.yml"), "the built pages: not published")
        if current.exists():
            current.rename(old)
        pages.rename(current)
    finally:
        for left in (aside, old):
            shutil.rmtree(left, ignore_errors=True)
    return current


def edition() -> datetime:
    """Return the day of this edition, as CITATION.cff has it: what is built bears it."""
    citation = Path(__file__).resolve().parents[2] / "CITATION.cff"
    day = yaml.safe_load(citation.read_text(encoding="utf-8"))["date-released"]
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def clear(folder: Path, old: Path, current: Path) -> None:
    """Remove what builds that were killed left behind; bring back the last whole book."""
    folder.mkdir(exist_ok=True)
    if old.exists() and not current.exists():
        old.rename(current)
    for left in (old, *folder.glob("next-*")):
        shutil.rmtree(left, ignore_errors=True)


def render(root: Path, aside: Path, form: str = "html") -> Path:
    """Let Jupyter Book write the pages into `aside` (`singlehtml`: all as one).

    Raises UserError: warnings are errors.
    """
    if mark := re.search(r"[][*?]", str(root)):
        raise UserError(f"{root}: a folder's name with {mark[0]} is a pattern to Sphinx; move it")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
    done = subprocess.run(
        [*command, str(root), *ARGUMENTS, "--builder", form, "--path-output", str(aside)],
        check=False, cwd=root, env={"SOURCE_DATE_EPOCH": str(int(edition().timestamp())), **kept, **ENVIRONMENT},
        text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        lines = _COLOUR_CODE.sub("", done.stdout).replace(f"{root}/", "").splitlines()
        telling = [line for line in lines if _MESSAGE.search(line)] or lines
        complain(telling, "the build: the book was not built")
    return aside / "_build" / form
