"""What still waits for a reader?

A text that was added by `python -m themeshift add` comes with the codes of the dictionary, marked
provisional, and with gists to be written. Until an analyst has confirmed them, whatever rests on
them says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from themeshift import wording
from themeshift.consistency import GIST_TO_WRITE
from themeshift.markup import escape
from themeshift.package import SUBSTANTIVE, Package

STATUS = "provisional"
TO_CONFIRM = "to be confirmed"
"""Note on a row that was written so that the tables fit, before anyone looked."""
TOLD = {
    "structure": "the official architecture",
    "indicators": "figures",
    "actors": "persons and bodies",
    "instruments": "instruments",
    "places": "places",
    "events": "dates",
}
"""Tables that an analyst fills by hand, and what they tell."""


@dataclass(frozen=True)
class Waiting:
    """How much of some texts waits: units with provisional codes, of all that count; gists.

    empty: what no row of its table tells yet of these texts, in the words of a reader.
    """

    units: int
    of: int
    gists: int
    documents: tuple[str, ...]
    empty: tuple[str, ...] = ()


def unit_ids(package: Package) -> frozenset[str]:
    """Units of which a code is provisional."""
    codes = package.codes
    return frozenset(codes.loc[codes["status"] == STATUS, "unit_id"])


def waiting(package: Package, phase_id: str | None = None) -> Waiting:
    """What waits in the texts of a phase, or in all of them."""
    documents = package.documents
    if phase_id is not None:
        documents = documents[documents["phase_id"] == phase_id]
    units = package.units[package.units["doc_id"].isin(set(documents["doc_id"]))]
    counting = units[units["kind"].isin(set(SUBSTANTIVE))]
    open_codes = counting["unit_id"].isin(unit_ids(package))
    open_gists = units["gist"] == GIST_TO_WRITE
    touched = set(counting.loc[open_codes, "doc_id"]) | set(units.loc[open_gists, "doc_id"])
    open_documents = documents[documents["doc_id"].isin(touched)]
    told = {name: set(getattr(package, name)["doc_id"]) for name in TOLD}
    empty = [what for name, what in TOLD.items() if not set(open_documents["doc_id"]) <= told[name]]
    status = package.project_status
    guessed = status.loc[status["note"] == TO_CONFIRM, "phase_id"]
    if set(open_documents["phase_id"]) & set(guessed):
        empty.append("what became of the projects")
    return Waiting(
        int(open_codes.sum()),
        len(counting),
        int(open_gists.sum()),
        tuple(open_documents["title"]),
        tuple(empty),
    )


def phases(package: Package) -> pd.DataFrame:
    """One row per phase: phase_id, waiting and counted (units), in the order of the phases."""
    ordered = package.phases.sort_values("order", kind="stable")
    found = [waiting(package, phase) for phase in ordered["phase_id"]]
    return pd.DataFrame(
        {
            "phase_id": ordered["phase_id"].tolist(),
            "waiting": [each.units for each in found],
            "counted": [each.of for each in found],
        }
    )


@dataclass(frozen=True, repr=False)
class Notice:
    """A line that says what waits, as a warning; or, where nothing waits, that all was read."""

    found: Waiting

    def _repr_markdown_(self) -> str:
        if self.found.units or self.found.gists:
            return f":::{{warning}}\n{escape(repr(self))}\n:::"
        return escape(repr(self))

    def __repr__(self) -> str:
        found = self.found
        if not found.units and not found.gists:
            return "Every passage that counts here was coded by a reader."
        parts = []
        if found.units:
            was, waits = ("was", "waits") if found.units == 1 else ("were", "wait")
            parts.append(
                f"Of {wording.count(found.of, 'passage')} that count here, "
                f"{wording.cardinal(found.units)} {was} coded by the dictionary alone and {waits} "
                "for a reader: what rests on them is provisional."
            )
        if found.gists:
            parts.append(f"Gists to be written: {found.gists}.")
        if found.empty:
            parts.append(
                f"Not recorded yet: {wording.listing(found.empty)}; where the book says that none "
                "is named, that is not a finding."
            )
        return " ".join([*parts, f"Texts: {wording.listing(found.documents)}."])


def notice(package: Package, phase_id: str | None = None) -> Notice:
    """What waits in a phase, or in the whole book, as a line to be shown."""
    return Notice(waiting(package, phase_id))
