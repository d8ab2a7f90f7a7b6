"""Can the data be taken along? The data package as one file, the same bytes every time."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from themeshift import UserError, results
from themeshift.package import DESCRIPTOR, Package
from themeshift.seal import replace

NAME = "themeshift-data.zip"
LICENCE = "LICENSE-data.md"
#: The first day that the format can hold: files bear no time of their own.
TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


def members(package: Package) -> dict[str, bytes]:
    """Path in the archive → content: descriptor, tables, results, and the licence if it is there.

    What merely stands in the folder is left out: the descriptor names the tables, the manifest the
    results. Raises UserError for a link, which would put a file from elsewhere into the archive.
    """
    root = package.root
    entries = results.manifest(package)
    names = [DESCRIPTOR, *(resource["path"] for resource in package.descriptor["resources"])]
    names += [f"{results.FOLDER}/{results.MANIFEST}"] if entries else []
    # A result that is missing is told by `python -m themeshift results`.
    named = [f"{results.FOLDER}/{entry.file}" for entry in entries]
    names += [name for name in named if os.path.lexists(root / name)]
    found = {f"data/{name}": _content(root / name) for name in names}
    licence = root.parent / LICENCE
    if os.path.lexists(licence):
        found[LICENCE] = _content(licence)
    return dict(sorted(found.items()))


def _content(path: Path) -> bytes:
    """The bytes of a file that is no link and is reached by none but the data folder's own."""
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise UserError(
            f"{path.parent.name}/{path.name}: found a link or a folder, expected a file of its "
            "own, since it goes into the public archive"
        )
    return path.read_bytes()


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
