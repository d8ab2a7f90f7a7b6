"""Derive the tables of the texts: passages, matches, lemma counts and digests of strings."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from themeshift import UserError, package
from themeshift.problem import nearest, one_line
from themeshift.text import dictionary, extract, runs
from themeshift.text.normalise import normalise
from themeshift.text.passages import LeftOut, Passage, segment
from themeshift.text.words import tokens

#: The derived tables.
DERIVED = ("units", "matches", "terms", "shingles")
_UNITS = "unit_id doc_id paragraph position kind words start end gist opening part_of"


@dataclass(frozen=True, eq=False)
class Derived:
    """What one text yields.

    text: the normalised text, to which offsets refer. units, matches, terms, shingles: rows with
    the columns of these tables (gists are empty). codes: the dictionary's codes of the passages
    that count: unit_id, rank, theme, weight. left_out: the passages that do not count, in order.
    """

    text: str
    units: pd.DataFrame
    matches: pd.DataFrame
    terms: pd.DataFrame
    shingles: pd.DataFrame
    codes: pd.DataFrame
    left_out: tuple[LeftOut, ...]


def derive(doc_id: str, raw: str, terms: dictionary.Dictionary) -> Derived:
    """Derive the rows of one document from its raw text, with `dictionary.compiled`."""
    text = normalise(raw)
    units = pd.DataFrame(segment(text), columns=Passage._fields)
    units["unit_id"] = [f"{doc_id}-{position:03d}" for position in units["position"]]
    units["opening"] = runs.openings(text, list(zip(units["start"], units["end"], strict=True)))
    whole = units.set_index("position")["unit_id"]
    units["part_of"] = units["part_of"].map(whole).fillna("")
    units = units.assign(doc_id=doc_id, gist="")
    matches: list[tuple] = []
    left_out: list[LeftOut] = []
    lemmas: Counter[str] = Counter()
    for unit in units.itertuples():
        content = text[unit.start : unit.end]
        if unit.reason:
            left_out.append(LeftOut(unit.unit_id, content, unit.words, unit.reason))
        if unit.kind == "furniture":
            continue
        for *term, start, end in terms.find(content):
            matches.append((unit.unit_id, *term, unit.start + start, unit.start + end))
        if not unit.reason:
            lemmas.update(token.lemma for token in tokens(content, terms.spellings))
    found = pd.DataFrame(matches, columns=["unit_id", "term_id", "theme", "start", "end"])
    counts = pd.DataFrame(sorted(lemmas.items()), columns=["lemma", "count"])
    counts.insert(0, "doc_id", doc_id)
    return Derived(
        text=text,
        units=units[_UNITS.split()],
        matches=found,
        terms=counts,
        shingles=pd.DataFrame({"doc_id": doc_id, "digest": runs.digests(text)}),
        codes=dictionary.codes(found, units[units["reason"] == ""]),
        left_out=tuple(left_out),
    )


# --- the package -----------------------------------------------------------------------------


def ingest(texts: Path, data: package.Package, check: bool = False) -> tuple[list[str], list[str]]:
    """Re-derive units (all but gists), matches, terms and shingles from the texts at hand.

    `texts` is a folder of `<doc_id>.txt`. Each text is checked against the SHA-256 in
    `documents.csv`. Gists are kept where a passage's id and offsets are unchanged; rows of
    documents whose text is not at hand stay as they are. With `check` nothing is written.
    Returns the documents read and the tables that change.

    Raises UserError, one line that names the file and what to do; nothing on disk is changed then.
    """
    read, terms = at_hand(texts, data), dictionary.compiled(data)
    derived = {doc_id: derive(doc_id, text, terms) for doc_id, text in read.items()}
    frames = {name: _table(data, name, derived) for name in DERIVED}
    frames["documents"] = data.documents.copy()
    for doc_id, each in derived.items():
        size = each.units["words"].sum(), len(each.text)
        row = data.documents["doc_id"] == doc_id
        frames["documents"].loc[row, ["words", "characters"]] = size
    changed = []
    for name, frame in sorted(frames.items()):
        content = frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()
        path = data.root / f"{name}.csv"
        if path.read_bytes() != content:
            changed.append(path.name)
            if not check:
                path.write_bytes(content)
    return list(derived), changed


def at_hand(folder: Path, data: package.Package) -> dict[str, str]:
    """The raw texts in a folder of `<doc_id>.txt`, by document.

    Raises UserError for a folder without texts, a file that belongs to no document, and a text
    that cannot be read or whose SHA-256 is not that of the text that was coded.
    """
    known = data.documents.set_index("doc_id")["sha256"]
    texts = {}
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in known:
            raise UserError(
                f"{one_line(path.name, 100)}: belongs to no registered document"
                f"{nearest(path.stem, known.index)}: rename it, remove it, or register it with "
                "`python -m themeshift add`"
            )
        texts[path.stem] = extract.read(path).text
        digest = hashlib.sha256(texts[path.stem].encode()).hexdigest()
        if digest != known[path.stem]:
            raise UserError(
                f"{path.name}: SHA-256 {digest[:12]}… found, {known[path.stem][:12]}… expected "
                "(documents.csv): this is another version of the text; restore the coded one"
            )
    if not texts:
        shown, every = one_line(str(folder), 100), ", ".join(sorted(known.index))
        raise UserError(f"{shown}: no <doc_id>.txt found; one of {every} expected")
    return texts


def _table(data: package.Package, name: str, derived: dict[str, Derived]) -> pd.DataFrame:
    """A derived table: documents in their order, rows of absent texts as they are."""
    kept = getattr(data, name)
    document = kept["doc_id"] if "doc_id" in kept else kept["unit_id"].str.rsplit("-", n=1).str[0]
    parts = [
        getattr(derived[doc_id], name) if doc_id in derived else kept[document == doc_id]
        for doc_id in data.documents["doc_id"]
    ]
    frame = pd.concat(parts, ignore_index=True)
    if name == "units":
        gists = kept[["unit_id", "start", "end", "gist"]]
        frame["gist"] = frame.drop(columns="gist").merge(gists, how="left")["gist"].fillna("")
    return frame


# --- the command -----------------------------------------------------------------------------


def command(texts: Path | None, check: bool) -> None:
    """Derive the tables of the texts at hand, or compare them."""
    data = package.load()
    read, changed = ingest(texts or data.root / "texts", data, check)
    tables = ", ".join(changed) or "nothing"
    if check and changed:
        raise UserError(f"{tables}: other rows come out; `python -m themeshift ingest` writes them")
    print(f"{len(read)} texts read; {tables} changed")
    if absent := [doc_id for doc_id in data.documents["doc_id"] if doc_id not in read]:
        print(f"not at hand, rows left as they are: {', '.join(absent)}")
