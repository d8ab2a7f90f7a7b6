"""Is the book published whole, or not at all?

Pages are built in a folder of their own and checked there; only then do they change places with
those of the last build, in one step where the system knows one. Whatever stops a build leaves
the last good book where it was.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from themeshift import UserError, site

LOCALE = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
"""So that pages do not depend on who builds them, where and when."""

FIXED_TIME = "1795305600"
"""Seconds since 1970 of 22 November 2026: the time that pages bear unless the caller says."""

_CURRENT_FOLDER = -100
_EXCHANGE = 2
_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
_SHOWN_LINES = 60

_MESSAGE = re.compile(r"(^|: )((WARNING|ERROR|CRITICAL): |\((WARNING|ERROR|SEVERE)/\d\) )")
"""How a message of Sphinx, or of docutils, opens: without a place or after it. Other lines may
hold these words, such as the names of folders.
"""

_PATTERN_MARKS = re.compile(r"[][*?]")


_BUILDER = """
import gc, json, os, sys, threading
gc.set_threshold(200_000, 20, 100)  # one eighth of a build is spent looking for garbage otherwise
import jupyter_book.cli.main, jupyter_book.sphinx, sphinx.application, sphinx.builders.html
import myst_nb, sphinx_book_theme, sphinx_design, sphinxcontrib.bibtex
sys.argv[1:] = json.loads(sys.stdin.readline() or "null") or sys.exit()
# Nothing more is written to it: what it gives is that whoever started this process has ended.
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
jupyter_book.cli.main.main()
"""


class Builder:
    """A process that loads what a build needs, waits to be told what to build, and builds it.

    It ends with the process that started it, however that ends.
    """

    def __init__(self, root: Path) -> None:
        """Start the process for the book of ``root``.

        Raises ``UserError`` where the folder's name would be taken for a pattern.
        """
        marks = _PATTERN_MARKS.search(str(root))
        if marks:
            raise UserError(
                f"{root}: Sphinx takes {marks.group()} in a folder's name for a pattern; move the "
                "project to a folder without [, ], * and ?"
            )
        environment = {"SOURCE_DATE_EPOCH": FIXED_TIME, **os.environ, **LOCALE}
        environment.pop("PYTHONOPTIMIZE", None)  # libraries read docstrings
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BUILDER], cwd=root, env=environment, text=True,
            encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip

    def carry_out(self, arguments: list[str]) -> tuple[int, str]:
        """Let Jupyter Book carry out a command; return its exit code and what it said."""
        with contextlib.suppress(BrokenPipeError):  # it has ended; what it said tells why
            self._process.stdin.write(json.dumps(arguments) + "\n")
            self._process.stdin.flush()
        said = self._process.stdout.read()
        return self._process.wait(), said

    def close(self) -> None:
        """End the process; a build that is under way is given up."""
        if self._process.poll() is None:
            self._process.kill()
        with contextlib.suppress(BrokenPipeError), self._process:
            pass  # waits for its end


def build(root: Path, builder: Builder | None = None) -> Path:
    """Build, check and publish the book of ``root``; return the folder of its pages.

    ``builder``: one that was started before, where there is one. Raises ``UserError`` with one
    line per warning or fault; ``_build/html`` then stays as it was.
    """
    folder = root / "_build"
    aside = folder / f"next-{os.getpid()}"
    remove_leftovers(folder)
    try:
        pages = _render(root, aside, builder=builder)
        faults = site.faults(pages, root / "_toc.yml")
        if faults:
            count = f"{len(faults)} faults: not published"
            raise UserError("\n".join([*faults[:_SHOWN_LINES], count]))
        publish(pages, folder / "html")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / "html"


def remove_leftovers(folder: Path) -> None:
    """Remove what builds that were killed left behind."""
    for left in folder.glob("next-*"):
        process = left.name.removeprefix("next-")
        if not (process.isdigit() and _runs(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def publish(new: Path, current: Path) -> None:
    """Put ``new`` in the place of ``current``; what stood there before is removed."""
    current.parent.mkdir(parents=True, exist_ok=True)
    if not current.exists():
        new.rename(current)
        return
    if not _exchange(new, current):
        old = new.with_name("old")
        current.rename(old)
        new.rename(current)
        new = old
    shutil.rmtree(new)


def one_page(root: Path, aside: Path) -> Path:
    """Build all pages as one in ``aside``, to be printed; return its path.

    Raises ``UserError`` with one line per warning.
    """
    return _render(root, aside, "singlehtml") / "index.html"


def _render(root: Path, aside: Path, form: str = "html", builder: Builder | None = None) -> Path:
    """Let Jupyter Book write the pages into ``aside``, or all as one; warnings are errors."""
    with contextlib.closing(builder or Builder(root)) as started:
        code, said = started.carry_out(
            ["build", str(root), "--all", "-W", "-n", "--keep-going", "--builder", form,
             "--path-output", str(aside)]
        )  # fmt: skip
    lines = _COLOUR_CODE.sub("", said).splitlines()
    lines = [line.replace(f"{root}/", "").replace(str(root), "") for line in lines]
    telling = [line for line in lines if _MESSAGE.search(line)]
    if code or telling:
        shown = telling or [line for line in lines if line.strip()]
        raise UserError("\n".join([*shown[-_SHOWN_LINES:], "the book was not built"]))
    return aside / "_build" / form


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return rename(_CURRENT_FOLDER, paths[0], _CURRENT_FOLDER, paths[1], _EXCHANGE) == 0


def _runs(process: int) -> bool:
    """Tell whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
