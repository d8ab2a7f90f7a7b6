"""Pages made from the data alone: The passages, Codebook, The record, Glossary, and their data."""

from __future__ import annotations

import zipfile
from pathlib import Path

from themeshift.package import Package
from themeshift.pages import codebook, explorer, glossary, home, passages, record

FOLDER = Path("appendices") / "generated"
ARCHIVE = "themeshift-data.zip"
DESCRIPTOR = "datapackage.json"
#: What else writes files into the same folder: write(package, folder) -> paths.
OTHERS = (explorer.write, home.write)
#: The first day that a zip archive can bear, so that the same data give the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def texts(package: Package) -> dict[str, str]:
    """File name → MyST of each page that this package makes."""
    return {
        **passages.pages(package),
        "codebook.md": codebook.page(package),
        "record.md": record.page(package),
        "glossary.md": glossary.page(package),
    }


def write(package: Package) -> list[Path]:
    """Write all pages below the project of the data, and return their paths.

    Pages of an earlier run that have no place any more are deleted.
    """
    folder = package.root.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    made = texts(package)
    for old in set(folder.glob("*.md")) - {folder / name for name in made}:
        old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    written = [folder / name for name in made]
    archive(package, folder / ARCHIVE)
    written.append(folder / ARCHIVE)
    for other in OTHERS:
        written += other(package, folder)
    return written


def archive(package: Package, path: Path) -> None:
    """Write all tables, their descriptor and the results as one archive; same data, same bytes."""
    files = [package.root / DESCRIPTOR, *sorted(package.root.glob("*.csv"))]
    files += sorted((package.root / "results").glob("*.csv"))
    with zipfile.ZipFile(path, "w") as bundle:
        for file in files:
            name = f"data/{file.relative_to(package.root).as_posix()}"
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
