"""The book: pages built aside, checked there, and renamed over those of the last build."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from themeshift import UserError
from themeshift.build import runner, site
from themeshift.problem import complain

ARGUMENTS = ("--all", "-W", "-n", "--keep-going")
_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
_MESSAGE = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b|Exception|Error:")


def build(root: Path) -> Path:
    """Build, check and publish the book of `root`; return the folder of its pages.

    Raises UserError with a line for each warning or fault; `_build/html` then stays as it was.
    """
    current = root / "_build" / "html"
    with aside(root) as folder:
        pages = render(root, folder)
        complain(site.faults(pages, root / "_toc.yml"), "the built pages: not published")
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


def edition() -> datetime:
    """Return the day of this edition, as CITATION.cff has it: what is built bears it."""
    citation = runner.project_root() / "CITATION.cff"
    day = yaml.safe_load(citation.read_text(encoding="utf-8"))["date-released"]
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def render(root: Path, folder: Path, form: str = "html") -> Path:
    """Let Jupyter Book write the pages into `folder` (`singlehtml`: all as one).

    Raises UserError: warnings are errors.
    """
    if mark := re.search(r"[][*?]", str(root)):
        raise UserError(f"{root}: a folder's name with {mark[0]} is a pattern to Sphinx; move it")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
    command += [str(root), *ARGUMENTS, "--builder", form, "--path-output", str(folder)]
    day = {"SOURCE_DATE_EPOCH": str(int(edition().timestamp()))}
    done = subprocess.run(
        command, check=False, cwd=root, env=day | runner.environment(root),
        text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        lines = _COLOUR_CODE.sub("", done.stdout).replace(f"{root}/", "").splitlines()
        telling = [line for line in lines if _MESSAGE.search(line)] or lines
        complain(telling, "the build: the book was not built")
    return folder / "_build" / form
