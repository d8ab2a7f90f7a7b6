"""Whatever is killed, and whenever: the data, the notebooks and the last good book stay whole.

Twenty kills (SIGKILL, which nothing can catch) at seeded random moments: four of ``ingest``, four
of ``add``, four of ``run``, three of ``pages`` and five of ``build``. After each, every file is
what it was or what it was to become; the command, given once more, brings what it brings when
nothing stops it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import MINIATURE_TEXTS, miniature_text

from themeshift import build, package, results, runner, site, transaction
from themeshift.__main__ import main as command_line

ROOT = Path(__file__).resolve().parent.parent
Work = Callable[[], object]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system"),
]


def files(folder: Path) -> dict[str, bytes]:
    """Contents by path, but for what a command keeps aside while it works."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
    }


def start(work: Work) -> int:
    """Let a child of this process, which has imported everything, do the work."""
    child = os.fork()
    if child:
        return child
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        work()
    finally:
        os._exit(0)


def duration(work: Work) -> float:
    """Seconds that the work takes when nothing stops it."""
    started = time.monotonic()
    os.waitpid(start(work), 0)
    return time.monotonic() - started


def kill(work: Work, delay: float) -> None:
    """Start the work and kill it after a while."""
    child = start(work)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def restore(folder: Path, model: Path) -> None:
    """Bring a folder back to what it was."""
    shutil.rmtree(folder)
    shutil.copytree(model, folder)


def moments(number: int, seconds: float, seed: int) -> list[float]:
    """Seeded moments, spread over the time that the work takes and a little beyond."""
    draw = random.Random(seed)
    return [seconds * (part + draw.random()) / number * 1.05 for part in range(number)]


@pytest.mark.parametrize("name", ["ingest", "add"])
def test_data_are_all_old_or_all_new(name: str, mini_root: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for document in MINIATURE_TEXTS:
        (texts / f"{document}.txt").write_text(miniature_text(document), encoding="utf-8")
    if name == "ingest":  # something to derive: one more term, and no matches yet
        terms = mini_root / "theme_terms.csv"
        terms.write_text(terms.read_text(encoding="utf-8") + "crews-02,crews,marin,\n")
        (mini_root / "matches.csv").write_text("unit_id,term_id,theme,start,end\n")
        words = ["ingest", str(texts), "--data", str(mini_root)]
    else:
        text = tmp_path / "boats.txt"
        text.write_text("Le port commande des robots. Les équipages seront formés.\n")
        words = [
            "add", str(text), "--document", "2033-port", "--phase", "2033-amendment",
            "--publisher", "Le Port", "--genre", "trade-press", "--title", "On it",
            "--date", "2033-12-12", "--label", "Second amendment", "--kind", "amendment",
            "--data", str(mini_root),
        ]  # fmt: skip
    book = mini_root.parent
    model = shutil.copytree(book, tmp_path / "model")
    before = files(book)

    def work() -> None:
        command_line(words)

    seconds = duration(work)
    after = files(book)
    assert after != before
    for delay in moments(4, seconds, seed=3):
        restore(book, model)
        kill(work, delay)
        transaction.recover(mini_root)
        assert files(book) in (before, after)
        if files(book) == before:
            os.waitpid(start(work), 0)
            assert files(book) == after


def test_generated_pages_come_out_the_same_after_a_kill(mini_root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "generated"

    def work() -> None:
        command_line(["pages", "--data", str(mini_root), "--folder", str(folder)])

    before = files(mini_root)
    seconds = duration(work)
    after = files(folder)
    assert after
    for delay in moments(3, seconds, seed=4):
        shutil.rmtree(folder)
        kill(work, delay)
        assert files(mini_root) == before
        os.waitpid(start(work), 0)
        assert files(folder) == after


def test_a_book_is_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rendering is played by a function that takes its time over forty pages."""

    def render(root: Path, aside: Path, builder: None) -> Path:
        folder = aside / "_build" / "html"
        folder.mkdir(parents=True)
        for number in range(40):
            (folder / f"{number}.html").write_text((root / "index.md").read_text() * 500)
            time.sleep(0.002)
        return folder

    monkeypatch.setattr(build, "_render", render)
    monkeypatch.setattr(site, "faults", lambda folder, contents: [])
    (tmp_path / "index.md").write_text("edition 0\n")
    build.build(tmp_path)
    html = tmp_path / "_build" / "html"
    seconds = duration(lambda: build.build(tmp_path))
    for edition, delay in enumerate(moments(5, seconds, seed=5), 1):
        before = files(html)
        (tmp_path / "index.md").write_text(f"edition {edition}\n")
        kill(lambda: build.build(tmp_path), delay)
        state = files(html)
        assert len(state) == 40 and len(set(state.values())) == 1
        assert state == before or f"edition {edition}\n".encode() in state["0.html"]
    build.build(tmp_path)
    assert b"edition 5" in (html / "0.html").read_bytes()
    assert [path.name for path in (tmp_path / "_build").iterdir()] == ["html"]


def test_notebooks_and_results_are_whole(mini_root: Path, tmp_path: Path) -> None:
    """A killed run leaves notebooks as they were or as they become; the next run finishes it."""
    project = mini_root.parent
    (project / "chapters").mkdir()
    for number in (1, 2):
        made = nbformat.v4.new_notebook()
        made.cells = [
            nbformat.v4.new_code_cell(
                "import pandas as pd\nfrom themeshift import package, results\n"
                f"frame = pd.DataFrame({{'a': range({number}, 3000)}})\n"
                f"results.write(frame, 'numbers-{number}', '0{number}', package.load('../data'))\n"
                "len(frame)",
                id="write",
            )
        ]
        nbformat.write(made, project / "chapters" / f"0{number}.ipynb")
    model = shutil.copytree(project, tmp_path / "model")
    code = (
        "import sys; from pathlib import Path; from themeshift import runner\n"
        "root = Path(sys.argv[1]); print('up', flush=True)\n"
        "runner.run(runner.find_notebooks(root), Path(sys.argv[2]))"
    )

    def begin() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(project), str(ROOT)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        process.stdout.readline()
        return process

    started = time.monotonic()
    whole = begin()
    _, complaint = whole.communicate()
    seconds = time.monotonic() - started
    assert whole.returncode == 0, complaint
    before, after = files(model), files(project)
    for delay in moments(4, seconds, seed=6):
        process = begin()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        state = files(project)
        for path, content in state.items():
            if path.startswith("data/results/manifest"):
                continue  # grows by a row for each result; its wholeness is asked for below
            assert content in (before.get(path), after.get(path)), path
        results.manifest(package.load(mini_root))
        time.sleep(1.5)  # the kernel of a killed run sees within a second that it is alone
        restore(project, model)
    runner.run(runner.find_notebooks(project), ROOT, lambda line: None)
    assert files(project) == after
