"""A new text, and a new phase, are a change of data; what does not fit changes nothing."""

from __future__ import annotations

import csv
import io
import os
import re
import resource
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import invented
import miniature
import pytest

from themeshift import UserError, package
from themeshift.__main__ import main
from themeshift.add import worktree
from themeshift.measures import corpus as corpora
from themeshift.package import GIST_TO_WRITE

ROWS = {"codes", "documents", "matches", "shingles", "terms", "units"}
PHASE_ROWS = {"phases", "project_status"}


def add(root: Path, text: Path, **changed: str | None) -> None:
    """Add a text to a project as the command line does."""
    invented.add(root, text, invented.options(**changed))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def listing(root: Path, document: str = "2033-port") -> list[dict[str, str]]:
    text = (root / "data" / "texts" / f"{document}.passages.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


# --- what is added --------------------------------------------------------------------------


def test_a_text_is_cut_coded_by_the_dictionary_and_waits(boats: Path, text: Path) -> None:
    add(boats, text)
    assert package.check(boats / "data") == []
    data = package.load(boats / "data")
    units = data.units[data.units["doc_id"] == "2033-port"]
    assert units["kind"].tolist() == ["title", "furniture", *["sentence"] * 4]
    assert units["gist"].tolist() == [GIST_TO_WRITE, "", *[GIST_TO_WRITE] * 4]
    codes = data.codes[data.codes["unit_id"].str.startswith("2033-port")]
    assert set(codes["coder"]) == {"words"}
    assert codes[["unit_id", "theme"]].to_numpy().tolist()[:3] == [
        ["2033-port-003", "machines"],
        ["2033-port-003", "ports"],
        ["2033-port-004", "crews"],
    ]
    assert set(corpora.provisional(data)) == set(units["unit_id"][2:])
    status = data.project_status[data.project_status["phase_id"] == "2033-amendment"]
    assert set(status["status"]) == {"absent"} and len(status) == len(data.projects)
    saved = boats / "data" / "texts" / "2033-port.txt"
    assert saved.read_text(encoding="utf-8") == invented.BOATS


def test_rows_are_added_at_the_end_and_one_chapter_and_nothing_else_changes(
    boats: Path, text: Path
) -> None:
    before = invented.contents(boats)
    add(boats, text)
    after = invented.contents(boats)
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"data/{table}.csv" for table in ROWS | PHASE_ROWS}
    assert all(after[name].startswith(before[name]) for name in changed)
    assert after.keys() - before.keys() == {
        "chapters/03-amendment-2033.ipynb",
        "data/texts/2033-port.txt",
        "data/texts/2033-port.passages.tsv",
    }


def test_a_second_text_of_a_phase_brings_no_phase_and_no_chapter(boats: Path, text: Path) -> None:
    before = invented.contents(boats)
    phase = {"phase": "2032-amendment", "label": None, "kind": None, "date": "2032-03-20"}
    add(boats, text, **phase)
    after = invented.contents(boats)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"data/{table}.csv" for table in ROWS}
    assert package.load(boats / "data").phases["phase_id"].tolist()[-1] == "2032-amendment"


def test_git_takes_it_back(boats: Path, text: Path) -> None:
    before = invented.contents(boats)
    add(boats, text)
    invented.git(boats, "restore", ".")
    invented.git(boats, "clean", "-f", "chapters", "data")
    for path in (boats / "data" / "texts").glob("2033-port.*"):
        path.unlink()
    assert invented.contents(boats) == before
    add(boats, text)  # and it can be added again


def test_ingest_derives_the_same_tables_from_the_saved_text(boats: Path, text: Path) -> None:
    from themeshift.text import ingest

    add(boats, text)
    data = package.load(boats / "data")
    assert ingest.ingest(boats / "data" / "texts", data, check=True)[1] == []


def test_weights_that_no_decimals_hold_still_sum_to_one(boats: Path, tmp_path: Path) -> None:
    path = tmp_path / "three.txt"
    path.write_text("Le moteur, la rivière et les équipages changent ensemble.\n", "utf-8")
    add(boats, path)
    weights = [
        float(row["weight"])
        for row in rows(boats / "data" / "codes.csv")
        if row["unit_id"] == "2033-port-001"
    ]
    assert len(weights) == 3 and sum(weights) == pytest.approx(1, abs=1e-5)


def test_an_address_is_named_among_the_sources(boats: Path, text: Path) -> None:
    add(boats, text, url="https://example.org/x")
    sources = package.load(boats / "data").descriptor["sources"]
    assert sources[-1] == {"title": "On the second amendment", "path": "https://example.org/x"}


def test_a_theme_and_a_project_that_are_new_are_rows(boats: Path, text: Path) -> None:
    for table, row in (
        ("themes", "quays,6,none,Quays,Quais,Quays,Quays.,,,,#123456,X,dotted"),
        ("theme_terms", "quays-01,quays,quai,"),
        ("forms", "quays-01,quai,"),
        ("projects", "quay,3,Quay,quai,A new quay."),
        ("project_status", "quay,2030-contract,announced,2030-port-001,"),
        ("project_status", "quay,2031-review,absent,,"),
        ("project_status", "quay,2032-amendment,absent,,"),
    ):
        with (boats / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
    invented.commit(boats)
    add(boats, text)
    assert package.check(boats / "data") == []
    data = package.load(boats / "data")
    assert "quays" in set(data.codes.loc[data.codes["coder"] == "words", "theme"])
    assert len(data.project_status) == len(data.phases) * len(data.projects)


# --- what is said ---------------------------------------------------------------------------


def test_every_word_is_counted_or_listed_with_a_reason(
    boats: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(boats, text)
    read, counted, left_out = map(
        int, re.findall(r"(\d+) (?:words|count)", capsys.readouterr().out)
    )
    lines = listing(boats)
    assert sum(int(line["words"]) for line in lines) == read == counted + left_out
    for line in lines:
        counts = line["kind"] in package.SUBSTANTIVE
        assert counts == (line["not counted because"] == ""), line


@pytest.mark.parametrize("long", [False, True])
def test_the_summary_fits_a_screen(
    long: bool, boats: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "-".join(["port"] * 9) if long else "2033-port"
    add(boats, text, document=name)
    said = capsys.readouterr().out
    assert sum(1 + len(line) // 80 for line in said.splitlines()) <= 24
    assert "words read" in said and "git restore" in said
    assert f"data/texts/{name}.passages.tsv" in said


# --- a date that does not fit ---------------------------------------------------------------


OLD_PHASE = {"label": None, "kind": None, "phase": "2031-review"}


@pytest.mark.parametrize(
    ("date", "doubtful"),
    [
        ("2031-06-30", False),  # the last day of the phase
        ("2031-08-29", False),  # 60 days after it
        ("2031-08-30", True),  # 61 days after it
        ("2031-12-01", True),  # nearer to the amendment of 2032-03-02
        ("2030-11-02", False),  # 60 days before its first day
        ("2030-11-01", True),
    ],
)
def test_a_date_outside_the_phase_is_asked_back(
    date: str, doubtful: bool, boats: Path, text: Path
) -> None:
    before = invented.contents(boats)
    if doubtful:
        with pytest.raises(UserError, match=r"from 2031-review .*--date-is-right") as caught:
            add(boats, text, date=date, **OLD_PHASE)
        assert "\n" not in str(caught.value) and invented.contents(boats) == before
        add(boats, text, date=date, date_is_right="", **OLD_PHASE)
    else:
        add(boats, text, date=date, **OLD_PHASE)
    assert invented.contents(boats) != before


def test_a_date_nearer_to_another_phase_names_it(boats: Path, text: Path) -> None:
    with pytest.raises(UserError, match="nearer to 2032-amendment"):
        add(boats, text, date="2032-03-02", **OLD_PHASE)


@pytest.mark.parametrize(("answer", "added"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_the_answer_counts(
    answer: str, added: bool, boats: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: answer)
    before = invented.contents(boats)
    if added:
        add(boats, text, date="2032-03-02", **OLD_PHASE)
    else:
        with pytest.raises(UserError):
            add(boats, text, date="2032-03-02", **OLD_PHASE)
    assert (invented.contents(boats) != before) == added


# --- a text that repeats another ------------------------------------------------------------


def test_a_near_copy_is_told_and_counts_once(
    boats: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(miniature.text("2032-port") + "La suite suit.\n", encoding="utf-8")
    passages = len(corpora.corpus(package.load(boats / "data")).unit_ids)
    phase = {"phase": "2032-amendment", "label": None, "kind": None, "date": "2032-03-02"}
    add(boats, copy, document="2032-copy", **phase)
    data = package.load(boats / "data")
    said = " ".join(capsys.readouterr().out.split())
    assert "COPY: 2032-copy repeats 2032-port: 100% of the five-word strings" in said
    assert "2032-copy will not count" in said
    assert corpora.copies(data) == ("2032-copy",)
    assert len(corpora.corpus(data).unit_ids) == passages


def test_a_copy_in_another_phase_is_told(
    boats: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(miniature.text("2032-port") + "La suite suit.\n", encoding="utf-8")
    add(boats, copy)
    said = " ".join(capsys.readouterr().out.split())
    assert "COPY" in said and "is the phase right?" in said


def test_a_text_that_repeats_half_of_another_is_told_and_counts(
    boats: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.txt"
    own = "Un atelier neuf ouvre ses portes au bord du canal et vend des voiles.\n"
    half.write_text(own + miniature.text("2032-port")[:150], encoding="utf-8")
    add(boats, half, document="2032-half")
    said = " ".join(capsys.readouterr().out.split())
    assert "Near 2032-port: " in said and "COPY" not in said
    assert corpora.copies(package.load(boats / "data")) == ()


def test_a_text_of_its_own_words_is_no_copy(
    boats: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(boats, text)
    assert "five-word" not in capsys.readouterr().out


# --- what fails changes nothing -------------------------------------------------------------


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def _link_to_device(folder: Path) -> Path:
    (folder / "zero.txt").symlink_to("/dev/zero")
    return folder / "zero.txt"


def _socket(folder: Path) -> Path:
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket has at most about a hundred characters
    try:
        socket.socket(socket.AF_UNIX).bind("s.txt")
    finally:
        os.chdir(here)
    return folder / "s.txt"


FILES: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "none.txt",
    "a folder": lambda folder: folder,
    "a pipe": _pipe,
    "a socket": _socket,
    "a link to a device": _link_to_device,
    "empty": lambda folder: _write(folder / "x.txt", b""),
    "another kind": lambda folder: _write(folder / "x.docx", b"PK\x03\x04"),
    "Latin-1": lambda folder: _write(folder / "x.txt", "Le port est né.\n".encode("latin-1")),
    "UTF-16": lambda folder: _write(folder / "x.txt", "Le port est né.\n".encode("utf-16")),
    "mojibake": lambda folder: _write(folder / "x.txt", "Le port est nÃ©.\n".encode()),
    "U+FFFD": lambda folder: _write(folder / "x.txt", "Le port est n\ufffd.\n".encode()),
    "accents apart": lambda folder: _write(folder / "x.txt", "La d´ecarbonation.\n".encode()),
    "no sentence": lambda folder: _write(folder / "x.txt", b"Titre\n"),
    "three million bytes": lambda folder: _write(folder / "x.txt", b"Le port. " * 333_334),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_text_gets_one_line_and_changes_nothing(
    kind: str, boats: Path, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    path = FILES[kind](tmp_path / "files")
    before = invented.contents(boats)
    with pytest.raises(UserError) as caught:
        add(boats, path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
    assert invented.contents(boats) == before


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"document": "2032-port"}, 'doc_id: found "2032-port".*same as'),
        ({"document": "../evil"}, "doc_id: found"),
        ({"document": "Big"}, 'doc_id: found "Big"'),
        ({"document": "x" * 100_000}, "doc_id: found a cell of 100,000"),
        ({"document": None}, "--document missing"),
        ({"phase": "2032-amendmnt", "label": None, "kind": None}, "nearest: 2032-amendment"),
        ({"phase": "2032-amendment"}, 'phase_id: found "2032-amendment".*same as'),
        ({"phase": "last"}, "pattern"),
        ({"date": None}, "--date, or --earliest"),
        ({"date": "2033-02-30"}, 'date_earliest: found "2033-02-30", expected a day that exists'),
        ({"date": "12/12/2033"}, 'date_earliest: found "12/12/2033", .* YYYY-MM-DD'),
        ({"date": None, "earliest": "2033-02-01"}, "--earliest and --latest"),
        (
            {"date": None, "earliest": "2033-02-02", "latest": "2033-02-01"},
            "date_latest: found.*not before",
        ),
        ({"date": "2031-01-01"}, "date_earliest: found.*not before"),
        ({"kind": "treaty"}, "phases.csv.*treaty"),
        ({"kind": "../../x"}, "kind: found"),
        ({"genre": "blog"}, "documents.csv.*trade-press"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"title": "=cmd()"}, "formula"),
        ({"title": "a\nb"}, "U\\+000A"),
        ({"label": "Avenant \ufffd"}, "U\\+FFFD"),
        ({"label": "First contract, 2030"}, "label"),
        ({"covers_from": "soon"}, "covers_from"),
        ({"label": None, "phase": "2032-amendment", "covers_to": "2035"}, "need.* --label"),
        ({"date": "2032-12-12"}, 'short_label: found "2032 amendment".*same as'),
    ],
)
def test_an_option_that_does_not_fit_gets_one_line_and_changes_nothing(
    changed: dict[str, str | None], complaint: str, boats: Path, text: Path
) -> None:
    before = invented.contents(boats)
    with pytest.raises((UserError, click.UsageError), match=complaint) as caught:
        add(boats, text, **changed)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 600
    assert invented.contents(boats) == before


def _texts_as_file(root: Path) -> None:
    (root / "data" / "texts").write_text("not a folder\n", encoding="utf-8")


def _texts_locked(root: Path) -> None:
    (root / "data" / "texts" / "2033-port.txt").mkdir(parents=True)


def _listing_is_folder(root: Path) -> None:
    (root / "data" / "texts" / "2033-port.passages.tsv").mkdir(parents=True)


def _other_text(root: Path) -> None:
    (root / "data" / "texts").mkdir()
    (root / "data" / "texts" / "2033-port.txt").write_text("Autre.\n", encoding="utf-8")


def _aside_is_file(root: Path) -> None:
    (root / "_build").write_text("", encoding="utf-8")


def _no_git(root: Path) -> None:
    shutil.rmtree(root / ".git")


def _changed_table(root: Path) -> None:
    with (root / "data" / "glossary.csv").open("a", encoding="utf-8") as file:
        file.write("quai,quay,A quay.,\n")


def _staged(root: Path) -> None:
    (root / "_toc.yml").write_text("root: index\n", encoding="utf-8")
    invented.git(root, "add", "_toc.yml")


def _unknown_chapter(root: Path) -> None:
    (root / "chapters" / "03-mine.ipynb").write_text("{}\n", encoding="utf-8")


def _unsound(root: Path) -> None:
    path = root / "data" / "codes.csv"
    path.write_text(path.read_text("utf-8").replace(",machines,1,", ",machines,.5,", 1), "utf-8")
    invented.commit(root)


def _no_dictionary(root: Path) -> None:
    path = root / "data" / "coders.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if ",dictionary," not in line]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    invented.commit(root)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (_texts_as_file, "texts"),
        (_texts_locked, "2033-port.txt"),
        (_listing_is_folder, "2033-port.passages.tsv"),
        (_other_text, "holds another text"),
        (_aside_is_file, "_build"),
        (_no_git, "git: .*a git clone in which"),
        (_changed_table, "not committed: data/glossary.csv"),
        (_staged, "not committed: _toc.yml"),
        (_unknown_chapter, "not committed: chapters/03-mine.ipynb"),
        (_unsound, "codes.csv"),
        (_no_dictionary, "dictionary"),
    ],
)
def test_a_project_in_which_it_cannot_be_done_gets_one_line_and_stays_as_it_is(
    damage: Callable[[Path], None], complaint: str, boats: Path, text: Path
) -> None:
    damage(boats)
    before = invented.contents(boats)
    with pytest.raises((UserError, OSError), match=complaint) as caught:
        add(boats, text)
    assert "\n" not in str(caught.value)
    assert invented.contents(boats) == before
    assert not list(boats.glob("_build/*"))


def test_a_text_that_lies_in_the_project_stays_and_must_not_be_committed(
    boats: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (boats / "boats.txt").write_text(invented.BOATS, encoding="utf-8")
    add(boats, boats / "boats.txt")
    assert (boats / "boats.txt").read_text(encoding="utf-8") == invented.BOATS
    assert "boats.txt lies in the project" in capsys.readouterr().out


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond four thousand bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_changes_nothing(
    boats: Path, text: Path, small_files: None
) -> None:
    before = invented.contents(boats)
    with pytest.raises(OSError, match="File too large"):
        add(boats, text)
    assert invented.contents(boats) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("stop", [1, 2, 12, 27, 28, 29])
def test_whichever_move_fails_all_goes_back(
    stop: int, error: BaseException, boats: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chapter is moved first, then the tables, the new text and its listing."""
    before = invented.contents(boats)
    real, moves = os.replace, []

    def replace(source: Path, target: Path) -> None:
        moves.append(target)
        if len(moves) == stop:
            raise error
        real(source, target)

    monkeypatch.setattr(worktree.os, "replace", replace)
    with pytest.raises((OSError, click.Abort)):
        add(boats, text)
    assert len(moves) == stop and invented.contents(boats) == before


def test_the_command_line_tells_a_mistake_in_one_line(
    boats: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(boats / "\x1b[2Jnone.txt"), *invented.options()]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "\x1b" not in said


# --- only the text --------------------------------------------------------------------------


def test_extract_writes_the_text_alone_and_never_over_a_file(tmp_path: Path, text: Path) -> None:
    out = tmp_path / "out.txt"
    invented.add(tmp_path, text, ["--extract", str(out)])
    assert out.read_text(encoding="utf-8") == invented.BOATS
    with pytest.raises(UserError, match="there already"):
        invented.add(tmp_path, text, ["--extract", str(out)])
    with pytest.raises(FileNotFoundError):
        invented.add(tmp_path, text, ["--extract", str(tmp_path / "none" / "out.txt")])


def test_a_text_of_a_few_words_is_too_little(boats: Path, tmp_path: Path) -> None:
    source = tmp_path / "short.txt"
    source.write_text("Un contrat est signé.\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"^short\.txt: .*fewer than 5 words"):
        add(boats, source)
