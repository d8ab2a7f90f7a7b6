"""A new text, and a new phase, are a change of data. The texts were written for the tests."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import fictitious
import nbformat
import pytest

from themeshift import (
    UserError,
    claims,
    explain,
    extend,
    figures,
    ingest,
    lineage,
    narrative,
    package,
    pages,
    provisional,
    results,
    runner,
    salience,
    seal,
    shift,
    tables,
    transaction,
)
from themeshift.__main__ import main
from themeshift.consistency import GIST_TO_WRITE

ROOT = Path(__file__).resolve().parent.parent
BOATS = """\
Un second avenant pour les bateaux

12/12/2033

Le port commande des robots et des moteurs. Les équipages seront formés.

La rivière reste propre ; le quai est neuf.
"""


def document(**changed: str) -> extend.NewDocument:
    given = {
        "doc_id": "2033-port",
        "phase_id": "2033-amendment",
        "publisher": "Le Port",
        "genre": "trade-press",
        "title": "On the second amendment",
        "date": "2033-12-12",
    }
    return extend.NewDocument(**(given | changed))


LAST_WORDS = "**Next:** [the synthesis](03-synthesis.ipynb), which sums up."

PHASE = extend.NewPhase("Second amendment", "2033", "amendment")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def boats(tmp_path: Path) -> Path:
    path = tmp_path / "boats.txt"
    path.write_text(BOATS, encoding="utf-8")
    return path


@pytest.fixture
def book(mini_root: Path) -> Path:
    """The miniature as a project with two chapters and a synthesis; returns its folder."""
    root = mini_root.parent
    (root / "chapters").mkdir()
    (root / "appendices").mkdir()
    for stem in ("01-contract-2030", "02-amendment-2032", "03-synthesis"):
        made = nbformat.v4.new_notebook()
        made.cells = [nbformat.v4.new_markdown_cell(LAST_WORDS, id="a")]
        nbformat.write(made, root / "chapters" / f"{stem}.ipynb")
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n  - caption: The phases\n    chapters:\n"
        "      - file: chapters/01-contract-2030\n      - file: chapters/02-amendment-2032\n"
        "      - file: chapters/03-synthesis\n",
        encoding="utf-8",
    )
    (root / "index.md").write_text("{glue:text}`chapters/03-synthesis.ipynb::x`\n")
    (root / "appendices" / "a.md").write_text(
        "[s](../chapters/03-synthesis.ipynb) not-03-synthesis\n"
    )
    return root


# --- what is added --------------------------------------------------------------------------


def test_a_new_text_is_cut_counted_and_coded_by_the_dictionary(
    mini_root: Path, boats: Path
) -> None:
    added = extend.add(boats, document(), PHASE, mini_root)
    assert (added.units, added.counting, added.gists) == (6, 4, 5)
    assert package.problems(mini_root) == []
    data = package.load(mini_root)
    assert data.phases["short_label"].tolist() == ["2030", "2032", "2033 (provisional)"]
    codes = data.codes[data.codes["unit_id"].str.startswith("2033-port")]
    assert set(codes["status"]) == {"provisional"} and set(codes["coder"]) == {"first"}
    assert codes[["unit_id", "theme", "weight"]].values.tolist() == [
        ["2033-port-003", "machines", 1.0],
        ["2033-port-004", "crews", 1.0],
        ["2033-port-005", "rivers", 1.0],
        ["2033-port-006", "none", 1.0],
    ]
    units = data.units[data.units["doc_id"] == "2033-port"]
    assert units["gist"].tolist() == [GIST_TO_WRITE, "", *[GIST_TO_WRITE] * 4]
    status = data.project_status[data.project_status["phase_id"] == "2033-amendment"]
    assert status["status"].tolist() == ["absent"] * 2
    assert set(status["note"]) == {provisional.TO_CONFIRM}
    assert (mini_root / "texts" / "2033-port.txt").read_text(encoding="utf-8") == BOATS


def test_what_was_there_stays_byte_for_byte(mini_root: Path, boats: Path) -> None:
    before = {path.name: path.read_bytes() for path in mini_root.glob("*.csv")}
    extend.add(boats, document(), PHASE, mini_root)
    for name, content in before.items():
        if name != "project_status.csv":  # there, the rows of a project stand together
            assert (mini_root / name).read_bytes().startswith(content), name
    kept = [r for r in rows(mini_root / "project_status.csv") if r["phase_id"] != "2033-amendment"]
    assert kept == list(csv.DictReader(io.StringIO(before["project_status.csv"].decode())))


def test_a_second_text_of_a_phase_brings_no_phase(mini_root: Path, boats: Path) -> None:
    added = extend.add(boats, document(phase_id="2032-amendment"), None, mini_root)
    assert added.chapter == ""
    data = package.load(mini_root)
    assert data.phases["short_label"].tolist() == ["2030", "2032 (provisional)"]
    assert data.documents["order"].tolist() == [1, 2, 3, 4]


def test_ingest_derives_the_same_from_the_saved_text(mini_root: Path, boats: Path) -> None:
    extend.add(boats, document(), PHASE, mini_root)
    before = {name: (mini_root / name).read_bytes() for name in ("units.csv", "matches.csv")}
    assert main(["ingest", str(mini_root / "texts"), "--data", str(mini_root)]) == 0
    assert {name: (mini_root / name).read_bytes() for name in before} == before
    assert package.problems(mini_root) == []


def test_an_unsealed_edit_stays_unsealed(mini_root: Path, boats: Path) -> None:
    """Adding a text must not agree in passing to what was changed by hand."""
    path = mini_root / "codes.csv"
    path.write_bytes(
        path.read_bytes().replace(b"2030-port-002,first,1,crews", b"2030-port-002,first,1,rivers")
    )
    extend.add(boats, document(), PHASE, mini_root)
    assert {problem.file for problem in package.problems(mini_root)} == {"data/codes.csv"}


def test_codes_of_three_themes_sum_to_one(mini_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "three.txt"
    path.write_text("Le moteur, la rivière et les équipages changent.\n", encoding="utf-8")
    extend.add(path, document(), PHASE, mini_root)
    codes = package.load(mini_root).codes
    assert codes.loc[codes["unit_id"] == "2033-port-001", "weight"].tolist() == [
        0.333334,
        0.333333,
        0.333333,
    ]


# --- the chapter ----------------------------------------------------------------------------


def test_a_new_phase_gets_a_chapter_before_the_synthesis(book: Path, boats: Path) -> None:
    added = extend.add(boats, document(), PHASE, book / "data")
    assert added.chapter == "chapters/03-amendment-2033.ipynb"
    assert added.moved == {"chapters/03-synthesis.ipynb": "chapters/04-synthesis.ipynb"}
    names = [path.name for path in runner.find_notebooks(book)]
    assert names == [
        "01-contract-2030.ipynb",
        "02-amendment-2032.ipynb",
        "03-amendment-2033.ipynb",
        "04-synthesis.ipynb",
    ]
    listed = [
        line.strip() for line in (book / "_toc.yml").read_text().splitlines() if "file" in line
    ]
    assert listed == [f"- file: chapters/{Path(name).stem}" for name in names]
    assert "04-synthesis.ipynb::x" in (book / "index.md").read_text()
    appendix = (book / "appendices" / "a.md").read_text()
    assert "(../chapters/04-synthesis.ipynb)" in appendix and "not-03-synthesis" in appendix
    for path in runner.find_notebooks(book):
        assert "](03-synthesis" not in path.read_text(encoding="utf-8")
    before = runner.read(book / "chapters" / "02-amendment-2032.ipynb").cells[0].source
    assert before == "**Next:** [Second amendment](03-amendment-2033.ipynb)."


def test_two_phases_of_a_kind_and_year_get_chapters_of_different_names(
    book: Path, boats: Path, tmp_path: Path
) -> None:
    extend.add(boats, document(), PHASE, book / "data")
    again = tmp_path / "again.txt"
    again.write_text(BOATS + "Un quai de plus.\n", encoding="utf-8")
    other = extend.NewPhase("Third amendment", "2033b", "amendment")
    added = extend.add(
        again, document(doc_id="2033-quay", phase_id="2033-second"), other, book / "data"
    )
    assert added.chapter == "chapters/04-2033-second.ipynb"


def test_the_template_is_a_notebook_whose_blanks_are_filled() -> None:
    values = {"phase_id": "p", "chapter": "09-x", "label": 'A "quoted" label', "synthesis": "10-s"}
    made = nbformat.reads(extend.chapter(values).decode(), as_version=4)
    nbformat.validate(made)
    assert made.cells[0].source.startswith('# A "quoted" label')
    assert "{{" not in "".join(cell.source for cell in made.cells)
    with pytest.raises(ValueError, match="blank"):
        extend.chapter({})


def test_markup_in_a_label_stays_inert_in_the_chapter(book: Path, boats: Path) -> None:
    phase = extend.NewPhase("<script>alert(1)</script> [x](javascript:y)", "2033", "amendment")
    added = extend.add(boats, document(), phase, book / "data")
    title = nbformat.read(book / added.chapter, as_version=4).cells[0].source.split("\n")[0]
    assert "<script" not in title and "](javascript" not in title


def test_the_chapter_runs_on_one_phase_more(copy_package, tmp_path: Path) -> None:
    """Every code cell of the template, on the real data and an invented contract after them."""
    root, data = _one_more(copy_package, tmp_path)
    counted = salience.salience(salience.corpus(data))
    before = narrative.previous(data, fictitious.PHASE)
    results.write(counted.query("phase_id == @before"), f"salience-{before}", "x", data)
    values = {"phase_id": fictitious.PHASE, "chapter": "98-x", "label": "L", "synthesis": "99-s"}
    made = nbformat.reads(extend.chapter(values).decode(), as_version=4)
    space: dict[str, object] = {}
    for cell in made.cells:
        if cell.cell_type == "code" and cell.id != "glue-values":
            source = cell.source.replace("package.load()", f"package.load({str(root)!r})")
            *body, last = source.split("\n")
            if last.startswith(" ") or "=" in last.split("(")[0]:
                body, last = source.split("\n"), "None"
            exec("\n".join(body), space)  # noqa: S102 - the cells are the project's own
            shown = eval(last, space)
            if shown is not None:
                render = getattr(shown, "_repr_markdown_", None) or shown._repr_mimebundle_
                assert render()
    glued = narrative.phase(data, fictitious.PHASE)
    read = {
        key.split("`")[0]
        for cell in made.cells
        if cell.cell_type == "markdown"
        for key in cell.source.split("{glue:text}`")[1:]
    }
    assert read <= set(glued)
    assert all(glued[key].strip() for key in read)


def _one_more(copy_package, tmp_path: Path) -> tuple[Path, package.Package]:
    root = copy_package()
    seal.write(root)
    text = tmp_path / "contract.txt"
    text.write_text(fictitious.TEXT, encoding="utf-8")
    assert main(["add", str(text), *fictitious.OPTIONS, "--data", str(root)]) == 0
    return root, package.load(root)


def test_every_table_and_measure_copes_with_one_phase_more(
    copy_package, real: package.Package, tmp_path: Path
) -> None:
    root, data = _one_more(copy_package, tmp_path)
    assert package.problems(root) == []
    before, counted = salience.corpus(real).phases, salience.corpus(data)
    assert counted.phases == (*before, fictitious.PHASE)
    shares = salience.salience(counted)
    for phase in counted.phases:
        for show in (tables.structure, tables.projects, tables.indicators, tables.actors,
                     tables.instruments, tables.events, tables.places):  # fmt: skip
            assert show(data, phase)._repr_markdown_()
        assert tables.salience(data, shares, phase)._repr_markdown_()
    assert len(shift.steps(counted).query("scope == 'step'")["to_phase"].unique()) == len(before)
    assert fictitious.PHASE in set(lineage.paths(data)["phase_id"])
    assert not claims.evaluate(data)["verdict"].isna().any()
    assert figures.architecture(data, fictitious.PHASE)._repr_mimebundle_()
    written = pages.write(data, tmp_path / "generated")
    evidence = [path for path in written if fictitious.DOCUMENT in str(path)]
    assert evidence and "rovisional" in Path(evidence[0]).read_text(encoding="utf-8")


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "phase", "complaint"),
    [
        ({"doc_id": "2032-port"}, PHASE, "2032-port: registered already"),
        (
            {"phase_id": "2032-amendmnt"},
            None,
            "not in data/phases.csv .nearest: 2032-amendment.*--label",
        ),
        ({"phase_id": "2032-amendment"}, PHASE, "in data/phases.csv already"),
        ({"date": ""}, PHASE, "no date; give --date, or --earliest and --latest"),
        ({"genre": "blog"}, PHASE, "documents.csv, row 5, column genre.*trade-press"),
        ({"doc_id": "../evil"}, PHASE, "column doc_id|column unit_id"),
        ({"doc_id": "Maj"}, PHASE, "found .Maj"),
        ({"date": "2033-02-30"}, PHASE, "column date"),
        ({"date": "2031-01-01"}, PHASE, "not before that of 2032-amendment"),
        ({"url": "javascript:alert(1)"}, PHASE, "column url"),
        ({"title": "=cmd()"}, PHASE, "spreadsheet"),
        ({}, extend.NewPhase("Amendment", "2033", "amendment"), "column label"),
        ({}, extend.NewPhase("Third", "2033", "treaty"), "column kind"),
    ],
)
def test_what_does_not_fit_gets_one_line_and_changes_nothing(
    changed: dict[str, str], phase, complaint: str, book: Path, boats: Path
) -> None:
    before = contents(book)
    with pytest.raises(UserError, match=complaint) as caught:
        extend.add(boats, document(**changed), phase, book / "data")
    assert "\n" not in str(caught.value)
    assert contents(book) == before


def test_the_same_text_is_not_added_twice(book: Path, boats: Path) -> None:
    extend.add(boats, document(), PHASE, book / "data")
    with pytest.raises(UserError, match="registered already, as 2033-port"):
        other = document(doc_id="2034-port", phase_id="2033-amendment")
        extend.add(boats, other, None, book / "data")


@pytest.mark.parametrize("text", ["Titre\n", "12/12/2033\nPartager\n"])
def test_a_text_without_a_sentence_is_refused(text: str, mini_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="no sentence or list item"):
        extend.add(path, document(), PHASE, mini_root)


def test_a_table_of_contents_without_the_synthesis_is_told(book: Path, boats: Path) -> None:
    (book / "_toc.yml").write_text("format: jb-book\n")
    with pytest.raises(UserError, match="_toc.yml: one entry chapters/03-synthesis expected"):
        extend.add(boats, document(), PHASE, book / "data")


def test_the_command_names_what_is_missing(boats: Path, capsys) -> None:
    assert main(["add", str(boats), "--document", "x"]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "--phase, --publisher, --genre, --title" in line


# --- interruption ---------------------------------------------------------------------------


def test_killed_at_random_moments_adds_all_or_nothing(
    book: Path, boats: Path, tmp_path: Path
) -> None:
    """The state after each kill, once read again, is that of before or that of after."""
    data = book / "data"
    code = (
        "import sys; from themeshift.__main__ import main\n"
        "print('up', flush=True); sys.exit(main(sys.argv[1:]))"
    )
    options = ["--document", "2033-port", "--phase", "2033-amendment", "--publisher", "Le Port",
               "--genre", "trade-press", "--title", "On it", "--date", "2033-12-12",
               "--label", "Second amendment", "--kind", "amendment"]  # fmt: skip
    before = contents(book)

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "add", str(boats), *options, "--data", str(data)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        process.stdout.readline()
        return process

    started = time.monotonic()
    whole = start()
    _, said = whole.communicate()
    seconds = time.monotonic() - started
    assert whole.returncode == 0, said
    after = contents(book)
    assert after != before
    for moment in range(6):
        for path in contents(book).keys() - before.keys():
            (book / path).unlink()
        for name, content in before.items():
            (book / name).parent.mkdir(exist_ok=True)
            (book / name).write_bytes(content)
        process = start()
        time.sleep(seconds * (moment + 0.5) / 6)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        transaction.recover(data)
        state = {k: v for k, v in contents(book).items() if transaction.PENDING not in k}
        assert state in (before, after)


# --- what waits -----------------------------------------------------------------------------


def test_what_waits_is_said_until_it_is_confirmed(mini_root: Path, boats: Path) -> None:
    quiet = provisional.notice(package.load(mini_root), "2030-contract")
    assert "coded by a reader" in quiet._repr_markdown_()
    extend.add(boats, document(), PHASE, mini_root)
    data = package.load(mini_root)
    waits = provisional.notice(data, "2033-amendment")
    empty = (*provisional.TOLD.values(), "what became of the projects")
    assert waits.found == provisional.Waiting(4, 4, 5, ("On the second amendment",), empty)
    assert "that is not a finding" in repr(waits) and "places" in repr(waits)
    assert waits._repr_markdown_().startswith(":::{warning}")
    assert provisional.phases(data)["waiting"].tolist() == [0, 1, 4]
    for name, old, new in (
        ("codes.csv", "provisional", "confirmed"),
        ("units.csv", GIST_TO_WRITE, "A gist."),
        ("phases.csv", " (provisional)", ""),
    ):
        path = mini_root / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert "coded by a reader" in repr(provisional.notice(package.load(mini_root)))


def test_the_cut_is_written_out_to_be_read(mini_root: Path, boats: Path) -> None:
    extend.add(boats, document(), PHASE, mini_root)
    rows = [
        line.split("\t")
        for line in (mini_root / "texts/2033-port.passages.tsv").read_text().splitlines()
    ]
    units = package.load(mini_root).units
    added = units[units["doc_id"] == "2033-port"]
    assert [row[0] for row in rows] == added["unit_id"].tolist()
    text = ingest.normalise(boats.read_text(encoding="utf-8"))
    for row, unit in zip(rows, added.itertuples(), strict=True):
        assert row[3] == text[unit.start : unit.end] and row[1] == unit.kind
    told = "\n".join(explain.explain(package.load(mini_root), added["unit_id"].iloc[-1]))
    assert f"text: {rows[-1][3]}"[:60] in told


def test_a_placeholder_is_a_fault_once_the_codes_are_confirmed(
    mini_root: Path, boats: Path
) -> None:
    extend.add(boats, document(), PHASE, mini_root)
    path = mini_root / "codes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("provisional", "confirmed"))
    found = [str(problem) for problem in package.problems(mini_root, sealed=False)]
    assert len(found) == 5
    assert all("units.csv" in line and "expected a gist" in line for line in found)
    path = mini_root / "units.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(GIST_TO_WRITE, "A gist."))
    found = [str(problem) for problem in package.problems(mini_root, sealed=False)]
    assert len(found) == 1
    assert "phases.csv, row 4, column short_label" in found[0] and 'expected "2033"' in found[0]


def test_the_descriptor_names_the_new_source(mini_root: Path, boats: Path) -> None:
    extend.add(boats, document(url="https://example.org/b"), PHASE, mini_root)
    descriptor = json.loads((mini_root / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["sources"][-1] == {
        "title": "On the second amendment",
        "path": "https://example.org/b",
    }


def test_nothing_is_left_lying_about(book: Path, boats: Path) -> None:
    extend.add(boats, document(), PHASE, book / "data")
    assert not [path for path in book.rglob("*") if path.name.startswith(".")]
