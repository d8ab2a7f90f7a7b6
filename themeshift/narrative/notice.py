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
    units = package.units[package.units["doc_id"].isin(set(documents["doc_id"]))]
    counted = units[units["kind"].isin(SUBSTANTIVE)]
    coded = counted["unit_id"].isin(set(corpora.provisional(package)))
    gists = int((units["gist"] == GIST_TO_WRITE).sum())
    if not coded.any() and not gists:
        return None
    waiting = documents[documents["doc_id"].isin(set(counted.loc[coded, "doc_id"]))]
    parts = []
    if coded.any():
        was = "has" if coded.sum() == 1 else "have"
        parts.append(
            f"Of {numbers.count(len(counted), 'passage')} that count here, "
            f"{numbers.cardinal(int(coded.sum()))} {was} been coded by the dictionary alone: what "
            "rests on them is provisional."
        )
    if gists:
        parts.append(f"Gists still to be written: {numbers.number(gists)}.")
    empty = [
        what
        for table, what in RECORDED.items()
        if not set(waiting["doc_id"]) <= set(getattr(package, table)["doc_id"])
    ]
    if empty:
        parts.append(
            f"Not recorded yet: {numbers.listing(empty)}; where the book names none, that is not a "
            "finding."
        )
    names = numbers.listing(labels.document(package, doc) for doc in waiting["doc_id"])
    text = " ".join([*parts, f"Texts: {names}."] if names else parts)
    return Block(f":::{{warning}}\n{text}\n:::", text)
