"""Several files change together, whatever stops the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import MINIATURE_TEXTS, miniature_text

from themeshift import UserError, package, transaction
from themeshift.__main__ import main

OLD = {"data/a.csv": b"old a", "data/b.csv": b"old b", "chapters/gone.ipynb": b"old gone"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "../chapters/c.ipynb": b"new c"}
NEW_STATE = {"data/a.csv": b"new a", "data/b.csv": b"new b", "chapters/c.ipynb": b"new c"}


class Killed(BaseException):
    """Stands for a kill: no clean-up of the code under test may rely on being told."""


def state(root: Path) -> dict[str, bytes]:
    """Every file under the root but those that are pending."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and transaction.PENDING not in path.parts
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path / "data"


def test_files_change_appear_and_go_together(folder: Path) -> None:
    changed = transaction.commit(
        folder, NEW, ["../chapters/gone.ipynb", "../chapters/never-there.ipynb"]
    )
    assert changed == ("a.csv", "b.csv", "../chapters/c.ipynb", "../chapters/gone.ipynb")
    assert state(folder.parent) == NEW_STATE
    assert not (folder / transaction.PENDING).exists()


def test_a_file_that_has_its_content_already_is_left_alone(folder: Path) -> None:
    written = (folder / "a.csv").stat().st_mtime_ns
    assert transaction.commit(folder, {"a.csv": b"old a"}) == ()
    assert (folder / "a.csv").stat().st_mtime_ns == written


def test_stopped_at_any_step_leaves_all_old_or_comes_out_all_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop after 0, 1, 2, … calls that touch the disk; then recover."""
    outcomes = []
    for step in range(30):
        for name, content in OLD.items():
            (folder.parent / name).write_bytes(content)
        (folder.parent / "chapters" / "c.ipynb").unlink(missing_ok=True)
        left = [step]

        def limited(real, left=left):
            def call(*arguments, **options):
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
                return real(*arguments, **options)

            return call

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", limited(os.replace))
            patch.setattr(os, "fsync", limited(os.fsync))
            patch.setattr(Path, "unlink", limited(Path.unlink))
            patch.setattr(transaction.shutil, "rmtree", limited(transaction.shutil.rmtree))
            try:
                transaction.commit(folder, NEW, ["../chapters/gone.ipynb"])
                finished = True
            except Killed:
                finished = False
        transaction.recover(folder)
        after = state(folder.parent)
        assert after in (OLD, NEW_STATE), step
        outcomes.append(after == NEW_STATE)
        if finished:
            break
    assert outcomes == sorted(outcomes)  # first all old, then all new
    assert set(outcomes) == {False, True}
    transaction.commit(folder, NEW)
    assert not (folder / transaction.PENDING).exists()


def test_killed_at_random_moments_leaves_everything_whole(folder: Path) -> None:
    """Twenty kills of a process that does nothing but change two files back and forth."""
    for name in ("a.csv", "b.csv"):
        (folder / name).write_bytes(b"0")
    code = (
        "import sys; from pathlib import Path; from themeshift import transaction\n"
        "folder = Path(sys.argv[1]); number = 0; print('up', flush=True)\n"
        "while True:\n"
        "    number += 1; content = str(number).encode() * 50_000\n"
        "    transaction.commit(folder, {'a.csv': content, 'b.csv': content})\n"
    )
    for moment in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parent.parent,
        )
        process.stdout.readline()
        time.sleep(0.002 * moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        transaction.recover(folder)
        assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


def test_loading_the_package_finishes_a_change_that_was_cut_short(
    mini_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases = (mini_root / "phases.csv").read_bytes().replace(b"First contract", b"Oldest contract")
    glossary = (mini_root / "glossary.csv").read_bytes().replace(b"amendment", b"altered")
    with monkeypatch.context() as patch:
        replace, calls = os.replace, []

        def stopped(*arguments):
            calls.append(arguments)
            if len(calls) == 3:
                raise Killed
            replace(*arguments)

        patch.setattr(os, "replace", stopped)
        with pytest.raises(Killed):
            transaction.commit(mini_root, {"phases.csv": phases, "glossary.csv": glossary})
    assert b"Oldest" in (mini_root / "phases.csv").read_bytes()
    assert b"altered" not in (mini_root / "glossary.csv").read_bytes()
    assert package.load(mini_root).glossary["term_en"].tolist() == ["altered"]


# --- two at once ----------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parent.parent
locking = pytest.mark.skipif(transaction.fcntl is None, reason="this system locks no folders")


def words(name: str, root: Path, book: Path) -> list[str]:
    """A command that changes the tables of `root`."""
    if name == "add":
        text = book / "boats.txt"
        text.write_text("Le port commande des robots. Les équipages seront formés.\n")
        return ["add", str(text), "--document", "2033-port", "--phase", "2032-amendment",
                "--publisher", "Le Port", "--genre", "trade-press", "--title", "On it",
                "--date", "2032-02-12", "--data", str(root)]  # fmt: skip
    if name == "ingest":
        texts = book / "texts"
        texts.mkdir(exist_ok=True)
        for document in MINIATURE_TEXTS:
            (texts / f"{document}.txt").write_text(miniature_text(document), encoding="utf-8")
        return ["ingest", str(texts), "--data", str(root)]
    return ["seal", "--data", str(root)]


@locking
@pytest.mark.parametrize("name", ["add", "ingest", "seal"])
def test_a_command_waits_for_no_other_but_says_that_it_must(
    name: str, mini_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import sys, time; from pathlib import Path; from themeshift import transaction\n"
        "with transaction.locked(Path(sys.argv[1])):\n"
        "    print('up', flush=True); time.sleep(600)"
    )
    before = state(mini_root)
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(mini_root)], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        other.stdout.readline()
        assert main(words(name, mini_root, tmp_path)) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1 and "another command is changing these tables" in told
        assert state(mini_root) == before
    finally:
        other.kill()  # a lock goes with who held it
        other.communicate()
    assert main(words(name, mini_root, tmp_path)) == 0


@locking
def test_of_two_texts_added_at_once_none_is_lost_unsaid(mini_root: Path, tmp_path: Path) -> None:
    adding = []
    for number in range(3):
        text = tmp_path / f"{number}.txt"
        text.write_text(f"Le port commande {number + 2} robots. Les équipages seront formés.\n")
        options = words("add", mini_root, tmp_path)
        options[1], options[3] = str(text), f"2033-port-{number}"
        adding.append(
            subprocess.Popen(
                [sys.executable, "-m", "themeshift", *options],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    told = [process.communicate()[1] for process in adding]
    known = set(package.load(mini_root).documents["doc_id"])
    for number, process in enumerate(adding):
        assert (f"2033-port-{number}" in known) == (process.returncode == 0), told
        assert process.returncode == 0 or "another command is changing" in told[number]
    assert any(process.returncode == 0 for process in adding)


def test_who_holds_the_lock_of_a_folder_may_ask_again(folder: Path) -> None:
    with transaction.locked(folder), transaction.locked(folder):
        assert transaction.commit(folder, NEW, ["../chapters/gone.ipynb"])
    assert state(folder.parent) == NEW_STATE


# --- a list that this program did not write --------------------------------------------------


def left_behind(folder: Path, listed: bytes, **written: bytes) -> dict[str, bytes]:
    """Put a list into `.pending`, with further files; return the state before anything is read."""
    pending = folder / transaction.PENDING
    pending.mkdir()
    for name, content in {"0": b"new", **written}.items():
        (pending / name).write_bytes(content)
    (pending / "list.json").write_bytes(listed)
    return everything(folder.parent)


def everything(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def refused(folder: Path, before: dict[str, bytes]) -> str:
    with pytest.raises(UserError) as refusal:
        transaction.recover(folder)
    line = str(refusal.value)
    assert line.startswith("data/.pending/list.json: found ") and "\n" not in line
    assert "remove data/.pending" in line
    assert everything(folder.parent) == before
    return line


@pytest.mark.parametrize(
    "name",
    [
        "../victim.txt", "../../victim.csv", "/tmp/victim.csv", "../victim.md", "../victim.csv",
        "results/manifest.csv", "../themeshift/seal.py", "../chapters/../victim.ipynb", ".csv",
        "texts/../../x.txt", "a.csv\n", "a\u0000.csv", "\ud800.csv", "../.git/config", "..", "",
    ],
)  # fmt: skip
def test_a_pending_change_of_a_file_that_no_command_changes_is_refused(
    folder: Path, name: str
) -> None:
    listed = json.dumps({"changed": ["a.csv", name], "removed": []}).encode()
    before = left_behind(folder, listed, **{"1": b"newer"})
    assert "the change of" in refused(folder, before)


@pytest.mark.parametrize("name", ["../gone.md", "a.csv", "../chapters/../gone.ipynb", "../../x"])
def test_a_pending_removal_of_anything_but_a_chapter_is_refused(folder: Path, name: str) -> None:
    listed = json.dumps({"changed": ["a.csv"], "removed": [name]}).encode()
    assert "the removal of" in refused(folder, left_behind(folder, listed))


@pytest.mark.parametrize(
    "listed",
    [
        b"{", b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"changed": "a.csv"}',
        b'{"changed": "a.csv", "removed": []}', b'{"changed": [1], "removed": []}',
        b'{"changed": [], "removed": {}}', b'{"changed": [], "removed": [], "more": []}',
    ],
)  # fmt: skip
def test_a_list_of_another_form_is_refused(folder: Path, listed: bytes) -> None:
    refused(folder, left_behind(folder, listed))


def test_links_lead_no_pending_change_out_of_the_project(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder.parent / "inside").mkdir()
    (folder / "texts").symlink_to(outside)
    before = left_behind(folder, b'{"changed": ["texts/a.txt"], "removed": []}')
    assert "leads elsewhere" in refused(folder, before)
    assert list(outside.iterdir()) == []


def test_a_link_is_no_new_content(folder: Path, tmp_path: Path) -> None:
    before = left_behind(folder, b'{"changed": ["a.csv"], "removed": []}')
    (tmp_path / "secret").write_bytes(b"new")
    before["secret"] = b"new"
    (folder / transaction.PENDING / "0").unlink()
    (folder / transaction.PENDING / "0").symlink_to(tmp_path / "secret")
    assert "no plain file" in refused(folder, before)


def test_a_list_that_is_a_folder_or_a_link_is_refused(folder: Path) -> None:
    (folder / transaction.PENDING / "list.json").mkdir(parents=True)
    refused(folder, everything(folder.parent))
    (folder / transaction.PENDING / "list.json").rmdir()
    (folder / transaction.PENDING / "list.json").symlink_to(folder / "nowhere")
    assert "symbolic link" in refused(folder, everything(folder.parent))


def test_no_command_commits_what_would_not_be_finished(folder: Path) -> None:
    before = everything(folder.parent)
    with pytest.raises(UserError, match="nothing was changed"):
        transaction.commit(folder, {"a.csv": b"new", "../victim.txt": b"new"})
    assert everything(folder.parent) == before


def test_a_reading_command_says_it_in_one_line(mini_root: Path) -> None:
    left_behind(mini_root, b'{"changed": ["../victim.txt"], "removed": ["../README.md"]}')
    done = subprocess.run(
        [sys.executable, "-m", "themeshift", "check", "--data", str(mini_root)],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1 and "'../victim.txt'" in done.stderr
