"""Register a text, and a phase where it is a new one; tell what came in and what was left out."""

import hashlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd

from themeshift import UserError, package, results
from themeshift.add import chapter, worktree
from themeshift.measures import corpus as corpora
from themeshift.package import GIST_TO_WRITE, SUBSTANTIVE, Package
from themeshift.problem import one_line
from themeshift.prose import numbers
from themeshift.reading import DESCRIPTOR
from themeshift.text import dictionary, extract, ingest, runs
from themeshift.text.ingest import Derived
from themeshift.text.passages import LeftOut

#: Days from its phase beyond which a text's date is asked about.
FAR = 60
#: Share of five-word strings from which a text that repeats another is told.
TOLD = 0.2
BY_DICTIONARY = "by the dictionary, to be confirmed"


def add(root: Path, source: Path, given: Mapping[str, Any]) -> str:
    """Register the text `source`, in a new phase where a label is given for one; what came in.

    root: the project's folder, a git checkout without changes. given: cells of `documents` and, of
    a new phase, of `phases`, by column; and date_is_right, else the user is asked about a doubt.
    All is made and checked aside and moved into place at the end: where anything does not fit,
    UserError or OSError says so in one line and nothing has changed.
    """
    worktree.require_clean(root)
    current = package.load(root / "data")
    extracted = extract.read(source)
    derived = ingest.derive(given["doc_id"], extracted.text, dictionary.compiled(current))
    if derived.codes.empty or derived.shingles.empty:
        raise UserError(
            f"{one_line(source.name, 100)}: no sentence or list item found, or fewer than "
            f"{runs.LENGTH} words; each paragraph and each list item needs a line of its own"
        )
    raw = extracted.text.encode()
    (root / "_build").mkdir(exist_ok=True)  # on the same disk, and ignored by git
    with tempfile.TemporaryDirectory(prefix="add-", dir=root / "_build") as folder:
        made = Path(folder)
        ignored = shutil.ignore_patterns("results", "texts")
        data = Path(shutil.copytree(root / "data", made / "data", ignore=ignored))
        for name, new in rows(current, given, derived, raw).items():
            _append(data / f"{name}.csv", new)
        if given["url"]:
            _add_source(data / DESCRIPTOR, given["title"], given["url"])
        later = _checked(data, given)
        notebook = chapter.write(root, made, given) if given["label"] else ""
        text = f"data/texts/{given['doc_id']}.txt"
        if (root / text).is_file() and (root / text).read_bytes() != raw:
            raise UserError(
                f"{text} holds another text, which git cannot bring back: remove it or give another "
                "--document"
            )
        listing = "".join(_listing(derived, extracted.left_out))
        (data / "texts").mkdir()
        (made / text).write_bytes(raw)
        (made / text).with_suffix(".passages.tsv").write_text(listing, encoding="utf-8")
        worktree.install(made, root)
    more = [
        _repeats(current, later, given["doc_id"]),
        f"The chapter of the phase: {notebook}" if notebook else "",
    ]
    if worktree.would_be_committed(root, source):
        name = one_line(source.name, 100)
        more.append(f"{name} lies in the project: move it out before you commit.")
    return _summary(given, derived, (*extracted.left_out, *derived.left_out), more)


def _checked(data: Path, given: Mapping[str, Any]) -> Package:
    """The package with the new text, where it is sound and its date certain or confirmed."""
    if problems := package.check(data):
        raise UserError(f"not added, since it would not fit: {problems[0]}")
    later = package.load(data)
    doubt = date_doubt(later, given["doc_id"])
    if doubt and not given["date_is_right"]:
        question = f"{one_line(doubt)}. Is the date right, and the phase?"
        if not (sys.stdin.isatty() and click.confirm(question, err=True)):
            raise UserError(
                f"not added: {doubt}; correct the date or the phase, or give --date-is-right"
            )
    return later


def rows(
    package: Package, given: Mapping[str, Any], derived: Derived, raw: bytes
) -> dict[str, pd.DataFrame]:
    """The new rows of each table: `given` has cells by column, `raw` is the text in UTF-8.

    Every passage waits for its gist; every passage that counts has the dictionary's codes. A new
    phase, which has a label, takes its days from its first text, and every project is absent from
    it until somebody confirms it. Raises UserError where `coders` has no dictionary.
    """
    coders = corpora.dictionaries(package)
    if not coders:
        raise UserError("data/coders.csv: no coding of the kind dictionary, which codes new texts")
    document = {
        **given,
        "order": package.documents["order"].max() + 1,
        "language": "fr",
        "words": derived.units["words"].sum(),
        "characters": len(derived.text),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "rights": "features-only",
    }
    gists = derived.units["kind"].map(lambda kind: "" if kind == "furniture" else GIST_TO_WRITE)
    weights = derived.codes["weight"].map("{:.6g}".format)
    new = {
        "documents": pd.DataFrame([document]),
        "units": derived.units.assign(gist=gists),
        "codes": derived.codes.assign(weight=weights, coder=coders[0], note=BY_DICTIONARY),
        "matches": derived.matches,
        "terms": derived.terms,
        "shingles": derived.shingles,
    }
    if given["label"]:
        phase = {**given, "order": package.phases["order"].max() + 1, "status": "in force"}
        new["phases"] = pd.DataFrame([phase])
        new["project_status"] = package.projects[["project_id"]].assign(
            phase_id=given["phase_id"], status="absent", note="to be confirmed"
        )
    return new


def _append(file: Path, new: pd.DataFrame) -> None:
    """Add rows at the end of a CSV table, in the order of its columns; what stands there stays.

    Columns that the table lacks are left out, those that the rows lack are empty.
    """
    old = file.read_bytes()
    columns = pd.read_csv(file, nrows=0).columns
    text = new.reindex(columns=columns).to_csv(index=False, header=False, lineterminator="\n")
    file.write_bytes(old + (b"" if old.endswith(b"\n") else b"\n") + text.encode())


def _add_source(file: Path, title: str, address: str) -> None:
    """Name the text's address among the sources of the data package."""
    descriptor = json.loads(file.read_text(encoding="utf-8-sig"))
    descriptor.setdefault("sources", []).append({"title": title, "path": address})
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    file.write_text(text, encoding="utf-8")


def date_doubt(package: Package, doc_id: str) -> str:
    """What makes a text's date doubtful in its phase, as a sentence; "" where nothing does.

    A date is in doubt where it lies nearer to another phase than to its own, or more than `FAR`
    days away from it. Between two spans of days the distance is that of their nearest ends.
    """
    ends = ["date_earliest", "date_latest"]
    phase_id, first, last = package.documents.set_index("doc_id").loc[doc_id, ["phase_id", *ends]]
    phases = package.phases.set_index("phase_id")[ends]
    gaps = pd.concat([phases["date_earliest"] - last, first - phases["date_latest"]], axis=1)
    days = gaps.max(axis=1).dt.days.clip(lower=0)
    nearer = "" if days[phase_id] == days.min() else f" and nearer to {days.idxmin()}"
    if days[phase_id] <= FAR and not nearer:
        return ""
    far, span = numbers.count(days[phase_id], "day"), numbers.day(*phases.loc[phase_id])
    return f"{numbers.day(first, last)} is {far} from {phase_id} ({span}){nearer}"


def _listing(derived: Derived, left_out: Iterable[LeftOut]) -> Iterator[str]:
    """Lines that say how a text was cut: each passage, and the reason where it does not count."""
    yield "unit_id\tkind\twords\tnot counted because\ttext\n"
    reasons = {part.where: part.reason for part in derived.left_out}
    for row in derived.units.itertuples():
        content, reason = derived.text[row.start : row.end], reasons.get(row.unit_id, "")
        yield f"{row.unit_id}\t{row.kind}\t{row.words}\t{reason}\t{content}\n"
    yield from _outside(left_out)


def _outside(left_out: Iterable[LeftOut]) -> Iterator[str]:
    """Lines of the listing for what was left out of a page or a PDF, with its place."""
    for part in left_out:
        text = one_line(part.text, len(part.text))
        yield f"{one_line(part.where)}\tleft out\t{part.words}\t{part.reason}\t{text}\n"


def _summary(
    given: Mapping[str, Any], derived: Derived, left_out: Sequence[LeftOut], more: Sequence[str]
) -> str:
    """What came in, what was left out, and what to do next: lines for one screen."""
    doc_id, phase = given["doc_id"], given["phase_id"]
    counted = derived.units.loc[derived.units["kind"].isin(SUBSTANTIVE), "words"]
    passages = numbers.count(len(counted), "passage")
    words = counted.sum() + sum(part.words for part in left_out)
    lines = [
        f"{doc_id} was added to {phase}{' (a new phase)' if given['label'] else ''}.",
        f"{words:,} words read, {counted.sum():,} count, in {passages}.",
        reasons(left_out),
        "Each passage, and the reason where it does not count:",
        f"  data/texts/{doc_id}.passages.tsv",
        *more,
        "All that rests on it is provisional until it is read.",
        "Next: see there how it was cut, make book, commit; then “Re-run and extend”, step 3.",
        f"To take it back: git restore . && git clean -f chapters data && rm data/texts/{doc_id}.*",
    ]
    return "\n".join(filter(None, lines))


def _repeats(current: Package, later: Package, doc_id: str) -> str:
    """What the text shares with the registered one that is nearest; "" where it is little."""
    strings = corpora.strings(later)
    shares = {doc: runs.shared(strings[doc_id], strings[doc]) for doc in corpora.strings(current)}
    twin = max(shares, key=shares.__getitem__)
    told = f"{shares[twin]:.0%} of the five-word strings of the shorter stand in the other"
    if shares[twin] < runs.COPY:
        return f"Near {twin}: {told}; both count." if shares[twin] > TOLD else ""
    what = "Both count, since they are of different phases: is the phase right?"
    if copies := [doc for doc in corpora.copies(later) if doc not in corpora.copies(current)]:
        what = f"{' and '.join(copies)} will not count, so that what both say counts once."
    return f"COPY: {doc_id} repeats {twin}: {told}. {what}"


def reasons(left_out: Iterable[LeftOut]) -> str:
    """The words that do not count, by reason, most first."""
    words: Counter[str] = Counter()
    for part in left_out:
        words[part.reason] += part.words
    listed = ", ".join(f"{reason} {number:,}" for reason, number in words.most_common())
    return f"{words.total():,} words do not count: {listed or 'nothing was left out'}."


def write_text(source: Path, out: Path) -> str:
    """Write the text of a page or PDF, and what was left out beside it, over no file; what to tell.

    Raises UserError where a file is there already.
    """
    extracted = extract.read(source)
    listing = out.with_name(f"{out.stem}.left-out.tsv")
    for path in (out, listing):
        if path.exists() or path.is_symlink():
            raise UserError(f"{one_line(path.name, 100)} is there already: give another name")
    results.replace(out, extracted.text)
    results.replace(listing, "".join(_outside(extracted.left_out)))
    return (
        f"{one_line(str(out))}: {len(extracted.text.splitlines()):,} lines\n"
        f"{reasons(extracted.left_out)}\n"
        f"All that was left out: {one_line(str(listing))}\n"
        "Look it over: a line is a paragraph or a list item."
    )
