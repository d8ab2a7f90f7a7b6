"""Register a text, and a phase where it is a new one: rows, the text itself, a chapter."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from themeshift import UserError, package
from themeshift.add import chapter, dates, worktree
from themeshift.add.rows import NewDocument, NewPhase, append, rows
from themeshift.measures import corpus as corpora
from themeshift.package import SUBSTANTIVE, Package
from themeshift.problem import nearest, one_line, shown
from themeshift.reading import DESCRIPTOR
from themeshift.text import dictionary, extract, ingest, runs
from themeshift.text.ingest import Derived
from themeshift.text.passages import LeftOut, by_reason

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Added:
    """What came in.

    words read = counted + those of `left_out`, which gives words by reason, most first. `twin`,
    `shared`: the registered text that is nearest and the share of five-word strings that the
    smaller of the two has in common with it. `copies`: texts of the phase that now count once,
    with another. `chapter`: the new notebook, or "". `exposed`: the file's name where it lies in the
    project and would be committed with it, or "".
    """

    doc_id: str
    phase_id: str
    words: int
    counted: int
    passages: int
    gists: int
    left_out: dict[str, int]
    listing: str
    twin: str
    shared: float
    copies: tuple[str, ...]
    chapter: str
    exposed: str = ""


def add(
    source: Path,
    document: NewDocument,
    phase: NewPhase | None = None,
    root: Path | None = None,
    agree: Callable[[str], bool] = lambda doubt: False,
) -> Added:
    """Register the text `source` as `document`, in a new phase where `phase` is given.

    `root` is the project's folder, a git checkout without changes. `agree` is asked where the date
    does not fit the phase. All is made and checked aside and moved into place at the end: where
    anything does not fit, UserError says so in one line and nothing has changed.
    """
    root = root or package.default_root().parent
    worktree.require_clean(root)
    current = package.load(root / "data")
    _refuse_names(current, document, phase)
    extracted = extract.read(source)
    text = extracted.text.encode()
    sha256 = hashlib.sha256(text).hexdigest()
    _refuse_double(current, root, document.doc_id, text, sha256)
    if phase is None:
        earliest, latest = document.date_earliest, document.date_latest
        doubt = dates.doubt(current, document.phase_id, earliest, latest)
        if doubt and not agree(doubt):
            raise UserError(
                f"not added: {doubt}; correct the date or the phase, or give --date-is-right"
            )
    derived = ingest.derive(document.doc_id, extracted.text, dictionary.compiled(current))
    if not derived.counted:
        raise UserError(
            f"{one_line(source.name, 100)}: no sentence or list item found; each paragraph and each "
            "list item needs a line of its own"
        )
    if derived.shingles.empty:
        raise UserError(
            f"{one_line(source.name, 100)}: fewer than {runs.LENGTH} words that count found in a "
            "row: too little to compare with other texts"
        )
    new = rows(current, document, phase, derived, sha256)
    with worktree.aside(root) as folder:
        made = folder / "made"
        data = made / "data"
        data.mkdir(parents=True)
        for resource in current.descriptor["resources"]:
            shutil.copyfile(root / "data" / resource["path"], data / resource["path"])
        shutil.copyfile(root / "data" / DESCRIPTOR, data / DESCRIPTOR)
        paths = {each["name"]: data / each["path"] for each in current.descriptor["resources"]}
        for table, added in new.items():
            append(paths[table], added)
        _add_source(data / DESCRIPTOR, document)
        if problems := package.check(data):
            raise UserError(f"not added, since it would not fit: {problems[0]}")
        later = package.load(data)
        for table in paths.keys() - new.keys():
            paths[table].unlink()
        notebook = _add_chapter(root, made, document, phase) if phase else ""
        listing = _add_text(data / "texts", document.doc_id, text, derived, extracted.left_out)
        twin, shared = _nearest_text(current, derived)
        worktree.install(made, root)
    parts = (*extracted.left_out, *derived.left_out)
    before = set(corpora.copies(current))
    return Added(
        document.doc_id,
        document.phase_id,
        derived.counted + sum(part.words for part in parts),
        derived.counted,
        int(derived.units["kind"].isin(SUBSTANTIVE).sum()),
        int((derived.units["kind"] != "furniture").sum()),
        by_reason(parts),
        listing,
        twin,
        shared,
        tuple(doc for doc in corpora.copies(later) if doc not in before),
        notebook,
        one_line(source.name, 100) if worktree.would_be_committed(root, source) else "",
    )


# --- what is refused --------------------------------------------------------------------------


def _refuse_names(current: Package, document: NewDocument, phase: NewPhase | None) -> None:
    """Ids that are no names, a document that is there, a phase that is not, or is already."""
    for option, name in (
        ("--document", document.doc_id),
        ("--phase", document.phase_id),
        ("--kind", phase.kind if phase else "contract"),
    ):
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
            raise UserError(
                f"{option}: found {shown(name)}, expected small letters, digits and hyphens, as in "
                f"2026-contract, at most {_LONGEST_NAME}"
            )
    if document.doc_id in set(current.documents["doc_id"]):
        raise UserError(f"--document: {document.doc_id} is registered already; give another id")
    known = list(current.phases["phase_id"])
    if phase is None and document.phase_id not in known:
        raise UserError(
            f"--phase: {document.phase_id} is not in data/phases.csv"
            f"{nearest(document.phase_id, known)}; for a new phase give its --label"
        )
    if phase is not None and document.phase_id in known:
        raise UserError(
            f"--phase: {document.phase_id} is in data/phases.csv already; leave --label out"
        )
    if (
        phase is not None
        and document.date_latest < f"{current.phases['date_latest'].max():%Y-%m-%d}"
    ):
        last = known[-1]
        raise UserError(
            f"a new phase comes after the last one, {last}; {document.date_latest} lies before it"
        )
    short = current.phases.set_index("short_label")["phase_id"]
    if phase is not None and phase.short_label in short:
        raise UserError(
            f"--date: {shown(phase.short_label)} is the short label of {short[phase.short_label]} "
            "already; correct the day, or give another --short-label"
        )


def _refuse_double(current: Package, root: Path, doc_id: str, text: bytes, sha256: str) -> None:
    """A text that is registered, or one that would take the place of another file."""
    same = current.documents.loc[current.documents["sha256"] == sha256, "doc_id"]
    if len(same):
        raise UserError(f"this text is registered already, as {same.iloc[0]}")
    place = root / "data" / "texts" / f"{doc_id}.txt"
    if place.is_file() and place.read_bytes() != text:
        raise UserError(
            f"data/texts/{doc_id}.txt holds another text, which git cannot bring back: remove it "
            "or give another --document"
        )


# --- what is made -----------------------------------------------------------------------------


def _add_source(file: Path, document: NewDocument) -> None:
    """Name the text's address among the sources of the data package."""
    if not document.url:
        return
    descriptor = json.loads(file.read_text(encoding="utf-8-sig"))
    source = {"title": document.title, "path": document.url}
    descriptor.setdefault("sources", []).append(source)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    file.write_text(text, encoding="utf-8")


def _add_chapter(root: Path, made: Path, document: NewDocument, phase: NewPhase) -> str:
    name = chapter.name(root / "chapters", phase.kind, document.date_earliest[:4])
    (made / "chapters").mkdir()
    text = chapter.notebook(document.phase_id, phase.label)
    (made / "chapters" / name).write_text(text, encoding="utf-8")
    return f"chapters/{name}"


def _add_text(
    folder: Path, doc_id: str, text: bytes, derived: Derived, left_out: tuple[LeftOut, ...]
) -> str:
    """Write the text and how it was cut; return the path of the listing in the project."""
    folder.mkdir()
    (folder / f"{doc_id}.txt").write_bytes(text)
    (folder / f"{doc_id}.passages.tsv").write_text(listing(derived, left_out), encoding="utf-8")
    return f"data/texts/{doc_id}.passages.tsv"


def listing(derived: Derived, left_out: tuple[LeftOut, ...]) -> str:
    """Each passage with its id, kind, words, the reason where it does not count, and its text.

    What was left out before the text was cut (of a page or a PDF) follows, with its place.
    """
    reasons = {part.where: part.reason for part in derived.left_out}
    lines = [("unit_id", "kind", "words", "not counted because", "text")]
    for row in derived.units.itertuples():
        content = derived.text[row.start : row.end]
        lines.append((row.unit_id, row.kind, row.words, reasons.get(row.unit_id, ""), content))
    return "".join("\t".join(map(str, line)) + "\n" for line in (*lines, *outside(left_out)))


def outside(left_out: tuple[LeftOut, ...]) -> list[tuple[str, str, int, str, str]]:
    """Lines of the listing for what was left out of a page or a PDF."""
    return [
        (
            one_line(part.where),
            "left out",
            part.words,
            part.reason,
            one_line(part.text, len(part.text)),
        )
        for part in left_out
    ]


def _nearest_text(current: Package, derived: Derived) -> tuple[str, float]:
    """The registered text with which the new one shares most five-word strings, and the share."""
    own = frozenset(derived.shingles["digest"])
    shares = {
        doc_id: runs.shared(own, strings) for doc_id, strings in corpora.strings(current).items()
    }
    twin = max(shares, key=shares.get, default="")
    return twin, shares.get(twin, 0.0)
