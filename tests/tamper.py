"""Is a changed cell, or a changed output, noticed? Measured, not assumed.

Seeded changes of single cells of every table of ``data/`` and ``data/results/``, and of single
outputs of the notebooks, are made in a copy. Each layer of ``make test`` is asked on its own:

- cells of ``data/``: the seal; the results, which know the digest of their data; and what is left
  without either, the schema, the keys and the consistency of the tables with each other;
- cells of ``data/results/``: the manifest, and the re-execution of all notebooks;
- outputs: the re-execution to the same bytes, and the comparison that nbval makes.

The notebooks are executed once; whatever differs from what they then give would be named by
``run --check``. Exit code 1 when a change passes all layers, or all but the seal where a reason
is not known.

usage: python tests/tamper.py [--cells N] [--outputs N] [--seed N] [--shown N]
"""

from __future__ import annotations

import argparse
import copy
import csv
import io
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from themeshift import (
    UserError,
    claims,
    explorer,
    ingest,
    package,
    pages,
    results,
    runner,
    seal,
    tabular,
)

REASONS = {
    "ours": (
        "words of our own (gist, note, definition, description, translation): any words are "
        "valid; they are shown to readers but nothing is computed from them"
    ),
    "name": "a name or label as the text has it: only the text could contradict it",
    "reading": (
        "one valid reading in place of another (theme, role, kind, status, date, value): the "
        "figures follow it, and only a second reading of the text could contradict it"
    ),
    "derived": "counts and offsets: `ingest` derives them anew from the text and names the file",
    "record": "about a source, or an identifier that no other row uses: nothing is computed from it",
}
"""Why a change that only the seal and the digest notice is possible in principle."""

KINDS = {
    "ours": (
        "gist", "note", "definition", "includes", "excludes", "example", "label", "label_en",
        "short_label", "description", "meaning", "text", "title", "sentence", "overturned_by",
        "rights_note", "date_basis", "what", "role", "term_en", "measure", "colour", "line",
        "marker", "scope", "unit", "headline",
    ),
    "name": ("name", "label_fr", "role_fr", "on_behalf_of", "place", "term_fr", "author",
             "publisher"),
    "derived": ("words", "start", "end", "lemma", "count", "paragraph", "characters", "sha256",
                "term_id", "variant"),
    "record": ("url", "source", "rights", "language", "date_updated", "genre",
               "place_id", "event_id", "actor_id", "instrument_id", "fact_id", "indicator_id"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One cell (or output) set to something else."""

    file: str
    place: str
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        before, after = tabular.shown(self.before), tabular.shown(self.after)
        return f"{self.file}, {self.place}, {self.column}: {before} -> {after}"


def alter(text: str, others: Sequence[str], draw: random.Random) -> str:
    """Change a cell as a slip or a forger would; never to what it was."""
    ways = [lambda: text + "x", lambda: ""]
    if text:
        place = draw.randrange(len(text))
        ways.append(lambda: text[:place] + text[place + 1 :])
        ways.append(lambda: text[:place] + draw.choice("abcdelnrst0123456789") + text[place + 1 :])
    if len(text) > 1:
        first = draw.randrange(len(text) - 1)
        ways.append(lambda: text[:first] + text[first + 1] + text[first] + text[first + 2 :])
    number = text.removeprefix("-").replace(".", "", 1)
    if number.isdigit():
        ways += 3 * [lambda: f"{float(text) + draw.choice([-1, 1, 10]):g}"]
        ways.append(lambda: f"{float(text) * draw.choice([1.01, 0.9, 10]):.10g}")
    different = sorted(set(others) - {text})
    if different:  # the forger's way: a value that is valid elsewhere in the column
        ways += 4 * [lambda: draw.choice(different)]
    while True:
        changed = draw.choice(ways)()
        if changed != text:
            return changed


def read_rows(path: Path) -> list[list[str]]:
    """All rows of a table, the header first."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def as_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as the tables are written."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8")


def cell_changes(
    paths: Sequence[Path], root: Path, count: int, draw: random.Random
) -> Iterator[tuple[Change, Path, bytes]]:
    """Draw ``count`` changes, as many for a small table as for a large one."""
    tables = {path: rows for path in paths if len(rows := read_rows(path)) > 1}
    for number in range(count):
        path = list(tables)[number % len(tables)]
        rows = copy.deepcopy(tables[path])
        row, place = draw.randrange(1, len(rows)), draw.randrange(len(rows[0]))
        before = rows[row][place]
        rows[row][place] = alter(before, [other[place] for other in rows[1:]], draw)
        name = path.relative_to(root).as_posix()
        change = Change(name, f"row {row + 1}", rows[0][place], before, rows[row][place])
        yield change, path, as_bytes(rows)


def kind_of(change: Change) -> str:
    """Which reason applies to a change that only seal and digest notice."""
    for kind, columns in KINDS.items():
        if change.column in columns:
            return kind
    return "reading"


def data_layers(data: Path, path: Path, content: bytes, digest: str) -> dict[str, bool]:
    """Ask each layer whether it notices that a table of ``data`` has other content."""
    original = path.read_bytes()
    path.write_bytes(content)
    try:
        descriptor, _ = package._read_descriptor(data)
        tables = package._read_tables(data, descriptor)
        found, _ = package._examine(tables)
        return {
            "seal": bool(found) or any(seal.broken(data, descriptor, tables)),
            "results": bool(found) or package._digest(tables) != digest,
            "consistency": bool(found),
        }
    finally:
        path.write_bytes(original)


TEXTS = ROOT.parent / "shared" / "seeds"
DERIVED = ("units", "matches", "terms", "theme_terms", "spellings", "documents")


def texts_notice(data: Path, path: Path, content: bytes) -> bool:
    """Tell whether deriving the tables again from the texts gives other rows, or is refused."""
    kept = {table: table.read_bytes() for table in data.glob("*.csv")}
    path.write_bytes(content)
    try:
        return bool(ingest.ingest(TEXTS, data).changed)
    except ingest.IngestError:
        return True
    finally:
        for table, original in kept.items():
            table.write_bytes(original)


def claims_notice(data: Path, path: Path, content: bytes) -> bool:
    """Tell whether a claim then has another verdict than the recorded one, or no meaning."""
    original = path.read_bytes()
    path.write_bytes(content)
    try:
        return bool(claims.changes(package.load(data), data.parent))
    except (UserError, ValueError):
        return True
    finally:
        path.write_bytes(original)


def everything_shown(data: Path, folder: Path) -> dict[str, bytes]:
    """The generated pages and the explorer's data: nearly every table is shown there."""
    loaded = package.load(data)
    shutil.rmtree(folder, ignore_errors=True)
    pages.write(loaded, folder)
    explorer.write(loaded, folder)
    return {
        path.name: path.read_bytes().replace(loaded.digest.encode(), b"")
        for path in folder.rglob("*")
        if path.is_file()
    }


def output_changes(
    notebooks: Sequence[Path], root: Path, count: int, draw: random.Random
) -> Iterator[tuple[Change, Path, nbformat.NotebookNode]]:
    """Draw changes of one output each: a figure, a word, an output gone, a caption."""
    for number in range(count):
        path = notebooks[number % len(notebooks)]
        notebook = runner.read(path)
        cells = [cell for cell in notebook.cells if cell.get("outputs")]
        cell = draw.choice(cells)
        output = draw.choice(cell.outputs)
        file = path.relative_to(root).as_posix()
        ways = ["text", "text", "text", "gone"]
        if "mystnb" in cell.metadata:
            ways.append("caption")
        way = draw.choice(ways)
        if way == "gone":
            cell.outputs.remove(output)
            yield Change(file, f"cell {cell.id}", "output", "there", "gone"), path, notebook
            continue
        if way == "caption":
            figure = cell.metadata.mystnb.figure
            before, figure.caption = figure.caption, alter(figure.caption, (), draw)
            change = Change(file, f"cell {cell.id}", "caption", before, figure.caption)
            yield change, path, notebook
            continue
        if output.output_type == "stream":
            before = output.text
            output.text = alter(before, (), draw)
            change = Change(file, f"cell {cell.id}", "stream", before, output.text)
        else:
            mime = draw.choice(sorted(output.data))
            before = output.data[mime]
            text = before if isinstance(before, str) else repr(before)
            digits = [place for place, sign in enumerate(text) if sign.isdigit()]
            if digits and draw.random() < 0.7:
                place = draw.choice(digits)
                sign = str((int(text[place]) + draw.randrange(1, 10)) % 10)
                after = text[:place] + sign + text[place + 1 :]
            else:
                after = alter(text, (), draw)
            output.data[mime] = after
            change = Change(file, f"cell {cell.id}", mime, text, after)
        yield change, path, notebook


def as_nbval_compares(notebook: nbformat.NotebookNode) -> list[list[tuple[str, str]]]:
    """What nbval in its strict form compares, cell by cell; pictures in pixels are not."""
    compared = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        seen = []
        for output in cell.outputs:
            if output.output_type == "stream":
                seen.append((output.name, output.text))
            for mime, content in output.get("data", {}).items():
                if mime not in ("image/png", "image/jpeg"):
                    seen.append((mime, str(content)))
        compared.append(seen)
    return compared


def share(found: Sequence[bool]) -> str:
    """How many of them, and as a share."""
    return f"{sum(found):4} of {len(found):4}, {sum(found) / max(1, len(found)):6.1%}"


def try_data(project: Path, count: int, shown: int, draw: random.Random) -> bool:
    """Change cells of ``data/``; print what each layer notices; tell whether all were."""
    data = project / "data"
    digest = package.load(data).digest
    outcomes: list[tuple[Change, dict[str, bool], Path, bytes]] = []
    tables = sorted(data.glob("*.csv"))
    for change, path, content in cell_changes(tables, project, count, draw):
        outcomes.append((change, data_layers(data, path, content, digest), path, content))
    print(f"cells of data/ changed one at a time, in {len(tables)} tables:")
    for layer, words in (
        ("seal", "schema, keys, consistency and seal (check)"),
        ("results", "results, by the digest of their data, without the seal"),
        ("consistency", "schema, keys and consistency alone"),
    ):
        print(f"  {words:<58}{share([layers[layer] for _, layers, *_ in outcomes])}")
    unseen = [one for one in outcomes if not one[1]["consistency"]]
    unseen = further_layers(data, unseen, len(outcomes))
    print(f"  the {len(unseen)} that only seal and digest notice, by reason:")
    reasons = Counter(kind_of(change) for change, *_ in unseen)
    for kind, number in reasons.most_common():
        columns = Counter(
            f"{Path(change.file).stem}.{change.column}"
            for change, *_ in unseen
            if kind_of(change) == kind
        )
        listed = ", ".join(f"{name} {times}" for name, times in columns.most_common())
        print(f"    {number:4}  {REASONS[kind]}\n          {listed}")
    if shown and unseen:
        show_differences(data, draw.sample(unseen, min(shown, len(unseen))), project / "shown")
    survivors = [change for change, layers, *_ in outcomes if not any(layers.values())]
    for change in survivors:
        print(f"  SURVIVES: {change}")
    return not survivors


def further_layers(data: Path, unseen: list, count: int) -> list:
    """Ask the texts and the claims about what is left; return what they do not notice either."""
    left = []
    by_text = by_claim = 0
    for one in unseen:
        change, _, path, content = one
        stem = Path(change.file).stem
        if stem in DERIVED and TEXTS.is_dir() and texts_notice(data, path, content):
            by_text += 1
        elif stem == "claims" and claims_notice(data, path, content):
            by_claim += 1
        else:
            left.append(one)
    where = "" if TEXTS.is_dir() else " (the texts are not at hand: LEFT OUT)"
    print(f"  {'of the rest, deriving again from the texts':<58}{by_text:4}{where}")
    print(f"  {'of the rest in claims.csv, the verdicts':<58}{by_claim:4}")
    together = count - len(left)
    print(f"  {'schema, keys, consistency, texts and verdicts together':<58}"
          f"{together:4} of {count:4}, {together / max(1, count):6.1%}")  # fmt: skip
    return left


def show_differences(data: Path, sample: Sequence[tuple], folder: Path) -> None:
    """Say how many of the changes alter a page that a reader sees."""
    before = everything_shown(data, folder)
    seen = []
    for change, _, path, content in sample:
        original = path.read_bytes()
        path.write_bytes(content)
        try:
            seen.append(everything_shown(data, folder) != before)
        finally:
            path.write_bytes(original)
        if not seen[-1]:
            print(f"      no generated page shows: {change}")
    print(f"    of a sample of these, {share(seen)} alter a generated page (chapters not counted)")


def try_results(project: Path, fresh: Path, count: int, draw: random.Random) -> bool:
    """Change cells of ``data/results/``; print what the manifest and a new run notice."""
    loaded = package.load(project / "data")
    outcomes = []
    tables = sorted((project / "data" / "results").glob("*.csv"))
    for change, path, content in cell_changes(tables, project, count, draw):
        original = path.read_bytes()
        path.write_bytes(content)
        manifest = bool(results.problems(loaded))
        path.write_bytes(original)
        computed = fresh / path.relative_to(project)
        outcomes.append((change, manifest, computed.is_file() and computed.read_bytes() != content))
    print(f"cells of data/results/ changed one at a time, in {len(tables)} tables:")
    print(f"  {'the manifest (results)':<58}{share([manifest for _, manifest, _ in outcomes])}")
    print(f"  {'a new run (run --check)':<58}{share([rerun for *_, rerun in outcomes])}")
    survivors = [change for change, manifest, rerun in outcomes if not manifest and not rerun]
    for change, manifest, rerun in outcomes:
        if not (manifest and rerun) and (manifest or rerun):
            print(f"    only {'the manifest' if manifest else 'a new run'} notices: {change}")
    for change in survivors:
        print(f"  SURVIVES: {change}")
    return not survivors


def try_outputs(project: Path, fresh: Path, count: int, draw: random.Random) -> bool:
    """Change outputs of notebooks; print what a new run and nbval's comparison notice."""
    notebooks = runner.find_notebooks(project)
    computed = {path: runner.read(fresh / path.relative_to(project)) for path in notebooks}
    raw = {path: (fresh / path.relative_to(project)).read_bytes() for path in notebooks}
    for path in notebooks:
        if path.read_bytes() != raw[path]:
            print(f"  before any change, a run gives other bytes: {path.name}")
    outcomes = []
    for change, path, notebook in output_changes(notebooks, project, count, draw):
        written = (nbformat.writes(notebook) + "\n").encode()
        same = written == raw[path]
        nbval = as_nbval_compares(notebook) != as_nbval_compares(computed[path])
        outcomes.append((change, not same, nbval))
    print(f"outputs of {len(notebooks)} notebooks changed one at a time:")
    print(f"  {'a new run to the same bytes (run --check)':<58}{share([o[1] for o in outcomes])}")
    print(f"  {'the comparison that nbval makes':<58}{share([o[2] for o in outcomes])}")
    passed = Counter(change.column for change, _, nbval in outcomes if not nbval)
    for column, number in passed.items():
        print(f"    nbval lets pass, the same bytes do not: {column} ({number})")
    survivors = [change for change, same, nbval in outcomes if not same and not nbval]
    for change in survivors:
        print(f"  SURVIVES: {change}")
    return not survivors


def main() -> int:
    """Make the changes in a copy; 1 when one passes every layer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=400, help="of data/ (default 400)")
    parser.add_argument("--results", type=int, default=160, help="of data/results/ (default 160)")
    parser.add_argument("--outputs", type=int, default=180, help="of notebooks (default 180)")
    parser.add_argument("--shown", type=int, default=20, help="pages rewritten (default 20)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument(
        "--trusting", action="store_true",
        help="take notebooks and results as they stand for what a run gives (`make test` compares)",
    )  # fmt: skip
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    draw = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="tamper-") as folder:
        project, fresh = Path(folder) / "project", Path(folder) / "fresh"
        for name in runner.COPIED:
            for target in (project, fresh):
                left_out = shutil.ignore_patterns("__pycache__", "texts", "generated", ".pending")
                shutil.copytree(ROOT / name, target / name, ignore=left_out)
        good = True
        if arguments.cells:
            good = try_data(project, arguments.cells, arguments.shown, draw)
        if not arguments.trusting:
            runner.run(runner.find_notebooks(fresh), fresh, lambda line: None)
        good &= try_results(project, fresh, arguments.results, draw)
        good &= try_outputs(project, fresh, arguments.outputs, draw)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
