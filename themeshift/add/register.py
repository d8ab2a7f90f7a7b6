"""Register a text, and a phase where it is a new one: rows, the text itself, a chapter."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from themeshift import UserError, package
from themeshift.add import chapter, worktree
from themeshift.add.rows import append, rows
from themeshift.measures import corpus as corpora
from themeshift.package import Package
from themeshift.problem import nearest, one_line
from themeshift.prose import numbers
from themeshift.reading import DESCRIPTOR
from themeshift.text import dictionary, extract, ingest, runs
from themeshift.text.ingest import Derived
from themeshift.text.passages import LeftOut

#: Days from its phase beyond which a text's date is asked about.
FAR = 60


@dataclass(frozen=True)
class Added:
    """What came in.

    left_out: all that does not count, with the reason. twin, shared: the registered text that is
    nearest and the share of five-word strings that the smaller of the two has in common with it.
    copies: texts of the phase that now count once, with another. chapter: the new notebook, or "".
    """

    derived: Derived
    left_out: tuple[LeftOut, ...]
    twin: str
    shared: float
    copies: tuple[str, ...]
    chapter: str


def add(root: Path, source: Path, given: Mapping[str, str], agree: Callable[[str], bool]) -> Added:
    """Register the text `source`, in a new phase where a label is given for one.

    root: the project's folder, a git checkout without changes. given: cells of `documents` and, of
    a new phase, of `phases`, by column. agree: is asked where the date does not fit the phase.
    All is made and checked aside and moved into place at the end: where anything does not fit,
    UserError or OSError says so in one line and nothing has changed.
    """
    worktree.require_clean(root)
    current = package.load(root / "data")
    extracted = extract.read(source)
    doc_id, raw = given["doc_id"], extracted.text.encode()
    sha256 = hashlib.sha256(raw).hexdigest()
    same = current.documents.loc[current.documents["sha256"] == sha256, "doc_id"]
    if len(same):
        raise UserError(f"this text is registered already, as {same.iloc[0]}")
    phases = set(current.phases["phase_id"])
    if not given["label"] and given["phase_id"] not in phases:
        hint = nearest(given["phase_id"], phases)
        found = one_line(given["phase_id"], 100)
        raise UserError(f"--phase: no {found} in the data{hint}; a new one needs its --label")
    derived = ingest.derive(doc_id, extracted.text, dictionary.compiled(current))
    if not derived.counted or derived.shingles.empty:
        raise UserError(
            f"{one_line(source.name, 100)}: no sentence or list item found, or fewer than "
            f"{runs.LENGTH} words; each paragraph and each list item needs a line of its own"
        )
    (root / "_build").mkdir(exist_ok=True)  # on the same disk, and ignored by git
    with tempfile.TemporaryDirectory(prefix="add-", dir=root / "_build") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        for table in (root / "data").glob("*.*"):
            shutil.copy2(table, data)
        for name, new in rows(current, given, derived, sha256).items():
            append(data / f"{name}.csv", new)
        _add_source(data / DESCRIPTOR, given)
        later = _fitting(data, given, agree)
        notebook = _add_chapter(root, Path(folder), given) if given["label"] else ""
        _add_text(root, data / "texts", doc_id, raw, derived, extracted.left_out)
        worktree.install(Path(folder), root)
    before = corpora.copies(current)
    left_out = (*extracted.left_out, *derived.left_out)
    copies = tuple(doc for doc in corpora.copies(later) if doc not in before)
    return Added(derived, left_out, *_nearest_text(current, derived), copies, notebook)


def _fitting(data: Path, given: Mapping[str, str], agree: Callable[[str], bool]) -> Package:
    """The package with the new text, where it is sound and its date is certain."""
    if problems := package.check(data):
        raise UserError(f"not added, since it would not fit: {problems[0]}")
    later = package.load(data)
    doubt = date_doubt(later, given["phase_id"], given["date_earliest"], given["date_latest"])
    if doubt and not agree(doubt):
        raise UserError(
            f"not added: {doubt}; correct the date or the phase, or give --date-is-right"
        )
    return later


def date_doubt(package: Package, phase_id: str, earliest: str, latest: str) -> str:
    """What makes a text's date doubtful in its phase, as a sentence; "" where nothing does.

    A date is in doubt where it lies nearer to another phase than to its own, or more than `FAR`
    days away from it. Between two spans of days the distance is that of their nearest ends.
    """
    first, last = pd.Timestamp(earliest), pd.Timestamp(latest)
    phases = package.phases.set_index("phase_id")
    ends = {"until": phases["date_earliest"] - last, "since": first - phases["date_latest"]}
    gaps = pd.DataFrame(ends).max(axis="columns").dt.days.clip(lower=0)
    if gaps[phase_id] <= FAR and gaps[phase_id] == gaps.min():
        return ""
    days = numbers.day(phases.at[phase_id, "date_earliest"], phases.at[phase_id, "date_latest"])
    far = numbers.count(gaps[phase_id], "day")
    nearer = "" if gaps[phase_id] == gaps.min() else f" and nearer to {gaps.idxmin()}"
    return f"{numbers.day(first, last)} is {far} from {phase_id} ({days}){nearer}"


def _add_source(file: Path, given: Mapping[str, str]) -> None:
    """Name the text's address among the sources of the data package."""
    if given["url"]:
        descriptor = json.loads(file.read_text(encoding="utf-8-sig"))
        source = {"title": given["title"], "path": given["url"]}
        descriptor.setdefault("sources", []).append(source)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        file.write_text(text, encoding="utf-8")


def _add_chapter(root: Path, made: Path, given: Mapping[str, str]) -> str:
    """Write the chapter of a new phase; return its path in the project."""
    name = chapter.name(root / "chapters", given["kind"], given["date_earliest"][:4])
    (made / "chapters").mkdir()
    text = chapter.notebook(given["phase_id"], given["label"])
    (made / "chapters" / name).write_text(text, encoding="utf-8")
    return f"chapters/{name}"


def _add_text(
    root: Path,
    folder: Path,
    doc_id: str,
    raw: bytes,
    derived: Derived,
    left_out: Iterable[LeftOut],
) -> None:
    """Write the text, and how it was cut: each passage, and the reason where it does not count."""
    place = root / "data" / "texts" / f"{doc_id}.txt"
    if place.is_file() and place.read_bytes() != raw:
        raise UserError(
            f"data/texts/{doc_id}.txt holds another text, which git cannot bring back: remove it "
            "or give another --document"
        )
    reasons = {part.where: part.reason for part in derived.left_out}
    lines = ["unit_id\tkind\twords\tnot counted because\ttext\n"]
    for row in derived.units.itertuples():
        content, reason = derived.text[row.start : row.end], reasons.get(row.unit_id, "")
        lines.append(f"{row.unit_id}\t{row.kind}\t{row.words}\t{reason}\t{content}\n")
    listing = "".join((*lines, *outside(left_out)))
    folder.mkdir()
    (folder / f"{doc_id}.txt").write_bytes(raw)
    (folder / f"{doc_id}.passages.tsv").write_text(listing, encoding="utf-8")


def outside(left_out: Iterable[LeftOut]) -> Iterator[str]:
    """Lines of the listing for what was left out of a page or a PDF, with its place."""
    for part in left_out:
        text = one_line(part.text, len(part.text))
        yield f"{one_line(part.where)}\tleft out\t{part.words}\t{part.reason}\t{text}\n"


def _nearest_text(current: Package, derived: Derived) -> tuple[str, float]:
    """The registered text with which the new one shares most five-word strings, and the share."""
    own = derived.shingles["digest"]
    shares = {doc: runs.shared(own, theirs) for doc, theirs in corpora.strings(current).items()}
    twin = max(shares, key=shares.__getitem__, default="")
    return twin, shares.get(twin, 0.0)
