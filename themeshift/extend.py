"""How does the next text come into the book?

`add` registers a text: its units, the terms found in it, its lemmas, and codes of the dictionary
that wait for a reader; for a new phase also a row for each project and a chapter. All of it is
checked in a copy of the data first and then written together or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from themeshift import UserError, ingest, package, rawtext, salience, seal, transaction
from themeshift.consistency import GIST_TO_WRITE, PROVISIONAL_LABEL
from themeshift.markup import escape
from themeshift.provisional import TO_CONFIRM
from themeshift.tabular import nearest

TEMPLATE = Path(__file__).resolve().parent / "templates" / "phase-chapter.ipynb"
BY_DICTIONARY = "by the dictionary, to be confirmed"
_CHAPTER = re.compile(r"(\d+)-(.+)")

Progress = Callable[[str], None]
Row = dict[str, str]


@dataclass(frozen=True)
class NewDocument:
    """What `documents` says of a text; days as YYYY-MM-DD, "" where unknown."""

    doc_id: str
    phase_id: str
    publisher: str
    genre: str
    title: str
    date: str = ""
    date_earliest: str = ""
    date_latest: str = ""
    date_basis: str = ""
    author: str = ""
    url: str = ""
    language: str = "fr"
    rights: str = "features-only"
    rights_note: str = ""
    note: str = ""


@dataclass(frozen=True)
class NewPhase:
    """What `phases` says of a phase; its days are those of its first text unless given."""

    label: str
    short_label: str
    kind: str = "contract"
    date_earliest: str = ""
    date_latest: str = ""
    covers_from: str = ""
    covers_to: str = ""
    status: str = "in force"
    note: str = ""


@dataclass(frozen=True)
class Added:
    """What came in: units, those that count, gists to write; the new chapter, files that moved."""

    doc_id: str
    units: int
    counting: int
    gists: int
    chapter: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    to_do: tuple[str, ...] = ()


def silent(line: str) -> None:
    """Progress that nobody wants to see."""


def add(
    source: Path,
    document: NewDocument,
    phase: NewPhase | None = None,
    root: Path | None = None,
    progress: Progress = silent,
) -> Added:
    """Register the text `source` as `document`, in a new phase when `phase` is given.

    `root` is the data package; chapters and `_toc.yml` stand beside it. Raises UserError, in one
    line, where anything does not fit; then nothing on disk has changed.
    """
    root = root or package.default_root()
    with transaction.locked(root):
        return _add(source, document, phase, root, progress)


def _add(
    source: Path, document: NewDocument, phase: NewPhase | None, root: Path, progress: Progress
) -> Added:
    progress(f"reading {source.name}")
    content = rawtext.read(source)
    current = package.load(root)
    _refuse_known(current, document, phase)
    document = _dated(document)
    progress("cutting it into passages and looking for the codebook's terms")
    terms, spellings = ingest.read_terms(root), ingest.read_spellings(root)
    derived = ingest.derive(document.doc_id, content.decode("utf-8-sig"), terms, spellings)
    _refuse_double(current, content)
    contents = _tables(current, document, phase, derived, hashlib.sha256(content).hexdigest())
    progress("checking the tables as they will be")
    contents |= _with_codes(root, contents, document.doc_id, current)
    contents["datapackage.json"] = _descriptor(root, document, contents)
    removed: list[str] = []
    chapter, moved = "", {}
    if phase is not None:
        chapter, moved = _add_chapter(root, current, document.phase_id, phase, document, contents)
        removed = [f"../{old}" for old in moved]
    _check(root, contents)
    contents[f"texts/{document.doc_id}.txt"] = content
    contents[f"texts/{document.doc_id}.passages.tsv"] = _cut(content, derived)
    progress("writing")
    transaction.commit(root, contents, removed)
    counting = sum(row["kind"] in ingest.SUBSTANTIVE for row in derived.units)
    gists = sum(row["kind"] != "furniture" for row in derived.units)
    found = Added(document.doc_id, len(derived.units), counting, gists, chapter, moved)
    return Added(**(asdict(found) | {"to_do": _to_do(found, document, phase)}))


# --- refusing -------------------------------------------------------------------------------


def _refuse_known(current: package.Package, document: NewDocument, phase: NewPhase | None) -> None:
    if document.doc_id in set(current.documents["doc_id"]):
        raise UserError(
            f"document {document.doc_id}: registered already; give another id, or take its rows "
            "out of the tables first"
        )
    known = current.phases["phase_id"].tolist()
    if phase is None and document.phase_id not in known:
        raise UserError(
            f"phase {document.phase_id}: not in data/phases.csv"
            f"{nearest(document.phase_id, known)}; for a new phase say how it is called (--label)"
        )
    if phase is not None and document.phase_id in known:
        raise UserError(
            f"phase {document.phase_id}: in data/phases.csv already; leave --label out, or give "
            "another id"
        )


def _refuse_double(current: package.Package, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    same = current.documents.loc[current.documents["sha256"] == digest, "doc_id"]
    if len(same):
        raise UserError(f"this text is registered already, as {same.iloc[0]}")


def _dated(document: NewDocument) -> NewDocument:
    """With both bounds and what they rest on."""
    earliest = document.date_earliest or document.date
    latest = document.date_latest or document.date
    if not earliest or not latest:
        raise UserError(
            f"document {document.doc_id}: no date; give --date, or --earliest and --latest"
        )
    basis = document.date_basis or (
        "Given when the text was added." if document.date else "Bounds given when it was added."
    )
    changed = {"date_earliest": earliest, "date_latest": latest, "date_basis": basis}
    return NewDocument(**(asdict(document) | changed))


def _cut(content: bytes, derived: ingest.Derived) -> bytes:
    """The text as it was cut, to be read beside the tables: id, kind, words, passage."""
    text = ingest.normalise(content.decode("utf-8-sig"))
    rows = [
        (row["unit_id"], row["kind"], row["words"], text[int(row["start"]) : int(row["end"])])
        for row in derived.units
    ]
    return "".join("\t".join(row) + "\n" for row in rows).encode()


# --- tables ---------------------------------------------------------------------------------


def _tables(
    current: package.Package,
    document: NewDocument,
    phase: NewPhase | None,
    derived: ingest.Derived,
    digest: str,
) -> dict[str, bytes]:
    """The tables with the rows of the new text, all but its codes."""
    root = current.root
    tables = {name: ingest.read_rows(root / f"{name}.csv") for name in
              ("documents", "phases", "units", "matches", "terms", "project_status")}  # fmt: skip

    def append(name: str, row: Row) -> None:
        columns, rows = tables[name]
        rows.append(dict.fromkeys(columns, "") | row)

    append(
        "documents",
        asdict(document)
        | {
            "order": str(len(tables["documents"][1]) + 1),
            "words": str(derived.words),
            "characters": str(derived.characters),
            "sha256": digest,
        },
    )
    for row in derived.units:
        append("units", row | {"gist": "" if row["kind"] == "furniture" else GIST_TO_WRITE})
    for row in derived.matches:
        append("matches", row)
    for row in derived.terms:
        append("terms", row)
    changed = ["documents", "phases", "units", "matches", "terms"]
    for row in tables["phases"][1]:
        if row["phase_id"] == document.phase_id:
            row["short_label"] = _provisional(row["short_label"])
    if phase is not None:
        given = asdict(phase) | {"short_label": _provisional(phase.short_label)}
        given["date_earliest"] = phase.date_earliest or document.date_earliest
        given["date_latest"] = phase.date_latest or document.date_latest
        order = str(len(tables["phases"][1]) + 1)
        append("phases", given | {"phase_id": document.phase_id, "order": order})
        columns, rows = tables["project_status"]
        tables["project_status"] = columns, _with_status(rows, columns, document.phase_id, current)
        changed += ["project_status"]
    return {f"{name}.csv": ingest.table_bytes(*tables[name]) for name in changed}


def _provisional(short_label: str) -> str:
    """The short label that says, wherever the phase is named, that its coding is provisional."""
    return short_label.removesuffix(PROVISIONAL_LABEL) + PROVISIONAL_LABEL


def _with_status(
    rows: Sequence[Row], columns: Sequence[str], phase_id: str, current: package.Package
) -> list[Row]:
    """Each project's rows, followed by one for the new phase: absent, to be confirmed."""
    result: list[Row] = []
    for project in current.projects.sort_values("order")["project_id"]:
        result += [row for row in rows if row["project_id"] == project]
        result.append(
            dict.fromkeys(columns, "")
            | {"project_id": project, "phase_id": phase_id, "status": "absent", "note": TO_CONFIRM}
        )
    return result


def _with_codes(
    root: Path, contents: Mapping[str, bytes], doc_id: str, current: package.Package
) -> dict[str, bytes]:
    """The table of codes with those of the dictionary, under the name of the base coder."""
    complete = salience.coders(current)
    coder = complete[0] if complete else str(current.codes["coder"].iloc[0])
    units = _frame(contents["units.csv"], ("unit_id", "doc_id", "kind"))
    matches = _frame(contents["matches.csv"], ("unit_id", "theme", "start"))
    here = units[(units["doc_id"] == doc_id) & units["kind"].isin(ingest.SUBSTANTIVE)]
    if here.empty:
        raise UserError(
            f"document {doc_id}: no sentence or list item found in the text; look at it: each "
            "paragraph and each list item needs a line of its own"
        )
    found = salience.dictionary_codes(
        matches.assign(start=matches["start"].astype(int)), here["unit_id"]
    )
    place = {unit: number for number, unit in enumerate(here["unit_id"])}
    found = found.assign(place=found["unit_id"].map(place))
    columns, rows = ingest.read_rows(root / "codes.csv")
    for code in found.sort_values(["place", "rank"], kind="stable").itertuples():
        rows.append(
            dict.fromkeys(columns, "")
            | {
                "unit_id": code.unit_id,
                "coder": coder,
                "rank": str(code.rank),
                "theme": code.theme,
                "weight": f"{code.weight:.6f}".rstrip("0").rstrip("."),
                "status": "provisional",
                "note": BY_DICTIONARY,
            }
        )
    return {"codes.csv": ingest.table_bytes(columns, _to_one(rows))}


def _to_one(rows: list[Row]) -> list[Row]:
    """Weights written with six decimals, made to sum to one: the first takes what is left."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["note"] == BY_DICTIONARY:
            groups.setdefault((row["unit_id"], row["coder"]), []).append(row)
    for group in groups.values():
        rest = 1 - sum(round(float(row["weight"]), 6) for row in group[1:])
        group[0]["weight"] = f"{rest:.6f}".rstrip("0").rstrip(".")
    return rows


def _frame(content: bytes, columns: Sequence[str]):
    import pandas as pd

    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=columns)


def _descriptor(root: Path, document: NewDocument, contents: Mapping[str, bytes]) -> bytes:
    """The descriptor with the new source, and new seals where the old ones fitted.

    A table that was altered by hand and not sealed since stays unsealed.
    """
    path = root / package.DESCRIPTOR
    descriptor = json.loads(path.read_bytes().decode("utf-8-sig"))
    if document.url:
        descriptor.setdefault("sources", []).append({"title": document.title, "path": document.url})
    for resource in descriptor["resources"]:
        content = contents.get(resource["path"])
        if content is None:
            continue
        old = seal.plain((root / resource["path"]).read_bytes())
        if (resource.get("hash"), resource.get("bytes")) == seal.fingerprint(old):
            resource["hash"], resource["bytes"] = seal.fingerprint(content)
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def _check(root: Path, contents: Mapping[str, bytes]) -> None:
    """Raise UserError where the package, as it will be, is not sound."""
    with tempfile.TemporaryDirectory(prefix="themeshift-") as folder:
        copy = Path(folder) / root.resolve().name
        copy.mkdir()
        for path in root.glob("*.csv"):
            shutil.copyfile(path, copy / path.name)
        for name, content in contents.items():
            if not name.startswith(".."):
                (copy / name).write_bytes(content)
        try:
            package.load(copy)
        except package.PackageError as error:
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            found = f"not added, since it would not fit: {error.problems[0]}{more}"
            raise UserError(found) from None


# --- the chapter ----------------------------------------------------------------------------


def _add_chapter(
    root: Path,
    current: package.Package,
    phase_id: str,
    phase: NewPhase,
    document: NewDocument,
    contents: dict[str, bytes],
) -> tuple[str, dict[str, str]]:
    """Put the chapter's files into `contents`; return its path and what was renamed.

    The last chapter is the synthesis: it stays last, under the next number, and every page that
    names it by file is mended.
    """
    project = root.resolve().parent
    folder, toc = project / "chapters", project / "_toc.yml"
    chapters = sorted(path for path in folder.glob("[0-9]*-*.ipynb"))
    if not chapters or not toc.is_file():
        return "", {}
    last = chapters[-1].stem
    number, name = _CHAPTER.fullmatch(last).groups()
    width = len(number)
    new = f"{number}-{phase.kind}-{(phase.date_earliest or document.date_earliest)[:4]}"
    if any(path.stem[width + 1 :] == new[width + 1 :] for path in chapters):
        new = f"{number}-{phase_id}"
    renamed = f"{int(number) + 1:0{width}d}-{name}"
    entry = re.compile(
        rf"^(?P<indent>[ \t]*- file: )chapters/{re.escape(last)}(?=\s*$)", re.MULTILINE
    )
    listed = toc.read_text(encoding="utf-8")
    if len(entry.findall(listed)) != 1:
        raise UserError(f"_toc.yml: one entry chapters/{last} expected, the synthesis; found "
                        f"{len(entry.findall(listed))}")  # fmt: skip
    listed = entry.sub(rf"\g<indent>chapters/{new}\n\g<0>", listed)
    mentioned = re.compile(rf"(?<![\w-]){re.escape(last)}(?![\w-])")
    contents["../_toc.yml"] = mentioned.sub(renamed, listed).encode()
    pages = [*project.glob("*.md"), *folder.glob("*.ipynb")]
    pages += [
        path for kind in ("md", "ipynb") for path in (project / "appendices").glob(f"*.{kind}")
    ]
    onward = re.compile(
        rf'\*\*Next:\*\* \[[^\]]*\]\({re.escape(last)}\.ipynb\)[^"\\]*', re.IGNORECASE
    )
    label = json.dumps(escape(phase.label), ensure_ascii=False)[1:-1]
    for path in pages:
        text = mended = path.read_text(encoding="utf-8")
        if path in chapters[:-1]:  # the chapter that led to the synthesis
            mended = onward.sub(lambda _: f"**Next:** [{label}]({new}.ipynb).", mended)
        target = f"../{path.relative_to(project).as_posix()}"
        if path.stem == last:
            target = f"../chapters/{renamed}.ipynb"
        mended = mentioned.sub(renamed, mended)
        if mended != text or path.stem == last:
            contents[target] = mended.encode()
    values = {
        "phase_id": phase_id,
        "chapter": new,
        "label": escape(phase.label),
        "synthesis": renamed,
    }
    contents[f"../chapters/{new}.ipynb"] = chapter(values)
    return f"chapters/{new}.ipynb", {f"chapters/{last}.ipynb": f"chapters/{renamed}.ipynb"}


def chapter(values: Mapping[str, str]) -> bytes:
    """The notebook of a new phase, not yet executed: the template with its blanks filled."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", json.dumps(value, ensure_ascii=False)[1:-1])
    left = re.search(r"\{\{\w+\}\}", text)
    if left:
        raise ValueError(f"the template has the blank {left.group()}, which nothing fills")
    return text.encode()


# --- what is left ----------------------------------------------------------------------------


def _to_do(found: Added, document: NewDocument, phase: NewPhase | None) -> tuple[str, ...]:
    """What the analyst does next, in order."""
    doc, steps = document.doc_id, []
    steps.append(f"data/units.csv: write the {found.gists} gists of {doc} (now {GIST_TO_WRITE!r})")
    steps.append(
        f"data/codes.csv: read each of the {found.counting} passages that count, correct its "
        "themes by the codebook, and set status to confirmed"
    )
    if phase is not None:
        steps.append(
            f"data/project_status.csv: say what became of each project in {document.phase_id} "
            f"(now absent, {TO_CONFIRM}); data/project_units.csv, project_facts.csv: its passages"
        )
    before = " and, where it has changed, the status of the phase before" if phase else ""
    steps.append(
        f"data/phases.csv: take {PROVISIONAL_LABEL.strip()} out of the short label{before}"
    )
    steps.append(
        "data/structure.csv, structure_themes.csv, indicators.csv, actors.csv, instruments.csv, "
        f"places.csv, events.csv: what {doc} names"
    )
    if found.chapter:
        steps.append(f"{found.chapter}: write what the numbers mean")
    steps.append("python -m themeshift check --unsealed, then make book, after any of these steps")
    steps.append("python -m themeshift seal, then make test, once you agree")
    return tuple(steps)
