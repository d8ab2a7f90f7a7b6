"""Can the data be taken along? The data package as one file, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from themeshift.package import Package
from themeshift.seal import replace

NAME = "themeshift-data.zip"
LICENCE = "LICENSE-data.md"
#: The first day that the format can hold: files bear no time of their own.
TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


def members(package: Package) -> dict[str, bytes]:
    """Path in the archive → content: descriptor, tables, results, and the licence if it is there."""
    root = package.root
    paths = [
        *root.glob("*.json"),
        *root.glob("*.csv"),
        *(root / "results").glob("*.csv"),
    ]
    found = {f"data/{path.relative_to(root).as_posix()}": path.read_bytes() for path in paths}
    licence = root.parent / LICENCE
    if licence.is_file():
        found[LICENCE] = licence.read_bytes()
    return dict(sorted(found.items()))


def archive(package: Package) -> bytes:
    """The data package as a zip archive. Stored and not compressed: packers differ in their bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as packed:
        for path, content in members(package).items():
            entry = zipfile.ZipInfo(path, TIME)
            entry.create_system = 3
            entry.external_attr = _READABLE
            packed.writestr(entry, content)
    return written.getvalue()


def write(package: Package, folder: Path | str) -> Path:
    """Write the archive into `folder` where its content changed; return its path."""
    path = Path(folder) / NAME
    content = archive(package)
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    return path
