"""Do two builds give the same bytes, whoever makes them, where and when?

The project is copied to two folders of different names and depths. In each the notebooks are
executed, the pages written and the book built, with another hash seed, locale, time zone, home
folder, mask of permissions and working folder. Then ``data/results``, the notebooks, the
generated pages and ``_build/html`` are compared byte for byte.

usage: python tests/twice.py [--only-pages]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPARED = ("data/results", "chapters", "appendices", "_build/html")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "_build", "generated", "__pycache__", "texts", ".pytest_cache",
    ".ruff_cache", ".hypothesis",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where and under which circumstances a build is made."""

    folder: str
    environment: dict[str, str]
    mask: int


PLACES = (
    Place("one", {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Auckland"}, 0o022),
    Place(
        "another/folder with a longer näme",
        {"PYTHONHASHSEED": "4242", "LC_ALL": "fr_FR.UTF-8", "LANG": "tr_TR.UTF-8",
         "LANGUAGE": "fr", "TZ": "America/St_Johns", "COLUMNS": "40", "MPLBACKEND": "svg",
         "OMP_NUM_THREADS": "2"},
        0o077,
    ),
)  # fmt: skip


def make(place: Place, base: Path, commands: tuple[str, ...]) -> Path:
    """Carry out the commands in the copy of this place; return the copy."""
    copy = base / place.folder
    home = base / f"home-{len(place.folder)}"
    home.mkdir()
    environment = {**os.environ, **place.environment, "HOME": str(home)}
    for command in commands:
        started = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "themeshift", command], cwd=copy, env=environment,
            umask=place.mask, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        print(f"{place.folder}: {command} {time.monotonic() - started:.0f} s", flush=True)
    return copy


def contents(root: Path) -> dict[str, bytes]:
    """All files that are compared, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in COMPARED
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """A line for each file that only one of them has, or that differs, with the first byte."""
    found = [f"{name}: only in one of the two" for name in sorted(one.keys() ^ other.keys())]
    for name in sorted(one.keys() & other.keys()):
        mine, theirs = one[name], other[name]
        if mine != theirs:
            pairs = enumerate(zip(mine, theirs, strict=False))
            place = next((k for k, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
            excerpt = slice(max(0, place - 30), place + 30)
            found.append(f"{name}: byte {place}: {mine[excerpt]!r} / {theirs[excerpt]!r}")
    return found


def main() -> int:
    """Build twice and compare; 1 when a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only-pages", action="store_true", help="do not run the notebooks")
    only_pages = parser.parse_args().only_pages
    commands = ("pages", "build") if only_pages else ("run", "pages", "build")
    with tempfile.TemporaryDirectory(prefix="twice-") as folder:
        for place in PLACES:  # both at once: what is edited during the first build is in neither
            shutil.copytree(ROOT, Path(folder) / place.folder, ignore=LEFT_OUT)
        one, other = (contents(make(place, Path(folder), commands)) for place in PLACES)
    found = differences(one, other)
    for line in found:
        print(line)
    size = sum(map(len, one.values()))
    print(f"{len(one)} files, {size:,} bytes: {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
