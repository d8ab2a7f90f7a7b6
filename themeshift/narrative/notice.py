"""What waits in a text that was added: passages to be coded, gists to be written."""

from __future__ import annotations

from themeshift.measures import corpus as corpora
from themeshift.package import GIST_TO_WRITE, SUBSTANTIVE, Package
from themeshift.prose import labels, numbers
from themeshift.prose.values import Block

#: Tables that an analyst fills by hand, and what they hold.
RECORDED = {
    "structure": "the official structure",
    "indicators": "figures",
    "actors": "people and bodies",
    "instruments": "instruments",
    "places": "places",
    "events": "dates",
}


def notice(package: Package, phase: str = "") -> Block | None:
    """What waits in the texts of a phase, or in the whole book; None where nothing does."""
    documents = package.documents
    if phase:
        documents = documents[documents["phase_id"] == phase]
    units = package.units[package.units["doc_id"].isin(documents["doc_id"])]
    counted = units[units["kind"].isin(SUBSTANTIVE)]
    coded = counted[counted["unit_id"].isin(corpora.provisional(package))]
    gists = int((units["gist"] == GIST_TO_WRITE).sum())
    waiting = coded["doc_id"].unique()
    parts = []
    if len(coded):
        of = f"{numbers.cardinal(len(coded))} of {numbers.count(len(counted), 'passage')}"
        parts.append(
            f"Coded by the dictionary alone so far: {of}. What rests on them is provisional."
        )
    if gists:
        parts.append(f"Gists still to be written: {numbers.number(gists)}.")
    empty = numbers.listing(
        what
        for table, what in RECORDED.items()
        if not set(waiting) <= set(getattr(package, table)["doc_id"])
    )
    if empty:
        parts.append(
            f"Not recorded yet: {empty}; where the book names none, that is not a finding."
        )
    if len(coded):
        names = numbers.listing(labels.document(package, doc) for doc in waiting)
        parts.append(f"Texts: {names}.")
    text = " ".join(parts)
    return Block(f":::{{warning}}\n{text}\n:::", text) if parts else None
