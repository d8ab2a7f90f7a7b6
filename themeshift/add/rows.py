"""The rows that a new text brings to the tables; they are added at the end of each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from themeshift import UserError
from themeshift.package import GIST_TO_WRITE, Package
from themeshift.text.ingest import Derived

BY_DICTIONARY = "by the dictionary, to be confirmed"
TO_CONFIRM = "to be confirmed"


def rows(
    package: Package, given: Mapping[str, str], derived: Derived, sha256: str
) -> dict[str, pd.DataFrame]:
    """The new rows of each table; `given` has cells of `documents` and `phases` by column.

    Every passage waits for its gist; every passage that counts has the dictionary's codes. A new
    phase, which has a label, takes its days from its first text, and every project is absent from
    it until somebody confirms it. Raises UserError where `coders` has no dictionary.
    """
    coders = package.coders.loc[package.coders["kind"] == "dictionary", "coder_id"]
    if coders.empty:
        raise UserError("data/coders.csv: no coding of the kind dictionary, which codes new texts")
    document = {
        **given,
        "order": len(package.documents) + 1,
        "language": "fr",
        "words": derived.units["words"].sum(),
        "characters": len(derived.text),
        "sha256": sha256,
        "rights": "features-only",
    }
    gists = derived.units["kind"].map(lambda kind: "" if kind == "furniture" else GIST_TO_WRITE)
    weights = derived.codes["weight"].map("{:.6g}".format)
    new = {
        "documents": pd.DataFrame([document]),
        "units": derived.units.assign(gist=gists),
        "codes": derived.codes.assign(weight=weights, coder=coders.iloc[0], note=BY_DICTIONARY),
        "matches": derived.matches,
        "terms": derived.terms,
        "shingles": derived.shingles,
    }
    if given["label"]:
        phase = {**given, "order": len(package.phases) + 1, "status": "in force"}
        new["phases"] = pd.DataFrame([phase])
        new["project_status"] = package.projects[["project_id"]].assign(
            phase_id=given["phase_id"], status="absent", note=TO_CONFIRM
        )
    return new


def append(file: Path, new: pd.DataFrame) -> None:
    """Add rows at the end of a CSV table, in the order of its columns; what stands there stays.

    Columns that the table lacks are left out, those that the rows lack are empty.
    """
    old = file.read_bytes()
    columns = pd.read_csv(file, nrows=0).columns
    text = new.reindex(columns=columns).to_csv(index=False, header=False, lineterminator="\n")
    file.write_bytes(old + (b"" if old.endswith(b"\n") else b"\n") + text.encode())
