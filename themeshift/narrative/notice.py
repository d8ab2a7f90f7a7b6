"""What waits in a text that was added: passages to be coded, gists to be written."""

from themeshift.measures import corpus as corpora
from themeshift.package import GIST_TO_WRITE, SUBSTANTIVE, Package
from themeshift.prose import labels, numbers
from themeshift.prose.values import Block

#: Tables that an analyst fills by hand.
RECORDED = ("structure", "indicators", "actors", "instruments", "places", "events")


def notice(package: Package, phase: str = "") -> Block | None:
    """What waits in the texts of a phase, or in the whole book; None where nothing does."""
    documents, units = package.documents, package.units
    if phase:
        documents = documents[documents["phase_id"] == phase]
        units = units[units["doc_id"].isin(documents["doc_id"])]
    counted = units[units["kind"].isin(SUBSTANTIVE)]
    coded = counted[counted["unit_id"].isin(corpora.provisional(package))]
    waiting = coded["doc_id"].unique()
    titles = {table["name"]: table["title"].lower() for table in package.descriptor["resources"]}
    empty = numbers.listing(
        titles[table]
        for table in RECORDED
        if not set(waiting) <= set(getattr(package, table)["doc_id"])
    )
    of = f"{numbers.cardinal(len(coded))} of {numbers.count(len(counted), 'passage')}"
    gists = int((units["gist"] == GIST_TO_WRITE).sum())
    texts = numbers.listing(labels.document(package, doc) for doc in waiting)
    sentences = (
        (texts, f"Coded by the dictionary alone so far: {of}. What rests on them is provisional."),
        (gists, f"Gists still to be written: {numbers.number(gists)}."),
        (empty, f"Not recorded yet: {empty}; where the book names none, that is not a finding."),
        (texts, f"Texts: {texts}."),
    )
    text = " ".join(sentence for waits, sentence in sentences if waits)
    return Block(f":::{{warning}}\n{text}\n:::", text) if text else None
