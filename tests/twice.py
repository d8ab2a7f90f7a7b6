"""Two builds in other places, hours, languages and with other hash seeds: the same bytes?

usage: python tests/twice.py

Copies what git knows of the project to two folders, runs notebooks, pages and build in each, and
compares results and pages. Takes as long as two `make book`; so it stands beside `make test`.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPARED = ("_build/html", "data/results", "chapters", "appendices")
SURROUNDINGS = (
    {"TZ": "Asia/Tokyo", "LC_ALL": "fr_FR.UTF-8", "PYTHONHASHSEED": "123"},
    {"TZ": "America/Lima", "LANG": "C", "PYTHONHASHSEED": "7"},
)


def copy(target: Path) -> None:
    """Copy the files that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def files(folder: Path) -> Iterator[str]:
    """Yield the files that are compared."""
    for part in COMPARED:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix()


def main() -> int:
    """Build twice and compare; 1 when anything differs."""
    with tempfile.TemporaryDirectory(prefix="twice-") as scratch:
        places = [Path(scratch) / "one", Path(scratch) / "another" / "deeper"]
        for place, surroundings in zip(places, SURROUNDINGS, strict=True):
            copy(place)
            environment = {**os.environ, **surroundings, "PYTHONPATH": str(place)}
            for command in ("run", "pages", "build"):
                subprocess.run(
                    [sys.executable, "-m", "themeshift", command], cwd=place, env=environment,
                    check=True,
                )  # fmt: skip
        one, another = places
        names = sorted(set(files(one)) | set(files(another)))
        different = [
            name
            for name in names
            if not ((one / name).is_file() and (another / name).is_file())
            or not filecmp.cmp(one / name, another / name, shallow=False)
        ]
    for name in different:
        print(f"{name}: differs between two builds", file=sys.stderr)
    print(f"{len(names) - len(different)} passed, {len(different)} failed")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
