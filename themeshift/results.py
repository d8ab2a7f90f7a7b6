"""Results that notebooks write: data/results/<name>.csv, and the digest of the data behind them."""

import os
from pathlib import Path

import pandas as pd

from themeshift.package import Package, default_root

#: The last bits of a number change with the processor; no more digits than these are kept.
DECIMALS = 10
FOLDER = "results"
#: The file that holds the digest of the tables that all results were computed from.
DIGEST = "DIGEST"


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose floats have no more than `DECIMALS` digits; minus zero becomes zero."""
    return frame.assign(**frame.select_dtypes("float").round(DECIMALS) + 0.0)


def write(frame: pd.DataFrame, name: str, root: Path | None = None) -> None:
    """Write a result, its numbers rounded, to `results/<name>.csv` in the folder of the data."""
    text = rounded(frame).to_csv(index=False, lineterminator="\n")
    folder = (root or default_root()) / FOLDER
    folder.mkdir(exist_ok=True)
    replace(folder / f"{name}.csv", text)


def note(package: Package) -> None:
    """Record that all results were computed from the data as they are."""
    folder = package.root / FOLDER
    folder.mkdir(exist_ok=True)
    replace(folder / DIGEST, f"{package.digest}\n")


def reminder(package: Package) -> str:
    """A line where the results were computed from other data, or never; "" where all is well."""
    file = package.root / FOLDER / DIGEST
    if file.is_file() and file.read_bytes().strip() == package.digest.encode():
        return ""
    return f"{FOLDER}/{DIGEST}: no results yet, or of other data; `make run` renews them\n"


def replace(path: Path, text: str) -> None:
    """Write a file aside, then rename it into place: it is the old one or the new one, whole."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8", newline="")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
