"""Pages made from the data alone: The passages, Codebook, The record, Glossary, and their data."""

import shutil
import zipfile
from pathlib import Path

from themeshift.package import Package
from themeshift.pages import codebook, explorer, home, passages, record

FOLDER = Path("appendices") / "generated"
ARCHIVE = "themeshift-data.zip"


def texts(package: Package) -> dict[str, str]:
    """File name → MyST of each page that this package makes."""
    return passages.pages(package) | {
        "codebook.md": codebook.page(package),
        "record.md": record.page(package),
        "glossary.md": codebook.glossary(package),
    }


def write(package: Package) -> None:
    """Write all pages and their data below the project of the data; what an earlier run wrote goes.

    Same data, same bytes: also of the archive of all tables, their descriptor and the results.
    """
    root, folder = package.root, package.root.parent / FOLDER
    made = texts(package) | {"explorer-data.js": explorer.script(package)} | home.files(package)
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with zipfile.ZipFile(folder / ARCHIVE, "w") as bundle:
        for file in (root / "datapackage.json", *sorted(root.rglob("*.csv"))):
            entry = zipfile.ZipInfo(f"data/{file.relative_to(root).as_posix()}")  # of 1980
            bundle.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
